using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto.Curve25519;

/// <summary>A point in extended coordinates, X, Y, T and Z in the four lanes of a vector; needs AVX2.</summary>
/// <remarks>
/// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", sections 3.1 and 4.2 to 4.4 (four processors), a = -1.
/// A cached point is (Y - X, Y + X, 2dT, 2Z) times any one factor.
/// </remarks>
internal struct VectorPoint : IPoint<VectorPoint, FieldVector>
{
    // d is -121665/121666, so 121666 times a cached point has small factors only.
    private static readonly Vector256<int> CacheFactors = Vector256.Create(121666L, 121666, -2 * 121665, 2 * 121666).AsInt32();

    private FieldVector _coordinates;

    public static VectorPoint From(in EdwardsPoint point) => new() { _coordinates = FieldVector.Create(point.X, point.Y, point.T, point.Z) };

    public static FieldVector CacheAffine(in FieldElement x, in FieldElement y) =>
        FieldVector.Create(y - x, y + x, x * y * FieldElement.D2, FieldElement.One + FieldElement.One);

    public static FieldVector Lookup(ReadOnlySpan<FieldVector> multiples, sbyte digit)
    {
        int negative = digit >> 7;
        int magnitude = (digit ^ negative) - negative;
        FieldVector result = CacheAffine(FieldElement.Zero, FieldElement.One);
        for (int i = 0; i < multiples.Length; i++)
        {
            Vector256<int> same = Vector256.Equals(Vector256.Create(magnitude), Vector256.Create(i + 1));
            result = FieldVector.Select(same, multiples[i], result);
        }

        return FieldVector.Select(Vector256.Create(negative), Negate(result), result);
    }

    public readonly EdwardsPoint ToEdwards() => new(_coordinates[0], _coordinates[1], _coordinates[3], _coordinates[2]);

    public readonly FieldVector Cache() => Differences(_coordinates).Scale(CacheFactors);

    public void Double(int times)
    {
        FieldVector p = _coordinates;
        for (int i = 0; i < times; i++) p = Double(p);
        _coordinates = p;
    }

    public void Add(in FieldVector other) => _coordinates = Add(_coordinates, other);

    public void Subtract(in FieldVector other) => _coordinates = Add(_coordinates, Negate(other));

    // (X, Y, T, Z) to the squares (XX, YY, (X + Y)^2, ZZ); then with S = XX + YY, D = XX - YY, E = S - (X + Y)^2 and F = D + 2ZZ
    // the double is (FE, SD, SE, FD).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector Double(in FieldVector p)
    {
        FieldVector squares = FieldVector.Blend(p, p.Permute(0b00_00_00_00) + p.Permute(0b01_01_01_01), 0b00_11_00_00).Square();
        FieldVector xx = squares.Permute(0b00_00_00_00);
        FieldVector yy = squares.Permute(0b01_01_01_01);
        FieldVector xy = squares.Permute(0b10_10_10_10);
        FieldVector zz = squares.Permute(0b11_11_11_11);
        FieldVector s = xx + yy;
        FieldVector d = xx - yy;
        return FieldVector.Blend(s, d + zz + zz, 0b11_00_00_11) * FieldVector.Blend(d, s - xy, 0b00_11_00_11);
    }

    // The products A = (Y1 - X1)(Y2 - X2), B = (Y1 + X1)(Y2 + X2), C = T1·2dT2 and D = Z1·2Z2; then with E = B - A, H = B + A,
    // F = D - C and G = D + C the sum is (EF, GH, EH, FG).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector Add(in FieldVector p, in FieldVector cached)
    {
        FieldVector products = Differences(p) * cached;
        FieldVector even = products.EvenLanes();
        FieldVector odd = products.OddLanes();
        FieldVector ehfg = FieldVector.Blend(odd - even, odd + even, 0b11_00_11_00);
        return ehfg.Permute(0b10_00_11_00) * ehfg.Permute(0b11_01_01_10);
    }

    /// <summary>(Y - X, Y + X, T, Z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector Differences(in FieldVector p)
    {
        FieldVector even = p.EvenLanes();
        FieldVector odd = p.OddLanes();
        return FieldVector.Blend(FieldVector.Blend(odd - even, odd + even, 0b11_00_11_00), p, 0b11_11_00_00);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector Negate(in FieldVector cached) =>
        FieldVector.Blend(cached.Permute(0b11_10_00_01), default(FieldVector) - cached, 0b00_11_00_00);
}
