namespace Gensyn.Crypto.Curve25519;

/// <summary>Products of points and scalars.</summary>
internal static class Multiplication
{
    private const int DynamicWidth = 5;
    private const int StaticWidth = 8;

    // 1, 2, … 8 times 256^i·B for i below 32; 30 KiB.
    private static readonly AffinePoint[] Windows = MakeWindows();

    // 1, 3, 5, … 127 times B.
    private static readonly AffinePoint[] OddMultiples = MakeOddMultiples();

    /// <summary>scalar·B, in a time that does not depend on the scalar.</summary>
    public static EdwardsPoint Base(in Scalar scalar)
    {
        Span<sbyte> digits = stackalloc sbyte[64];
        scalar.ToRadix16(digits);

        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = 1; i < 64; i += 2) sum = EdwardsPoint.Add(sum, Window(i / 2, digits[i])).ToExtended();
        sum = sum.Double().Double().Double().Double();
        for (int i = 0; i < 64; i += 2) sum = EdwardsPoint.Add(sum, Window(i / 2, digits[i])).ToExtended();
        return sum;
    }

    /// <summary>a·A + b·B, in a time that depends on the scalars: for public ones only.</summary>
    public static EdwardsPoint PublicSum(in Scalar a, in EdwardsPoint point, in Scalar b)
    {
        Span<sbyte> digitsA = stackalloc sbyte[256];
        Span<sbyte> digitsB = stackalloc sbyte[256];
        a.NonAdjacentForm(digitsA, DynamicWidth);
        b.NonAdjacentForm(digitsB, StaticWidth);

        Span<CachedPoint> odd = new CachedPoint[1 << (DynamicWidth - 2)];
        odd[0] = new CachedPoint(point);
        EdwardsPoint twice = point.Double();
        for (int i = 1; i < odd.Length; i++) odd[i] = new CachedPoint(EdwardsPoint.Add(twice, odd[i - 1]).ToExtended());

        int top = 255;
        while (top > 0 && digitsA[top] == 0 && digitsB[top] == 0) top--;

        ProjectivePoint sum = ProjectivePoint.Identity;
        Completed last = default;
        for (int i = top; i >= 0; i--)
        {
            last = sum.Double();
            int digit = digitsA[i];
            if (digit > 0) last = EdwardsPoint.Add(last.ToExtended(), odd[digit / 2]);
            else if (digit < 0) last = EdwardsPoint.Subtract(last.ToExtended(), odd[-digit / 2]);

            digit = digitsB[i];
            if (digit > 0) last = EdwardsPoint.Add(last.ToExtended(), OddMultiples[digit / 2]);
            else if (digit < 0) last = EdwardsPoint.Subtract(last.ToExtended(), OddMultiples[-digit / 2]);

            if (i > 0) sum = last.ToProjective();
        }

        return last.ToExtended();
    }

    /// <summary>digit·256^i·B for a digit of -8 to 8: reads the whole window, so that the cache does not tell the digit.</summary>
    private static AffinePoint Window(int index, sbyte digit)
    {
        ulong negative = 0ul - (ulong)((uint)digit >> 31);
        uint magnitude = (uint)((digit ^ (int)negative) - (int)negative);
        AffinePoint result = AffinePoint.Identity;
        for (uint i = 0; i < 8; i++)
        {
            uint difference = magnitude ^ (i + 1);
            ulong same = 0ul - (ulong)((difference - 1) >> 31);
            result = AffinePoint.Select(same, Windows[(index * 8) + (int)i], result);
        }

        return result.NegateIf(negative);
    }

    private static AffinePoint[] MakeWindows()
    {
        EdwardsPoint[] points = new EdwardsPoint[256];
        EdwardsPoint start = EdwardsPoint.Base;
        for (int i = 0; i < 32; i++)
        {
            EdwardsPoint multiple = start;
            for (int j = 0; j < 8; j++)
            {
                points[(8 * i) + j] = multiple;
                multiple += start;
            }

            for (int j = 0; j < 8; j++) start = start.Double();
        }

        return Normalise(points);
    }

    private static AffinePoint[] MakeOddMultiples()
    {
        EdwardsPoint[] points = new EdwardsPoint[1 << (StaticWidth - 2)];
        EdwardsPoint twice = EdwardsPoint.Base.Double();
        points[0] = EdwardsPoint.Base;
        for (int i = 1; i < points.Length; i++) points[i] = points[i - 1] + twice;
        return Normalise(points);
    }

    /// <summary>Divides by Z with one inversion for all points (Montgomery's trick).</summary>
    private static AffinePoint[] Normalise(EdwardsPoint[] points)
    {
        FieldElement[] before = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            before[i] = product;
            product *= points[i].Z;
        }

        FieldElement inverse = product.Invert();
        AffinePoint[] result = new AffinePoint[points.Length];
        for (int i = points.Length - 1; i >= 0; i--)
        {
            FieldElement inverseZ = inverse * before[i];
            inverse *= points[i].Z;
            FieldElement x = points[i].X * inverseZ;
            FieldElement y = points[i].Y * inverseZ;
            result[i] = new AffinePoint(y + x, y - x, x * y * FieldElement.D2);
        }

        return result;
    }
}
