using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Trie nodes in memory, counted by the places that refer to them.</summary>
/// <remarks>For one thread.</remarks>
public sealed class MemoryNodeStore : INodeStore
{
    private readonly Dictionary<H256, (ReadOnlyMemory<byte> Bytes, int Count)> _nodes = [];

    /// <summary>How many different nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <inheritdoc/>
    public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        bool found = _nodes.TryGetValue(hash, out (ReadOnlyMemory<byte> Bytes, int Count) node);
        bytes = node.Bytes;
        return found;
    }

    /// <summary>Takes in what a change of state inserts and lets go what it removes.</summary>
    public void Apply(TrieCommit commit)
    {
        foreach (TrieNode node in commit.Inserted) Insert(node.Hash, node.Bytes);
        foreach (H256 hash in commit.Removed)
        {
            if (!_nodes.TryGetValue(hash, out (ReadOnlyMemory<byte> Bytes, int Count) node)) throw new TrieException($"The store has no node {hash} to remove.");
            if (node.Count == 1) _nodes.Remove(hash);
            else _nodes[hash] = node with { Count = node.Count - 1 };
        }
    }

    private void Insert(H256 hash, ReadOnlyMemory<byte> bytes) =>
        _nodes[hash] = _nodes.TryGetValue(hash, out (ReadOnlyMemory<byte> Bytes, int Count) node) ? node with { Count = node.Count + 1 } : (bytes, 1);
}
