using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gensyn.Crypto;

/// <summary>Accounts as polkadot-js exports them: JSON of version 3, the key encrypted with a password.</summary>
/// <remarks>
/// The password is stretched with scrypt (128 MiB of memory when written here), the key encrypted with XSalsa20-Poly1305. The file itself is the
/// host's, and so are the random salt and nonce. Source: polkadot-js/common, packages/keyring/src/pair and packages/util-crypto/src/json.
/// </remarks>
public static class JsonKeystore
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltSize = 32;

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceSize = SecretBox.NonceSize;

    private const int ParametersSize = 12;
    private const int Cost = 1 << 17;
    private const int BlockSize = 8;
    private const int MaxContent = 1 << 20;

    // What polkadot-js lets a file ask for: cost and parallelism; the block size is always eight.
    private static readonly (int Cost, int Parallelism)[] AllowedParameters =
    [
        (1 << 13, 10), (1 << 14, 5), (1 << 15, 3), (1 << 15, 1), (1 << 16, 2), (1 << 17, 1),
    ];

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    private static ReadOnlySpan<byte> Header => [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];

    private static ReadOnlySpan<byte> Divider => [161, 35, 3, 33, 0];

    /// <summary>The JSON of a key.</summary>
    /// <param name="pair">The key.</param>
    /// <param name="password">The password, not empty.</param>
    /// <param name="name">The account's name for people.</param>
    /// <param name="prefix">The network's prefix of the address; an ECDSA key has none, but its public key.</param>
    /// <param name="salt">32 random bytes.</param>
    /// <param name="nonce">24 random bytes.</param>
    /// <exception cref="ArgumentException">A size is wrong, the password is empty, or a text is not well-formed Unicode.</exception>
    public static byte[] Encode(
        KeyPair pair, ReadOnlySpan<char> password, string name, ushort prefix, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> nonce)
    {
        if (password.IsEmpty) throw new ArgumentException("A password is not empty.", nameof(password));
        if (salt.Length != SaltSize) throw new ArgumentException("A salt has 32 bytes.", nameof(salt));
        if (nonce.Length != NonceSize) throw new ArgumentException("A nonce has 24 bytes.", nameof(nonce));

        string address = pair.Scheme == KeyScheme.Ecdsa ? "0x" + Convert.ToHexStringLower(pair.PublicKey) : Ss58.Encode(pair.PublicKey, prefix);
        Span<byte> key = stackalloc byte[SecretBox.KeySize];
        Stretch(password, salt, Cost, parallelism: 1, key);
        byte[] plain = EncodePair(pair);
        byte[] box = SecretBox.Seal(key, nonce, plain);
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(key);

        byte[] encoded = new byte[SaltSize + ParametersSize + NonceSize + box.Length];
        salt.CopyTo(encoded);
        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(SaltSize), Cost);
        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(SaltSize + 4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(encoded.AsSpan(SaltSize + 8), BlockSize);
        nonce.CopyTo(encoded.AsSpan(SaltSize + ParametersSize));
        box.CopyTo(encoded, SaltSize + ParametersSize + NonceSize);
        return Write(pair.Scheme, Convert.ToBase64String(encoded), name, address);
    }

    /// <summary>Reads the key of an account; on failure tells why, without a part of password or key.</summary>
    /// <remarks>
    /// A file without encryption is read with an empty password only: what a password opens has been checked with it, so that nobody can put
    /// another key in its place.
    /// </remarks>
    public static bool TryDecode(
        ReadOnlySpan<byte> json, ReadOnlySpan<char> password, [NotNullWhen(true)] out KeyPair? pair, [NotNullWhen(false)] out string? error)
    {
        pair = null;
        if (!TryReadJson(json, out KeyScheme scheme, out bool encrypted, out byte[]? encoded))
        {
            error = "This is no account of polkadot-js in version 3.";
            return false;
        }

        byte[]? plain = encoded;
        if (encrypted && !TryOpen(encoded, password, out plain, out error)) return false;
        if (!encrypted && !password.IsEmpty)
        {
            error = "The account's key is not encrypted, so that no password belongs to it.";
            return false;
        }

        pair = DecodePair(scheme, plain);
        CryptographicOperations.ZeroMemory(plain);
        error = pair is null ? "The account's key is malformed." : null;
        return pair is not null;
    }

    private static bool TryOpen(byte[] encoded, ReadOnlySpan<char> password, [NotNullWhen(true)] out byte[]? plain, [NotNullWhen(false)] out string? error)
    {
        plain = null;
        error = "The account's key is malformed.";
        int start = SaltSize + ParametersSize + NonceSize;
        if (encoded.Length < start + SecretBox.TagSize) return false;
        int cost = BinaryPrimitives.ReadInt32LittleEndian(encoded.AsSpan(SaltSize));
        int parallelism = BinaryPrimitives.ReadInt32LittleEndian(encoded.AsSpan(SaltSize + 4));
        int blockSize = BinaryPrimitives.ReadInt32LittleEndian(encoded.AsSpan(SaltSize + 8));
        if (blockSize != BlockSize || !AllowedParameters.Contains((cost, parallelism)))
        {
            error = "The account asks for a stretching of its password that polkadot-js does not allow.";
            return false;
        }

        error = "The password is wrong.";
        Span<byte> key = stackalloc byte[SecretBox.KeySize];
        if (!SecretUri.IsUnicode(password)) return false;
        Stretch(password, encoded.AsSpan(0, SaltSize), cost, parallelism, key);
        byte[] text = Secret.Allocate(encoded.Length - start - SecretBox.TagSize);
        if (SecretBox.TryOpen(key, encoded.AsSpan(SaltSize + ParametersSize, NonceSize), encoded.AsSpan(start), text)) (plain, error) = (text, null);
        CryptographicOperations.ZeroMemory(key);
        return plain is not null;
    }

    private static byte[] EncodePair(KeyPair pair)
    {
        // An ECDSA key's seed is its secret key; the others' secret keys are twice as long.
        int secretSize = pair.Scheme == KeyScheme.Ecdsa ? Ecdsa.SecretKeySize : Ed25519KeyPair.SecretKeySize;
        byte[] plain = Secret.Allocate(Header.Length + secretSize + Divider.Length + pair.PublicKey.Length);
        Span<byte> secret = plain.AsSpan(Header.Length, secretSize);
        if (pair is Sr25519KeyPair sr25519) sr25519.ExportEd25519SecretKey(secret);
        else if (pair is Ed25519KeyPair ed25519) ed25519.ExportSecretKey(secret);
        else ((EcdsaKeyPair)pair).ExportSecretKey(secret);

        Header.CopyTo(plain);
        Divider.CopyTo(plain.AsSpan(Header.Length + secretSize));
        pair.PublicKey.CopyTo(plain.AsSpan(Header.Length + secretSize + Divider.Length));
        return plain;
    }

    private static KeyPair? DecodePair(KeyScheme scheme, ReadOnlySpan<byte> plain)
    {
        if (!plain.StartsWith(Header)) return null;
        plain = plain[Header.Length..];
        foreach (int secretSize in (ReadOnlySpan<int>)[64, 32])
        {
            if (plain.Length < secretSize || !plain[secretSize..].StartsWith(Divider)) continue;
            KeyPair? pair = Restore(scheme, plain[..secretSize]);
            if (pair is null || pair.PublicKey.SequenceEqual(plain[(secretSize + Divider.Length)..])) return pair;
            pair.Dispose();
            return null;
        }

        return null;
    }

    private static KeyPair? Restore(KeyScheme scheme, ReadOnlySpan<byte> secret) => (scheme, secret.Length) switch
    {
        (KeyScheme.Sr25519, 64) => Sr25519KeyPair.TryFromEd25519SecretKey(secret, out Sr25519KeyPair? pair) ? pair : null,
        (KeyScheme.Sr25519, 32) => Sr25519KeyPair.FromMiniSecret(secret),
        (KeyScheme.Ed25519, 64) => Ed25519KeyPair.TryFromSecretKey(secret, out Ed25519KeyPair? pair) ? pair : null,
        (KeyScheme.Ed25519, 32) => Ed25519KeyPair.FromSeed(secret),
        (KeyScheme.Ecdsa, 32) => EcdsaKeyPair.TryFromSecretKey(secret, out EcdsaKeyPair? pair) ? pair : null,
        _ => null,
    };

    private static void Stretch(ReadOnlySpan<char> password, ReadOnlySpan<byte> salt, int cost, int parallelism, Span<byte> key)
    {
        // polkadot-js takes a password that looks like hexadecimal for the bytes it stands for.
        bool isHex = password.StartsWith("0x", StringComparison.Ordinal) && password.Length % 2 == 0 && password[2..].IndexOfAnyExcept(HexDigits) < 0;
        ReadOnlySpan<char> digits = isHex ? password[2..] : [];
        byte[] bytes = Secret.Allocate(isHex ? digits.Length / 2 : SecretJunction.Utf8.GetByteCount(password));
        if (isHex) Convert.FromHexString(digits, bytes, out _, out _);
        else SecretJunction.Utf8.GetBytes(password, bytes);

        // The key is the first half of 64 bytes, which is what scrypt gives for 32.
        Scrypt.Derive(bytes, salt, cost, BlockSize, parallelism, key);
        CryptographicOperations.ZeroMemory(bytes);
    }

    private static byte[] Write(KeyScheme scheme, string encoded, string name, string address)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("address", address);
            writer.WriteString("encoded", encoded);
            writer.WriteStartObject("encoding");
            WriteArray(writer, "content", "pkcs8", NameOf(scheme));
            WriteArray(writer, "type", "scrypt", "xsalsa20-poly1305");
            writer.WriteString("version", "3");
            writer.WriteEndObject();
            writer.WriteStartObject("meta");
            writer.WriteString("name", name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, string property, string first, string second)
    {
        writer.WriteStartArray(property);
        writer.WriteStringValue(first);
        writer.WriteStringValue(second);
        writer.WriteEndArray();
    }

    private static string NameOf(KeyScheme scheme) => scheme switch
    {
        KeyScheme.Sr25519 => "sr25519",
        KeyScheme.Ed25519 => "ed25519",
        _ => "ecdsa",
    };

    private static bool TryReadJson(ReadOnlySpan<byte> json, out KeyScheme scheme, out bool encrypted, [NotNullWhen(true)] out byte[]? encoded)
    {
        (scheme, encrypted, encoded) = (default, false, null);
        if (json.Length > MaxContent) return false;
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.Read() || document.RootElement.ValueKind != JsonValueKind.Object) return false;
            if (!document.RootElement.TryGetProperty("encoding", out JsonElement encoding) || encoding.ValueKind != JsonValueKind.Object) return false;
            if (!document.RootElement.TryGetProperty("encoded", out JsonElement text) || text.ValueKind != JsonValueKind.String) return false;
            string version = string.Join(' ', Texts(encoding, "version")), type = string.Join(' ', Texts(encoding, "type"));
            string[] content = Texts(encoding, "content");
            if (version != "3" || type is not ("scrypt xsalsa20-poly1305" or "none") || content is not ["pkcs8", string name]) return false;
            foreach (KeyScheme known in (ReadOnlySpan<KeyScheme>)[KeyScheme.Sr25519, KeyScheme.Ed25519, KeyScheme.Ecdsa])
            {
                if (NameOf(known) == name) (scheme, encoded) = (known, TryReadBytes(text));
            }

            encrypted = type != "none";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Malformed JSON or malformed text in it.
        }

        return encoded is not null;
    }

    /// <summary>A property's text or texts; none when it is missing or something else.</summary>
    private static string[] Texts(JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out JsonElement value)) return [];
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) return [];
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>Base 64, or hexadecimal behind 0x.</summary>
    private static byte[]? TryReadBytes(JsonElement text)
    {
        string written = text.GetString()!;
        if (!written.StartsWith("0x", StringComparison.Ordinal)) return text.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : null;
        byte[] read = new byte[(written.Length - 2) / 2];
        return Convert.FromHexString(written.AsSpan(2), read, out _, out int count) == OperationStatus.Done && count == read.Length ? read : null;
    }
}
