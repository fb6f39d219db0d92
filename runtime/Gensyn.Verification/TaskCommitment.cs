using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>All that is fixed of a task before a solver is known.</summary>
/// <param name="GraphRoot">The root of the task's graph: hyper-parameters and metric included.</param>
/// <param name="Seed">What keys every random number.</param>
/// <param name="DataRoots">The tensor roots of the data, in the graph's order.</param>
/// <param name="Parent">The verified state that the task builds on.</param>
/// <param name="Steps">Training steps N.</param>
/// <param name="CheckpointInterval">Steps k between checkpoints.</param>
/// <param name="Mode">How results are compared: 0 bitwise, 1 by distance.</param>
[Scale]
public sealed partial record TaskCommitment(
    H256 GraphRoot, ulong Seed, [MaxLength(TaskGraph.MaxData)] ImmutableArray<H256> DataRoots, H256? Parent, uint Steps, uint CheckpointInterval, byte Mode)
{
    /// <summary>The task root.</summary>
    public H256 Root() => Commitment.Hash(HashTag.Task, Codec.ToBytes(this));
}
