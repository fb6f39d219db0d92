namespace Gensyn.Crypto.Secp256k1;

/// <summary>A point (X/Z, Y/Z) of y² = x³ + 7; infinity is (0, 1, 0).</summary>
/// <remarks>
/// The formulas hold for all points, whether equal, opposite or infinite, so nothing here branches on them. Source: Renes, Costello and Batina,
/// "Complete addition formulas for prime order elliptic curves", algorithms 7 to 9. Coordinates are sums of at most two reduced elements.
/// </remarks>
internal readonly struct ProjectivePoint
{
    // 3·b.
    private const uint TripleB = 21;

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;

    private ProjectivePoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    public ProjectivePoint(in AffinePoint point)
        : this(point.X, point.Y, FieldElement.One)
    {
    }

    public static ProjectivePoint Infinity => new(FieldElement.Zero, FieldElement.One, FieldElement.Zero);

    public static ProjectivePoint operator +(in ProjectivePoint a, in ProjectivePoint b)
    {
        FieldElement xx = a._x * b._x;
        FieldElement yy = a._y * b._y;
        FieldElement zz = a._z * b._z;
        FieldElement xy = ((a._x + a._y) * (b._x + b._y)) - (xx + yy);
        FieldElement yz = ((a._y + a._z) * (b._y + b._z)) - (yy + zz);
        FieldElement xz = ((a._x + a._z) * (b._x + b._z)) - (xx + zz);
        return Sum(xx, yy, zz.Times(TripleB), xy, yz, xz);
    }

    public static ProjectivePoint operator +(in ProjectivePoint a, in AffinePoint b)
    {
        FieldElement xx = a._x * b.X;
        FieldElement yy = a._y * b.Y;
        FieldElement xy = ((a._x + a._y) * (b.X + b.Y)) - (xx + yy);
        FieldElement yz = (b.Y * a._z) + a._y;
        FieldElement xz = (b.X * a._z) + a._x;
        return Sum(xx, yy, a._z.Times(TripleB), xy, yz, xz);
    }

    public static ProjectivePoint operator -(in ProjectivePoint a) => new(a._x, -a._y, a._z);

    /// <summary>The first point where the mask is zero, the second where it is all ones.</summary>
    public static ProjectivePoint Select(in ProjectivePoint zero, in ProjectivePoint one, ulong mask) => new(
        FieldElement.Select(zero._x, one._x, mask), FieldElement.Select(zero._y, one._y, mask), FieldElement.Select(zero._z, one._z, mask));

    /// <summary>The coordinates of several points, none of them infinite, for the price of one inversion.</summary>
    public static void ToAffine(ReadOnlySpan<ProjectivePoint> points, Span<AffinePoint> output)
    {
        // The products of all Zs up to each point wait in the output.
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            output[i] = new(product, FieldElement.Zero);
            product *= points[i]._z;
        }

        FieldElement inverse = product.Invert();
        for (int i = points.Length - 1; i >= 0; i--)
        {
            FieldElement z = inverse * output[i].X;
            inverse *= points[i]._z;
            output[i] = new(points[i]._x * z, points[i]._y * z);
        }
    }

    public ProjectivePoint Double()
    {
        FieldElement yy = _y.Square();
        FieldElement eight = yy.Times(8);
        FieldElement zz = _z.Square().Times(TripleB);
        FieldElement rest = yy - zz.Times(3);
        return new((rest * (_x * _y)).Times(2), (zz * eight) + (rest * (yy + zz)), _y * _z * eight);
    }

    /// <summary>λ·P.</summary>
    public ProjectivePoint TimesLambda() => new(_x * FieldElement.Beta, _y, _z);

    public bool IsInfinity() => _z.IsZero();

    /// <summary>The coordinates of a point that is not infinite.</summary>
    public AffinePoint ToAffine()
    {
        FieldElement inverse = _z.Invert();
        return new(_x * inverse, _y * inverse);
    }

    private static ProjectivePoint Sum(
        in FieldElement xx, in FieldElement yy, in FieldElement zz, in FieldElement xy, in FieldElement yz, in FieldElement xz)
    {
        FieldElement x3 = xx.Times(3);
        FieldElement more = yy + zz;
        FieldElement less = yy - zz;
        FieldElement xzb = xz.Times(TripleB);
        return new((xy * less) - (yz * xzb), (xzb * x3) + (less * more), (more * yz) + (x3 * xy));
    }
}
