using System.Numerics;

namespace Gensyn.Scale;

/// <summary>The codecs of built-in types.</summary>
public static partial class Codecs
{
    /// <summary>True or false.</summary>
    public static Codec<bool> Bool { get; } = new BoolCodec();

    /// <summary>Nothing: the empty tuple.</summary>
    public static Codec<ValueTuple> Unit { get; } = new UnitCodec(TypeInfo.Tuple());

    /// <summary>8 bits.</summary>
    public static Codec<byte> U8 { get; } = new IntegerCodec<byte>(PrimitiveType.U8);

    /// <summary>16 bits.</summary>
    public static Codec<ushort> U16 { get; } = new IntegerCodec<ushort>(PrimitiveType.U16);

    /// <summary>32 bits.</summary>
    public static Codec<uint> U32 { get; } = new IntegerCodec<uint>(PrimitiveType.U32);

    /// <summary>64 bits.</summary>
    public static Codec<ulong> U64 { get; } = new IntegerCodec<ulong>(PrimitiveType.U64);

    /// <summary>128 bits.</summary>
    public static Codec<UInt128> U128 { get; } = new IntegerCodec<UInt128>(PrimitiveType.U128);

    /// <summary>8 bits, signed.</summary>
    public static Codec<sbyte> I8 { get; } = new IntegerCodec<sbyte>(PrimitiveType.I8);

    /// <summary>16 bits, signed.</summary>
    public static Codec<short> I16 { get; } = new IntegerCodec<short>(PrimitiveType.I16);

    /// <summary>32 bits, signed.</summary>
    public static Codec<int> I32 { get; } = new IntegerCodec<int>(PrimitiveType.I32);

    /// <summary>64 bits, signed.</summary>
    public static Codec<long> I64 { get; } = new IntegerCodec<long>(PrimitiveType.I64);

    /// <summary>128 bits, signed.</summary>
    public static Codec<Int128> I128 { get; } = new IntegerCodec<Int128>(PrimitiveType.I128);

    /// <summary>8 bits, compact.</summary>
    public static Codec<byte> CompactU8 { get; } = new CompactU8Codec();

    /// <summary>16 bits, compact.</summary>
    public static Codec<ushort> CompactU16 { get; } = new CompactU16Codec();

    /// <summary>32 bits, compact.</summary>
    public static Codec<uint> CompactU32 { get; } = new CompactU32Codec();

    /// <summary>64 bits, compact.</summary>
    public static Codec<ulong> CompactU64 { get; } = new CompactU64Codec();

    /// <summary>128 bits, compact.</summary>
    public static Codec<UInt128> CompactU128 { get; } = new CompactU128Codec();

    /// <summary>Any integer from 0 to 2⁵³⁶ − 1, compact.</summary>
    public static Codec<BigInteger> CompactBig { get; } = new CompactBigCodec();

    /// <summary>Nothing, as <c>Compact&lt;()&gt;</c>.</summary>
    public static Codec<ValueTuple> CompactUnit { get; } = new UnitCodec(TypeInfo.Compact(TypeInfo.Tuple()));

    /// <summary>UTF-8 text.</summary>
    public static Codec<string> Str { get; } = new StrCodec(TypeInfo.Primitive(PrimitiveType.Str), int.MaxValue);

    /// <summary>A byte string: <c>Vec&lt;u8&gt;</c>.</summary>
    public static Codec<byte[]> Bytes { get; } = new BytesCodec(TypeInfo.Sequence(U8.Type), int.MaxValue);

    /// <summary>UTF-8 text of at most this many bytes.</summary>
    public static Codec<string> BoundedStr(int maximum) => new StrCodec(Str.Type, maximum);

    /// <summary>A byte string of at most this many bytes.</summary>
    public static Codec<byte[]> BoundedBytes(int maximum) => new BytesCodec(BoundedVecOf(U8.Type), maximum);

    /// <summary>Exactly this many bytes: <c>[u8; N]</c>.</summary>
    public static Codec<byte[]> FixedBytes(int length) => new FixedBytesCodec(length);

    /// <summary>The codec of a compact integer, for <see cref="Scale.Compact{T}"/>.</summary>
    public static Codec<Compact<T>> Compact<T>(Codec<T> compact) => new CompactCodec<T>(compact);

    /// <summary>The compact form of a type around one integer: Rust's <c>CompactAs</c>.</summary>
    /// <param name="type">The type's own codec.</param>
    /// <param name="compact">The codec of the compact integer.</param>
    /// <param name="unwrap">Takes the integer out.</param>
    /// <param name="wrap">Puts an integer in.</param>
    public static Codec<T> CompactAs<T, TInteger>(Codec<T> type, Codec<TInteger> compact, Func<T, TInteger> unwrap, Func<TInteger, T> wrap) =>
        new CompactAsCodec<T, TInteger>(type.Type, compact, unwrap, wrap);
}
