using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Runs;

/// <summary>What a finished run commits to: the state at every checkpoint, then the metric.</summary>
/// <param name="Plan">How the run is cut.</param>
/// <param name="States">The headers of S_0, S_k, …, S_N.</param>
/// <param name="Metric">The value of the evaluation.</param>
public sealed record TrainingHistory(IntervalPlan Plan, ImmutableArray<StateHeader> States, float Metric)
{
    /// <summary>The leaves of the history.</summary>
    public ImmutableArray<H256> Leaves => [.. States.Select(static state => state.Hash()), MetricLeaf(Metric)];

    /// <summary>The history's root.</summary>
    public H256 Root => Commitment.HistoryRoot(Leaves);

    /// <summary>Whether the run diverged.</summary>
    public bool HasDiverged => (States[^1].Flags & StateHeader.Diverged) != 0;

    /// <summary>The siblings that prove a leaf.</summary>
    public ImmutableArray<H256> PathOf(int leaf) => new MerkleTree(Commitment.LeavesOf(Leaves)).Path(leaf);

    /// <summary>The leaf of a metric: the root of the metric as a tensor.</summary>
    public static H256 MetricLeaf(float metric) => Commitment.ScalarRoot(DataType.Float32, BitConverter.SingleToUInt32Bits(metric));
}
