using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>A secret key with its public key, of any scheme.</summary>
/// <remarks>
/// Holds no entropy source: whoever signs may pass random bytes, and without them signing is deterministic. Disposing zeroes the secret;
/// afterwards everything but the public key throws <see cref="ObjectDisposedException"/>. Instances may be shared between threads as
/// long as none disposes them.
/// </remarks>
public abstract class KeyPair : IDisposable
{
    // Of a scalar or a seed.
    private const int SecretSize = 32;

    private readonly byte[] _secret;
    private readonly byte[] _public;
    private bool _disposed;

    /// <summary>A pair that owns these bytes; the secret ones come from <see cref="Secret.Allocate"/>.</summary>
    private protected KeyPair(byte[] secret, byte[] publicKey)
    {
        _secret = secret;
        _public = publicKey;
    }

    /// <summary>How this key signs.</summary>
    public abstract KeyScheme Scheme { get; }

    /// <summary>The public key.</summary>
    public ReadOnlySpan<byte> PublicKey => _public;

    private protected ReadOnlySpan<byte> SecretKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _secret;
        }
    }

    /// <summary>The pair that a secret URI names, such as <c>//Alice</c>, a BIP-39 phrase, or <c>0x…//hard/soft///password</c>.</summary>
    /// <exception cref="FormatException">The URI is malformed or has a soft junction, which only sr25519 knows; the message has no secrets.</exception>
    public static KeyPair FromUri(KeyScheme scheme, ReadOnlySpan<char> uri)
    {
        using SecretUri parsed = SecretUri.Parse(uri);
        return FromUri(scheme, parsed);
    }

    /// <summary>The pair that a secret URI names.</summary>
    /// <exception cref="FormatException">The URI has a soft junction, which only sr25519 knows, or its seed is no key of the scheme.</exception>
    public static KeyPair FromUri(KeyScheme scheme, SecretUri uri)
    {
        KeyPair pair = FromSeed(scheme, uri.Seed);
        foreach (SecretJunction junction in uri.Junctions)
        {
            using KeyPair parent = pair;
            pair = parent.Derive(junction);
        }

        return pair;
    }

    /// <summary>The pair of a seed of 32 bytes.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes long.</exception>
    /// <exception cref="FormatException">The seed is no secret key of secp256k1, as one of 2^128 is not.</exception>
    public static KeyPair FromSeed(KeyScheme scheme, ReadOnlySpan<byte> seed) => scheme switch
    {
        KeyScheme.Ed25519 => Ed25519KeyPair.FromSeed(seed),
        KeyScheme.Sr25519 => Sr25519KeyPair.FromMiniSecret(seed),
        KeyScheme.Ecdsa => EcdsaKeyPair.FromSeed(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>The child that a junction names.</summary>
    /// <exception cref="FormatException">The junction is soft, which only sr25519 knows.</exception>
    public abstract KeyPair Derive(SecretJunction junction);

    /// <summary>Signs a message as Substrate does.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="randomness">
    /// 32 random bytes that hedge against faults and side channels, or nothing: the signature is then a function of key and message,
    /// which is as safe as long as the machine computes without faults.
    /// </param>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    public abstract byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default);

    /// <summary>Whether both pairs have the same secret in the same scheme, in a time that does not depend on it.</summary>
    // A secret begins with its scalar or its seed. What follows is made of it, or is the seed of an sr25519 key's nonces, which does not
    // make another key (schnorrkel, src/keys.rs, ConstantTimeEq for SecretKey).
    public bool HasSameSecret(KeyPair other) =>
        Scheme == other.Scheme && CryptographicOperations.FixedTimeEquals(SecretKey[..SecretSize], other.SecretKey[..SecretSize]);

    /// <summary>The scheme and the public key in hexadecimal; never the secret.</summary>
    public sealed override string ToString() => $"{Scheme} 0x{Convert.ToHexStringLower(_public)}";

    /// <summary>Zeroes the secret.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
        GC.SuppressFinalize(this);
    }
}
