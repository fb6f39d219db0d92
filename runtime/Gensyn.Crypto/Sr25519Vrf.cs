using System.Diagnostics.CodeAnalysis;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>The verifiable random function of sr25519 keys, as Substrate's consensus uses it (schnorrkel).</summary>
/// <remarks>
/// The input is a transcript to which the public key is added, so that outputs of different keys have nothing to do with each other. The
/// proof is schnorrkel's for Kusama, the only one that Substrate makes and takes. Source: schnorrkel, src/vrf.rs; sp_core, src/sr25519.rs, vrf.
/// </remarks>
public static class Sr25519Vrf
{
    /// <summary>Bytes of an output before hashing.</summary>
    public const int PreOutputSize = 32;

    /// <summary>Bytes of a proof: its challenge and its response.</summary>
    public const int ProofSize = 64;

    /// <summary>Bytes of an output with its proof, in this order.</summary>
    public const int SignatureSize = PreOutputSize + ProofSize;

    /// <summary>The transcript that a proof signs when nothing else is signed with it.</summary>
    public static Transcript NoExtra => Transcript.Create("VRF"u8);

    /// <summary>Whether a key made this output, and which; malformed keys, outputs and proofs are refused, and so is the neutral output.</summary>
    /// <param name="publicKey">The key, 32 bytes.</param>
    /// <param name="input">What the output follows from.</param>
    /// <param name="signature">The output and its proof, 96 bytes.</param>
    /// <param name="output">The output, proven.</param>
    public static bool TryVerify(
        ReadOnlySpan<byte> publicKey, in Transcript input, ReadOnlySpan<byte> signature, [NotNullWhen(true)] out VrfInOut? output) =>
        TryVerify(publicKey, input, NoExtra, signature, out output);

    /// <summary>Whether a key made this output and signed something with it; malformed ones and the neutral output are refused.</summary>
    /// <param name="publicKey">The key, 32 bytes.</param>
    /// <param name="input">What the output follows from.</param>
    /// <param name="extra">What else the proof signs; the output does not follow from it.</param>
    /// <param name="signature">The output and its proof, 96 bytes.</param>
    /// <param name="output">The output, proven.</param>
    // Source: schnorrkel, src/vrf.rs, PublicKey::vrf_verify_extra and dleq_verify.
    public static bool TryVerify(
        ReadOnlySpan<byte> publicKey,
        in Transcript input,
        in Transcript extra,
        ReadOnlySpan<byte> signature,
        [NotNullWhen(true)] out VrfInOut? output)
    {
        output = null;
        if (signature.Length != SignatureSize) return false;
        if (!Scalar.TryFromCanonical(signature.Slice(PreOutputSize, 32), out Scalar challenge)) return false;
        if (!Scalar.TryFromCanonical(signature[(PreOutputSize + 32)..], out Scalar response)) return false;
        if (!TryAttach(publicKey, input, signature[..PreOutputSize], out VrfInOut? claimed)) return false;
        if (!Ristretto.TryDecompress(publicKey, out EdwardsPoint key)) return false;

        // What the commitments of an honest prover were: with s = r - c·k, c·K + s·B = r·B, and the same over the input.
        Span<byte> commitment = stackalloc byte[32];
        Span<byte> inputCommitment = stackalloc byte[32];
        Ristretto.Compress(Multiplication.PublicSum(challenge, key, response), commitment);
        Scalar zero = default;
        EdwardsPoint sum = Multiplication.PublicSum(challenge, claimed.Output, zero) + Multiplication.PublicSum(response, claimed.Input, zero);
        Ristretto.Compress(sum, inputCommitment);

        Transcript said = Begin(extra, claimed);
        Span<byte> expected = stackalloc byte[32];
        Challenge(ref said, publicKey, claimed, commitment, inputCommitment).ToBytes(expected);
        if (!expected.SequenceEqual(signature.Slice(PreOutputSize, 32))) return false;
        output = claimed;
        return true;
    }

    /// <summary>An output that a key is said to have made, without its proof; false when it is malformed or neutral.</summary>
    /// <remarks>Only for outputs whose proof was verified before.</remarks>
    // Source: schnorrkel, src/vrf.rs, VRFPreOut::attach_input_hash.
    public static bool TryAttach(
        ReadOnlySpan<byte> publicKey, in Transcript input, ReadOnlySpan<byte> preOutput, [NotNullWhen(true)] out VrfInOut? output)
    {
        output = null;
        if (publicKey.Length != Sr25519.PublicKeySize || preOutput.Length != PreOutputSize) return false;
        if (!Ristretto.TryDecompress(publicKey, out _) || !Ristretto.TryDecompress(preOutput, out EdwardsPoint point)) return false;

        // The neutral element has one encoding, of zeros: it would be the output of every input.
        if (preOutput.IndexOfAnyExcept((byte)0) < 0) return false;
        output = new VrfInOut(HashToPoint(publicKey, input), point);
        return true;
    }

    /// <summary>The point of an input under a key.</summary>
    // Source: schnorrkel, src/vrf.rs, PublicKey::vrf_hash.
    internal static EdwardsPoint HashToPoint(ReadOnlySpan<byte> publicKey, in Transcript input)
    {
        Span<byte> uniform = stackalloc byte[64];
        Transcript said = input;
        said.Append("vrf-nm-pk"u8, publicKey);
        said.Challenge("VRFHash"u8, uniform);
        return RistrettoMap.FromUniformBytes(uniform);
    }

    /// <summary>What a prover's transcript says before the nonce.</summary>
    internal static Transcript Begin(in Transcript extra, VrfInOut pair)
    {
        Transcript said = extra;
        said.Append("proto-name"u8, "DLEQProof"u8);
        said.Append("vrf:h"u8, pair.InputBytes);
        return said;
    }

    /// <summary>The challenge that follows from the commitments to a nonce.</summary>
    internal static Scalar Challenge(
        ref Transcript said, ReadOnlySpan<byte> publicKey, VrfInOut pair, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> inputCommitment)
    {
        said.Append("vrf:R=g^r"u8, commitment);
        said.Append("vrf:h^r"u8, inputCommitment);
        said.Append("vrf:pk"u8, publicKey);
        said.Append("vrf:h^sk"u8, pair.PreOutput);
        return said.ChallengeScalar("prove"u8);
    }
}
