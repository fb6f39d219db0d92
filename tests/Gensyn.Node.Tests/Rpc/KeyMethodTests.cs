using System.Text.Json.Nodes;
using Gensyn.Crypto;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>The node's keys over JSON-RPC, with the real runtime.</summary>
public sealed class KeyMethodTests : IDisposable
{
    private const uint Aura = 0x61727561; // "aura", little-endian

    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");
    private static readonly string AliceHex = "0x" + Convert.ToHexStringLower(Alice.PublicKey);

    private static readonly string BobHex = "0x" + Convert.ToHexStringLower(Sr25519KeyPair.FromUri("//Bob").PublicKey);

    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    private string Keys => Path.Combine(_folder, "chains", "gensyn_dev", "keystore");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task InsertedKeys_AreFilesInSubstratesFormat()
    {
        await using DevNode node = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Manual });
        await using RpcClient client = await RpcClient.ConnectAsync(node.RpcUrl);
        // The authority of the development chain is in memory.
        Assert.Equal("true", await client.CallAsync("author_hasSessionKeys", AliceHex));
        Assert.Equal("false", await client.CallAsync("author_hasKey", BobHex, "aura"));
        Assert.False(Directory.Exists(Keys));

        Assert.Equal("null", await client.CallAsync("author_insertKey", "aura", "//Alice", AliceHex));
        Assert.Equal("null", await client.CallAsync("author_insertKey", "aura", "//Bob", BobHex));

        Assert.Equal("true", await client.CallAsync("author_hasKey", BobHex, "aura"));
        Assert.Equal("false", await client.CallAsync("author_hasKey", BobHex, "gran"));
        Assert.Equal("true", await client.CallAsync("author_hasSessionKeys", BobHex));
        // Vector: the compatibility checklist, section 7.4.
        string file = Path.Combine(Keys, "61757261d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
        Assert.Equal("\"//Alice\"", await File.ReadAllTextAsync(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task RotatedKeys_AreNewEachTime_AndProveTheirOwner()
    {
        await using DevNode node = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Manual });
        await using RpcClient client = await RpcClient.ConnectAsync(node.RpcUrl);

        string first = (string)JsonNode.Parse(await client.CallAsync("author_rotateKeys"))!;
        JsonNode second = JsonNode.Parse(await client.CallAsync("author_rotateKeysWithOwner", AliceHex))!;

        byte[] key = Convert.FromHexString(((string)second["keys"]!)[2..]);
        byte[] proof = Convert.FromHexString(((string)second["proof"]!)[2..]);
        Assert.NotEqual(first, (string)second["keys"]!);
        Assert.True(DirectSignatureVerifier.Instance.Verify(SignatureScheme.Sr25519, proof, [.. "POP_"u8, .. Alice.PublicKey], key));
        Assert.Equal("true", await client.CallAsync("author_hasSessionKeys", first));
        Assert.Equal("false", await client.CallAsync("author_hasSessionKeys", BobHex));
        Assert.Equal(2, Directory.GetFiles(Keys).Length);

        // They outlive the node: the files hold phrases that make the same keys.
        Assert.NotNull(new FileKeystore(Keys).SignSr25519(Aura, key, [1, 2, 3]));
    }

    [Fact]
    public async Task BadInput_IsRefused()
    {
        await using DevNode node = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Manual });
        await using RpcClient client = await RpcClient.ConnectAsync(node.RpcUrl);

        // Source: sc-rpc-api, author/error.rs.
        const string badType = """{"code":1040,"message":"Invalid key type ID format (should be of length four)"}""";
        Assert.Equal(badType, await client.FailAsync("author_insertKey", "auras", "//Alice", AliceHex));
        Assert.Equal(badType, await client.FailAsync("author_hasKey", AliceHex, "aur"));
        Assert.Equal("""{"code":1040,"message":"Session keys are not encoded correctly"}""", await client.FailAsync("author_hasSessionKeys", "0x00"));
        // The keys are at hand for these methods only.
        Assert.Contains("associated for the current context", await client.FailAsync("state_call", "SessionKeys_generate_session_keys", "0x0000"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Keys));
    }

    [Fact]
    public void Keystore_InMemory_WritesNothing()
    {
        FileKeystore keystore = new(null);
        byte[] made = keystore.GenerateSr25519(Aura, null);
        keystore.Insert(Aura, "//Alice", Alice.PublicKey);

        Assert.True(DirectSignatureVerifier.Instance.Verify(SignatureScheme.Sr25519, keystore.SignSr25519(Aura, made, [7])!, [7], made));
        Assert.NotNull(keystore.SignSr25519(Aura, Alice.PublicKey, [7]));
        Assert.Null(keystore.SignSr25519(Aura + 1, made, [7]));
    }

    [Fact]
    public void Keystore_OfAGivenUri_KeepsItInMemory()
    {
        FileKeystore keystore = new(Keys);

        Assert.Equal(Alice.PublicKey.ToArray(), keystore.GenerateSr25519(Aura, "//Alice"));

        Assert.True(keystore.Contains(Aura, Alice.PublicKey));
        Assert.False(new FileKeystore(Keys).Contains(Aura, Alice.PublicKey));
        Assert.Throws<FormatException>(() => keystore.GenerateSr25519(Aura, "no such phrase"));
    }

    [Theory]
    [InlineData("\"//Bob\"")]
    [InlineData("//Alice")]
    [InlineData("\"no such phrase\"")]
    [InlineData("")]
    public void Keystore_OfAFileThatHoldsSomethingElse_DoesNotSign(string content)
    {
        Directory.CreateDirectory(Keys);
        File.WriteAllText(Path.Combine(Keys, "61757261" + AliceHex[2..]), content);

        Assert.Null(new FileKeystore(Keys).SignSr25519(Aura, Alice.PublicKey, [1]));
    }
}
