using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Chain;

/// <summary>A state in a store of trie nodes.</summary>
/// <remarks>For one thread. It remembers the last root it worked out, so that a block's nodes are made once between execution and storage.</remarks>
/// <param name="nodes">Where the state's nodes are.</param>
/// <param name="root">The state's root.</param>
/// <param name="parallel">The means to work out large changes in parts at once, if there are any; many threads then read the nodes.</param>
public sealed class TrieState(INodeStore nodes, H256 root, IParallel? parallel = null) : IKeptState
{
    private readonly TrieDb _trie = new(nodes, root, parallel);
    private TrieCommit? _last;
    private TrieCursor? _cursor;
    private (byte[] Id, TrieDb Trie)? _child;
    private TrieCursor? _childCursor;

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _trie.Get(key);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => (_cursor ??= _trie.Cursor()).NextKey(key);

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
        TrieDb child = _trie.Child(id);
        _child = (id.ToArray(), child);
        _childCursor = null;
        return child;
    }
}
