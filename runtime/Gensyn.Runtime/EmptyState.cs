using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Runtime;

/// <summary>The state before genesis: nothing.</summary>
public sealed class EmptyState : IStateBackend
{
    private static TrieDb Nothing { get; } = new(StorageProof.Empty, TrieRoot.Empty);

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public H256 ChildRoot(ChildChanges changes, StateVersion version) => Nothing.Commit(changes.Changes, version).Root;

    /// <inheritdoc/>
    public H256 Root(StateChanges changes, StateVersion version) => Nothing.Commit(changes, version).Root;

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);
}
