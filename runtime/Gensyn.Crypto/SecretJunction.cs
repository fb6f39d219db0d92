using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gensyn.Crypto;

/// <summary>A step from a secret key to a child.</summary>
/// <remarks>Source: sp_core, src/crypto.rs, DeriveJunction.</remarks>
public sealed class SecretJunction
{
    /// <summary>Bytes of a chain code.</summary>
    public const int ChainCodeSize = 32;

    private readonly byte[] _chainCode = Secret.Allocate(ChainCodeSize);

    /// <summary>The step to a child by its chain code.</summary>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    public SecretJunction(bool isHard, ReadOnlySpan<byte> chainCode)
    {
        if (chainCode.Length != ChainCodeSize) throw new ArgumentException("A chain code has 32 bytes.", nameof(chainCode));
        IsHard = isHard;
        chainCode.CopyTo(_chainCode);
    }

    /// <summary>Whether the child's public key cannot be told from the parent's.</summary>
    public bool IsHard { get; }

    /// <summary>Which child, 32 bytes.</summary>
    public ReadOnlySpan<byte> ChainCode => _chainCode;

    /// <summary>The step a part of a URI names: a number that fits 64 bits is one, other text is itself, hashed when long.</summary>
    /// <exception cref="ArgumentException">The text is not well-formed Unicode, or longer than 2^28 characters.</exception>
    public static SecretJunction Parse(ReadOnlySpan<char> text, bool isHard)
    {
        Span<byte> chainCode = stackalloc byte[ChainCodeSize];
        chainCode.Clear();
        if (TryReadNumber(text, out ulong number)) BinaryPrimitives.WriteUInt64LittleEndian(chainCode, number);
        else Encode(text, chainCode);
        SecretJunction junction = new(isHard, chainCode);
        CryptographicOperations.ZeroMemory(chainCode);
        return junction;
    }

    internal void Clear() => CryptographicOperations.ZeroMemory(_chainCode);

    /// <summary>What Rust reads as a u64: digits, perhaps behind a plus.</summary>
    private static bool TryReadNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        ReadOnlySpan<char> digits = text is ['+', ..] ? text[1..] : text;
        return digits.IndexOfAnyExceptInRange('0', '9') < 0 && ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The text's SCALE encoding, a compact length and UTF-8, or its hash when it is longer than a chain code.</summary>
    private static void Encode(ReadOnlySpan<char> text, Span<byte> chainCode)
    {
        if (text.Length > 1 << 28) throw new ArgumentException("A junction of a secret URI is too long.", nameof(text));
        byte[] utf8 = Secret.Allocate(Utf8.GetByteCount(text));
        Utf8.GetBytes(text, utf8);
        ReadOnlySpan<byte> length = utf8.Length switch
        {
            < 1 << 6 => [(byte)(utf8.Length << 2)],
            < 1 << 14 => [(byte)((utf8.Length << 2) | 1), (byte)(utf8.Length >> 6)],
            _ => [(byte)((utf8.Length << 2) | 2), (byte)(utf8.Length >> 6), (byte)(utf8.Length >> 14), (byte)(utf8.Length >> 22)],
        };

        if (length.Length + utf8.Length > ChainCodeSize)
        {
            Blake2bHasher hasher = Blake2bHasher.Create(ChainCodeSize);
            hasher.Update(length);
            hasher.Update(utf8);
            hasher.Finish(chainCode);
            Secret.Clear(ref hasher);
        }
        else
        {
            length.CopyTo(chainCode);
            utf8.CopyTo(chainCode[length.Length..]);
        }

        CryptographicOperations.ZeroMemory(utf8);
    }

    /// <summary>UTF-8 that refuses lone surrogates: two different texts never become the same bytes.</summary>
    internal static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
