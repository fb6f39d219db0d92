using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gensyn.Crypto.Curve25519;

/// <summary>An integer modulo the group order L = 2^252 + 27742317777372353535851937790883648493, in four limbs.</summary>
/// <remarks>Nothing but <see cref="Halve"/> branches or indexes on a value, so secrets may flow through the rest.</remarks>
internal readonly struct Scalar
{
    private const ulong L0 = 0x5812631a5cf5d3ed;
    private const ulong L1 = 0x14def9dea2f79cd6;
    private const ulong L3 = 0x1000000000000000;

    // -1/L modulo 2^64.
    private const ulong MinusInverse = 0xd2b51da312547e1b;

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    private Scalar(ulong limb0, ulong limb1, ulong limb2, ulong limb3)
    {
        _0 = limb0;
        _1 = limb1;
        _2 = limb2;
        _3 = limb3;
    }

    // 2^256 and 2^512 modulo L: a Montgomery product with these reduces a value, or undoes the division by 2^256.
    private static Scalar R => new(0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0x0fffffffffffffff);

    private static Scalar R2 => new(0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d);

    /// <summary>The lower 128 bits.</summary>
    public Scalar LowHalf => new(_0, _1, 0, 0);

    /// <summary>The value divided by 2^128, rounded down.</summary>
    public Scalar HighHalf => new(_2, _3, 0, 0);

    public static Scalar operator *(in Scalar a, in Scalar b) => Montgomery(Montgomery(a, b), R2);

    public static Scalar operator +(in Scalar a, in Scalar b)
    {
        // Both are below L < 2^253, so the sum fits 256 bits and one subtraction reduces it.
        UInt128 sum = (UInt128)a._0 + b._0;
        ulong l0 = (ulong)sum;
        sum = (sum >> 64) + a._1 + b._1;
        ulong l1 = (ulong)sum;
        sum = (sum >> 64) + a._2 + b._2;
        ulong l2 = (ulong)sum;
        return SubtractOrder(l0, l1, l2, (ulong)(sum >> 64) + a._3 + b._3);
    }

    public static Scalar operator -(in Scalar a)
    {
        // L - a, which is L itself for zero.
        UInt128 difference = (UInt128)L0 - a._0;
        ulong l0 = (ulong)difference;
        difference = (UInt128)L1 - a._1 - (ulong)(difference >> 127);
        ulong l1 = (ulong)difference;
        difference = (UInt128)0 - a._2 - (ulong)(difference >> 127);
        ulong l2 = (ulong)difference;
        return SubtractOrder(l0, l1, l2, L3 - a._3 - (ulong)(difference >> 127));
    }

    /// <summary>Reads 32 bytes; false when they are not below L.</summary>
    public static bool TryFromCanonical(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        scalar = Read(bytes);
        Scalar reduced = SubtractOrder(scalar._0, scalar._1, scalar._2, scalar._3);
        return reduced._0 == scalar._0 && reduced._1 == scalar._1 && reduced._2 == scalar._2 && reduced._3 == scalar._3;
    }

    /// <summary>Reads 32 bytes and reduces them.</summary>
    public static Scalar FromBytes(ReadOnlySpan<byte> bytes) => Montgomery(Read(bytes), R);

    /// <summary>Reads 64 bytes and reduces them.</summary>
    public static Scalar FromWideBytes(ReadOnlySpan<byte> bytes) => Montgomery(Read(bytes), R) + Montgomery(Read(bytes[32..]), R2);

    /// <summary>Finds u and v below 2^127 with c = u/v modulo L, or c = -u/v when negative; v is not zero.</summary>
    /// <remarks>
    /// Euclid's algorithm on L and c, up to the first remainder below 2^126: as each remainder r = t·c modulo L has |t| at most L over
    /// the remainder before it, both are short. Takes a time that depends on the value: for public scalars only.
    /// </remarks>
    public static void Halve(in Scalar c, out Scalar u, out Scalar v, out bool negative)
    {
        UInt128 high0 = new(L3, 0), low0 = new(L1, L0);
        UInt128 high1 = new(c._3, c._2), low1 = new(c._1, c._0);
        UInt128 t0 = 0, t1 = 1;
        negative = false;
        while (high1 != 0 || low1 >> 126 != 0)
        {
            // One division, bit by bit: most quotients are 1, 2 or 3.
            int shift = BitLength(high0, low0) - BitLength(high1, low1);
            for (; shift >= 0; shift--)
            {
                UInt128 low = low1 << shift;
                UInt128 high = shift == 0 ? high1 : (high1 << shift) | (low1 >> (128 - shift));
                if (high0 < high || (high0 == high && low0 < low)) continue;
                high0 = high0 - high - (low0 < low ? UInt128.One : UInt128.Zero);
                low0 -= low;
                t0 += t1 << shift;
            }

            (high0, high1, low0, low1, t0, t1) = (high1, high0, low1, low0, t1, t0);
            negative = !negative;
        }

        u = new Scalar((ulong)low1, (ulong)(low1 >> 64), 0, 0);
        v = new Scalar((ulong)t1, (ulong)(t1 >> 64), 0, 0);
    }

    /// <summary>Writes the value below L.</summary>
    public void ToBytes(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output, _0);
        BinaryPrimitives.WriteUInt64LittleEndian(output[8..], _1);
        BinaryPrimitives.WriteUInt64LittleEndian(output[16..], _2);
        BinaryPrimitives.WriteUInt64LittleEndian(output[24..], _3);
    }

    /// <summary>The value's limbs of 64 bits, the lowest first.</summary>
    public void CopyTo(Span<ulong> limbs)
    {
        limbs[0] = _0;
        limbs[1] = _1;
        limbs[2] = _2;
        limbs[3] = _3;
    }

    /// <summary>The value as 64 digits of -8 to 8 in base 16.</summary>
    public void ToRadix16(Span<sbyte> digits)
    {
        Span<byte> bytes = stackalloc byte[32];
        ToBytes(bytes);
        for (int i = 0; i < 32; i++)
        {
            digits[2 * i] = (sbyte)(bytes[i] & 15);
            digits[(2 * i) + 1] = (sbyte)(bytes[i] >> 4);
        }

        for (int i = 0; i < 63; i++)
        {
            int carry = (digits[i] + 8) >> 4;
            digits[i] -= (sbyte)(carry << 4);
            digits[i + 1] += (sbyte)carry;
        }

        CryptographicOperations.ZeroMemory(bytes);
    }

    private static int BitLength(UInt128 high, UInt128 low) =>
        high != 0 ? 256 - (int)UInt128.LeadingZeroCount(high) : 128 - (int)UInt128.LeadingZeroCount(low);

    private static Scalar Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    /// <summary>a·b/2^256 modulo L, for any a and for b below L.</summary>
    private static Scalar Montgomery(in Scalar a, in Scalar b)
    {
        Span<ulong> factors = [a._0, a._1, a._2, a._3];
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        foreach (ulong factor in factors)
        {
            UInt128 sum = ((UInt128)factor * b._0) + t0;
            t0 = (ulong)sum;
            sum = ((UInt128)factor * b._1) + t1 + (ulong)(sum >> 64);
            t1 = (ulong)sum;
            sum = ((UInt128)factor * b._2) + t2 + (ulong)(sum >> 64);
            t2 = (ulong)sum;
            sum = ((UInt128)factor * b._3) + t3 + (ulong)(sum >> 64);
            t3 = (ulong)sum;
            t4 += (ulong)(sum >> 64);

            // m makes the lowest limb vanish; the third limb of L is zero.
            ulong m = t0 * MinusInverse;
            sum = ((UInt128)m * L0) + t0;
            sum = ((UInt128)m * L1) + t1 + (ulong)(sum >> 64);
            t0 = (ulong)sum;
            sum = (UInt128)t2 + (ulong)(sum >> 64);
            t1 = (ulong)sum;
            sum = ((UInt128)m * L3) + t3 + (ulong)(sum >> 64);
            t2 = (ulong)sum;
            sum = (UInt128)t4 + (ulong)(sum >> 64);
            t3 = (ulong)sum;
            t4 = (ulong)(sum >> 64);
        }

        // The sum is below L + b < 2L, so t4 is zero.
        return SubtractOrder(t0, t1, t2, t3);
    }

    /// <summary>The value less L when it is L or more.</summary>
    private static Scalar SubtractOrder(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        UInt128 difference = (UInt128)l0 - L0;
        ulong d0 = (ulong)difference;
        difference = (UInt128)l1 - L1 - (ulong)(difference >> 127);
        ulong d1 = (ulong)difference;
        difference = (UInt128)l2 - (ulong)(difference >> 127);
        ulong d2 = (ulong)difference;
        difference = (UInt128)l3 - L3 - (ulong)(difference >> 127);
        ulong d3 = (ulong)difference;
        ulong keep = 0ul - (ulong)(difference >> 127);
        return new Scalar(d0 ^ (keep & (d0 ^ l0)), d1 ^ (keep & (d1 ^ l1)), d2 ^ (keep & (d2 ^ l2)), d3 ^ (keep & (d3 ^ l3)));
    }
}
