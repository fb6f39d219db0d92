using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>The input of a verifiable random function and what a key makes of it, both as points.</summary>
/// <remarks>
/// Its bytes are random to everybody but the key's holder, and cannot be chosen by the holder. Source: schnorrkel, src/vrf.rs, VRFInOut.
/// </remarks>
public sealed class VrfInOut
{
    private readonly byte[] _input;
    private readonly byte[] _output;

    internal VrfInOut(in EdwardsPoint input, in EdwardsPoint output)
    {
        Input = input;
        Output = output;
        _input = new byte[Sr25519.PublicKeySize];
        _output = new byte[Sr25519.PublicKeySize];
        Ristretto.Compress(input, _input);
        Ristretto.Compress(output, _output);
    }

    /// <summary>The output before hashing, which the holder publishes: 32 bytes.</summary>
    public ReadOnlySpan<byte> PreOutput => _output;

    internal EdwardsPoint Input { get; }

    internal EdwardsPoint Output { get; }

    internal ReadOnlySpan<byte> InputBytes => _input;

    /// <summary>Fills random bytes; those of other contexts are independent of them.</summary>
    // Source: schnorrkel, src/vrf.rs, VRFInOut::make_bytes.
    public void MakeBytes(ReadOnlySpan<byte> context, Span<byte> output)
    {
        Transcript said = Transcript.Create("VRFResult"u8);
        said.Append(""u8, context);
        said.Append("vrf-in"u8, _input);
        said.Append("vrf-out"u8, _output);
        said.Challenge(""u8, output);
    }
}
