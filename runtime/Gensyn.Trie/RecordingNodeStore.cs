using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Passes reads through and remembers what they returned.</summary>
/// <remarks>For one thread.</remarks>
public sealed class RecordingNodeStore(INodeStore store) : INodeStore
{
    private readonly SortedSet<H256> _hashes = [];
    private readonly List<byte[]> _nodes = [];

    /// <summary>How many bytes the recorded nodes have as an encoded proof, its own length prefix left out.</summary>
    public ulong Size { get; private set; }

    /// <inheritdoc/>
    public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        if (!store.TryGet(hash, out bytes)) return false;
        if (!_hashes.Add(hash)) return true;
        _nodes.Add(bytes.ToArray());
        Size += (ulong)(bytes.Length + PrefixLength(bytes.Length));
        return true;
    }

    /// <summary>What was read, each once, in byte order.</summary>
    public IReadOnlyList<byte[]> Recorded()
    {
        byte[][] sorted = [.. _nodes];
        Array.Sort(sorted, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return sorted;
    }

    private static int PrefixLength(int length) => length switch
    {
        < 1 << 6 => 1,
        < 1 << 14 => 2,
        < 1 << 30 => 4,
        _ => 5,
    };
}
