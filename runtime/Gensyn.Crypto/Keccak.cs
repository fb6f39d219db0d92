using System.Numerics;

namespace Gensyn.Crypto;

/// <summary>The permutation keccak-f[1600] (FIPS 202, section 3).</summary>
internal static class Keccak
{
    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes 25 lanes.</summary>
    public static void Permute(Span<ulong> a)
    {
        a = a[..25];
        Span<ulong> b = stackalloc ulong[25];
        foreach (ulong constant in RoundConstants)
        {
            ulong c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
            ulong c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
            ulong c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
            ulong c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
            ulong c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
            ulong d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
            ulong d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
            ulong d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
            ulong d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
            ulong d4 = c3 ^ BitOperations.RotateLeft(c0, 1);

            b[0] = a[0] ^ d0;
            b[1] = BitOperations.RotateLeft(a[6] ^ d1, 44);
            b[2] = BitOperations.RotateLeft(a[12] ^ d2, 43);
            b[3] = BitOperations.RotateLeft(a[18] ^ d3, 21);
            b[4] = BitOperations.RotateLeft(a[24] ^ d4, 14);
            b[5] = BitOperations.RotateLeft(a[3] ^ d3, 28);
            b[6] = BitOperations.RotateLeft(a[9] ^ d4, 20);
            b[7] = BitOperations.RotateLeft(a[10] ^ d0, 3);
            b[8] = BitOperations.RotateLeft(a[16] ^ d1, 45);
            b[9] = BitOperations.RotateLeft(a[22] ^ d2, 61);
            b[10] = BitOperations.RotateLeft(a[1] ^ d1, 1);
            b[11] = BitOperations.RotateLeft(a[7] ^ d2, 6);
            b[12] = BitOperations.RotateLeft(a[13] ^ d3, 25);
            b[13] = BitOperations.RotateLeft(a[19] ^ d4, 8);
            b[14] = BitOperations.RotateLeft(a[20] ^ d0, 18);
            b[15] = BitOperations.RotateLeft(a[4] ^ d4, 27);
            b[16] = BitOperations.RotateLeft(a[5] ^ d0, 36);
            b[17] = BitOperations.RotateLeft(a[11] ^ d1, 10);
            b[18] = BitOperations.RotateLeft(a[17] ^ d2, 15);
            b[19] = BitOperations.RotateLeft(a[23] ^ d3, 56);
            b[20] = BitOperations.RotateLeft(a[2] ^ d2, 62);
            b[21] = BitOperations.RotateLeft(a[8] ^ d3, 55);
            b[22] = BitOperations.RotateLeft(a[14] ^ d4, 39);
            b[23] = BitOperations.RotateLeft(a[15] ^ d0, 41);
            b[24] = BitOperations.RotateLeft(a[21] ^ d1, 2);

            a[0] = b[0] ^ (~b[1] & b[2]);
            a[1] = b[1] ^ (~b[2] & b[3]);
            a[2] = b[2] ^ (~b[3] & b[4]);
            a[3] = b[3] ^ (~b[4] & b[0]);
            a[4] = b[4] ^ (~b[0] & b[1]);
            a[5] = b[5] ^ (~b[6] & b[7]);
            a[6] = b[6] ^ (~b[7] & b[8]);
            a[7] = b[7] ^ (~b[8] & b[9]);
            a[8] = b[8] ^ (~b[9] & b[5]);
            a[9] = b[9] ^ (~b[5] & b[6]);
            a[10] = b[10] ^ (~b[11] & b[12]);
            a[11] = b[11] ^ (~b[12] & b[13]);
            a[12] = b[12] ^ (~b[13] & b[14]);
            a[13] = b[13] ^ (~b[14] & b[10]);
            a[14] = b[14] ^ (~b[10] & b[11]);
            a[15] = b[15] ^ (~b[16] & b[17]);
            a[16] = b[16] ^ (~b[17] & b[18]);
            a[17] = b[17] ^ (~b[18] & b[19]);
            a[18] = b[18] ^ (~b[19] & b[15]);
            a[19] = b[19] ^ (~b[15] & b[16]);
            a[20] = b[20] ^ (~b[21] & b[22]);
            a[21] = b[21] ^ (~b[22] & b[23]);
            a[22] = b[22] ^ (~b[23] & b[24]);
            a[23] = b[23] ^ (~b[24] & b[20]);
            a[24] = b[24] ^ (~b[20] & b[21]);
            a[0] ^= constant;
        }
    }
}
