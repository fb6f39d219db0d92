using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Ed25519Tests
{
    // Vectors: RFC 8032, section 7.1, tests 1 to 3.
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Sign_OfTheRfcsMessages_IsTheRfcsSignature(string seed, string publicKey, string message, string signature)
    {
        Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(Convert.FromHexString(seed));
        Assert.Equal(publicKey, Convert.ToHexStringLower(pair.PublicKey));
        Assert.Equal(signature, Convert.ToHexStringLower(pair.Sign(Convert.FromHexString(message))));
        Assert.True(Ed25519.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature)));
    }

    // Vectors: a transfer signed by sp_keyring's ed25519 Alice, spec and transaction version 1, genesis hash 32 times 0x11.
    [Fact]
    public void Sign_OfATransfer_IsTheExtrinsicsSignature()
    {
        Ed25519KeyPair alice = Ed25519KeyPair.FromUri("//Alice");
        byte[] seed = new byte[32];
        alice.ExportSeed(seed);
        byte[] payload = Convert.FromHexString(
            "0a00008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48070010a5d4e8" + "00000000" + "0100000001000000"
            + string.Concat(Enumerable.Repeat("11", 64)) + "00");

        Assert.Equal("abf8e5bdbe30c65656c0a3cbd181ff8a56294a69dfedd27982aace4a76909115", Convert.ToHexStringLower(seed));
        Assert.Equal("88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee", Convert.ToHexStringLower(alice.PublicKey));
        Assert.Equal(
            "4f246d57447b8531d033c676218f33767092ac953744759f7e47a86f710e677a743b89d1876b0e49bb772ab1bc4b0ba5e87795b221864caceb480f5d17ca1208",
            Convert.ToHexStringLower(alice.Sign(payload)));
    }

    [Fact]
    public void Verify_OfAChangedSignatureOrMessage_Refuses() =>
        Prop.ForAll<byte[], byte, byte>((message, at, mask) =>
        {
            Ed25519KeyPair pair = Ed25519KeyPair.FromSeed([.. Enumerable.Repeat(at, 32)]);
            byte[] key = pair.PublicKey.ToArray();
            byte[] signature = pair.Sign(message);
            byte[] changed = [.. signature];
            changed[at % 64] ^= mask;
            return Ed25519.Verify(key, message, signature)
                && Ed25519.Verify(key, message, changed) == (mask == 0)
                && !Ed25519.Verify(key, [.. message, 0], signature)
                && !Ed25519.Verify(message, key, signature.AsSpan(0, 63));
        }).QuickCheckThrowOnFailure();

    // Around the length from which on the parts are hashed one after the other.
    [Theory]
    [InlineData(0)]
    [InlineData(447)]
    [InlineData(448)]
    [InlineData(449)]
    [InlineData(5000)]
    public void HashToScalar_OfAnyLength_IsThatOfAllParts(int length)
    {
        byte[] first = [.. Enumerable.Repeat((byte)1, 32)], second = [.. Enumerable.Repeat((byte)2, 32)], message = [.. Enumerable.Repeat((byte)3, length)];
        byte[] expected = new byte[32], actual = new byte[32];
        Scalar.FromWideBytes(SHA512.HashData([.. first, .. second, .. message])).ToBytes(expected);
        Ed25519.HashToScalar(first, second, message).ToBytes(actual);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Verify_OfALongMessage_DoesNotCopyIt()
    {
        Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(new byte[32]);
        byte[] message = new byte[1 << 20], signature = pair.Sign(message);
        Assert.True(Ed25519.Verify(pair.PublicKey, message, signature));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Ed25519.Verify(pair.PublicKey, message, signature));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }
}
