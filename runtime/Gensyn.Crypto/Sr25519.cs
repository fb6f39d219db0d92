using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>Schnorr signatures over ristretto255 as Substrate uses them (schnorrkel, context <c>substrate</c>).</summary>
public static class Sr25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeySize = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    // The transcript of every message begins alike, so its beginning is made once.
    private static readonly Transcript Context = MakeContext();

    /// <summary>Whether a signature of this message is good; malformed keys and signatures are not.</summary>
    // Source: schnorrkel, src/sign.rs, PublicKey::verify.
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize) return false;

        // The marker tells schnorrkel's signatures from ed25519's.
        if ((signature[63] & 0x80) == 0) return false;
        Span<byte> response = stackalloc byte[32];
        signature[32..].CopyTo(response);
        response[31] &= 0x7f;
        if (!Scalar.TryFromCanonical(response, out Scalar s)) return false;
        if (!Ristretto.TryDecompress(publicKey, out EdwardsPoint key)) return false;

        Transcript transcript = Begin(message, publicKey);
        transcript.Append("sign:R"u8, signature[..32]);
        Scalar challenge = transcript.ChallengeScalar("sign:c"u8);

        Span<byte> commitment = stackalloc byte[32];
        Ristretto.Compress(Multiplication.PublicSum(challenge, -key, s), commitment);
        return commitment.SequenceEqual(signature[..32]);
    }

    /// <summary>The transcript of a message up to the signer's key.</summary>
    internal static Transcript Begin(ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        Transcript transcript = Context;
        transcript.Append("sign-bytes"u8, message);
        transcript.Append("proto-name"u8, "Schnorr-sig"u8);
        transcript.Append("sign:pk"u8, publicKey);
        return transcript;
    }

    private static Transcript MakeContext()
    {
        Transcript transcript = Transcript.Create("SigningContext"u8);
        transcript.Append(""u8, "substrate"u8);
        return transcript;
    }
}
