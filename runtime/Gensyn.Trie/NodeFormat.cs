using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>How a node's value is written.</summary>
internal enum ValueKind : byte
{
    None,
    Inline,

    /// <summary>The value's hash stands in the node, the value beside it in the store.</summary>
    Hashed,
}

/// <summary>The byte layout of trie nodes.</summary>
/// <remarks>Source: Polkadot spec, "State storage trie"; sp_trie node_header.rs and node_codec.rs.</remarks>
internal static class NodeFormat
{
    public const int HashLength = 32;

    private const byte Leaf = 0b0100_0000;
    private const byte Branch = 0b1000_0000;
    private const byte BranchWithValue = 0b1100_0000;
    private const byte HashedLeaf = 0b0010_0000;
    private const byte HashedBranch = 0b0001_0000;

    // sp_trie TRIE_VALUE_NODE_THRESHOLD: values of 33 bytes and more leave their node in V1.
    private const int HashedValueLength = 33;

    /// <summary>The root of a trie without keys: the hash of one zero byte.</summary>
    public static H256 EmptyRoot { get; } = Hash([0]);

    public static H256 Hash(ReadOnlySpan<byte> bytes)
    {
        H256 hash = default;
        Blake2b.Hash(bytes, hash);
        return hash;
    }

    public static bool IsHashed(int valueLength, StateVersion version) => version == StateVersion.V1 && valueLength >= HashedValueLength;

    /// <summary>Writes header and partial key.</summary>
    public static void WriteStart(ref ScaleWriter writer, ReadOnlySpan<byte> partialNibbles, bool hasChildren, ValueKind value)
    {
        WriteHeader(ref writer, partialNibbles.Length, hasChildren, value);
        int index = partialNibbles.Length & 1;
        if (index == 1) writer.WriteByte(partialNibbles[0]);
        for (; index < partialNibbles.Length; index += 2)
        {
            writer.WriteByte((byte)((partialNibbles[index] << 4) | partialNibbles[index + 1]));
        }
    }

    /// <summary>What a parent keeps of a child: its encoding when shorter than a hash, otherwise the hash.</summary>
    public static bool FitsParent(ReadOnlySpan<byte> encoded) => encoded.Length < HashLength;

    /// <summary>Splits a header's first byte; bits is 0 for what is no node.</summary>
    public static (bool HasChildren, ValueKind Value, int Bits) Kind(byte first) => (first >> 6) switch
    {
        0b01 => (false, ValueKind.Inline, 6),
        0b10 => (true, ValueKind.None, 6),
        0b11 => (true, ValueKind.Inline, 6),
        _ when (first & HashedLeaf) != 0 => (false, ValueKind.Hashed, 5),
        _ when (first & HashedBranch) != 0 => (true, ValueKind.Hashed, 4),
        _ => (false, ValueKind.None, 0),
    };

    private static void WriteHeader(ref ScaleWriter writer, int size, bool hasChildren, ValueKind value)
    {
        (byte prefix, int bits) = (hasChildren, value) switch
        {
            (false, ValueKind.Inline) => (Leaf, 6),
            (false, ValueKind.Hashed) => (HashedLeaf, 5),
            (true, ValueKind.None) => (Branch, 6),
            (true, ValueKind.Inline) => (BranchWithValue, 6),
            (true, ValueKind.Hashed) => (HashedBranch, 4),
            _ => throw new InvalidOperationException("A leaf has a value."),
        };
        int full = (1 << bits) - 1;
        if (size < full)
        {
            writer.WriteByte((byte)(prefix | size));
            return;
        }

        writer.WriteByte((byte)(prefix | full));
        int rest = size - full;
        for (; rest >= 255; rest -= 255) writer.WriteByte(255);
        writer.WriteByte((byte)rest);
    }
}
