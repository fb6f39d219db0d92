using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Testing;

/// <summary>A state of some store's nodes, below an <see cref="OverlayExternalities"/>: all of them, or those of a proof.</summary>
public sealed class TrieView(INodeStore nodes, H256 root) : IStateBackend
{
    private readonly TrieDb _trie = new(nodes, root);

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
