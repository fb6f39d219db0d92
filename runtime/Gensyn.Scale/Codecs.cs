using System.Collections.Immutable;

namespace Gensyn.Scale;

/// <summary>The codecs of built-in types.</summary>
public static class Codecs
{
    /// <summary>A codec made of two functions.</summary>
    private delegate void Writer<T>(T value, ref ScaleWriter writer);

    private delegate T Reader<T>(ref ScaleReader reader);

    /// <summary>True or false.</summary>
    public static Codec<bool> Bool { get; } = Simple(PrimitiveType.Bool, static (bool v, ref ScaleWriter w) => w.WriteBool(v), static (ref ScaleReader r) => r.ReadBool());

    /// <summary>Nothing: the empty tuple.</summary>
    public static Codec<ValueTuple> Unit { get; } = new FunctionCodec<ValueTuple>(
        TypeInfo.Tuple(), static (ValueTuple v, ref ScaleWriter w) => { }, static (ref ScaleReader r) => default);

    /// <summary>8 bits.</summary>
    public static Codec<byte> U8 { get; } = Simple(PrimitiveType.U8, static (byte v, ref ScaleWriter w) => w.WriteByte(v), static (ref ScaleReader r) => r.ReadByte());

    /// <summary>16 bits.</summary>
    public static Codec<ushort> U16 { get; } = Simple(PrimitiveType.U16, static (ushort v, ref ScaleWriter w) => w.WriteU16(v), static (ref ScaleReader r) => r.ReadU16());

    /// <summary>32 bits.</summary>
    public static Codec<uint> U32 { get; } = Simple(PrimitiveType.U32, static (uint v, ref ScaleWriter w) => w.WriteU32(v), static (ref ScaleReader r) => r.ReadU32());

    /// <summary>64 bits.</summary>
    public static Codec<ulong> U64 { get; } = Simple(PrimitiveType.U64, static (ulong v, ref ScaleWriter w) => w.WriteU64(v), static (ref ScaleReader r) => r.ReadU64());

    /// <summary>128 bits.</summary>
    public static Codec<UInt128> U128 { get; } = Simple(PrimitiveType.U128, static (UInt128 v, ref ScaleWriter w) => w.WriteU128(v), static (ref ScaleReader r) => r.ReadU128());

    /// <summary>UTF-8 text.</summary>
    public static Codec<string> Str { get; } = Simple(PrimitiveType.Str, static (string v, ref ScaleWriter w) => w.WriteString(v), static (ref ScaleReader r) => r.ReadString());

    /// <summary>32 bits, compact.</summary>
    public static Codec<uint> CompactU32 { get; } =
        new FunctionCodec<uint>(TypeInfo.Compact(U32.Type), static (uint v, ref ScaleWriter w) => w.WriteCompact(v), static (ref ScaleReader r) => r.ReadCompactU32());

    /// <summary>64 bits, compact.</summary>
    public static Codec<ulong> CompactU64 { get; } =
        new FunctionCodec<ulong>(TypeInfo.Compact(U64.Type), static (ulong v, ref ScaleWriter w) => w.WriteCompact(v), static (ref ScaleReader r) => r.ReadCompactU64());

    /// <summary>128 bits, compact.</summary>
    public static Codec<UInt128> CompactU128 { get; } =
        new FunctionCodec<UInt128>(TypeInfo.Compact(U128.Type), static (UInt128 v, ref ScaleWriter w) => w.WriteCompact(v), static (ref ScaleReader r) => r.ReadCompactU128());

    /// <summary>A byte string: <c>Vec&lt;u8&gt;</c>.</summary>
    public static Codec<byte[]> Bytes { get; } = new FunctionCodec<byte[]>(
        TypeInfo.Sequence(U8.Type), static (byte[] v, ref ScaleWriter w) => w.WriteByteString(v), static (ref ScaleReader r) => r.ReadByteString().ToArray());

    /// <summary>A byte string of at most this many bytes.</summary>
    public static Codec<byte[]> BoundedBytes(int maximum) => new FunctionCodec<byte[]>(
        BoundedVec(TypeInfo.Sequence(U8.Type), U8.Type),
        static (byte[] v, ref ScaleWriter w) => w.WriteByteString(v),
        (ref ScaleReader r) =>
        {
            ReadOnlySpan<byte> bytes = r.ReadByteString();
            if (bytes.Length > maximum) r.Fail();
            return r.Failed ? [] : bytes.ToArray();
        });

    /// <summary>UTF-8 text of at most this many bytes.</summary>
    public static Codec<string> BoundedStr(int maximum) => new FunctionCodec<string>(
        Str.Type,
        static (string v, ref ScaleWriter w) => w.WriteString(v),
        (ref ScaleReader r) =>
        {
            ScaleReader ahead = r;
            if (ahead.ReadByteString().Length > maximum) r.Fail();
            return r.Failed ? "" : r.ReadString();
        });

    /// <summary>A list: <c>Vec&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableArray<T>> Vec<T>(Codec<T> item) => new VecCodec<T>(item, int.MaxValue);

    /// <summary>A list of at most this many items: <c>BoundedVec&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableArray<T>> BoundedVec<T>(Codec<T> item, int maximum) => new VecCodec<T>(item, maximum);

    /// <summary>A list of exactly this many items: <c>[T; N]</c>.</summary>
    public static Codec<ImmutableArray<T>> Array<T>(Codec<T> item, int length) => new FunctionCodec<ImmutableArray<T>>(
        TypeInfo.Array(item.Type, (uint)length),
        (ImmutableArray<T> v, ref ScaleWriter w) =>
        {
            foreach (T element in v) item.Encode(element, ref w);
        },
        (ref ScaleReader r) =>
        {
            ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(Math.Min(length, r.Remaining));
            for (int i = 0; i < length && !r.Failed; i++) items.Add(item.Decode(ref r));
            return items.ToImmutable();
        });

    /// <summary>A value type that may be absent: <c>Option&lt;T&gt;</c>.</summary>
    public static Codec<T?> Option<T>(Codec<T> item)
        where T : struct
        => new FunctionCodec<T?>(
            OptionOf(item.Type),
            (T? v, ref ScaleWriter w) =>
            {
                w.WriteBool(v.HasValue);
                if (v.HasValue) item.Encode(v.Value, ref w);
            },
            (ref ScaleReader r) => r.ReadBool() ? item.Decode(ref r) : null);

    /// <summary>A reference type that may be absent: <c>Option&lt;T&gt;</c>.</summary>
    public static Codec<T?> OptionRef<T>(Codec<T> item)
        where T : class
        => new FunctionCodec<T?>(
            OptionOf(item.Type),
            (T? v, ref ScaleWriter w) =>
            {
                w.WriteBool(v is not null);
                if (v is not null) item.Encode(v, ref w);
            },
            (ref ScaleReader r) => r.ReadBool() ? item.Decode(ref r) : null);

    /// <summary>A pair.</summary>
    public static Codec<(TFirst First, TSecond Second)> Tuple<TFirst, TSecond>(Codec<TFirst> first, Codec<TSecond> second) =>
        new FunctionCodec<(TFirst, TSecond)>(
            TypeInfo.Tuple(first.Type, second.Type),
            ((TFirst, TSecond) v, ref ScaleWriter w) =>
            {
                first.Encode(v.Item1, ref w);
                second.Encode(v.Item2, ref w);
            },
            (ref ScaleReader r) => (first.Decode(ref r), second.Decode(ref r)));

    /// <summary>A triple.</summary>
    public static Codec<(TFirst First, TSecond Second, TThird Third)> Tuple<TFirst, TSecond, TThird>(
        Codec<TFirst> first, Codec<TSecond> second, Codec<TThird> third) =>
        new FunctionCodec<(TFirst, TSecond, TThird)>(
            TypeInfo.Tuple(first.Type, second.Type, third.Type),
            ((TFirst, TSecond, TThird) v, ref ScaleWriter w) =>
            {
                first.Encode(v.Item1, ref w);
                second.Encode(v.Item2, ref w);
                third.Encode(v.Item3, ref w);
            },
            (ref ScaleReader r) => (first.Decode(ref r), second.Decode(ref r), third.Decode(ref r)));

    /// <summary>A value or an error: <c>Result&lt;T, E&gt;</c>.</summary>
    public static Codec<Result<TValue, TError>> Result<TValue, TError>(Codec<TValue> value, Codec<TError> error) =>
        new FunctionCodec<Result<TValue, TError>>(
            new TypeInfo("Result", [new("T", value.Type), new("E", error.Type)], () => new TypeDefinition.Variant(
                [new("Ok", 0, [new(null, value.Type)]), new("Err", 1, [new(null, error.Type)])])),
            (Result<TValue, TError> v, ref ScaleWriter w) =>
            {
                w.WriteBool(v.IsError);
                if (v.IsError) error.Encode(v.Error, ref w);
                else value.Encode(v.Value, ref w);
            },
            (ref ScaleReader r) => r.ReadBool() ? error.Decode(ref r) : value.Decode(ref r));

    private static TypeInfo OptionOf(TypeInfo item) => new("Option", [new("T", item)], () => new TypeDefinition.Variant(
        [new("None", 0, []), new("Some", 1, [new(null, item)])]));

    private static TypeInfo BoundedVec(TypeInfo sequence, TypeInfo item) => new(
        "bounded_collections::bounded_vec::BoundedVec", [new("T", item), new("S", null)], () => new TypeDefinition.Composite([new(null, sequence, $"Vec<T>")]));

    private static FunctionCodec<T> Simple<T>(PrimitiveType type, Writer<T> write, Reader<T> read) => new(TypeInfo.Primitive(type), write, read);

    private sealed class FunctionCodec<T>(TypeInfo type, Writer<T> write, Reader<T> read) : Codec<T>
    {
        public override TypeInfo Type => type;

        public override void Encode(T value, ref ScaleWriter writer) => write(value, ref writer);

        public override T Decode(ref ScaleReader reader) => read(ref reader);
    }

    private sealed class VecCodec<T>(Codec<T> item, int maximum) : Codec<ImmutableArray<T>>
    {
        public override TypeInfo Type { get; } =
            maximum == int.MaxValue ? TypeInfo.Sequence(item.Type) : BoundedVec(TypeInfo.Sequence(item.Type), item.Type);

        public override void Encode(ImmutableArray<T> value, ref ScaleWriter writer)
        {
            ImmutableArray<T> items = value.IsDefault ? [] : value;
            writer.WriteCompact((uint)items.Length);
            foreach (T element in items) item.Encode(element, ref writer);
        }

        public override ImmutableArray<T> Decode(ref ScaleReader reader)
        {
            // Every element takes at least one byte, so a longer claim is malformed: refused before anything is allocated.
            int count = reader.ReadLength();
            if (count > maximum) reader.Fail();
            if (reader.Failed) return [];
            ImmutableArray<T>.Builder builder = ImmutableArray.CreateBuilder<T>(Math.Min(count, 1024));
            for (int i = 0; i < count && !reader.Failed; i++) builder.Add(item.Decode(ref reader));
            return builder.ToImmutable();
        }
    }
}
