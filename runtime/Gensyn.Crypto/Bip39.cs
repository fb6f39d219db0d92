using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>Phrases of English words that stand for entropy (BIP 39), and the seeds that Substrate makes of them.</summary>
/// <remarks>
/// Unlike BIP 39, Substrate stretches the entropy and not the phrase, so that a phrase in other words gives the same keys. Source: BIP 39;
/// paritytech/polkadot-sdk, substrate/utils/substrate-bip39.
/// </remarks>
public static class Bip39
{
    /// <summary>Bytes of the longest entropy.</summary>
    public const int MaxEntropySize = 32;

    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = 64;

    /// <summary>Bytes of a mini-secret, a seed's first half: what keys are made of.</summary>
    public const int MiniSecretSize = 32;

    private const int BitsOfAWord = 11;
    private const int MaxWords = 24;
    private const int Rounds = 2048;

    /// <summary>Reads a phrase of 12, 15, 18, 21 or 24 words; on failure tells why, without a word of the phrase.</summary>
    /// <param name="phrase">The words, in lower case, with white space between them.</param>
    /// <param name="entropy">At least <see cref="MaxEntropySize"/> bytes.</param>
    /// <param name="size">How many bytes of entropy the phrase stands for: 16, 20, 24, 28 or 32.</param>
    /// <param name="error">What is wrong with the phrase.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public static bool TryReadPhrase(ReadOnlySpan<char> phrase, Span<byte> entropy, out int size, [NotNullWhen(false)] out string? error)
    {
        if (entropy.Length < MaxEntropySize) throw new ArgumentException("Entropy takes up to 32 bytes.", nameof(entropy));
        size = 0;

        // The checksum of 24 words is one more byte.
        Span<byte> bits = stackalloc byte[MaxEntropySize + 1];
        bits.Clear();
        bool good = TryReadWords(phrase, bits, out int words, out error) && IsChecksumGood(bits, words, out error);
        if (good)
        {
            size = words / 3 * 4;
            bits[..size].CopyTo(entropy);
        }

        CryptographicOperations.ZeroMemory(bits);
        return good;
    }

    /// <summary>The phrase that stands for entropy: its words with spaces between them.</summary>
    /// <exception cref="ArgumentException">The entropy has none of 16, 20, 24, 28 or 32 bytes.</exception>
    public static string WritePhrase(ReadOnlySpan<byte> entropy)
    {
        CheckEntropy(entropy);
        Span<byte> bits = stackalloc byte[MaxEntropySize + 1];
        Span<char> phrase = stackalloc char[MaxWords * (Bip39Words.MaxLength + 1)];
        entropy.CopyTo(bits);
        bits[entropy.Length] = Checksum(entropy);
        int words = entropy.Length / 4 * 3, length = 0;
        for (int i = 0; i < words; i++)
        {
            int index = 0;
            for (int bit = i * BitsOfAWord; bit < (i + 1) * BitsOfAWord; bit++) index = (index << 1) | ((bits[bit / 8] >> (7 - (bit % 8))) & 1);
            if (i > 0) phrase[length++] = ' ';
            length += Bip39Words.Write(index, phrase[length..]);
        }

        string text = new(phrase[..length]);
        CryptographicOperations.ZeroMemory(bits);
        phrase.Clear();
        return text;
    }

    /// <summary>The 64 bytes that Substrate stretches entropy and password to.</summary>
    /// <param name="entropy">16, 20, 24, 28 or 32 bytes.</param>
    /// <param name="password">Any text; it is not normalised, as in Substrate.</param>
    /// <param name="seed">The output, 64 bytes.</param>
    /// <exception cref="ArgumentException">The entropy or the output has another length, or the password is not well-formed Unicode.</exception>
    // Source: substrate-bip39, seed_from_entropy.
    public static void Stretch(ReadOnlySpan<byte> entropy, ReadOnlySpan<char> password, Span<byte> seed)
    {
        CheckEntropy(entropy);
        if (seed.Length != SeedSize) throw new ArgumentException("A seed has 64 bytes.", nameof(seed));
        ReadOnlySpan<byte> prefix = "mnemonic"u8;
        byte[] salt = Secret.Allocate(prefix.Length + SecretJunction.Utf8.GetByteCount(password));
        prefix.CopyTo(salt);
        SecretJunction.Utf8.GetBytes(password, salt.AsSpan(prefix.Length));
        Rfc2898DeriveBytes.Pbkdf2(entropy, salt, seed, Rounds, HashAlgorithmName.SHA512);
        CryptographicOperations.ZeroMemory(salt);
    }

    private static bool TryReadWords(ReadOnlySpan<char> phrase, Span<byte> bits, out int words, out string? error)
    {
        error = null;
        words = 0;
        int unknown = 0;
        while (TryTakeWord(ref phrase, out ReadOnlySpan<char> word))
        {
            words++;
            if (words > MaxWords) continue;
            int index = Bip39Words.IndexOf(word);
            if (index < 0 && unknown == 0) unknown = words;
            for (int i = 0; i < BitsOfAWord; i++)
            {
                int bit = ((words - 1) * BitsOfAWord) + i;
                bits[bit / 8] |= (byte)(((index >> (BitsOfAWord - 1 - i)) & 1) << (7 - (bit % 8)));
            }
        }

        if (words is not (12 or 15 or 18 or 21 or MaxWords))
        {
            error = string.Create(CultureInfo.InvariantCulture, $"A phrase has 12, 15, 18, 21 or 24 words, and this one has {words}.");
        }
        else if (unknown > 0)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"Word {unknown} of the phrase is not in the English list of BIP 39.");
        }

        return error is null;
    }

    private static bool TryTakeWord(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        rest = rest.TrimStart();
        int end = 0;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
        word = rest[..end];
        rest = rest[end..];
        return word.Length > 0;
    }

    private static bool IsChecksumGood(ReadOnlySpan<byte> bits, int words, [NotNullWhen(false)] out string? error)
    {
        int size = words / 3 * 4;
        error = bits[size] == Checksum(bits[..size]) ? null : "The phrase's checksum is wrong: a word is mistyped or out of its place.";
        return error is null;
    }

    /// <summary>As many bits of the entropy's hash as it has groups of four bytes, in the highest bits.</summary>
    private static byte Checksum(ReadOnlySpan<byte> entropy)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(entropy, hash);
        return (byte)(hash[0] & (0xff00 >> (entropy.Length / 4)));
    }

    private static void CheckEntropy(ReadOnlySpan<byte> entropy)
    {
        if (entropy.Length is not (16 or 20 or 24 or 28 or 32)) throw new ArgumentException("Entropy has 16, 20, 24, 28 or 32 bytes.", nameof(entropy));
    }
}
