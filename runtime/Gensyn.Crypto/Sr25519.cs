using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>Schnorr signatures over ristretto255 as Substrate uses them (schnorrkel).</summary>
public static class Sr25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    /// <summary>Bytes of a chain code.</summary>
    public const int ChainCodeSize = 32;

    /// <summary>Whether a signature of this message in Substrate's context is good; malformed keys and signatures are not.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, SigningContext.Substrate.Bytes(message), signature);

    /// <summary>Whether a signature of this transcript is good; malformed keys and signatures are not.</summary>
    // Source: schnorrkel, src/sign.rs, PublicKey::verify. There R is not read but written anew and compared: as an element has one
    // encoding, and what is none is refused here, that accepts the same signatures.
    public static bool Verify(ReadOnlySpan<byte> publicKey, in Transcript transcript, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || !TryReadResponse(signature, out Scalar s)) return false;
        Span<byte> encodings = stackalloc byte[64];
        publicKey.CopyTo(encodings);
        signature[..32].CopyTo(encodings[32..]);
        Span<EdwardsPoint> points = stackalloc EdwardsPoint[2];
        if (!Ristretto.TryDecompress(encodings, points)) return false;

        Transcript said = Begin(transcript, publicKey);
        Scalar challenge = Challenge(ref said, signature[..32]);
        return Ristretto.IsIdentity(Multiplication.SignatureRest(s, challenge, points[0], points[1]));
    }

    /// <summary>Whether all signatures are good, in less than half the time of one after the other; an empty batch is.</summary>
    /// <remarks>
    /// Says what <see cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> of each says, up to a chance of 2^-128.
    /// A batch does not tell which of its signatures is bad: verify them singly then.
    /// </remarks>
    // Source: schnorrkel, src/batch.rs, verify_batch. There the coefficients are random, here they follow from the signatures.
    public static bool VerifyBatch(ReadOnlySpan<SignedMessage> signatures)
    {
        SignatureBatch batch = new(signatures.Length);
        for (int i = 0; i < signatures.Length; i++)
        {
            ReadOnlySpan<byte> key = signatures[i].PublicKey.Span;
            ReadOnlySpan<byte> signature = signatures[i].Signature.Span;
            if (key.Length != PublicKeySize || !TryReadResponse(signature, out Scalar response)) return false;
            Transcript said = Begin(SigningContext.Substrate.Bytes(signatures[i].Message.Span), key);
            batch.Set(i, key, signature[..32], response, Challenge(ref said, signature[..32]));
        }

        return Ristretto.TryDecompress(batch.Encodings, batch.Points) && Ristretto.IsIdentity(batch.Rest());
    }

    /// <summary>The public key of the soft child of a public key; false when the key is malformed.</summary>
    /// <param name="publicKey">The parent, 32 bytes.</param>
    /// <param name="chainCode">Which child, 32 bytes.</param>
    /// <param name="child">The child's public key, 32 bytes.</param>
    /// <exception cref="ArgumentException">The chain code or the output has not 32 bytes.</exception>
    public static bool TryDeriveSoft(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> chainCode, Span<byte> child)
    {
        Span<byte> next = stackalloc byte[ChainCodeSize];
        return TryDeriveSoft(publicKey, chainCode, index: [], child, next);
    }

    /// <summary>The public key and the chain code of the soft child of a public key; false when the key is malformed.</summary>
    /// <param name="publicKey">The parent, 32 bytes.</param>
    /// <param name="chainCode">The parent's chain code, 32 bytes.</param>
    /// <param name="index">Which child of this chain code; Substrate leaves it empty.</param>
    /// <param name="child">The child's public key, 32 bytes.</param>
    /// <param name="childChainCode">The child's chain code, 32 bytes.</param>
    /// <exception cref="ArgumentException">The chain code or an output has not 32 bytes.</exception>
    // Source: schnorrkel, src/derive.rs, Derivation for PublicKey.
    public static bool TryDeriveSoft(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> chainCode,
        ReadOnlySpan<byte> index,
        Span<byte> child,
        Span<byte> childChainCode)
    {
        if (child.Length != PublicKeySize) throw new ArgumentException("A public key has 32 bytes.", nameof(child));
        if (!Ristretto.TryDecompress(publicKey, out EdwardsPoint key)) return false;
        (Scalar tweak, _) = SoftStep(publicKey, chainCode, index, childChainCode);
        Ristretto.Compress(key + Multiplication.Base(tweak), child);
        return true;
    }

    /// <summary>What a signer's transcript says before the nonce.</summary>
    internal static Transcript Begin(in Transcript transcript, ReadOnlySpan<byte> publicKey)
    {
        Transcript said = transcript;
        said.Append("proto-name"u8, "Schnorr-sig"u8);
        said.Append("sign:pk"u8, publicKey);
        return said;
    }

    /// <summary>The challenge that follows from the commitment to a nonce.</summary>
    internal static Scalar Challenge(ref Transcript said, ReadOnlySpan<byte> commitment)
    {
        said.Append("sign:R"u8, commitment);
        return said.ChallengeScalar("sign:c"u8);
    }

    /// <summary>What is added to a key to make its soft child, and the transcript after it; writes the child's chain code.</summary>
    internal static (Scalar Tweak, Transcript Said) SoftStep(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> chainCode,
        ReadOnlySpan<byte> index,
        Span<byte> childChainCode)
    {
        if (childChainCode.Length != ChainCodeSize) throw new ArgumentException("A chain code has 32 bytes.", nameof(childChainCode));
        Transcript said = BeginDerivation(chainCode, index);
        said.Append("public-key"u8, publicKey);
        Scalar tweak = said.ChallengeScalar("HDKD-scalar"u8);
        said.Challenge("HDKD-chaincode"u8, childChainCode);
        return (tweak, said);
    }

    /// <summary>Reads a signature's second half; false unless it is marked and below the order.</summary>
    private static bool TryReadResponse(ReadOnlySpan<byte> signature, out Scalar response)
    {
        response = default;
        if (signature.Length != SignatureSize) return false;

        // The marker tells schnorrkel's signatures from ed25519's and from its own before version 0.8.
        if ((signature[63] & 0x80) == 0) return false;
        Span<byte> bytes = stackalloc byte[32];
        signature[32..].CopyTo(bytes);
        bytes[31] &= 0x7f;
        return Scalar.TryFromCanonical(bytes, out response);
    }

    /// <summary>What every derivation's transcript says first.</summary>
    internal static Transcript BeginDerivation(ReadOnlySpan<byte> chainCode, ReadOnlySpan<byte> index)
    {
        if (chainCode.Length != ChainCodeSize) throw new ArgumentException("A chain code has 32 bytes.", nameof(chainCode));
        Transcript said = Transcript.Create("SchnorrRistrettoHDKD"u8);
        said.Append("sign-bytes"u8, index);
        said.Append("chain-code"u8, chainCode);
        return said;
    }
}
