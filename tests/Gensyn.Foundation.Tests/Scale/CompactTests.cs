using FsCheck;
using FsCheck.Fluent;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

public sealed class CompactTests
{
    // Vectors: parity-scale-codec, compact.rs, and the SCALE section of the Polkadot specification.
    [Theory]
    [InlineData("0", "00")]
    [InlineData("1", "04")]
    [InlineData("42", "a8")]
    [InlineData("63", "fc")]
    [InlineData("64", "0101")]
    [InlineData("69", "1501")]
    [InlineData("16383", "fdff")]
    [InlineData("16384", "02000100")]
    [InlineData("1073741823", "feffffff")]
    [InlineData("1073741824", "0300000040")]
    [InlineData("4294967295", "03ffffffff")]
    [InlineData("4294967296", "070000000001")]
    [InlineData("100000000000000", "0b00407a10f35a")]
    [InlineData("18446744073709551615", "13ffffffffffffffff")]
    [InlineData("340282366920938463463374607431768211455", "33ffffffffffffffffffffffffffffffff")]
    public void Compact_OfAnInteger_IsItsShortestForm(string text, string hex)
    {
        UInt128 value = UInt128.Parse(text);

        Assert.Equal(hex, Convert.ToHexStringLower(Codecs.CompactU128.ToBytes(value)));
        Assert.True(Codecs.CompactU128.TryDecode(Convert.FromHexString(hex), out UInt128 decoded));
        Assert.Equal(value, decoded);
        Assert.Equal(value <= ulong.MaxValue, Codecs.CompactU64.TryDecode(Convert.FromHexString(hex), out _));
        Assert.Equal(value <= uint.MaxValue, Codecs.CompactU32.TryDecode(Convert.FromHexString(hex), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100")]
    [InlineData("fd00")]
    [InlineData("02000000")]
    [InlineData("0300000000")]
    [InlineData("03ffffff3f")]
    [InlineData("070000000000")]
    [InlineData("01")]
    [InlineData("fe")]
    [InlineData("37ffffffffffffffffffffffffffffffffff")]
    [InlineData("ff")]
    public void Compact_LongerThanNeededOrCut_IsRefused(string hex) =>
        Assert.False(Codecs.CompactU128.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void Compact_OfAnyInteger_RoundTrips() =>
        Prop.ForAll<ulong, byte>((seed, shift) =>
        {
            UInt128 value = new UInt128(seed, ~seed) >> (shift % 128);
            return Codecs.CompactU128.TryDecode(Codecs.CompactU128.ToBytes(value), out UInt128 decoded) && decoded == value;
        }).QuickCheckThrowOnFailure();
}
