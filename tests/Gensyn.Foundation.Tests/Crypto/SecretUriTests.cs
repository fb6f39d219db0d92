using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class SecretUriTests
{
    private const string Zeros = "0x0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void FromUri_OfTheWikisVectors_IsTheirKey()
    {
        foreach (string[] row in VectorFile.Read("crypto/suri.txt", columns: 4))
        {
            KeyScheme scheme = Enum.Parse<KeyScheme>(row[0], ignoreCase: true);
            using KeyPair pair = KeyPair.FromUri(scheme, row[1].Replace('_', ' '));
            if (row[2].Length > 0) Assert.Equal(row[2], Convert.ToHexStringLower(pair.PublicKey));

            // An account of a longer key is the key's hash.
            Assert.Equal(row[3], Ss58.Encode(scheme == KeyScheme.Ecdsa ? Blake2b.Hash256(pair.PublicKey) : pair.PublicKey));
            Assert.Equal(scheme, pair.Scheme);
        }
    }

    // Vectors: polkadot-js/common, packages/util-crypto/src/key/extractPath.spec.ts and extractSuri.spec.ts; sp_core, src/crypto.rs,
    // DeriveJunction: numbers are what Rust reads as a u64.
    [Theory]
    [InlineData("1", "01")]
    [InlineData("2", "02")]
    [InlineData("0", "")]
    [InlineData("007", "07")]
    [InlineData("+5", "05")]
    [InlineData("18446744073709551615", "ffffffffffffffff")]
    [InlineData("00000000000000000000000018446744073709551615", "ffffffffffffffff")]
    [InlineData("18446744073709551616", "503138343436373434303733373039353531363136")]
    [InlineData("++5", "0c2b2b35")]
    [InlineData("-0", "082d30")]
    [InlineData("+", "042b")]
    [InlineData("5\0", "083500")]
    [InlineData("\u0665", "08d9a5")] // Arabic five
    [InlineData("DOT", "0c444f54")]
    [InlineData("Alice", "14416c696365")]
    [InlineData("0x01", "1030783031")]
    [InlineData("1234567890123456789012345678901", "7c31323334353637383930313233343536373839303132333435363738393031")]
    public void Parse_OfAJunction_IsSpCoresChainCode(string text, string chainCode)
    {
        SecretJunction junction = SecretJunction.Parse(text, isHard: true);

        Assert.Equal(chainCode.PadRight(64, '0'), Convert.ToHexStringLower(junction.ChainCode));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(16383)]
    [InlineData(16384)]
    public void Parse_OfALongJunction_HashesItsScaleEncoding(int length)
    {
        byte[] prefix = length < 64 ? [(byte)(length << 2)]
            : length < 16384 ? BitConverter.GetBytes((ushort)((length << 2) | 1)) : BitConverter.GetBytes((uint)((length << 2) | 2));

        byte[] expected = Blake2b.Hash256([.. prefix, .. Enumerable.Repeat((byte)'x', length)]);
        Assert.Equal(expected, SecretJunction.Parse(new string('x', length), isHard: false).ChainCode.ToArray());
    }

    // Vectors: sp_core, src/address_uri.rs, whose tests 00 to 22 say where a phrase ends and what is malformed.
    [Theory]
    [InlineData("///", 0)]
    [InlineData("////////", 0)]
    [InlineData("", 0)]
    [InlineData("//a/b//c///pass", 3)]
    [InlineData("//a///p/q//r", 1)]
    [InlineData("//a////p", 1)]
    [InlineData("/a.b//c d", 2)]
    [InlineData("/a\nb", 1)]
    [InlineData(Zeros + "/1/2", 2)]
    [InlineData(Zeros + "///password", 0)]
    public void TryParse_OfAGoodUri_ReadsItsJunctions(string uri, int junctions)
    {
        Assert.True(SecretUri.TryParse(uri, out SecretUri? parsed, out _));
        Assert.Equal(junctions, parsed.Junctions.Length);
    }

    [Theory]
    [InlineData("sdasd//", "junction")]
    [InlineData("sdasd/xx//", "junction")]
    [InlineData("sdasd/", "junction")]
    [InlineData("//", "junction")]
    [InlineData("//Alice/", "junction")]
    [InlineData("//Alice//", "junction")]
    [InlineData("sd.asd", "letters, digits and spaces")]
    [InlineData("sd.asd/asd.a", "letters, digits and spaces")]
    [InlineData("sd.asd//asd.a", "letters, digits and spaces")]
    [InlineData("sd.asd///asd.a\n", "letters, digits and spaces")]
    [InlineData("///\n", "line break")]
    [InlineData("///a\n", "line break")]
    [InlineData("///a\n//b", "line break")]
    [InlineData(" ", "words")]
    [InlineData("hello world", "words")]
    [InlineData("0x1234", "64 hexadecimal digits")]
    [InlineData("0xzz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "64 hexadecimal digits")]
    [InlineData(Zeros + "0", "64 hexadecimal digits")]
    [InlineData(Zeros + "00", "64 hexadecimal digits")]
    [InlineData(" " + Zeros, "words")]
    [InlineData("bottom drive obey lake curtain smoke basket hold race lonely fit fit", "checksum")]
    [InlineData("bottom drive obey lake curtain smoke basket hold race lonely fit wolk", "Word 12")]
    public void TryParse_OfABadUri_SaysWhy(string uri, string why)
    {
        Assert.False(SecretUri.TryParse(uri, out _, out string? error));
        Assert.Contains(why, error, StringComparison.Ordinal);
        FormatException exception = Assert.Throws<FormatException>(() => Sr25519KeyPair.FromUri(uri));
        Assert.Equal(error, exception.Message);
    }

    [Fact]
    public void TryParse_OfALoneSurrogate_Refuses()
    {
        foreach (string uri in new[] { "\ud800", "//\udc00", "///\ud800" })
        {
            Assert.False(SecretUri.TryParse(uri, out _, out string? error));
            Assert.Contains("Unicode", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TryParse_OfTheDevelopmentPhrase_IsTheMissingOne()
    {
        string dev = SecretUri.DevelopmentPhrase;

        Assert.Equal("fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e", Seed(""));
        Assert.Equal(Seed(""), Seed(dev));
        Assert.Equal(Seed(""), Seed("///"));
        Assert.Equal(Seed(""), Seed("  " + dev.Replace(" ", "  ", StringComparison.Ordinal) + " //x"));
        Assert.Equal(Seed(dev + "///p"), Seed("///p"));
        Assert.NotEqual(Seed(""), Seed("///p"));
        Assert.NotEqual(Seed("///p"), Seed("///p "));
        Assert.Equal(Zeros[2..], Seed(Zeros + "///p"));
    }

    // sp_core's password_override_should_work.
    [Fact]
    public void TryParse_WithAPasswordFromOutside_TakesItInsteadOfItsOwn()
    {
        Assert.True(SecretUri.TryParse("//x///other password", "password", out SecretUri? overridden, out _));
        Assert.True(SecretUri.TryParse("//x///other", "", out SecretUri? emptied, out _));
        Assert.False(SecretUri.TryParse("//x", "\ud800", out _, out _));

        Assert.Equal(Seed("///password"), Convert.ToHexStringLower(overridden.Seed));
        Assert.Equal(Seed(""), Convert.ToHexStringLower(emptied.Seed));
        Assert.Single(overridden.Junctions);
    }

    [Fact]
    public void Dispose_ZeroesSeedAndJunctions()
    {
        SecretUri uri = SecretUri.Parse("//Alice");
        SecretJunction junction = uri.Junctions[0];
        uri.Dispose();

        Assert.Throws<ObjectDisposedException>(() => uri.Seed.Length);
        Assert.Equal(new byte[32], junction.ChainCode.ToArray());
    }

    [Fact]
    public void TryParse_OfAnyText_NeverThrows() =>
        Prop.ForAll<string>(text => text is null || SecretUri.TryParse(text, out _, out string? error) != (error is not null)).QuickCheckThrowOnFailure();

    // Vector: sp_core, src/ed25519.rs, seed_and_derive_should_work; seeded_pair_should_work of ed25519.rs and sr25519.rs.
    [Fact]
    public void Derive_OfAnEd25519Key_IsSpCores()
    {
        byte[] seed = new byte[32];
        using Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        pair.DeriveHard(new byte[32]).ExportSeed(seed);

        Assert.Equal("ede3354e133f9c8e337ddd6ee5415ed4b4ffe5fc7d21e933f4930a3730e5b21c", Convert.ToHexStringLower(seed));
        Assert.Equal(
            "2f8c6129d816cf51c374bc7f08c3e63ed156cf78aefb4a6550d97b87997977ee",
            Convert.ToHexStringLower(KeyPair.FromSeed(KeyScheme.Ed25519, "12345678901234567890123456789012"u8).PublicKey));
        Assert.Throws<ArgumentException>(() => pair.DeriveHard(new byte[31]));
        Assert.Throws<ArgumentException>(() => Ed25519KeyPair.FromSeed(new byte[33]));
        Assert.Throws<ArgumentException>(() => new SecretJunction(isHard: true, new byte[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyPair.FromSeed((KeyScheme)9, new byte[32]));
    }

    // Vector: sp_core, src/ecdsa.rs, seed_and_derive_should_work.
    [Fact]
    public void Derive_OfAnEcdsaKey_IsSpCores()
    {
        byte[] seed = new byte[32];
        using EcdsaKeyPair pair = EcdsaKeyPair.FromSeed(Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        pair.DeriveHard(new byte[32]).ExportSecretKey(seed);

        Assert.Equal("b8eefc4937200a8382d00050e050ced2d4ab72cc2ef1b061477afb51564fdd61", Convert.ToHexStringLower(seed));
        Assert.Throws<ArgumentException>(() => EcdsaKeyPair.FromSeed(new byte[31]));
        Assert.Throws<FormatException>(() => EcdsaKeyPair.FromSeed(new byte[32]));
        Assert.Throws<FormatException>(() => EcdsaKeyPair.FromUri(Zeros));
        Assert.Throws<FormatException>(() => KeyPair.FromUri(KeyScheme.Ecdsa, "0x" + new string('f', 64)));
    }

    [Fact]
    public void Sign_OfEveryScheme_VerifiesInItsOwn()
    {
        byte[] message = [1, 2, 3], seed = [.. Enumerable.Repeat((byte)1, 32)];
        using KeyPair sr25519 = KeyPair.FromUri(KeyScheme.Sr25519, "//x"), ed25519 = KeyPair.FromUri(KeyScheme.Ed25519, "//x");
        using KeyPair ecdsa = KeyPair.FromUri(KeyScheme.Ecdsa, "//x");

        Assert.True(ed25519.HasSameSecret(KeyPair.FromUri(KeyScheme.Ed25519, "//x")));
        Assert.False(ed25519.HasSameSecret(KeyPair.FromUri(KeyScheme.Ed25519, "//y")));
        Assert.False(KeyPair.FromSeed(KeyScheme.Ed25519, seed).HasSameSecret(KeyPair.FromSeed(KeyScheme.Ecdsa, seed)));
        Assert.True(Sr25519.Verify(sr25519.PublicKey, message, sr25519.Sign(message)));
        Assert.True(Ed25519.Verify(ed25519.PublicKey, message, ed25519.Sign(message)));
        Assert.True(Ecdsa.Verify(ecdsa.PublicKey, message, ecdsa.Sign(message)));
    }

    [Fact]
    public void Derive_OfASoftEd25519Junction_Throws()
    {
        Assert.Throws<FormatException>(() => EcdsaKeyPair.FromUri("//hard/soft"));
        Assert.Throws<FormatException>(() => Ed25519KeyPair.FromUri("/soft"));
        Assert.Throws<FormatException>(() => KeyPair.FromUri(KeyScheme.Ed25519, "//hard/soft"));
    }

    [Fact]
    public void Sign_OfAnEd25519Key_HedgesWithoutChangingTheKey()
    {
        using Ed25519KeyPair pair = Ed25519KeyPair.FromUri("//Alice");
        byte[] randomness = [.. Enumerable.Repeat((byte)1, 32)], secret = new byte[64];
        byte[] plain = pair.Sign([1, 2]), hedged = pair.Sign([1, 2], randomness);
        pair.ExportSecretKey(secret);

        Assert.Equal(plain, pair.Sign([1, 2]));
        Assert.NotEqual(plain[..32], hedged[..32]);
        Assert.NotEqual(hedged[..32], pair.Sign([.. randomness, 1, 2])[..32]);
        Assert.True(Ed25519.Verify(pair.PublicKey, [1, 2], plain) && Ed25519.Verify(pair.PublicKey, [1, 2], hedged));
        Assert.Throws<ArgumentException>(() => pair.Sign([1], [1]));
        Assert.True(Ed25519KeyPair.TryFromSecretKey(secret, out Ed25519KeyPair? read));
        Assert.True(read.PublicKey.SequenceEqual(pair.PublicKey));
        Assert.False(Ed25519KeyPair.TryFromSecretKey([.. secret[..63], (byte)(secret[63] ^ 1)], out _));
        Assert.False(Ed25519KeyPair.TryFromSecretKey(secret.AsSpan(0, 63), out _));
        pair.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Sign([1]));
    }

    private static string Seed(string uri)
    {
        using SecretUri parsed = SecretUri.Parse(uri);
        return Convert.ToHexStringLower(parsed.Seed);
    }
}
