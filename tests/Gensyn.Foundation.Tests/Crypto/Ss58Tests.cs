using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
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
    [InlineData("F7Ht")]
    [InlineData("y9EMHt34JJo4rWLSaxoLGdYXvjgSXEd4zHUnQgfNzwES8b")] // 31 bytes, of polkadot-js
    [InlineData("5GoKvZWG5ZPYL1WUovuHW3zJBWBP5eT8CbqjdRY4Q6iMaDwU")] // wrong checksum, of polkadot-js
    [InlineData("5GoKvZWG5ZPYL1WUovuHW3zJBWBP5eT8CbqjdRY4Q6iMa9cj")] // wrong checksum, of polkadot-js
    [InlineData("F3opIRbN5ZbjJNU511Kj2TLuzFcDq9BGduA9TgiECafpg29")] // I is no symbol, of polkadot-js
    [InlineData("99G9VdMwXvzza9pS8qE8ZHJk3CheHW9uucBn9ngW4C1gmmzpv")] // of sp_core
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("11111111111111111111111111111111111111111111111111")]
    [InlineData("Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9")] // prefix 42 in two bytes
    [InlineData("7UBTcQ97YPmaTPAC5Zxw83MnHnMMST9GXLtQjRkzz6M47FE1")] // prefix 64 in one byte
    [InlineData("yNmhdLpk3wdaaU8xn21CjijAKS3CFRJJ1hD4UvN531UCNMx3d")] // first byte 128
    [InlineData("yA3vprfzKUKan9P1eXE6iMGCMSMDZEnAtb6wEjTEf86ZXt")] // 31 bytes
    public void TryDecode_OfAMalformedAddress_Refuses(string? address) => Assert.False(Ss58.TryDecode(address, out _, out _));

    [Fact]
    public void TryDecode_OfAnyText_NeverThrows() =>
        Prop.ForAll<string>(text => !Ss58.TryDecode(text, out byte[]? payload, out ushort prefix) || Spellings(payload, prefix).Contains(text))
            .QuickCheckThrowOnFailure();

    // Short enough that random texts are addresses now and then.
    [Fact]
    public void TryDecode_OfEveryShortText_HasOneSpelling()
    {
        const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        int read = 0;
        for (int number = 0; number < 58 * 58 * 58 * 58; number += 7)
        {
            string text = new([Alphabet[number / 195112], Alphabet[number / 3364 % 58], Alphabet[number / 58 % 58], Alphabet[number % 58]]);
            if (!Ss58.TryDecode(text, out byte[]? payload, out ushort prefix)) continue;
            Assert.Contains(text, Spellings(payload, prefix));
            read++;
        }

        Assert.True(read > 1_000);
    }

    [Fact]
    public void Encode_OfKnownPayloads_IsTheirAddress()
    {
        foreach (string[] row in VectorFile.Read("crypto/ss58.txt", columns: 3))
        {
            ushort prefix = ushort.Parse(row[1], CultureInfo.InvariantCulture);
            Assert.Equal(row[2], Ss58.Encode(VectorFile.Bytes(row[0]), prefix));
            Assert.True(Ss58.TryDecode(row[2], out byte[]? payload, out ushort decodedPrefix));
            Assert.Equal(row[0], Convert.ToHexStringLower(payload));
            Assert.Equal(prefix, decodedPrefix);
        }
    }

    [Fact]
    public void Encode_OfEveryPrefix_RoundTripsUnlessReserved()
    {
        for (int prefix = 0; prefix <= Ss58.MaxPrefix + 1; prefix++)
        {
            ushort of = (ushort)prefix;
            if (prefix is 46 or 47 or > Ss58.MaxPrefix)
            {
                Assert.Throws<ArgumentException>(() => Ss58.Encode(Alice, of));
                continue;
            }

            Assert.True(Ss58.TryDecode(Ss58.Encode(Alice, of), out byte[]? account, out ushort decoded));
            Assert.True(account.AsSpan().SequenceEqual(Alice) && decoded == prefix);
        }
    }

    // Base 58 with the checksum of "SS58PRE", made without the class under test.
    [Theory]
    [InlineData("2e", false)] // 46
    [InlineData("2f", false)] // 47
    [InlineData("2d", true)]
    [InlineData("30", true)]
    [InlineData("4010", true)] // 64 = 0b00_0100_0000
    [InlineData("4f80", false)] // 62 in two bytes
    [InlineData("4b80", false)] // 46 in two bytes
    [InlineData("7fff", true)] // 16383
    [InlineData("80", false)]
    [InlineData("ff", false)]
    public void TryDecode_OfAPrefix_TakesItsOneForm(string prefix, bool good)
    {
        byte[] body = [.. Convert.FromHexString(prefix), .. Alice];
        if (prefix == "4010") body = [0x50, 0x00, .. Alice];
        byte[] hash = new byte[64];
        Blake2b.Hash([.. "SS58PRE"u8, .. body], hash);

        Assert.Equal(good, Ss58.TryDecode(Base58([.. body, .. hash[..2]]), out _, out _));
    }

    [Fact]
    public void Encode_OfEveryLengthAndChecksum_RoundTripsOrThrows()
    {
        for (int length = 0; length <= 40; length++)
        {
            byte[] payload = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
            for (int checksum = 0; checksum <= 9; checksum++)
            {
                int size = checksum;
                if (length is 1 or 2 or 4 or 8 ? checksum >= 1 && checksum <= length : length is 32 or 33 && checksum == 2)
                {
                    foreach (ushort prefix in new ushort[] { 0, 42, 63, 64, 16383 })
                    {
                        Assert.True(Ss58.TryDecode(Ss58.Encode(payload, prefix, size), out byte[]? decoded, out ushort decodedPrefix));
                        Assert.Equal(payload, decoded);
                        Assert.Equal(prefix, decodedPrefix);
                    }
                }
                else
                {
                    Assert.Throws<ArgumentException>(() => Ss58.Encode(payload, 42, size));
                }
            }
        }
    }

    [Fact]
    public void Encode_OfAnyAccountAndPrefix_RoundTrips() =>
        Prop.ForAll<byte[], ushort>((seed, number) =>
        {
            byte[] account = seed.Length == 0 ? new byte[32] : Blake2b.Hash256(seed);
            ushort prefix = (ushort)(number % (Ss58.MaxPrefix + 1));
            if (prefix is 46 or 47) prefix = 45;
            return Ss58.TryDecode(Ss58.Encode(account, prefix), out byte[]? decoded, out ushort decodedPrefix)
                && decoded.SequenceEqual(account) && decodedPrefix == prefix;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Spellings(byte[] payload, ushort prefix) => payload.Length >= 32
        ? [Ss58.Encode(payload, prefix)]
        : Enumerable.Range(1, payload.Length).Select(size => Ss58.Encode(payload, prefix, size));

    private static string Base58(byte[] bytes)
    {
        const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        string text = "";
        for (; number > 0; number /= 58) text = Alphabet[(int)(number % 58)] + text;
        return new string('1', bytes.TakeWhile(b => b == 0).Count()) + text;
    }
}
