using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>The scrypt key derivation (RFC 7914).</summary>
internal static class Scrypt
{
    /// <summary>Stretches a password; takes 128·cost·blockSize bytes of memory.</summary>
    /// <param name="password">Any bytes.</param>
    /// <param name="salt">Any bytes.</param>
    /// <param name="cost">N, a power of two.</param>
    /// <param name="blockSize">r.</param>
    /// <param name="parallelism">p.</param>
    /// <param name="output">The key.</param>
    public static void Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost, int blockSize, int parallelism, Span<byte> output)
    {
        int vectors = 2 * blockSize * Salsa20.Vectors;
        byte[] bytes = Secret.Allocate(parallelism * 128 * blockSize);
        Vector128<uint>[] memory = new Vector128<uint>[(cost + 2) * vectors];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, bytes, 1, HashAlgorithmName.SHA256);
        for (int i = 0; i < parallelism; i++) Mix(bytes.AsSpan(i * 128 * blockSize, 128 * blockSize), memory, vectors, cost);
        Rfc2898DeriveBytes.Pbkdf2(password, bytes, output, 1, HashAlgorithmName.SHA256);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(memory.AsSpan()));
    }

    /// <summary>scryptROMix: fills the memory with a chain of blocks, then walks through it by what the blocks say.</summary>
    private static void Mix(Span<byte> bytes, Span<Vector128<uint>> memory, int vectors, int cost)
    {
        Span<Vector128<uint>> x = memory.Slice(cost * vectors, vectors);
        Span<Vector128<uint>> y = memory.Slice((cost + 1) * vectors, vectors);
        int blocks = bytes.Length / Salsa20.BlockSize;
        for (int i = 0; i < blocks; i++) Salsa20.Read(bytes[(i * Salsa20.BlockSize)..], x[(i * Salsa20.Vectors)..]);
        for (int i = 0; i < cost; i++)
        {
            x.CopyTo(memory[(i * vectors)..]);
            MixBlocks(x, y);
        }

        for (int i = 0; i < cost; i++)
        {
            int index = (int)(x[^Salsa20.Vectors].ToScalar() & (uint)(cost - 1));
            ReadOnlySpan<Vector128<uint>> other = memory.Slice(index * vectors, vectors);
            for (int j = 0; j < x.Length; j++) x[j] ^= other[j];
            MixBlocks(x, y);
        }

        for (int i = 0; i < blocks; i++) Salsa20.Write(x[(i * Salsa20.Vectors)..], bytes[(i * Salsa20.BlockSize)..]);
    }

    /// <summary>scryptBlockMix: each block of Salsa20/8 takes the one before it in; even blocks come first, then odd ones.</summary>
    private static void MixBlocks(Span<Vector128<uint>> x, Span<Vector128<uint>> y)
    {
        int blocks = x.Length / Salsa20.Vectors;
        Span<Vector128<uint>> last = stackalloc Vector128<uint>[Salsa20.Vectors];
        x[^Salsa20.Vectors..].CopyTo(last);
        for (int i = 0; i < blocks; i++)
        {
            ReadOnlySpan<Vector128<uint>> block = x.Slice(i * Salsa20.Vectors, Salsa20.Vectors);
            for (int j = 0; j < last.Length; j++) last[j] ^= block[j];
            Salsa20.Core(last, rounds: 8);
            int place = (i / 2) + (i % 2 == 0 ? 0 : blocks / 2);
            last.CopyTo(y[(place * Salsa20.Vectors)..]);
        }

        y.CopyTo(x);
    }
}
