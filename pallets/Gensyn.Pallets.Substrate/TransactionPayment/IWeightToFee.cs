using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Says what a weight costs; the price of a length is that of as many picoseconds.</summary>
/// <remarks>Source: sp_weights::WeightToFee.</remarks>
public interface IWeightToFee
{
    /// <summary>What a weight costs, held at the maximum.</summary>
    UInt128 ToFee(Weight weight);
}

/// <summary>One term of a polynomial: (integer + fraction) · x^degree, added or taken away.</summary>
/// <param name="Integer">The whole part of the coefficient.</param>
/// <param name="Fraction">The fractional part of the coefficient.</param>
/// <param name="IsNegative">Whether the term is taken away.</param>
/// <param name="Degree">The exponent.</param>
public readonly record struct WeightToFeeCoefficient(UInt128 Integer, Perbill Fraction, bool IsNegative, byte Degree)
{
    /// <summary>Adds the term's value at x to a sum, or takes it away; held at zero and at the maximum.</summary>
    // Source: WeightToFeeCoefficient::saturating_eval. The parts are not added together first: their sum could leave the range.
    public UInt128 Accumulate(UInt128 sum, UInt128 x)
    {
        UInt128 power = 1;
        for (int i = 0; i < Degree; i++) power = Saturating.Multiply(power, x);

        UInt128 fraction = Fraction * power;
        UInt128 whole = Saturating.Multiply(Integer, power);
        return IsNegative
            ? Saturating.Subtract(Saturating.Subtract(sum, fraction), whole)
            : Saturating.Add(Saturating.Add(sum, fraction), whole);
    }
}

/// <summary>A polynomial of a weight's time; its terms are summed in order, within the range of amounts.</summary>
/// <remarks>The order matters: a negative term before the positive ones is lost, since no sum falls below zero.</remarks>
public sealed class WeightToFeePolynomial(params ImmutableArray<WeightToFeeCoefficient> terms) : IWeightToFee
{
    /// <summary>A straight line: a numerator's worth of money for a denominator's worth of picoseconds.</summary>
    /// <remarks>Source: polkadot-sdk templates/parachain/runtime/src/lib.rs, WeightToFee.</remarks>
    public static WeightToFeePolynomial Linear(UInt128 numerator, UInt128 denominator) =>
        new(new WeightToFeeCoefficient(numerator / denominator, Perbill.FromRational(numerator % denominator, denominator), IsNegative: false, Degree: 1));

    /// <inheritdoc/>
    public UInt128 ToFee(Weight weight)
    {
        UInt128 sum = 0;
        foreach (WeightToFeeCoefficient term in terms) sum = term.Accumulate(sum, weight.RefTime);
        return sum;
    }
}

/// <summary>So much for each picosecond, or for each byte.</summary>
/// <remarks>Source: sp_weights::ConstantMultiplier; a factor of one is IdentityFee.</remarks>
public sealed class ConstantMultiplier(UInt128 factor) : IWeightToFee
{
    /// <inheritdoc/>
    public UInt128 ToFee(Weight weight) => Saturating.Multiply(weight.RefTime, factor);
}

/// <summary>The same whatever the weight.</summary>
/// <remarks>Source: sp_weights::FixedFee; a fee of zero is NoFee.</remarks>
public sealed class FixedFee(UInt128 fee) : IWeightToFee
{
    /// <inheritdoc/>
    public UInt128 ToFee(Weight weight) => fee;
}
