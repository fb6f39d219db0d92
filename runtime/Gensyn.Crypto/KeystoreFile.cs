using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gensyn.Crypto;

/// <summary>The files of a Substrate keystore: their names and their content. The files themselves are the host's.</summary>
/// <remarks>
/// A file holds the secret URI of one key, in the clear, as a JSON string; a keystore's password is what
/// <see cref="SecretUri.TryParse(ReadOnlySpan{char}, ReadOnlySpan{char}, out SecretUri?, out string?)"/> takes beside it. Its name is the
/// key's type and public key in hexadecimal. Source: paritytech/polkadot-sdk, substrate/client/keystore/src/local.rs.
/// </remarks>
public static class KeystoreFile
{
    /// <summary>Bytes of a key's type, such as <c>aura</c> or <c>gran</c>.</summary>
    public const int KeyTypeSize = 4;

    // No secret URI of this length is anything but a mistake.
    private const int MaxContent = 1 << 20;

    /// <summary>The name of a key's file.</summary>
    /// <exception cref="ArgumentException">The type has not four bytes, or there is no public key.</exception>
    public static string Name(ReadOnlySpan<byte> keyType, ReadOnlySpan<byte> publicKey)
    {
        if (keyType.Length != KeyTypeSize) throw new ArgumentException("A key's type has four bytes.", nameof(keyType));
        if (publicKey.IsEmpty) throw new ArgumentException("A key has a public key.", nameof(publicKey));
        return Convert.ToHexStringLower(keyType) + Convert.ToHexStringLower(publicKey);
    }

    /// <summary>Reads a file's name; false when the file is none of a keystore's, which ignores it.</summary>
    public static bool TryReadName(string? name, [NotNullWhen(true)] out byte[]? keyType, [NotNullWhen(true)] out byte[]? publicKey)
    {
        (keyType, publicKey) = (null, null);
        if (name is null || name.Length % 2 != 0 || name.Length > 256) return false;
        Span<byte> bytes = stackalloc byte[128];
        if (Convert.FromHexString(name, bytes, out _, out int length) != OperationStatus.Done || length <= KeyTypeSize) return false;
        keyType = bytes[..KeyTypeSize].ToArray();
        publicKey = bytes[KeyTypeSize..length].ToArray();
        return true;
    }

    /// <summary>The content of a key's file, which whoever writes it zeroes afterwards.</summary>
    /// <exception cref="ArgumentException">The secret URI is not well-formed Unicode.</exception>
    public static byte[] Encode(ReadOnlySpan<char> secretUri)
    {
        // As serde_json escapes: quotation mark, backslash and control characters, nothing else. No character becomes more than six bytes.
        byte[] buffer = Secret.Allocate((6 * secretUri.Length) + 2);
        int length = 0;
        buffer[length++] = (byte)'"';
        while (secretUri.Length > 0)
        {
            int plain = secretUri.IndexOfAny(Escaped);
            if (plain < 0) plain = secretUri.Length;
            length += SecretJunction.Utf8.GetBytes(secretUri[..plain], buffer.AsSpan(length));
            if (plain == secretUri.Length) break;
            length += Escape(secretUri[plain], buffer.AsSpan(length));
            secretUri = secretUri[(plain + 1)..];
        }

        buffer[length++] = (byte)'"';
        byte[] content = Secret.Allocate(length);
        buffer.AsSpan(0, length).CopyTo(content);
        CryptographicOperations.ZeroMemory(buffer);
        return content;
    }

    /// <summary>Reads a file's content; false when it is not one JSON string. Whoever reads it zeroes the secret URI afterwards.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> content, [NotNullWhen(true)] out char[]? secretUri)
    {
        secretUri = null;
        if (content.Length > MaxContent) return false;
        char[] buffer = new char[content.Length];
        int length = 0;
        try
        {
            Utf8JsonReader reader = new(content);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
            length = reader.CopyString(buffer);
            if (!reader.Read()) secretUri = buffer[..length];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Malformed JSON or malformed text in it.
        }

        buffer.AsSpan(0, length).Clear();
        return secretUri is not null;
    }

    private static SearchValues<char> Escaped { get; } = SearchValues.Create("\"\\" + string.Concat(Enumerable.Range(0, 32).Select(i => (char)i)));

    private static int Escape(char symbol, Span<byte> output)
    {
        ReadOnlySpan<byte> text = symbol switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => [.. "\\u00"u8, (byte)"0123456789abcdef"[symbol >> 4], (byte)"0123456789abcdef"[symbol & 15]],
        };
        text.CopyTo(output);
        return text.Length;
    }
}
