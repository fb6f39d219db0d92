using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Products of any point and a secret scalar.</summary>
internal static class SecretMultiplication
{
    private const int Multiples = 8;

    /// <summary>scalar·point, in a time that does not depend on the scalar.</summary>
    public static EdwardsPoint Multiply(in Scalar scalar, in EdwardsPoint point)
    {
        Span<EdwardsPoint> table = new EdwardsPoint[Multiples];
        table[0] = point;
        for (int i = 1; i < Multiples; i++) table[i] = table[i - 1] + point;

        Span<sbyte> digits = stackalloc sbyte[64];
        scalar.ToRadix16(digits);
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = 63; i >= 0; i--)
        {
            sum = sum.Double().Double().Double().Double();
            sum += Select(table, digits[i]);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return sum;
    }

    /// <summary>The multiple of a digit of -8 to 8: reads the whole table, so that the cache does not tell the digit.</summary>
    private static EdwardsPoint Select(ReadOnlySpan<EdwardsPoint> table, sbyte digit)
    {
        ulong negative = 0ul - (ulong)((uint)digit >> 31);
        uint magnitude = (uint)((digit ^ (int)negative) - (int)negative);
        EdwardsPoint result = EdwardsPoint.Identity;
        for (uint i = 0; i < Multiples; i++)
        {
            uint difference = magnitude ^ (i + 1);
            ulong same = 0ul - (ulong)((difference - 1) >> 31);
            result = Select(same, table[(int)i], result);
        }

        return Select(negative, -result, result);
    }

    private static EdwardsPoint Select(ulong mask, in EdwardsPoint a, in EdwardsPoint b) => new(
        FieldElement.Select(mask, a.X, b.X),
        FieldElement.Select(mask, a.Y, b.Y),
        FieldElement.Select(mask, a.Z, b.Z),
        FieldElement.Select(mask, a.T, b.T));
}
