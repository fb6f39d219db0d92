using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Eight integers modulo 2^255 - 19 side by side: <see cref="FieldVector4"/> on vectors twice as wide; needs AVX-512F.</summary>
/// <remarks>
/// Kept apart from it line by line, because a generic form over both widths costs half the speed: the compiler keeps vectors wrapped
/// in structs in memory.
/// </remarks>
[SkipLocalsInit]
internal readonly partial struct FieldVector8(Vector512<int> v0, Vector512<int> v1, Vector512<int> v2, Vector512<int> v3, Vector512<int> v4)
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

    public readonly Vector512<int> V0 = v0;
    public readonly Vector512<int> V1 = v1;
    public readonly Vector512<int> V2 = v2;
    public readonly Vector512<int> V3 = v3;
    public readonly Vector512<int> V4 = v4;

    /// <summary>Eight elements, from the lowest lane on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector8 Create(in FieldVector4 lower, in FieldVector4 upper) => new(
        Vector512.Create(lower.V0, upper.V0),
        Vector512.Create(lower.V1, upper.V1),
        Vector512.Create(lower.V2, upper.V2),
        Vector512.Create(lower.V3, upper.V3),
        Vector512.Create(lower.V4, upper.V4));

    /// <summary>The four lower elements.</summary>
    public FieldVector4 Lower() => new(V0.GetLower(), V1.GetLower(), V2.GetLower(), V3.GetLower(), V4.GetLower());

    /// <summary>The four upper elements.</summary>
    public FieldVector4 Upper() => new(V0.GetUpper(), V1.GetUpper(), V2.GetUpper(), V3.GetUpper(), V4.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector8 operator +(in FieldVector8 a, in FieldVector8 b) => new(a.V0 + b.V0, a.V1 + b.V1, a.V2 + b.V2, a.V3 + b.V3, a.V4 + b.V4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector8 operator -(in FieldVector8 a, in FieldVector8 b) => new(a.V0 - b.V0, a.V1 - b.V1, a.V2 - b.V2, a.V3 - b.V3, a.V4 - b.V4);

    public static FieldVector8 operator *(in FieldVector8 a, in FieldVector8 b)
    {
        Multiply(a, b, out FieldVector8 product);
        return product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector8 Square()
    {
        Vector512<int> f0 = V0, f2 = V1, f4 = V2, f6 = V3, f8 = V4;
        Vector512<int> f1 = High(f0), f3 = High(f2), f5 = High(f4), f7 = High(f6), f9 = High(f8);
        Vector512<int> d0 = f0 + f0, d2 = f2 + f2, d4 = f4 + f4, d6 = f6 + f6, d8 = f8 + f8;
        Vector512<int> d1 = f1 + f1, d3 = f3 + f3, d5 = f5 + f5, d7 = f7 + f7, d9 = f9 + f9;
        Vector512<int> n19 = Vector512.Create(19);
        Vector512<int> n4 = f4 * n19, n6 = f6 * n19, n8 = f8 * n19;
        Vector512<int> n5 = High(n4), n7 = High(n6), n9 = High(n8);
        Vector512<int> m5 = n5 + n5, m7 = n7 + n7, m9 = n9 + n9;
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
    public FieldVector8 Square(int times)
    {
        FieldVector8 result = this;
        for (int i = 0; i < times; i++) result = result.Square();
        return result;
    }

    /// <summary>Each to the power (p-5)/8 = 2^252 - 3.</summary>
    // The same chain as FieldElement's.
    public FieldVector8 PowerOfSqrt()
    {
        FieldVector8 x2 = Square();
        FieldVector8 x9 = x2.Square(2) * this;
        FieldVector8 x5 = (x9 * x2).Square() * x9;
        FieldVector8 x10 = x5.Square(5) * x5;
        FieldVector8 x20 = x10.Square(10) * x10;
        FieldVector8 x40 = x20.Square(20) * x20;
        FieldVector8 x50 = x40.Square(10) * x10;
        FieldVector8 x100 = x50.Square(50) * x50;
        FieldVector8 x200 = x100.Square(100) * x100;
        return (x200.Square(50) * x50).Square(2) * this;
    }

    /// <summary>The product of each lane and a small constant, below 2^20.</summary>
    public FieldVector8 Scale(Vector512<int> factors) => Reduce(
        M(V0, factors), M(High(V0), factors), M(V1, factors), M(High(V1), factors), M(V2, factors),
        M(High(V2), factors), M(V3, factors), M(High(V3), factors), M(V4, factors), M(High(V4), factors));

    /// <summary>Lanes in another order: two bits of the constant name the source of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector8 Permute([ConstantExpected] byte order) => new(
        Avx512F.Permute4x64(V0.AsInt64(), order).AsInt32(),
        Avx512F.Permute4x64(V1.AsInt64(), order).AsInt32(),
        Avx512F.Permute4x64(V2.AsInt64(), order).AsInt32(),
        Avx512F.Permute4x64(V3.AsInt64(), order).AsInt32(),
        Avx512F.Permute4x64(V4.AsInt64(), order).AsInt32());

    /// <summary>The even lanes, each twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector8 EvenLanes() => new(
        Avx512F.UnpackLow(V0.AsInt64(), V0.AsInt64()).AsInt32(),
        Avx512F.UnpackLow(V1.AsInt64(), V1.AsInt64()).AsInt32(),
        Avx512F.UnpackLow(V2.AsInt64(), V2.AsInt64()).AsInt32(),
        Avx512F.UnpackLow(V3.AsInt64(), V3.AsInt64()).AsInt32(),
        Avx512F.UnpackLow(V4.AsInt64(), V4.AsInt64()).AsInt32());

    /// <summary>The odd lanes, each twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldVector8 OddLanes() => new(
        Avx512F.UnpackHigh(V0.AsInt64(), V0.AsInt64()).AsInt32(),
        Avx512F.UnpackHigh(V1.AsInt64(), V1.AsInt64()).AsInt32(),
        Avx512F.UnpackHigh(V2.AsInt64(), V2.AsInt64()).AsInt32(),
        Avx512F.UnpackHigh(V3.AsInt64(), V3.AsInt64()).AsInt32(),
        Avx512F.UnpackHigh(V4.AsInt64(), V4.AsInt64()).AsInt32());

    /// <summary>Lanes of the second where the mask is all ones, of the first where it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldVector8 Blend(in FieldVector8 a, in FieldVector8 b, Vector512<int> mask) => new(
        Vector512.ConditionalSelect(mask, b.V0, a.V0),
        Vector512.ConditionalSelect(mask, b.V1, a.V1),
        Vector512.ConditionalSelect(mask, b.V2, a.V2),
        Vector512.ConditionalSelect(mask, b.V3, a.V3),
        Vector512.ConditionalSelect(mask, b.V4, a.V4));

    /// <summary>Carries ten columns, each above -2^62 (-2^61 in the odd ones) and below 2^62.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldVector8 Reduce(
        Vector512<long> c0, Vector512<long> c1, Vector512<long> c2, Vector512<long> c3, Vector512<long> c4,
        Vector512<long> c5, Vector512<long> c6, Vector512<long> c7, Vector512<long> c8, Vector512<long> c9)
    {
        Vector512<ulong> even = Vector512.Create(Even + HalfEven), odd = Vector512.Create(Odd + HalfOdd);
        Vector512<ulong> mask26 = Vector512.Create(Mask26), mask25 = Vector512.Create(Mask25);
        Vector512<ulong> h0 = c0.AsUInt64() + Vector512.Create(First + HalfEven), h1 = c1.AsUInt64() + odd;
        Vector512<ulong> h2 = c2.AsUInt64() + even, h3 = c3.AsUInt64() + odd;
        Vector512<ulong> h4 = c4.AsUInt64() + even, h5 = c5.AsUInt64() + odd;
        Vector512<ulong> h6 = c6.AsUInt64() + even, h7 = c7.AsUInt64() + odd;
        Vector512<ulong> h8 = c8.AsUInt64() + even, h9 = c9.AsUInt64() + odd;

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
        Vector512<ulong> top = h9 >> 25;
        h0 = (h0 & mask26) + top + ((top << 1) + (top << 4));
        h1 = (h1 & mask25) + (h0 >> 26);
        return new FieldVector8(
            Pack(h0 & mask26, h1),
            Pack(h2 & mask26, h3 & mask25),
            Pack(h4 & mask26, h5),
            Pack(h6 & mask26, h7 & mask25),
            Pack(h8 & mask26, h9 & mask25));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Pack(Vector512<ulong> even, Vector512<ulong> odd) =>
        (even | (odd << 32)).AsInt32() - Vector512.Create(HalfEven | (HalfOdd << 32)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> M(Vector512<int> a, Vector512<int> b) => Avx512F.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> High(Vector512<int> limbs) => (limbs.AsUInt64() >> 32).AsInt32();
}
