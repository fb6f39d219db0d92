using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Chain;

/// <summary>A state in a store of trie nodes.</summary>
/// <remarks>For one thread. It remembers the last root it worked out, so that a block's nodes are made once between execution and storage.</remarks>
public sealed class TrieState(INodeStore nodes, H256 root) : IKeptState
{
    private readonly TrieDb _trie = new(nodes, root);
    private TrieCommit? _last;

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _trie.Get(key);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => _trie.NextKey(key);

    /// <inheritdoc/>
    public IEnumerable<byte[]> Keys(byte[] prefix, byte[]? after) => _trie.Keys(prefix, after is null ? null : (ReadOnlyMemory<byte>?)after);

    /// <inheritdoc/>
    public H256 Root(IReadOnlyList<KeyValuePair<byte[], byte[]?>> sortedChanges, StateVersion version)
    {
        _last = _trie.Commit(sortedChanges, version);
        return _last.Root;
    }

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Ordered(values, version);

    /// <inheritdoc/>
    public byte[]? ClosestMerkleValue(byte[] key) => _trie.ClosestMerkleValue(key);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Prove(IReadOnlyList<byte[]> keys) => _trie.ReadProof(keys);

    /// <summary>The nodes that lead from this state to one with these changes and this root.</summary>
    /// <exception cref="InvalidDataException">The changes do not lead to that root.</exception>
    public TrieCommit CommitTo(H256 expected, IReadOnlyList<KeyValuePair<byte[], byte[]?>> sortedChanges)
    {
        TrieCommit commit = _last is { } last && last.Root == expected ? last : _trie.Commit(sortedChanges, StateVersion.V1);
        return commit.Root == expected ? commit : throw new InvalidDataException($"The block's state root is {expected}, its changes lead to {commit.Root}.");
    }
}
