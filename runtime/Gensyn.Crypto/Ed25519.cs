using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>Ed25519 signatures, checked by the rules of ZIP-215 as Substrate checks them.</summary>
public static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    /// <summary>Whether a signature of this message is good; malformed keys and signatures are not.</summary>
    /// <remarks>As ZIP-215 demands, encodings of points need not be canonical, and the equation holds up to the cofactor.</remarks>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize) return false;
        if (!Scalar.TryFromCanonical(signature[32..], out Scalar s)) return false;
        Span<byte> encodings = stackalloc byte[64];
        publicKey.CopyTo(encodings);
        signature[..32].CopyTo(encodings[32..]);
        Span<EdwardsPoint> points = stackalloc EdwardsPoint[2];
        if (!EdwardsPoint.TryDecompress(encodings, points)) return false;

        Scalar challenge = HashToScalar(signature[..32], publicKey, message);
        return Multiplication.SignatureRest(s, challenge, points[0], points[1]).IsOfSmallOrder();
    }

    /// <summary>The public key of a seed of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        Span<byte> prefix = stackalloc byte[32];
        byte[] publicKey = new byte[PublicKeySize];
        Multiplication.Base(Expand(seed, prefix)).Compress(publicKey);
        CryptographicOperations.ZeroMemory(prefix);
        return publicKey;
    }

    /// <summary>Signs a message with a seed of 32 bytes (RFC 8032, section 5.1.6).</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        Span<byte> prefix = stackalloc byte[32];
        Scalar secret = Expand(seed, prefix);
        byte[] publicKey = new byte[PublicKeySize];
        Multiplication.Base(secret).Compress(publicKey);

        byte[] signature = new byte[SignatureSize];
        Scalar witness = HashToScalar(prefix, [], message);
        CryptographicOperations.ZeroMemory(prefix);
        Multiplication.Base(witness).Compress(signature);
        Scalar challenge = HashToScalar(signature.AsSpan(0, 32), publicKey, message);
        ((challenge * secret) + witness).ToBytes(signature.AsSpan(32));
        return signature;
    }

    /// <summary>The seed a secret URI names; its junctions must be hard.</summary>
    /// <exception cref="FormatException">A junction is soft, which Ed25519 does not have.</exception>
    // Source: sp_core, src/ed25519.rs, derive_hard_junction.
    public static byte[] SeedFromUri(SecretUri uri)
    {
        byte[] seed = uri.Seed.ToArray();
        foreach (SecretJunction junction in uri.Junctions)
        {
            if (!junction.IsHard) throw new FormatException("Ed25519 keys have no soft junctions.");
            Blake2bHasher hasher = Blake2bHasher.Create();

            // The SCALE encoding of the text "Ed25519HDKD": its length times four, then its letters.
            hasher.Update([11 << 2]);
            hasher.Update("Ed25519HDKD"u8);
            hasher.Update(seed);
            hasher.Update(junction.ChainCode);
            hasher.Finish(seed);
        }

        return seed;
    }

    private static Scalar Expand(ReadOnlySpan<byte> seed, Span<byte> prefix)
    {
        if (seed.Length != 32) throw new ArgumentException("A seed has 32 bytes.", nameof(seed));
        Span<byte> expanded = stackalloc byte[64];
        SHA512.HashData(seed, expanded);
        expanded[0] &= 248;
        expanded[31] &= 63;
        expanded[31] |= 64;
        Scalar secret = Scalar.FromBytes(expanded[..32]);
        expanded[32..].CopyTo(prefix);
        CryptographicOperations.ZeroMemory(expanded);
        return secret;
    }

    private static Scalar HashToScalar(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message)
    {
        byte[] input = [.. first, .. second, .. message];
        Span<byte> wide = stackalloc byte[64];
        SHA512.HashData(input, wide);
        return Scalar.FromWideBytes(wide);
    }
}
