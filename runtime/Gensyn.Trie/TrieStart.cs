namespace Gensyn.Trie;

/// <summary>Where reads of a trie last were: the lowest node that every key with the same first bytes leads through.</summary>
/// <remarks>For one trie and one thread. The keys of a map begin with 32 bytes of two hashed names, and most reads of a block go to one map: that of the accounts.</remarks>
public sealed class TrieStart
{
    private const int PrefixLength = 32;

    private readonly byte[] _prefix = new byte[PrefixLength];
    private ReadOnlyMemory<byte> _node;
    private int _depth;

    /// <summary>Forgets where reads were.</summary>
    public void Clear() => _node = default;

    /// <summary>The node to begin with, and how many nibbles of the key stand above it; false where to begin at the root.</summary>
    internal bool TryBegin(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> node, out int depth)
    {
        node = _node;
        depth = _depth;
        return !_node.IsEmpty && key.StartsWith(_prefix);
    }

    /// <summary>Takes note of a node on the way to a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="node">The node.</param>
    /// <param name="depth">How many nibbles of the key stand above the node.</param>
    internal void Note(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> node, int depth)
    {
        if (depth > 2 * PrefixLength || key.Length < PrefixLength) return;
        key[..PrefixLength].CopyTo(_prefix);
        _node = node;
        _depth = depth;
    }
}
