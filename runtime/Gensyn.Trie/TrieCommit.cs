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
    public static TrieCommit Join(IReadOnlyList<TrieCommit> commits)
    {
        var balance = new Dictionary<H256, int>();
        foreach (H256 hash in commits.SelectMany(static commit => commit.Removed)) balance[hash] = balance.GetValueOrDefault(hash) + 1;
        var inserted = new List<TrieNode>();
        foreach (TrieNode node in commits.SelectMany(static commit => commit.Inserted))
        {
            if (balance.TryGetValue(node.Hash, out int count) && count > 0) balance[node.Hash] = count - 1;
            else inserted.Add(node);
        }

        var removed = new List<H256>();
        foreach (H256 hash in commits.SelectMany(static commit => commit.Removed))
        {
            if (balance[hash] == 0) continue;
            balance[hash]--;
            removed.Add(hash);
        }

        return new TrieCommit(commits[^1].Root, inserted, removed);
    }
}
