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

    /// <summary>How many bytes header and partial key have at most.</summary>
    public static int MaxStartLength(int partialLength) => 2 + (partialLength / 255) + ((partialLength + 1) >> 1);

    /// <summary>Writes header and partial key.</summary>
    /// <returns>How many bytes they have.</returns>
    public static int WriteStart(Span<byte> output, NibbleSlice partial, bool hasChildren, ValueKind value)
    {
        int header = WriteHeader(output, partial.Length, hasChildren, value);
        partial.Pack(output[header..]);
        return header + partial.PackedLength;
    }

    /// <summary>Writes what stands in a node for its value.</summary>
    /// <returns>How many bytes that is.</returns>
    public static int WriteValue(Span<byte> output, NodeValue value)
    {
        if (value.Kind == ValueKind.None) return 0;
        int at = 0;
        if (value.Kind == ValueKind.Inline)
        {
            ScaleWriter writer = new(output);
            writer.WriteCompact((uint)value.Bytes.Length);
            at = writer.Length;
        }

        value.Bytes.CopyTo(output[at..]);
        return at + value.Bytes.Length;
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

    private static int WriteHeader(Span<byte> output, int size, bool hasChildren, ValueKind value)
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
            output[0] = (byte)(prefix | size);
            return 1;
        }

        output[0] = (byte)(prefix | full);
        int at = 1;
        int rest = size - full;
        for (; rest >= 255; rest -= 255) output[at++] = 255;
        output[at++] = (byte)rest;
        return at;
    }
}
