using System.Numerics;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>An encoded node, taken apart in place.</summary>
internal readonly ref struct NodeView
{
    private readonly ReadOnlySpan<byte> _partial;
    private readonly ReadOnlySpan<byte> _children;

    private NodeView(
        ReadOnlySpan<byte> partial, int partialLength, ReadOnlySpan<byte> body, ushort bitmap, ValueKind kind, ReadOnlySpan<byte> value, ReadOnlySpan<byte> children)
    {
        _partial = partial;
        Body = body;
        PartialLength = partialLength;
        Bitmap = bitmap;
        Kind = kind;
        Value = value;
        _children = children;
    }

    /// <summary>How many nibbles the partial key has.</summary>
    public int PartialLength { get; }

    /// <summary>The partial key.</summary>
    public NibbleSlice PartialKey => new(_partial, PartialLength & 1, PartialLength);

    /// <summary>All that follows the partial key.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>A bit for each child; 0 for a leaf.</summary>
    public ushort Bitmap { get; }

    public ValueKind Kind { get; }

    /// <summary>The value itself or its hash, as <see cref="Kind"/> says.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Takes a node apart; false when the bytes are no node.</summary>
    /// <param name="encoded">The node.</param>
    /// <param name="view">Its parts.</param>
    /// <param name="compact">Whether it stands in a compact proof, where a child of no bytes is one that follows.</param>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out NodeView view, bool compact = false)
    {
        view = default;
        ScaleReader reader = new(encoded);
        byte first = reader.ReadByte();
        (bool hasChildren, ValueKind kind, int bits) = NodeFormat.Kind(first);
        if (reader.Failed || bits == 0) return false;

        int full = (1 << bits) - 1;
        int length = first & full;
        if (length == full)
        {
            byte more;
            do
            {
                // No honest key is longer than the bytes that follow.
                if (length / 2 > reader.Remaining) return false;
                more = reader.ReadByte();
                length += more;
            }
            while (more == 255);
        }

        ReadOnlySpan<byte> partial = reader.ReadBytes((length / 2) + (length & 1));
        if ((length & 1) == 1 && !reader.Failed && partial[0] > 0xf) return false;
        ReadOnlySpan<byte> body = reader.Rest;
        ushort bitmap = hasChildren ? reader.ReadU16() : (ushort)0;
        if (hasChildren && bitmap == 0) return false;
        ReadOnlySpan<byte> value = kind switch
        {
            ValueKind.Inline => reader.ReadByteString(),
            ValueKind.Hashed => reader.ReadBytes(NodeFormat.HashLength),
            _ => default,
        };
        if (reader.Failed) return false;

        // A child's length is at most 32, so its compact form is one byte.
        ReadOnlySpan<byte> children = reader.Rest;
        int offset = 0;
        for (int left = BitOperations.PopCount(bitmap); left > 0; left--)
        {
            if (offset >= children.Length) return false;
            int size = children[offset] >> 2;
            if ((children[offset] & 0b11) != 0 || size > NodeFormat.HashLength || (size == 0 && !compact)) return false;
            offset += 1 + size;
        }

        if (offset != children.Length) return false;
        view = new NodeView(partial, length, body, bitmap, kind, value, children);
        return true;
    }

    /// <summary>A nibble of the partial key.</summary>
    public byte Partial(int index) => Nibbles.At(_partial, index + (PartialLength & 1));

    /// <summary>A child's encoding, or its hash when 32 bytes long; empty when there is no such child.</summary>
    public ReadOnlySpan<byte> Child(int nibble)
    {
        if ((Bitmap & (1 << nibble)) == 0) return default;
        int skip = BitOperations.PopCount((uint)(Bitmap & ((1 << nibble) - 1)));
        // TryRead has walked the children.
        int offset = 0;
        for (; skip > 0; skip--) offset += 1 + (_children[offset] >> 2);
        return _children.Slice(offset + 1, _children[offset] >> 2);
    }
}
