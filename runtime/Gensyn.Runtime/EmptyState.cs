using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Runtime;

/// <summary>The state before genesis: nothing.</summary>
public sealed class EmptyState : IStateBackend
{
    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => null;

    /// <inheritdoc/>
    public H256 Root(IReadOnlyList<KeyValuePair<byte[], byte[]?>> sortedChanges, StateVersion version) =>
        TrieRoot.Compute([.. sortedChanges.Where(static change => change.Value is not null).Select(static change => new KeyValuePair<byte[], byte[]>(change.Key, change.Value!))], version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);
}
