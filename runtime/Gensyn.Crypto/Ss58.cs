using System.Diagnostics.CodeAnalysis;

namespace Gensyn.Crypto;

/// <summary>Addresses: an account of 32 bytes with its network's prefix and a checksum, in base 58.</summary>
/// <remarks>Source: the SS58 registry's specification; sp_core, src/crypto.rs, Ss58Codec.</remarks>
public static class Ss58
{
    /// <summary>The prefix of networks without one of their own.</summary>
    public const ushort GenericPrefix = 42;

    /// <summary>The largest prefix.</summary>
    public const ushort MaxPrefix = (1 << 14) - 1;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int AccountSize = 32;
    private const int ChecksumSize = 2;

    // 36 bytes take 50 digits at most.
    private const int MaxDigits = 50;

    /// <summary>The address of an account.</summary>
    /// <exception cref="ArgumentException">The account is not 32 bytes long, or the prefix is too large.</exception>
    public static string Encode(ReadOnlySpan<byte> account, ushort prefix = GenericPrefix)
    {
        if (account.Length != AccountSize) throw new ArgumentException("An account has 32 bytes.", nameof(account));
        if (prefix > MaxPrefix) throw new ArgumentException("A prefix has 14 bits.", nameof(prefix));

        Span<byte> bytes = stackalloc byte[2 + AccountSize + ChecksumSize];
        int length = 1;
        if (prefix < 64)
        {
            bytes[0] = (byte)prefix;
        }
        else
        {
            bytes[0] = (byte)(((prefix & 0xfc) >> 2) | 0x40);
            bytes[1] = (byte)((prefix >> 8) | ((prefix & 3) << 6));
            length = 2;
        }

        account.CopyTo(bytes[length..]);
        length += AccountSize;
        Checksum(bytes[..length], bytes[length..]);
        return ToBase58(bytes[..(length + ChecksumSize)]);
    }

    /// <summary>Reads an address; false when it is malformed, not of 32 bytes, or its checksum is wrong.</summary>
    public static bool TryDecode(string? address, [NotNullWhen(true)] out byte[]? account, out ushort prefix)
    {
        account = null;
        prefix = 0;
        Span<byte> bytes = stackalloc byte[2 + AccountSize + ChecksumSize];
        if (address is null || !TryFromBase58(address, bytes, out int length)) return false;
        bytes = bytes[..length];

        int prefixSize = length - AccountSize - ChecksumSize;
        if (prefixSize is not (1 or 2)) return false;
        if (prefixSize == 1)
        {
            if (bytes[0] >= 64) return false;
            prefix = bytes[0];
        }
        else
        {
            if (bytes[0] is < 64 or > 127) return false;
            int value = ((bytes[0] << 2) & 0xfc) | (bytes[1] >> 6) | ((bytes[1] & 0x3f) << 8);
            if (value < 64) return false;
            prefix = (ushort)value;
        }

        Span<byte> checksum = stackalloc byte[ChecksumSize];
        Checksum(bytes[..^ChecksumSize], checksum);
        if (!checksum.SequenceEqual(bytes[^ChecksumSize..])) return false;
        account = bytes[prefixSize..^ChecksumSize].ToArray();
        return true;
    }

    private static void Checksum(ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[64];
        Blake2bHasher hasher = Blake2bHasher.Create(64);
        hasher.Update("SS58PRE"u8);
        hasher.Update(payload);
        hasher.Finish(hash);
        hash[..ChecksumSize].CopyTo(checksum);
    }

    private static string ToBase58(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        digits.Clear();
        foreach (byte value in bytes)
        {
            int carry = value;
            for (int i = MaxDigits - 1; i >= 0; i--)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
            }
        }

        int zeros = bytes.IndexOfAnyExcept((byte)0);
        int first = digits.IndexOfAnyExcept((byte)0);
        Span<char> text = stackalloc char[2 * MaxDigits];
        int length = 0;
        for (int i = 0; i < (zeros < 0 ? bytes.Length : zeros); i++) text[length++] = Alphabet[0];
        for (int i = first < 0 ? MaxDigits : first; i < MaxDigits; i++) text[length++] = Alphabet[digits[i]];
        return new string(text[..length]);
    }

    private static bool TryFromBase58(string text, Span<byte> output, out int length)
    {
        length = 0;
        if (text.Length > MaxDigits) return false;
        output.Clear();
        foreach (char symbol in text)
        {
            int carry = Alphabet.IndexOf(symbol, StringComparison.Ordinal);
            if (carry < 0) return false;
            for (int i = output.Length - 1; i >= 0; i--)
            {
                carry += 58 * output[i];
                output[i] = (byte)carry;
                carry >>= 8;
            }

            if (carry != 0) return false;
        }

        // Each leading '1' stands for a zero byte; the number itself has none.
        int zeros = 0;
        while (zeros < text.Length && text[zeros] == Alphabet[0]) zeros++;
        int first = output.IndexOfAnyExcept((byte)0);
        int significant = first < 0 ? 0 : output.Length - first;
        length = zeros + significant;
        if (length > output.Length) return false;
        output[(output.Length - length)..].CopyTo(output);
        return true;
    }
}
