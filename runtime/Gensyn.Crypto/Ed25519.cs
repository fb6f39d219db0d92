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

    private const int MaxStack = 512;

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

    /// <summary>Whether all signatures are good, in less than half the time of one after the other; an empty batch is.</summary>
    /// <remarks>
    /// Says what <see cref="Verify"/> of each says, up to a chance of 2^-128: the equation up to the cofactor is what makes the two agree.
    /// A batch does not tell which of its signatures is bad: verify them singly then.
    /// </remarks>
    public static bool VerifyBatch(ReadOnlySpan<SignedMessage> signatures)
    {
        SignatureBatch batch = new(signatures.Length);
        for (int i = 0; i < signatures.Length; i++)
        {
            ReadOnlySpan<byte> key = signatures[i].PublicKey.Span;
            ReadOnlySpan<byte> signature = signatures[i].Signature.Span;
            if (key.Length != PublicKeySize || signature.Length != SignatureSize) return false;
            if (!Scalar.TryFromCanonical(signature[32..], out Scalar response)) return false;
            batch.Set(i, key, signature[..32], response, HashToScalar(signature[..32], key, signatures[i].Message.Span));
        }

        return EdwardsPoint.TryDecompress(batch.Encodings, batch.Points) && batch.Rest().IsOfSmallOrder();
    }

    /// <summary>The scalar of what follows in SHA-512; its copies are zeroed, for the first part may be secret.</summary>
    internal static Scalar HashToScalar(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message)
    {
        Span<byte> wide = stackalloc byte[SHA512.HashSizeInBytes];
        if ((long)first.Length + second.Length + message.Length <= MaxStack)
        {
            Span<byte> input = stackalloc byte[MaxStack];
            first.CopyTo(input);
            second.CopyTo(input[first.Length..]);
            message.CopyTo(input[(first.Length + second.Length)..]);
            SHA512.HashData(input[..(first.Length + second.Length + message.Length)], wide);
            CryptographicOperations.ZeroMemory(input);
        }
        else
        {
            // Not worth its beginning for a short message, but a long one is not copied.
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            hash.AppendData(first);
            hash.AppendData(second);
            hash.AppendData(message);
            hash.GetHashAndReset(wide);
        }

        Scalar scalar = Scalar.FromWideBytes(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }
}
