using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Curve25519;

/// <summary>An integer modulo 2^255 - 19, in five limbs of 51 bits.</summary>
/// <remarks>
/// Limbs may exceed 51 bits between operations: products and differences keep them below 2^52, a sum of four such is still a
/// valid factor (below 2^54). Nothing here branches or indexes on a value, so secrets may flow through all of it.
/// </remarks>
internal readonly struct FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4)
{
    private const ulong Mask51 = (1ul << 51) - 1;

    private readonly ulong _0 = limb0;
    private readonly ulong _1 = limb1;
    private readonly ulong _2 = limb2;
    private readonly ulong _3 = limb3;
    private readonly ulong _4 = limb4;

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>The curve's d = -121665/121666.</summary>
    public static FieldElement D => new(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);

    /// <summary>2d.</summary>
    public static FieldElement D2 => new(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

    /// <summary>A square root of -1.</summary>
    public static FieldElement SqrtM1 => new(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>1/sqrt(-1 - d), non-negative (RFC 9496, section 4.1).</summary>
    public static FieldElement InvSqrtAMinusD => new(0x0fdaa805d40ea, 0x2eb482e57d339, 0x007610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff);

    /// <summary>The element of five limbs of either sign, below 2^54 in size.</summary>
    public static FieldElement FromSigned(long limb0, long limb1, long limb2, long limb3, long limb4) =>
        new FieldElement((ulong)limb0, (ulong)limb1, (ulong)limb2, (ulong)limb3, (ulong)limb4) - Zero;

    /// <summary>The limbs; not reduced.</summary>
    public void Deconstruct(out ulong limb0, out ulong limb1, out ulong limb2, out ulong limb3, out ulong limb4) =>
        (limb0, limb1, limb2, limb3, limb4) = (_0, _1, _2, _3, _4);

    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        new(a._0 + b._0, a._1 + b._1, a._2 + b._2, a._3 + b._3, a._4 + b._4);

    // 16p is added first, so that no limb falls below zero.
    public static FieldElement operator -(in FieldElement a, in FieldElement b) => Carry(
        a._0 + 0x7ffffffffffed0 - b._0,
        a._1 + 0x7ffffffffffff0 - b._1,
        a._2 + 0x7ffffffffffff0 - b._2,
        a._3 + 0x7ffffffffffff0 - b._3,
        a._4 + 0x7ffffffffffff0 - b._4);

    public static FieldElement operator -(in FieldElement a) => Zero - a;

    // A column of products is summed without a carry: the high words of (a·2^9)·(b·2^4) are the products divided by 2^51, rounded
    // down, and the low words of a·b, summed modulo 2^64, give what the rounding left out once 2^51 times the former is subtracted.
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;

        // 2^255 = 19, so what overflows the fifth limb comes back times 19.
        ulong c1 = b1 * 19, c2 = b2 * 19, c3 = b3 * 19, c4 = b4 * 19;
        ulong low0 = (a0 * b0) + (a4 * c1) + (a3 * c2) + (a2 * c3) + (a1 * c4);
        ulong low1 = (a1 * b0) + (a0 * b1) + (a4 * c2) + (a3 * c3) + (a2 * c4);
        ulong low2 = (a2 * b0) + (a1 * b1) + (a0 * b2) + (a4 * c3) + (a3 * c4);
        ulong low3 = (a3 * b0) + (a2 * b1) + (a1 * b2) + (a0 * b3) + (a4 * c4);
        ulong low4 = (a4 * b0) + (a3 * b1) + (a2 * b2) + (a1 * b3) + (a0 * b4);

        (a0, a1, a2, a3, a4) = (a0 << 9, a1 << 9, a2 << 9, a3 << 9, a4 << 9);
        (b0, b1, b2, b3, b4) = (b0 << 4, b1 << 4, b2 << 4, b3 << 4, b4 << 4);
        (c1, c2, c3, c4) = (c1 << 4, c2 << 4, c3 << 4, c4 << 4);
        ulong high0 = High(a0, b0) + High(a4, c1) + High(a3, c2) + High(a2, c3) + High(a1, c4);
        ulong high1 = High(a1, b0) + High(a0, b1) + High(a4, c2) + High(a3, c3) + High(a2, c4);
        ulong high2 = High(a2, b0) + High(a1, b1) + High(a0, b2) + High(a4, c3) + High(a3, c4);
        ulong high3 = High(a3, b0) + High(a2, b1) + High(a1, b2) + High(a0, b3) + High(a4, c4);
        ulong high4 = High(a4, b0) + High(a3, b1) + High(a2, b2) + High(a1, b3) + High(a0, b4);
        return Carry(
            low0 - (high0 << 51) + (high4 * 19),
            low1 - (high1 << 51) + high0,
            low2 - (high2 << 51) + high1,
            low3 - (high3 << 51) + high2,
            low4 - (high4 << 51) + high3);
    }

    public FieldElement Square()
    {
        ulong a0 = _0, a1 = _1, a2 = _2, a3 = _3, a4 = _4;
        ulong c3 = a3 * 19, c4 = a4 * 19;
        ulong d0 = a0 * 2, d1 = a1 * 2, d2 = a2 * 2, d3 = a3 * 2;
        ulong low0 = (a0 * a0) + (d1 * c4) + (d2 * c3);
        ulong low1 = (d0 * a1) + (d2 * c4) + (a3 * c3);
        ulong low2 = (d0 * a2) + (a1 * a1) + (d3 * c4);
        ulong low3 = (d0 * a3) + (d1 * a2) + (a4 * c4);
        ulong low4 = (d0 * a4) + (d1 * a3) + (a2 * a2);

        ulong e0 = a0 << 9, e1 = a1 << 9, e2 = a2 << 9, e3 = a3 << 9, e4 = a4 << 9;
        ulong f0 = a0 << 4, f1 = a1 << 4, f2 = a2 << 4;
        (c3, c4) = (c3 << 4, c4 << 4);
        (d0, d1, d2, d3) = (d0 << 4, d1 << 4, d2 << 9, d3 << 9);
        ulong high0 = High(e0, f0) + High(d1 << 5, c4) + High(d2, c3);
        ulong high1 = High(e1, d0) + High(d2, c4) + High(e3, c3);
        ulong high2 = High(e2, d0) + High(e1, f1) + High(d3, c4);
        ulong high3 = High(e3, d0) + High(e2, d1) + High(e4, c4);
        ulong high4 = High(e4, d0) + High(e3, d1) + High(e2, f2);
        return Carry(
            low0 - (high0 << 51) + (high4 * 19),
            low1 - (high1 << 51) + high0,
            low2 - (high2 << 51) + high1,
            low3 - (high3 << 51) + high2,
            low4 - (high4 << 51) + high3);
    }

    /// <summary>Squares this many times, at least once.</summary>
    public FieldElement Square(int times)
    {
        FieldElement result = Square();
        for (int i = 1; i < times; i++) result = result.Square();
        return result;
    }

    /// <summary>The inverse, or zero for zero: x^(p-2).</summary>
    public FieldElement Invert()
    {
        (FieldElement x250, FieldElement x11) = Powers();
        return x250.Square(5) * x11;
    }

    /// <summary>A square root of u/v, or of i·u/v when u/v has none; the non-negative one (RFC 9496, section 4.2).</summary>
    public static bool TrySqrtRatio(in FieldElement u, in FieldElement v, out FieldElement root) =>
        TrySqrtRatio(u, v, SqrtRatioBase(u, v).PowerOfSqrt(), out root);

    /// <summary>What <see cref="TrySqrtRatio(in FieldElement, in FieldElement, in FieldElement, out FieldElement)"/> wants the power of.</summary>
    public static FieldElement SqrtRatioBase(in FieldElement u, in FieldElement v)
    {
        FieldElement v3 = v.Square() * v;
        return u * v3.Square() * v;
    }

    /// <summary>A square root of u/v from the <see cref="PowerOfSqrt"/> of <see cref="SqrtRatioBase"/>.</summary>
    public static bool TrySqrtRatio(in FieldElement u, in FieldElement v, in FieldElement power, out FieldElement root)
    {
        FieldElement r = u * v.Square() * v * power;
        FieldElement check = v * r.Square();
        FieldElement minusU = -u;
        ulong correct = Equal(check, u);
        ulong flipped = Equal(check, minusU);
        ulong flippedI = Equal(check, minusU * SqrtM1);

        r = Select(flipped | flippedI, r * SqrtM1, r);
        root = r.Abs();
        return (correct | flipped) != 0;
    }

    /// <summary>x^((p-5)/8) = x^(2^252 - 3).</summary>
    public FieldElement PowerOfSqrt()
    {
        (FieldElement x250, _) = Powers();
        return x250.Square(2) * this;
    }

    /// <summary>Raises all to the <see cref="PowerOfSqrt"/>, eight or four side by side where the machine can.</summary>
    public static void PowersOfSqrt(Span<FieldElement> values)
    {
        while (Avx2.IsSupported && values.Length > 1)
        {
            int count = Math.Min(values.Length, 4);
            FieldVector4 lower = FieldVector4.Create(values[..count]);
            if (Avx512F.IsSupported && values.Length > 4)
            {
                count = Math.Min(values.Length, 8);
                FieldVector8 powers = FieldVector8.Create(lower, FieldVector4.Create(values[4..count])).PowerOfSqrt();
                powers.Lower().CopyTo(values[..4]);
                powers.Upper().CopyTo(values[4..count]);
            }
            else
            {
                lower.PowerOfSqrt().CopyTo(values[..count]);
            }

            values = values[count..];
        }

        foreach (ref FieldElement value in values) value = value.PowerOfSqrt();
    }

    /// <summary>Reads 32 little-endian bytes; the top bit is ignored and values from p on wrap.</summary>
    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            w0 & Mask51,
            ((w0 >> 51) | (w1 << 13)) & Mask51,
            ((w1 >> 38) | (w2 << 26)) & Mask51,
            ((w2 >> 25) | (w3 << 39)) & Mask51,
            (w3 >> 12) & Mask51);
    }

    /// <summary>Writes the value below p.</summary>
    public void ToBytes(Span<byte> output)
    {
        FieldElement carried = Carry(_0, _1, _2, _3, _4);
        ulong l0 = carried._0, l1 = carried._1, l2 = carried._2, l3 = carried._3, l4 = carried._4;

        // q is 1 when the value is p or more: adding 19 then overflows 255 bits.
        ulong q = (l0 + 19) >> 51;
        q = (l1 + q) >> 51;
        q = (l2 + q) >> 51;
        q = (l3 + q) >> 51;
        q = (l4 + q) >> 51;

        l0 += 19 * q;
        l1 += l0 >> 51;
        l2 += l1 >> 51;
        l3 += l2 >> 51;
        l4 += l3 >> 51;
        l0 &= Mask51;
        l1 &= Mask51;
        l2 &= Mask51;
        l3 &= Mask51;
        l4 &= Mask51;

        BinaryPrimitives.WriteUInt64LittleEndian(output, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(output[8..], (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(output[16..], (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(output[24..], (l3 >> 39) | (l4 << 12));
    }

    /// <summary>All ones when the value below p is odd, otherwise zero.</summary>
    public ulong Negative()
    {
        Span<byte> bytes = stackalloc byte[32];
        ToBytes(bytes);
        return 0ul - (ulong)(bytes[0] & 1);
    }

    /// <summary>The value or its negation, whichever is even.</summary>
    public FieldElement Abs() => Select(Negative(), -this, this);

    /// <summary>All ones when the values are equal, otherwise zero.</summary>
    public static ulong Equal(in FieldElement a, in FieldElement b)
    {
        Span<byte> bytes = stackalloc byte[32];
        (a - b).ToBytes(bytes);
        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            | BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])
            | BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])
            | BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return ((bits | (0ul - bits)) >> 63) - 1;
    }

    /// <summary>The first value when the mask is all ones, the second when it is zero.</summary>
    public static FieldElement Select(ulong mask, in FieldElement a, in FieldElement b) => new(
        b._0 ^ (mask & (a._0 ^ b._0)),
        b._1 ^ (mask & (a._1 ^ b._1)),
        b._2 ^ (mask & (a._2 ^ b._2)),
        b._3 ^ (mask & (a._3 ^ b._3)),
        b._4 ^ (mask & (a._4 ^ b._4)));

    /// <summary>x^(2^250 - 1) and x^11, which both exponentiations end with.</summary>
    private (FieldElement X250, FieldElement X11) Powers()
    {
        FieldElement x2 = Square();
        FieldElement x9 = x2.Square(2) * this;
        FieldElement x11 = x9 * x2;
        FieldElement x5 = x11.Square() * x9;
        FieldElement x10 = x5.Square(5) * x5;
        FieldElement x20 = x10.Square(10) * x10;
        FieldElement x40 = x20.Square(20) * x20;
        FieldElement x50 = x40.Square(10) * x10;
        FieldElement x100 = x50.Square(50) * x50;
        FieldElement x200 = x100.Square(100) * x100;
        return (x200.Square(50) * x50, x11);
    }

    private static FieldElement Carry(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) => new(
        (l0 & Mask51) + ((l4 >> 51) * 19),
        (l1 & Mask51) + (l0 >> 51),
        (l2 & Mask51) + (l1 >> 51),
        (l3 & Mask51) + (l2 >> 51),
        (l4 & Mask51) + (l3 >> 51));

    /// <summary>The upper 64 bits of a product.</summary>
    // Math.BigMul passes the lower half through memory; where only the upper is wanted there is an instruction for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong x, ulong y) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
}
