using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Ss58Tests
{
    private static readonly byte[] Alice = Convert.FromHexString("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");

    // Vectors: encodeAddress of @polkadot/util-crypto 14.
    [Theory]
    [InlineData(0, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5")]
    [InlineData(2, "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F")]
    [InlineData(42, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
    [InlineData(63, "7NPoMQbiA6trJKkjB35uk96MeJD4PGWkLQLH7k7hXEkZpiba")]
    [InlineData(64, "cEaNSpz4PxFcZ7nT1VEKrKewH67rfx6MfcM6yKojyyPz7qaqp")]
    [InlineData(255, "yGHXkYLYqxijLKKfd9Q2CB9shRVu8rPNBS53wvwGTutYg4zTg")]
    [InlineData(256, "VByeGLMtP8r8BYQpNX1sb2VtAW8GYCbtFAeXJwsA2ur3MNRdq")]
    [InlineData(2007, "tsYiidXGXmwsjaTrJpA6Z9YuqRipRjVqMrkikExNnpsVoa9cL")]
    [InlineData(16383, "yNa8JpqfFB3q8A29rCwSgxvdU94ufJw2yKKxDgznS5m1PoFvn")]
    public void Encode_OfAlice_IsHerAddressOnEachNetwork(ushort prefix, string address)
    {
        Assert.Equal(address, Ss58.Encode(Alice, prefix));
        Assert.True(Ss58.TryDecode(address, out byte[]? account, out ushort decodedPrefix));
        Assert.Equal(Alice, account);
        Assert.Equal(prefix, decodedPrefix);
    }

    [Theory]
    [InlineData("8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")]
    [InlineData("90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22", "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y")]
    [InlineData("306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20", "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy")]
    [InlineData("e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e", "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw")]
    [InlineData("1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c", "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL")]
    [InlineData("be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f", "5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY")]
    public void Encode_OfADevelopmentAccount_IsItsAddress(string account, string address) =>
        Assert.Equal(address, Ss58.Encode(Convert.FromHexString(account)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ")]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQ")]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQYY")]
    [InlineData("15GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
    [InlineData("0GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
    [InlineData("F7Hs")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("11111111111111111111111111111111111111111111111111")]
    [InlineData("Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9")] // prefix 42 in two bytes
    [InlineData("7UBTcQ97YPmaTPAC5Zxw83MnHnMMST9GXLtQjRkzz6M47FE1")] // prefix 64 in one byte
    [InlineData("yNmhdLpk3wdaaU8xn21CjijAKS3CFRJJ1hD4UvN531UCNMx3d")] // first byte 128
    [InlineData("yA3vprfzKUKan9P1eXE6iMGCMSMDZEnAtb6wEjTEf86ZXt")] // 31 bytes
    public void TryDecode_OfAMalformedAddress_Refuses(string? address) => Assert.False(Ss58.TryDecode(address, out _, out _));

    [Fact]
    public void TryDecode_OfAnyText_NeverThrows() =>
        Prop.ForAll<string>(text => !Ss58.TryDecode(text, out byte[]? account, out ushort prefix) || Ss58.Encode(account, prefix) == text)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_OfAnyAccountAndPrefix_RoundTrips() =>
        Prop.ForAll<byte[], ushort>((seed, number) =>
        {
            byte[] account = seed.Length == 0 ? new byte[32] : Blake2b.Hash256(seed);
            ushort prefix = (ushort)(number % (Ss58.MaxPrefix + 1));
            return Ss58.TryDecode(Ss58.Encode(account, prefix), out byte[]? decoded, out ushort decodedPrefix)
                && decoded.SequenceEqual(account) && decodedPrefix == prefix;
        }).QuickCheckThrowOnFailure();
}
