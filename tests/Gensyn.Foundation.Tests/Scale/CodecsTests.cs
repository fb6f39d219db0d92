using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

public sealed class CodecsTests
{
    // Vectors: parity-scale-codec README and codec.rs tests.
    [Fact]
    public void Codecs_OfBuiltInTypes_EncodeAsParityScaleCodec()
    {
        AssertBytes(Codecs.U16, (ushort)42, "2a00");
        AssertBytes(Codecs.U32, 16777215u, "ffffff00");
        AssertBytes(Codecs.Bool, true, "01");
        AssertBytes(Codecs.Str, "Hello, World!", "3448656c6c6f2c20576f726c6421");
        AssertBytes(Codecs.Option(Codecs.U8), null, "00");
        AssertBytes(Codecs.Option(Codecs.Bool), true, "0101");
        AssertBytes(Codecs.OptionRef(Codecs.Bytes), [7], "010407");
        AssertBytes(Codecs.Tuple(Codecs.CompactU32, Codecs.Bool), (3u, false), "0c00");
        AssertBytes(Codecs.Tuple(Codecs.U8, Codecs.U8, Codecs.U64), ((byte)1, (byte)2, 3ul), "01020300000000000000");
        AssertBytes(Codecs.Result(Codecs.U8, Codecs.Bool), (byte)42, "002a");
        AssertBytes(Codecs.Result(Codecs.U8, Codecs.Bool), false, "0100");
        AssertBytes(Codecs.Unit, default, "");
        AssertBytes(Codecs.U128, UInt128.MaxValue - 1, "feffffffffffffffffffffffffffffff");
    }

    [Fact]
    public void Codecs_OfLists_EncodeAsParityScaleCodec()
    {
        Assert.Equal("18040008000f00100017002a00", Convert.ToHexStringLower(Codecs.Vec(Codecs.U16).ToBytes([4, 8, 15, 16, 23, 42])));
        Assert.Equal("010203", Convert.ToHexStringLower(Codecs.Array(Codecs.U8, 3).ToBytes([1, 2, 3])));
        Assert.True(Codecs.Vec(Codecs.U16).TryDecode([8, 4, 0, 8, 0], out ImmutableArray<ushort> list));
        Assert.Equal([4, 8], list.AsEnumerable());
        Assert.True(Codecs.Array(Codecs.U8, 3).TryDecode([1, 2, 3], out ImmutableArray<byte> array));
        Assert.Equal([1, 2, 3], array.AsEnumerable());
        Assert.False(Codecs.Array(Codecs.U8, 3).TryDecode([1, 2], out _));
    }

    [Theory]
    [InlineData("02")]
    [InlineData("0101")]
    public void Bool_OtherThanZeroOrOne_OrFollowedByBytes_IsRefused(string hex) =>
        Assert.False(Codecs.Bool.TryDecode(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData("feffffff")]
    [InlineData("13ffffffffffffffff")]
    [InlineData("0c0102")]
    public void Vec_LongerThanItsInput_IsRefusedBeforeAllocation(string hex)
    {
        Assert.False(Codecs.Vec(Codecs.U8).TryDecode(Convert.FromHexString(hex), out _));
        Assert.False(Codecs.Bytes.TryDecode(Convert.FromHexString(hex), out _));
        Assert.False(Codecs.Str.TryDecode(Convert.FromHexString(hex), out _));
    }

    [Fact]
    public void BoundedVec_OverItsBound_IsRefused()
    {
        Assert.True(Codecs.BoundedVec(Codecs.U8, 2).TryDecode([8, 1, 2], out _));
        Assert.False(Codecs.BoundedVec(Codecs.U8, 2).TryDecode([12, 1, 2, 3], out _));
        Assert.True(Codecs.BoundedBytes(2).TryDecode([8, 1, 2], out _));
        Assert.False(Codecs.BoundedBytes(2).TryDecode([12, 1, 2, 3], out _));
    }

    [Fact]
    public void Str_OfMalformedUtf8_IsRefused() => Assert.False(Codecs.Str.TryDecode([8, 0xc3, 0x28], out _));

    [Fact]
    public void Reader_BeyondTheDepthLimit_Fails()
    {
        ScaleReader reader = new([1]);
        for (int i = 0; i < ScaleReader.MaxDepth; i++) Assert.True(reader.Enter());

        Assert.False(reader.Enter());
        Assert.True(reader.Failed);
    }

    [Fact]
    public void Decode_OfAnyBytes_FailsOrEncodesBackToThem()
    {
        Codec<(ImmutableArray<string> Names, (UInt128?, byte[]?) Options)> codec =
            Codecs.Tuple(Codecs.Vec(Codecs.Str), Codecs.Tuple(Codecs.Option(Codecs.CompactU128), Codecs.OptionRef(Codecs.BoundedBytes(3))));
        Prop.ForAll<byte[]>(input => !codec.TryDecode(input, out (ImmutableArray<string>, (UInt128?, byte[]?)) value) || codec.ToBytes(value).SequenceEqual(input))
            .QuickCheckThrowOnFailure();
    }

    private static void AssertBytes<T>(Codec<T> codec, T value, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(codec.ToBytes(value)));
        Assert.True(codec.TryDecode(Convert.FromHexString(hex), out T decoded));
        Assert.Equal(value, decoded);
    }
}
