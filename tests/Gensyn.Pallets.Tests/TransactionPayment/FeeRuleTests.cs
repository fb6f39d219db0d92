using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Pallets.Tests;

public sealed class FeeRuleTests
{
    private static readonly BlockWeights Limits = BlockWeights.Build(new(5_000_000_000, 0), new(125_000_000, 0), new(2_000_000_000_000, 10_485_760), 75, 5);
    private static readonly FeeRule Rule = new(BaseExtrinsicFee: 1_000_000, BaseExtrinsicWeight: 125_000_000, ByteFee: 10_000_000);

    // The template's rule: a Perbill of 8,000,000 (0.8 %) of the picoseconds, rounded to the nearest.
    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(62ul, 0ul)]
    [InlineData(63ul, 1ul)]
    [InlineData(125_000_000ul, 1_000_000ul)]
    [InlineData(1_000_000_062ul, 8_000_000ul)]
    [InlineData(1_000_000_063ul, 8_000_001ul)]
    [InlineData(2_000_000_000_000ul, 16_000_000_000ul)]
    public void WeightFee_IsPolkadotsPerbillOfTheTime(ulong time, ulong fee) => Assert.Equal<UInt128>(fee, Rule.WeightFee(new(time, 123)));

    [Fact]
    public void WeightFee_OfTheLargestWeight_DoesNotOverflow() => Assert.Equal((UInt128)147_573_952_589_676_413, Rule.WeightFee(Weight.MaxValue));

    [Fact]
    public void LengthFee_IsTenMicroUnitsAByte() => Assert.Equal<UInt128>(1_460_000_000, Rule.LengthFee(146));

    // By hand from the formula: v = 75e-6, target a quarter; all steps are exact in 18 decimals.
    [Theory]
    [InlineData(0ul, 0ul, 999_981_250_175_781_250ul)] // empty: 1 - (v/4 - v^2/2/16)
    [InlineData(375_000_000_000ul, 0ul, 1_000_000_000_000_000_000ul)] // on target
    [InlineData(1_500_000_000_000ul, 0ul, 1_000_056_251_582_031_250ul)] // full: 1 + (3v/4 + 9 v^2/32)
    [InlineData(1_500_000_000_000_000ul, 0ul, 1_000_056_251_582_031_250ul)] // more than full counts as full
    [InlineData(0ul, 7_864_320ul, 1_000_056_251_582_031_250ul)] // full of proof
    public void NextMultiplier_FromOne_MovesByTheFormula(ulong time, ulong proof, ulong expected)
    {
        ConsumedWeight consumed = default(ConsumedWeight).Add(DispatchClass.Normal, new(time, proof)).Add(DispatchClass.Mandatory, new(1_000_000_000_000, 1_000_000));

        Assert.Equal(expected, (ulong)FeeRule.NextMultiplier(FixedU128.One, Limits, consumed).Inner);
    }

    [Fact]
    public void NextMultiplier_OfEmptyBlocks_StopsAtATenth()
    {
        FixedU128 price = new(100_000_000_000_000_001);
        for (int i = 0; i < 3; i++) price = FeeRule.NextMultiplier(price, Limits, default);

        Assert.Equal(100_000_000_000_000_000ul, (ulong)price.Inner);
    }

    [Fact]
    public void NextMultiplier_NeverLeavesItsRange()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong, ulong, ulong)>(),
            static sample =>
            {
                FixedU128 before = new((UInt128)sample.Item1 * sample.Item1);
                ConsumedWeight consumed = default(ConsumedWeight).Add(DispatchClass.Normal, new(sample.Item2, sample.Item3));
                FixedU128 after = FeeRule.NextMultiplier(before, Limits, consumed);
                Assert.True(after.Inner >= 100_000_000_000_000_000);
            }).QuickCheckThrowOnFailure();
        Assert.Equal(
            UInt128.MaxValue, FeeRule.NextMultiplier(FixedU128.MaxValue, Limits, default(ConsumedWeight).Add(DispatchClass.Normal, Weight.MaxValue)).Inner);
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
                if (right != 0) Assert.Equal(Clamp((BigInteger)left * unit / right), FixedU128.FromRational(left, right).Inner);
            }).QuickCheckThrowOnFailure();
    }
}
