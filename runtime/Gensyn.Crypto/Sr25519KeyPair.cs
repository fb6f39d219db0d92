using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>A secret sr25519 key with its public key.</summary>
/// <remarks>Holds no entropy source: whoever signs may pass random bytes, and without them signing is deterministic.</remarks>
public sealed class Sr25519KeyPair
{
    private readonly Scalar _secret;
    private readonly byte[] _nonce;
    private readonly byte[] _public;

    private Sr25519KeyPair(in Scalar secret, byte[] nonce)
    {
        _secret = secret;
        _nonce = nonce;
        _public = new byte[Sr25519.PublicKeySize];
        Ristretto.Compress(Multiplication.Base(secret), _public);
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _public;

    /// <summary>The pair that a mini-secret of 32 bytes expands to, as Substrate expands it.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    // Source: schnorrkel, src/keys.rs, MiniSecretKey::expand_ed25519.
    public static Sr25519KeyPair FromMiniSecret(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != 32) throw new ArgumentException("A mini-secret has 32 bytes.", nameof(seed));
        Span<byte> expanded = stackalloc byte[64];
        SHA512.HashData(seed, expanded);
        Span<byte> key = expanded[..32];
        key[0] &= 248;
        key[31] &= 63;
        key[31] |= 64;

        // Divides by the cofactor 8, which clamping made a divisor.
        int carry = 0;
        for (int i = 31; i >= 0; i--)
        {
            int low = key[i] & 0b111;
            key[i] = (byte)((key[i] >> 3) | carry);
            carry = low << 5;
        }

        Sr25519KeyPair pair = new(Scalar.FromBytes(key), expanded[32..].ToArray());
        CryptographicOperations.ZeroMemory(expanded);
        return pair;
    }

    /// <summary>The pair a secret URI names, such as <c>//Alice</c> or <c>0x…//hard/soft</c>.</summary>
    /// <exception cref="FormatException">The URI is malformed or uses what this library does not support.</exception>
    public static Sr25519KeyPair FromUri(string uri) => FromUri(SecretUri.Parse(uri));

    /// <summary>The pair a secret URI names.</summary>
    public static Sr25519KeyPair FromUri(SecretUri uri)
    {
        Sr25519KeyPair pair = FromMiniSecret(uri.Seed);
        foreach (SecretJunction junction in uri.Junctions)
        {
            pair = junction.IsHard ? pair.DeriveHard(junction.ChainCode) : pair.DeriveSoft(junction.ChainCode);
        }

        return pair;
    }

    /// <summary>A child whose public key nobody can tell from this pair's.</summary>
    // Source: schnorrkel, src/derive.rs, SecretKey::hard_derive_mini_secret_key.
    public Sr25519KeyPair DeriveHard(ReadOnlySpan<byte> chainCode)
    {
        Span<byte> bytes = stackalloc byte[32];
        _secret.ToBytes(bytes);
        Transcript transcript = BeginDerivation(chainCode);
        transcript.Append("secret-key"u8, bytes);
        transcript.Challenge("HDKD-hard"u8, bytes);
        Sr25519KeyPair child = FromMiniSecret(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return child;
    }

    /// <summary>A child whose public key follows from this pair's public key.</summary>
    // Source: schnorrkel, src/derive.rs, SecretKey::derived_key. There the child's nonce seed is random, here it is deterministic:
    // it only has to be secret and to differ from the parent's.
    public Sr25519KeyPair DeriveSoft(ReadOnlySpan<byte> chainCode)
    {
        Transcript transcript = BeginDerivation(chainCode);
        transcript.Append("public-key"u8, _public);
        Scalar tweak = transcript.ChallengeScalar("HDKD-scalar"u8);
        byte[] nonce = new byte[32];
        transcript.Witness("HDKD-nonce"u8, _nonce, new byte[32], nonce);
        return new Sr25519KeyPair(_secret + tweak, nonce);
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="randomness">
    /// 32 random bytes that hedge against faults and side channels, or nothing: the signature is then a function of key and message.
    /// </param>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    // Source: schnorrkel, src/sign.rs, SecretKey::sign.
    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default)
    {
        if (randomness.Length is not (0 or 32)) throw new ArgumentException("Hedging takes 32 random bytes.", nameof(randomness));
        Span<byte> random = stackalloc byte[32];
        random.Clear();
        randomness.CopyTo(random);

        byte[] signature = new byte[Sr25519.SignatureSize];
        Span<byte> wide = stackalloc byte[64];
        Transcript transcript = Sr25519.Begin(message, _public);
        transcript.Witness("signing"u8, _nonce, random, wide);
        Scalar witness = Scalar.FromWideBytes(wide);
        CryptographicOperations.ZeroMemory(wide);

        Ristretto.Compress(Multiplication.Base(witness), signature);
        transcript.Append("sign:R"u8, signature.AsSpan(0, 32));
        Scalar challenge = transcript.ChallengeScalar("sign:c"u8);
        ((challenge * _secret) + witness).ToBytes(signature.AsSpan(32));
        signature[63] |= 0x80;
        return signature;
    }

    private static Transcript BeginDerivation(ReadOnlySpan<byte> chainCode)
    {
        if (chainCode.Length != 32) throw new ArgumentException("A chain code has 32 bytes.", nameof(chainCode));
        Transcript transcript = Transcript.Create("SchnorrRistrettoHDKD"u8);
        transcript.Append("sign-bytes"u8, []);
        transcript.Append("chain-code"u8, chainCode);
        return transcript;
    }
}
