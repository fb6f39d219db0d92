using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto;

/// <summary>The chaining value of BLAKE2b and its compression function (RFC 7693, section 3).</summary>
internal struct Blake2bState
{
    public const int BlockSize = 128;

    private Words _h;
    private ulong _count;

    internal static ReadOnlySpan<ulong> Iv =>
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    // RFC 7693, section 2.7; rounds 10 and 11 repeat 0 and 1.
    internal static ReadOnlySpan<byte> Sigma =>
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

    public static Blake2bState Create(int size)
    {
        if (size is < 1 or > Blake2b.MaxSize) throw new ArgumentException("A BLAKE2b hash has 1 to 64 bytes.", nameof(size));
        Blake2bState state = default;
        Iv.CopyTo(state._h);
        state._h[0] ^= 0x01010000 ^ (uint)size;
        return state;
    }

    /// <summary>Compresses whole blocks, none of which is the last.</summary>
    public void Compress(ReadOnlySpan<byte> blocks)
    {
        for (; blocks.Length >= BlockSize; blocks = blocks[BlockSize..])
        {
            _count += BlockSize;
            Compress(blocks, last: 0);
        }
    }

    /// <summary>Compresses the last block, of which this many bytes are input and the rest zero.</summary>
    public void CompressLast(ReadOnlySpan<byte> block, int used)
    {
        _count += (uint)used;
        Compress(block, last: ulong.MaxValue);
    }

    public readonly void Write(Span<byte> output)
    {
        Span<byte> bytes = stackalloc byte[Blake2b.MaxSize];
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], _h[i]);
        bytes[..output.Length].CopyTo(output);
    }

    private void Compress(ReadOnlySpan<byte> block, ulong last)
    {
        if (Avx2.IsSupported) CompressAvx2(_h, block, _count, last);
        else CompressScalar(_h, block, _count, last);
    }

    /// <summary>The compression function as the RFC writes it; what the vector twin is checked against.</summary>
    internal static void CompressScalar(Span<ulong> h, ReadOnlySpan<byte> block, ulong count, ulong last)
    {
        Span<ulong> m = stackalloc ulong[16];
        for (int i = 0; i < 16; i++) m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);

        Span<ulong> v = stackalloc ulong[16];
        h.CopyTo(v);
        Iv.CopyTo(v[8..]);
        v[12] ^= count;
        v[14] ^= last;

        for (int round = 0; round < 12; round++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(16 * round, 16);
            Mix(ref v[0], ref v[4], ref v[8], ref v[12], m[s[0]], m[s[1]]);
            Mix(ref v[1], ref v[5], ref v[9], ref v[13], m[s[2]], m[s[3]]);
            Mix(ref v[2], ref v[6], ref v[10], ref v[14], m[s[4]], m[s[5]]);
            Mix(ref v[3], ref v[7], ref v[11], ref v[15], m[s[6]], m[s[7]]);
            Mix(ref v[0], ref v[5], ref v[10], ref v[15], m[s[8]], m[s[9]]);
            Mix(ref v[1], ref v[6], ref v[11], ref v[12], m[s[10]], m[s[11]]);
            Mix(ref v[2], ref v[7], ref v[8], ref v[13], m[s[12]], m[s[13]]);
            Mix(ref v[3], ref v[4], ref v[9], ref v[14], m[s[14]], m[s[15]]);
        }

        for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
    }

    /// <summary>The same function with the four columns of a half round in one vector.</summary>
    internal static void CompressAvx2(Span<ulong> h, ReadOnlySpan<byte> block, ulong count, ulong last)
    {
        ReadOnlySpan<ulong> m = MemoryMarshal.Cast<byte, ulong>(block[..BlockSize]);
        ref ulong words = ref MemoryMarshal.GetReference(m);
        ref byte sigma = ref MemoryMarshal.GetReference(Sigma);
        Vector256<ulong> h0 = Vector256.Create<ulong>(h[..4]);
        Vector256<ulong> h1 = Vector256.Create<ulong>(h[4..8]);
        Vector256<ulong> a = h0;
        Vector256<ulong> b = h1;
        Vector256<ulong> c = Vector256.Create<ulong>(Iv[..4]);
        Vector256<ulong> d = Vector256.Create<ulong>(Iv[4..]) ^ Vector256.Create(count, 0, last, 0);

        for (int round = 0; round < 12; round++)
        {
            // Sigma has 12 rows of 16 entries below 16, so every address stays inside the row and the 16 words.
            ref byte s = ref Unsafe.Add(ref sigma, 16 * round);
            Mix(ref a, ref b, ref c, ref d, Gather(ref words, ref s, 0), Gather(ref words, ref s, 1));
            b = Avx2.Permute4x64(b, 0b00_11_10_01);
            c = Avx2.Permute4x64(c, 0b01_00_11_10);
            d = Avx2.Permute4x64(d, 0b10_01_00_11);
            Mix(ref a, ref b, ref c, ref d, Gather(ref words, ref s, 8), Gather(ref words, ref s, 9));
            b = Avx2.Permute4x64(b, 0b10_01_00_11);
            c = Avx2.Permute4x64(c, 0b01_00_11_10);
            d = Avx2.Permute4x64(d, 0b00_11_10_01);
        }

        (h0 ^ a ^ c).CopyTo(h);
        (h1 ^ b ^ d).CopyTo(h[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Gather(ref ulong words, ref byte sigma, int from) => Vector256.Create(
        Unsafe.Add(ref words, (nint)Unsafe.Add(ref sigma, from)),
        Unsafe.Add(ref words, (nint)Unsafe.Add(ref sigma, from + 2)),
        Unsafe.Add(ref words, (nint)Unsafe.Add(ref sigma, from + 4)),
        Unsafe.Add(ref words, (nint)Unsafe.Add(ref sigma, from + 6)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Mix(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d, Vector256<ulong> x, Vector256<ulong> y)
    {
        a = a + b + x;
        d = Rotate(d ^ a, 32);
        c += d;
        b = Rotate(b ^ c, 24);
        a = a + b + y;
        d = Rotate(d ^ a, 16);
        c += d;
        b = Rotate(b ^ c, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate(Vector256<ulong> value, [ConstantExpected] byte bits)
    {
        if (Avx512F.VL.IsSupported) return Avx512F.VL.RotateRight(value, bits);
        return bits switch
        {
            32 => Avx2.Shuffle(value.AsUInt32(), 0b10_11_00_01).AsUInt64(),
            24 => Avx2.Shuffle(value.AsByte(), By24).AsUInt64(),
            16 => Avx2.Shuffle(value.AsByte(), By16).AsUInt64(),
            _ => (value + value) | (value >>> 63),
        };
    }

    private static Vector256<byte> By24 => Vector256.Create(
        (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);

    private static Vector256<byte> By16 => Vector256.Create(
        (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);

    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a = a + b + x;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a = a + b + y;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }

    [InlineArray(8)]
    private struct Words
    {
        private ulong _first;
    }
}
