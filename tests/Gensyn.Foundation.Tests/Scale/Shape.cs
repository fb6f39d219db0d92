using System.Collections.Immutable;
using System.Numerics;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Foundation.Tests.Scale;

/// <summary>A codec with a way to draw values: what every property runs over.</summary>
public abstract class Shape(string name, bool isCanonical)
{
    private static readonly string[] _letters = ["a", "Z", "\u0416", "\u4e09", "\uffee", "\ud83d\ude00"];

    private static readonly Codec<Pair<uint, Pair<string, Colour>>> _pairs =
        Pair<uint, Pair<string, Colour>>.CodecOf(Codecs.U32, Pair<string, Colour>.CodecOf(Codecs.Str, ColourCodec.Instance));

    public static IReadOnlyList<Shape> All { get; } =
    [
        Of(Codecs.Bool, static r => r.Next(2) == 1),
        Of(Codecs.Bytes, static r => Bytes(r, r.Next(90))),
        Of(Codecs.Str, Text),
        Of(Codecs.CompactU8, static r => (byte)r.Next(256)),
        Of(Codecs.CompactU16, static r => (ushort)r.Next(1 << 16)),
        Of(Codecs.CompactU32, static r => (uint)Big(r, 32)),
        Of(Codecs.CompactU64, static r => (ulong)Big(r, 64)),
        Of(Codecs.CompactU128, static r => (UInt128)Big(r, 128)),
        Of(Codecs.CompactBig, static r => Big(r, 536)),
        Of(Codecs.Vec(Codecs.U32), static r => Many(r, static q => (uint)q.Next())),
        Of(Codecs.Vec(H256.Codec), static r => Many(r, static q => new H256(Bytes(q, 32)))),
        Of(Codecs.Vec(Codecs.Vec(Codecs.Vec(Codecs.Bytes))), static r => Many(r, static q => Many(q, static p => Many(p, static o => Bytes(o, o.Next(4)))))),
        Of(Codecs.Array(Codecs.Str, 3), static r => [Text(r), Text(r), Text(r)]),
        Of(Codecs.Vec(Point.Codec), static r => Many(r, static q => new Point((uint)q.Next(), (ulong)q.Next(), true))),
        Of(Codecs.Vec(Codecs.Unit), static r => Many(r, static _ => default(ValueTuple))),
        Of(Codecs.Map(Codecs.U16, Codecs.Str), static r => Many(r, static q => q).Select(q => (ushort)q.Next(1 << 16)).Distinct()
            .ToImmutableSortedDictionary(static k => k, static k => k.ToString()), isCanonical: false),
        Of(Codecs.Set(Codecs.Str), static r => Many(r, Text).ToImmutableSortedSet(Codecs.Str.Order), isCanonical: false),
        Of(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>, isCanonical: false),
        Of(BitVec<uint, Msb0>.Codec, Bits<uint, Msb0>, isCanonical: false),
        Of(Integers.Codec, static r => new Integers(
            (byte)r.Next(), (sbyte)r.Next(), (ushort)r.Next(), (short)r.Next(), (uint)r.Next(), r.Next(int.MinValue, int.MaxValue), (ulong)r.NextInt64(),
            r.NextInt64(long.MinValue, long.MaxValue), (UInt128)Big(r, 128), (Int128)Big(r, 127) - (Int128)Big(r, 127), (U256)Big(r, 256))),
        Of(Compacts.Codec, static r => new Compacts(
            (byte)r.Next(), (ushort)r.Next(), (uint)Big(r, 32), (ulong)Big(r, 64), (UInt128)Big(r, 128), Big(r, 536), default, new((ulong)Big(r, 64)),
            Many(r, static q => (Compact<uint>)(uint)Big(q, 32)), r.Next(2) == 0 ? null : (Compact<Height>)new Height((ulong)Big(r, 64)))),
        Of(Lists.Codec, static r => new Lists(
            [.. Many(r, static q => (ushort)q.Next()).Take(5)], [new(1), new((ulong)r.NextInt64()), new(3)], Bytes(r, 4),
            Many(r, static q => Many(q, Text)), Many(r, static _ => default(ValueTuple)), Many(r, static _ => default(Nothing)), "nine-byte"[..r.Next(9)],
            Bytes(r, r.Next(8)), [Bytes(r, 3), []])),
        Of(Choices.Codec, static r => new Choices(
            Tri(r), Tri(r), r.Next(2) == 0 ? null : Text(r), r.Next(2) == 0 ? (uint)r.Next() : Text(r),
            r.Next(2) == 0 ? Result<byte, byte>.Ok((byte)r.Next()) : Result<byte, byte>.Err((byte)r.Next()),
            ((byte)r.Next(), r.Next(2) == 0 ? null : ((ushort)r.Next(), true)), new((uint)r.Next()),
            ((byte)r.Next(), (sbyte)r.Next(), false, (ushort)r.Next(), (uint)r.Next(), Colour.Blue, (short)r.Next(), (1, 2)), (Colour)(7 * r.Next(2)),
            Many(r, Tri))),
        Of(Collections.Codec, static r => new Collections(
            Many(r, Text).Distinct().ToImmutableSortedDictionary(static k => k, static k => (uint)k.Length, Codecs.Str.Order),
            [.. Many(r, static q => ((short)q.Next(), q.Next(2) == 0))], [.. Many(r, static q => (uint)q.Next()).Take(3)],
            ImmutableSortedDictionary.Create<byte[], Colour>(Codecs.Bytes.Order).SetItem(Bytes(r, 3), Colour.Red), Bits<byte, Lsb0>(r), Bits<ulong, Msb0>(r)),
            isCanonical: false),
        Of(_pairs, static r => new Pair<uint, Pair<string, Colour>>((uint)r.Next(), Many(r, static q => new Pair<string, Colour>(Text(q), [Colour.Blue])))),
        Of(Generics.Codec, static r => new Generics(
            new(1, Many(r, static q => new Pair<string, Colour>(Text(q), []))), new Maybe<Maybe<Height>>.Some(new Maybe<Height>.Some(new((ulong)r.Next()))),
            r.Next(2) == 0 ? null : new Maybe<(byte, bool)>.None())),
        Of(Tree.Codec, static r => Draw(r, 4)),
        Of(BlockHeader.Codec, static r => new BlockHeader(
            new(Bytes(r, 32)), (uint)Big(r, 32), new(Bytes(r, 32)), new(Bytes(r, 32)), new Digest([new DigestItem.Other(Bytes(r, r.Next(50)))]))),
        Of(MultiSignature.Codec, static r => new MultiSignature(MultiSignatureKind.Ecdsa, Bytes(r, 65))),
        Of(MultiAddress.Codec, static r => new MultiAddress.Raw(Bytes(r, r.Next(40)))),
        Of(Block.Codec, static r => new Block(
            new(new(Bytes(r, 32)), 7, H256.Zero, H256.Zero, new Digest([])), Many(r, static q => Codecs.Bytes.ToBytes(Bytes(q, q.Next(99)))))),
    ];

    /// <summary>Whether every value has one encoding, so that accepted bytes encode back to themselves.</summary>
    public bool IsCanonical => isCanonical;

    public abstract int MinEncodedLen { get; }

    public abstract int? MaxEncodedLen { get; }

    /// <summary>The encoding of a value drawn at random.</summary>
    public abstract byte[] Sample(Random random);

    /// <summary>Decodes bytes and encodes the result; null where they are refused.</summary>
    public abstract byte[]? Through(ReadOnlySpan<byte> bytes);

    /// <summary>Decodes bytes and forgets the result.</summary>
    public abstract bool Accepts(ReadOnlySpan<byte> bytes);

    /// <summary>How many bytes skipping a value passes; null where they are refused.</summary>
    public abstract int? Skipped(ReadOnlySpan<byte> bytes);

    public override string ToString() => name;

    internal static BigInteger Big(Random random, int bits) => new BigInteger(Bytes(random, (bits / 8) + 1), isUnsigned: true) & ((BigInteger.One << random.Next(bits + 1)) - 1);

    internal static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Shape Of<T>(Codec<T> codec, Func<Random, T> draw, bool isCanonical = true) => new Drawn<T>(codec, draw, isCanonical);

    // One to four bytes of UTF-8 a letter.
    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => _letters[random.Next(_letters.Length)]));

    private static bool? Tri(Random random) => random.Next(3) switch { 0 => null, 1 => true, _ => false };

    private static ImmutableArray<T> Many<T>(Random random, Func<Random, T> draw) => [.. Enumerable.Range(0, random.Next(9)).Select(_ => draw(random))];

    private static BitVec<TStore, TOrder> Bits<TStore, TOrder>(Random random)
        where TStore : unmanaged
        where TOrder : struct, IBitOrder
        => new([.. Enumerable.Range(0, random.Next(140)).Select(_ => random.Next(2) == 0)]);

    private static Tree Draw(Random random, int depth) => (depth == 0 ? 0 : random.Next(3)) switch
    {
        0 => new Tree.Leaf((uint)random.Next()),
        1 => new Tree.Branch([.. Enumerable.Range(0, random.Next(4)).Select(_ => Draw(random, depth - 1))]),
        _ => new Tree.Boxed(Draw(random, depth - 1)),
    };

    private sealed class Drawn<T>(Codec<T> codec, Func<Random, T> draw, bool isCanonical) : Shape(codec.Type.Key, isCanonical)
    {
        public override int MinEncodedLen => codec.MinEncodedLen;

        public override int? MaxEncodedLen => codec.MaxEncodedLen;

        public override byte[] Sample(Random random) => codec.ToBytes(draw(random));

        public override byte[]? Through(ReadOnlySpan<byte> bytes) => codec.TryDecode(bytes, out T value) ? codec.ToBytes(value) : null;

        public override bool Accepts(ReadOnlySpan<byte> bytes) => codec.TryDecode(bytes, out _);

        public override int? Skipped(ReadOnlySpan<byte> bytes)
        {
            ScaleReader reader = new(bytes);
            codec.Skip(ref reader);
            return reader.Failed ? null : bytes.Length - reader.Remaining;
        }
    }
}
