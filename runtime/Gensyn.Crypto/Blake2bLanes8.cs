using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto;

/// <summary>Eight lanes of BLAKE2b in the vectors of AVX-512.</summary>
internal readonly unsafe struct Blake2bLanes8 : IBlake2bLanes
{
    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx512BW.IsSupported;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Compress(in Blake2bLaneState lanes)
    {
        // Vectors that do not cross a cache line: each of the words is read twelve times.
        byte* room = stackalloc byte[(16 * 64) + 63];
        Vector512<ulong>* m = (Vector512<ulong>*)(((nuint)room + 63) & ~(nuint)63);
        Transpose(lanes, 0, 0, m);
        Transpose(lanes, 0, 64, m + 8);

        Vector512<ulong> first = Vector512.Load(lanes.First);
        Vector512<ulong> h0 = Chain(lanes.H, Blake2bState.Iv0 ^ Blake2bState.Parameters(32, 0), first), h1 = Chain(lanes.H + 8, Blake2bState.Iv1, first);
        Vector512<ulong> h2 = Chain(lanes.H + 16, Blake2bState.Iv2, first), h3 = Chain(lanes.H + 24, Blake2bState.Iv3, first);
        Vector512<ulong> h4 = Chain(lanes.H + 32, Blake2bState.Iv4, first), h5 = Chain(lanes.H + 40, Blake2bState.Iv5, first);
        Vector512<ulong> h6 = Chain(lanes.H + 48, Blake2bState.Iv6, first), h7 = Chain(lanes.H + 56, Blake2bState.Iv7, first);

        Vector512<ulong> v0 = h0, v1 = h1, v2 = h2, v3 = h3, v4 = h4, v5 = h5, v6 = h6, v7 = h7;
        Vector512<ulong> v8 = Vector512.Create(Blake2bState.Iv0), v9 = Vector512.Create(Blake2bState.Iv1);
        Vector512<ulong> v10 = Vector512.Create(Blake2bState.Iv2), v11 = Vector512.Create(Blake2bState.Iv3);
        Vector512<ulong> v12 = Vector512.Create(Blake2bState.Iv4) ^ Vector512.Load(lanes.Counts), v13 = Vector512.Create(Blake2bState.Iv5);
        Vector512<ulong> v14 = Vector512.Create(Blake2bState.Iv6) ^ Vector512.Load(lanes.Last), v15 = Vector512.Create(Blake2bState.Iv7);

        // The schedule has 12 rows of 16 entries below 16 times 8, so every address is in it and among the 16 words.
        ref byte s = ref MemoryMarshal.GetReference(Blake2bCompression.Schedule);
        for (int round = 0; round < 12; round++, s = ref Unsafe.Add(ref s, 16))
        {
            MixHalf(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, ref s, 0, 32, 24);
            MixHalf(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, ref s, 1, 16, 63);
            MixHalf(ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4, ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, m, ref s, 8, 32, 24);
            MixHalf(ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4, ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, m, ref s, 9, 16, 63);
        }

        (h0 ^ v0 ^ v8).Store(lanes.H);
        (h1 ^ v1 ^ v9).Store(lanes.H + 8);
        (h2 ^ v2 ^ v10).Store(lanes.H + 16);
        (h3 ^ v3 ^ v11).Store(lanes.H + 24);
        (h4 ^ v4 ^ v12).Store(lanes.H + 32);
        (h5 ^ v5 ^ v13).Store(lanes.H + 40);
        (h6 ^ v6 ^ v14).Store(lanes.H + 48);
        (h7 ^ v7 ^ v15).Store(lanes.H + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<ulong> Chain(ulong* h, ulong initial, Vector512<ulong> first) =>
        Vector512.ConditionalSelect(first, Vector512.Create(initial), Vector512.Load(h));

    /// <summary>Half of four mixings that do not depend on each other, a step of all four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MixHalf(
        ref Vector512<ulong> a0, ref Vector512<ulong> a1, ref Vector512<ulong> a2, ref Vector512<ulong> a3, ref Vector512<ulong> b0, ref Vector512<ulong> b1, ref Vector512<ulong> b2, ref Vector512<ulong> b3,
        ref Vector512<ulong> c0, ref Vector512<ulong> c1, ref Vector512<ulong> c2, ref Vector512<ulong> c3, ref Vector512<ulong> d0, ref Vector512<ulong> d1, ref Vector512<ulong> d2, ref Vector512<ulong> d3,
        Vector512<ulong>* m, ref byte s, [ConstantExpected] int i, [ConstantExpected] byte right, [ConstantExpected] byte then)
    {
        a0 = a0 + Word(m, Unsafe.Add(ref s, i)) + b0;
        a1 = a1 + Word(m, Unsafe.Add(ref s, i + 2)) + b1;
        a2 = a2 + Word(m, Unsafe.Add(ref s, i + 4)) + b2;
        a3 = a3 + Word(m, Unsafe.Add(ref s, i + 6)) + b3;
        d0 = Avx512F.RotateRight(d0 ^ a0, right);
        d1 = Avx512F.RotateRight(d1 ^ a1, right);
        d2 = Avx512F.RotateRight(d2 ^ a2, right);
        d3 = Avx512F.RotateRight(d3 ^ a3, right);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Avx512F.RotateRight(b0 ^ c0, then);
        b1 = Avx512F.RotateRight(b1 ^ c1, then);
        b2 = Avx512F.RotateRight(b2 ^ c2, then);
        b3 = Avx512F.RotateRight(b3 ^ c3, then);
    }

    /// <summary>A word of the block, by its offset in eighths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Word(Vector512<ulong>* m, byte eighths) => Vector512.Load((ulong*)m + eighths);

    /// <summary>Writes eight words of each lane's block, the same word of all lanes together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(in Blake2bLaneState lanes, int lane, int from, Vector512<ulong>* words)
    {
        Vector512<ulong> r0 = Row(lanes, lane, from), r1 = Row(lanes, lane + 1, from), r2 = Row(lanes, lane + 2, from), r3 = Row(lanes, lane + 3, from);
        Vector512<ulong> r4 = Row(lanes, lane + 4, from), r5 = Row(lanes, lane + 5, from), r6 = Row(lanes, lane + 6, from), r7 = Row(lanes, lane + 7, from);
        Transpose(
            Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), words);
        Transpose(
            Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), words + 1);
    }

    /// <summary>Transposes four by four pairs of words; the results are two apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> c, Vector512<ulong> d, Vector512<ulong>* words)
    {
        Vector512<ulong> ab = Avx512F.Shuffle4x128(a, b, 0b10_00_10_00), cd = Avx512F.Shuffle4x128(c, d, 0b10_00_10_00);
        words[0] = Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00);
        words[4] = Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01);
        ab = Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
        cd = Avx512F.Shuffle4x128(c, d, 0b11_01_11_01);
        words[2] = Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00);
        words[6] = Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01);
    }

    /// <summary>Half a block of a lane, zero after the end of its message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Row(in Blake2bLaneState lanes, int lane, int from)
    {
        Vector512<byte> bytes = Vector512.Load(lanes.Blocks[lane] + from);
        Vector512<byte> positions = Vector512<byte>.Indices + Vector512.Create((byte)from);
        return (bytes & Vector512.LessThan(positions, Vector512.Create((byte)lanes.Used[lane]))).AsUInt64();
    }
}
