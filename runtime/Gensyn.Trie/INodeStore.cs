using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Where encoded trie nodes and hashed values are found by their BLAKE2b-256.</summary>
public interface INodeStore
{
    /// <summary>Finds the bytes with this hash; false when they are not here.</summary>
    /// <param name="hash">The BLAKE2b-256 of the bytes.</param>
    /// <param name="bytes">The bytes. They never change, whatever becomes of the store, and last as long as somebody holds them.</param>
    bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes);

    /// <summary>Finds bytes as <see cref="TryGet"/> does, by way of a node that refers to them; a store may know from there where they lie.</summary>
    /// <param name="hash">The BLAKE2b-256 of the bytes.</param>
    /// <param name="from">All that this store handed out for the node that refers to them.</param>
    /// <param name="reference">Which of the node's children they are, counted from 0 over those it has, or <see cref="ItsValue"/>.</param>
    /// <param name="bytes">The bytes.</param>
    bool TryFollow(in H256 hash, ReadOnlyMemory<byte> from, int reference, out ReadOnlyMemory<byte> bytes) => TryGet(hash, out bytes);

    /// <summary>The reference of a node to its value.</summary>
    const int ItsValue = -1;
}
