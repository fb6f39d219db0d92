using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Gensyn.Crypto.Secp256k1;

namespace Gensyn.Crypto;

/// <summary>The nonces of RFC 6979, section 3.2, over HMAC-SHA-256.</summary>
internal struct EcdsaNonces
{
    private Block _key;
    private Block _value;

    /// <summary>The nonces of a secret key and a hash, both 32 bytes, and of 0 or 32 random bytes.</summary>
    public static EcdsaNonces Create(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> randomness)
    {
        EcdsaNonces nonces = default;
        Span<byte> value = nonces._value;
        value.Fill(1);
        Span<byte> seed = stackalloc byte[32 + 1 + 32 + 32 + 32];
        seed = seed[..(97 + randomness.Length)];
        secretKey.CopyTo(seed[33..]);
        hash.CopyTo(seed[65..]);
        randomness.CopyTo(seed[97..]);
        for (byte round = 0; round < 2; round++)
        {
            value.CopyTo(seed);
            seed[32] = round;
            HMACSHA256.HashData(nonces._key, seed, nonces._key);
            HMACSHA256.HashData(nonces._key, value, value);
        }

        CryptographicOperations.ZeroMemory(seed);
        return nonces;
    }

    /// <summary>The next one that is neither zero nor too great.</summary>
    public Scalar Next()
    {
        Span<byte> value = _value;
        Span<byte> seed = stackalloc byte[33];
        while (true)
        {
            HMACSHA256.HashData(_key, value, value);
            bool good = Scalar.Read(value, out Scalar nonce) & !nonce.IsZero();

            // What the next one is made of.
            value.CopyTo(seed);
            seed[32] = 0;
            HMACSHA256.HashData(_key, seed, _key);
            HMACSHA256.HashData(_key, value, value);
            CryptographicOperations.ZeroMemory(seed);
            if (good) return nonce;
        }
    }

    [InlineArray(32)]
    private struct Block
    {
        private byte _first;
    }
}
