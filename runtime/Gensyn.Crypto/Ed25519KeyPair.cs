using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>A secret ed25519 key with its public key.</summary>
public sealed class Ed25519KeyPair : KeyPair
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = 32;

    /// <summary>Bytes of a secret key as most libraries write it: the seed, then the public key.</summary>
    public const int SecretKeySize = SeedSize + Ed25519.PublicKeySize;

    // Behind the seed: the scalar below the group's order and the prefix of the nonces' hash (RFC 8032, section 5.1.5).
    private const int ScalarAt = 32;
    private const int PrefixAt = 64;

    private Ed25519KeyPair(byte[] secret, byte[] publicKey)
        : base(secret, publicKey)
    {
    }

    /// <inheritdoc/>
    public override KeyScheme Scheme => KeyScheme.Ed25519;

    /// <summary>The pair of a seed of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    public static Ed25519KeyPair FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException("A seed has 32 bytes.", nameof(seed));
        byte[] secret = Secret.Allocate(PrefixAt + 32);
        seed.CopyTo(secret);
        Span<byte> expanded = secret.AsSpan(ScalarAt);
        SHA512.HashData(seed, expanded);
        expanded[0] &= 248;
        expanded[31] &= 63;
        expanded[31] |= 64;

        byte[] publicKey = new byte[Ed25519.PublicKeySize];
        Scalar scalar = Scalar.FromBytes(expanded[..32]);
        scalar.ToBytes(expanded);
        Multiplication.Base(scalar).Compress(publicKey);
        Secret.Clear(ref scalar);
        return new Ed25519KeyPair(secret, publicKey);
    }

    /// <summary>The pair that a secret URI names; its junctions are hard.</summary>
    /// <exception cref="FormatException">The URI is malformed or has a soft junction; the message has no secrets.</exception>
    public static Ed25519KeyPair FromUri(ReadOnlySpan<char> uri) => (Ed25519KeyPair)FromUri(KeyScheme.Ed25519, uri);

    /// <summary>Reads a secret key of 64 bytes; false when it is malformed or its halves do not belong together.</summary>
    public static bool TryFromSecretKey(ReadOnlySpan<byte> secretKey, [NotNullWhen(true)] out Ed25519KeyPair? pair)
    {
        pair = null;
        if (secretKey.Length != SecretKeySize) return false;
        Ed25519KeyPair read = FromSeed(secretKey[..SeedSize]);
        if (!read.PublicKey.SequenceEqual(secretKey[SeedSize..]))
        {
            read.Dispose();
            return false;
        }

        pair = read;
        return true;
    }

    /// <summary>Writes the seed, 32 bytes.</summary>
    /// <exception cref="ArgumentException">The output is not 32 bytes long.</exception>
    public void ExportSeed(Span<byte> output)
    {
        if (output.Length != SeedSize) throw new ArgumentException("A seed has 32 bytes.", nameof(output));
        SecretKey[..SeedSize].CopyTo(output);
    }

    /// <summary>Writes the seed and the public key, 64 bytes.</summary>
    /// <exception cref="ArgumentException">The output is not 64 bytes long.</exception>
    public void ExportSecretKey(Span<byte> output)
    {
        if (output.Length != SecretKeySize) throw new ArgumentException("A secret key has 64 bytes.", nameof(output));
        ExportSeed(output[..SeedSize]);
        PublicKey.CopyTo(output[SeedSize..]);
    }

    /// <inheritdoc/>
    public override Ed25519KeyPair Derive(SecretJunction junction) => junction.IsHard
        ? DeriveHard(junction.ChainCode)
        : throw new FormatException("Ed25519 keys have no soft junctions.");

    /// <summary>A child whose public key nobody can tell from this pair's.</summary>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    // Source: sp_core, src/ed25519.rs, derive_hard_junction.
    public Ed25519KeyPair DeriveHard(ReadOnlySpan<byte> chainCode)
    {
        Span<byte> seed = stackalloc byte[SeedSize];
        SeedDerivation.Derive("Ed25519HDKD"u8, SecretKey[..SeedSize], chainCode, seed);
        Ed25519KeyPair child = FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return child;
    }

    /// <inheritdoc/>
    // Source: RFC 8032, section 5.1.6. With randomness the nonce's prefix is a hash of the secret prefix and the randomness, so that no
    // hedged signature shares its nonce with a deterministic one of another message.
    public override byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default)
    {
        if (randomness.Length is not (0 or 32)) throw new ArgumentException("Hedging takes 32 random bytes.", nameof(randomness));
        Span<byte> hedged = stackalloc byte[64];
        scoped ReadOnlySpan<byte> prefix = SecretKey[PrefixAt..];
        if (randomness.Length > 0)
        {
            HMACSHA512.HashData(prefix, randomness, hedged);
            prefix = hedged;
        }

        byte[] signature = new byte[Ed25519.SignatureSize];
        Scalar witness = Ed25519.HashToScalar(prefix, [], message);
        CryptographicOperations.ZeroMemory(hedged);
        Multiplication.Base(witness).Compress(signature);
        Scalar challenge = Ed25519.HashToScalar(signature.AsSpan(0, 32), PublicKey, message);
        Scalar scalar = Scalar.FromBytes(SecretKey.Slice(ScalarAt, 32));
        ((challenge * scalar) + witness).ToBytes(signature.AsSpan(32));
        Secret.Clear(ref scalar);
        Secret.Clear(ref witness);
        return signature;
    }
}
