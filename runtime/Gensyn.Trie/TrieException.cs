namespace Gensyn.Trie;

/// <summary>A trie that cannot be read: a node is missing, pruned or malformed.</summary>
public sealed class TrieException : Exception
{
    /// <summary>A trie unreadable for this reason.</summary>
    public TrieException(string message)
        : base(message)
    {
    }
}
