using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.Benchmarking;

/// <summary>A history with as many checkpoints as a task may have, so that its proofs are as long as can be.</summary>
public sealed class BenchmarkHistory
{
    /// <summary>Steps between its checkpoints.</summary>
    public const uint Interval = 32;

    /// <summary>Its steps: as many intervals as a new chain allows.</summary>
    public const uint Steps = 65_536 * Interval;

    /// <summary>Its metric, raw bits.</summary>
    public const uint Metric = 0;

    private readonly ImmutableArray<H256> _leaves;
    private readonly MerkleTree _tree;

    /// <summary>Hashes the whole history.</summary>
    public BenchmarkHistory()
    {
        uint states = new IntervalPlan(Steps, Interval).HistoryLeaves - 1;
        ImmutableArray<H256>.Builder leaves = ImmutableArray.CreateBuilder<H256>((int)states + 1);
        for (uint i = 0; i < states; i++) leaves.Add(Hashing.Blake2_256(Codecs.U32.ToBytes(i)));
        leaves.Add(Commitment.ScalarRoot(DataType.Float32, Metric));
        _leaves = leaves.MoveToImmutable();
        _tree = new MerkleTree(Commitment.LeavesOf(_leaves));
    }

    /// <summary>How many leaves it has, the metric among them.</summary>
    public uint Leaves => (uint)_leaves.Length;

    /// <summary>What the solver commits to.</summary>
    public H256 Root => Commitment.Wrap(HashTag.History, _tree.Count, _tree.Root);

    /// <summary>A checkpoint, or for the last leaf the metric's root.</summary>
    public H256 Leaf(uint index) => _leaves[(int)index];

    /// <summary>A leaf's siblings.</summary>
    public ImmutableArray<H256> Path(uint index) => _tree.Path((int)index);
}
