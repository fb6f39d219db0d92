using System.Numerics;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A number with 18 decimal places, kept as a 128-bit integer; every operation rounds down and stops at the largest value.</summary>
/// <remarks>Source: sp_arithmetic::FixedU128. Exact integers throughout, so that every build computes the same fee.</remarks>
public readonly record struct FixedU128(UInt128 Inner) : IComparable<FixedU128>
{
    private static readonly UInt128 Unit = 1_000_000_000_000_000_000;

    /// <summary>Encodes the integer.</summary>
    public static Codec<FixedU128> Codec { get; } = new FixedU128Codec();

    /// <summary>1.</summary>
    public static FixedU128 One => new(Unit);

    /// <summary>The largest number.</summary>
    public static FixedU128 MaxValue => new(UInt128.MaxValue);

    /// <summary>Sum, held at the largest value.</summary>
    public static FixedU128 operator +(FixedU128 left, FixedU128 right) =>
        new(left.Inner > UInt128.MaxValue - right.Inner ? UInt128.MaxValue : left.Inner + right.Inner);

    /// <summary>Difference, held at zero.</summary>
    public static FixedU128 operator -(FixedU128 left, FixedU128 right) => new(left.Inner > right.Inner ? left.Inner - right.Inner : 0);

    /// <summary>Product, rounded down.</summary>
    public static FixedU128 operator *(FixedU128 left, FixedU128 right) => new(MultiplyDivide(left.Inner, right.Inner, Unit));

    /// <summary>The quotient, rounded down and held at the largest number; that by zero is the largest number.</summary>
    public static FixedU128 operator /(FixedU128 left, FixedU128 right) =>
        right.Inner == 0 ? MaxValue : new(MultiplyDivide(left.Inner, Unit, right.Inner));

    /// <summary>A whole number, held at the largest number.</summary>
    public static FixedU128 FromInteger(UInt128 value) => new(MultiplyDivide(value, Unit, 1));

    /// <summary>The quotient of two integers, rounded down and held at the largest number.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public static FixedU128 FromRational(UInt128 numerator, UInt128 denominator) => new(MultiplyDivide(numerator, Unit, denominator));

    /// <summary>The number itself, or the nearer end of a range that it is outside of.</summary>
    public FixedU128 Clamp(FixedU128 least, FixedU128 most) => Inner < least.Inner ? least : Inner > most.Inner ? most : this;

    /// <summary>An integer times this number, rounded down.</summary>
    public UInt128 MultiplyInteger(UInt128 value) => MultiplyDivide(value, Inner, Unit);

    /// <inheritdoc/>
    public int CompareTo(FixedU128 other) => Inner.CompareTo(other.Inner);

    private static UInt128 MultiplyDivide(UInt128 left, UInt128 right, UInt128 divisor)
    {
        if (left <= ulong.MaxValue && right <= ulong.MaxValue) return left * right / divisor;
        BigInteger quotient = (BigInteger)left * right / divisor;
        return quotient > UInt128.MaxValue ? UInt128.MaxValue : (UInt128)quotient;
    }

    private sealed class FixedU128Codec : BitwiseCodec<FixedU128>
    {
        public override TypeInfo Type { get; } =
            new("sp_arithmetic::fixed_point::FixedU128", [], static () => new TypeDefinition.Composite([new(null, Codecs.U128.Type, "u128")]));
    }
}
