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
    /// <summary>Which word each step of a round adds (section 2.7); rounds 10 and 11 repeat 0 and 1.</summary>
    public static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    ];

    /// <summary>Compresses a block into a chaining value of eight words.</summary>
    /// <param name="h">The chaining value.</param>
    /// <param name="block">128 bytes.</param>
    /// <param name="count">Bytes of the message to the end of this block.</param>
    /// <param name="last">All ones when this is the last block, else zero.</param>
    public static void Compress(Span<ulong> h, ReadOnlySpan<byte> block, ulong count, ulong last)
    {
        // The words are read where they are used, all of them inside the 128 bytes that this slice checks.
        ref byte m = ref MemoryMarshal.GetReference(block[..Blake2bState.BlockSize]);
        h = h[..8];
        ulong v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        ulong v8 = Blake2bState.Iv0, v9 = Blake2bState.Iv1, v10 = Blake2bState.Iv2, v11 = Blake2bState.Iv3;
        ulong v12 = Blake2bState.Iv4 ^ count, v13 = Blake2bState.Iv5, v14 = Blake2bState.Iv6 ^ last, v15 = Blake2bState.Iv7;

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 0, 1);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 2, 3);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 4, 5);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 6, 7);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 8, 9);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 10, 11);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 12, 13);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 14, 15);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 14, 10);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 4, 8);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 9, 15);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 13, 6);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 1, 12);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 0, 2);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 11, 7);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 5, 3);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 11, 8);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 12, 0);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 5, 2);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 15, 13);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 10, 14);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 3, 6);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 7, 1);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 9, 4);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 7, 9);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 3, 1);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 13, 12);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 11, 14);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 2, 6);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 5, 10);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 4, 0);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 15, 8);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 9, 0);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 5, 7);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 2, 4);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 10, 15);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 14, 1);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 11, 12);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 6, 8);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 3, 13);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 2, 12);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 6, 10);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 0, 11);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 8, 3);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 4, 13);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 7, 5);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 15, 14);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 1, 9);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 12, 5);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 1, 15);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 14, 13);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 4, 10);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 0, 7);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 6, 3);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 9, 2);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 8, 11);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 13, 11);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 7, 14);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 12, 1);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 3, 9);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 5, 0);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 15, 4);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 8, 6);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 2, 10);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 6, 15);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 14, 9);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 11, 3);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 0, 8);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 12, 2);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 13, 7);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 1, 4);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 10, 5);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 10, 2);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 8, 4);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 7, 6);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 1, 5);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 15, 11);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 9, 14);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 3, 12);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 13, 0);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 0, 1);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 2, 3);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 4, 5);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 6, 7);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 8, 9);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 10, 11);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 12, 13);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 14, 15);

        Mix(ref v0, ref v4, ref v8, ref v12, ref m, 14, 10);
        Mix(ref v1, ref v5, ref v9, ref v13, ref m, 4, 8);
        Mix(ref v2, ref v6, ref v10, ref v14, ref m, 9, 15);
        Mix(ref v3, ref v7, ref v11, ref v15, ref m, 13, 6);
        Mix(ref v0, ref v5, ref v10, ref v15, ref m, 1, 12);
        Mix(ref v1, ref v6, ref v11, ref v12, ref m, 0, 2);
        Mix(ref v2, ref v7, ref v8, ref v13, ref m, 11, 7);
        Mix(ref v3, ref v4, ref v9, ref v14, ref m, 5, 3);

        h[0] ^= v0 ^ v8;
        h[1] ^= v1 ^ v9;
        h[2] ^= v2 ^ v10;
        h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12;
        h[5] ^= v5 ^ v13;
        h[6] ^= v6 ^ v14;
        h[7] ^= v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ref byte m, int x, int y)
    {
        a = a + Word(ref m, x) + b;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a = a + Word(ref m, y) + b;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }

    // Volatile: without it the compiler keeps the sixteen words in registers that it does not have, and spills them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte m, int index)
    {
        ulong word = Volatile.Read(ref Unsafe.As<byte, ulong>(ref Unsafe.Add(ref m, 8 * index)));
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }
}
