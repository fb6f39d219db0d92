using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gensyn.Crypto;

/// <summary>A step from a secret key to a child.</summary>
public sealed class SecretJunction
{
    private readonly byte[] _chainCode;

    private SecretJunction(bool isHard, byte[] chainCode)
    {
        IsHard = isHard;
        _chainCode = chainCode;
    }

    /// <summary>Whether the child's public key cannot be told from the parent's.</summary>
    public bool IsHard { get; }

    /// <summary>Which child, 32 bytes.</summary>
    public ReadOnlySpan<byte> ChainCode => _chainCode;

    /// <summary>The step a part of a URI names: numbers are 64 bits, other text is hashed when long.</summary>
    // Source: sp_core, src/crypto.rs, DeriveJunction.
    public static SecretJunction Parse(string text, bool isHard)
    {
        byte[] chainCode = new byte[32];
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(chainCode, number);
            return new SecretJunction(isHard, chainCode);
        }

        // The text's SCALE encoding: a compact length, then UTF-8.
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] length = utf8.Length switch
        {
            < 1 << 6 => [(byte)(utf8.Length << 2)],
            < 1 << 14 => [(byte)((utf8.Length << 2) | 1), (byte)(utf8.Length >> 6)],
            _ => throw new FormatException("A junction of a secret URI is too long."),
        };
        byte[] encoded = [.. length, .. utf8];
        if (encoded.Length > 32) Blake2b.Hash(encoded, chainCode);
        else encoded.CopyTo(chainCode, 0);
        return new SecretJunction(isHard, chainCode);
    }
}

/// <summary>A secret URI: a seed and the junctions after it, <c>seed?(//hard|/soft)*</c>.</summary>
/// <remarks>
/// The seed is <c>0x</c> and 64 hexadecimal digits, or the development phrase, which also stands for a missing one. Other phrases
/// and passwords need BIP 39 and are refused. Source: sp_core, src/crypto.rs, SecretUri.
/// </remarks>
public sealed class SecretUri
{
    /// <summary>The phrase of the well-known development accounts.</summary>
    public const string DevelopmentPhrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    private readonly byte[] _seed;

    private SecretUri(byte[] seed, ImmutableArray<SecretJunction> junctions)
    {
        _seed = seed;
        Junctions = junctions;
    }

    /// <summary>The mini-secret before derivation, 32 bytes.</summary>
    public ReadOnlySpan<byte> Seed => _seed;

    /// <summary>The steps of derivation, in order.</summary>
    public ImmutableArray<SecretJunction> Junctions { get; }

    /// <summary>Reads a URI.</summary>
    /// <exception cref="FormatException">The URI is malformed, or its phrase or password is not supported.</exception>
    public static SecretUri Parse(string uri) => TryParse(uri, out SecretUri? parsed, out string? error) ? parsed : throw new FormatException(error);

    /// <summary>Reads a URI; on failure tells why.</summary>
    public static bool TryParse(
        string uri,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SecretUri? parsed,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? error)
    {
        parsed = null;
        error = null;
        int path = uri.IndexOf('/', StringComparison.Ordinal);
        string phrase = path < 0 ? uri : uri[..path];
        string rest = path < 0 ? "" : uri[path..];
        if (rest.Contains("///", StringComparison.Ordinal))
        {
            error = "A secret URI with a password is not supported.";
            return false;
        }

        if (!TryReadSeed(phrase, out byte[] seed))
        {
            error = phrase.StartsWith("0x", StringComparison.Ordinal)
                ? "The seed of a secret URI is 0x and 64 hexadecimal digits."
                : "Of phrases, only the development phrase is supported: give the seed as 0x and 64 hexadecimal digits.";
            return false;
        }

        ImmutableArray<SecretJunction>.Builder junctions = ImmutableArray.CreateBuilder<SecretJunction>();
        while (rest.Length > 0)
        {
            bool hard = rest.StartsWith("//", StringComparison.Ordinal);
            rest = rest[(hard ? 2 : 1)..];
            int end = rest.IndexOf('/', StringComparison.Ordinal);
            string junction = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[end..];
            if (junction.Length == 0 || junction.Length > 4096)
            {
                error = "A junction of a secret URI is empty or too long.";
                return false;
            }

            junctions.Add(SecretJunction.Parse(junction, hard));
        }

        parsed = new SecretUri(seed, junctions.ToImmutable());
        return true;
    }

    private static bool TryReadSeed(string phrase, out byte[] seed)
    {
        seed = new byte[32];
        if (phrase.Length == 0 || string.Equals(phrase, DevelopmentPhrase, StringComparison.Ordinal))
        {
            // The mini-secret of the development phrase, which is public.
            seed = Convert.FromHexString("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e");
            return true;
        }

        return phrase.Length == 66 && phrase.StartsWith("0x", StringComparison.Ordinal)
            && Convert.FromHexString(phrase.AsSpan(2), seed, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
