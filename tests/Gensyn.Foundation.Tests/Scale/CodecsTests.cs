using System.Collections.Immutable;
using System.Numerics;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

public sealed class CodecsTests
{
    [Theory]
    [InlineData("02")]
    [InlineData("0101")]
    [InlineData("")]
    public void Bool_OtherThanZeroOrOne_OrFollowedByBytes_IsRefused(string hex) =>
        Assert.False(Codecs.Bool.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void OptionBool_OfAnotherByte_IsRefused() => Assert.False(OptionBool.Codec.TryDecode([3], out _));

    [Fact]
    public void Option_OrResult_WithAnotherFirstByte_IsRefused()
    {
        Assert.False(Codecs.Option(Codecs.U8).TryDecode([2, 1], out _));
        Assert.False(Codecs.OptionRef(Codecs.Str).TryDecode([2, 0], out _));
        Assert.False(Codecs.Result(Codecs.U8, Codecs.U8).TryDecode([2, 1], out _));
    }

    [Theory]
    [InlineData("feffffff")]
    [InlineData("13ffffffffffffffff")]
    [InlineData("03ffffffff")]
    [InlineData("0c0102")]
    public void List_LongerThanItsInput_IsRefused(string hex)
    {
        byte[] input = Convert.FromHexString(hex);
        Assert.False(Codecs.Vec(Codecs.U8).TryDecode(input, out _));
        Assert.False(Codecs.Bytes.TryDecode(input, out _));
        Assert.False(Codecs.Str.TryDecode(input, out _));
        Assert.False(Codecs.Set(Codecs.U8).TryDecode(input, out _));
        Assert.False(Codecs.Map(Codecs.U8, Codecs.U8).TryDecode(input, out _));
        Assert.False(Codecs.Vec(Codecs.Unit).TryDecode(input, out _));
        Assert.False(BitVec<byte, Lsb0>.Codec.TryDecode([.. input, 0], out _));
    }

    [Fact]
    public void List_OfMoreItemsThanItsBound_IsRefused()
    {
        Assert.True(Codecs.BoundedVec(Codecs.U8, 2).TryDecode([8, 1, 2], out _));
        Assert.False(Codecs.BoundedVec(Codecs.U8, 2).TryDecode([12, 1, 2, 3], out _));
        Assert.True(Codecs.BoundedBytes(2).TryDecode([8, 1, 2], out _));
        Assert.False(Codecs.BoundedBytes(2).TryDecode([12, 1, 2, 3], out _));
        Assert.True(Codecs.BoundedStr(2).TryDecode([8, 0x61, 0x62], out _));
        Assert.False(Codecs.BoundedStr(2).TryDecode([12, 0x61, 0x62, 0x63], out _));
        Assert.True(Codecs.BoundedSet(Codecs.U8, 2).TryDecode([8, 1, 2], out _));
        Assert.False(Codecs.BoundedSet(Codecs.U8, 2).TryDecode([12, 1, 2, 3], out _));
        Assert.True(Codecs.BoundedMap(Codecs.U8, Codecs.Bool, 1).TryDecode([4, 1, 1], out _));
        Assert.False(Codecs.BoundedMap(Codecs.U8, Codecs.Bool, 1).TryDecode([8, 1, 1, 2, 1], out _));
    }

    [Fact]
    public void FixedList_OfAnotherLength_IsAProgrammingErrorToEncodeAndRefusedToDecode()
    {
        Assert.Throws<ArgumentException>(() => Codecs.Array(Codecs.U8, 3).ToBytes([1, 2]));
        Assert.Throws<ArgumentException>(() => Codecs.FixedBytes(3).ToBytes([1, 2]));
        Assert.False(Codecs.Array(Codecs.U8, 3).TryDecode([1, 2], out _));
        Assert.False(Codecs.FixedBytes(3).TryDecode([1, 2], out _));
        Assert.False(Codecs.Array(Codecs.U8, 3).TryDecode([1, 2, 3, 4], out _));
    }

    [Fact]
    public void Default_OfAStruct_EncodesAsZerosAndEmptyLists()
    {
        byte[] encoded = References.Codec.ToBytes(default);

        Assert.Equal(new byte[2 + 4 + 7], encoded);
        Assert.True(References.Codec.TryDecode(encoded, out References decoded));
        Assert.Equal((2, 2, "", 0), (decoded.A.Length, decoded.B.Length, decoded.C, decoded.G.Count));
    }

    [Fact]
    public void Str_OfMalformedUtf8_IsRefused()
    {
        Assert.False(Codecs.Str.TryDecode([8, 0xc3, 0x28], out _));
        Assert.False(Codecs.Str.TryDecode([20, 114, 167, 10, 20, 114], out _));
        Assert.False(Codecs.Str.TryDecode([12, 0xed, 0xa0, 0x80], out _));
        Assert.False(Codecs.Str.TryDecode([8, 0xc0, 0x80], out _));
    }

    // parity-scale-codec collects into its maps and sets, so it takes any order and keeps the last of equal keys.
    [Fact]
    public void MapOrSet_OutOfOrderOrRepeating_DecodesAndEncodesInOrder()
    {
        Assert.True(Codecs.Map(Codecs.U8, Codecs.U8).TryDecode([12, 2, 7, 1, 8, 2, 9], out ImmutableSortedDictionary<byte, byte> map));
        Assert.Equal([8, 1, 8, 2, 9], Codecs.Map(Codecs.U8, Codecs.U8).ToBytes(map));
        Assert.True(Codecs.Set(Codecs.U8).TryDecode([16, 3, 1, 3, 2], out ImmutableSortedSet<byte> set));
        Assert.Equal([12, 1, 2, 3], Codecs.Set(Codecs.U8).ToBytes(set));
    }

    [Fact]
    public void SetOfTuples_IsInTheOrderOfRust()
    {
        Codec<ImmutableSortedSet<(string, short)>> codec = Codecs.Set(Codecs.Tuple(Codecs.Str, Codecs.I16));
        (string, short)[] sorted = [("", 1), ("a", -2), ("a", 3), ("ab", 0), ("b", -1), ("\uffee", 0), ("\ud83d\ude00", 0)];

        byte[] bytes = codec.ToBytes([.. sorted.Reverse()]);

        Assert.True(codec.TryDecode(bytes, out ImmutableSortedSet<(string, short)> decoded));
        Assert.Equal(sorted, decoded);
        Assert.Equal(Codecs.Vec(Codecs.Tuple(Codecs.Str, Codecs.I16)).ToBytes([.. sorted]), bytes);
    }

    [Fact]
    public void Order_OfEveryShape_IsRusts()
    {
        AssertOrder<byte?>(Codecs.Option(Codecs.U8), null, (byte)0, (byte)1);
        AssertOrder<byte[]?>(Codecs.OptionRef(Codecs.Bytes), null, [], [0], [0, 1], [1]);
        AssertOrder<ImmutableArray<sbyte>>(Codecs.Vec(Codecs.I8), [], [-1], [-1, 5], [0], [1]);
        AssertOrder<ImmutableArray<byte>>(Codecs.Array(Codecs.U8, 2), [0, 9], [1, 0], [1, 1]);
        AssertOrder<byte[]>(Codecs.FixedBytes(2), [0, 9], [1, 0], [255, 0]);
        AssertOrder<long>(Codecs.I64, long.MinValue, -1, 0, 1, long.MaxValue);
        AssertOrder<Compact<uint>>(Codecs.Compact(Codecs.CompactU32), 1, 2, 300);
        AssertOrder<U256>(U256.Codec, new(5, 0), new(4, 1), U256.MaxValue);
        AssertOrder<(byte, bool, byte)>(Codecs.Tuple(Codecs.U8, Codecs.Bool, Codecs.U8), (0, false, 9), (0, true, 1), (1, false, 0));
    }

    [Fact]
    public void BitVec_WithSpareBitsSet_DecodesAsIfTheyWereNot()
    {
        Assert.True(BitVec<byte, Lsb0>.Codec.TryDecode([4 << 2, 0xf5], out BitVec<byte, Lsb0> bits));
        Assert.Equal("1010", bits.ToString());
        Assert.Equal([4 << 2, 0x05], BitVec<byte, Lsb0>.Codec.ToBytes(bits));
        Assert.True(BitVec<ushort, Msb0>.Codec.TryDecode([4 << 2, 0xff, 0xaf], out BitVec<ushort, Msb0> high));
        Assert.Equal("1010", high.ToString());
        Assert.Equal(new BitVec<ushort, Msb0>([true, false, true, false]), high);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits[4]);
    }

    [Fact]
    public void U256_IsTheSameNumberBothWays()
    {
        BigInteger number = (BigInteger.One << 255) + 12345;

        Assert.Equal(number, (BigInteger)(U256)number);
        Assert.Equal(number.ToString(), ((U256)number).ToString());
        Assert.Equal(number.ToByteArray(isUnsigned: true), U256.Codec.ToBytes((U256)number));
        Assert.Throws<OverflowException>(() => (U256)(BigInteger.One << 256));
        Assert.Throws<OverflowException>(() => (U256)BigInteger.MinusOne);
    }

    [Fact]
    public void Result_OfOneTypeTwice_TellsValueFromError()
    {
        Codec<Result<byte, byte>> codec = Codecs.Result(Codecs.U8, Codecs.U8);

        Assert.Equal([0, 5], codec.ToBytes(Result<byte, byte>.Ok(5)));
        Assert.Equal([1, 5], codec.ToBytes(Result<byte, byte>.Err(5)));
    }

    // Vectors: parity-scale-codec, tests/max_encoded_len.rs and the impls in src/max_encoded_len.rs.
    [Fact]
    public void MaxEncodedLen_IsTheLongestEncoding()
    {
        Assert.Equal(2, Codecs.Tuple(Codecs.Bool, Codecs.U8).MaxEncodedLen);
        Assert.Equal(128 + 16 + 16, Codecs.Tuple(Codecs.FixedBytes(128), Codecs.Tuple(Codecs.U128, Codecs.U128)).MaxEncodedLen);
        Assert.Equal(9 + 16, Codecs.Tuple(Codecs.CompactU64, Codecs.Array(Codecs.U16, 8)).MaxEncodedLen);
        Assert.Equal(0, Codecs.Unit.MaxEncodedLen);
        Assert.Equal([2, 4, 5, 9, 17], new[] { Codecs.CompactU8.MaxEncodedLen, Codecs.CompactU16.MaxEncodedLen, Codecs.CompactU32.MaxEncodedLen,
            Codecs.CompactU64.MaxEncodedLen, Codecs.CompactU128.MaxEncodedLen });
        Assert.Equal(9, Codecs.Option(Codecs.U64).MaxEncodedLen);
        Assert.Equal(1 + 16, Codecs.Result(Codecs.U8, Codecs.U128).MaxEncodedLen);
        Assert.Equal(1 + 4 + 8, EnumType.Codec.MaxEncodedLen);
        Assert.Equal(1, ColourCodec.Instance.MaxEncodedLen);
        Assert.Equal(0, Nothing.Codec.MaxEncodedLen);
        Assert.Equal(2 * (1 + 2 + 4 + 8 + 16) + 32, Integers.Codec.MaxEncodedLen);
        Assert.Equal(8, Pair<uint, byte>.CodecOf(Codecs.U32, Codecs.U8).MinEncodedLen + 3);
        Assert.Equal(1 + 8, Maybe<Height>.CodecOf(Height.Codec).MaxEncodedLen);
        Assert.Equal(1 + (3 * 4), Codecs.BoundedVec(Codecs.U32, 3).MaxEncodedLen);
        Assert.Equal(2 + 100, Codecs.BoundedBytes(100).MaxEncodedLen);
        Assert.Equal(1 + (3 * 5), Codecs.BoundedMap(Codecs.U32, Codecs.Bool, 3).MaxEncodedLen);
        Assert.Equal(int.MaxValue, Codecs.BoundedVec(Codecs.U128, int.MaxValue - 1).MaxEncodedLen);
    }

    [Fact]
    public void MaxEncodedLen_OfWhatHasNoBound_IsNull()
    {
        Assert.Null(Codecs.Bytes.MaxEncodedLen);
        Assert.Null(Codecs.Str.MaxEncodedLen);
        Assert.Null(Codecs.BoundedVec(Codecs.Str, 3).MaxEncodedLen);
        Assert.Null(Codecs.Set(Codecs.U8).MaxEncodedLen);
        Assert.Null(Codecs.OptionRef(Codecs.Bytes).MaxEncodedLen);
        Assert.Null(TestType.Codec.MaxEncodedLen);
        Assert.Null(Tree.Codec.MaxEncodedLen);
        Assert.Null(BitVec<byte, Lsb0>.Codec.MaxEncodedLen);
    }

    private static void AssertOrder<T>(Codec<T> codec, params T[] ascending)
    {
        for (int i = 0; i < ascending.Length; i++)
        {
            for (int j = 0; j < ascending.Length; j++) Assert.Equal(i.CompareTo(j), Math.Sign(codec.Order.Compare(ascending[i], ascending[j])));
        }
    }
}
