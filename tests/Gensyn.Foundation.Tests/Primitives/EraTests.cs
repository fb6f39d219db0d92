using FsCheck;
using FsCheck.Fluent;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class EraTests
{
    // Vectors: polkadot-js packages/types/src/extrinsic/ExtrinsicEra.spec.ts.
    [Theory]
    [InlineData("4e9c", 32768, 20000)]
    [InlineData("c503", 64, 60)]
    [InlineData("8502", 64, 40)]
    [InlineData("6502", 64, 38)]
    [InlineData("d607", 128, 125)]
    [InlineData("9be3", 4096, 3641)]
    public void Codec_OfAMortalEra_IsWhatClientsWrite(string hex, ulong period, ulong phase)
    {
        Assert.True(Era.Codec.TryDecode(Convert.FromHexString(hex), out Era era));

        Assert.Equal((period, phase), (era.Period, era.Phase));
        Assert.Equal(hex, Convert.ToHexStringLower(Era.Codec.ToBytes(era)));
        Assert.Equal(era, Era.Mortal(period, phase));
    }

    [Fact]
    public void Birth_AndDeath_SpanThePeriodAroundTheBlock()
    {
        Assert.True(Era.Codec.TryDecode([0xc5, 0x03], out Era era));

        Assert.Equal(2251516ul, era.Birth(2251519));
        Assert.Equal(2251580ul, era.Death(2251519));
        Assert.Equal((256ul, 120ul), (Era.Mortal(200, 1400).Period, Era.Mortal(200, 1400).Phase));
    }

    [Fact]
    public void Immortal_EncodesAsOneZero_AndNeverDies()
    {
        Assert.Equal([0], Era.Codec.ToBytes(Era.Immortal));
        Assert.Equal((0ul, ulong.MaxValue), (Era.Immortal.Birth(1000), Era.Immortal.Death(1000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("1000")] // a period of 2
    [InlineData("2100")] // a phase of 2 in a period of 4 is good, of 4 is not: see below
    [InlineData("4100")]
    public void Codec_OfMalformedBytes_FailsUnlessThePhaseIsInsideThePeriod(string hex) =>
        Assert.Equal(hex == "2100", Era.Codec.TryDecode(Convert.FromHexString(hex), out _));

    [Fact]
    public void Mortal_ForAnyBlock_ContainsItAndRoundTrips() =>
        Prop.ForAll<uint, uint>((period, current) =>
        {
            Era era = Era.Mortal(period, current);
            return era.Birth(current) <= current && current < era.Death(current)
                && Era.Codec.TryDecode(Era.Codec.ToBytes(era), out Era decoded) && decoded == era;
        }).QuickCheckThrowOnFailure();
}
