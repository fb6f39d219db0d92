using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Four integers modulo 2^255 - 19 side by side, each in ten signed limbs of 26 and 25 bits in turn; needs AVX2.</summary>
/// <remarks>
/// Vector k holds limb 2k in the lower and limb 2k + 1 in the upper half of each 64-bit lane, so that one instruction adds two limbs.
/// Let e be 2^25 for the even limbs and 2^24 for the odd ones. What <see cref="Reduce"/> returns is within e (1 + 2^-8) of zero; a sum of
/// four such is still a valid factor on the left of a product, of three on the right and of two in a square: 19 times a right limb must
/// stay below 2^31, and a column of products below 2^62. No operation branches or indexes on a value.
/// </remarks>
[SkipLocalsInit]
internal readonly partial struct FieldVector4(Vector256<int> v0, Vector256<int> v1, Vector256<int> v2, Vector256<int> v3, Vector256<int> v4)
{
    private const ulong Mask26 = (1ul << 26) - 1;
    private const ulong Mask25 = (1ul << 25) - 1;

    // 2^36·p, limb by limb, keeps a column from falling below zero.
    private const ulong First = (1ul << 36) * (Mask26 - 18);
    private const ulong Even = (1ul << 36) * Mask26;
    private const ulong Odd = (1ul << 36) * Mask25;

    // Added before the carries and taken off after them, this turns limbs from zero up into limbs around zero.
    private const ulong HalfEven = 1ul << 25;
    private const ulong HalfOdd = 1ul << 24;

    public readonly Vector256<int> V0 = v0;
    public readonly Vector256<int> V1 = v1;
    public readonly Vector256<int> V2 = v2;
    public readonly Vector256<int> V3 = v3;
    public readonly Vector256<int> V4 = v4;

    /// <summary>Four elements, from the lowest lane on.</summary>
    public static FieldVector4 Create(in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        (ulong a0, ulong a1, ulong a2, ulong a3, ulong a4) = a;
        (ulong b0, ulong b1, ulong b2, ulong b3, ulong b4) = b;
        (ulong c0, ulong c1, ulong c2, ulong c3, ulong c4) = c;
        (ulong d0, ulong d1, ulong d2, ulong d3, ulong d4) = d;
        Vector256<ulong> l0 = Vector256.Create(a0, b0, c0, d0);
        Vector256<ulong> l1 = Vector256.Create(a1, b1, c1, d1);
        Vector256<ulong> l2 = Vector256.Create(a2, b2, c2, d2);
        Vector256<ulong> l3 = Vector256.Create(a3, b3, c3, d3);
        Vector256<ulong> l4 = Vector256.Create(a4, b4, c4, d4);
        Vector256<ulong> mask = Vector256.Create(Mask26);
        return Reduce(
            (l0 & mask).AsInt64(), (l0 >> 26).AsInt64(), (l1 & mask).AsInt64(), (l1 >> 26).AsInt64(), (l2 & mask).AsInt64(),
            (l2 >> 26).AsInt64(), (l3 & mask).AsInt64(), (l3 >> 26).AsInt64(), (l4 & mask).AsInt64(), (l4 >> 26).AsInt64());
    }

    /// <summary>One to four elements, from the lowest lane on; the lanes above hold the last.</summary>
    public static FieldVector4 Create(ReadOnlySpan<FieldElement> elements) =>
        Create(elements[0], elements[Math.Min(1, elements.Length - 1)], elements[Math.Min(2, elements.Length - 1)], elements[^1]);

    /// <summary>The element in a lane.</summary>
    public FieldElement this[int lane] =>
        FieldElement.FromSigned(Limb(V0, lane), Limb(V1, lane), Limb(V2, lane), Limb(V3, lane), Limb(V4, lane));

    /// <summary>The elements of as many lanes, from the lowest on.</summary>
    public void CopyTo(Span<FieldElement> elements)
    {
        for (int lane = 0; lane < elements.Length; lane++) elements[lane] = this[lane];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector4 operator +(in FieldVector4 a, in FieldVector4 b) => new(a.V0 + b.V0, a.V1 + b.V1, a.V2 + b.V2, a.V3 + b.V3, a.V4 + b.V4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector4 operator -(in FieldVector4 a, in FieldVector4 b) => new(a.V0 - b.V0, a.V1 - b.V1, a.V2 - b.V2, a.V3 - b.V3, a.V4 - b.V4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector4 operator &(in FieldVector4 a, Vector256<int> mask) => new(a.V0 & mask, a.V1 & mask, a.V2 & mask, a.V3 & mask, a.V4 & mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector4 operator |(in FieldVector4 a, in FieldVector4 b) => new(a.V0 | b.V0, a.V1 | b.V1, a.V2 | b.V2, a.V3 | b.V3, a.V4 | b.V4);

    public static FieldVector4 operator *(in FieldVector4 a, in FieldVector4 b)
    {
        Multiply(a, b, out FieldVector4 product);
        return product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector4 Square()
    {
        Vector256<int> f0 = V0, f2 = V1, f4 = V2, f6 = V3, f8 = V4;
        Vector256<int> f1 = Upper(f0), f3 = Upper(f2), f5 = Upper(f4), f7 = Upper(f6), f9 = Upper(f8);
        Vector256<int> d0 = f0 + f0, d2 = f2 + f2, d4 = f4 + f4, d6 = f6 + f6, d8 = f8 + f8;
        Vector256<int> d1 = f1 + f1, d3 = f3 + f3, d5 = f5 + f5, d7 = f7 + f7, d9 = f9 + f9;
        Vector256<int> n19 = Vector256.Create(19);
        Vector256<int> n4 = f4 * n19, n6 = f6 * n19, n8 = f8 * n19;
        Vector256<int> n5 = Upper(n4), n7 = Upper(n6), n9 = Upper(n8);
        Vector256<int> m5 = n5 + n5, m7 = n7 + n7, m9 = n9 + n9;
        return Reduce(
            M(f0, f0) + M(d1, m9) + M(d2, n8) + M(d3, m7) + M(d4, n6) + M(d5, n5),
            M(d0, f1) + M(d2, n9) + M(d3, n8) + M(d4, n7) + M(d5, n6),
            M(d0, f2) + M(d1, f1) + M(d3, m9) + M(d4, n8) + M(d5, m7) + M(f6, n6),
            M(d0, f3) + M(d1, f2) + M(d4, n9) + M(d5, n8) + M(d6, n7),
            M(d0, f4) + M(d1, d3) + M(f2, f2) + M(d5, m9) + M(d6, n8) + M(d7, n7),
            M(d0, f5) + M(d1, f4) + M(d2, f3) + M(d6, n9) + M(d7, n8),
            M(d0, f6) + M(d1, d5) + M(d2, f4) + M(d3, f3) + M(d7, m9) + M(f8, n8),
            M(d0, f7) + M(d1, f6) + M(d2, f5) + M(d3, f4) + M(d8, n9),
            M(d0, f8) + M(d1, d7) + M(d2, f6) + M(d3, d5) + M(f4, f4) + M(d9, n9),
            M(d0, f9) + M(d1, f8) + M(d2, f7) + M(d3, f6) + M(d4, f5));
    }

    /// <summary>Squares this many times.</summary>
    public FieldVector4 Square(int times)
    {
        FieldVector4 result = this;
        for (int i = 0; i < times; i++) result = result.Square();
        return result;
    }

    /// <summary>Each to the power (p-5)/8 = 2^252 - 3.</summary>
    // The same chain as FieldElement's.
    public FieldVector4 PowerOfSqrt()
    {
        FieldVector4 x2 = Square();
        FieldVector4 x9 = x2.Square(2) * this;
        FieldVector4 x5 = (x9 * x2).Square() * x9;
        FieldVector4 x10 = x5.Square(5) * x5;
        FieldVector4 x20 = x10.Square(10) * x10;
        FieldVector4 x40 = x20.Square(20) * x20;
        FieldVector4 x50 = x40.Square(10) * x10;
        FieldVector4 x100 = x50.Square(50) * x50;
        FieldVector4 x200 = x100.Square(100) * x100;
        return (x200.Square(50) * x50).Square(2) * this;
    }

    /// <summary>The product of each lane and a small constant, below 2^20.</summary>
    public FieldVector4 Scale(Vector256<int> factors) => Reduce(
        M(V0, factors), M(Upper(V0), factors), M(V1, factors), M(Upper(V1), factors), M(V2, factors),
        M(Upper(V2), factors), M(V3, factors), M(Upper(V3), factors), M(V4, factors), M(Upper(V4), factors));

    /// <summary>Lanes in another order: two bits of the constant name the source of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector4 Permute([ConstantExpected] byte order) => new(
        Avx2.Permute4x64(V0.AsInt64(), order).AsInt32(),
        Avx2.Permute4x64(V1.AsInt64(), order).AsInt32(),
        Avx2.Permute4x64(V2.AsInt64(), order).AsInt32(),
        Avx2.Permute4x64(V3.AsInt64(), order).AsInt32(),
        Avx2.Permute4x64(V4.AsInt64(), order).AsInt32());

    /// <summary>The even lanes, each twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector4 EvenLanes() => new(
        Avx2.UnpackLow(V0.AsInt64(), V0.AsInt64()).AsInt32(),
        Avx2.UnpackLow(V1.AsInt64(), V1.AsInt64()).AsInt32(),
        Avx2.UnpackLow(V2.AsInt64(), V2.AsInt64()).AsInt32(),
        Avx2.UnpackLow(V3.AsInt64(), V3.AsInt64()).AsInt32(),
        Avx2.UnpackLow(V4.AsInt64(), V4.AsInt64()).AsInt32());

    /// <summary>The odd lanes, each twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector4 OddLanes() => new(
        Avx2.UnpackHigh(V0.AsInt64(), V0.AsInt64()).AsInt32(),
        Avx2.UnpackHigh(V1.AsInt64(), V1.AsInt64()).AsInt32(),
        Avx2.UnpackHigh(V2.AsInt64(), V2.AsInt64()).AsInt32(),
        Avx2.UnpackHigh(V3.AsInt64(), V3.AsInt64()).AsInt32(),
        Avx2.UnpackHigh(V4.AsInt64(), V4.AsInt64()).AsInt32());

    /// <summary>Lanes of the second where two bits of the constant are set, of the first elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector4 Blend(in FieldVector4 a, in FieldVector4 b, [ConstantExpected] byte mask) => new(
        Avx2.Blend(a.V0, b.V0, mask),
        Avx2.Blend(a.V1, b.V1, mask),
        Avx2.Blend(a.V2, b.V2, mask),
        Avx2.Blend(a.V3, b.V3, mask),
        Avx2.Blend(a.V4, b.V4, mask));

    /// <summary>Carries ten columns, each above -2^62 (-2^61 in the odd ones) and below 2^62.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector4 Reduce(
        Vector256<long> c0, Vector256<long> c1, Vector256<long> c2, Vector256<long> c3, Vector256<long> c4,
        Vector256<long> c5, Vector256<long> c6, Vector256<long> c7, Vector256<long> c8, Vector256<long> c9)
    {
        Vector256<ulong> even = Vector256.Create(Even + HalfEven), odd = Vector256.Create(Odd + HalfOdd);
        Vector256<ulong> mask26 = Vector256.Create(Mask26), mask25 = Vector256.Create(Mask25);
        Vector256<ulong> h0 = c0.AsUInt64() + Vector256.Create(First + HalfEven), h1 = c1.AsUInt64() + odd;
        Vector256<ulong> h2 = c2.AsUInt64() + even, h3 = c3.AsUInt64() + odd;
        Vector256<ulong> h4 = c4.AsUInt64() + even, h5 = c5.AsUInt64() + odd;
        Vector256<ulong> h6 = c6.AsUInt64() + even, h7 = c7.AsUInt64() + odd;
        Vector256<ulong> h8 = c8.AsUInt64() + even, h9 = c9.AsUInt64() + odd;

        // Two chains of carries run side by side, from limb 0 and from limb 4.
        h1 += h0 >> 26;
        h5 += h4 >> 26;
        h2 += h1 >> 25;
        h6 += h5 >> 25;
        h3 += h2 >> 26;
        h7 += h6 >> 26;
        h4 = (h4 & mask26) + (h3 >> 25);
        h8 += h7 >> 25;
        h5 = (h5 & mask25) + (h4 >> 26);
        h9 += h8 >> 26;
        Vector256<ulong> top = h9 >> 25;
        h0 = (h0 & mask26) + top + ((top << 1) + (top << 4));
        h1 = (h1 & mask25) + (h0 >> 26);
        return new FieldVector4(
            Pack(h0 & mask26, h1),
            Pack(h2 & mask26, h3 & mask25),
            Pack(h4 & mask26, h5),
            Pack(h6 & mask26, h7 & mask25),
            Pack(h8 & mask26, h9 & mask25));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pack(Vector256<ulong> even, Vector256<ulong> odd) =>
        (even | (odd << 32)).AsInt32() - Vector256.Create(HalfEven | (HalfOdd << 32)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> M(Vector256<int> a, Vector256<int> b) => Avx2.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Upper(Vector256<int> limbs) => (limbs.AsUInt64() >> 32).AsInt32();

    private static long Limb(Vector256<int> limbs, int lane) => limbs[2 * lane] + ((long)limbs[(2 * lane) + 1] << 26);
}
