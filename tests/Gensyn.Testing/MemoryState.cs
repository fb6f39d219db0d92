using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Testing;

/// <summary>A state in memory, below an <see cref="OverlayExternalities"/>.</summary>
public sealed class MemoryState : IStateBackend
{
    private readonly MemoryNodeStore _nodes = new();
    private TrieDb _trie;

    /// <summary>A state of these pairs.</summary>
    public MemoryState(IEnumerable<KeyValuePair<byte[], byte[]>>? pairs = null, StateVersion version = StateVersion.V1)
    {
        _trie = new TrieDb(_nodes, TrieRoot.Empty);
        if (pairs is not null) Apply(new([.. pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], []), version);
    }

    /// <summary>The state's root.</summary>
    public H256 CurrentRoot => _trie.Root;

    /// <summary>Makes changes part of the state, such as those an overlay was drained of.</summary>
    public void Apply(StateChanges changes, StateVersion version = StateVersion.V1)
    {
        TrieCommit commit = _trie.Commit(changes, version);
        _nodes.Apply(commit);
        _trie = new TrieDb(_nodes, commit.Root);
    }

    /// <summary>All keys with a prefix, ascending.</summary>
    public IEnumerable<byte[]> Keys(ReadOnlyMemory<byte> prefix = default) => _trie.Keys(prefix);

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _trie.Get(key);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => _trie.NextKey(key);

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => _trie.Child(id).Get(key);

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => _trie.Child(id).NextKey(key);

    /// <inheritdoc/>
    public H256 ChildRoot(ChildChanges changes, StateVersion version) => _trie.Child(changes.Id).Commit(changes.Changes, version).Root;

    /// <inheritdoc/>
    public H256 Root(StateChanges changes, StateVersion version) => _trie.Commit(changes, version).Root;

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);
}
