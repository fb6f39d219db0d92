using System.Buffers.Binary;
using System.Security.Cryptography;
using Gensyn.Crypto.Curve25519;

namespace Gensyn.Crypto;

/// <summary>A Merlin transcript: what a proof has said so far, and the challenges that follow from it.</summary>
/// <remarks>
/// A mutable struct: a copy is an independent transcript. <see cref="Create"/> makes one; the default value is none. Source:
/// merlin.cool, version 1.0; merlin, src/transcript.rs.
/// </remarks>
public struct Transcript
{
    private Strobe128 _strobe;

    /// <summary>A transcript of a protocol.</summary>
    public static Transcript Create(ReadOnlySpan<byte> label)
    {
        Transcript transcript = new() { _strobe = Strobe128.Create("Merlin v1.0"u8) };
        transcript.Append("dom-sep"u8, label);
        return transcript;
    }

    /// <summary>Says a message under a label.</summary>
    public void Append(ReadOnlySpan<byte> label, ReadOnlySpan<byte> message)
    {
        Frame(label, message.Length);
        _strobe.Ad(message);
    }

    /// <summary>Says a number, as its eight little-endian bytes, under a label.</summary>
    public void Append(ReadOnlySpan<byte> label, ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        Append(label, bytes);
    }

    /// <summary>Fills bytes that follow from everything said so far.</summary>
    public void Challenge(ReadOnlySpan<byte> label, Span<byte> output)
    {
        Frame(label, output.Length);
        _strobe.Prf(output);
    }

    internal Scalar ChallengeScalar(ReadOnlySpan<byte> label)
    {
        Span<byte> wide = stackalloc byte[64];
        Challenge(label, wide);
        return Scalar.FromWideBytes(wide);
    }

    /// <summary>Bytes that follow from the transcript, a secret and 32 random bytes; the transcript does not change.</summary>
    /// <remarks>
    /// Without randomness zeros stand for it: the bytes are then a function of secret and transcript, so they repeat only when all that
    /// was said repeats.
    /// </remarks>
    /// <exception cref="ArgumentException">The randomness has neither 0 nor 32 bytes.</exception>
    internal readonly void Witness(ReadOnlySpan<byte> label, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> randomness, Span<byte> output)
    {
        if (randomness.Length is not (0 or 32)) throw new ArgumentException("Hedging takes 32 random bytes.", nameof(randomness));
        Span<byte> random = stackalloc byte[32];
        random.Clear();
        randomness.CopyTo(random);

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
        Secret.Clear(ref strobe);
        CryptographicOperations.ZeroMemory(random);
    }

    internal readonly Scalar WitnessScalar(ReadOnlySpan<byte> label, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> randomness)
    {
        Span<byte> wide = stackalloc byte[64];
        Witness(label, secret, randomness, wide);
        Scalar scalar = Scalar.FromWideBytes(wide);
        CryptographicOperations.ZeroMemory(wide);
        return scalar;
    }

    private void Frame(ReadOnlySpan<byte> label, int count)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, count);
        _strobe.MetaAd(label, more: false);
        _strobe.MetaAd(length, more: true);
    }
}
