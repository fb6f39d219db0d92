using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Chain;

/// <summary>A state in a store of trie nodes.</summary>
/// <remarks>For one thread. It remembers the last root it worked out, so that a block's nodes are made once between execution and storage.</remarks>
public sealed class TrieState : IBlockState
{
    private readonly INodeStore _nodes;
    private readonly IParallel? _parallel;
    private readonly TrieDb _trie;

    // What is read goes through the recorder, where there is one; what changes is worked out below it.
    private readonly RecordingNodeStore? _recorder;
    private readonly TrieDb _read;
    private TrieCommit? _last;
    private TrieCursor? _cursor;
    private (byte[] Id, TrieDb Trie)? _child;
    private TrieCursor? _childCursor;
    private readonly TrieStart _start = new();

    /// <summary>A state that records nothing.</summary>
    /// <param name="nodes">Where the state's nodes are.</param>
    /// <param name="root">The state's root.</param>
    /// <param name="parallel">The means to work out large changes in parts at once, if there are any; many threads then read the nodes.</param>
    public TrieState(INodeStore nodes, H256 root, IParallel? parallel = null)
        : this(nodes, root, parallel, null)
    {
    }

    private TrieState(INodeStore nodes, H256 root, IParallel? parallel, RecordingNodeStore? recorder)
    {
        _nodes = nodes;
        _parallel = parallel;
        _trie = new TrieDb(nodes, root, parallel);
        _recorder = recorder;
        _read = recorder is null ? _trie : new TrieDb(recorder, root);
    }

    /// <inheritdoc/>
    public ulong ProofSize => _recorder?.Size ?? 0;

    /// <inheritdoc/>
    public IBlockState ForBlock() => new TrieState(_nodes, _trie.Root, _parallel, new RecordingNodeStore(_nodes));

    /// <inheritdoc/>
    public void BeginRecording() => _recorder?.BeginTransaction();

    /// <inheritdoc/>
    public void EndRecording(bool keep)
    {
        if (keep)
        {
            _recorder?.CommitTransaction();
            return;
        }

        // Whatever holds nodes that were read must read them again.
        _recorder?.RollbackTransaction();
        _start.Clear();
        _cursor = null;
        _child = null;
        _childCursor = null;
    }

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _read.Get(key, _start);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => (_cursor ??= _read.Cursor()).NextKey(key);

    /// <inheritdoc/>
    public IEnumerable<byte[]> Keys(byte[] prefix, byte[]? after) => _trie.Keys(prefix, after is null ? null : (ReadOnlyMemory<byte>?)after);

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => Child(id).Get(key);

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        TrieDb child = Child(id);
        return (_childCursor ??= child.Cursor()).NextKey(key);
    }

    /// <inheritdoc/>
    public IEnumerable<byte[]> ChildKeys(byte[] id, byte[] prefix, byte[]? after) => Child(id).Keys(prefix, after is null ? null : (ReadOnlyMemory<byte>?)after);

    /// <inheritdoc/>
    public H256 ChildRoot(ChildChanges changes, StateVersion version) => Child(changes.Id).Commit(changes.Changes, version).Root;

    /// <inheritdoc/>
    public H256 Root(StateChanges changes, StateVersion version)
    {
        _last = _trie.Commit(changes, version);
        return _last.Root;
    }

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);

    /// <inheritdoc/>
    public byte[]? ClosestMerkleValue(byte[] key) => _trie.ClosestMerkleValue(key);

    /// <inheritdoc/>
    public byte[]? ChildClosestMerkleValue(byte[] id, byte[] key) => Child(id).ClosestMerkleValue(key);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Prove(IReadOnlyList<byte[]> keys) => _trie.ReadProof(keys);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ProveChild(byte[] id, IReadOnlyList<byte[]> keys) => _trie.ReadChildProof(id, keys);

    /// <summary>The nodes that lead from this state to one with these changes and this root.</summary>
    /// <exception cref="InvalidDataException">The changes do not lead to that root.</exception>
    public TrieCommit CommitTo(H256 expected, StateChanges changes)
    {
        TrieCommit commit = _last is { } last && last.Root == expected ? last : _trie.Commit(changes, StateVersion.V1);
        return commit.Root == expected ? commit : throw new InvalidDataException($"The block's state root is {expected}, its changes lead to {commit.Root}.");
    }

    /// <summary>A child trie; the last one is remembered, as whoever asks for one key asks for more.</summary>
    private TrieDb Child(ReadOnlySpan<byte> id)
    {
        if (_child is { } last && id.SequenceEqual(last.Id)) return last.Trie;
        TrieDb child = _read.Child(id);
        _child = (id.ToArray(), child);
        _childCursor = null;
        return child;
    }
}
