using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto;

/// <summary>Sixteen lanes of BLAKE2b: twice those of <see cref="Blake2bLanes8"/>, in turns. One set alone leaves the processor idle while it waits for its results.</summary>
internal readonly unsafe struct Blake2bLanes16 : IBlake2bLanes
{
    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Blake2bLanes8.IsSupported;

    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Compress(in Blake2bLaneState lanes)
    {
        byte* room = stackalloc byte[(32 * 64) + 63];
        Vector512<ulong>* m = (Vector512<ulong>*)(((nuint)room + 63) & ~(nuint)63), n = m + 16;
        Blake2bLanes8.Transpose(lanes, 0, 0, m);
        Blake2bLanes8.Transpose(lanes, 0, 64, m + 8);
        Blake2bLanes8.Transpose(lanes, 8, 0, n);
        Blake2bLanes8.Transpose(lanes, 8, 64, n + 8);

        ulong* h = lanes.H;
        Begin(h, lanes.First);
        Begin(h + 8, lanes.First + 8);
        Vector512<ulong> v0 = Vector512.Load(h), v1 = Vector512.Load(h + 16), v2 = Vector512.Load(h + 32), v3 = Vector512.Load(h + 48);
        Vector512<ulong> v4 = Vector512.Load(h + 64), v5 = Vector512.Load(h + 80), v6 = Vector512.Load(h + 96), v7 = Vector512.Load(h + 112);
        Vector512<ulong> w0 = Vector512.Load(h + 8), w1 = Vector512.Load(h + 24), w2 = Vector512.Load(h + 40), w3 = Vector512.Load(h + 56);
        Vector512<ulong> w4 = Vector512.Load(h + 72), w5 = Vector512.Load(h + 88), w6 = Vector512.Load(h + 104), w7 = Vector512.Load(h + 120);
        Vector512<ulong> v8 = Vector512.Create(Blake2bState.Iv0);
        Vector512<ulong> v9 = Vector512.Create(Blake2bState.Iv1);
        Vector512<ulong> v10 = Vector512.Create(Blake2bState.Iv2);
        Vector512<ulong> v11 = Vector512.Create(Blake2bState.Iv3);
        Vector512<ulong> v12 = Vector512.Create(Blake2bState.Iv4) ^ Vector512.Load(lanes.Counts);
        Vector512<ulong> v13 = Vector512.Create(Blake2bState.Iv5);
        Vector512<ulong> v14 = Vector512.Create(Blake2bState.Iv6) ^ Vector512.Load(lanes.Last);
        Vector512<ulong> v15 = Vector512.Create(Blake2bState.Iv7);
        Vector512<ulong> w8 = Vector512.Create(Blake2bState.Iv0);
        Vector512<ulong> w9 = Vector512.Create(Blake2bState.Iv1);
        Vector512<ulong> w10 = Vector512.Create(Blake2bState.Iv2);
        Vector512<ulong> w11 = Vector512.Create(Blake2bState.Iv3);
        Vector512<ulong> w12 = Vector512.Create(Blake2bState.Iv4) ^ Vector512.Load(lanes.Counts + 8);
        Vector512<ulong> w13 = Vector512.Create(Blake2bState.Iv5);
        Vector512<ulong> w14 = Vector512.Create(Blake2bState.Iv6) ^ Vector512.Load(lanes.Last + 8);
        Vector512<ulong> w15 = Vector512.Create(Blake2bState.Iv7);

        // As in eight lanes. The 32 vectors of the two states are all that the processor has, so the words are operands in memory.
        ref byte s = ref MemoryMarshal.GetReference(Blake2bCompression.Schedule);
        for (int round = 0; round < 12; round++, s = ref Unsafe.Add(ref s, 16))
        {
            Blake2bLanes8.MixHalf(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, ref s, 0, 32, 24);
            Blake2bLanes8.MixHalf(ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7, ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15, n, ref s, 0, 32, 24);
            Blake2bLanes8.MixHalf(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15, m, ref s, 1, 16, 63);
            Blake2bLanes8.MixHalf(ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7, ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15, n, ref s, 1, 16, 63);
            Blake2bLanes8.MixHalf(ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4, ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, m, ref s, 8, 32, 24);
            Blake2bLanes8.MixHalf(ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4, ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14, n, ref s, 8, 32, 24);
            Blake2bLanes8.MixHalf(ref v0, ref v1, ref v2, ref v3, ref v5, ref v6, ref v7, ref v4, ref v10, ref v11, ref v8, ref v9, ref v15, ref v12, ref v13, ref v14, m, ref s, 9, 16, 63);
            Blake2bLanes8.MixHalf(ref w0, ref w1, ref w2, ref w3, ref w5, ref w6, ref w7, ref w4, ref w10, ref w11, ref w8, ref w9, ref w15, ref w12, ref w13, ref w14, n, ref s, 9, 16, 63);
        }

        // The chaining values are read again rather than kept.
        (Vector512.Load(h) ^ v0 ^ v8).Store(h);
        (Vector512.Load(h + 16) ^ v1 ^ v9).Store(h + 16);
        (Vector512.Load(h + 32) ^ v2 ^ v10).Store(h + 32);
        (Vector512.Load(h + 48) ^ v3 ^ v11).Store(h + 48);
        (Vector512.Load(h + 64) ^ v4 ^ v12).Store(h + 64);
        (Vector512.Load(h + 80) ^ v5 ^ v13).Store(h + 80);
        (Vector512.Load(h + 96) ^ v6 ^ v14).Store(h + 96);
        (Vector512.Load(h + 112) ^ v7 ^ v15).Store(h + 112);
        (Vector512.Load(h + 8) ^ w0 ^ w8).Store(h + 8);
        (Vector512.Load(h + 24) ^ w1 ^ w9).Store(h + 24);
        (Vector512.Load(h + 40) ^ w2 ^ w10).Store(h + 40);
        (Vector512.Load(h + 56) ^ w3 ^ w11).Store(h + 56);
        (Vector512.Load(h + 72) ^ w4 ^ w12).Store(h + 72);
        (Vector512.Load(h + 88) ^ w5 ^ w13).Store(h + 88);
        (Vector512.Load(h + 104) ^ w6 ^ w14).Store(h + 104);
        (Vector512.Load(h + 120) ^ w7 ^ w15).Store(h + 120);
    }

    // Sets the chaining values of the lanes whose messages begin.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(ulong* h, ulong* first)
    {
        Vector512<ulong> begins = Vector512.Load(first);
        Blake2bLanes8.Chain(h, Blake2bState.Iv0 ^ Blake2bState.Parameters(32, 0), begins).Store(h);
        Blake2bLanes8.Chain(h + 16, Blake2bState.Iv1, begins).Store(h + 16);
        Blake2bLanes8.Chain(h + 32, Blake2bState.Iv2, begins).Store(h + 32);
        Blake2bLanes8.Chain(h + 48, Blake2bState.Iv3, begins).Store(h + 48);
        Blake2bLanes8.Chain(h + 64, Blake2bState.Iv4, begins).Store(h + 64);
        Blake2bLanes8.Chain(h + 80, Blake2bState.Iv5, begins).Store(h + 80);
        Blake2bLanes8.Chain(h + 96, Blake2bState.Iv6, begins).Store(h + 96);
        Blake2bLanes8.Chain(h + 112, Blake2bState.Iv7, begins).Store(h + 112);
    }
}
