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
        TrieRoot.Compute([.. sortedChanges.Where(static c => c.Value is not null).Select(static c => new KeyValuePair<byte[], byte[]>(c.Key, c.Value!))], version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);
}
