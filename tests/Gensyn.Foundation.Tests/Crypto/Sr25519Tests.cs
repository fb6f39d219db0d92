using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Sr25519Tests
{
    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");

    // Vectors: sp_keyring, and keyFromPath of @polkadot/util-crypto 14 with @polkadot/wasm-crypto 7.5.4 (schnorrkel).
    [Theory]
    [InlineData("", "46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a")]
    [InlineData("//Alice", "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")]
    [InlineData("//Bob", "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48")]
    [InlineData("//Charlie", "90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22")]
    [InlineData("//Dave", "306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20")]
    [InlineData("//Eve", "e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e")]
    [InlineData("//Ferdie", "1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c")]
    [InlineData("//Alice//stash", "be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f")]
    [InlineData("/soft", "84aedc0aba19f398f70dbcbc94b318e1e8d4eab5854e4d8de569bc4890afa45e")]
    [InlineData("//0", "2afba9278e30ccf6a6ceb3a8b6e336b70068f045c666f2e7f4f9cc5f47db8972")]
    [InlineData("//1/2", "509efd067a5a345cea7185745c2996a36733711651f6cc41087c0bcc66a68a1d")]
    [InlineData("/Alice/soft/7", "a64b79529b9ca51921a02f7ea0b7112b288baf815098ef69319e40047a329a10")]
    [InlineData("//18446744073709551615", "a4ca284d5222ef916e2e181430785972ed22cb51ef91a0c6cdbbd390ee74bc77")]
    [InlineData("//a-junction-name-that-is-longer-than-thirty-two-bytes", "c4d1707f14ee2e101bf7dc45d1e08f7c390dac84438d5d3d2fafb29ebcda695d")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "e2111779981618705ecacea1af6ff9350bce2b2dccd03e0c3e01eb0c823d2666")]
    public void FromUri_OfAKnownUri_HasItsPublicKey(string uri, string publicKey)
    {
        Assert.Equal(publicKey, Convert.ToHexStringLower(Sr25519KeyPair.FromUri(uri).PublicKey));
        if (uri.StartsWith("//", StringComparison.Ordinal))
        {
            Assert.Equal(publicKey, Convert.ToHexStringLower(Sr25519KeyPair.FromUri(SecretUri.DevelopmentPhrase + uri).PublicKey));
        }
    }

    // Vectors: sr25519Sign of @polkadot/util-crypto 14 with @polkadot/wasm-crypto 7.5.4, key //Alice.
    [Theory]
    [InlineData("", 0, "5602ed9070b0fe2feb2051362810656502c59657d8c04b76554cbe7e99f32c75aab0b44f2e27acc5d2b6897f71cbc50eba476d1c57e35d4e53c84a3fb66a7884")]
    [InlineData("gensyn", 0, "72d3240caf14f69e0c4aba8073ad0d63001b4fe85ba10319e191659dff0cc83caa8abcea6c5141effa2fc110a18b96927bd29460545757bf108929adc320ae8a")]
    [InlineData("", 300, "324a62d491eccb9d2209876a4227cc5c0609ec3feed9c468001e8c3f3fb3b41a66b390f3df80e0e554ec70ba0194b2d1a6445df8579ed695eecb6d87b89f5788")]
    public void Verify_OfASchnorrkelSignature_AcceptsItAndNothingNearIt(string text, int padding, string hex)
    {
        byte[] message = [.. Encoding.ASCII.GetBytes(text), .. Enumerable.Repeat((byte)0xa5, padding)];
        byte[] signature = Convert.FromHexString(hex);

        Assert.True(Sr25519.Verify(Alice.PublicKey, message, signature));
        Assert.False(Sr25519.Verify(Alice.PublicKey, [.. message, 0], signature));
        Assert.False(Sr25519.Verify(Sr25519KeyPair.FromUri("//Bob").PublicKey, message, signature));
        for (int bit = 0; bit < 512; bit += 7)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Sr25519.Verify(Alice.PublicKey, message, changed));
        }
    }

    [Fact]
    public void Sign_OfAnyMessage_Verifies() =>
        Prop.ForAll<byte[], byte>((message, key) =>
        {
            byte[] seed = new byte[32];
            seed[0] = key;
            byte[] randomness = new byte[32];
            randomness[31] = key;
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(seed).DeriveSoft(seed);
            return Sr25519.Verify(pair.PublicKey, message, pair.Sign(message)) && Sr25519.Verify(pair.PublicKey, message, pair.Sign(message, randomness));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sign_Hedged_DiffersFromDeterministic()
    {
        byte[] randomness = [.. Enumerable.Repeat((byte)7, 32)];

        Assert.Equal(Alice.Sign([1]), Alice.Sign([1]));
        Assert.NotEqual(Alice.Sign([1]), Alice.Sign([1], randomness));
        Assert.NotEqual(Alice.Sign([1])[..32], Alice.Sign([2])[..32]);
        Assert.Throws<ArgumentException>(() => Alice.Sign([1], [1, 2, 3]));
    }

    [Fact]
    public void Verify_WithoutTheMarkerBit_Refuses()
    {
        byte[] signature = Alice.Sign([1, 2, 3]);
        Assert.True(Sr25519.Verify(Alice.PublicKey, [1, 2, 3], signature));

        signature[63] &= 0x7f;

        Assert.False(Sr25519.Verify(Alice.PublicKey, [1, 2, 3], signature));
    }

    [Fact]
    public void Verify_WithAResponseNotBelowTheOrder_Refuses()
    {
        byte[] signature = Alice.Sign([1, 2, 3]);

        // s + L has the same value in the group, and must not be a second signature.
        byte[] order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        signature[63] &= 0x7f;
        for (int i = 0; i < 32; i++)
        {
            carry += signature[32 + i] + order[i];
            signature[32 + i] = (byte)carry;
            carry >>= 8;
        }

        signature[63] |= 0x80;
        Assert.False(Sr25519.Verify(Alice.PublicKey, [1, 2, 3], signature));
    }

    // s·B - k·0 = R holds for s = r whatever the message, so only the decoding of the key stands between these and acceptance.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080", false)]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false)]
    public void Verify_UnderTheIdentity_TakesItsOneEncodingOnly(string publicKey, bool expected)
    {
        // R = B and s = 1, marked.
        string signature = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76" + "01" + new string('0', 60) + "80";

        Assert.Equal(expected, Sr25519.Verify(Convert.FromHexString(publicKey), [1], Convert.FromHexString(signature)));
    }

    [Fact]
    public void Verify_OfAnyBytes_RefusesWithoutThrowing() =>
        Prop.ForAll<byte[], byte[], byte[]>((key, message, signature) =>
            !Sr25519.Verify(key, message, signature) && !Sr25519.Verify(Alice.PublicKey, message, [.. signature, .. new byte[64]]))
        .QuickCheckThrowOnFailure();
}
