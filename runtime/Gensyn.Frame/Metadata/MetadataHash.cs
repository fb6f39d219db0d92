using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What a wallet shows beside the types: it is hashed with them.</summary>
/// <param name="SpecVersion">The version of the runtime.</param>
/// <param name="SpecName">The name of the runtime.</param>
/// <param name="Ss58Prefix">The prefix of addresses.</param>
/// <param name="Decimals">The decimal places of the token.</param>
/// <param name="TokenSymbol">The name of the token.</param>
public sealed record MetadataHashFacts(uint SpecVersion, string SpecName, ushort Ss58Prefix, byte Decimals, string TokenSymbol);

/// <summary>The hash of a runtime's metadata that wallets sign: the root of a tree whose leaves are the types that extrinsics are made of.</summary>
/// <remarks>Whoever knows the root can check a type without knowing the others, which is all that a hardware wallet has room for. Source: RFC 78.</remarks>
public static class MetadataHash
{
    private const byte DigestV1 = 1;

    // TypeRef: the primitives by their index in scale-info, then the compact forms of u8 to u256, then these.
    private const byte FirstCompact = 15, Void = 21, PerId = 22;

    /// <summary>The hash of metadata V15.</summary>
    /// <exception cref="ArgumentException">The bytes are not metadata V15, or have a type that RFC 78 cannot express.</exception>
    public static H256 Of(ReadOnlySpan<byte> metadata, MetadataHashFacts facts)
    {
        PortableMetadata types = PortableMetadata.Parse(metadata);
        Dictionary<uint, uint> numbers = Number(types);
        ScaleWriter extrinsic = new(1024);
        Extrinsic(types, numbers, ref extrinsic);

        ScaleWriter digest = new(256);
        digest.WriteByte(DigestV1);
        digest.WriteBytes(Root(Leaves(types, numbers)));
        digest.WriteBytes(Blake3.Hash256(extrinsic.Written));
        digest.WriteU32(facts.SpecVersion);
        digest.WriteString(facts.SpecName);
        digest.WriteU16(facts.Ss58Prefix);
        digest.WriteByte(facts.Decimals);
        digest.WriteString(facts.TokenSymbol);
        return new H256(Blake3.Hash256(digest.Written));
    }

    /// <summary>The root over some leaves; all zero where there are none.</summary>
    /// <remarks>
    /// Taking two hashes off one end of a queue and putting theirs on the other, as the RFC has it, makes a complete binary tree: the leaves stand at the
    /// end of a heap in order, the node at <c>i</c> hashes those at <c>2i + 1</c> and <c>2i + 2</c>.
    /// </remarks>
    internal static byte[] Root(IReadOnlyList<byte[]> leaves)
    {
        const int hashLength = 32;
        if (leaves.Count == 0) return new byte[hashLength];
        byte[] tree = new byte[hashLength * ((2 * leaves.Count) - 1)];
        for (int i = 0; i < leaves.Count; i++) Blake3.Hash(leaves[i], Node(leaves.Count - 1 + i));
        for (int i = leaves.Count - 2; i >= 0; i--) Blake3.Hash(tree.AsSpan(hashLength * ((2 * i) + 1), 2 * hashLength), Node(i));
        return tree[..hashLength];

        Span<byte> Node(int index) => tree.AsSpan(hashLength * index, hashLength);
    }

    /// <summary>New numbers for the types that extrinsics are made of and that need a description of their own, in their old order.</summary>
    private static Dictionary<uint, uint> Number(PortableMetadata metadata)
    {
        HashSet<uint> found = [];
        Stack<uint> open = [];
        open.Push(metadata.Address);
        open.Push(metadata.Call);
        open.Push(metadata.Signature);
        foreach (PortableExtension extension in metadata.Extensions)
        {
            open.Push(extension.Type);
            open.Push(extension.Implicit);
        }

        while (open.TryPop(out uint number))
        {
            PortableType type = metadata.Types[(int)number];
            if (!IsDescribed(type) || !found.Add(number)) continue;
            foreach (PortableField field in type.Fields) open.Push(field.Type);
            foreach (PortableVariant variant in type.Variants)
            {
                foreach (PortableField field in variant.Fields) open.Push(field.Type);
            }

            if (type.Kind == PortableKind.BitSequence) continue;
            foreach (uint reference in type.References) open.Push(reference);
        }

        return found.Order().Select(static (number, index) => (number, index)).ToDictionary(static pair => pair.number, static pair => (uint)pair.index);
    }

    // What encodes to nothing is Void, primitives and compact integers have references of their own.
    private static bool IsDescribed(PortableType type) => type.Kind switch
    {
        PortableKind.Composite => !type.Fields.IsEmpty,
        PortableKind.Variant => !type.Variants.IsEmpty,
        PortableKind.Tuple => !type.References.IsEmpty,
        PortableKind.Primitive or PortableKind.Compact => false,
        _ => true,
    };

    private static void Extrinsic(PortableMetadata metadata, Dictionary<uint, uint> numbers, ref ScaleWriter writer)
    {
        writer.WriteByte(metadata.Version);
        Reference(metadata, numbers, metadata.Address, ref writer);
        Reference(metadata, numbers, metadata.Call, ref writer);
        Reference(metadata, numbers, metadata.Signature, ref writer);
        writer.WriteCompact((uint)metadata.Extensions.Length);
        foreach (PortableExtension extension in metadata.Extensions)
        {
            writer.WriteString(extension.Identifier);
            Reference(metadata, numbers, extension.Type, ref writer);
            Reference(metadata, numbers, extension.Implicit, ref writer);
        }
    }

    // By their new numbers; every variant of an enum is a leaf of its own, so that a wallet need not see the others.
    private static List<byte[]> Leaves(PortableMetadata metadata, Dictionary<uint, uint> numbers)
    {
        List<byte[]> leaves = [];
        foreach ((uint number, uint id) in numbers.OrderBy(static pair => pair.Value))
        {
            PortableType type = metadata.Types[(int)number];
            if (type.Kind == PortableKind.Variant)
            {
                foreach (PortableVariant variant in type.Variants.OrderBy(static v => v.Index)) leaves.Add(Leaf(metadata, numbers, type, variant, id));
            }
            else
            {
                leaves.Add(Leaf(metadata, numbers, type, variant: null, id));
            }
        }

        return leaves;
    }

    private static byte[] Leaf(PortableMetadata metadata, Dictionary<uint, uint> numbers, PortableType type, PortableVariant? variant, uint id)
    {
        ScaleWriter writer = new(256);
        writer.WriteCompact((uint)type.Path.Length);
        foreach (string segment in type.Path) writer.WriteString(segment);
        switch (type.Kind)
        {
            case PortableKind.Composite:
                writer.WriteByte(0);
                Fields(metadata, numbers, type.Fields.AsSpan(), ref writer);
                break;
            case PortableKind.Variant:
                writer.WriteByte(1);
                writer.WriteString(variant!.Name);
                Fields(metadata, numbers, variant.Fields.AsSpan(), ref writer);
                writer.WriteCompact((uint)variant.Index);
                break;
            case PortableKind.Sequence:
                writer.WriteByte(2);
                Reference(metadata, numbers, type.References[0], ref writer);
                break;
            case PortableKind.Array:
                writer.WriteByte(3);
                writer.WriteU32(type.Length);
                Reference(metadata, numbers, type.References[0], ref writer);
                break;
            case PortableKind.Tuple:
                writer.WriteByte(4);
                writer.WriteCompact((uint)type.References.Length);
                foreach (uint item in type.References) Reference(metadata, numbers, item, ref writer);
                break;
            case PortableKind.BitSequence:
                writer.WriteByte(5);
                writer.WriteByte(BytesOf(Unwrap(metadata, type.References[0])));
                writer.WriteBool(metadata.Types[(int)type.References[1]].Path.Contains("Lsb0"));
                break;
        }

        writer.WriteCompact(id);
        return writer.ToArray();
    }

    private static void Fields(PortableMetadata metadata, Dictionary<uint, uint> numbers, ReadOnlySpan<PortableField> fields, ref ScaleWriter writer)
    {
        writer.WriteCompact((uint)fields.Length);
        foreach (PortableField field in fields)
        {
            Text(field.Name, ref writer);
            Reference(metadata, numbers, field.Type, ref writer);
            Text(field.TypeName, ref writer);
        }
    }

    private static void Text(string? text, ref ScaleWriter writer)
    {
        writer.WriteBool(text is not null);
        if (text is not null) writer.WriteString(text);
    }

    private static void Reference(PortableMetadata metadata, Dictionary<uint, uint> numbers, uint number, ref ScaleWriter writer)
    {
        PortableType type = metadata.Types[(int)number];
        if (numbers.TryGetValue(number, out uint id))
        {
            writer.WriteByte(PerId);
            writer.WriteCompact(id);
            return;
        }

        writer.WriteByte(type.Kind switch
        {
            PortableKind.Primitive => (byte)type.Primitive,
            PortableKind.Compact => CompactOf(Unwrap(metadata, type.References[0])),
            _ => Void,
        });
    }

    private static byte CompactOf(PrimitiveType? integer) => integer switch
    {
        null => Void,
        >= PrimitiveType.U8 and <= PrimitiveType.U256 => (byte)(FirstCompact + (integer.Value - PrimitiveType.U8)),
        _ => throw new ArgumentException($"There is no compact form of {integer}."),
    };

    private static byte BytesOf(PrimitiveType? store) => store switch
    {
        PrimitiveType.U8 => 1,
        PrimitiveType.U16 => 2,
        PrimitiveType.U32 => 4,
        PrimitiveType.U64 => 8,
        _ => throw new ArgumentException($"Bits are not stored in {store?.ToString() ?? "nothing"}."),
    };

    // The primitive that a type wraps, such as Perbill a u32; null where it wraps nothing.
    private static PrimitiveType? Unwrap(PortableMetadata metadata, uint number)
    {
        PortableType type = metadata.Types[(int)number];
        return type switch
        {
            { Kind: PortableKind.Primitive } => type.Primitive,
            { Kind: PortableKind.Composite, Fields.Length: 1 } => Unwrap(metadata, type.Fields[0].Type),
            { Kind: PortableKind.Tuple, References.Length: 1 } => Unwrap(metadata, type.References[0]),
            { Kind: PortableKind.Composite, Fields.IsEmpty: true } or { Kind: PortableKind.Tuple, References.IsEmpty: true } => null,
            _ => throw new ArgumentException($"Type {number} wraps no primitive."),
        };
    }
}
