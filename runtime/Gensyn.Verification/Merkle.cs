using System.Numerics;
using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Verification;

/// <summary>The binary Merkle tree of all commitments: tagged leaves and nodes, an odd node promoted unchanged.</summary>
/// <remarks>The number of leaves is never read from a proof: the caller knows it from the task. The root of no leaves is zero.</remarks>
public static class Merkle
{
    /// <summary>The hash of a leaf's data.</summary>
    public static H256 Leaf(ReadOnlySpan<byte> data) => Commitment.Hash(HashTag.Leaf, data);

    /// <summary>The hash of a leaf whose data is itself a hash.</summary>
    public static H256 Leaf(in H256 data) => Commitment.Hash(HashTag.Leaf, data.Span);

    /// <summary>The hash of two neighbours.</summary>
    public static H256 Inner(in H256 left, in H256 right)
    {
        Span<byte> bytes = stackalloc byte[65];
        bytes[0] = (byte)HashTag.Inner;
        left.Span.CopyTo(bytes[1..]);
        right.Span.CopyTo(bytes[33..]);
        H256 hash = default;
        Blake2b.Hash(bytes, hash);
        return hash;
    }

    /// <summary>Levels above the leaves: 0 for one leaf.</summary>
    public static int Height(int leaves) => leaves <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)leaves - 1);

    /// <summary>Nodes of one level; level 0 holds the leaves.</summary>
    public static int CountAt(int leaves, int level) => leaves == 0 ? 0 : ((leaves - 1) >> level) + 1;

    /// <summary>What neighbouring nodes, the first of them left-aligned, combine to.</summary>
    public static H256 Combine(ReadOnlySpan<H256> nodes)
    {
        if (nodes.IsEmpty) return H256.Zero;
        H256[] level = nodes.ToArray();
        for (int count = level.Length; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i < count / 2; i++) level[i] = Inner(level[2 * i], level[2 * i + 1]);
            if (count % 2 == 1) level[count / 2] = level[count - 1];
        }

        return level[0];
    }

    /// <summary>Climbs from a node to its ancestor along a path of siblings; false when the path is not exactly as long as needed.</summary>
    public static bool TryClimb(int leaves, int fromLevel, int index, in H256 node, ReadOnlySpan<H256> path, int toLevel, out H256 ancestor)
    {
        ancestor = node;
        if (leaves <= 0 || fromLevel < 0 || fromLevel > toLevel || toLevel > Height(leaves)) return false;
        if (index < 0 || index >= CountAt(leaves, fromLevel)) return false;
        int used = 0;
        for (int level = fromLevel; level < toLevel; level++, index >>= 1)
        {
            if ((index ^ 1) >= CountAt(leaves, level)) continue;
            if (used == path.Length) return false;
            H256 sibling = path[used++];
            ancestor = index % 2 == 0 ? Inner(ancestor, sibling) : Inner(sibling, ancestor);
        }

        return used == path.Length;
    }

    /// <summary>Whether a leaf hash lies at an index under a root.</summary>
    public static bool Verify(in H256 root, int leaves, int index, in H256 leaf, ReadOnlySpan<H256> path) =>
        TryClimb(leaves, 0, index, leaf, path, Height(leaves), out H256 top) && top == root;
}
