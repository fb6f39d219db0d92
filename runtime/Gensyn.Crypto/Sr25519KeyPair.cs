using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>A secret sr25519 key with its public key.</summary>
public sealed partial class Sr25519KeyPair : KeyPair
{
    /// <summary>Bytes of a mini-secret.</summary>
    public const int MiniSecretSize = 32;

    /// <summary>Bytes of a secret key: the scalar below the group's order, then the seed of its nonces.</summary>
    public const int SecretKeySize = 64;

    /// <summary>Bytes of a pair: the secret key, then the public key.</summary>
    public const int PairSize = SecretKeySize + Sr25519.PublicKeySize;

    private Sr25519KeyPair(byte[] secret, byte[] publicKey)
        : base(secret, publicKey)
    {
    }

    /// <inheritdoc/>
    public override KeyScheme Scheme => KeyScheme.Sr25519;

    /// <summary>The pair that a mini-secret of 32 bytes expands to; by default as Substrate expands it.</summary>
    /// <exception cref="ArgumentException">The mini-secret is not 32 bytes long.</exception>
    // Source: schnorrkel, src/keys.rs, MiniSecretKey::expand.
    public static Sr25519KeyPair FromMiniSecret(ReadOnlySpan<byte> miniSecret, MiniSecretExpansion expansion = MiniSecretExpansion.Ed25519)
    {
        if (miniSecret.Length != MiniSecretSize) throw new ArgumentException("A mini-secret has 32 bytes.", nameof(miniSecret));
        return expansion == MiniSecretExpansion.Ed25519 ? ExpandEd25519(miniSecret) : ExpandUniform(miniSecret);
    }

    /// <summary>Reads a secret key of 64 bytes, as sp_core writes it; false when it is malformed.</summary>
    // Source: schnorrkel, src/keys.rs, SecretKey::from_bytes.
    public static bool TryFromSecretKey(ReadOnlySpan<byte> secretKey, [NotNullWhen(true)] out Sr25519KeyPair? pair)
    {
        pair = null;
        if (secretKey.Length != SecretKeySize || !Scalar.TryFromCanonical(secretKey[..32], out Scalar key)) return false;
        pair = Create(key, secretKey[32..]);
        Secret.Clear(ref key);
        return true;
    }

    /// <summary>Reads a secret key of 64 bytes whose scalar is multiplied by 8, as polkadot-js writes it; false when it is malformed.</summary>
    // Source: schnorrkel, src/keys.rs, SecretKey::from_ed25519_bytes; like there, the three lowest bits do not matter.
    public static bool TryFromEd25519SecretKey(ReadOnlySpan<byte> secretKey, [NotNullWhen(true)] out Sr25519KeyPair? pair)
    {
        pair = null;
        if (secretKey.Length != SecretKeySize) return false;
        Span<byte> divided = stackalloc byte[SecretKeySize];
        secretKey.CopyTo(divided);
        DivideByCofactor(divided[..32]);
        bool good = TryFromSecretKey(divided, out pair);
        CryptographicOperations.ZeroMemory(divided);
        return good;
    }

    /// <summary>Reads a pair of 96 bytes with its scalar multiplied by 8; false when it is malformed or its halves do not belong together.</summary>
    // Source: schnorrkel, src/keys.rs, Keypair::from_half_ed25519_bytes, which takes the public key on trust.
    public static bool TryFromEd25519Pair(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Sr25519KeyPair? pair)
    {
        pair = null;
        if (bytes.Length != PairSize || !TryFromEd25519SecretKey(bytes[..SecretKeySize], out Sr25519KeyPair? read)) return false;
        if (!read.PublicKey.SequenceEqual(bytes[SecretKeySize..]))
        {
            read.Dispose();
            return false;
        }

        pair = read;
        return true;
    }

    /// <summary>Writes the secret key as sp_core does, 64 bytes.</summary>
    /// <exception cref="ArgumentException">The output is not 64 bytes long.</exception>
    public void ExportSecretKey(Span<byte> output)
    {
        if (output.Length != SecretKeySize) throw new ArgumentException("A secret key has 64 bytes.", nameof(output));
        SecretKey.CopyTo(output);
    }

    /// <summary>Writes the secret key with its scalar multiplied by 8, as polkadot-js does, 64 bytes.</summary>
    /// <exception cref="ArgumentException">The output is not 64 bytes long.</exception>
    // Source: schnorrkel, src/keys.rs, SecretKey::to_ed25519_bytes.
    public void ExportEd25519SecretKey(Span<byte> output)
    {
        ExportSecretKey(output);
        int carry = 0;
        for (int i = 0; i < 32; i++)
        {
            int value = (output[i] << 3) | carry;
            output[i] = (byte)value;
            carry = value >> 8;
        }
    }

    /// <summary>Writes the pair with its scalar multiplied by 8, 96 bytes.</summary>
    /// <exception cref="ArgumentException">The output is not 96 bytes long.</exception>
    public void ExportEd25519Pair(Span<byte> output)
    {
        if (output.Length != PairSize) throw new ArgumentException("A pair has 96 bytes.", nameof(output));
        ExportEd25519SecretKey(output[..SecretKeySize]);
        PublicKey.CopyTo(output[SecretKeySize..]);
    }

    private static Sr25519KeyPair Create(in Scalar key, ReadOnlySpan<byte> nonceSeed)
    {
        byte[] secret = Secret.Allocate(SecretKeySize);
        byte[] publicKey = new byte[Sr25519.PublicKeySize];
        key.ToBytes(secret);
        nonceSeed.CopyTo(secret.AsSpan(32));
        Ristretto.Compress(Multiplication.Base(key), publicKey);
        return new Sr25519KeyPair(secret, publicKey);
    }

    private static Sr25519KeyPair ExpandEd25519(ReadOnlySpan<byte> miniSecret)
    {
        Span<byte> expanded = stackalloc byte[64];
        SHA512.HashData(miniSecret, expanded);
        Span<byte> bytes = expanded[..32];
        bytes[0] &= 248;
        bytes[31] &= 63;
        bytes[31] |= 64;

        // Clamping made the cofactor 8 a divisor.
        DivideByCofactor(bytes);
        Scalar key = Scalar.FromBytes(bytes);
        Sr25519KeyPair pair = Create(key, expanded[32..]);
        CryptographicOperations.ZeroMemory(expanded);
        Secret.Clear(ref key);
        return pair;
    }

    private static Sr25519KeyPair ExpandUniform(ReadOnlySpan<byte> miniSecret)
    {
        Span<byte> nonceSeed = stackalloc byte[32];
        Transcript transcript = Transcript.Create("ExpandSecretKeys"u8);
        transcript.Append("mini"u8, miniSecret);
        Scalar key = transcript.ChallengeScalar("sk"u8);
        transcript.Challenge("no"u8, nonceSeed);
        Sr25519KeyPair pair = Create(key, nonceSeed);
        CryptographicOperations.ZeroMemory(nonceSeed);
        Secret.Clear(ref transcript);
        Secret.Clear(ref key);
        return pair;
    }

    private static void DivideByCofactor(Span<byte> scalar)
    {
        int carry = 0;
        for (int i = 31; i >= 0; i--)
        {
            int low = scalar[i] & 0b111;
            scalar[i] = (byte)((scalar[i] >> 3) | carry);
            carry = low << 5;
        }
    }
}
