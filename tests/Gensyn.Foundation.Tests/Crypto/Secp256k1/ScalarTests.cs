using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Crypto.Secp256k1;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto.Secp256k1;

/// <summary>Scalars against System.Numerics, and the products of points that are made from them.</summary>
public sealed class ScalarTests
{
    private static readonly BigInteger N = Parse("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static readonly BigInteger Lambda = Parse("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");

    private static readonly BigInteger[] Edges =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 255, 256, N - 1, N - 2, N / 2, (N / 2) + 1, (N / 2) - 1, BigInteger.One << 255, (BigInteger.One << 128) - 1,
        BigInteger.One << 128, (BigInteger.One << 256) - N, (BigInteger.One << 256) - (BigInteger.One << 200), Lambda, N - Lambda, Lambda + 1,
    ];

    [Fact]
    public void Operations_OnTheEdges_AreThoseOfTheIntegersModuloN()
    {
        foreach (BigInteger a in Edges)
        {
            foreach (BigInteger b in Edges) Check(Mod(a), Mod(b));
            Assert.Equal(Mod(BigInteger.ModPow(Mod(a), N - 2, N)), Value(Of(Mod(a)).Invert()));
        }
    }

    [Fact]
    public void Operations_OnAnyScalars_AreThoseOfTheIntegersModuloN() =>
        Prop.ForAll<ulong, ulong, uint>((x, y, shape) =>
            Check(Mod(((BigInteger)x << (int)(shape % 193)) - (shape % 2)), Mod(N - ((BigInteger)y << (int)(shape / 256 % 193))))).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfWhatIsNotBelowN_ReducesIt()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xff, 32)];

        Assert.False(Scalar.Read(bytes, out Scalar scalar));
        Assert.Equal((BigInteger.One << 256) - 1 - N, Value(scalar));
    }

    // Both ways to multiply, and both of the second one's operands, give the same point; infinity for zero.
    [Fact]
    public void Base_AndPublicSum_OnTheEdges_Agree()
    {
        foreach (BigInteger a in Edges.Select(Mod))
        {
            string expected = Show(Multiplication.Base(Of(a)));
            Assert.Equal(expected, Show(Multiplication.PublicSum(Of(a), AffinePoint.Generator, Of(0))));
            Assert.Equal(expected, Show(Multiplication.PublicSum(Of(0), AffinePoint.Generator, Of(a))));
            Assert.Equal(expected, Show(Multiplication.PublicSum(Of(Mod(a - Lambda)), AffinePoint.Generator, Of(Lambda))));
            Assert.Equal(a.IsZero, expected.Length == 0);
        }
    }

    // Vectors: multiples of the generator, as published by Chuck Batson ("secp256k1 test vectors").
    [Theory]
    [InlineData("3", "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9")]
    [InlineData("112233445566778899", "02a90cc3d3f3e146daadfc74ca1372207cb4b725ae708cef713a98edd73d99ef29")]
    [InlineData("112233445566778899112233445566778899", "03e5a2636bcfd412ebf36ec45b19bfb68a1bc5f8632e678132b885f7df99c5e9b3")]
    [InlineData("115792089237316195423570985008687907852837564279074904382605163141518161494336", "0379be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    public void Base_OfAPublishedScalar_IsThePublishedPoint(string scalar, string point) =>
        Assert.Equal(point, Show(Multiplication.Base(Of(BigInteger.Parse(scalar, CultureInfo.InvariantCulture)))));

    [Fact]
    public void TimesLambda_IsTheProductWithLambda()
    {
        string expected = Show(Multiplication.Base(Of(Lambda)));

        Assert.Equal(expected, Show(new ProjectivePoint(AffinePoint.Generator.TimesLambda())));
        Assert.Equal(expected, Show(new ProjectivePoint(AffinePoint.Generator).TimesLambda()));
    }

    // The formulas are complete: equal, opposite and infinite operands need no care.
    [Fact]
    public void Sums_OfEqualOppositeAndInfinitePoints_AreRight()
    {
        ProjectivePoint one = new(AffinePoint.Generator), infinity = ProjectivePoint.Infinity;

        Assert.Equal(Show(one.Double()), Show(one + one));
        Assert.Equal(Show(one.Double()), Show(one + AffinePoint.Generator));
        Assert.True((one + -one).IsInfinity() && (one + -AffinePoint.Generator).IsInfinity());
        Assert.True((infinity + infinity).IsInfinity() && infinity.Double().IsInfinity());
        Assert.Equal(Show(one), Show(infinity + AffinePoint.Generator));
        Assert.Equal(Show(one), Show(infinity + one));
        Assert.Equal(Show(one), Show(one + infinity));
    }

    private static void Check(BigInteger a, BigInteger b)
    {
        Scalar x = Of(a), y = Of(b);
        Assert.Equal(Mod(a * b), Value(x * y));
        Assert.Equal(Mod(a + b), Value(x + y));
        Assert.Equal(Mod(-a), Value(-x));
        Assert.Equal(a > N / 2 ? ulong.MaxValue : 0, x.IsHigh());
        Assert.Equal(a.IsZero, x.IsZero());

        (Scalar first, Scalar second) = x.Split();
        BigInteger f = Value(first), s = Value(second);
        Assert.Equal(a, Mod(f + (s * Lambda)));
        Assert.True(BigInteger.Min(f, N - f) >> 128 <= 1 && BigInteger.Min(s, N - s) >> 128 <= 1);
    }

    private static string Show(ProjectivePoint point)
    {
        if (point.IsInfinity()) return "";
        byte[] bytes = new byte[33];
        EcdsaPoint.Write(point.ToAffine(), bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static BigInteger Parse(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static BigInteger Mod(BigInteger value) => ((value % N) + N) % N;

    private static Scalar Of(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes.AsSpan(32 - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        Assert.True(Scalar.Read(bytes, out Scalar scalar));
        return scalar;
    }

    private static BigInteger Value(Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.Write(bytes);
        return new(bytes, isUnsigned: true, isBigEndian: true);
    }
}
