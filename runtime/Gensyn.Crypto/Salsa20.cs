using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>The core of Salsa20 and the stream of XSalsa20.</summary>
/// <remarks>
/// A block's sixteen words stand in four vectors, its diagonals, so that a round is four quarter-rounds side by side. Source: D. J.
/// Bernstein, "The Salsa20 family of stream ciphers" and "Extending the Salsa20 nonce".
/// </remarks>
internal static class Salsa20
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 64;

    /// <summary>Vectors of a block.</summary>
    public const int Vectors = 4;

    private const int Lanes = 4;
    private const int FullRounds = 20;

    private static ReadOnlySpan<byte> Sigma => "expand 32-byte k"u8;

    /// <summary>Reads a block.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, Span<Vector128<uint>> block)
    {
        for (int i = 0; i < Vectors * Lanes; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes[Place(i)..]);
            block[i / Lanes] = block[i / Lanes].WithElement(i % Lanes, word);
        }
    }

    /// <summary>Writes a block.</summary>
    public static void Write(ReadOnlySpan<Vector128<uint>> block, Span<byte> bytes)
    {
        for (int i = 0; i < Vectors * Lanes; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[Place(i)..], block[i / Lanes].GetElement(i % Lanes));
    }

    /// <summary>Adds to a block what an even number of rounds make of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Core(Span<Vector128<uint>> block, int rounds)
    {
        Vector128<uint> a = block[0], b = block[1], c = block[2], d = block[3];
        Rounds(ref a, ref b, ref c, ref d, rounds);
        block[0] += a;
        block[1] += b;
        block[2] += c;
        block[3] += d;
    }

    /// <summary>Adds (xors) the stream of a key and a nonce of 24 bytes to a text.</summary>
    public static void XorXSalsa20(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> text)
    {
        // HSalsa20 makes a key of the first 16 bytes of the nonce: the words where the constants and the nonce stood.
        Span<byte> bytes = stackalloc byte[BlockSize];
        Span<byte> subkey = stackalloc byte[32];
        Span<Vector128<uint>> block = stackalloc Vector128<uint>[Vectors];
        Fill(bytes, key, nonce[..16]);
        Read(bytes, block);
        Rounds(ref block[0], ref block[1], ref block[2], ref block[3], FullRounds);
        Write(block, bytes);
        for (int i = 0; i < 4; i++) bytes.Slice(20 * i, 4).CopyTo(subkey[(4 * i)..]);
        bytes.Slice(24, 16).CopyTo(subkey[16..]);

        Span<byte> input = stackalloc byte[16];
        nonce[16..24].CopyTo(input);
        for (ulong counter = 0; text.Length > 0; counter++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(input[8..], counter);
            Fill(bytes, subkey, input);
            Read(bytes, block);
            Core(block, FullRounds);
            Write(block, bytes);
            int count = Math.Min(text.Length, BlockSize);
            for (int i = 0; i < count; i++) text[i] ^= bytes[i];
            text = text[count..];
        }

        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(subkey);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(block));
    }

    /// <summary>Where in a block's bytes the word of a place in the vectors stands.</summary>
    private static int Place(int index) => 4 * (((4 * (index / Lanes)) + (5 * (index % Lanes))) % (Vectors * Lanes));

    private static void Fill(Span<byte> block, ReadOnlySpan<byte> key, ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < 4; i++) Sigma.Slice(4 * i, 4).CopyTo(block[(20 * i)..]);
        key[..16].CopyTo(block[4..]);
        input.CopyTo(block[24..]);
        key[16..32].CopyTo(block[44..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rounds(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, int rounds)
    {
        for (int i = 0; i < rounds; i += 2)
        {
            Quarters(ref a, ref b, ref c, ref d);

            // From the columns to the rows, and back.
            (b, c, d) = (Turn1(d), Turn2(c), Turn3(b));
            Quarters(ref a, ref b, ref c, ref d);
            (b, c, d) = (Turn1(d), Turn2(c), Turn3(b));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        b ^= Rotate(a + d, 7);
        c ^= Rotate(b + a, 9);
        d ^= Rotate(c + b, 13);
        a ^= Rotate(d + c, 18);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rotate(Vector128<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn1(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(1u, 2, 3, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn2(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(2u, 3, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn3(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(3u, 0, 1, 2));
}
