using System.Numerics;

namespace Gensyn.Verification.Arithmetic;

/// <summary>IEEE 754 binary32 in integer arithmetic: what the chain computes a leaf with.</summary>
/// <remarks>
/// A finite number is sign × significand × 2^exponent with an integer significand. Every operation finds its exact result, or one with a
/// sticky lowest bit far below the last place, and <see cref="Round"/> rounds it once.
/// </remarks>
public readonly struct SoftBinary32 : IBinary32
{
    private const int Bias = 150; // 127, and 23 more because significands are integers.
    private const int LeastExponent = -149;

    /// <inheritdoc/>
    public static uint Add(uint a, uint b) => Fma(a, Binary32.One, b);

    /// <inheritdoc/>
    public static uint Sub(uint a, uint b) => Fma(a, Binary32.One, Binary32.Negate(b));

    /// <inheritdoc/>
    public static uint Mul(uint a, uint b)
    {
        unchecked
        {
            if (Binary32.IsNaN(a) || Binary32.IsNaN(b)) return Binary32.NaN;
            uint sign = (a ^ b) & Binary32.Sign;
            bool zero = IsZero(a) || IsZero(b);
            if (!Binary32.IsFinite(a) || !Binary32.IsFinite(b)) return zero ? Binary32.NaN : sign | Binary32.PositiveInfinity;
            if (zero) return sign;
            (ulong x, int ex) = Split(a);
            (ulong y, int ey) = Split(b);
            return Round(sign, x * y, ex + ey);
        }
    }

    /// <inheritdoc/>
    public static uint Fma(uint a, uint b, uint c)
    {
        unchecked
        {
            if (Binary32.IsNaN(a) || Binary32.IsNaN(b) || Binary32.IsNaN(c)) return Binary32.NaN;
            uint sign = (a ^ b) & Binary32.Sign;
            uint signC = c & Binary32.Sign;
            bool zero = IsZero(a) || IsZero(b);
            if (!Binary32.IsFinite(a) || !Binary32.IsFinite(b))
            {
                if (zero || (!Binary32.IsFinite(c) && sign != signC)) return Binary32.NaN;
                return sign | Binary32.PositiveInfinity;
            }

            if (!Binary32.IsFinite(c)) return c;
            if (zero) return IsZero(c) ? sign & signC : c;
            (ulong x, int ex) = Split(a);
            (ulong y, int ey) = Split(b);
            ulong product = x * y;
            int exponent = ex + ey;
            if (IsZero(c)) return Round(sign, product, exponent);
            (ulong addend, int exponentC) = Split(c);
            return exponent >= exponentC
                ? RoundSum(sign, product, exponent, signC, addend, exponentC)
                : RoundSum(signC, addend, exponentC, sign, product, exponent);
        }
    }

    /// <inheritdoc/>
    public static uint Div(uint a, uint b)
    {
        unchecked
        {
            if (Binary32.IsNaN(a) || Binary32.IsNaN(b)) return Binary32.NaN;
            uint sign = (a ^ b) & Binary32.Sign;
            if (!Binary32.IsFinite(a)) return Binary32.IsFinite(b) ? sign | Binary32.PositiveInfinity : Binary32.NaN;
            if (!Binary32.IsFinite(b)) return sign;
            if (IsZero(b)) return IsZero(a) ? Binary32.NaN : sign | Binary32.PositiveInfinity;
            if (IsZero(a)) return sign;
            (ulong x, int ex) = SplitNormal(a);
            (ulong y, int ey) = SplitNormal(b);
            ulong numerator = x << 40;
            ulong quotient = numerator / y;
            ulong sticky = numerator % y == 0 ? 0ul : 1ul;
            return Round(sign, (quotient << 1) | sticky, ex - ey - 41);
        }
    }

    /// <inheritdoc/>
    public static uint Sqrt(uint a)
    {
        unchecked
        {
            if (Binary32.IsNaN(a)) return Binary32.NaN;
            if (IsZero(a)) return a;
            if ((a & Binary32.Sign) != 0) return Binary32.NaN;
            if (!Binary32.IsFinite(a)) return a;
            (ulong x, int exponent) = SplitNormal(a);
            if ((exponent & 1) != 0)
            {
                x <<= 1;
                exponent--;
            }

            // x·2^36 lies in [2^59, 2^61), so the root has 30 bits: enough for one rounding with a sticky bit.
            ulong square = x << 36;
            ulong root = 0;
            for (ulong bit = 1ul << 30; bit != 0; bit >>= 1)
            {
                ulong tried = root | bit;
                if (tried * tried <= square) root = tried;
            }

            ulong sticky = root * root == square ? 0ul : 1ul;
            return Round(0, (root << 1) | sticky, exponent / 2 - 19);
        }
    }

    /// <inheritdoc/>
    public static bool Less(uint a, uint b)
    {
        if (Binary32.IsNaN(a) || Binary32.IsNaN(b)) return false;
        if (IsZero(a) && IsZero(b)) return false;
        bool negativeA = (a & Binary32.Sign) != 0;
        bool negativeB = (b & Binary32.Sign) != 0;
        if (negativeA != negativeB) return negativeA;
        return negativeA ? a > b : a < b;
    }

    /// <inheritdoc/>
    public static bool Equal(uint a, uint b) => !Binary32.IsNaN(a) && !Binary32.IsNaN(b) && (a == b || (IsZero(a) && IsZero(b)));

    /// <inheritdoc/>
    public static uint FromInt32(int value)
    {
        if (value == 0) return 0;
        return value < 0 ? Round(Binary32.Sign, (ulong)-(long)value, 0) : Round(0, (ulong)value, 0);
    }

    /// <inheritdoc/>
    public static uint FromUInt32(uint value) => value == 0 ? 0 : Round(0, value, 0);

    private static bool IsZero(uint bits) => (bits & ~Binary32.Sign) == 0;

    /// <summary>Significand and exponent of a finite number.</summary>
    private static (ulong Significand, int Exponent) Split(uint bits)
    {
        uint fraction = bits & 0x007F_FFFF;
        int biased = (int)((bits >> 23) & 0xFF);
        return biased == 0 ? (fraction, LeastExponent) : (fraction | 0x0080_0000, biased - Bias);
    }

    /// <summary>Significand of exactly 24 bits and exponent of a finite number that is not zero.</summary>
    private static (ulong Significand, int Exponent) SplitNormal(uint bits)
    {
        (ulong significand, int exponent) = Split(bits);
        int shift = BitOperations.LeadingZeroCount(significand) - 40;
        return (significand << shift, exponent - shift);
    }

    /// <summary>The rounded sum of two numbers, the first with the larger exponent; significands of at most 48 bits, not zero.</summary>
    private static uint RoundSum(uint signHigh, ulong high, int exponentHigh, uint signLow, ulong low, int exponentLow)
    {
        unchecked
        {
            // Beyond 72 places the lower number is less than the sticky bit of the higher one, which then keeps 48 spare bits below its last place.
            int difference = exponentHigh - exponentLow;
            int up = Math.Min(difference, 72);
            int down = difference - up;
            UInt128 x = (UInt128)high << up;
            ulong lost = down == 0 ? low : down > 63 ? 1 : (low >> down) | ((low & ((1ul << down) - 1)) != 0 ? 1ul : 0ul);
            UInt128 y = lost;
            int exponent = exponentHigh - up;
            if (signHigh == signLow) return Round(signHigh, x + y, exponent);
            if (x == y) return 0; // An exact difference of zero is +0 in this rounding mode.
            return x > y ? Round(signHigh, x - y, exponent) : Round(signLow, y - x, exponent);
        }
    }

    /// <summary>The number nearest to ± significand × 2^exponent, ties to even; the significand is not zero.</summary>
    private static uint Round(uint sign, UInt128 significand, int exponent)
    {
        unchecked
        {
            int length = 128 - (int)UInt128.LeadingZeroCount(significand);
            int last = Math.Max(exponent + length - 24, LeastExponent);
            int shift = last - exponent;
            uint rounded;
            if (shift <= 0)
            {
                rounded = (uint)(significand << -shift);
            }
            else if (shift > 127)
            {
                rounded = 0; // Less than half of the least subnormal: the significand has fewer bits than the shift.
            }
            else
            {
                rounded = (uint)(significand >> shift);
                UInt128 rest = significand & ((UInt128.One << shift) - 1);
                UInt128 half = UInt128.One << (shift - 1);
                if (rest > half || (rest == half && (rounded & 1) == 1)) rounded++;
            }

            if (rounded == 0x0100_0000)
            {
                rounded >>= 1;
                last++;
            }

            if (rounded < 0x0080_0000) return sign | rounded; // Subnormal, or zero: last is the least exponent here.
            int biased = last + Bias;
            return biased >= 255 ? sign | Binary32.PositiveInfinity : sign | ((uint)biased << 23) | (rounded & 0x007F_FFFF);
        }
    }
}
