using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Secp256k1;

/// <summary>An integer modulo p = 2^256 - 2^32 - 977, in five limbs of 52 bits.</summary>
/// <remarks>
/// Limbs may exceed 52 bits between operations. What products, differences and small multiples return is called reduced: limbs below 2^53, the
/// fifth below 2^49. A sum of four reduced elements is still valid everywhere. Nothing here branches or indexes on a value, so secrets may flow
/// through all of it.
/// </remarks>
internal readonly struct FieldElement
{
    private const ulong Mask52 = (1ul << 52) - 1;
    private const ulong Mask48 = (1ul << 48) - 1;

    // 2^256 and 2^260 modulo p.
    private const ulong Fold256 = 0x1000003d1;
    private const ulong Fold260 = 0x1000003d10;

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;
    private readonly ulong _4;

    public FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4)
    {
        _0 = limb0;
        _1 = limb1;
        _2 = limb2;
        _3 = limb3;
        _4 = limb4;
    }

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>A cube root of one: x·β is the abscissa of λ·P.</summary>
    public static FieldElement Beta => new(0x96c28719501ee, 0x7512f58995c13, 0xc3434e99cf049, 0x07106e64479ea, 0x07ae96a2b657c);

    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        new(a._0 + b._0, a._1 + b._1, a._2 + b._2, a._3 + b._3, a._4 + b._4);

    // 16p is added first, so that no limb falls below zero.
    public static FieldElement operator -(in FieldElement a, in FieldElement b) => Carry(
        a._0 + 0xffffefffffc2f0 - b._0,
        a._1 + 0xfffffffffffff0 - b._1,
        a._2 + 0xfffffffffffff0 - b._2,
        a._3 + 0xfffffffffffff0 - b._3,
        a._4 + 0x0ffffffffffff0 - b._4);

    public static FieldElement operator -(in FieldElement a) => Zero - a;

    // A column of products is summed without a carry: the high words of (a·2^8)·(b·2^4) are the products divided by 2^52, rounded
    // down, and the low words of a·b, summed modulo 2^64, give what the rounding left out once 2^52 times the former is subtracted.
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong a0 = a._0, a1 = a._1, a2 = a._2, a3 = a._3, a4 = a._4;
        ulong b0 = b._0, b1 = b._1, b2 = b._2, b3 = b._3, b4 = b._4;
        ulong low0 = a0 * b0;
        ulong low1 = (a0 * b1) + (a1 * b0);
        ulong low2 = (a0 * b2) + (a1 * b1) + (a2 * b0);
        ulong low3 = (a0 * b3) + (a1 * b2) + (a2 * b1) + (a3 * b0);
        ulong low4 = (a0 * b4) + (a1 * b3) + (a2 * b2) + (a3 * b1) + (a4 * b0);
        ulong low5 = (a1 * b4) + (a2 * b3) + (a3 * b2) + (a4 * b1);
        ulong low6 = (a2 * b4) + (a3 * b3) + (a4 * b2);
        ulong low7 = (a3 * b4) + (a4 * b3);
        ulong low8 = a4 * b4;

        (a0, a1, a2, a3, a4) = (a0 << 8, a1 << 8, a2 << 8, a3 << 8, a4 << 8);
        (b0, b1, b2, b3, b4) = (b0 << 4, b1 << 4, b2 << 4, b3 << 4, b4 << 4);
        ulong high0 = High(a0, b0);
        ulong high1 = High(a0, b1) + High(a1, b0);
        ulong high2 = High(a0, b2) + High(a1, b1) + High(a2, b0);
        ulong high3 = High(a0, b3) + High(a1, b2) + High(a2, b1) + High(a3, b0);
        ulong high4 = High(a0, b4) + High(a1, b3) + High(a2, b2) + High(a3, b1) + High(a4, b0);
        ulong high5 = High(a1, b4) + High(a2, b3) + High(a3, b2) + High(a4, b1);
        ulong high6 = High(a2, b4) + High(a3, b3) + High(a4, b2);
        ulong high7 = High(a3, b4) + High(a4, b3);
        ulong high8 = High(a4, b4);
        return Reduce(
            low0 - (high0 << 52), low1 - (high1 << 52) + high0, low2 - (high2 << 52) + high1, low3 - (high3 << 52) + high2, low4 - (high4 << 52) + high3,
            low5 - (high5 << 52) + high4, low6 - (high6 << 52) + high5, low7 - (high7 << 52) + high6, low8 - (high8 << 52) + high7, high8);
    }

    public FieldElement Square()
    {
        ulong a0 = _0, a1 = _1, a2 = _2, a3 = _3, a4 = _4;
        ulong d0 = a0 * 2, d1 = a1 * 2, d2 = a2 * 2, d3 = a3 * 2;
        ulong low0 = a0 * a0;
        ulong low1 = d0 * a1;
        ulong low2 = (d0 * a2) + (a1 * a1);
        ulong low3 = (d0 * a3) + (d1 * a2);
        ulong low4 = (d0 * a4) + (d1 * a3) + (a2 * a2);
        ulong low5 = (d1 * a4) + (d2 * a3);
        ulong low6 = (d2 * a4) + (a3 * a3);
        ulong low7 = d3 * a4;
        ulong low8 = a4 * a4;

        (d0, d1, d2, d3) = (d0 << 4, d1 << 4, d2 << 4, d3 << 4);
        ulong e1 = a1 << 4, e2 = a2 << 4, e3 = a3 << 4, e4 = a4 << 4;
        ulong high0 = High(a0 << 8, a0 << 4);
        (a1, a2, a3, a4) = (a1 << 8, a2 << 8, a3 << 8, a4 << 8);
        ulong high1 = High(d0, a1);
        ulong high2 = High(d0, a2) + High(a1, e1);
        ulong high3 = High(d0, a3) + High(d1, a2);
        ulong high4 = High(d0, a4) + High(d1, a3) + High(a2, e2);
        ulong high5 = High(d1, a4) + High(d2, a3);
        ulong high6 = High(d2, a4) + High(a3, e3);
        ulong high7 = High(d3, a4);
        ulong high8 = High(a4, e4);
        return Reduce(
            low0 - (high0 << 52), low1 - (high1 << 52) + high0, low2 - (high2 << 52) + high1, low3 - (high3 << 52) + high2, low4 - (high4 << 52) + high3,
            low5 - (high5 << 52) + high4, low6 - (high6 << 52) + high5, low7 - (high7 << 52) + high6, low8 - (high8 << 52) + high7, high8);
    }

    /// <summary>Squares this many times, at least once.</summary>
    public FieldElement Square(int times)
    {
        FieldElement result = Square();
        for (int i = 1; i < times; i++) result = result.Square();
        return result;
    }

    /// <summary>The element times a number of at most 5 bits.</summary>
    public FieldElement Times(uint factor) => Carry(_0 * factor, _1 * factor, _2 * factor, _3 * factor, _4 * factor);

    /// <summary>The inverse, or zero for zero: x^(p-2).</summary>
    public FieldElement Invert()
    {
        (FieldElement x2, FieldElement x22, FieldElement x223) = Powers();
        return ((((x223.Square(23) * x22).Square(5) * this).Square(3) * x2).Square(2)) * this;
    }

    /// <summary>A square root, x^((p+1)/4); false when there is none.</summary>
    public bool TrySqrt(out FieldElement root)
    {
        (FieldElement x2, FieldElement x22, FieldElement x223) = Powers();
        root = ((x223.Square(23) * x22).Square(6) * x2).Square(2);
        return (root.Square() - this).IsZero();
    }

    /// <summary>The first element where the mask is zero, the second where it is all ones.</summary>
    public static FieldElement Select(in FieldElement zero, in FieldElement one, ulong mask) => new(
        zero._0 ^ (mask & (zero._0 ^ one._0)),
        zero._1 ^ (mask & (zero._1 ^ one._1)),
        zero._2 ^ (mask & (zero._2 ^ one._2)),
        zero._3 ^ (mask & (zero._3 ^ one._3)),
        zero._4 ^ (mask & (zero._4 ^ one._4)));

    /// <summary>Reads 32 bytes, big-endian; false when they are not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement element)
    {
        ulong w3 = BinaryPrimitives.ReadUInt64BigEndian(bytes), w2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong w1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), w0 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        element = new(w0 & Mask52, ((w0 >> 52) | (w1 << 12)) & Mask52, ((w1 >> 40) | (w2 << 24)) & Mask52, ((w2 >> 28) | (w3 << 36)) & Mask52, w3 >> 16);
        return (w3 & w2 & w1) != ulong.MaxValue || w0 < 0xfffffffefffffc2f;
    }

    /// <summary>Writes the value below p as 32 bytes, big-endian.</summary>
    public void Write(Span<byte> output)
    {
        FieldElement n = Normalize();
        BinaryPrimitives.WriteUInt64BigEndian(output, (n._3 >> 36) | (n._4 << 16));
        BinaryPrimitives.WriteUInt64BigEndian(output[8..], (n._2 >> 24) | (n._3 << 28));
        BinaryPrimitives.WriteUInt64BigEndian(output[16..], (n._1 >> 12) | (n._2 << 40));
        BinaryPrimitives.WriteUInt64BigEndian(output[24..], n._0 | (n._1 << 52));
    }

    /// <summary>Whether the element is zero. Takes the same time for all of them.</summary>
    public bool IsZero()
    {
        FieldElement n = Normalize();
        return (n._0 | n._1 | n._2 | n._3 | n._4) == 0;
    }

    /// <summary>The lowest bit of the value below p.</summary>
    public uint LowestBit() => (uint)Normalize()._0 & 1;

    /// <summary>The same value below p, in limbs of 52 bits.</summary>
    public FieldElement Normalize()
    {
        FieldElement once = Propagate(_0 + ((_4 >> 48) * Fold256), _1, _2, _3, _4 & Mask48);

        // What is left is below 2^256 + p, so that p goes at most once more: exactly when adding 2^256 - p reaches 2^256.
        FieldElement more = Propagate(once._0 + Fold256, once._1, once._2, once._3, once._4);
        FieldElement less = new(more._0, more._1, more._2, more._3, more._4 & Mask48);
        return Select(once, less, 0ul - (more._4 >> 48));
    }

    private static FieldElement Propagate(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4)
    {
        t1 += t0 >> 52;
        t2 += t1 >> 52;
        t3 += t2 >> 52;
        return new(t0 & Mask52, t1 & Mask52, t2 & Mask52, t3 & Mask52, t4 + (t3 >> 52));
    }

    // Ones in a row in the exponent: p - 2 and (p + 1)/4 begin with 223 of them.
    private (FieldElement X2, FieldElement X22, FieldElement X223) Powers()
    {
        FieldElement x2 = Square() * this;
        FieldElement x3 = x2.Square() * this;
        FieldElement x6 = x3.Square(3) * x3;
        FieldElement x9 = x6.Square(3) * x3;
        FieldElement x11 = x9.Square(2) * x2;
        FieldElement x22 = x11.Square(11) * x11;
        FieldElement x44 = x22.Square(22) * x22;
        FieldElement x88 = x44.Square(44) * x44;
        FieldElement x176 = x88.Square(88) * x88;
        FieldElement x220 = x176.Square(44) * x44;
        return (x2, x22, x220.Square(3) * x3);
    }

    // Ten limbs below 2^62 become five: 2^260 and then what exceeds 2^256 are folded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(ulong e0, ulong e1, ulong e2, ulong e3, ulong e4, ulong e5, ulong e6, ulong e7, ulong e8, ulong e9)
    {
        ulong high5 = High(e5, Fold260 << 12), high6 = High(e6, Fold260 << 12), high7 = High(e7, Fold260 << 12);
        ulong high8 = High(e8, Fold260 << 12), high9 = High(e9, Fold260 << 12);
        e0 += (e5 * Fold260) - (high5 << 52);
        e1 += (e6 * Fold260) - (high6 << 52) + high5;
        e2 += (e7 * Fold260) - (high7 << 52) + high6;
        e3 += (e8 * Fold260) - (high8 << 52) + high7;
        e4 += (e9 * Fold260) - (high9 << 52) + high8;

        ulong over = (e4 >> 48) + (high9 << 4);
        ulong high = High(over << 12, Fold256);
        e0 += (over * Fold256) - (high << 52);
        e1 += high;
        return new(
            e0 & Mask52, (e1 & Mask52) + (e0 >> 52), (e2 & Mask52) + (e1 >> 52), (e3 & Mask52) + (e2 >> 52), (e4 & Mask48) + (e3 >> 52));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Carry(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4) => new(
        (t0 & Mask52) + ((t4 >> 48) * Fold256), (t1 & Mask52) + (t0 >> 52), (t2 & Mask52) + (t1 >> 52), (t3 & Mask52) + (t2 >> 52), (t4 & Mask48) + (t3 >> 52));

    // The out parameter of Math.BigMul goes through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong x, ulong y) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
}
