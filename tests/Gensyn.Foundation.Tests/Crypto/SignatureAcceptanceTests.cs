using System.Numerics;
using Gensyn.Crypto;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>One by one and in batches, signatures are accepted exactly when the equation holds as it is written down.</summary>
public sealed class SignatureAcceptanceTests
{
    private const int Rounds = 200;

    private static readonly EdwardsPoint[] SmallOrder = PlainCurve.SmallOrder();

    private readonly Random _random = new(1);

    [Fact]
    public void Ed25519_OfKeysAndCommitmentsWithTorsion_IsItsEquation()
    {
        List<SignedMessage> good = [];
        for (int i = 0; i < Rounds; i++)
        {
            SignedMessage message = Ed25519Message();
            bool expected = Ed25519Equation(message);

            Assert.Equal(expected, Ed25519.Verify(message.PublicKey.Span, message.Message.Span, message.Signature.Span));
            Assert.Equal(expected, Ed25519.VerifyBatch([message]));
            if (good.Count > 0) Assert.Equal(expected, Ed25519.VerifyBatch([.. good, message]));
            if (expected && good.Count < 20) good.Add(message);
        }

        Assert.True(good.Count > 10);
    }

    [Fact]
    public void Sr25519_OfAnyElements_IsItsEquation()
    {
        List<SignedMessage> good = [];
        for (int i = 0; i < Rounds; i++)
        {
            SignedMessage message = Sr25519Message();
            bool expected = Sr25519Equation(message);

            Assert.Equal(expected, Sr25519.Verify(message.PublicKey.Span, message.Message.Span, message.Signature.Span));
            Assert.Equal(expected, Sr25519.VerifyBatch([message]));
            if (good.Count > 0) Assert.Equal(expected, Sr25519.VerifyBatch([.. good, message]));
            if (expected && good.Count < 20) good.Add(message);
        }

        Assert.True(good.Count > 10);
    }

    // A key and a commitment, either or both perhaps of small order or with such a part, a right response or one that is off, and the
    // sign of a key or a commitment turned.
    private SignedMessage Ed25519Message()
    {
        Scalar secret = Draw(), witness = Draw();
        byte[] key = PlainCurve.Encode(Multiplication.Base(secret) + SmallOrder[_random.Next(8)]);
        byte[] commitment = PlainCurve.Encode(Multiplication.Base(witness) + SmallOrder[_random.Next(8)]);
        byte[] message = [(byte)_random.Next()];
        byte[] response = new byte[32];
        ((Ed25519.HashToScalar(commitment, key, message) * secret) + witness).ToBytes(response);
        return new SignedMessage(Spoil(key), message, (byte[])[.. Spoil(commitment), .. Spoil(response)]);
    }

    private SignedMessage Sr25519Message()
    {
        Scalar secret = Draw(), witness = Draw();
        byte[] key = EncodeElement(Multiplication.Base(secret)), commitment = EncodeElement(Multiplication.Base(witness)), message = [(byte)_random.Next()];
        Transcript said = Sr25519.Begin(SigningContext.Substrate.Bytes(message), key);
        byte[] response = new byte[32];
        ((Sr25519.Challenge(ref said, commitment) * secret) + witness).ToBytes(response);
        response[31] |= 0x80;
        return new SignedMessage(Spoil(key), message, (byte[])[.. Spoil(commitment), .. Spoil(response)]);
    }

    // 8·s·B = 8·c·A + 8·R, over the integers and by doubling and adding.
    private static bool Ed25519Equation(in SignedMessage message)
    {
        ReadOnlySpan<byte> signature = message.Signature.Span;
        if (!EdwardsPoint.TryDecompress(message.PublicKey.Span, out EdwardsPoint key)) return false;
        if (!EdwardsPoint.TryDecompress(signature[..32], out EdwardsPoint commitment)) return false;
        if (!Scalar.TryFromCanonical(signature[32..], out Scalar response)) return false;
        BigInteger s = PlainCurve.Integer(response);
        BigInteger c = PlainCurve.Integer(Ed25519.HashToScalar(signature[..32], message.PublicKey.Span, message.Message.Span));
        EdwardsPoint left = PlainCurve.Multiply(8 * s, EdwardsPoint.Base);
        EdwardsPoint right = PlainCurve.Multiply(8 * c, key) + PlainCurve.Multiply(8, commitment);
        return PlainCurve.Encode(left).SequenceEqual(PlainCurve.Encode(right));
    }

    // The encoding of s·B - c·A is R, as schnorrkel has it.
    private static bool Sr25519Equation(in SignedMessage message)
    {
        ReadOnlySpan<byte> signature = message.Signature.Span;
        byte[] bytes = signature[32..].ToArray();
        if (bytes[31] < 0x80 || !Ristretto.TryDecompress(message.PublicKey.Span, out EdwardsPoint key)) return false;
        bytes[31] &= 0x7f;
        if (!Scalar.TryFromCanonical(bytes, out Scalar response)) return false;
        Transcript said = Sr25519.Begin(SigningContext.Substrate.Bytes(message.Message.Span), message.PublicKey.Span);
        BigInteger s = PlainCurve.Integer(response), c = PlainCurve.Integer(Sr25519.Challenge(ref said, signature[..32]));
        EdwardsPoint commitment = PlainCurve.Multiply(s, EdwardsPoint.Base) + -PlainCurve.Multiply(c, key);
        return signature[..32].SequenceEqual(EncodeElement(commitment));
    }

    private Scalar Draw()
    {
        if (_random.Next(4) == 0) return default;
        byte[] wide = new byte[64];
        _random.NextBytes(wide);
        return Scalar.FromWideBytes(wide);
    }

    private byte[] Spoil(byte[] bytes)
    {
        if (_random.Next(8) == 0) bytes[31] ^= 0x80;
        else if (_random.Next(8) == 0) bytes[_random.Next(32)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    }

    private static byte[] EncodeElement(EdwardsPoint point)
    {
        byte[] bytes = new byte[32];
        Ristretto.Compress(point, bytes);
        return bytes;
    }
}
