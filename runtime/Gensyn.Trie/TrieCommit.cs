using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>An encoded node or hashed value, and its hash.</summary>
public readonly record struct TrieNode(H256 Hash, ReadOnlyMemory<byte> Bytes);

/// <summary>What a change of state does to the set of stored nodes.</summary>
/// <remarks>
/// Both lists count places in the trie: equal subtrees at two places are one node in the store that is inserted twice,
/// so a store that deletes must count references. No hash stands in both lists.
/// </remarks>
/// <param name="Root">The new state's root.</param>
/// <param name="Inserted">What the new state has more, once for each place.</param>
/// <param name="Removed">What the new state has no more, once for each place.</param>
public sealed record TrieCommit(H256 Root, IReadOnlyList<TrieNode> Inserted, IReadOnlyList<H256> Removed)
{
    /// <summary>What several commits do to one store together; the root is the last one's.</summary>
    public static TrieCommit Join(IReadOnlyList<TrieCommit> commits) => TrieDifference.Commit(
        commits[^1].Root, [.. commits.SelectMany(static commit => commit.Inserted)], [.. commits.SelectMany(static commit => commit.Removed)]);
}
