using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto.Curve25519;

/// <summary>One sum in extended coordinates, X, Y, T and Z in the four lanes of a vector; needs AVX2.</summary>
/// <remarks>
/// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", sections 3.1 and 4.2 to 4.4 (four processors), a = -1.
/// A cached point is (Y - X, Y + X, 2dT, 2Z) times any one factor.
/// </remarks>
[SkipLocalsInit]
internal struct VectorPoint : IPoint<VectorPoint, FieldVector4>
{
    // d is -121665/121666, so 121666 times a cached point has small factors only.
    private static readonly Vector256<int> CacheFactors = Vector256.Create(121666L, 121666, -2 * 121665, 2 * 121666).AsInt32();

    private static readonly FieldVector4 Neutral = CacheAffine(FieldElement.Zero, FieldElement.One);

    private FieldVector4 _coordinates;

    public static int Ways => 1;

    public static FieldVector4 CachedIdentity => Neutral;

    public static VectorPoint From(ReadOnlySpan<EdwardsPoint> points) => new() { _coordinates = Coordinates(points) };

    /// <summary>X, Y, T and Z of the first point, or of the neutral element.</summary>
    public static FieldVector4 Coordinates(ReadOnlySpan<EdwardsPoint> points)
    {
        EdwardsPoint point = points.IsEmpty ? EdwardsPoint.Identity : points[0];
        return FieldVector4.Create(point.X, point.Y, point.T, point.Z);
    }

    /// <summary>The point of these coordinates.</summary>
    public static EdwardsPoint ToEdwards(in FieldVector4 coordinates) => new(coordinates[0], coordinates[1], coordinates[3], coordinates[2]);

    public static FieldVector4 CacheAffine(in FieldElement x, in FieldElement y) =>
        FieldVector4.Create(y - x, y + x, x * y * FieldElement.D2, FieldElement.One + FieldElement.One);

    public static FieldVector4 Lookup(ReadOnlySpan<FieldVector4> multiples, sbyte digit)
    {
        int negative = digit >> 31;
        Vector256<int> magnitude = Vector256.Create((digit ^ negative) - negative);
        FieldVector4 result = CachedIdentity & Vector256.Equals(magnitude, Vector256<int>.Zero);
        for (int i = 0; i < multiples.Length; i++) result |= multiples[i] & Vector256.Equals(magnitude, Vector256.Create(i + 1));
        return NegateIf(result, digit);
    }

    public static FieldVector4 NegateIf(in FieldVector4 point, int digit)
    {
        Vector256<int> negative = Vector256.Create(digit >> 31);
        return (Negate(point) & negative) | (point & ~negative);
    }

    /// <summary>A point prepared to be added.</summary>
    public static FieldVector4 Cache(in FieldVector4 coordinates) => Differences(coordinates).Scale(CacheFactors);

    public readonly EdwardsPoint Total() => ToEdwards(_coordinates);

    public readonly void Cache(Span<FieldVector4> points) => points[0] = Cache(_coordinates);

    public void Double(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Squares(_coordinates, out FieldVector4 squares);
            DoubleOfSquares(squares, out _coordinates);
        }
    }

    public void Add(ReadOnlySpan<FieldVector4> points) => Add(_coordinates, points[0], out _coordinates);

    /// <summary>The sum of a point and a cached one.</summary>
    public static void Add(in FieldVector4 p, in FieldVector4 cached, out FieldVector4 sum)
    {
        Products(p, cached, out FieldVector4 products);
        SumOfProducts(products, out sum);
    }

    // Each of these four steps is a method of its own and holds one product: the compiler inlines no more into one.

    /// <summary>The squares (XX, YY, (X + Y)^2, ZZ).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Squares(in FieldVector4 p, out FieldVector4 squares) =>
        squares = FieldVector4.Blend(p, p.Permute(0b00_00_00_00) + p.Permute(0b01_01_01_01), 0b00_11_00_00).Square();

    /// <summary>With S = XX + YY, D = XX - YY, E = S - (X + Y)^2 and F = D + 2ZZ the double is (FE, SD, SE, FD).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DoubleOfSquares(in FieldVector4 squares, out FieldVector4 p)
    {
        FieldVector4 xx = squares.Permute(0b00_00_00_00);
        FieldVector4 yy = squares.Permute(0b01_01_01_01);
        FieldVector4 xy = squares.Permute(0b10_10_10_10);
        FieldVector4 zz = squares.Permute(0b11_11_11_11);
        FieldVector4 s = xx + yy;
        FieldVector4 d = xx - yy;
        FieldVector4.Multiply(FieldVector4.Blend(s, d + zz + zz, 0b11_00_00_11), FieldVector4.Blend(d, s - xy, 0b00_11_00_11), out p);
    }

    /// <summary>A = (Y1 - X1)(Y2 - X2), B = (Y1 + X1)(Y2 + X2), C = T1·2dT2 and D = Z1·2Z2.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Products(in FieldVector4 p, in FieldVector4 cached, out FieldVector4 products) =>
        FieldVector4.Multiply(Differences(p), cached, out products);

    /// <summary>With E = B - A, H = B + A, F = D - C and G = D + C the sum is (EF, GH, EH, FG).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumOfProducts(in FieldVector4 products, out FieldVector4 p)
    {
        FieldVector4 even = products.EvenLanes();
        FieldVector4 odd = products.OddLanes();
        FieldVector4 ehfg = FieldVector4.Blend(odd - even, odd + even, 0b11_00_11_00);
        FieldVector4.Multiply(ehfg.Permute(0b10_00_11_00), ehfg.Permute(0b11_01_01_10), out p);
    }

    /// <summary>(Y - X, Y + X, T, Z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector4 Differences(in FieldVector4 p)
    {
        FieldVector4 even = p.EvenLanes();
        FieldVector4 odd = p.OddLanes();
        return FieldVector4.Blend(FieldVector4.Blend(odd - even, odd + even, 0b11_00_11_00), p, 0b11_11_00_00);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector4 Negate(in FieldVector4 cached) =>
        FieldVector4.Blend(cached.Permute(0b11_10_00_01), default(FieldVector4) - cached, 0b00_11_00_00);
}
