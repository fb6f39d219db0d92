using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Crypto;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>The scalar and the vector forms of the curve's arithmetic against big integers and against each other.</summary>
public sealed class CurvePathTests
{
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger L = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    // Where carries and reductions turn over, limb by limb: zero, one, p and around it, all ones, powers at the limbs' edges.
    private static IEnumerable<BigInteger> Edges =>
    [
        0, 1, 2, 18, 19, 20, P - 1, P - 2, P - 19, (P - 1) / 2, (P + 1) / 2, (BigInteger.One << 255) - 1 - P,
        .. Enumerable.Range(0, 255).Where(bit => bit % 51 is 0 or 25 or 26 or 50)
            .SelectMany(bit => new[] { BigInteger.One << bit, (BigInteger.One << bit) - 1, P - (BigInteger.One << bit) }),
    ];

    [Fact]
    public void FieldElement_OfLimbsAtTheirBound_Multiplies()
    {
        const ulong Bound = (1ul << 54) - 1;
        ulong[][] limbs = [[Bound, Bound, Bound, Bound, Bound], [Bound, 0, Bound, 0, Bound], [0, Bound, 0, Bound, 0], [1, 0, 0, 0, Bound], [0, 0, 0, 0, 0]];
        foreach (ulong[] x in limbs)
        {
            foreach (ulong[] y in limbs)
            {
                FieldElement a = new(x[0], x[1], x[2], x[3], x[4]);
                FieldElement b = new(y[0], y[1], y[2], y[3], y[4]);
                BigInteger left = Integer(a), right = Integer(b);
                Assert.Equal(left * right % P, Integer(a * b));
                Assert.Equal(left * left % P, Integer(a.Square()));
            }
        }
    }

    [Fact]
    public void FieldVector4_OfAnyElements_ComputesModuloP()
    {
        if (!Avx2.IsSupported) return;
        foreach ((BigInteger[] a, BigInteger[] b) in Quadruples())
        {
            FieldVector4 x = Vector(a), y = Vector(b);
            Vector256<int> factors = Vector256.Create(1L, -2, 121666, -243330).AsInt32();

            // The widest factors that the points' formulas make.
            FieldVector4 wideLeft = x - y + x + x, wideRight = x + y - x - x;
            for (int lane = 0; lane < 4; lane++)
            {
                Assert.Equal(a[lane], Integer(x[lane]));
                Assert.Equal((a[lane] + b[lane]) % P, Integer((x + y)[lane]));
                Assert.Equal(Modulo(a[lane] - b[lane]), Integer((x - y)[lane]));
                Assert.Equal(a[lane] * b[lane] % P, Integer((x * y)[lane]));
                Assert.Equal(a[lane] * a[lane] % P, Integer(x.Square()[lane]));
                Assert.Equal(Modulo(((3 * a[lane]) - b[lane]) * (b[lane] - a[lane])), Integer((wideLeft * wideRight)[lane]));
                Assert.Equal(Modulo((a[lane] + b[lane]) * (a[lane] + b[lane])), Integer((x + y).Square()[lane]));
                Assert.Equal(Modulo(a[lane] * new BigInteger(factors.AsInt64()[lane])), Integer(x.Scale(factors)[lane]));
            }
        }
    }

    [Fact]
    public void FieldVector8_OfAnyElements_IsTwoFieldVectors4()
    {
        if (!Avx512F.IsSupported) return;
        foreach ((BigInteger[] a, BigInteger[] b) in Quadruples())
        {
            FieldVector4 x = Vector(a), y = Vector(b);
            FieldVector8 lower = FieldVector8.Create(x, y), upper = FieldVector8.Create(y, y - x);
            AssertSame(x * y, y * (y - x), lower * upper);
            AssertSame(x.Square(), y.Square(), lower.Square());
            AssertSame(x + y + y - x, y + y - x + (y - x) - y, lower + upper + upper - lower);
            FieldVector4 left = x - y + x + x, right = x + y - x - x;
            AssertSame(left * right, (x + y + x) * (x + x), FieldVector8.Create(left, x + y + x) * FieldVector8.Create(right, x + x));
        }
    }

    [Fact]
    public void PowersOfSqrt_OfAnyCount_AreEachOnesPower()
    {
        for (int count = 0; count <= 18; count++)
        {
            BigInteger[] values = [.. Enumerable.Range(0, count).Select(Random)];
            FieldElement[] elements = [.. values.Select(Element)];
            FieldElement.PowersOfSqrt(elements);
            Assert.Equal(values.Select(value => BigInteger.ModPow(value, (P - 5) / 8, P)), elements.Select(Integer));
            if (count > 0) Assert.Equal(Integer(elements[0]), Integer(Element(values[0]).PowerOfSqrt()));
        }
    }

    [Fact]
    public void Base_InEveryForm_IsTheSame()
    {
        foreach (Scalar scalar in Scalars())
        {
            byte[] expected = PlainCurve.Encode(Multiplication<ScalarPoint, CachedPoint>.Base(scalar));
            Assert.Equal(expected, PlainCurve.Encode(Multiplication.Base(scalar)));
            Assert.Equal(expected, PlainCurve.Encode(Multiplication.PublicSum([], [], scalar)));
            if (Avx2.IsSupported) Assert.Equal(expected, PlainCurve.Encode(Multiplication<VectorPoint, FieldVector4>.Base(scalar)));
            if (Avx512F.IsSupported) Assert.Equal(expected, PlainCurve.Encode(Multiplication<WidePoint, FieldVector4>.Base(scalar)));
        }
    }

    [Fact]
    public void Secret_InEveryForm_IsTheProduct()
    {
        EdwardsPoint[] torsion = PlainCurve.SmallOrder();
        int i = 0;
        foreach (Scalar scalar in Scalars())
        {
            EdwardsPoint point = Multiplication.Base(scalar) + torsion[i++ % 8];
            byte[] expected = PlainCurve.Encode(PlainCurve.Multiply(PlainCurve.Integer(scalar), point));
            Assert.Equal(expected, PlainCurve.Encode(Multiplication.Secret(scalar, point)));
            Assert.Equal(expected, PlainCurve.Encode(Multiplication<ScalarPoint, CachedPoint>.Secret(scalar, point)));
            if (Avx2.IsSupported) Assert.Equal(expected, PlainCurve.Encode(Multiplication<VectorPoint, FieldVector4>.Secret(scalar, point)));
            if (Avx512F.IsSupported) Assert.Equal(expected, PlainCurve.Encode(Multiplication<WidePoint, FieldVector4>.Secret(scalar, point)));
        }
    }

    [Fact]
    public void PublicSum_InEveryForm_IsTheSumOfProducts()
    {
        Scalar[] scalars = [.. Scalars()];
        EdwardsPoint[] points = [.. PlainCurve.SmallOrder(), .. scalars.Select((scalar, i) => Multiplication.Base(scalar) + PlainCurve.SmallOrder()[i % 8])];
        for (int count = 0; count < points.Length; count = (2 * count) + 1)
        {
            Scalar[] factors = [.. points.Take(count).Select((_, i) => scalars[(5 * i + count) % scalars.Length])];
            Scalar b = scalars[count % scalars.Length];
            EdwardsPoint expected = Multiplication.Base(b);
            for (int i = 0; i < count; i++) expected += PlainCurve.Multiply(PlainCurve.Integer(factors[i]), points[i]);

            byte[] encoding = PlainCurve.Encode(expected);
            ReadOnlySpan<EdwardsPoint> some = points.AsSpan(0, count);
            Assert.Equal(encoding, PlainCurve.Encode(Multiplication<ScalarPoint, CachedPoint>.PublicSum(factors, some, b)));
            Assert.Equal(encoding, PlainCurve.Encode(Multiplication.PublicSum(factors, some, b)));
            if (Avx2.IsSupported) Assert.Equal(encoding, PlainCurve.Encode(Multiplication<VectorPoint, FieldVector4>.PublicSum(factors, some, b)));
            if (Avx512F.IsSupported) Assert.Equal(encoding, PlainCurve.Encode(Multiplication<WidePoint, FieldVector4>.PublicSum(factors, some, b)));
        }
    }

    [Fact]
    public void SignatureRest_OfAPointOfSmallOrder_IsOfSmallOrder()
    {
        Scalar[] scalars = [.. Scalars()];
        EdwardsPoint[] torsion = PlainCurve.SmallOrder();
        for (int i = 0; i < scalars.Length; i++)
        {
            Scalar c = scalars[i], s = scalars[(i * 3) % scalars.Length], secret = scalars[(i * 7) % scalars.Length];
            EdwardsPoint key = Multiplication.Base(secret) + torsion[i % 8];
            EdwardsPoint commitment = Multiplication.Base(s) + -PlainCurve.Multiply(PlainCurve.Integer(c), key) + torsion[i / 8 % 8];

            Assert.True(Multiplication.SignatureRest(s, c, key, commitment).IsOfSmallOrder());
            Assert.False(Multiplication.SignatureRest(s, c, key, commitment + EdwardsPoint.Base).IsOfSmallOrder());
        }
    }

    [Fact]
    public void Halve_OfAnyScalar_IsAShortFraction()
    {
        foreach (Scalar scalar in Scalars())
        {
            Scalar.Halve(scalar, out Scalar u, out Scalar v, out bool negative);
            BigInteger numerator = negative ? -PlainCurve.Integer(u) : PlainCurve.Integer(u);
            Assert.Equal(0, (numerator - (PlainCurve.Integer(v) * PlainCurve.Integer(scalar))) % L);
            Assert.True(PlainCurve.Integer(u) < BigInteger.One << 127 && PlainCurve.Integer(v) < BigInteger.One << 127 && PlainCurve.Integer(v) > 0);
        }
    }

    private static void AssertSame(in FieldVector4 lower, in FieldVector4 upper, in FieldVector8 actual)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            Assert.Equal(Integer(lower[lane]), Integer(actual.Lower()[lane]));
            Assert.Equal(Integer(upper[lane]), Integer(actual.Upper()[lane]));
        }
    }

    private static IEnumerable<(BigInteger[] First, BigInteger[] Second)> Quadruples()
    {
        BigInteger[] values = [.. Edges, .. Enumerable.Range(0, 100).Select(Random)];
        for (int i = 0; i < values.Length; i++)
        {
            yield return (
                [values[i], values[(i + 1) % values.Length], values[^(i + 1)], values[(7 * i) % values.Length]],
                [values[(3 * i) % values.Length], values[^(i + 1)], values[i], values[(11 * i) % values.Length]]);
        }
    }

    // Zero, one, ends and middles of the range, halves that are all ones or all zero, small fractions, and hashes.
    private static IEnumerable<Scalar> Scalars()
    {
        BigInteger half = BigInteger.One << 128;
        BigInteger[] values =
        [
            0, 1, 2, 7, 8, 9, 15, 16, 127, 128, 255, 256, L - 1, L - 2, L / 2, L / 3, (2 * L) / 3, half, half - 1, half + 1, half * 5, L - half,
            BigInteger.One << 126, (BigInteger.One << 126) - 1, (BigInteger.One << 127) - 1, (BigInteger.One << 252) - 1, BigInteger.One << 252,
            BigInteger.ModPow(2, L - 2, L), BigInteger.ModPow(3, L - 2, L), BigInteger.ModPow(half, L - 2, L),
        ];
        foreach (BigInteger value in values.Concat(Enumerable.Range(1000, 60).Select(i => Random(i) % L)))
        {
            byte[] bytes = new byte[32];
            value.TryWriteBytes(bytes, out _, isUnsigned: true);
            Assert.True(Scalar.TryFromCanonical(bytes, out Scalar scalar));
            yield return scalar;
        }
    }

    private static BigInteger Modulo(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Random(int seed) => new BigInteger(Blake2b.Hash256(BitConverter.GetBytes(seed)), isUnsigned: true) % P;

    private static FieldElement Element(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return FieldElement.FromBytes(bytes);
    }

    private static FieldVector4 Vector(BigInteger[] values) =>
        FieldVector4.Create(Element(values[0]), Element(values[1]), Element(values[2]), Element(values[3]));

    private static BigInteger Integer(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.ToBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }
}
