using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

/// <summary>Elementary functions made of IEEE operations and exact bit operations only, so that every machine and the chain give the same bits.</summary>
/// <remarks>
/// Each call is one operation, in the order that all lanes keep; ranges are chosen by masks, never by branches. All results are within two units in the
/// last place; docs/elementary.md has methods, sources and measured errors. Polynomial coefficients of the exponential and the logarithm: Cephes
/// mathlib (S. Moshier), expf.c and logf.c.
/// </remarks>
public static partial class Elementary
{
    private const uint Log2E = 0x3FB8_AA3B; // 1.4426950
    private const uint RoundingMagic = 0x4B40_0000; // 1.5 × 2^23: adding it rounds to an integer in the low bits.
    private const uint ExpOverflow = 0x42B2_0000; // 89: above ln of the largest number.
    private const uint ExpUnderflow = 0xC2D0_0000; // −104: below ln of half the least subnormal.
    private const uint MinusLn2High = 0xBF31_7218; // −ln 2 to 24 bits
    private const uint MinusLn2Low = 0x3102_E308; // What is left of it.
    private const uint Ln2Short = 0x3F31_8000; // 0.693359375: ln 2 to 9 bits, so that its product with an exponent is exact.
    private const uint Ln2Rest = 0xB95E_8083; // −2.12194440e−4
    private const uint MinusHalf = 0xBF00_0000;
    private const uint TwoTo23 = 0x4B00_0000;
    private const uint LeastNormal = 0x0080_0000;
    private const uint RootHalf = 0x3F35_04F3; // √½

    /// <summary>e^x. NaN gives NaN, above 89 gives +∞, below −104 gives +0; subnormal results are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Exp<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        // x = n·ln 2 + r with |r| ≤ ½ ln 2.
        L magic = L.BroadcastBits(RoundingMagic);
        L shifted = L.FusedMultiplyAdd(x, L.BroadcastBits(Log2E), magic);
        L n = L.Subtract(shifted, magic);
        L r = L.FusedMultiplyAdd(n, L.BroadcastBits(MinusLn2High), x);
        r = L.FusedMultiplyAdd(n, L.BroadcastBits(MinusLn2Low), r);

        L q = L.BroadcastBits(0x3950_6967); // 1.9875691500e−4
        q = L.FusedMultiplyAdd(q, r, L.BroadcastBits(0x3AB7_43CE)); // 1.3981999507e−3
        q = L.FusedMultiplyAdd(q, r, L.BroadcastBits(0x3C08_8908)); // 8.3334519073e−3
        q = L.FusedMultiplyAdd(q, r, L.BroadcastBits(0x3D2A_A9C1)); // 4.1665795894e−2
        q = L.FusedMultiplyAdd(q, r, L.BroadcastBits(0x3E2A_AAAA)); // 1.6666665459e−1
        q = L.FusedMultiplyAdd(q, r, L.BroadcastBits(0x3F00_0000)); // 0.5
        L y = L.FusedMultiplyAdd(q, L.Multiply(r, r), r);
        y = L.Add(y, L.BroadcastBits(Binary32.One));

        // Two factors, each a normal power of two: the first product is exact and the second rounds once, into subnormals or to +∞.
        L exponent = L.SubtractBits(shifted, magic);
        L first = L.ShiftRightArithmetic(exponent, 1);
        y = L.Multiply(y, PowerOfTwo(first));
        y = L.Multiply(y, PowerOfTwo(L.SubtractBits(exponent, first)));

        // Outside its range the polynomial gives anything, so these come last.
        y = L.Select(L.GreaterThan(x, L.BroadcastBits(ExpOverflow)), L.BroadcastBits(Binary32.PositiveInfinity), y);
        y = L.Select(L.GreaterThan(L.BroadcastBits(ExpUnderflow), x), L.BroadcastBits(Binary32.Zero), y);
        return L.Select(L.IsNaN(x), L.BroadcastBits(Binary32.NaN), y);
    }

    /// <summary>ln x. NaN and negative numbers give NaN, zeros give −∞, +∞ gives +∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Log<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        L zero = L.BroadcastBits(Binary32.Zero);
        L isSmall = L.GreaterThan(L.BroadcastBits(LeastNormal), x);
        L normal = L.Select(isSmall, L.Multiply(x, L.BroadcastBits(TwoTo23)), x);

        // x = m·2^k with m in [√½, √2).
        L offset = L.SubtractBits(normal, L.BroadcastBits(RootHalf));
        L exponent = L.SubtractBits(L.ShiftRightArithmetic(offset, 23), L.And(isSmall, L.BroadcastBits(23)));
        L m = L.AddBits(L.And(offset, L.BroadcastBits(0x007F_FFFF)), L.BroadcastBits(RootHalf));
        L k = L.FromIntegers(exponent);
        L f = L.Subtract(m, L.BroadcastBits(Binary32.One));
        L square = L.Multiply(f, f);

        L p = L.BroadcastBits(0x3D90_21BB); // 7.0376836292e−2
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0xBDEB_D1B8)); // −1.1514610310e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0x3DEF_251A)); // 1.1676998740e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0xBDFE_5D4F)); // −1.2420140846e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0x3E11_E9BF)); // 1.4249322787e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0xBE2A_AE50)); // −1.6668057665e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0x3E4C_CEAC)); // 2.0000714765e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0xBE7F_FFFC)); // −2.4999993993e−1
        p = L.FusedMultiplyAdd(p, f, L.BroadcastBits(0x3EAA_AAAA)); // 3.3333331174e−1
        L y = L.Multiply(p, L.Multiply(f, square));
        y = L.FusedMultiplyAdd(k, L.BroadcastBits(Ln2Rest), y);
        y = L.FusedMultiplyAdd(L.BroadcastBits(MinusHalf), square, y);
        y = L.FusedMultiplyAdd(k, L.BroadcastBits(Ln2Short), L.Add(f, y));

        // What is no positive finite number: NaN unless it is +∞ or a zero.
        y = L.Select(L.GreaterThan(x, zero), y, L.BroadcastBits(Binary32.NaN));
        y = L.Select(Equals(x, L.BroadcastBits(Binary32.PositiveInfinity)), x, y);
        return L.Select(Equals(x, zero), L.BroadcastBits(Binary32.NegativeInfinity), y);
    }

    /// <summary>2^exponent for exponents, as integers, of −126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L PowerOfTwo<L>(L exponent)
        where L : struct, IBinary32Lanes<L>
        => L.ShiftLeft(L.AddBits(exponent, L.BroadcastBits(127)), 23);

    /// <summary>A mask: where both are numbers and equal, zeros of either sign included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Equals<L>(L left, L right)
        where L : struct, IBinary32Lanes<L>
    {
        L differ = L.Or(L.Or(L.GreaterThan(left, right), L.GreaterThan(right, left)), L.Or(L.IsNaN(left), L.IsNaN(right)));
        return L.Xor(differ, L.BroadcastBits(uint.MaxValue));
    }
}
