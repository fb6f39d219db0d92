using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>A secret URI: a phrase or a seed, the junctions after it, and a password, <c>phrase?(//hard|/soft)*(///password)?</c>.</summary>
/// <remarks>
/// The phrase is one of BIP 39, or <c>0x</c> and 64 hexadecimal digits; a missing one is the development phrase. The password belongs to
/// the phrase and means nothing behind a seed. Disposing zeroes what was read; afterwards the seed throws. Source: sp_core,
/// src/crypto.rs, SecretUri and Pair::from_string_with_seed; src/address_uri.rs.
/// </remarks>
public sealed class SecretUri : IDisposable
{
    /// <summary>The phrase of the well-known development accounts.</summary>
    public const string DevelopmentPhrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    private const int MaxLength = 1 << 28;
    private const string PasswordMark = "///";

    private static readonly SearchValues<char> PhraseSymbols =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ");

    private readonly byte[] _seed;
    private bool _disposed;

    private SecretUri(byte[] seed, ImmutableArray<SecretJunction> junctions)
    {
        _seed = seed;
        Junctions = junctions;
    }

    /// <summary>The seed before derivation, 32 bytes.</summary>
    public ReadOnlySpan<byte> Seed
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _seed;
        }
    }

    /// <summary>The steps of derivation, in order.</summary>
    public ImmutableArray<SecretJunction> Junctions { get; }

    /// <summary>Reads a URI.</summary>
    /// <exception cref="FormatException">The URI is malformed; the message says how, without any part of it.</exception>
    public static SecretUri Parse(ReadOnlySpan<char> uri) =>
        TryParse(uri, out SecretUri? parsed, out string? error) ? parsed : throw new FormatException(error);

    /// <summary>Reads a URI; on failure tells why, without any part of it.</summary>
    public static bool TryParse(ReadOnlySpan<char> uri, [NotNullWhen(true)] out SecretUri? parsed, [NotNullWhen(false)] out string? error) =>
        TryParse(uri, password: [], overrides: false, out parsed, out error);

    /// <summary>Reads a URI with a password that stands in for its own, such as a keystore's; on failure tells why.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> uri, ReadOnlySpan<char> password, [NotNullWhen(true)] out SecretUri? parsed, [NotNullWhen(false)] out string? error) =>
        TryParse(uri, password, overrides: true, out parsed, out error);

    /// <summary>Zeroes the seed and the junctions.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
        foreach (SecretJunction junction in Junctions) junction.Clear();
    }

    private static bool TryParse(
        ReadOnlySpan<char> uri,
        ReadOnlySpan<char> password,
        bool overrides,
        [NotNullWhen(true)] out SecretUri? parsed,
        [NotNullWhen(false)] out string? error)
    {
        parsed = null;
        error = Check(uri, password);
        if (error is not null) return false;

        int end = uri.IndexOfAnyExcept(PhraseSymbols);
        ReadOnlySpan<char> phrase = end < 0 ? uri : uri[..end];
        ReadOnlySpan<char> path = uri[phrase.Length..];
        int mark = path.IndexOf(PasswordMark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            if (!overrides) password = path[(mark + PasswordMark.Length)..];
            if (path[mark..].Contains('\n')) error = "The password of a secret URI has a line break.";
            path = path[..mark];
        }

        if (path.Length > 0 && path[0] != '/') error = "The phrase of a secret URI has only letters, digits and spaces.";
        if (error is not null) return false;
        ImmutableArray<SecretJunction>.Builder junctions = ImmutableArray.CreateBuilder<SecretJunction>();
        if (TryReadPath(path, junctions, out error) && TryReadSeed(phrase, password, out byte[]? seed, out error))
        {
            parsed = new SecretUri(seed, junctions.ToImmutable());
            return true;
        }

        foreach (SecretJunction junction in junctions) junction.Clear();
        return false;
    }

    private static string? Check(ReadOnlySpan<char> uri, ReadOnlySpan<char> password)
    {
        if (uri.Length > MaxLength || password.Length > MaxLength) return "The secret URI is too long.";
        return IsUnicode(uri) && IsUnicode(password) ? null : "The secret URI is not well-formed Unicode.";
    }

    internal static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (System.Text.Rune.DecodeFromUtf16(text, out _, out int used) != OperationStatus.Done) return false;
            text = text[used..];
        }

        return true;
    }

    private static bool TryReadPath(ReadOnlySpan<char> path, ImmutableArray<SecretJunction>.Builder junctions, [NotNullWhen(false)] out string? error)
    {
        error = null;
        while (path.Length > 0)
        {
            bool hard = path is ['/', '/', ..];
            path = path[(hard ? 2 : 1)..];
            int end = path.IndexOf('/');
            ReadOnlySpan<char> junction = end < 0 ? path : path[..end];
            if (junction.Length == 0)
            {
                error = "A junction of a secret URI is empty.";
                return false;
            }

            junctions.Add(SecretJunction.Parse(junction, hard));
            path = path[junction.Length..];
        }

        return true;
    }

    private static bool TryReadSeed(
        ReadOnlySpan<char> phrase, ReadOnlySpan<char> password, [NotNullWhen(true)] out byte[]? seed, [NotNullWhen(false)] out string? error)
    {
        seed = null;
        byte[] read = Secret.Allocate(Bip39.MiniSecretSize);
        if (phrase.StartsWith("0x", StringComparison.Ordinal))
        {
            bool good = phrase.Length == 2 + (2 * read.Length) && Convert.FromHexString(phrase[2..], read, out _, out _) == OperationStatus.Done;
            error = good ? null : "The seed of a secret URI is 0x and 64 hexadecimal digits.";
            seed = good ? read : null;
            return good;
        }

        if (phrase.Length == 0) phrase = DevelopmentPhrase;
        Span<byte> entropy = stackalloc byte[Bip39.MaxEntropySize];
        if (!Bip39.TryReadPhrase(phrase, entropy, out int size, out error)) return false;
        Span<byte> stretched = stackalloc byte[Bip39.SeedSize];
        Bip39.Stretch(entropy[..size], password, stretched);
        stretched[..read.Length].CopyTo(read);
        CryptographicOperations.ZeroMemory(entropy);
        CryptographicOperations.ZeroMemory(stretched);
        seed = read;
        return true;
    }
}
