using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>Authenticated encryption with XSalsa20 and Poly1305, as NaCl's crypto_secretbox has it: the tag, then the text.</summary>
/// <remarks>Source: nacl.cr.yp.to, secretbox; RFC 8439, section 2.5, for Poly1305.</remarks>
internal static class SecretBox
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    /// <summary>Bytes of a nonce, which must never be used twice with a key.</summary>
    public const int NonceSize = 24;

    /// <summary>Bytes of a tag.</summary>
    public const int TagSize = 16;

    // The stream's first bytes are the tag's key.
    private const int TagKeySize = 32;

    /// <summary>Encrypts a text.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text)
    {
        byte[] work = Secret.Allocate(TagKeySize + text.Length);
        text.CopyTo(work.AsSpan(TagKeySize));
        Salsa20.XorXSalsa20(key, nonce, work);
        byte[] box = new byte[TagSize + text.Length];
        work.AsSpan(TagKeySize).CopyTo(box.AsSpan(TagSize));
        Tag(work.AsSpan(0, TagKeySize), box.AsSpan(TagSize), box.AsSpan(0, TagSize));
        CryptographicOperations.ZeroMemory(work);
        return box;
    }

    /// <summary>Decrypts a box into as many bytes as its text has; false, and nothing written, when key or box are not the right ones.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> box, Span<byte> text)
    {
        if (box.Length != TagSize + text.Length) return false;
        byte[] work = Secret.Allocate(TagKeySize + text.Length);
        box[TagSize..].CopyTo(work.AsSpan(TagKeySize));
        Salsa20.XorXSalsa20(key, nonce, work);
        Span<byte> tag = stackalloc byte[TagSize];
        Tag(work.AsSpan(0, TagKeySize), box[TagSize..], tag);
        bool good = CryptographicOperations.FixedTimeEquals(tag, box[..TagSize]);
        if (good) work.AsSpan(TagKeySize).CopyTo(text);
        CryptographicOperations.ZeroMemory(work);
        return good;
    }

    /// <summary>Poly1305: the text's blocks as coefficients of a polynomial at the key's first half, modulo 2^130 - 5, plus the second half.</summary>
    private static void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, Span<byte> tag)
    {
        UInt128 r = BinaryPrimitives.ReadUInt128LittleEndian(key) & new UInt128(0x0ffffffc0ffffffc, 0x0ffffffc0fffffff);
        ulong r0 = (ulong)r, r1 = (ulong)(r >> 64);

        // The sum is h2·2^128 + h1·2^64 + h0, and h2 stays small; r1 is divisible by four, so 5·r1/4 is what r1·2^128 leaves.
        ulong h0 = 0, h1 = 0, h2 = 0, s1 = r1 + (r1 >> 2);
        Span<byte> block = stackalloc byte[TagSize + 1];
        while (text.Length > 0)
        {
            int count = Math.Min(text.Length, TagSize);
            block.Clear();
            text[..count].CopyTo(block);
            block[count] = 1;
            text = text[count..];

            UInt128 sum = (UInt128)h0 + BinaryPrimitives.ReadUInt64LittleEndian(block);
            h0 = (ulong)sum;
            sum = (UInt128)h1 + BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) + (ulong)(sum >> 64);
            h1 = (ulong)sum;
            h2 += block[TagSize] + (ulong)(sum >> 64);

            UInt128 d0 = ((UInt128)h0 * r0) + ((UInt128)h1 * s1);
            UInt128 d1 = ((UInt128)h0 * r1) + ((UInt128)h1 * r0) + (h2 * s1);
            ulong d2 = h2 * r0;
            h0 = (ulong)d0;
            d1 += (ulong)(d0 >> 64);
            h1 = (ulong)d1;
            d2 += (ulong)(d1 >> 64);

            // 2^130 leaves 5.
            UInt128 carry = (UInt128)h0 + (d2 >> 2) + (d2 & ~3ul);
            h2 = d2 & 3;
            h0 = (ulong)carry;
            carry = (UInt128)h1 + (ulong)(carry >> 64);
            h1 = (ulong)carry;
            h2 += (ulong)(carry >> 64);
        }

        // Once more modulo 2^130 - 5: adding 5 overflows 130 bits when the sum is that much.
        UInt128 low = ((UInt128)h1 << 64) | h0;
        UInt128 reduced = low + 5;
        ulong overflow = (h2 + (reduced < low ? 1ul : 0ul)) >> 2;
        UInt128 mask = (UInt128)0 - overflow;
        low = (reduced & mask) | (low & ~mask);
        BinaryPrimitives.WriteUInt128LittleEndian(tag, low + BinaryPrimitives.ReadUInt128LittleEndian(key[16..]));
    }
}
