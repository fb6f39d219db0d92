using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gensyn.Crypto.Secp256k1;

namespace Gensyn.Crypto;

/// <summary>A secret ECDSA key over secp256k1 with its public key.</summary>
public sealed class EcdsaKeyPair : KeyPair
{
    private EcdsaKeyPair(byte[] secret, byte[] publicKey)
        : base(secret, publicKey)
    {
    }

    /// <inheritdoc/>
    public override KeyScheme Scheme => KeyScheme.Ecdsa;

    /// <summary>The pair of a seed of 32 bytes, which is the secret key.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    /// <exception cref="FormatException">The seed is zero or not below the group's order.</exception>
    public static EcdsaKeyPair FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ecdsa.SecretKeySize) throw new ArgumentException("A seed has 32 bytes.", nameof(seed));
        return TryFromSecretKey(seed, out EcdsaKeyPair? pair) ? pair : throw new FormatException("The seed is no secret key of secp256k1.");
    }

    /// <summary>The pair that a secret URI names; its junctions are hard.</summary>
    /// <exception cref="FormatException">The URI is malformed or has a soft junction; the message has no secrets.</exception>
    public static EcdsaKeyPair FromUri(ReadOnlySpan<char> uri) => (EcdsaKeyPair)FromUri(KeyScheme.Ecdsa, uri);

    /// <summary>Reads a secret key of 32 bytes, big-endian; false when it is zero, not below the group's order, or of another length.</summary>
    // Source: sp_core, src/ecdsa.rs, Pair::from_seed_slice; there too the seed is the secret key.
    public static bool TryFromSecretKey(ReadOnlySpan<byte> secretKey, [NotNullWhen(true)] out EcdsaKeyPair? pair)
    {
        pair = null;
        if (secretKey.Length != Ecdsa.SecretKeySize) return false;
        bool good = Scalar.Read(secretKey, out Scalar key) & !key.IsZero();
        if (good)
        {
            byte[] secret = Secret.Allocate(Ecdsa.SecretKeySize);
            byte[] publicKey = new byte[Ecdsa.PublicKeySize];
            secretKey.CopyTo(secret);
            EcdsaPoint.Write(Multiplication.Base(key).ToAffine(), publicKey);
            pair = new EcdsaKeyPair(secret, publicKey);
        }

        Secret.Clear(ref key);
        return good;
    }

    /// <summary>Writes the secret key, 32 bytes big-endian.</summary>
    /// <exception cref="ArgumentException">The output is not 32 bytes long.</exception>
    public void ExportSecretKey(Span<byte> output)
    {
        if (output.Length != Ecdsa.SecretKeySize) throw new ArgumentException("A secret key has 32 bytes.", nameof(output));
        SecretKey.CopyTo(output);
    }

    /// <inheritdoc/>
    public override EcdsaKeyPair Derive(SecretJunction junction) => junction.IsHard
        ? DeriveHard(junction.ChainCode)
        : throw new FormatException("ECDSA keys have no soft junctions.");

    /// <summary>A child whose public key nobody can tell from this pair's.</summary>
    /// <exception cref="ArgumentException">The chain code has not 32 bytes.</exception>
    /// <exception cref="FormatException">The child's seed is no secret key, as one of 2^128 is not.</exception>
    // Source: sp_core, src/ecdsa.rs, derive_hard_junction.
    public EcdsaKeyPair DeriveHard(ReadOnlySpan<byte> chainCode)
    {
        Span<byte> seed = stackalloc byte[Ecdsa.SecretKeySize];
        SeedDerivation.Derive("Secp256k1HDKD"u8, SecretKey, chainCode, seed);
        EcdsaKeyPair child = FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return child;
    }

    /// <summary>Signs the BLAKE2b-256 hash of a message: r, s, which is never above n/2, and the recovery id, 65 bytes.</summary>
    /// <inheritdoc/>
    // Source: sp_core, src/ecdsa.rs, Pair::sign.
    public override byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default)
    {
        Span<byte> hash = stackalloc byte[Ecdsa.HashSize];
        Blake2b.Hash(message, hash);
        return SignHash(hash, randomness);
    }

    /// <summary>Signs a hash of 32 bytes: r, s, which is never above n/2, and the recovery id.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <param name="randomness">
    /// 32 random bytes that hedge against faults and side channels, or nothing: the signature is then a function of key and hash.
    /// </param>
    /// <exception cref="ArgumentException">The hash has not 32 bytes, or the randomness neither 0 nor 32.</exception>
    // Source: RFC 6979, section 3.2, with randomness as in section 3.6. Like libsecp256k1 it takes the hash as it is, not reduced modulo n.
    public byte[] SignHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> randomness = default)
    {
        if (hash.Length != Ecdsa.HashSize) throw new ArgumentException("A hash has 32 bytes.", nameof(hash));
        if (randomness.Length is not (0 or 32)) throw new ArgumentException("Hedging takes 32 random bytes.", nameof(randomness));

        Scalar.Read(SecretKey, out Scalar key);
        Scalar.Read(hash, out Scalar z);
        byte[] signature = new byte[Ecdsa.SignatureSize];
        EcdsaNonces nonces = EcdsaNonces.Create(SecretKey, hash, randomness);
        Scalar nonce = nonces.Next();
        while (!TrySign(key, z, nonce, signature)) nonce = nonces.Next();
        Secret.Clear(ref nonces);
        Secret.Clear(ref nonce);
        Secret.Clear(ref key);
        return signature;
    }

    // Fails when r or s is zero, which nobody will ever see.
    private static bool TrySign(in Scalar key, in Scalar z, in Scalar nonce, Span<byte> signature)
    {
        AffinePoint commitment = Multiplication.Base(nonce).ToAffine();
        commitment.X.Write(signature);
        bool below = Scalar.Read(signature[..32], out Scalar r);
        Scalar inverse = nonce.Invert();
        Scalar product = r * key;
        Scalar sum = product + z;
        Scalar s = sum * inverse;
        ulong high = s.IsHigh();
        r.Write(signature);
        Scalar.Select(s, -s, high).Write(signature[32..]);
        signature[64] = (byte)((commitment.Y.LowestBit() ^ ((uint)high & 1)) | (below ? 0u : 2u));
        Secret.Clear(ref inverse);
        Secret.Clear(ref product);
        Secret.Clear(ref sum);
        Secret.Clear(ref commitment);
        return !r.IsZero() & !s.IsZero();
    }
}
