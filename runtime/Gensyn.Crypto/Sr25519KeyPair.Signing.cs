using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <content>Signatures.</content>
public sealed partial class Sr25519KeyPair
{
    /// <inheritdoc/>
    public override byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness = default) =>
        Sign(SigningContext.Substrate.Bytes(message), randomness);

    /// <summary>Signs a transcript.</summary>
    /// <param name="transcript">What is signed, such as a message in a <see cref="SigningContext"/>.</param>
    /// <param name="randomness">32 random bytes, or nothing.</param>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    // Source: schnorrkel, src/sign.rs, SecretKey::sign. The nonce follows from the scalar too, not from its seed alone, so that an imported
    // key with a known seed stays safe without randomness.
    public byte[] Sign(in Transcript transcript, ReadOnlySpan<byte> randomness = default)
    {
        byte[] signature = new byte[Sr25519.SignatureSize];
        Transcript said = Sr25519.Begin(transcript, PublicKey);
        Scalar witness = said.WitnessScalar("signing"u8, SecretKey, randomness);
        Ristretto.Compress(Multiplication.Base(witness), signature);
        Scalar challenge = Sr25519.Challenge(ref said, signature.AsSpan(0, 32));
        Scalar key = Scalar.FromBytes(SecretKey[..32]);
        ((challenge * key) + witness).ToBytes(signature.AsSpan(32));
        Secret.Clear(ref key);
        Secret.Clear(ref witness);
        signature[63] |= 0x80;
        return signature;
    }
}
