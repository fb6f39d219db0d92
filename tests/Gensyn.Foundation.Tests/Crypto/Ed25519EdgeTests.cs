using Gensyn.Crypto;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>What ZIP-215 says of keys and commitments of small order, with a part of small order, and not in canonical form.</summary>
public sealed class Ed25519EdgeTests
{
    // Every encoding of a point of small order that ZIP-215 reads: orders 1, 2, 4, 4, 8, 8, 8, 8 in canonical form, then x = 0 with a
    // sign and y = p or p + 1, which RFC 8032 refuses.
    private static readonly byte[][] SmallOrder =
    [
        .. new[]
        {
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        }.Select(Convert.FromHexString),
    ];

    private static readonly byte[] Order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    // Vectors: ZIP-215, test vectors: all 14 times 14 pairs as key and R, with s = 0, sign "Zcash".
    [Fact]
    public void Verify_OfPointsOfSmallOrder_AcceptsAllPairs()
    {
        SignedMessage[] all = [.. SmallOrder.SelectMany(key => SmallOrder.Select(commitment => Signed(key, commitment, new byte[32])))];

        Assert.Equal(196, all.Length);
        Assert.All(all, message => Assert.True(Single(message)));
        Assert.All(all, message => Assert.True(Ed25519.VerifyBatch([message])));
        Assert.True(Ed25519.VerifyBatch(all));
    }

    [Fact]
    public void Verify_OfPointsOfSmallOrder_RefusesAnyOtherResponse()
    {
        byte[] one = new byte[32];
        one[0] = 1;
        foreach (byte[] key in SmallOrder)
        {
            // s·B is not of small order for any s between 0 and L, and L itself is not canonical.
            AssertRefused(Signed(key, SmallOrder[0], one));
            AssertRefused(Signed(key, SmallOrder[4], Order));
        }
    }

    [Theory]
    [InlineData("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", false)]
    [InlineData("ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", true)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0f", true)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000020", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080", false)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    public void Verify_OfAResponseAroundTheOrder_TakesThoseBelow(string response, bool expected)
    {
        // With the neutral element as key, R = s·B is good whatever the message.
        byte[] s = Convert.FromHexString(response);
        byte[] commitment = new byte[32];
        Multiplication.Base(Scalar.FromBytes(s)).Compress(commitment);
        SignedMessage message = Signed(SmallOrder[0], commitment, s);

        Assert.Equal(expected, Single(message));
        Assert.Equal(expected, Ed25519.VerifyBatch([message]));
    }

    [Fact]
    public void Verify_OfAGoodSignaturePlusTheOrder_Refuses()
    {
        Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(new byte[32]);
        byte[] signature = pair.Sign("Zcash"u8);
        int carry = 0;
        for (int i = 0; i < 32; i++)
        {
            carry += signature[32 + i] + Order[i];
            signature[32 + i] = (byte)carry;
            carry >>= 8;
        }

        Assert.True(Single(Signed(pair.PublicKey.ToArray(), pair.Sign("Zcash"u8))));
        AssertRefused(Signed(pair.PublicKey.ToArray(), signature));
    }

    // The equation holds up to the cofactor, so a part of small order in the key or in R changes nothing; anything else does.
    [Fact]
    public void Verify_OfPointsWithAPartOfSmallOrder_AcceptsThem()
    {
        Scalar secret = Scalar.FromBytes(Blake2b.Hash256([1])), witness = Scalar.FromBytes(Blake2b.Hash256([2]));
        List<SignedMessage> all = [];
        foreach (byte[] keyPart in SmallOrder[..8])
        {
            foreach (byte[] commitmentPart in SmallOrder[..8])
            {
                byte[] key = PlainCurve.Encode(Multiplication.Base(secret) + Decode(keyPart));
                byte[] commitment = PlainCurve.Encode(Multiplication.Base(witness) + Decode(commitmentPart));
                Scalar challenge = Ed25519.HashToScalar(commitment, key, "Zcash"u8);
                byte[] response = new byte[32];
                ((challenge * secret) + witness).ToBytes(response);
                all.Add(Signed(key, commitment, response));

                AssertRefused(Signed(key, PlainCurve.Encode(Multiplication.Base(witness) + EdwardsPoint.Base), response));
                AssertRefused(Signed(PlainCurve.Encode(Multiplication.Base(secret) + EdwardsPoint.Base), commitment, response));
            }
        }

        Assert.All(all, message => Assert.True(Single(message)));
        Assert.True(Ed25519.VerifyBatch([.. all]));
        Assert.False(Ed25519.VerifyBatch([.. all, Signed(SmallOrder[0], PlainCurve.Encode(EdwardsPoint.Base), new byte[32])]));
    }

    // y with no x: 2 and p + 2 are not on the curve, nor is y = 7.
    [Theory]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0700000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000080")]
    public void Verify_OfBytesThatAreNoPoint_Refuses(string bytes)
    {
        byte[] encoding = Convert.FromHexString(bytes);

        Assert.False(EdwardsPoint.TryDecompress(encoding, out _));
        AssertRefused(Signed(encoding, SmallOrder[0], new byte[32]));
        AssertRefused(Signed(SmallOrder[0], encoding, new byte[32]));
    }

    // Non-canonical y with a point of large order: p + 3 and its like read as 3 and so on, and are hashed as they are written.
    [Fact]
    public void TryDecompress_OfYFromPOn_ReadsYLessP()
    {
        int points = 0;
        for (byte y = 0; y < 19; y++)
        {
            byte[] canonical = new byte[32];
            canonical[0] = y;
            byte[] wrapped = [.. Enumerable.Repeat((byte)0xff, 31), 0x7f];
            wrapped[0] = (byte)(0xed + y);

            bool isPoint = EdwardsPoint.TryDecompress(canonical, out EdwardsPoint expected);
            Assert.Equal(isPoint, EdwardsPoint.TryDecompress(wrapped, out EdwardsPoint actual));
            if (!isPoint) continue;
            Assert.Equal(PlainCurve.Encode(expected), PlainCurve.Encode(actual));
            points++;
        }

        Assert.True(points > 4);
    }

    private static bool Single(in SignedMessage message) => Ed25519.Verify(message.PublicKey.Span, message.Message.Span, message.Signature.Span);

    private static void AssertRefused(in SignedMessage message)
    {
        Assert.False(Single(message));
        Assert.False(Ed25519.VerifyBatch([message]));
    }

    private static SignedMessage Signed(byte[] key, byte[] commitment, byte[] response) => Signed(key, [.. commitment, .. response]);

    private static SignedMessage Signed(byte[] key, byte[] signature) => new(key, "Zcash"u8.ToArray(), signature);

    private static EdwardsPoint Decode(byte[] encoding)
    {
        Assert.True(EdwardsPoint.TryDecompress(encoding, out EdwardsPoint point));
        return point;
    }
}
