using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Where encoded trie nodes and hashed values are found by their BLAKE2b-256.</summary>
public interface INodeStore
{
    /// <summary>The bytes with this hash, or null; the caller does not write to them.</summary>
    byte[]? Get(in H256 hash);
}
