using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gensyn.Crypto.Secp256k1;

namespace Gensyn.Crypto;

/// <summary>A secret ECDSA key over secp256k1 with its public key.</summary>
/// <remarks>
/// Holds no entropy source: signing is deterministic, and whoever signs may add random bytes. Disposing zeroes the secret; afterwards everything
/// but the public key throws <see cref="ObjectDisposedException"/>. Instances may be shared between threads as long as none disposes them.
/// </remarks>
public sealed class EcdsaKeyPair : IDisposable
{
    private readonly byte[] _secret;
    private readonly byte[] _public;
    private bool _disposed;

    private EcdsaKeyPair(ReadOnlySpan<byte> secretKey, in Scalar key)
    {
        _secret = Secret.Allocate(Ecdsa.SecretKeySize);
        secretKey.CopyTo(_secret);
        _public = new byte[Ecdsa.PublicKeySize];
        EcdsaPoint.Write(Multiplication.Base(key).ToAffine(), _public);
    }

    /// <summary>The public key, 33 bytes compressed.</summary>
    public ReadOnlySpan<byte> PublicKey => _public;

    private ReadOnlySpan<byte> SecretKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _secret;
        }
    }

    /// <summary>Reads a secret key of 32 bytes, big-endian; false when it is zero, not below the group's order, or of another length.</summary>
    // Source: sp_core, src/ecdsa.rs, Pair::from_seed_slice; there too the seed is the secret key.
    public static bool TryFromSecretKey(ReadOnlySpan<byte> secretKey, [NotNullWhen(true)] out EcdsaKeyPair? pair)
    {
        pair = null;
        if (secretKey.Length != Ecdsa.SecretKeySize) return false;
        bool good = Scalar.Read(secretKey, out Scalar key) & !key.IsZero();
        if (good) pair = new EcdsaKeyPair(secretKey, key);
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

    /// <summary>Signs the BLAKE2b-256 hash of a message: 65 bytes.</summary>
    /// <inheritdoc cref="SignHash"/>
    // Source: sp_core, src/ecdsa.rs, Pair::sign.
    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default)
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

    /// <summary>The public key in hexadecimal; never the secret.</summary>
    public override string ToString() => $"ecdsa 0x{Convert.ToHexStringLower(_public)}";

    /// <summary>Zeroes the secret.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
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
