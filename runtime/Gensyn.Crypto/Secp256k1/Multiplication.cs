using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gensyn.Crypto.Secp256k1;

/// <summary>Products of points and scalars.</summary>
internal static class Multiplication
{
    private const int DynamicWidth = 5;
    private const int StaticWidth = 8;

    // A half scalar has 129 bits at most, and its form a digit more.
    private const int HalfDigits = 130;

    // 1, 2, … 8 times 256^i·G for i below 32; 20 KiB.
    private static readonly AffinePoint[] Windows = MakeWindows();

    // 1, 3, 5, … 127 times G, then the same of λ·G.
    private static readonly AffinePoint[] OddMultiples = MakeOddMultiples();

    /// <summary>scalar·G, in a time that does not depend on the scalar.</summary>
    public static ProjectivePoint Base(in Scalar scalar)
    {
        ulong high = scalar.IsHigh();
        Span<sbyte> digits = stackalloc sbyte[64];
        Scalar.Select(scalar, -scalar, high).ToRadix16(digits);

        ProjectivePoint sum = ProjectivePoint.Infinity;
        for (int i = 1; i < 64; i += 2) sum = AddWindow(sum, i / 2, digits[i]);
        sum = sum.Double().Double().Double().Double();
        for (int i = 0; i < 64; i += 2) sum = AddWindow(sum, i / 2, digits[i]);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return ProjectivePoint.Select(sum, -sum, high);
    }

    /// <summary>a·G + b·P, in a time that depends on the scalars: for public ones only.</summary>
    public static ProjectivePoint PublicSum(in Scalar a, in AffinePoint point, in Scalar b)
    {
        // λ·P costs next to nothing, so each scalar becomes two of half its length, and half of the doublings go.
        (Scalar a1, Scalar a2) = a.Split();
        (Scalar b1, Scalar b2) = b.Split();
        Span<sbyte> digits = stackalloc sbyte[4 * HalfDigits];
        bool negateA1 = a1.NonAdjacentForm(digits[..HalfDigits], StaticWidth);
        bool negateA2 = a2.NonAdjacentForm(digits.Slice(HalfDigits, HalfDigits), StaticWidth);
        bool negateB1 = b1.NonAdjacentForm(digits.Slice(2 * HalfDigits, HalfDigits), DynamicWidth);
        bool negateB2 = b2.NonAdjacentForm(digits.Slice(3 * HalfDigits, HalfDigits), DynamicWidth);

        Span<ProjectivePoint> odd = stackalloc ProjectivePoint[1 << (DynamicWidth - 2)];
        odd[0] = new(point);
        ProjectivePoint twice = odd[0].Double();
        for (int i = 1; i < odd.Length; i++) odd[i] = twice + odd[i - 1];
        Span<ProjectivePoint> oddLambda = stackalloc ProjectivePoint[odd.Length];
        for (int i = 0; i < odd.Length; i++) oddLambda[i] = odd[i].TimesLambda();

        ReadOnlySpan<AffinePoint> fixedOdd = OddMultiples.AsSpan(0, OddMultiples.Length / 2), fixedLambda = OddMultiples.AsSpan(OddMultiples.Length / 2);
        ProjectivePoint sum = ProjectivePoint.Infinity;
        for (int i = HalfDigits - 1; i >= 0; i--)
        {
            sum = sum.Double();
            sum = AddDigit(sum, fixedOdd, digits[i], negateA1);
            sum = AddDigit(sum, fixedLambda, digits[HalfDigits + i], negateA2);
            sum = AddDigit(sum, odd, digits[(2 * HalfDigits) + i], negateB1);
            sum = AddDigit(sum, oddLambda, digits[(3 * HalfDigits) + i], negateB2);
        }

        return sum;
    }

    private static ProjectivePoint AddDigit(in ProjectivePoint sum, ReadOnlySpan<AffinePoint> odd, int digit, bool negate)
    {
        if (digit == 0) return sum;
        AffinePoint entry = odd[Math.Abs(digit) / 2];
        return sum + (digit < 0 == negate ? entry : -entry);
    }

    private static ProjectivePoint AddDigit(in ProjectivePoint sum, ReadOnlySpan<ProjectivePoint> odd, int digit, bool negate)
    {
        if (digit == 0) return sum;
        ProjectivePoint entry = odd[Math.Abs(digit) / 2];
        return sum + (digit < 0 == negate ? entry : -entry);
    }

    // Adds digit·256^window·G; every entry is read, and where there is nothing to add, a sum is thrown away.
    private static ProjectivePoint AddWindow(in ProjectivePoint sum, int window, int digit)
    {
        int sign = digit >> 31;
        int absolute = (digit ^ sign) - sign;
        FieldElement x = FieldElement.Zero, y = FieldElement.Zero;
        ReadOnlySpan<AffinePoint> entries = Windows.AsSpan(8 * window, 8);
        for (int i = 0; i < entries.Length; i++)
        {
            ulong chosen = IsZero(absolute ^ (i + 1));
            x = FieldElement.Select(x, entries[i].X, chosen);
            y = FieldElement.Select(y, entries[i].Y, chosen);
        }

        y = FieldElement.Select(y, -y, (ulong)(long)sign);
        return ProjectivePoint.Select(sum + new AffinePoint(x, y), sum, IsZero(absolute));
    }

    // All ones for zero, else zero; for numbers below 2^31.
    private static ulong IsZero(int value) => (ulong)((value - 1L) >> 63);

    private static AffinePoint[] MakeWindows()
    {
        Span<ProjectivePoint> points = new ProjectivePoint[32 * 8];
        ProjectivePoint power = new(AffinePoint.Generator);
        for (int window = 0; window < 32; window++)
        {
            points[8 * window] = power;
            for (int i = 1; i < 8; i++) points[(8 * window) + i] = points[(8 * window) + i - 1] + power;
            for (int i = 0; i < 8; i++) power = power.Double();
        }

        AffinePoint[] windows = new AffinePoint[points.Length];
        ProjectivePoint.ToAffine(points, windows);
        return windows;
    }

    private static AffinePoint[] MakeOddMultiples()
    {
        Span<ProjectivePoint> points = new ProjectivePoint[1 << (StaticWidth - 2)];
        points[0] = new(AffinePoint.Generator);
        ProjectivePoint twice = points[0].Double();
        for (int i = 1; i < points.Length; i++) points[i] = points[i - 1] + twice;

        AffinePoint[] odd = new AffinePoint[2 * points.Length];
        ProjectivePoint.ToAffine(points, odd);
        for (int i = 0; i < points.Length; i++) odd[points.Length + i] = odd[i].TimesLambda();
        return odd;
    }
}
