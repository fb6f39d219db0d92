using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gensyn.Crypto.Secp256k1;

/// <summary>An integer modulo the group order n, in four limbs.</summary>
/// <remarks>Nothing but <see cref="NonAdjacentForm"/> branches or indexes on a value, so secrets may flow through the rest.</remarks>
internal readonly struct Scalar
{
    // n = 2^256 - 432420386565659656852420866394968145599.
    private const ulong N0 = 0xbfd25e8cd0364141;
    private const ulong N1 = 0xbaaedce6af48a03b;
    private const ulong N2 = 0xfffffffffffffffe;
    private const ulong N3 = 0xffffffffffffffff;

    // -1/n modulo 2^64.
    private const ulong MinusInverse = 0x4b0dff665588b13f;

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    public Scalar(ulong limb0, ulong limb1, ulong limb2, ulong limb3)
    {
        _0 = limb0;
        _1 = limb1;
        _2 = limb2;
        _3 = limb3;
    }

    // 2^256 and 2^512 modulo n: a Montgomery product with the latter undoes the division by 2^256.
    private static Scalar R => new(0x402da1732fc9bebf, 0x4551231950b75fc4, 1, 0);

    private static Scalar R2 => new(0x896cf21467d7d140, 0x741496c20e7cf878, 0xe697f5e45bcd07c6, 0x9d671cd581c69bc5);

    public static Scalar operator *(in Scalar a, in Scalar b) => Montgomery(Montgomery(a, b), R2);

    public static Scalar operator +(in Scalar a, in Scalar b)
    {
        ulong carry = 0;
        ulong l0 = AddCarry(a._0, b._0, ref carry);
        ulong l1 = AddCarry(a._1, b._1, ref carry);
        ulong l2 = AddCarry(a._2, b._2, ref carry);
        ulong l3 = AddCarry(a._3, b._3, ref carry);
        return SubtractOrder(l0, l1, l2, l3, carry);
    }

    public static Scalar operator -(in Scalar a)
    {
        ulong borrow = 0;
        ulong l0 = SubtractBorrow(N0, a._0, ref borrow);
        ulong l1 = SubtractBorrow(N1, a._1, ref borrow);
        ulong l2 = SubtractBorrow(N2, a._2, ref borrow);
        ulong l3 = SubtractBorrow(N3, a._3, ref borrow);

        // n - 0 is not below n.
        return SubtractOrder(l0, l1, l2, l3, 0);
    }

    /// <summary>The first scalar where the mask is zero, the second where it is all ones.</summary>
    public static Scalar Select(in Scalar zero, in Scalar one, ulong mask) => new(
        zero._0 ^ (mask & (zero._0 ^ one._0)),
        zero._1 ^ (mask & (zero._1 ^ one._1)),
        zero._2 ^ (mask & (zero._2 ^ one._2)),
        zero._3 ^ (mask & (zero._3 ^ one._3)));

    /// <summary>Reads 32 bytes, big-endian, and reduces them; tells whether they were below n already.</summary>
    public static bool Read(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        ulong l0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), l1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        ulong l2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), l3 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        scalar = SubtractOrder(l0, l1, l2, l3, 0);
        return ((l0 ^ scalar._0) | (l1 ^ scalar._1) | (l2 ^ scalar._2) | (l3 ^ scalar._3)) == 0;
    }

    /// <summary>Writes 32 bytes, big-endian.</summary>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteUInt64BigEndian(output, _3);
        BinaryPrimitives.WriteUInt64BigEndian(output[8..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(output[16..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(output[24..], _0);
    }

    public bool IsZero() => (_0 | _1 | _2 | _3) == 0;

    /// <summary>All ones if the scalar is above n/2, else zero.</summary>
    public ulong IsHigh()
    {
        ulong borrow = 0;
        SubtractBorrow(0xdfe92f46681b20a0, _0, ref borrow);
        SubtractBorrow(0x5d576e7357a4501d, _1, ref borrow);
        SubtractBorrow(0xffffffffffffffff, _2, ref borrow);
        SubtractBorrow(0x7fffffffffffffff, _3, ref borrow);
        return 0 - borrow;
    }

    /// <summary>The inverse, or zero for zero: x^(n-2), four bits of that public exponent at a time.</summary>
    public Scalar Invert()
    {
        Span<Scalar> powers = stackalloc Scalar[16];
        powers[0] = R;
        powers[1] = Montgomery(this, R2);
        for (int i = 2; i < 16; i++) powers[i] = Montgomery(powers[i - 1], powers[1]);

        ReadOnlySpan<ulong> exponent = [N3, N2, N1, N0 - 2];
        Scalar result = R;
        foreach (ulong limb in exponent)
        {
            for (int shift = 60; shift >= 0; shift -= 4)
            {
                for (int i = 0; i < 4; i++) result = Montgomery(result, result);
                result = Montgomery(result, powers[(int)(limb >> shift) & 15]);
            }
        }

        result = Montgomery(result, new Scalar(1, 0, 0, 0));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(powers));
        return result;
    }

    /// <summary>A value that is not above n/2, as 64 digits of -8 to 8 in base 16.</summary>
    public void ToRadix16(Span<sbyte> digits)
    {
        for (int i = 0; i < 16; i++)
        {
            digits[i] = (sbyte)((_0 >> (4 * i)) & 15);
            digits[i + 16] = (sbyte)((_1 >> (4 * i)) & 15);
            digits[i + 32] = (sbyte)((_2 >> (4 * i)) & 15);
            digits[i + 48] = (sbyte)((_3 >> (4 * i)) & 15);
        }

        // The last digit is at most 7, and 8 with what is carried into it.
        for (int i = 0; i < 63; i++)
        {
            int carry = (digits[i] + 8) >> 4;
            digits[i] -= (sbyte)(carry << 4);
            digits[i + 1] += (sbyte)carry;
        }
    }

    /// <summary>Two scalars of at most 129 bits, either of them perhaps negated, with first + second·λ equal to this one modulo n.</summary>
    /// <remarks>Source: Guide to Elliptic Curve Cryptography, algorithm 3.74, with divisions replaced by products with rounded 2^384·b/n.</remarks>
    public (Scalar First, Scalar Second) Split()
    {
        Scalar c1 = HighProduct(new(0xe893209a45dbb031, 0x3daa8a1471e8ca7f, 0xe86c90e49284eb15, 0x3086d221a7d46bcd));
        Scalar c2 = HighProduct(new(0x1571b4ae8ac47f71, 0x221208ac9df506c6, 0x6f547fa90abfe4c4, 0xe4437ed6010e8828));
        Scalar minusB1 = new(0x6f547fa90abfe4c3, 0xe4437ed6010e8828, 0, 0);
        Scalar minusB2 = new(0xd765cda83db1562c, 0x8a280ac50774346d, 0xfffffffffffffffe, 0xffffffffffffffff);
        Scalar minusLambda = new(0xe0cfc810b51283cf, 0xa880b9fc8ec739c2, 0x5ad9e3fd77ed9ba4, 0xac9c52b33fa3cf1f);
        Scalar second = (c1 * minusB1) + (c2 * minusB2);
        return (this + (second * minusLambda), second);
    }

    /// <summary>
    /// The value, or minus the value if that is below n/2, as digits that are zero or odd and below 2^(width-1), one at most in each run of
    /// this width. Tells whether it was negated.
    /// </summary>
    /// <remarks>Takes a time that depends on the value: for public scalars only.</remarks>
    public bool NonAdjacentForm(Span<sbyte> digits, int width)
    {
        bool negate = IsHigh() != 0;
        Scalar small = negate ? -this : this;
        digits.Clear();
        ReadOnlySpan<ulong> limbs = [small._0, small._1, small._2, small._3, 0];
        ulong span = 1ul << width;
        ulong carry = 0;
        for (int position = 0; position < digits.Length;)
        {
            int limb = position / 64;
            int bit = position % 64;
            ulong window = limbs[limb] >> bit;
            if (bit > 64 - width) window |= limbs[limb + 1] << (64 - bit);
            window = carry + (window & (span - 1));
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }

            carry = window < span / 2 ? 0ul : 1ul;
            digits[position] = (sbyte)((long)window - (long)(carry * span));
            position += width;
        }

        return negate;
    }

    // The product divided by 2^384 and rounded.
    private Scalar HighProduct(in Scalar other)
    {
        Span<ulong> product = stackalloc ulong[8];
        product.Clear();
        ReadOnlySpan<ulong> a = [_0, _1, _2, _3], b = [other._0, other._1, other._2, other._3];
        for (int i = 0; i < 4; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < 4; j++) product[i + j] = MultiplyAdd(a[i], b[j], product[i + j], ref carry);
            product[i + 4] = carry;
        }

        ulong round = product[5] >> 63;
        ulong low = AddCarry(product[6], 0, ref round);
        return new(low, product[7] + round, 0, 0);
    }

    // a·b/2^256 modulo n, below n.
    private static Scalar Montgomery(in Scalar a, in Scalar b)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        Step(a._0, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a._1, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a._2, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        Step(a._3, b, ref t0, ref t1, ref t2, ref t3, ref t4);
        return SubtractOrder(t0, t1, t2, t3, t4);
    }

    // Adds x·b and the multiple of n that makes the sum's lowest limb zero, and drops that limb.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(ulong x, in Scalar b, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        ulong carry = 0;
        ulong s0 = MultiplyAdd(x, b._0, t0, ref carry);
        ulong s1 = MultiplyAdd(x, b._1, t1, ref carry);
        ulong s2 = MultiplyAdd(x, b._2, t2, ref carry);
        ulong s3 = MultiplyAdd(x, b._3, t3, ref carry);
        ulong s5 = 0;
        ulong s4 = AddCarry(t4, carry, ref s5);

        ulong m = s0 * MinusInverse;
        carry = 0;
        MultiplyAdd(m, N0, s0, ref carry);
        t0 = MultiplyAdd(m, N1, s1, ref carry);
        t1 = MultiplyAdd(m, N2, s2, ref carry);
        t2 = MultiplyAdd(m, N3, s3, ref carry);
        ulong over = 0;
        t3 = AddCarry(s4, carry, ref over);
        t4 = s5 + over;
    }

    // Subtracts n from a value below 2n.
    private static Scalar SubtractOrder(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        ulong borrow = 0;
        ulong s0 = SubtractBorrow(l0, N0, ref borrow);
        ulong s1 = SubtractBorrow(l1, N1, ref borrow);
        ulong s2 = SubtractBorrow(l2, N2, ref borrow);
        ulong s3 = SubtractBorrow(l3, N3, ref borrow);
        SubtractBorrow(l4, 0, ref borrow);
        return Select(new(s0, s1, s2, s3), new(l0, l1, l2, l3), 0 - borrow);
    }

    // x·y + addend + carry, which fits 128 bits: the low half, and the high one as the next carry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong x, ulong y, ulong addend, ref ulong carry)
    {
        ulong high = FieldElement.High(x, y);
        ulong low = x * y;
        ulong sum = low + addend;
        high += IsLess(sum, low);
        ulong result = sum + carry;
        carry = high + IsLess(result, sum);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddCarry(ulong x, ulong y, ref ulong carry)
    {
        ulong sum = x + y;
        ulong over = IsLess(sum, x);
        ulong result = sum + carry;
        carry = over + IsLess(result, sum);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractBorrow(ulong x, ulong y, ref ulong borrow)
    {
        ulong difference = x - y;
        ulong under = IsLess(x, y);
        ulong result = difference - borrow;
        borrow = under | IsLess(difference, borrow);
        return result;
    }

    // One or zero without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong IsLess(ulong x, ulong y) => Unsafe.BitCast<bool, byte>(x < y);
}
