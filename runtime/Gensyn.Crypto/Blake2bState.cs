using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gensyn.Crypto;

/// <summary>The chaining value of BLAKE2b and the bytes it has taken (RFC 7693, section 3).</summary>
internal struct Blake2bState
{
    public const int BlockSize = 128;

    public const ulong Iv0 = 0x6a09e667f3bcc908;
    public const ulong Iv1 = 0xbb67ae8584caa73b;
    public const ulong Iv2 = 0x3c6ef372fe94f82b;
    public const ulong Iv3 = 0xa54ff53a5f1d36f1;
    public const ulong Iv4 = 0x510e527fade682d1;
    public const ulong Iv5 = 0x9b05688c2b3e6c1f;
    public const ulong Iv6 = 0x1f83d9abfb41bd6b;
    public const ulong Iv7 = 0x5be0cd19137e2179;

    private Words _h;
    private ulong _count;

    /// <summary>The state before the first block of a message.</summary>
    /// <exception cref="ArgumentException">The size is not 1 to 64, or the key longer than 64 bytes.</exception>
    public static Blake2bState Create(int size, int keyLength = 0)
    {
        if (size is < 1 or > Blake2b.MaxSize) throw new ArgumentException("A BLAKE2b hash has 1 to 64 bytes.", nameof(size));
        if (keyLength > Blake2b.MaxKeySize) throw new ArgumentException("A BLAKE2b key has at most 64 bytes.", nameof(keyLength));
        Unsafe.SkipInit(out Blake2bState state);
        state._count = 0;
        state._h[0] = Iv0 ^ Parameters(size, keyLength);
        state._h[1] = Iv1;
        state._h[2] = Iv2;
        state._h[3] = Iv3;
        state._h[4] = Iv4;
        state._h[5] = Iv5;
        state._h[6] = Iv6;
        state._h[7] = Iv7;
        return state;
    }

    /// <summary>The state of a message of which this many bytes have been compressed.</summary>
    public static Blake2bState Resume(ReadOnlySpan<ulong> h, ulong count)
    {
        Blake2bState state = default;
        h[..8].CopyTo(state._h);
        state._count = count;
        return state;
    }

    /// <summary>The first word of the parameter block: sequential mode, the key's length, the hash's.</summary>
    public static ulong Parameters(int size, int keyLength) => 0x01010000 ^ ((uint)keyLength << 8) ^ (uint)size;

    /// <summary>Compresses whole blocks, none of which is the last.</summary>
    public void Compress(ReadOnlySpan<byte> blocks)
    {
        for (; blocks.Length >= BlockSize; blocks = blocks[BlockSize..])
        {
            _count += BlockSize;
            Blake2bCompression.Compress<Blake2bAllWords>(_h, blocks, _count, last: 0);
        }
    }

    /// <summary>Compresses the last block, of which this many bytes are input and the rest zero.</summary>
    public void CompressLast(ReadOnlySpan<byte> block, int used)
    {
        _count += (uint)used;
        Blake2bCompression.Compress<Blake2bAllWords>(_h, block, _count, last: ulong.MaxValue);
    }

    /// <summary>Compresses the rest of a message, which is all of it if none has been compressed, and writes the hash.</summary>
    [SkipLocalsInit]
    public void Finish(ReadOnlySpan<byte> rest, Span<byte> output)
    {
        // The last block is compressed apart even when it is full, so whole blocks end one byte early.
        int whole = rest.IsEmpty ? 0 : (rest.Length - 1) / BlockSize * BlockSize;
        Compress(rest[..whole]);
        rest = rest[whole..];

        // Where nothing has to be filled up with zeros, nothing is copied.
        int shortBlock = 8 * Blake2bFourWords.Count;
        _count += (uint)rest.Length;
        scoped ReadOnlySpan<byte> block = rest;
        if (rest.Length != shortBlock && rest.Length != BlockSize)
        {
            Span<byte> filled = stackalloc byte[BlockSize];
            filled = filled[..(rest.Length < shortBlock ? shortBlock : BlockSize)];
            rest.CopyTo(filled);
            filled[rest.Length..].Clear();
            block = filled;
        }

        if (block.Length == shortBlock) Blake2bCompression.Compress<Blake2bFourWords>(_h, block, _count, last: ulong.MaxValue);
        else Blake2bCompression.Compress<Blake2bAllWords>(_h, block, _count, last: ulong.MaxValue);
        Write(output);
    }

    /// <summary>Writes as much of the chaining value as the output holds.</summary>
    public readonly void Write(Span<byte> output)
    {
        int whole = output.Length / 8;
        for (int i = 0; i < whole; i++) BinaryPrimitives.WriteUInt64LittleEndian(output[(8 * i)..], _h[i]);
        for (int i = 8 * whole; i < output.Length; i++) output[i] = (byte)(_h[whole] >> (8 * (i % 8)));
    }

    [InlineArray(8)]
    private struct Words
    {
        private ulong _first;
    }
}
