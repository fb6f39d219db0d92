using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>How a parent that is being made refers to a child.</summary>
internal struct NodeRef
{
    /// <summary>What stands for <see cref="Item"/> when the child is not of the builder's making.</summary>
    public const int Existing = -1;

    /// <summary>The child's hash, or its encoding when that is shorter.</summary>
    public H256 Data;

    /// <summary>The builder's item whose hash it is, and until which is hashed <see cref="Data"/> means nothing.</summary>
    public int Item;

    /// <summary>The bytes of <see cref="Data"/>: 32 for a hash, fewer for an encoding, 0 when there is no child.</summary>
    public byte Length;

    public readonly bool IsHash => Length == NodeFormat.HashLength;

    /// <summary>A child as its parent in the store refers to it.</summary>
    public static NodeRef Of(ReadOnlySpan<byte> reference)
    {
        NodeRef child = default;
        reference.CopyTo(child.Data);
        child.Item = Existing;
        child.Length = (byte)reference.Length;
        return child;
    }
}

/// <summary>The value of a node that is being made.</summary>
internal readonly ref struct NodeValue
{
    private NodeValue(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
    }

    public ValueKind Kind { get; }

    /// <summary>The value or its hash, as <see cref="Kind"/> says.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public static NodeValue Of(ValueKind kind, ReadOnlySpan<byte> bytes) => new(kind, bytes);
}
