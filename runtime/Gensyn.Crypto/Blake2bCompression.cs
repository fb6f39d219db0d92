using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gensyn.Crypto;

/// <summary>The compression function of BLAKE2b (RFC 7693, section 3.2), its twelve rounds written out.</summary>
/// <remarks>
/// One message is a chain of dependent operations: vectors of one message's columns, which have to be permuted twice a round and whose operations
/// take longer, are slower than this. Many messages at once are <see cref="Blake2bMany"/>'s.
/// </remarks>
internal static class Blake2bCompression
{
    /// <summary>Which word each step of a round adds (section 2.7), times eight; rounds 10 and 11 repeat 0 and 1.</summary>
    /// <remarks>An address takes a number of 1, 2, 4 or 8 bytes as it is. In eighths of a vector, of 4 or 8 bytes, words are found without a shift.</remarks>
    public static ReadOnlySpan<byte> Schedule =>
    [
        0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120,
        112, 80, 32, 64, 72, 120, 104, 48, 8, 96, 0, 16, 88, 56, 40, 24,
        88, 64, 96, 0, 40, 16, 120, 104, 80, 112, 24, 48, 56, 8, 72, 32,
        56, 72, 24, 8, 104, 96, 88, 112, 16, 48, 40, 80, 32, 0, 120, 64,
        72, 0, 40, 56, 16, 32, 80, 120, 112, 8, 88, 96, 48, 64, 24, 104,
        16, 96, 48, 80, 0, 88, 64, 24, 32, 104, 56, 40, 120, 112, 8, 72,
        96, 40, 8, 120, 112, 104, 32, 80, 0, 56, 48, 24, 72, 16, 64, 88,
        104, 88, 56, 112, 96, 8, 24, 72, 40, 0, 120, 32, 64, 48, 16, 80,
        48, 120, 112, 72, 88, 24, 0, 64, 96, 16, 104, 56, 8, 32, 80, 40,
        80, 16, 64, 32, 56, 48, 8, 40, 120, 88, 72, 112, 24, 96, 104, 0,
        0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120,
        112, 80, 32, 64, 72, 120, 104, 48, 8, 96, 0, 16, 88, 56, 40, 24,
    ];

    /// <summary>Compresses a block into a chaining value of eight words.</summary>
    /// <typeparam name="TWords">How many of the block's words are read; the others are zero.</typeparam>
    /// <param name="h">The chaining value.</param>
    /// <param name="block">8 bytes for each word that is read.</param>
    /// <param name="count">Bytes of the message to the end of this block.</param>
    /// <param name="last">All ones when this is the last block, else zero.</param>
    public static void Compress<TWords>(Span<ulong> h, ReadOnlySpan<byte> block, ulong count, ulong last)
        where TWords : struct, IBlake2bWords
    {
        ref byte m = ref MemoryMarshal.GetReference(block[..(8 * TWords.Count)]);
        ulong m0 = Word<TWords>(ref m, 0), m1 = Word<TWords>(ref m, 1), m2 = Word<TWords>(ref m, 2), m3 = Word<TWords>(ref m, 3);
        ulong m4 = Word<TWords>(ref m, 4), m5 = Word<TWords>(ref m, 5), m6 = Word<TWords>(ref m, 6), m7 = Word<TWords>(ref m, 7);
        ulong m8 = Word<TWords>(ref m, 8), m9 = Word<TWords>(ref m, 9), m10 = Word<TWords>(ref m, 10), m11 = Word<TWords>(ref m, 11);
        ulong m12 = Word<TWords>(ref m, 12), m13 = Word<TWords>(ref m, 13), m14 = Word<TWords>(ref m, 14), m15 = Word<TWords>(ref m, 15);

        h = h[..8];
        ulong v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        ulong v8 = Blake2bState.Iv0, v9 = Blake2bState.Iv1, v10 = Blake2bState.Iv2, v11 = Blake2bState.Iv3;
        ulong v12 = Blake2bState.Iv4 ^ count, v13 = Blake2bState.Iv5, v14 = Blake2bState.Iv6 ^ last, v15 = Blake2bState.Iv7;

        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1, ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5, ref v3, ref v7, ref v11, ref v15, m6, m7);
        Mix(ref v0, ref v5, ref v10, ref v15, m8, m9, ref v1, ref v6, ref v11, ref v12, m10, m11);
        Mix(ref v2, ref v7, ref v8, ref v13, m12, m13, ref v3, ref v4, ref v9, ref v14, m14, m15);

        Mix(ref v0, ref v4, ref v8, ref v12, m14, m10, ref v1, ref v5, ref v9, ref v13, m4, m8);
        Mix(ref v2, ref v6, ref v10, ref v14, m9, m15, ref v3, ref v7, ref v11, ref v15, m13, m6);
        Mix(ref v0, ref v5, ref v10, ref v15, m1, m12, ref v1, ref v6, ref v11, ref v12, m0, m2);
        Mix(ref v2, ref v7, ref v8, ref v13, m11, m7, ref v3, ref v4, ref v9, ref v14, m5, m3);

        Mix(ref v0, ref v4, ref v8, ref v12, m11, m8, ref v1, ref v5, ref v9, ref v13, m12, m0);
        Mix(ref v2, ref v6, ref v10, ref v14, m5, m2, ref v3, ref v7, ref v11, ref v15, m15, m13);
        Mix(ref v0, ref v5, ref v10, ref v15, m10, m14, ref v1, ref v6, ref v11, ref v12, m3, m6);
        Mix(ref v2, ref v7, ref v8, ref v13, m7, m1, ref v3, ref v4, ref v9, ref v14, m9, m4);

        Mix(ref v0, ref v4, ref v8, ref v12, m7, m9, ref v1, ref v5, ref v9, ref v13, m3, m1);
        Mix(ref v2, ref v6, ref v10, ref v14, m13, m12, ref v3, ref v7, ref v11, ref v15, m11, m14);
        Mix(ref v0, ref v5, ref v10, ref v15, m2, m6, ref v1, ref v6, ref v11, ref v12, m5, m10);
        Mix(ref v2, ref v7, ref v8, ref v13, m4, m0, ref v3, ref v4, ref v9, ref v14, m15, m8);

        Mix(ref v0, ref v4, ref v8, ref v12, m9, m0, ref v1, ref v5, ref v9, ref v13, m5, m7);
        Mix(ref v2, ref v6, ref v10, ref v14, m2, m4, ref v3, ref v7, ref v11, ref v15, m10, m15);
        Mix(ref v0, ref v5, ref v10, ref v15, m14, m1, ref v1, ref v6, ref v11, ref v12, m11, m12);
        Mix(ref v2, ref v7, ref v8, ref v13, m6, m8, ref v3, ref v4, ref v9, ref v14, m3, m13);

        Mix(ref v0, ref v4, ref v8, ref v12, m2, m12, ref v1, ref v5, ref v9, ref v13, m6, m10);
        Mix(ref v2, ref v6, ref v10, ref v14, m0, m11, ref v3, ref v7, ref v11, ref v15, m8, m3);
        Mix(ref v0, ref v5, ref v10, ref v15, m4, m13, ref v1, ref v6, ref v11, ref v12, m7, m5);
        Mix(ref v2, ref v7, ref v8, ref v13, m15, m14, ref v3, ref v4, ref v9, ref v14, m1, m9);

        Mix(ref v0, ref v4, ref v8, ref v12, m12, m5, ref v1, ref v5, ref v9, ref v13, m1, m15);
        Mix(ref v2, ref v6, ref v10, ref v14, m14, m13, ref v3, ref v7, ref v11, ref v15, m4, m10);
        Mix(ref v0, ref v5, ref v10, ref v15, m0, m7, ref v1, ref v6, ref v11, ref v12, m6, m3);
        Mix(ref v2, ref v7, ref v8, ref v13, m9, m2, ref v3, ref v4, ref v9, ref v14, m8, m11);

        Mix(ref v0, ref v4, ref v8, ref v12, m13, m11, ref v1, ref v5, ref v9, ref v13, m7, m14);
        Mix(ref v2, ref v6, ref v10, ref v14, m12, m1, ref v3, ref v7, ref v11, ref v15, m3, m9);
        Mix(ref v0, ref v5, ref v10, ref v15, m5, m0, ref v1, ref v6, ref v11, ref v12, m15, m4);
        Mix(ref v2, ref v7, ref v8, ref v13, m8, m6, ref v3, ref v4, ref v9, ref v14, m2, m10);

        Mix(ref v0, ref v4, ref v8, ref v12, m6, m15, ref v1, ref v5, ref v9, ref v13, m14, m9);
        Mix(ref v2, ref v6, ref v10, ref v14, m11, m3, ref v3, ref v7, ref v11, ref v15, m0, m8);
        Mix(ref v0, ref v5, ref v10, ref v15, m12, m2, ref v1, ref v6, ref v11, ref v12, m13, m7);
        Mix(ref v2, ref v7, ref v8, ref v13, m1, m4, ref v3, ref v4, ref v9, ref v14, m10, m5);

        Mix(ref v0, ref v4, ref v8, ref v12, m10, m2, ref v1, ref v5, ref v9, ref v13, m8, m4);
        Mix(ref v2, ref v6, ref v10, ref v14, m7, m6, ref v3, ref v7, ref v11, ref v15, m1, m5);
        Mix(ref v0, ref v5, ref v10, ref v15, m15, m11, ref v1, ref v6, ref v11, ref v12, m9, m14);
        Mix(ref v2, ref v7, ref v8, ref v13, m3, m12, ref v3, ref v4, ref v9, ref v14, m13, m0);

        Mix(ref v0, ref v4, ref v8, ref v12, m0, m1, ref v1, ref v5, ref v9, ref v13, m2, m3);
        Mix(ref v2, ref v6, ref v10, ref v14, m4, m5, ref v3, ref v7, ref v11, ref v15, m6, m7);
        Mix(ref v0, ref v5, ref v10, ref v15, m8, m9, ref v1, ref v6, ref v11, ref v12, m10, m11);
        Mix(ref v2, ref v7, ref v8, ref v13, m12, m13, ref v3, ref v4, ref v9, ref v14, m14, m15);

        Mix(ref v0, ref v4, ref v8, ref v12, m14, m10, ref v1, ref v5, ref v9, ref v13, m4, m8);
        Mix(ref v2, ref v6, ref v10, ref v14, m9, m15, ref v3, ref v7, ref v11, ref v15, m13, m6);
        Mix(ref v0, ref v5, ref v10, ref v15, m1, m12, ref v1, ref v6, ref v11, ref v12, m0, m2);
        Mix(ref v2, ref v7, ref v8, ref v13, m11, m7, ref v3, ref v4, ref v9, ref v14, m5, m3);

        h[0] ^= v0 ^ v8;
        h[1] ^= v1 ^ v9;
        h[2] ^= v2 ^ v10;
        h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12;
        h[5] ^= v5 ^ v13;
        h[6] ^= v6 ^ v14;
        h[7] ^= v7 ^ v15;
    }

    /// <summary>Two mixing functions at once, step by step: they do not depend on each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y, ref ulong e, ref ulong f, ref ulong g, ref ulong h, ulong z, ulong w)
    {
        a = a + x + b;
        e = e + z + f;
        d = BitOperations.RotateRight(d ^ a, 32);
        h = BitOperations.RotateRight(h ^ e, 32);
        c += d;
        g += h;
        b = BitOperations.RotateRight(b ^ c, 24);
        f = BitOperations.RotateRight(f ^ g, 24);
        a = a + y + b;
        e = e + w + f;
        d = BitOperations.RotateRight(d ^ a, 16);
        h = BitOperations.RotateRight(h ^ e, 16);
        c += d;
        g += h;
        b = BitOperations.RotateRight(b ^ c, 63);
        f = BitOperations.RotateRight(f ^ g, 63);
    }

    // A word that is not read is a constant zero for the compiler, which then leaves its additions out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word<TWords>(ref byte m, int index)
        where TWords : struct, IBlake2bWords
    {
        if (index >= TWords.Count) return 0;
        ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref m, 8 * index));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }
}
