namespace Gensyn.Verification.Arithmetic;

/// <summary>The exponential and the logarithm, made of IEEE operations only, so that every machine gives the same bits.</summary>
/// <remarks>
/// Each line of code is one IEEE operation in the order that vector twins must keep. Measured against binary64, the largest error is
/// 0.997 units in the last place for the exponential (17 million arguments) and 0.823 for the logarithm (10 million). Polynomial
/// coefficients: Cephes mathlib (S. Moshier), expf.c and logf.c.
/// </remarks>
public static class Elementary
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
    private const uint RootHalf = 0x3F35_04F3; // √½

    /// <summary>e^x. NaN gives NaN, above 89 gives +∞, below −104 gives +0; subnormal results are kept.</summary>
    public static uint Exp<T>(uint x)
        where T : struct, IBinary32
    {
        unchecked
        {
            if (Binary32.IsNaN(x)) return Binary32.NaN;
            if (T.Less(ExpOverflow, x)) return Binary32.PositiveInfinity;
            if (T.Less(x, ExpUnderflow)) return Binary32.Zero;

            // x = n·ln 2 + r with |r| ≤ ½ ln 2.
            uint shifted = T.Fma(x, Log2E, RoundingMagic);
            uint n = T.Sub(shifted, RoundingMagic);
            uint r = T.Fma(n, MinusLn2High, x);
            r = T.Fma(n, MinusLn2Low, r);

            uint q = 0x3950_6967; // 1.9875691500e−4
            q = T.Fma(q, r, 0x3AB7_43CE); // 1.3981999507e−3
            q = T.Fma(q, r, 0x3C08_8908); // 8.3334519073e−3
            q = T.Fma(q, r, 0x3D2A_A9C1); // 4.1665795894e−2
            q = T.Fma(q, r, 0x3E2A_AAAA); // 1.6666665459e−1
            q = T.Fma(q, r, 0x3F00_0000); // 0.5
            uint square = T.Mul(r, r);
            uint y = T.Fma(q, square, r);
            y = T.Add(y, Binary32.One);

            // Two factors, each a normal power of two: the first product is exact and the second rounds once, into subnormals or to +∞.
            int exponent = (int)(shifted - RoundingMagic);
            int first = exponent >> 1;
            y = T.Mul(y, Binary32.PowerOfTwo(first));
            return T.Mul(y, Binary32.PowerOfTwo(exponent - first));
        }
    }

    /// <summary>ln x. NaN and negative numbers give NaN, zeros give −∞, +∞ gives +∞.</summary>
    public static uint Log<T>(uint x)
        where T : struct, IBinary32
    {
        unchecked
        {
            if (Binary32.IsNaN(x)) return Binary32.NaN;
            if ((x & ~Binary32.Sign) == 0) return Binary32.NegativeInfinity;
            if ((x & Binary32.Sign) != 0) return Binary32.NaN;
            if (x == Binary32.PositiveInfinity) return x;

            int exponent = 0;
            if (x < 0x0080_0000)
            {
                x = T.Mul(x, TwoTo23);
                exponent = -23;
            }

            // x = m·2^k with m in [√½, √2).
            int offset = (int)(x - RootHalf);
            exponent += offset >> 23;
            uint m = ((uint)offset & 0x007F_FFFF) + RootHalf;
            uint k = T.FromInt32(exponent);
            uint f = T.Sub(m, Binary32.One);
            uint square = T.Mul(f, f);

            uint p = 0x3D90_21BB; // 7.0376836292e−2
            p = T.Fma(p, f, 0xBDEB_D1B8); // −1.1514610310e−1
            p = T.Fma(p, f, 0x3DEF_251A); // 1.1676998740e−1
            p = T.Fma(p, f, 0xBDFE_5D4F); // −1.2420140846e−1
            p = T.Fma(p, f, 0x3E11_E9BF); // 1.4249322787e−1
            p = T.Fma(p, f, 0xBE2A_AE50); // −1.6668057665e−1
            p = T.Fma(p, f, 0x3E4C_CEAC); // 2.0000714765e−1
            p = T.Fma(p, f, 0xBE7F_FFFC); // −2.4999993993e−1
            p = T.Fma(p, f, 0x3EAA_AAAA); // 3.3333331174e−1
            uint cube = T.Mul(f, square);
            uint y = T.Mul(p, cube);
            y = T.Fma(k, Ln2Rest, y);
            y = T.Fma(MinusHalf, square, y);
            uint sum = T.Add(f, y);
            return T.Fma(k, Ln2Short, sum);
        }
    }
}
