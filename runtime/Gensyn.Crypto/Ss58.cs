using System.Diagnostics.CodeAnalysis;

namespace Gensyn.Crypto;

/// <summary>Addresses: an account, or a short index of one, with its network's prefix and a checksum, in base 58.</summary>
/// <remarks>
/// A payload has 1, 2, 4 or 8 bytes (an index), 32 (an account) or 33 (a secp256k1 key). Every payload under every prefix has one address
/// for each size of checksum, and nothing else is read. Source: the SS58 registry's specification; sp_core, src/crypto.rs, Ss58Codec,
/// which also reads a prefix below 64 in two bytes.
/// </remarks>
public static class Ss58
{
    /// <summary>The prefix of networks without one of their own.</summary>
    public const ushort GenericPrefix = 42;

    /// <summary>The largest prefix.</summary>
    public const ushort MaxPrefix = (1 << 14) - 1;

    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int MaxPayload = 33;
    private const int MaxBytes = 2 + MaxPayload + 2;

    // 37 bytes take 51 digits at most.
    private const int MaxDigits = 51;

    /// <summary>The address of a payload, with a checksum of two bytes for accounts and keys and of one for indices.</summary>
    /// <exception cref="ArgumentException">The payload has no address's length, or the prefix is too large or reserved.</exception>
    public static string Encode(ReadOnlySpan<byte> payload, ushort prefix = GenericPrefix) => Encode(payload, prefix, payload.Length < 32 ? 1 : 2);

    /// <summary>The address of a payload with a checksum of this many bytes: two for accounts and keys, one up to its own length for an index.</summary>
    /// <exception cref="ArgumentException">No address has such a payload, prefix or checksum.</exception>
    public static string Encode(ReadOnlySpan<byte> payload, ushort prefix, int checksumSize)
    {
        if (payload.Length is not (1 or 2 or 4 or 8 or 32 or 33))
        {
            throw new ArgumentException("An address is of 1, 2, 4, 8, 32 or 33 bytes.", nameof(payload));
        }

        if (!IsAllowed(prefix)) throw new ArgumentException("A prefix has 14 bits, and 46 and 47 are reserved.", nameof(prefix));
        if (payload.Length >= 32 ? checksumSize != 2 : checksumSize < 1 || checksumSize > payload.Length)
        {
            throw new ArgumentException("No address of this length has a checksum of this size.", nameof(checksumSize));
        }

        Span<byte> bytes = stackalloc byte[MaxBytes];
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

        payload.CopyTo(bytes[length..]);
        length += payload.Length;
        Checksum(bytes[..length], bytes.Slice(length, checksumSize));
        return ToBase58(bytes[..(length + checksumSize)]);
    }

    /// <summary>Reads an address; false when it is malformed, its prefix is reserved, or its checksum is wrong.</summary>
    public static bool TryDecode(string? address, [NotNullWhen(true)] out byte[]? payload, out ushort prefix)
    {
        payload = null;
        prefix = 0;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (address is null || !TryFromBase58(address, bytes, out int length)) return false;
        bytes = bytes[..length];

        if (!TryReadPrefix(bytes, out int value, out int prefixSize)) return false;
        int payloadSize = (length - prefixSize) switch
        {
            2 => 1,
            3 or 4 => 2,
            >= 5 and <= 8 => 4,
            >= 9 and <= 16 => 8,
            34 => 32,
            35 => 33,
            _ => 0,
        };
        if (payloadSize == 0) return false;

        ReadOnlySpan<byte> checksum = bytes[(prefixSize + payloadSize)..];
        Span<byte> expected = stackalloc byte[MaxPayload];
        expected = expected[..checksum.Length];
        Checksum(bytes[..(prefixSize + payloadSize)], expected);
        if (!expected.SequenceEqual(checksum)) return false;
        prefix = (ushort)value;
        payload = bytes.Slice(prefixSize, payloadSize).ToArray();
        return true;
    }

    /// <summary>Reads one byte below 64, or two with six and eight bits of the prefix in a twisted order.</summary>
    private static bool TryReadPrefix(ReadOnlySpan<byte> bytes, out int prefix, out int size)
    {
        prefix = 0;
        size = 0;
        if (bytes.Length < 2 || bytes[0] > 127) return false;
        if (bytes[0] < 64)
        {
            (prefix, size) = (bytes[0], 1);
            return IsAllowed(prefix);
        }

        (prefix, size) = (((bytes[0] << 2) & 0xfc) | (bytes[1] >> 6) | ((bytes[1] & 0x3f) << 8), 2);
        return prefix >= 64;
    }

    private static bool IsAllowed(int prefix) => prefix is <= MaxPrefix and not (46 or 47);

    private static void Checksum(ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[64];
        Blake2bHasher hasher = Blake2bHasher.Create(64);
        hasher.Update("SS58PRE"u8);
        hasher.Update(payload);
        hasher.Finish(hash);
        hash[..checksum.Length].CopyTo(checksum);
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
