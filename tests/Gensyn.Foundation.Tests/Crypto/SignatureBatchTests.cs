using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class SignatureBatchTests
{
    private const int Most = 300;

    private static readonly SignedMessage[] Sr25519Messages = [.. Enumerable.Range(0, Most).Select(MakeSr25519)];
    private static readonly SignedMessage[] Ed25519Messages = [.. Enumerable.Range(0, Most).Select(MakeEd25519)];

    // Around the widths of the vectors, and beyond what one sum takes.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public void VerifyBatch_OfGoodSignatures_Accepts(int count)
    {
        Assert.True(Sr25519.VerifyBatch(Sr25519Messages.AsSpan(0, count)));
        Assert.True(Ed25519.VerifyBatch(Ed25519Messages.AsSpan(0, count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(300)]
    public void VerifyBatch_WithOneChangedBit_Refuses(int count)
    {
        foreach (int at in new[] { 0, count / 2, count - 1 }.Distinct())
        {
            foreach (int bit in new[] { 0, 100, 255, 256, 300, 505, 511 })
            {
                Assert.False(Sr25519.VerifyBatch(Change(Sr25519Messages[..count], at, bit)));
                Assert.False(Ed25519.VerifyBatch(Change(Ed25519Messages[..count], at, bit)));
            }
        }
    }

    // Each signature is off, one by as much as another: a sum without coefficients would accept the pair.
    [Fact]
    public void VerifyBatch_OfErrorsThatCancel_Refuses()
    {
        SignedMessage[] sr25519 = [.. Sr25519Messages[..2]];
        (byte[] first, byte[] second) = Shift(sr25519[0].Signature.ToArray(), sr25519[1].Signature.ToArray());
        sr25519[0] = sr25519[0] with { Signature = first };
        sr25519[1] = sr25519[1] with { Signature = second };
        Assert.False(Sr25519.VerifyBatch(sr25519));

        SignedMessage[] ed25519 = [.. Ed25519Messages[..2]];
        (first, second) = Shift(ed25519[0].Signature.ToArray(), ed25519[1].Signature.ToArray());
        ed25519[0] = ed25519[0] with { Signature = first };
        ed25519[1] = ed25519[1] with { Signature = second };
        Assert.False(Ed25519.VerifyBatch(ed25519));
    }

    [Fact]
    public void VerifyBatch_OfSwappedMessagesOrKeys_Refuses()
    {
        SignedMessage[] swapped = [.. Sr25519Messages[..4]];
        (swapped[1], swapped[2]) = (swapped[1] with { Message = swapped[2].Message }, swapped[2] with { Message = swapped[1].Message });
        Assert.False(Sr25519.VerifyBatch(swapped));

        swapped = [.. Ed25519Messages[..4]];
        (swapped[1], swapped[2]) = (swapped[1] with { PublicKey = swapped[2].PublicKey }, swapped[2] with { PublicKey = swapped[1].PublicKey });
        Assert.False(Ed25519.VerifyBatch(swapped));
    }

    [Theory]
    [InlineData(31, 64)]
    [InlineData(33, 64)]
    [InlineData(0, 64)]
    [InlineData(32, 63)]
    [InlineData(32, 65)]
    [InlineData(32, 0)]
    public void VerifyBatch_WithAWrongLength_RefusesWithoutThrowing(int keyLength, int signatureLength)
    {
        SignedMessage malformed = new(new byte[keyLength], new byte[3], Enumerable.Repeat((byte)0x80, signatureLength).ToArray());

        Assert.False(Sr25519.VerifyBatch([Sr25519Messages[0], malformed]));
        Assert.False(Ed25519.VerifyBatch([Ed25519Messages[0], malformed]));
    }

    // The same signature more than once is no error, and draws coefficients of its own.
    [Fact]
    public void VerifyBatch_OfRepeatedSignatures_Accepts()
    {
        Assert.True(Sr25519.VerifyBatch([Sr25519Messages[0], Sr25519Messages[0], Sr25519Messages[1]]));
        Assert.True(Ed25519.VerifyBatch([Ed25519Messages[0], Ed25519Messages[0], Ed25519Messages[1]]));
    }

    private static SignedMessage[] Change(SignedMessage[] messages, int at, int bit)
    {
        byte[] signature = messages[at].Signature.ToArray();
        signature[bit / 8] ^= (byte)(1 << (bit % 8));
        messages[at] = messages[at] with { Signature = signature };
        return messages;
    }

    // s + 256 here and s - 256 there: the second byte carries neither way.
    private static (byte[] First, byte[] Second) Shift(byte[] first, byte[] second)
    {
        Assert.True(first[33] < 255 && second[33] > 0);
        first[33]++;
        second[33]--;
        return (first, second);
    }

    private static SignedMessage MakeSr25519(int i)
    {
        Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Blake2b.Hash256([(byte)i]));
        byte[] message = BitConverter.GetBytes(i);
        return new SignedMessage(pair.PublicKey.ToArray(), message, pair.Sign(message));
    }

    private static SignedMessage MakeEd25519(int i)
    {
        Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(Blake2b.Hash256([(byte)i]));
        byte[] message = BitConverter.GetBytes(i);
        return new SignedMessage(pair.PublicKey.ToArray(), message, pair.Sign(message));
    }
}
