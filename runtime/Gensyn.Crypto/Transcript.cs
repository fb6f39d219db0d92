using System.Buffers.Binary;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>A Merlin transcript: what a proof has said so far, and the challenges that follow from it.</summary>
/// <remarks>A mutable struct: a copy is an independent transcript. Source: merlin.cool, version 1.0; merlin, src/transcript.rs.</remarks>
internal struct Transcript
{
    private Strobe128 _strobe;

    public static Transcript Create(ReadOnlySpan<byte> label)
    {
        Transcript transcript = new() { _strobe = Strobe128.Create("Merlin v1.0"u8) };
        transcript.Append("dom-sep"u8, label);
        return transcript;
    }

    public void Append(ReadOnlySpan<byte> label, ReadOnlySpan<byte> message)
    {
        Frame(label, message.Length);
        _strobe.Ad(message);
    }

    public void Challenge(ReadOnlySpan<byte> label, Span<byte> output)
    {
        Frame(label, output.Length);
        _strobe.Prf(output);
    }

    public Scalar ChallengeScalar(ReadOnlySpan<byte> label)
    {
        Span<byte> wide = stackalloc byte[64];
        Challenge(label, wide);
        return Scalar.FromWideBytes(wide);
    }

    /// <summary>Bytes that follow from the transcript, a secret and 32 random bytes; the transcript does not change.</summary>
    public readonly void Witness(ReadOnlySpan<byte> label, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> random, Span<byte> output)
    {
        Span<byte> length = stackalloc byte[4];
        Strobe128 strobe = _strobe;
        BinaryPrimitives.WriteInt32LittleEndian(length, secret.Length);
        strobe.MetaAd(label, more: false);
        strobe.MetaAd(length, more: true);
        strobe.Key(secret);
        strobe.MetaAd("rng"u8, more: false);
        strobe.Key(random);
        BinaryPrimitives.WriteInt32LittleEndian(length, output.Length);
        strobe.MetaAd(length, more: false);
        strobe.Prf(output);
    }

    private void Frame(ReadOnlySpan<byte> label, int count)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, count);
        _strobe.MetaAd(label, more: false);
        _strobe.MetaAd(length, more: true);
    }
}
