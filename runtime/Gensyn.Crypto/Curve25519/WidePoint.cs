using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Two sums in a vector of eight lanes, by the formulas of <see cref="VectorPoint"/>, whose cached points it adds; needs AVX-512F.</summary>
[SkipLocalsInit]
internal struct WidePoint : IPoint<WidePoint, FieldVector4>
{
    private FieldVector8 _coordinates;

    public static int Ways => 2;

    public static FieldVector4 CachedIdentity => VectorPoint.CachedIdentity;

    private static Vector512<int> Lane2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0L, 0, -1, 0, 0, 0, -1, 0).AsInt32();
    }

    private static Vector512<int> Lanes02
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-1L, 0, -1, 0, -1, 0, -1, 0).AsInt32();
    }

    private static Vector512<int> Lanes03
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-1L, 0, 0, -1, -1, 0, 0, -1).AsInt32();
    }

    private static Vector512<int> Lanes13
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0L, -1, 0, -1, 0, -1, 0, -1).AsInt32();
    }

    private static Vector512<int> Lanes23
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0L, 0, -1, -1, 0, 0, -1, -1).AsInt32();
    }

    private static Vector512<int> CacheFactors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(121666L, 121666, -2 * 121665, 2 * 121666, 121666, 121666, -2 * 121665, 2 * 121666).AsInt32();
    }

    public static WidePoint From(ReadOnlySpan<EdwardsPoint> points) =>
        new() { _coordinates = FieldVector8.Create(VectorPoint.Coordinates(points), VectorPoint.Coordinates(points.Length > 1 ? points[1..] : [])) };

    public static FieldVector4 CacheAffine(in FieldElement x, in FieldElement y) => VectorPoint.CacheAffine(x, y);

    public static FieldVector4 Lookup(ReadOnlySpan<FieldVector4> multiples, sbyte digit) => VectorPoint.Lookup(multiples, digit);

    public static FieldVector4 NegateIf(in FieldVector4 point, int digit) => VectorPoint.NegateIf(point, digit);

    public readonly EdwardsPoint Total()
    {
        VectorPoint.Add(_coordinates.Lower(), VectorPoint.Cache(_coordinates.Upper()), out FieldVector4 sum);
        return VectorPoint.ToEdwards(sum);
    }

    public readonly void Cache(Span<FieldVector4> points)
    {
        FieldVector8 cached = Differences(_coordinates).Scale(CacheFactors);
        points[0] = cached.Lower();
        points[1] = cached.Upper();
    }

    public void Double(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Squares(_coordinates, out FieldVector8 squares);
            DoubleOfSquares(squares, out _coordinates);
        }
    }

    public void Add(ReadOnlySpan<FieldVector4> points)
    {
        Products(_coordinates, points[0], points[1], out FieldVector8 products);
        SumOfProducts(products, out _coordinates);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Squares(in FieldVector8 p, out FieldVector8 squares) =>
        squares = FieldVector8.Blend(p, p.Permute(0b00_00_00_00) + p.Permute(0b01_01_01_01), Lane2).Square();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DoubleOfSquares(in FieldVector8 squares, out FieldVector8 p)
    {
        FieldVector8 xx = squares.Permute(0b00_00_00_00);
        FieldVector8 yy = squares.Permute(0b01_01_01_01);
        FieldVector8 xy = squares.Permute(0b10_10_10_10);
        FieldVector8 zz = squares.Permute(0b11_11_11_11);
        FieldVector8 s = xx + yy;
        FieldVector8 d = xx - yy;
        FieldVector8.Multiply(FieldVector8.Blend(s, d + zz + zz, Lanes03), FieldVector8.Blend(d, s - xy, Lanes02), out p);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Products(in FieldVector8 p, in FieldVector4 lower, in FieldVector4 upper, out FieldVector8 products) =>
        FieldVector8.Multiply(Differences(p), FieldVector8.Create(lower, upper), out products);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SumOfProducts(in FieldVector8 products, out FieldVector8 p)
    {
        FieldVector8 even = products.EvenLanes();
        FieldVector8 odd = products.OddLanes();
        FieldVector8 ehfg = FieldVector8.Blend(odd - even, odd + even, Lanes13);
        FieldVector8.Multiply(ehfg.Permute(0b10_00_11_00), ehfg.Permute(0b11_01_01_10), out p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector8 Differences(in FieldVector8 p)
    {
        FieldVector8 even = p.EvenLanes();
        FieldVector8 odd = p.OddLanes();
        return FieldVector8.Blend(FieldVector8.Blend(odd - even, odd + even, Lanes13), p, Lanes23);
    }
}
