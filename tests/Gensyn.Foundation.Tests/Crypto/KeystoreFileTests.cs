using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class KeystoreFileTests
{
    // Vectors: w3f/polkadot-tests, runtimes/tester/keystore.
    [Theory]
    [InlineData("babe", KeyScheme.Sr25519, "//Alice", "62616265d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")]
    [InlineData("gran", KeyScheme.Ed25519, "//Alice", "6772616e88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee")]
    [InlineData(
        "babe",
        KeyScheme.Sr25519,
        "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a",
        "62616265d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")]
    [InlineData(
        "gran",
        KeyScheme.Ed25519,
        "0xabf8e5bdbe30c65656c0a3cbd181ff8a56294a69dfedd27982aace4a76909115",
        "6772616e88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee")]
    [InlineData("beef", KeyScheme.Ecdsa, "//Alice", "62656566020a1091341fe5664bfa1782d5e04779689068c916b04cb365ec3153755684d9a1")]
    public void Name_OfAKey_IsItsTypeAndPublicKey(string type, KeyScheme scheme, string uri, string name)
    {
        using KeyPair pair = KeyPair.FromUri(scheme, uri);

        Assert.Equal(name, KeystoreFile.Name(Encoding.ASCII.GetBytes(type), pair.PublicKey));
        Assert.True(KeystoreFile.TryReadName(name.ToUpperInvariant(), out byte[]? keyType, out byte[]? publicKey));
        Assert.Equal(type, Encoding.ASCII.GetString(keyType));
        Assert.True(pair.PublicKey.SequenceEqual(publicKey));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6261")] // sp_keystore's store_ignores_files_with_invalid_name
    [InlineData("62616265")]
    [InlineData("62616265d")]
    [InlineData("babed43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27g")]
    public void TryReadName_OfAnotherFile_Refuses(string? name) => Assert.False(KeystoreFile.TryReadName(name, out _, out _));

    [Fact]
    public void Name_OfAWrongType_Throws()
    {
        Assert.Throws<ArgumentException>(() => KeystoreFile.Name("aur"u8, [1]));
        Assert.Throws<ArgumentException>(() => KeystoreFile.Name("auras"u8, [1]));
        Assert.Throws<ArgumentException>(() => KeystoreFile.Name("aura"u8, []));
        Assert.False(KeystoreFile.TryReadName(new string('a', 258), out _, out _));
    }

    // serde_json's escapes: src/ser.rs, ESCAPE.
    [Theory]
    [InlineData("//Alice", "\"//Alice\"")]
    [InlineData("", "\"\"")]
    [InlineData("///pass\"word\\", "\"///pass\\\"word\\\\\"")]
    [InlineData("///\b\f\n\r\t\u0000\u001f\u007f", "\"///\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"")]
    [InlineData("///ü€😀</script>'&+", "\"///ü€😀</script>'&+\"")]
    public void Encode_OfASecretUri_IsAJsonString(string uri, string json)
    {
        Assert.Equal(json, Encoding.UTF8.GetString(KeystoreFile.Encode(uri)));
        Assert.True(KeystoreFile.TryDecode(Encoding.UTF8.GetBytes(json), out char[]? read));
        Assert.Equal(uri, new string(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("//Alice")]
    [InlineData("\"//Alice")]
    [InlineData("\"//Alice\" 1")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("[\"//Alice\"]")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a")]
    public void TryDecode_OfAnythingElse_Refuses(string content) => Assert.False(KeystoreFile.TryDecode(Encoding.UTF8.GetBytes(content), out _));

    [Fact]
    public void TryDecode_OfAnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes => !KeystoreFile.TryDecode(bytes, out _) && !KeystoreFile.TryDecode([(byte)'"', 0xff, .. bytes, (byte)'"'], out _))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void TryDecode_OfTooMuch_Refuses()
    {
        Assert.True(KeystoreFile.TryDecode(Encoding.ASCII.GetBytes("\"" + new string('x', (1 << 20) - 2) + "\""), out _));
        Assert.False(KeystoreFile.TryDecode(Encoding.ASCII.GetBytes("\"" + new string('x', (1 << 20) - 1) + "\""), out _));
    }

    [Fact]
    public void Encode_OfAnyText_IsWhatAnyJsonReaderReads() =>
        Prop.ForAll<string>(text =>
        {
            if (text is null || text.Any(char.IsSurrogate)) return true;
            byte[] content = KeystoreFile.Encode(text);
            return JsonSerializer.Deserialize<string>(content) == text && KeystoreFile.TryDecode(content, out char[]? read) && new string(read) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_OfALoneSurrogate_Throws() => Assert.ThrowsAny<ArgumentException>(() => KeystoreFile.Encode("\ud800"));

    // sp_keystore's password_being_used: the password is not in the file, and another one opens another key.
    [Fact]
    public void TryParse_OfADecodedFile_NeedsTheKeystoresPassword()
    {
        using Sr25519KeyPair written = Sr25519KeyPair.FromUri(SecretUri.DevelopmentPhrase + "///password");
        Assert.True(KeystoreFile.TryDecode(KeystoreFile.Encode(SecretUri.DevelopmentPhrase), out char[]? uri));

        Assert.True(SecretUri.TryParse(uri, "password", out SecretUri? right, out _));
        Assert.True(SecretUri.TryParse(uri, out SecretUri? without, out _));
        Assert.True(KeyPair.FromUri(KeyScheme.Sr25519, right).PublicKey.SequenceEqual(written.PublicKey));
        Assert.False(KeyPair.FromUri(KeyScheme.Sr25519, without).PublicKey.SequenceEqual(written.PublicKey));
    }
}
