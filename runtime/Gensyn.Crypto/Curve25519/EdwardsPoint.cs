namespace Gensyn.Crypto.Curve25519;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.</summary>
/// <remarks>
/// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", complete for a = -1. The helper forms are those of
/// curve25519-dalek: a sum leaves a <see cref="Completed"/> point, which costs three products to double further and four to add to.
/// </remarks>
internal readonly struct EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
{
    public readonly FieldElement X = x;
    public readonly FieldElement Y = y;
    public readonly FieldElement Z = z;
    public readonly FieldElement T = t;

    public static EdwardsPoint Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The generator: y = 4/5, x even.</summary>
    public static EdwardsPoint Base => new(
        new FieldElement(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5),
        new FieldElement(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666),
        FieldElement.One,
        new FieldElement(0x68ab3a5b7dda3, 0x00eea2a5eadbb, 0x2af8df483c27e, 0x332b375274732, 0x67875f0fd78b7));

    public static EdwardsPoint operator -(in EdwardsPoint p) => new(-p.X, p.Y, p.Z, -p.T);

    public static EdwardsPoint operator +(in EdwardsPoint p, in EdwardsPoint q) => Add(p, new CachedPoint(q)).ToExtended();

    public EdwardsPoint Double() => new ProjectivePoint(X, Y, Z).Double().ToExtended();

    /// <summary>All ones when this is the neutral element, otherwise zero.</summary>
    public ulong IsIdentity() => FieldElement.Equal(X, FieldElement.Zero) & FieldElement.Equal(Y, Z);

    /// <summary>Whether eight times this is the neutral element.</summary>
    public bool IsOfSmallOrder() => Double().Double().Double().IsIdentity() != 0;

    public static Completed Add(in EdwardsPoint p, in CachedPoint q)
    {
        FieldElement plus = (p.Y + p.X) * q.YPlusX;
        FieldElement minus = (p.Y - p.X) * q.YMinusX;
        FieldElement t = p.T * q.T2D;
        FieldElement z = p.Z * q.Z;
        FieldElement z2 = z + z;
        return new Completed(plus - minus, plus + minus, z2 + t, z2 - t);
    }

    /// <summary>Reads y and the sign of x as ZIP-215 does: y may be p or more, and x = 0 may have a sign.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = Identity;
        return TryDecompress(bytes, new Span<EdwardsPoint>(ref point));
    }

    /// <summary>Reads as many points as there is room for, side by side; false when some 32 bytes are not a point's.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, Span<EdwardsPoint> points)
    {
        const int Lanes = 8;
        Span<FieldElement> powers = stackalloc FieldElement[Lanes];
        for (int start = 0; start < points.Length; start += Lanes)
        {
            int count = Math.Min(Lanes, points.Length - start);
            for (int i = 0; i < count; i++)
            {
                (FieldElement u, FieldElement v) = XSquared(FieldElement.FromBytes(bytes[(32 * (start + i))..]));
                powers[i] = FieldElement.SqrtRatioBase(u, v);
            }

            FieldElement.PowersOfSqrt(powers[..count]);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> encoding = bytes[(32 * (start + i))..];
                FieldElement y = FieldElement.FromBytes(encoding);
                (FieldElement u, FieldElement v) = XSquared(y);
                if (!FieldElement.TrySqrtRatio(u, v, powers[i], out FieldElement x)) return false;
                x = FieldElement.Select(0ul - (ulong)(encoding[31] >> 7), -x, x);
                points[start + i] = new EdwardsPoint(x, y, FieldElement.One, x * y);
            }
        }

        return true;
    }

    /// <summary>Writes y and the sign of x.</summary>
    public void Compress(Span<byte> output)
    {
        FieldElement inverse = Z.Invert();
        FieldElement x = X * inverse;
        (Y * inverse).ToBytes(output);
        output[31] |= (byte)(x.Negative() & 0x80);
    }

    /// <summary>x^2 = (y^2 - 1)/(d·y^2 + 1), as numerator and denominator.</summary>
    private static (FieldElement Numerator, FieldElement Denominator) XSquared(in FieldElement y)
    {
        FieldElement yy = y.Square();
        return (yy - FieldElement.One, (FieldElement.D * yy) + FieldElement.One);
    }
}

/// <summary>A point without T, which doubling does not need.</summary>
internal readonly struct ProjectivePoint(in FieldElement x, in FieldElement y, in FieldElement z)
{
    private readonly FieldElement _x = x;
    private readonly FieldElement _y = y;
    private readonly FieldElement _z = z;

    public Completed Double()
    {
        FieldElement xx = _x.Square();
        FieldElement yy = _y.Square();
        FieldElement zz = _z.Square();
        FieldElement plus = yy + xx;
        FieldElement minus = yy - xx;
        return new Completed((_x + _y).Square() - plus, plus, minus, zz + zz - minus);
    }
}

/// <summary>What an addition leaves: x = X/Z, y = Y/T.</summary>
internal readonly struct Completed(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
{
    private readonly FieldElement _x = x;
    private readonly FieldElement _y = y;
    private readonly FieldElement _z = z;
    private readonly FieldElement _t = t;

    public ProjectivePoint ToProjective() => new(_x * _t, _y * _z, _z * _t);

    public EdwardsPoint ToExtended() => new(_x * _t, _y * _z, _z * _t, _x * _y);
}

/// <summary>A point prepared to be added.</summary>
internal readonly struct CachedPoint(in FieldElement yPlusX, in FieldElement yMinusX, in FieldElement z, in FieldElement t2d)
{
    public readonly FieldElement YPlusX = yPlusX;
    public readonly FieldElement YMinusX = yMinusX;
    public readonly FieldElement Z = z;
    public readonly FieldElement T2D = t2d;

    public CachedPoint(in EdwardsPoint point)
        : this(point.Y + point.X, point.Y - point.X, point.Z, point.T * FieldElement.D2)
    {
    }

    public static CachedPoint Identity => new(FieldElement.One, FieldElement.One, FieldElement.One, FieldElement.Zero);

    public static CachedPoint operator -(in CachedPoint p) => new(p.YMinusX, p.YPlusX, p.Z, -p.T2D);

    /// <summary>The first point when the mask is all ones, the second when it is zero.</summary>
    public static CachedPoint Select(ulong mask, in CachedPoint a, in CachedPoint b) => new(
        FieldElement.Select(mask, a.YPlusX, b.YPlusX),
        FieldElement.Select(mask, a.YMinusX, b.YMinusX),
        FieldElement.Select(mask, a.Z, b.Z),
        FieldElement.Select(mask, a.T2D, b.T2D));
}
