using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <content>The verifiable random function.</content>
public sealed partial class Sr25519KeyPair
{
    /// <summary>What this key makes of an input; the same for the same input.</summary>
    // Source: schnorrkel, src/vrf.rs, Keypair::vrf_create_hash.
    public VrfInOut VrfEvaluate(in Transcript input)
    {
        EdwardsPoint point = Sr25519Vrf.HashToPoint(PublicKey, input);
        Scalar key = Scalar.FromBytes(SecretKey[..32]);
        VrfInOut output = new(point, Multiplication.Secret(key, point));
        Secret.Clear(ref key);
        return output;
    }

    /// <summary>The output of an input with its proof, 96 bytes.</summary>
    /// <param name="input">What the output follows from.</param>
    /// <param name="randomness">32 random bytes, or nothing: the proof is then a function of key and input.</param>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    public byte[] VrfSign(in Transcript input, ReadOnlySpan<byte> randomness = default) => VrfSign(input, Sr25519Vrf.NoExtra, randomness);

    /// <summary>The output of an input with a proof that signs something else, too: 96 bytes.</summary>
    /// <param name="input">What the output follows from.</param>
    /// <param name="extra">What else the proof signs; the output does not follow from it.</param>
    /// <param name="randomness">32 random bytes, or nothing.</param>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    // Source: schnorrkel, src/vrf.rs, Keypair::vrf_sign_extra and dleq_proove.
    public byte[] VrfSign(in Transcript input, in Transcript extra, ReadOnlySpan<byte> randomness = default)
    {
        VrfInOut output = VrfEvaluate(input);
        Transcript said = Sr25519Vrf.Begin(extra, output);
        Scalar witness = said.WitnessScalar("proving"u8, SecretKey, randomness);
        Span<byte> commitment = stackalloc byte[32];
        Span<byte> inputCommitment = stackalloc byte[32];
        Ristretto.Compress(Multiplication.Base(witness), commitment);
        Ristretto.Compress(Multiplication.Secret(witness, output.Input), inputCommitment);

        byte[] signature = new byte[Sr25519Vrf.SignatureSize];
        output.PreOutput.CopyTo(signature);
        Scalar challenge = Sr25519Vrf.Challenge(ref said, PublicKey, output, commitment, inputCommitment);
        challenge.ToBytes(signature.AsSpan(Sr25519Vrf.PreOutputSize, 32));
        Scalar key = Scalar.FromBytes(SecretKey[..32]);
        (witness + -(challenge * key)).ToBytes(signature.AsSpan(Sr25519Vrf.PreOutputSize + 32));
        Secret.Clear(ref key);
        Secret.Clear(ref witness);
        return signature;
    }
}
