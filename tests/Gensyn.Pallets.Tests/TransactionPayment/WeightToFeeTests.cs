using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Pallets.Tests;

public sealed class WeightToFeeTests
{
    // x³/2 + (2 + 1/3)x² + 7x - 10,000.
    private static readonly WeightToFeePolynomial Polynomial = new(
        new(0, Perbill.FromParts(500_000_000), IsNegative: false, Degree: 3),
        new(2, Perbill.FromRational(1, 3), IsNegative: false, Degree: 2),
        new(7, Perbill.Zero, IsNegative: false, Degree: 1),
        new(10_000, Perbill.Zero, IsNegative: true, Degree: 0));

    // Vectors: polkadot-sdk substrate/primitives/weights/src/lib.rs, polynomial_works and polynomial_does_not_underflow.
    [Theory]
    [InlineData(100ul, 514_033ul)]
    [InlineData(10_123ul, 518_917_034_928ul)]
    [InlineData(0ul, 0ul)]
    [InlineData(10ul, 0ul)]
    public void Polynomial_IsSummedTermByTerm(ulong weight, ulong fee) => Assert.Equal<UInt128>(fee, Polynomial.ToFee(new(weight, 99)));

    // Vector: polynomial_does_not_overflow; amounts have 128 bits here, 64 there.
    [Fact]
    public void Polynomial_OfTheLargestWeight_StopsAtTheLargestAmount() => Assert.Equal(UInt128.MaxValue - 10_000, Polynomial.ToFee(Weight.MaxValue));

    [Fact]
    public void Polynomial_WithTheNegativeTermFirst_LosesIt()
    {
        WeightToFeePolynomial polynomial = new(new WeightToFeeCoefficient(5, Perbill.Zero, IsNegative: true, Degree: 0), new(1, Perbill.Zero, IsNegative: false, Degree: 1));

        Assert.Equal<UInt128>(9, polynomial.ToFee(new(9, 0)));
    }

    // Vectors: polkadot-sdk substrate/primitives/weights/src/lib.rs, identity_fee_works and constant_fee_works.
    [Theory]
    [InlineData(0ul, 100u, 0ul)]
    [InlineData(50ul, 10u, 500ul)]
    [InlineData(16ul, 1024u, 16_384ul)]
    [InlineData(50ul, 1u, 50ul)]
    [InlineData(ulong.MaxValue, 1u, ulong.MaxValue)]
    public void ConstantMultiplier_IsProportional(ulong weight, uint factor, ulong fee) =>
        Assert.Equal<UInt128>(fee, new ConstantMultiplier(factor).ToFee(new(weight, 99)));

    [Fact]
    public void ConstantMultiplier_StopsAtTheLargestAmount() => Assert.Equal(UInt128.MaxValue, new ConstantMultiplier(UInt128.MaxValue).ToFee(new(2, 0)));

    [Fact]
    public void FixedFee_DoesNotDependOnTheWeight() => Assert.Equal<UInt128>(7, new FixedFee(7).ToFee(Weight.MaxValue));

    // The template's line: 10^8 for 1.25 · 10^10 picoseconds. Perbill::from_rational first divides both by 13, rounding down, so that the quotient is
    // 7,692,307 / 961,538,461: 7,999,999 billionths, not 8,000,000. Sums by hand.
    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(62ul, 0ul)]
    [InlineData(63ul, 1ul)]
    [InlineData(125_000_000ul, 1_000_000ul)]
    [InlineData(1_000_000_000ul, 7_999_999ul)]
    [InlineData(2_000_000_000_000ul, 15_999_998_000ul)]
    public void Linear_OfTheTemplate_IsThatOfTheTemplate(ulong weight, ulong fee) =>
        Assert.Equal<UInt128>(fee, WeightToFeePolynomial.Linear(100_000_000, 12_500_000_000).ToFee(new(weight, 99)));

    [Fact]
    public void Linear_AboveOne_HasAWholePart() => Assert.Equal<UInt128>(25, WeightToFeePolynomial.Linear(5, 2).ToFee(new(10, 0)));
}

public sealed class FractionTests
{
    // Vectors: polkadot-sdk substrate/primitives/arithmetic/src/per_things.rs, per_thing_mul_rounds_to_nearest_number.
    [Theory]
    [InlineData(33u, 3u)]
    [InlineData(34u, 3u)]
    [InlineData(35u, 3u)]
    [InlineData(36u, 4u)]
    public void Times_RoundsToTheNearest_TiesDown(uint percent, uint expected)
    {
        Assert.Equal<UInt128>(expected, Permill.FromPercent(percent) * 10);
        Assert.Equal<UInt128>(expected, Perbill.FromPercent(percent) * 10);
        Assert.Equal<UInt128>(expected, Perquintill.FromPercent(percent) * 10);
        Assert.Equal<UInt128>(3, Perbill.FromPercent(percent).MultiplyFloor(10));
        Assert.Equal<UInt128>(4, Perbill.FromPercent(percent).MultiplyCeiling(10));
    }

    [Fact]
    public void Times_OfTheLargestNumber_IsExact()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong, ulong, uint)>(),
            static sample =>
            {
                UInt128 value = new(sample.Item1, sample.Item2);
                Perbill fraction = Perbill.FromParts(sample.Item3 % 1_000_000_001);
                BigInteger exact = (BigInteger)value * fraction.Parts;
                BigInteger billion = 1_000_000_000;
                Assert.Equal((UInt128)(exact / billion), fraction.MultiplyFloor(value));
                Assert.Equal((UInt128)((exact + billion - 1) / billion), fraction.MultiplyCeiling(value));
                Assert.Equal((UInt128)((exact / billion) + (exact % billion > billion / 2 ? 1 : 0)), fraction * value);
            }).QuickCheckThrowOnFailure();
        Assert.Equal(UInt128.MaxValue, Perbill.One * UInt128.MaxValue);
        Assert.Equal(UInt128.MaxValue, Perquintill.One * UInt128.MaxValue);
    }

    [Fact]
    public void FromRational_RoundsDown_AndStaysBetweenZeroAndOne()
    {
        Assert.Equal(333_333_333u, Perbill.FromRational(1, 3).Parts);
        Assert.Equal(666_666u, Permill.FromRational(2, 3).Parts);
        Assert.Equal(666_666_666_666_666_666ul, Perquintill.FromRational(2, 3).Parts);
        Assert.Equal(Perbill.One, Perbill.FromRational(4, 3));
        Assert.Equal(Perbill.One, Perbill.FromRational(1, 0));
        Assert.Equal(Perbill.Zero, Perbill.FromRational(0, 0));
        Assert.Equal(Perbill.One, Perbill.FromRational(UInt128.MaxValue, UInt128.MaxValue));
        Assert.Equal(Perbill.One, Perbill.FromParts(uint.MaxValue));
        Assert.Equal(Perbill.One, Perbill.FromPercent(101));
    }

    [Fact]
    public void ConstantMultiplier_OfAmountsBeyond64Bits_IsExactUpToTheMaximum()
    {
        static UInt128 Fee(UInt128 factor, ulong time) => new ConstantMultiplier(factor).ToFee(new Weight(time, 0));

        Assert.Equal(new UInt128(3 << 6, 0), Fee(new UInt128(1 << 6, 0), 3));
        Assert.Equal(UInt128.MaxValue - 3, Fee(UInt128.MaxValue / 7, 7));
        Assert.Equal(UInt128.MaxValue, Fee((UInt128.MaxValue / 7) + 1, 7));
        Assert.Equal<UInt128>(0, Fee(UInt128.MaxValue, 0));
        Assert.Equal(new UInt128(ulong.MaxValue - 1, 1), Fee(ulong.MaxValue, ulong.MaxValue));
    }

    [Fact]
    public void Codec_RefusesMoreThanOne()
    {
        Assert.Equal([0x00, 0xca, 0x9a, 0x3b], Perbill.Codec.ToBytes(Perbill.One));
        Assert.True(Perbill.Codec.TryDecode([0x00, 0xca, 0x9a, 0x3b], out Perbill one) && one == Perbill.One);
        Assert.False(Perbill.Codec.TryDecode([0x01, 0xca, 0x9a, 0x3b], out _));
        Assert.False(Permill.Codec.TryDecode([0x41, 0x42, 0x0f, 0x00], out _));
        Assert.False(Perquintill.Codec.TryDecode([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], out _));
    }

    [Fact]
    public void FixedU128_AgreesWithExactIntegers()
    {
        BigInteger unit = BigInteger.Pow(10, 18);
        UInt128 Clamp(BigInteger value) => value > UInt128.MaxValue ? UInt128.MaxValue : (UInt128)value;
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong, ulong, ulong, ulong)>(),
            sample =>
            {
                UInt128 left = new(sample.Item1 >> (int)(sample.Item3 % 64), sample.Item2);
                UInt128 right = new(sample.Item3 >> (int)(sample.Item1 % 64), sample.Item4);
                Assert.Equal(Clamp((BigInteger)left * right / unit), (new FixedU128(left) * new FixedU128(right)).Inner);
                Assert.Equal(Clamp((BigInteger)left * right / unit), new FixedU128(left).MultiplyInteger(right));
                Assert.Equal(Clamp((BigInteger)left * unit), FixedU128.FromInteger(left).Inner);
                if (right == 0) return;
                Assert.Equal(Clamp((BigInteger)left * unit / right), FixedU128.FromRational(left, right).Inner);
                Assert.Equal(FixedU128.FromRational(left, right), new FixedU128(left) / new FixedU128(right));
            }).QuickCheckThrowOnFailure();
    }
}
