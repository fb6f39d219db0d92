using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Crypto;

/// <summary>BLAKE3, without a key, with output of any length.</summary>
/// <remarks>
/// Written for short messages: one chunk is hashed after the other, its sixteen words of state in four vectors.
/// Source: the BLAKE3 paper ("BLAKE3: one function, fast everywhere"), section 2.
/// </remarks>
public static class Blake3
{
    private const int BlockSize = 64;
    private const int ChunkSize = 1024;

    private const uint ChunkStart = 1, ChunkEnd = 2, Parent = 4, Root = 8;

    // The initial chaining value, SHA-256's (table 1).
    private static ReadOnlySpan<uint> Iv =>
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    // Which words of the block each of the seven rounds adds, in its order (table 2, applied once more from round to round).
    private static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
        3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
        10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
        12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
        9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
        11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
    ];

    /// <summary>The 32-byte hash of some bytes.</summary>
    public static byte[] Hash256(ReadOnlySpan<byte> data)
    {
        byte[] output = new byte[32];
        Hash(data, output);
        return output;
    }

    /// <summary>Fills the output, of any length, with the hash of some bytes; a shorter output is the start of a longer one.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        // What stands at the root, and how it is compressed: again and again with another counter, until the output is full.
        Span<uint> chaining = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        Span<uint> words = stackalloc uint[16];
        Output last = Subtree(data, firstChunk: 0, chaining, block);
        for (ulong counter = 0; !output.IsEmpty; counter++)
        {
            Compress(chaining, block, counter, last.Length, last.Flags | Root, words);
            Span<byte> bytes = MemoryMarshal.AsBytes(words);
            if (!BitConverter.IsLittleEndian)
            {
                for (int i = 0; i < 16; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], words[i]);
            }

            int taken = Math.Min(output.Length, BlockSize);
            bytes[..taken].CopyTo(output);
            output = output[taken..];
        }
    }

    // The last compression of a subtree, left to do: only the caller knows whether it is the root's.
    private static Output Subtree(ReadOnlySpan<byte> data, ulong firstChunk, Span<uint> chaining, Span<uint> block)
    {
        if (data.Length <= ChunkSize) return Chunk(data, firstChunk, chaining, block);

        // The left subtree is full and the largest that leaves something to the right (section 2.1).
        int left = ChunkSize << BitOperations.Log2((uint)(data.Length - 1) / ChunkSize);
        Span<uint> children = stackalloc uint[16];
        Children(data[..left], firstChunk, children[..8]);
        Children(data[left..], firstChunk + ((ulong)left / ChunkSize), children[8..]);
        Iv.CopyTo(chaining);
        children.CopyTo(block);
        return new(BlockSize, Parent);
    }

    private static void Children(ReadOnlySpan<byte> data, ulong firstChunk, Span<uint> value)
    {
        Span<uint> chaining = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        Span<uint> words = stackalloc uint[16];
        Output last = Subtree(data, firstChunk, chaining, block);
        Compress(chaining, block, last.Counter, last.Length, last.Flags, words);
        words[..8].CopyTo(value);
    }

    private static Output Chunk(ReadOnlySpan<byte> data, ulong counter, Span<uint> chaining, Span<uint> block)
    {
        Span<uint> words = stackalloc uint[16];
        Iv.CopyTo(chaining);
        uint start = ChunkStart;
        while (data.Length > BlockSize)
        {
            Load(data[..BlockSize], block);
            Compress(chaining, block, counter, BlockSize, start, words);
            words[..8].CopyTo(chaining);
            start = 0;
            data = data[BlockSize..];
        }

        Load(data, block);
        return new((uint)data.Length, start | ChunkEnd, counter);
    }

    private static void Load(ReadOnlySpan<byte> data, Span<uint> block)
    {
        Span<byte> padded = stackalloc byte[BlockSize];
        padded.Clear();
        data.CopyTo(padded);
        for (int i = 0; i < 16; i++) block[i] = BinaryPrimitives.ReadUInt32LittleEndian(padded[(4 * i)..]);
    }

    // Section 2.2: the state is a matrix of four rows; a round mixes its columns, then its diagonals.
    private static void Compress(ReadOnlySpan<uint> chaining, ReadOnlySpan<uint> block, ulong counter, uint length, uint flags, Span<uint> output)
    {
        Vector128<uint> low = Vector128.Create(chaining[..4]), high = Vector128.Create(chaining[4..]);
        Vector128<uint> a = low, b = high, c = Vector128.Create(Iv[..4]);
        Vector128<uint> d = Vector128.Create((uint)counter, (uint)(counter >> 32), length, flags);
        ReadOnlySpan<byte> s = Schedule;
        for (int round = 0; round < 7; round++, s = s[16..])
        {
            Mix(
                ref a, ref b, ref c, ref d,
                Vector128.Create(block[s[0]], block[s[2]], block[s[4]], block[s[6]]), Vector128.Create(block[s[1]], block[s[3]], block[s[5]], block[s[7]]));
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
            Mix(
                ref a, ref b, ref c, ref d,
                Vector128.Create(block[s[8]], block[s[10]], block[s[12]], block[s[14]]),
                Vector128.Create(block[s[9]], block[s[11]], block[s[13]], block[s[15]]));
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
        }

        (a ^ c).CopyTo(output);
        (b ^ d).CopyTo(output[4..]);
        (c ^ low).CopyTo(output[8..]);
        (d ^ high).CopyTo(output[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, Vector128<uint> x, Vector128<uint> y)
    {
        a = a + b + x;
        d = RotateRight(d ^ a, 16);
        c += d;
        b = RotateRight(b ^ c, 12);
        a = a + b + y;
        d = RotateRight(d ^ a, 8);
        c += d;
        b = RotateRight(b ^ c, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateRight(Vector128<uint> value, int by) => (value >>> by) | (value << (32 - by));

    private readonly record struct Output(uint Length, uint Flags, ulong Counter = 0);
}
