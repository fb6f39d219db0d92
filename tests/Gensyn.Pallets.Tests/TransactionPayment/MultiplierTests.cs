using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Pallets.Tests;

public sealed class MultiplierTests
{
    private static readonly BlockWeights Limits = BlockWeights.Build(new(5_000_000_000, 0), new(125_000_000, 0), new(2_000_000_000_000, 10_485_760), 75, 5);
    private static readonly TargetedFeeAdjustment Rule = TargetedFeeAdjustment.Slow;

    // By hand from the formula: v = 75e-6, target a quarter; all steps are exact in 18 decimals.
    [Theory]
    [InlineData(0ul, 0ul, 999_981_250_175_781_250ul)] // empty: 1 - (v/4 - v^2/2/16)
    [InlineData(375_000_000_000ul, 0ul, 1_000_000_000_000_000_000ul)] // on target
    [InlineData(1_500_000_000_000ul, 0ul, 1_000_056_251_582_031_250ul)] // full: 1 + (3v/4 + 9 v^2/32)
    [InlineData(1_500_000_000_000_000ul, 0ul, 1_000_056_251_582_031_250ul)] // more than full counts as full
    [InlineData(0ul, 7_864_320ul, 1_000_056_251_582_031_250ul)] // full of proof
    [InlineData(0ul, 7_864_320_000ul, 1_000_056_251_582_031_250ul)] // more than full of proof
    public void Next_FromOne_MovesByTheFormula(ulong time, ulong proof, ulong expected)
    {
        ConsumedWeight consumed = Normal(time, proof).Add(DispatchClass.Mandatory, new(1_000_000_000_000, 1_000_000));

        Assert.Equal(expected, (ulong)Rule.Next(FixedU128.One, Limits, consumed).Inner);
    }

    [Fact]
    public void Next_OfEmptyBlocks_StopsAtTheMinimum()
    {
        FixedU128 price = new(100_000_000_000_000_001);
        for (int i = 0; i < 3; i++) price = Rule.Next(price, Limits, default);

        Assert.Equal(FixedU128.FromRational(1, 10), price);
        Assert.Equal(FixedU128.FromRational(1, 10), Rule.Next(default, Limits, default));
    }

    [Fact]
    public void Next_OfAFullBlock_RaisesEachPriceByTheSameShare()
    {
        ConsumedWeight full = Normal(1_500_000_000_000, 0);

        Assert.Equal(2_000_112_503_164_062_500ul, (ulong)Rule.Next(FixedU128.FromInteger(2), Limits, full).Inner);

        // From below the minimum, the price starts there.
        Assert.Equal(100_005_625_158_203_125ul, (ulong)Rule.Next(default, Limits, full).Inner);
        Assert.Equal(100_005_625_158_203_125ul, (ulong)Rule.Next(Rule.Minimum, Limits, full).Inner);
    }

    [Fact]
    public void Next_OfFullBlocks_StopsAtTheMaximum()
    {
        TargetedFeeAdjustment capped = Rule with { Maximum = FixedU128.FromRational(11, 10) };

        Assert.Equal(capped.Maximum, capped.Next(capped.Maximum, Limits, Normal(ulong.MaxValue, 0)));
        Assert.Equal(FixedU128.MaxValue, Rule.Next(FixedU128.MaxValue, Limits, Normal(ulong.MaxValue, ulong.MaxValue)));
    }

    // Source: polkadot-sdk polkadot/runtime/common, multiplier_can_grow_from_zero: the minimum is no trap.
    [Fact]
    public void Next_FromTheMinimum_Grows() => Assert.True(Rule.Next(Rule.Minimum, Limits, Normal(1_500_000_000_000, 0)).CompareTo(Rule.Minimum) > 0);

    // A quarter of 7 is 1.75, and Perquintill times an integer rounds to the nearest: 2 is on target, 1 is below.
    [Theory]
    [InlineData(2ul, 0)]
    [InlineData(1ul, -1)]
    [InlineData(3ul, 1)]
    public void Next_RoundsTheTargetToTheNearest(ulong used, int direction)
    {
        ClassWeights normal = new(default, null, new(7, 7), null);
        BlockWeights small = new(default, new(9, 9), new(normal, normal, normal));

        Assert.Equal(direction, Math.Sign(Rule.Next(FixedU128.One, small, Normal(used, 0)).CompareTo(FixedU128.One)));
    }

    [Fact]
    public void Next_WithoutALimitOfTheClass_MeasuresAgainstTheBlock()
    {
        ClassWeights unlimited = new(default, null, null, null);
        BlockWeights limits = new(default, new(100, 100), new(unlimited, unlimited, unlimited));

        Assert.Equal(FixedU128.One, Rule.Next(FixedU128.One, limits, Normal(25, 0)));
        Assert.True(Rule.Next(FixedU128.One, limits, Normal(26, 0)).CompareTo(FixedU128.One) > 0);
    }

    [Fact]
    public void Next_OfABlockWithoutRoom_DoesNotDivideByZero()
    {
        ClassWeights none = new(default, null, default(Weight), null);

        Assert.Equal(FixedU128.One, Rule.Next(FixedU128.One, new(default, default, new(none, none, none)), Normal(5, 5)));
    }

    // The exact rational 1 + x + x²/2 with x = v(s - t), against 18 decimals that are cut off a few times.
    [Fact]
    public void Next_IsTheFormula_ToAFewOfTheLastDecimals()
    {
        const ulong most = 1_500_000_000_000;
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong, uint)>(),
            static sample =>
            {
                ulong used = sample.Item1 % (most + 1);
                FixedU128 price = FixedU128.FromRational(1 + sample.Item2 % 50, 1) * FixedU128.FromRational(1, 3);
                BigInteger numerator = 75 * ((BigInteger)used - most / 4);
                BigInteger denominator = 1_000_000 * (BigInteger)most;
                BigInteger square = 2 * denominator * denominator;
                BigInteger exact = (BigInteger)price.Inner * (square + 2 * numerator * denominator + numerator * numerator) / square;
                Assert.InRange((BigInteger)Rule.Next(price, Limits, Normal(used, 0)).Inner - exact, -60, 60);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Next_NeverLeavesItsRange()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong, ulong, ulong)>(),
            static sample =>
            {
                FixedU128 before = new((UInt128)sample.Item1 * sample.Item1);
                Assert.True(Rule.Next(before, Limits, Normal(sample.Item2, sample.Item3)).CompareTo(Rule.Minimum) >= 0);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ConstantFeeMultiplier_NeverMoves() =>
        Assert.Equal(new FixedU128(77), new ConstantFeeMultiplier(new(77)).Next(FixedU128.One, Limits, Normal(ulong.MaxValue, 0)));

    [Fact]
    public void OnFinalize_WritesThePriceOfTheNextBlock()
    {
        PaymentTestRuntime runtime = new(update: new ConstantFeeMultiplier(new(77)));

        runtime.Payment.OnFinalize(1);

        Assert.Equal(new FixedU128(77), runtime.Payment.NextFeeMultiplier.Get());
    }

    private static ConsumedWeight Normal(ulong time, ulong proof) => default(ConsumedWeight).Add(DispatchClass.Normal, new(time, proof));
}
