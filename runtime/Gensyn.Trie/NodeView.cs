using System.Buffers.Binary;
using System.Numerics;
using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>An encoded node, taken apart in place.</summary>
internal readonly ref struct NodeView
{
    /// <summary>How long a parent's reference to a child by its hash is: the compact length, then the hash.</summary>
    public const int HashedChildLength = 1 + NodeFormat.HashLength;

    private const byte HashMark = NodeFormat.HashLength << 2;

    private readonly ReadOnlySpan<byte> _node;
    private readonly int _bodyAt;
    private readonly int _valueAt;
    private readonly int _valueLength;
    private readonly int _childrenAt;

    private NodeView(ReadOnlySpan<byte> node, int partialLength, int bodyAt, ushort bitmap, ValueKind kind, int valueAt, int valueLength)
    {
        _node = node;
        PartialLength = partialLength;
        _bodyAt = bodyAt;
        Bitmap = bitmap;
        Kind = kind;
        _valueAt = valueAt;
        _valueLength = valueLength;
        _childrenAt = valueAt + valueLength;
    }

    /// <summary>How many nibbles the partial key has.</summary>
    public int PartialLength { get; }

    /// <summary>The partial key.</summary>
    public NibbleSlice PartialKey => new(_node[..(_bodyAt)], (2 * _bodyAt) - PartialLength, PartialLength);

    /// <summary>All that follows the partial key.</summary>
    public ReadOnlySpan<byte> Body => _node[_bodyAt..];

    /// <summary>A bit for each child; 0 for a leaf.</summary>
    public ushort Bitmap { get; }

    public ValueKind Kind { get; }

    /// <summary>The value itself or its hash, as <see cref="Kind"/> says.</summary>
    public ReadOnlySpan<byte> Value => _node.Slice(_valueAt, _valueLength);

    private ReadOnlySpan<byte> Children => _node[_childrenAt..];

    /// <summary>Takes a node apart; false when the bytes are no node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="view">Its parts.</param>
    /// <param name="compact">Whether it stands in a compact proof, where a child of no bytes is one that follows.</param>
    public static bool TryRead(ReadOnlySpan<byte> node, out NodeView view, bool compact = false) =>
        TryReadHead(node, out view) && AreChildren(view.Children, BitOperations.PopCount(view.Bitmap), compact);

    /// <summary>Takes a node apart up to its children, which nobody has looked at: for a walk through it to one of them, by <see cref="TryStep"/>.</summary>
    /// <remarks>A full branch is nine lines of memory long, of which such a walk reads two.</remarks>
    public static bool TryReadHead(ReadOnlySpan<byte> node, out NodeView view)
    {
        view = default;
        if (node.IsEmpty) return false;
        (bool hasChildren, ValueKind kind, int bits) = NodeFormat.Kind(node[0]);
        if (bits == 0) return false;
        int full = (1 << bits) - 1;
        int partialLength = node[0] & full;
        int at = 1;
        if (partialLength == full && !TryReadLength(node, ref partialLength, ref at)) return false;

        int bodyAt = at + ((partialLength + 1) >> 1);
        if (bodyAt > node.Length - (hasChildren ? sizeof(ushort) : 0)) return false;
        if ((partialLength & 1) == 1 && node[at] > 0xf) return false;

        at = bodyAt;
        ushort bitmap = 0;
        if (hasChildren)
        {
            bitmap = BinaryPrimitives.ReadUInt16LittleEndian(node[at..]);
            if (bitmap == 0) return false;
            at += sizeof(ushort);
        }

        int valueLength = 0;
        if (kind == ValueKind.Hashed)
        {
            valueLength = NodeFormat.HashLength;
            if (valueLength > node.Length - at) return false;
        }
        else if (kind == ValueKind.Inline)
        {
            ScaleReader reader = new(node[at..]);
            valueLength = reader.ReadByteString().Length;
            if (reader.Failed) return false;
            at = node.Length - reader.Remaining - valueLength;
        }

        view = new NodeView(node, partialLength, bodyAt, bitmap, kind, at, valueLength);
        return hasChildren || view.Children.IsEmpty;
    }

    /// <summary>A child's encoding, or its hash when 32 bytes long; empty when there is no such child. False when the children are malformed.</summary>
    public bool TryStep(int nibble, out ReadOnlySpan<byte> child)
    {
        child = default;
        if ((Bitmap & (1 << nibble)) == 0) return true;
        ReadOnlySpan<byte> children = Children;
        if (children.Length == HashedChildLength * BitOperations.PopCount(Bitmap))
        {
            // All are hashes, or the node is malformed.
            ReadOnlySpan<byte> hashed = children.Slice(HashedChildLength * Rank(nibble), HashedChildLength);
            child = hashed[1..];
            return hashed[0] == HashMark;
        }

        if (!AreChildren(children, BitOperations.PopCount(Bitmap), compact: false)) return false;
        child = Child(nibble);
        return true;
    }

    /// <summary>A nibble of the partial key.</summary>
    public byte Partial(int index) => PartialKey[index];

    /// <summary>How many children there are whose hashes the node has; 0 when it has some child itself.</summary>
    public int HashedChildCount => Children.Length == HashedChildLength * BitOperations.PopCount(Bitmap) ? BitOperations.PopCount(Bitmap) : 0;

    /// <summary>The hash of a child, counted from 0, of a node that has only hashes of its children.</summary>
    public ReadOnlySpan<byte> HashedChild(int rank) => _node.Slice(_childrenAt + (HashedChildLength * rank) + 1, NodeFormat.HashLength);

    /// <summary>How many children stand before a nibble's.</summary>
    public int Rank(int nibble) => BitOperations.PopCount((uint)(Bitmap & ((1 << nibble) - 1)));

    /// <summary>A child's encoding, or its hash when 32 bytes long; empty when there is no such child.</summary>
    public ReadOnlySpan<byte> Child(int nibble)
    {
        if ((Bitmap & (1 << nibble)) == 0) return default;
        int before = Rank(nibble);
        ReadOnlySpan<byte> children = Children;
        int offset = HashedChildLength * before;
        if (children.Length != HashedChildLength * BitOperations.PopCount(Bitmap))
        {
            // TryRead has walked the children.
            offset = 0;
            for (; before > 0; before--) offset += 1 + (children[offset] >> 2);
        }

        return children.Slice(offset + 1, children[offset] >> 2);
    }

    /// <summary>Reads what of a partial key's length does not fit the header's first byte.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> node, ref int length, ref int at)
    {
        byte more;
        do
        {
            // No honest key is longer than the bytes that follow.
            if (at >= node.Length || length / 2 > node.Length - at) return false;
            more = node[at++];
            length += more;
        }
        while (more == 255);
        return true;
    }

    /// <summary>Whether bytes are this many children and nothing else.</summary>
    private static bool AreChildren(ReadOnlySpan<byte> bytes, int count, bool compact)
    {
        // A child's length is at most 32, so its compact form is one byte; and all are hashes when they have the greatest length together.
        int offset = 0;
        if (bytes.Length == HashedChildLength * count)
        {
            int difference = 0;
            for (; offset < bytes.Length; offset += HashedChildLength) difference |= bytes[offset] ^ HashMark;
            return difference == 0;
        }

        for (; count > 0; count--)
        {
            if (offset >= bytes.Length) return false;
            int size = bytes[offset] >> 2;
            if ((bytes[offset] & 0b11) != 0 || size > NodeFormat.HashLength || (size == 0 && !compact)) return false;
            offset += 1 + size;
        }

        return offset == bytes.Length;
    }
}
