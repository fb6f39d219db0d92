using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The types of metadata V15 and what it says of extrinsics, as read from its bytes.</summary>
/// <remarks>Source: frame-metadata, src/v15.rs; scale-info, src/portable.rs.</remarks>
internal sealed class PortableMetadata
{
    private PortableMetadata(ref ScaleReader reader)
    {
        Types = Many(ref reader, ReadType);
        Many(ref reader, SkipPallet);
        Version = reader.ReadByte();
        Address = reader.ReadCompactU32();
        Call = reader.ReadCompactU32();
        Signature = reader.ReadCompactU32();
        reader.ReadCompactU32();
        Extensions = Many(ref reader, static (ref ScaleReader r) => new PortableExtension(r.ReadString(), r.ReadCompactU32(), r.ReadCompactU32()));
    }

    private delegate T Read<T>(ref ScaleReader reader);

    /// <summary>The types by their numbers.</summary>
    public ImmutableArray<PortableType> Types { get; }

    /// <summary>The format of extrinsics.</summary>
    public byte Version { get; }

    /// <summary>The type that names a signer.</summary>
    public uint Address { get; }

    /// <summary>The type of calls.</summary>
    public uint Call { get; }

    /// <summary>The type of signatures.</summary>
    public uint Signature { get; }

    /// <summary>The transaction extensions, in order.</summary>
    public ImmutableArray<PortableExtension> Extensions { get; }

    /// <summary>Reads metadata V15 up to the end of what it says of extrinsics.</summary>
    /// <exception cref="ArgumentException">It is no metadata V15, or names a type that it does not have.</exception>
    public static PortableMetadata Parse(ReadOnlySpan<byte> metadata)
    {
        if (!metadata.StartsWith("meta\x0f"u8)) throw new ArgumentException("The bytes are not metadata V15.", nameof(metadata));
        ScaleReader reader = new(metadata[5..]);
        PortableMetadata parsed = new(ref reader);
        if (reader.Failed || parsed.Types.Any(type => !parsed.Has(type))) throw new ArgumentException("The metadata is malformed.", nameof(metadata));
        uint[] named = [parsed.Address, parsed.Call, parsed.Signature, .. parsed.Extensions.SelectMany(static e => (uint[])[e.Type, e.Implicit])];
        return named.All(number => number < parsed.Types.Length) ? parsed : throw new ArgumentException("The metadata is malformed.", nameof(metadata));
    }

    private bool Has(PortableType type) =>
        type.References.Concat(type.Variants.SelectMany(static v => v.Fields).Concat(type.Fields).Select(static f => f.Type)).All(number => number < Types.Length);

    private static ImmutableArray<T> Many<T>(ref ScaleReader reader, Read<T> read)
    {
        int count = reader.ReadLength();
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        for (int i = 0; i < count && !reader.Failed; i++) items.Add(read(ref reader));
        return items.ToImmutable();
    }

    private static string? OptionalText(ref ScaleReader reader) => reader.ReadBool() ? reader.ReadString() : null;

    private static string Text(ref ScaleReader reader) => reader.ReadString();

    private static uint Number(ref ScaleReader reader) => reader.ReadCompactU32();

    private static uint? OptionalNumber(ref ScaleReader reader) => reader.ReadBool() ? reader.ReadCompactU32() : null;

    private static PortableField ReadField(ref ScaleReader reader)
    {
        PortableField field = new(OptionalText(ref reader), reader.ReadCompactU32(), OptionalText(ref reader));
        Many(ref reader, Text);
        return field;
    }

    private static PortableVariant ReadVariant(ref ScaleReader reader)
    {
        string name = reader.ReadString();
        ImmutableArray<PortableField> fields = Many(ref reader, ReadField);
        PortableVariant variant = new(name, reader.ReadByte(), fields);
        Many(ref reader, Text);
        return variant;
    }

    private static PortableType ReadType(ref ScaleReader reader)
    {
        reader.ReadCompactU32();
        ImmutableArray<string> path = Many(ref reader, Text);
        Many(ref reader, static (ref ScaleReader r) => (r.ReadString(), OptionalNumber(ref r)));
        PortableKind kind = (PortableKind)reader.ReadByte();
        PortableType type = new(path, kind);
        switch (kind)
        {
            case PortableKind.Composite:
                type = type with { Fields = Many(ref reader, ReadField) };
                break;
            case PortableKind.Variant:
                type = type with { Variants = Many(ref reader, ReadVariant) };
                break;
            case PortableKind.Sequence or PortableKind.Compact:
                type = type with { References = [reader.ReadCompactU32()] };
                break;
            case PortableKind.Array:
                type = type with { Length = reader.ReadU32(), References = [reader.ReadCompactU32()] };
                break;
            case PortableKind.Tuple:
                type = type with { References = Many(ref reader, Number) };
                break;
            case PortableKind.Primitive:
                type = type with { Primitive = (PrimitiveType)reader.ReadByte() };
                break;
            case PortableKind.BitSequence:
                type = type with { References = [reader.ReadCompactU32(), reader.ReadCompactU32()] };
                break;
            default:
                reader.Fail();
                break;
        }

        Many(ref reader, Text);
        return type;
    }

    private static byte SkipStorage(ref ScaleReader reader)
    {
        reader.ReadString();
        reader.ReadByte();
        if (reader.ReadBool())
        {
            reader.ReadByteString();
            reader.ReadCompactU32();
        }

        reader.ReadCompactU32();
        reader.ReadByteString();
        Many(ref reader, Text);
        return 0;
    }

    private static byte SkipConstant(ref ScaleReader reader)
    {
        reader.ReadString();
        reader.ReadCompactU32();
        reader.ReadByteString();
        Many(ref reader, Text);
        return 0;
    }

    private static byte SkipPallet(ref ScaleReader reader)
    {
        reader.ReadString();
        if (reader.ReadBool())
        {
            reader.ReadString();
            Many(ref reader, SkipStorage);
        }

        OptionalNumber(ref reader);
        OptionalNumber(ref reader);
        Many(ref reader, SkipConstant);
        OptionalNumber(ref reader);
        reader.ReadByte();
        Many(ref reader, Text);
        return 0;
    }
}

/// <summary>The shapes of types by their index in scale-info.</summary>
internal enum PortableKind : byte
{
    Composite = 0,
    Variant = 1,
    Sequence = 2,
    Array = 3,
    Tuple = 4,
    Primitive = 5,
    Compact = 6,
    BitSequence = 7,
}

/// <summary>A type of the registry; which of its properties mean something depends on its shape.</summary>
internal sealed record PortableType(ImmutableArray<string> Path, PortableKind Kind)
{
    /// <summary>The fields of a composite.</summary>
    public ImmutableArray<PortableField> Fields { get; init; } = [];

    /// <summary>The variants of an enum.</summary>
    public ImmutableArray<PortableVariant> Variants { get; init; } = [];

    /// <summary>The item of a list or a compact form, the items of a tuple, the store and the order of a sequence of bits.</summary>
    public ImmutableArray<uint> References { get; init; } = [];

    /// <summary>The length of an array.</summary>
    public uint Length { get; init; }

    /// <summary>Which primitive it is.</summary>
    public PrimitiveType Primitive { get; init; }
}

/// <summary>A field of a composite or of a variant.</summary>
internal sealed record PortableField(string? Name, uint Type, string? TypeName);

/// <summary>A variant of an enum.</summary>
internal sealed record PortableVariant(string Name, byte Index, ImmutableArray<PortableField> Fields);

/// <summary>A transaction extension.</summary>
internal sealed record PortableExtension(string Identifier, uint Type, uint Implicit);
