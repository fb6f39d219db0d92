using System.Numerics;

namespace Gensyn.Testing.Arithmetic;

/// <summary>Real functions on integers scaled by 2^512, by series: slow, and right to hundreds of bits.</summary>
/// <remarks>
/// Results that matter are at least 2^−165, and each function here, but for the error function beyond 10, errs by less than 2^−300: at least 135 bits of
/// such results are right.
/// </remarks>
internal static class FixedPoint
{
    /// <summary>Bits below the point.</summary>
    public const int Bits = 512;

    private const int MoreBits = 192; // For reducing arguments of up to 2^128.

    /// <summary>1.</summary>
    public static readonly BigInteger One = BigInteger.One << Bits;

    private static readonly BigInteger Ln2 = 2 * InverseTangentHyperbolic(3);

    // Machin's formula: π/4 = 4·arctan 1/5 − arctan 1/239.
    private static readonly BigInteger LongHalfPi = (8 * LongInverseTangent(5)) - (2 * LongInverseTangent(239));

    private static readonly BigInteger RootOfPi = Sqrt(LongHalfPi >> (MoreBits - 1));

    /// <summary>A finite binary32 number, exactly.</summary>
    public static BigInteger FromBinary32(uint bits)
    {
        int exponent = (int)(bits >> 23) & 0xFF;
        BigInteger significand = exponent == 0 ? bits & 0x007F_FFFF : (bits & 0x007F_FFFF) | 0x0080_0000;
        BigInteger magnitude = significand << (Bits - 150 + Math.Max(exponent, 1));
        return bits >> 31 == 0 ? magnitude : -magnitude;
    }

    public static BigInteger Multiply(BigInteger left, BigInteger right) => (left * right) >> Bits;

    public static BigInteger Divide(BigInteger left, BigInteger right) => (left << Bits) / right;

    /// <summary>The square root, by Newton's method on integers.</summary>
    public static BigInteger Sqrt(BigInteger x)
    {
        BigInteger square = x << Bits;
        BigInteger root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (square / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }

    public static BigInteger Exp(BigInteger x)
    {
        if (x < -Bits * One) return 0;
        int n = (int)(x / Ln2);
        BigInteger rest = x - (n * Ln2);
        BigInteger sum = One;
        BigInteger term = One;
        for (int i = 1; !term.IsZero; i++)
        {
            term = Multiply(term, rest) / i;
            sum += term;
        }

        return n >= 0 ? sum << n : sum >> -n;
    }

    /// <summary>The logarithm, by Halley's method from an estimate in binary64, which each step makes three times as long.</summary>
    public static BigInteger Log(BigInteger x)
    {
        int exponent = (int)x.GetBitLength() - Bits;
        BigInteger m = exponent >= 0 ? x >> exponent : x << -exponent;
        BigInteger y = (BigInteger)(Math.Log((double)(m >> (Bits - 60)) / (1L << 60)) * (1L << 60)) << (Bits - 60);
        for (int i = 0; i < 3; i++)
        {
            BigInteger power = Exp(y);
            y += 2 * Divide(m - power, m + power);
        }

        return y + (exponent * Ln2);
    }

    public static BigInteger Sin(BigInteger x) => SinOfQuadrant(x, 0);

    public static BigInteger Cos(BigInteger x) => SinOfQuadrant(x, 1);

    /// <summary>The error function by its series at zero; beyond 10, 1, which is less than 2^−147 off.</summary>
    /// <remarks>Terms for arguments up to 10 are below 2^145, which leaves 367 bits.</remarks>
    public static BigInteger Erf(BigInteger x)
    {
        if (BigInteger.Abs(x) > 10 * One) return x.Sign * One;
        BigInteger square = Multiply(x, x);
        BigInteger term = x;
        BigInteger sum = x;
        for (int i = 1; !term.IsZero && term != BigInteger.MinusOne; i++)
        {
            term = -Multiply(term, square) / i;
            sum += term / ((2 * i) + 1);
        }

        return Divide(2 * sum, RootOfPi);
    }

    private static BigInteger SinOfQuadrant(BigInteger x, int quadrants)
    {
        BigInteger quadrant = ((2 * (x << MoreBits)) + LongHalfPi) / (2 * LongHalfPi);
        BigInteger rest = ((x << MoreBits) - (quadrant * LongHalfPi)) >> MoreBits;
        int turn = (int)((quadrant + quadrants) & 3);
        bool isCosine = (turn & 1) == 1;
        BigInteger minusSquare = -Multiply(rest, rest);
        BigInteger term = isCosine ? One : rest;
        BigInteger sum = term;
        for (int i = isCosine ? 1 : 2; !term.IsZero && term != BigInteger.MinusOne; i += 2)
        {
            term = Multiply(term, minusSquare) / (i * (i + 1));
            sum += term;
        }

        return turn >= 2 ? -sum : sum;
    }

    /// <summary>artanh 1/n.</summary>
    private static BigInteger InverseTangentHyperbolic(int n)
    {
        BigInteger power = One / n;
        BigInteger sum = power;
        for (int i = 3; !power.IsZero; i += 2)
        {
            power /= n * n;
            sum += power / i;
        }

        return sum;
    }

    /// <summary>arctan 1/n with more bits.</summary>
    private static BigInteger LongInverseTangent(int n)
    {
        BigInteger power = (One << MoreBits) / n;
        BigInteger sum = power;
        for (int i = 3; !power.IsZero; i += 2)
        {
            power /= -(n * n);
            sum += power / i;
        }

        return sum;
    }
}
