using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Where encoded trie nodes and hashed values are found by their BLAKE2b-256.</summary>
public interface INodeStore
{
    /// <summary>Finds the bytes with this hash; false when they are not here.</summary>
    /// <param name="hash">The BLAKE2b-256 of the bytes.</param>
    /// <param name="bytes">The bytes. They never change, whatever becomes of the store, and last as long as somebody holds them.</param>
    bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes);

    /// <summary>Finds bytes as <see cref="TryGet"/> does; a store may look first where they lie if they were inserted right after others.</summary>
    /// <param name="hash">The BLAKE2b-256 of the bytes.</param>
    /// <param name="before">All that this store handed out for the others, such as the leaf whose value is looked for.</param>
    /// <param name="bytes">The bytes.</param>
    bool TryGetAfter(in H256 hash, ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> bytes) => TryGet(hash, out bytes);
}
