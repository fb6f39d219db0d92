using System.Numerics;

namespace Gensyn.Scale;

/// <summary>8 bits, compact.</summary>
internal sealed class CompactU8Codec : Codec<byte>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(Codecs.U8.Type);

    public override int? MaxEncodedLen => 2;

    public override void Encode(byte value, ref ScaleWriter writer) => writer.WriteCompact((uint)value);

    public override byte Decode(ref ScaleReader reader) => reader.ReadCompactU8();
}

/// <summary>16 bits, compact.</summary>
internal sealed class CompactU16Codec : Codec<ushort>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(Codecs.U16.Type);

    public override int? MaxEncodedLen => 4;

    public override void Encode(ushort value, ref ScaleWriter writer) => writer.WriteCompact((uint)value);

    public override ushort Decode(ref ScaleReader reader) => reader.ReadCompactU16();
}

/// <summary>32 bits, compact.</summary>
internal sealed class CompactU32Codec : Codec<uint>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(Codecs.U32.Type);

    public override int? MaxEncodedLen => 5;

    public override void Encode(uint value, ref ScaleWriter writer) => writer.WriteCompact(value);

    public override uint Decode(ref ScaleReader reader) => reader.ReadCompactU32();
}

/// <summary>64 bits, compact.</summary>
internal sealed class CompactU64Codec : Codec<ulong>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(Codecs.U64.Type);

    public override int? MaxEncodedLen => 9;

    public override void Encode(ulong value, ref ScaleWriter writer) => writer.WriteCompact(value);

    public override ulong Decode(ref ScaleReader reader) => reader.ReadCompactU64();
}

/// <summary>128 bits, compact.</summary>
internal sealed class CompactU128Codec : Codec<UInt128>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(Codecs.U128.Type);

    public override int? MaxEncodedLen => 17;

    public override void Encode(UInt128 value, ref ScaleWriter writer) => writer.WriteCompact(value);

    public override UInt128 Decode(ref ScaleReader reader) => reader.ReadCompactU128();
}

/// <summary>Any unsigned integer up to 2⁵³⁶ − 1, compact.</summary>
// scale-info has no integer wider than 256 bits; the compact form is the same for every width.
internal sealed class CompactBigCodec : Codec<BigInteger>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(TypeInfo.Primitive(PrimitiveType.U256));

    public override int? MaxEncodedLen => 1 + ScaleReader.MaxCompactBytes;

    public override void Encode(BigInteger value, ref ScaleWriter writer) => writer.WriteCompact(value);

    public override BigInteger Decode(ref ScaleReader reader) => reader.ReadCompactBig();
}

/// <summary>A type around one integer, compact: Rust's <c>CompactAs</c>.</summary>
internal sealed class CompactAsCodec<T, TInteger>(TypeInfo type, Codec<TInteger> compact, Func<T, TInteger> unwrap, Func<TInteger, T> wrap) : Codec<T>
{
    public override TypeInfo Type { get; } = TypeInfo.Compact(type);

    public override int MinEncodedLen => compact.MinEncodedLen;

    public override int? MaxEncodedLen => compact.MaxEncodedLen;

    public override void Encode(T value, ref ScaleWriter writer) => compact.Encode(unwrap(value), ref writer);

    public override T Decode(ref ScaleReader reader) => wrap(compact.Decode(ref reader));
}
