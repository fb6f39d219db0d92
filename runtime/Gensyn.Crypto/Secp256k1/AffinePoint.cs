namespace Gensyn.Crypto.Secp256k1;

/// <summary>A point of y² = x³ + 7 other than infinity, by its coordinates.</summary>
internal readonly struct AffinePoint
{
    public AffinePoint(in FieldElement x, in FieldElement y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The group's generator (SEC 2, section 2.4.1).</summary>
    public static AffinePoint Generator => new(
        new(0x2815b16f81798, 0xdb2dce28d959f, 0xe870b07029bfc, 0xbbac55a06295c, 0x079be667ef9dc),
        new(0x7d08ffb10d4b8, 0x48a68554199c4, 0xe1108a8fd17b4, 0xc4655da4fbfc0, 0x0483ada7726a3));

    public FieldElement X { get; }

    public FieldElement Y { get; }

    public static AffinePoint operator -(in AffinePoint a) => new(a.X, -a.Y);

    /// <summary>λ·P, for which λ·(x, y) = (β·x, y).</summary>
    public AffinePoint TimesLambda() => new(X * FieldElement.Beta, Y);

    /// <summary>The point with this abscissa whose ordinate has this lowest bit; false when there is none.</summary>
    public static bool TryLift(in FieldElement x, uint lowestBit, out AffinePoint point)
    {
        bool exists = Right(x).TrySqrt(out FieldElement y);
        if (y.LowestBit() != lowestBit) y = -y;
        point = new(x, y);
        return exists;
    }

    /// <summary>Whether the coordinates satisfy the curve's equation.</summary>
    public bool IsOnCurve() => (Y.Square() - Right(X)).IsZero();

    private static FieldElement Right(in FieldElement x) => (x.Square() * x) + new FieldElement(7, 0, 0, 0, 0);
}
