using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto;

/// <summary>BLAKE2b-256 of four messages of one length at once, a message to each lane of the vectors.</summary>
/// <remarks>One message leaves vectors waiting for each other; four independent ones do not, and need no permutations.</remarks>
internal static class Blake2bLanes
{
    public const int Count = 4;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Writes the hashes of the tag and each of four items that lie one after the other.</summary>
    public static void Hash(byte tag, ReadOnlySpan<byte> items, int itemLength, Span<byte> output)
    {
        Span<Vector256<ulong>> h = stackalloc Vector256<ulong>[8];
        Span<Vector256<ulong>> m = stackalloc Vector256<ulong>[16];
        Span<byte> blocks = stackalloc byte[Count * Blake2bState.BlockSize];
        for (int i = 0; i < 8; i++) h[i] = Vector256.Create(Blake2bState.Iv[i]);
        h[0] ^= Vector256.Create(0x01010020ul);

        int length = itemLength + 1;
        for (int start = 0; start < length; start += Blake2bState.BlockSize)
        {
            // The tag stands before the item, so the block's bytes begin one earlier in it.
            int used = Math.Min(Blake2bState.BlockSize, length - start);
            if (start > 0 && used == Blake2bState.BlockSize)
            {
                Gather(items[(start - 1)..], itemLength, m);
            }
            else
            {
                int shift = start == 0 ? 1 : 0;
                blocks.Clear();
                for (int lane = 0; lane < Count; lane++)
                {
                    Span<byte> block = blocks.Slice(lane * Blake2bState.BlockSize, Blake2bState.BlockSize);
                    if (start == 0) block[0] = tag;
                    items.Slice((lane * itemLength) + start + shift - 1, used - shift).CopyTo(block[shift..]);
                }

                Gather(blocks, Blake2bState.BlockSize, m);
            }

            Compress(h, m, (ulong)(start + used), start + used == length ? ulong.MaxValue : 0);
        }

        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(output);
        for (int lane = 0; lane < Count; lane++)
        {
            for (int i = 0; i < 4; i++) words[(4 * lane) + i] = h[i][lane];
        }
    }

    /// <summary>Takes 16 words of each of four blocks this many bytes apart.</summary>
    private static void Gather(ReadOnlySpan<byte> bytes, int stride, Span<Vector256<ulong>> m)
    {
        ReadOnlySpan<ulong> lane0 = MemoryMarshal.Cast<byte, ulong>(bytes[..128]);
        ReadOnlySpan<ulong> lane1 = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(stride, 128));
        ReadOnlySpan<ulong> lane2 = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * stride, 128));
        ReadOnlySpan<ulong> lane3 = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(3 * stride, 128));
        for (int i = 0; i < 16; i++) m[i] = Vector256.Create(lane0[i], lane1[i], lane2[i], lane3[i]);
    }

    private static void Compress(Span<Vector256<ulong>> h, Span<Vector256<ulong>> m, ulong count, ulong last)
    {
        h = h[..8];
        ref Vector256<ulong> words = ref MemoryMarshal.GetReference(m[..16]);
        ref byte sigma = ref MemoryMarshal.GetReference(Blake2bState.Sigma);
        ReadOnlySpan<ulong> iv = Blake2bState.Iv;
        Vector256<ulong> v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        Vector256<ulong> v8 = Vector256.Create(iv[0]), v9 = Vector256.Create(iv[1]), v10 = Vector256.Create(iv[2]), v11 = Vector256.Create(iv[3]);
        Vector256<ulong> v12 = Vector256.Create(iv[4] ^ count), v13 = Vector256.Create(iv[5]);
        Vector256<ulong> v14 = Vector256.Create(iv[6] ^ last), v15 = Vector256.Create(iv[7]);

        for (int round = 0; round < 12; round++)
        {
            // Sigma has 12 rows of 16 entries below 16, so every address stays inside the row and the 16 words.
            ref byte s = ref Unsafe.Add(ref sigma, 16 * round);
            Blake2bState.Mix(ref v0, ref v4, ref v8, ref v12, Word(ref words, ref s, 0), Word(ref words, ref s, 1));
            Blake2bState.Mix(ref v1, ref v5, ref v9, ref v13, Word(ref words, ref s, 2), Word(ref words, ref s, 3));
            Blake2bState.Mix(ref v2, ref v6, ref v10, ref v14, Word(ref words, ref s, 4), Word(ref words, ref s, 5));
            Blake2bState.Mix(ref v3, ref v7, ref v11, ref v15, Word(ref words, ref s, 6), Word(ref words, ref s, 7));
            Blake2bState.Mix(ref v0, ref v5, ref v10, ref v15, Word(ref words, ref s, 8), Word(ref words, ref s, 9));
            Blake2bState.Mix(ref v1, ref v6, ref v11, ref v12, Word(ref words, ref s, 10), Word(ref words, ref s, 11));
            Blake2bState.Mix(ref v2, ref v7, ref v8, ref v13, Word(ref words, ref s, 12), Word(ref words, ref s, 13));
            Blake2bState.Mix(ref v3, ref v4, ref v9, ref v14, Word(ref words, ref s, 14), Word(ref words, ref s, 15));
        }

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
    private static Vector256<ulong> Word(ref Vector256<ulong> words, ref byte sigma, int index) =>
        Unsafe.Add(ref words, (nint)Unsafe.Add(ref sigma, index));
}
