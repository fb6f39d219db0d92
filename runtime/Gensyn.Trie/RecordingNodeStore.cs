using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Passes reads through and remembers what they returned: the proof of everything that was read, and its exact size.</summary>
/// <remarks>
/// For one thread. Layers nest as sp_trie's Recorder has them: what a layer recorded is forgotten when the layer is rolled back. Whoever keeps what
/// it has read (an overlay does) must be dropped along with the layer, or the next read of it is not recorded again.
/// </remarks>
public sealed class RecordingNodeStore(INodeStore store) : INodeStore
{
    private readonly RecordedNodes _nodes = new();

    // Where in the list each open layer begins.
    private readonly List<int> _layers = [];

    /// <summary>How many bytes the recorded nodes have in an encoded proof, the count before them left out: sp_trie's estimate_encoded_size.</summary>
    public ulong Size { get; private set; }

    /// <summary>How many bytes the proof has encoded, the count of its nodes included.</summary>
    public ulong EncodedSize => Size + (ulong)(ProofEncoding.SizeOf(_nodes.Count) - _nodes.Count);

    /// <inheritdoc/>
    public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        if (!store.TryGet(hash, out bytes)) return false;
        Record(hash, bytes);
        return true;
    }

    /// <inheritdoc/>
    public bool TryFollow(in H256 hash, ReadOnlyMemory<byte> from, int reference, out ReadOnlyMemory<byte> bytes)
    {
        if (!store.TryFollow(hash, from, reference, out bytes)) return false;
        Record(hash, bytes);
        return true;
    }

    /// <summary>Opens a layer.</summary>
    public void BeginTransaction() => _layers.Add(_nodes.Count);

    /// <summary>Keeps what the innermost layer recorded.</summary>
    /// <exception cref="InvalidOperationException">No layer is open.</exception>
    public void CommitTransaction() => TakeLayer();

    /// <summary>Forgets what the innermost layer recorded.</summary>
    /// <exception cref="InvalidOperationException">No layer is open.</exception>
    public void RollbackTransaction()
    {
        int from = TakeLayer();
        for (int index = from; index < _nodes.Count; index++) Size -= (ulong)ProofEncoding.SizeOf(_nodes[index].Length);
        _nodes.Shorten(from);
    }

    /// <summary>What was read, each once, in byte order.</summary>
    public IReadOnlyList<byte[]> Recorded()
    {
        byte[][] sorted = [.. Copies()];
        Array.Sort(sorted, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return sorted;
    }

    /// <summary>The proof of what was read.</summary>
    public StorageProof ToProof() => StorageProof.Of(Copies());

    private IEnumerable<byte[]> Copies()
    {
        for (int index = 0; index < _nodes.Count; index++) yield return _nodes[index].ToArray();
    }

    private void Record(in H256 hash, ReadOnlyMemory<byte> bytes)
    {
        if (_nodes.TryAdd(hash, bytes)) Size += (ulong)ProofEncoding.SizeOf(bytes.Length);
    }

    private int TakeLayer()
    {
        if (_layers.Count == 0) throw new InvalidOperationException("No transaction is open.");
        int from = _layers[^1];
        _layers.RemoveAt(_layers.Count - 1);
        return from;
    }
}
