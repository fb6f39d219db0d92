using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto;

/// <summary>Four lanes of BLAKE2b in the vectors of AVX2.</summary>
internal readonly unsafe struct Blake2bLanes4 : IBlake2bLanes
{
    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    public static int Count => 4;

    private static Vector256<byte> By24 => Vector256.Create(
        (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);

    private static Vector256<byte> By16 => Vector256.Create(
        (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Compress(in Blake2bLaneState lanes)
    {
        // Vectors that do not cross a cache line: each of the words is read twelve times.
        byte* room = stackalloc byte[(16 * 32) + 31];
        Vector256<ulong>* m = (Vector256<ulong>*)(((nuint)room + 31) & ~(nuint)31);
        for (int from = 0; from < Blake2bState.BlockSize; from += 32) Transpose(lanes, from, m + (from / 8));

        Vector256<ulong> first = Vector256.Load(lanes.First);
        Vector256<ulong> h0 = Chain(lanes, 0, Blake2bState.Iv0 ^ Blake2bState.Parameters(32, 0), first), h1 = Chain(lanes, 1, Blake2bState.Iv1, first);
        Vector256<ulong> h2 = Chain(lanes, 2, Blake2bState.Iv2, first), h3 = Chain(lanes, 3, Blake2bState.Iv3, first);
        Vector256<ulong> h4 = Chain(lanes, 4, Blake2bState.Iv4, first), h5 = Chain(lanes, 5, Blake2bState.Iv5, first);
        Vector256<ulong> h6 = Chain(lanes, 6, Blake2bState.Iv6, first), h7 = Chain(lanes, 7, Blake2bState.Iv7, first);

        Vector256<ulong> v0 = h0, v1 = h1, v2 = h2, v3 = h3, v4 = h4, v5 = h5, v6 = h6, v7 = h7;
        Vector256<ulong> v8 = Vector256.Create(Blake2bState.Iv0), v9 = Vector256.Create(Blake2bState.Iv1);
        Vector256<ulong> v10 = Vector256.Create(Blake2bState.Iv2), v11 = Vector256.Create(Blake2bState.Iv3);
        Vector256<ulong> v12 = Vector256.Create(Blake2bState.Iv4) ^ Vector256.Load(lanes.Counts), v13 = Vector256.Create(Blake2bState.Iv5);
        Vector256<ulong> v14 = Vector256.Create(Blake2bState.Iv6) ^ Vector256.Load(lanes.Last), v15 = Vector256.Create(Blake2bState.Iv7);

        // The schedule has 12 rows of 16 entries below 16 times 8, so every address is in it and among the 16 words.
        ref byte s = ref MemoryMarshal.GetReference(Blake2bCompression.Schedule);
        for (int round = 0; round < 12; round++, s = ref Unsafe.Add(ref s, 16))
        {
            Mix(ref v0, ref v4, ref v8, ref v12, m, ref s, 0);
            Mix(ref v1, ref v5, ref v9, ref v13, m, ref s, 2);
            Mix(ref v2, ref v6, ref v10, ref v14, m, ref s, 4);
            Mix(ref v3, ref v7, ref v11, ref v15, m, ref s, 6);
            Mix(ref v0, ref v5, ref v10, ref v15, m, ref s, 8);
            Mix(ref v1, ref v6, ref v11, ref v12, m, ref s, 10);
            Mix(ref v2, ref v7, ref v8, ref v13, m, ref s, 12);
            Mix(ref v3, ref v4, ref v9, ref v14, m, ref s, 14);
        }

        (h0 ^ v0 ^ v8).Store(lanes.H);
        (h1 ^ v1 ^ v9).Store(lanes.H + 4);
        (h2 ^ v2 ^ v10).Store(lanes.H + 8);
        (h3 ^ v3 ^ v11).Store(lanes.H + 12);
        (h4 ^ v4 ^ v12).Store(lanes.H + 16);
        (h5 ^ v5 ^ v13).Store(lanes.H + 20);
        (h6 ^ v6 ^ v14).Store(lanes.H + 24);
        (h7 ^ v7 ^ v15).Store(lanes.H + 28);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Chain(in Blake2bLaneState lanes, int word, ulong initial, Vector256<ulong> first) =>
        Vector256.ConditionalSelect(first, Vector256.Create(initial), Vector256.Load(lanes.H + (4 * word)));

    /// <summary>A word of the block, by its offset in eighths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Word(Vector256<ulong>* m, byte eighths) => Vector256.Load((ulong*)((uint*)m + eighths));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d,
        Vector256<ulong>* m, ref byte s, [ConstantExpected] int i)
    {
        a = a + Word(m, Unsafe.Add(ref s, i)) + b;
        d = Avx2.Shuffle((d ^ a).AsUInt32(), 0b10_11_00_01).AsUInt64();
        c += d;
        b = Avx2.Shuffle((b ^ c).AsByte(), By24).AsUInt64();
        a = a + Word(m, Unsafe.Add(ref s, i + 1)) + b;
        d = Avx2.Shuffle((d ^ a).AsByte(), By16).AsUInt64();
        c += d;
        b ^= c;
        b = (b + b) | (b >>> 63);
    }

    /// <summary>Writes four words of each lane's block, the same word of all lanes together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(in Blake2bLaneState lanes, int from, Vector256<ulong>* words)
    {
        Vector256<ulong> r0 = Row(lanes, 0, from), r1 = Row(lanes, 1, from), r2 = Row(lanes, 2, from), r3 = Row(lanes, 3, from);
        Vector256<ulong> a = Avx2.UnpackLow(r0, r1), b = Avx2.UnpackHigh(r0, r1), c = Avx2.UnpackLow(r2, r3), d = Avx2.UnpackHigh(r2, r3);
        words[0] = Avx2.Permute2x128(a, c, 0x20);
        words[1] = Avx2.Permute2x128(b, d, 0x20);
        words[2] = Avx2.Permute2x128(a, c, 0x31);
        words[3] = Avx2.Permute2x128(b, d, 0x31);
    }

    /// <summary>A quarter of a block of a lane, zero after the end of its message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Row(in Blake2bLaneState lanes, int lane, int from)
    {
        Vector256<byte> bytes = Vector256.Load(lanes.Blocks[lane] + from);

        // Positions and lengths are at most 128; one less is in the range of the signed comparison that AVX2 has.
        Vector256<sbyte> positions = Vector256<sbyte>.Indices + Vector256.Create((sbyte)(from - 1));
        return (bytes & Vector256.LessThan(positions, Vector256.Create((sbyte)((int)lanes.Used[lane] - 1))).AsByte()).AsUInt64();
    }
}
