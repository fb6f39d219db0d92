using System.Diagnostics;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Benchmarks.Execution;

/// <summary>A state that knows how long its roots took.</summary>
internal sealed class ClockedState(TrieState inner) : IBlockState
{
    public TrieState Inner => inner;

    /// <summary>The seconds spent on the roots of the state and of the extrinsics.</summary>
    public double RootSeconds { get; private set; }

    public byte[]? Get(ReadOnlySpan<byte> key) => inner.Get(key);

    public byte[]? NextKey(ReadOnlySpan<byte> key) => inner.NextKey(key);

    public IEnumerable<byte[]> Keys(byte[] prefix, byte[]? after) => inner.Keys(prefix, after);

    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => inner.ChildGet(id, key);

    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => inner.ChildNextKey(id, key);

    public IEnumerable<byte[]> ChildKeys(byte[] id, byte[] prefix, byte[]? after) => inner.ChildKeys(id, prefix, after);

    public H256 ChildRoot(ChildChanges changes, StateVersion version) => inner.ChildRoot(changes, version);

    public H256 Root(StateChanges changes, StateVersion version) => Clocked(() => inner.Root(changes, version));

    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => Clocked(() => inner.OrderedRoot(values, version));

    public byte[]? ClosestMerkleValue(byte[] key) => inner.ClosestMerkleValue(key);

    public byte[]? ChildClosestMerkleValue(byte[] id, byte[] key) => inner.ChildClosestMerkleValue(id, key);

    public IReadOnlyList<byte[]> Prove(IReadOnlyList<byte[]> keys) => inner.Prove(keys);

    public IReadOnlyList<byte[]> ProveChild(byte[] id, IReadOnlyList<byte[]> keys) => inner.ProveChild(id, keys);

    public ulong ProofSize => inner.ProofSize;

    public IBlockState ForBlock() => new ClockedState((TrieState)inner.ForBlock());

    public void BeginRecording() => inner.BeginRecording();

    public void EndRecording(bool keep) => inner.EndRecording(keep);

    private H256 Clocked(Func<H256> root)
    {
        long began = Stopwatch.GetTimestamp();
        H256 result = root();
        RootSeconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
        return result;
    }
}
