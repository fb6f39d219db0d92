using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class JsonKeystoreTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, JsonKeystore.SaltSize).Select(i => (byte)i)];
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, JsonKeystore.NonceSize).Select(i => (byte)(100 + i))];

    [Fact]
    public void TryDecode_OfPolkadotJsFiles_IsTheirKey()
    {
        foreach (string[] row in VectorFile.Read("crypto/json-keystore.txt", columns: 4))
        {
            byte[] json = Json(row[0], row[3]);

            Assert.True(JsonKeystore.TryDecode(json, row[2], out KeyPair? pair, out string? error), error);
            Assert.Equal(row[0], pair.Scheme.ToString(), ignoreCase: true);
            if (pair.Scheme == KeyScheme.Ecdsa)
            {
                Assert.Equal(row[1], "0x" + Convert.ToHexStringLower(pair.PublicKey));
                continue;
            }

            Assert.True(Ss58.TryDecode(row[1], out byte[]? account, out _));
            Assert.True(pair.PublicKey.SequenceEqual(account));
        }
    }

    // Vector: polkadot-js/common, packages/keyring/src/pair/toJson.spec.ts: ed25519 Alice of a padded seed, not encrypted.
    [Fact]
    public void TryDecode_OfAnOpenFile_IsItsKey()
    {
        const string Encoded = "MFMCAQEwBQYDK2VwBCIEIEFsaWNlICAgICAgICAgICAgICAgICAgICAgICAgICAg"
            + "0XKnTNpMhlkSwyugqApXrmmrrkEOXMtZ3uhOL0Qy20+hIwMhANFyp0zaTIZZEsMroKgKV65pq65BDlzLWd7oTi9EMttP";
        Assert.True(JsonKeystore.TryDecode(Open("ed25519", Encoded), "", out KeyPair? pair, out _));
        Assert.Equal("d172a74cda4c865912c32ba0a80a57ae69abae410e5ccb59dee84e2f4432db4f", Convert.ToHexStringLower(pair.PublicKey));

        byte[] bytes = Convert.FromBase64String(Encoded);
        byte[] seedOnly = [.. bytes[..48], .. bytes[80..]];
        Assert.True(JsonKeystore.TryDecode(Open("ed25519", Convert.ToBase64String(seedOnly)), "", out KeyPair? old, out _));
        Assert.True(old.PublicKey.SequenceEqual(pair.PublicKey));

        // Another header, divider, public key, length or scheme.
        foreach (int at in new[] { 0, 50, 81, 100 })
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            Assert.False(JsonKeystore.TryDecode(Open("ed25519", Convert.ToBase64String(changed)), "", out _, out string? error));
            Assert.Contains("key is malformed", error, StringComparison.Ordinal);
        }

        Assert.False(JsonKeystore.TryDecode(Open("ed25519", Convert.ToBase64String(bytes[..^1])), "", out _, out _));
        Assert.False(JsonKeystore.TryDecode(Open("sr25519", Encoded), "", out _, out _));
        Assert.False(JsonKeystore.TryDecode(Open("ecdsa", Encoded), "", out _, out _));
        Assert.False(JsonKeystore.TryDecode(Open("ethereum", Encoded), "", out _, out _));
    }

    // Else whoever can write the file puts a key of their own in the place of one that a password protects.
    [Fact]
    public void TryDecode_OfAnOpenFileWithAPassword_Refuses()
    {
        using Ed25519KeyPair pair = Ed25519KeyPair.FromUri("//Alice");
        byte[] secret = new byte[Ed25519KeyPair.SecretKeySize];
        pair.ExportSecretKey(secret);
        byte[] plain = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32, .. secret, 161, 35, 3, 33, 0, .. pair.PublicKey];
        byte[] json = Open("ed25519", Convert.ToBase64String(plain));

        Assert.True(JsonKeystore.TryDecode(json, "", out _, out _));
        Assert.False(JsonKeystore.TryDecode(json, "a", out _, out string? error));
        Assert.Contains("not encrypted", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_OfAnEncodedKey_NeedsItsPassword()
    {
        using Sr25519KeyPair pair = Sr25519KeyPair.FromUri("//Alice");
        byte[] json = JsonKeystore.Encode(pair, "0x0aFF", "Alice \"A\"", prefix: 0, Salt, Nonce);

        Assert.Contains("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.True(JsonKeystore.TryDecode(json, "0x0aff", out KeyPair? read, out _));
        Assert.True(pair.HasSameSecret(read));
        Assert.False(JsonKeystore.TryDecode(json, "other", out _, out string? error));
        Assert.Equal("The password is wrong.", error);
        Assert.False(JsonKeystore.TryDecode(json, "\ud800", out _, out _));
    }

    [Fact]
    public void Encode_WithWrongSizes_Throws()
    {
        using Sr25519KeyPair pair = Sr25519KeyPair.FromUri("//Alice");

        Assert.Throws<ArgumentException>(() => JsonKeystore.Encode(pair, "", "", 42, Salt, Nonce));
        Assert.Throws<ArgumentException>(() => JsonKeystore.Encode(pair, "a", "", 42, Salt.AsSpan(1), Nonce));
        Assert.Throws<ArgumentException>(() => JsonKeystore.Encode(pair, "a", "", 42, Salt, Nonce.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => JsonKeystore.Encode(pair, "a", "", 46, Salt, Nonce));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"encoded\":1,\"encoding\":{}}")]
    [InlineData("{\"encoded\":\"AA==\",\"encoding\":{\"content\":[\"pkcs8\",\"sr25519\"],\"type\":[\"none\"],\"version\":\"2\"}}")]
    [InlineData("{\"encoded\":\"AA==\",\"encoding\":{\"content\":\"pkcs8\",\"type\":[\"none\"],\"version\":\"3\"}}")]
    [InlineData("{\"encoded\":\"AA==\",\"encoding\":{\"content\":[\"pkcs8\",1],\"type\":[\"none\"],\"version\":\"3\"}}")]
    [InlineData("{\"encoded\":\"AA==\",\"encoding\":{\"content\":[\"pkcs8\",\"sr25519\"],\"type\":[\"xsalsa20-poly1305\"],\"version\":\"3\"}}")]
    [InlineData("{\"encoded\":\"!\",\"encoding\":{\"content\":[\"pkcs8\",\"sr25519\"],\"type\":[\"none\"],\"version\":\"3\"}}")]
    [InlineData("{\"encoded\":\"0xa\",\"encoding\":{\"content\":[\"pkcs8\",\"sr25519\"],\"type\":[\"none\"],\"version\":\"3\"}}")]
    [InlineData("{\"encoded\":\"\\ud800\",\"encoding\":{\"content\":[\"pkcs8\",\"sr25519\"],\"type\":[\"none\"],\"version\":\"3\"}}")]
    public void TryDecode_OfAnotherFile_SaysSo(string json)
    {
        Assert.False(JsonKeystore.TryDecode(Encoding.UTF8.GetBytes(json), "a", out _, out string? error));
        Assert.Equal("This is no account of polkadot-js in version 3.", error);
    }

    // scrypt asks for 128·N·r bytes, so what a file may ask for is bounded.
    [Theory]
    [InlineData(1 << 18, 1, 8)]
    [InlineData(1 << 17, 2, 8)]
    [InlineData(1 << 17, 1, 16)]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 1, 8)]
    public void TryDecode_OfOtherParameters_Refuses(int cost, int parallelism, int blockSize)
    {
        byte[] parameters = [.. BitConverter.GetBytes(cost), .. BitConverter.GetBytes(parallelism), .. BitConverter.GetBytes(blockSize)];
        byte[] encoded = [.. Salt, .. parameters, .. new byte[200]];

        Assert.False(JsonKeystore.TryDecode(Json("sr25519", Convert.ToBase64String(encoded)), "a", out _, out string? error));
        Assert.Contains("stretching", error, StringComparison.Ordinal);
        Assert.False(JsonKeystore.TryDecode(Json("sr25519", Convert.ToBase64String(encoded.AsSpan(0, 83))), "a", out _, out _));
    }

    [Fact]
    public void TryDecode_OfAnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes => !JsonKeystore.TryDecode(bytes, "a", out _, out _)
            && !JsonKeystore.TryDecode(Open("sr25519", Convert.ToBase64String(bytes)), "", out _, out _)).QuickCheckThrowOnFailure();

    // Vectors: RFC 7914, section 12.
    [Theory]
    [InlineData("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442")]
    [InlineData("password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")]
    public void Derive_OfTheRfcsPasswords_BeginsAsTheirKey(string password, string salt, int cost, int blockSize, int parallelism, string key)
    {
        byte[] output = new byte[32];
        Scrypt.Derive(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), cost, blockSize, parallelism, output);
        Assert.Equal(key, Convert.ToHexStringLower(output));
    }

    // Vector: NaCl, tests/secretbox.c.
    [Fact]
    public void Seal_OfNaClsText_IsItsBox()
    {
        byte[] key = Convert.FromHexString("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] nonce = Convert.FromHexString("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        byte[] text = Convert.FromHexString(
            "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8"
            + "250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
        byte[] box = SecretBox.Seal(key, nonce, text);

        Assert.Equal(
            "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c2"
            + "0f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14"
            + "a6599b1f654cb45a74e355a5",
            Convert.ToHexStringLower(box));
        byte[] opened = new byte[text.Length];
        Assert.True(SecretBox.TryOpen(key, nonce, box, opened));
        Assert.Equal(text, opened);
    }

    [Fact]
    public void TryOpen_OfAnythingElse_Refuses() =>
        Prop.ForAll<byte[], byte, byte>((text, at, mask) =>
        {
            byte[] key = Blake2b.Hash256(text), opened = new byte[text.Length];
            byte[] box = SecretBox.Seal(key, Nonce, text), changed = [.. box];
            changed[at % box.Length] ^= mask;
            Assert.Equal(mask == 0, SecretBox.TryOpen(key, Nonce, changed, opened));
            Assert.True(mask == 0 || opened.All(b => b == 0));
            Assert.False(SecretBox.TryOpen(Blake2b.Hash256(key), Nonce, box, opened));
            Assert.False(SecretBox.TryOpen(key, Nonce, box.AsSpan(1), opened));
            return SecretBox.TryOpen(key, Nonce, box, opened) && opened.SequenceEqual(text);
        }).QuickCheckThrowOnFailure();

    private static byte[] Json(string scheme, string encoded) => Encoding.UTF8.GetBytes(
        $$$"""{"encoded":"{{{encoded}}}","encoding":{"content":["pkcs8","{{{scheme}}}"],"type":["scrypt","xsalsa20-poly1305"],"version":"3"},"meta":{}}""");

    private static byte[] Open(string scheme, string encoded) =>
        Encoding.UTF8.GetBytes($$$"""{"encoded":"{{{encoded}}}","encoding":{"content":["pkcs8","{{{scheme}}}"],"type":["none"],"version":"3"}}""");
}
