using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Gensyn.ChainSpec;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Node.Chain;
using Gensyn.Node.Rpc;
using Gensyn.Node.Storage;
using Gensyn.Node.Tests.Rpc;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

/// <summary>A chain that changes its runtime while it runs: the old one in this process, the new one loaded from its assembly.</summary>
public sealed class RuntimeUpgradeTests : IDisposable
{
    private const uint Old = RuntimeConstants.SpecVersion;
    private const uint New = Old + 1;

    private static readonly StoreOptions Small = new() { KeptStates = null, NodeCacheBytes = 1 << 20, TableMemoryBytes = 4 << 20, TableIndexBytes = 1 << 20 };
    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");
    private static readonly NativeRuntime OldRuntime = new();
    private static readonly IRuntime NewRuntime = RuntimeLoader.Load(NewFile);

    private readonly string _folder = Directory.CreateTempSubdirectory("upgrade-").FullName;

    private static string NewFile
    {
        get
        {
            string folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            return Path.Combine(folder, "..", "..", "Gensyn.NextRuntime", Path.GetFileName(folder), "Gensyn.NextRuntime.dll");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_GivesARuntimeWithItsOwnPallets()
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(NewRuntime.GetType().Assembly)!;
        Assert.NotEqual(AssemblyLoadContext.Default, context);
        Assert.Contains(context.Assemblies, static assembly => assembly.GetName().Name == "Gensyn.Frame");
        Assert.DoesNotContain(context.Assemblies, static assembly => assembly.GetName().Name is "Gensyn.Primitives" or "Gensyn.Runtime.Interface" or "Gensyn.Scale");
        Assert.True(RuntimeVersion.Codec.TryDecode(NewRuntime.Version.Span, out RuntimeVersion? version));
        Assert.Equal(New, version.SpecVersion);
    }

    [Theory]
    [InlineData("no-such-runtime.dll", "no such file")]
    [InlineData("Gensyn.Scale.dll", "exports no runtime")]
    [InlineData("Gensyn.Node.Tests.deps.json", "cannot be loaded as a runtime")]
    public void Load_OfAnythingElse_SaysWhatIsWrong(string file, string message)
    {
        string path = Path.Combine(AppContext.BaseDirectory, file);

        RuntimeLoadException refused = Assert.Throws<RuntimeLoadException>(() => RuntimeLoader.Load(path));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfTheReleasedAssembly_IsTheRuntime()
    {
        IRuntime loaded = RuntimeLoader.Load(Path.Combine(AppContext.BaseDirectory, "Gensyn.Runtime.dll"));

        Assert.Equal(OldRuntime.Version.ToArray(), loaded.Version.ToArray());
        Assert.IsNotType<NativeRuntime>(loaded);
    }

    [Fact]
    public void Registry_OfTheSameVersionTwice_IsRefused() =>
        Assert.Contains("more than one runtime gensyn 1", Assert.Throws<RuntimeLoadException>(static () => new RuntimeRegistry(OldRuntime, new NativeRuntime())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("0061736d")] // Wasm
    [InlineData("006e6574" + "1867656e73796e" + "01000000")] // cut short
    [InlineData("006e6574" + "1867656e73796e" + "01000000" + "0000000000000000000000000000000000000000000000000000000000000000" + "00")]
    public void Registry_OfAStateWithOtherCode_HasNoRuntime(string code)
    {
        MemoryState state = new([new(":code"u8.ToArray(), Convert.FromHexString(code))]);

        Assert.Contains("does not name a native runtime", Assert.Throws<MissingRuntimeException>(() => new RuntimeRegistry(OldRuntime).For(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_IsExecutedByBothRuntimes_HereAndOnAnotherNode()
    {
        await using ChainService chain = Start(new MemoryChainStorage(), OldRuntime, NewRuntime);
        List<Block> blocks = await UpgradeAsync(chain);
        uint VersionAt(uint block) => chain.Host.VersionAt(chain.Tree.HashOf(block)!.Value).SpecVersion;
        Assert.Equal([Old, Old, New, New], [VersionAt(0), VersionAt(1), VersionAt(2), VersionAt(3)]);
        Assert.Equal(Old, LastUpgrade(chain, 2));
        Assert.Equal(New, LastUpgrade(chain, 3));

        // The next runtime takes what is signed for it, and no longer what is signed for the one before.
        Assert.IsType<PoolRefusal.NotValid>(chain.Pool.Submit(TransactionSource.External, Sign(chain, new FrameSystemPallet.Call.MakeRemark([1]), Old)));
        Assert.Null(chain.Pool.Submit(TransactionSource.External, Sign(chain, new FrameSystemPallet.Call.MakeRemark([1]), New)));
        blocks.Add(await SealAsync(chain));
        Assert.Equal(2, blocks[^1].Extrinsics.Length);

        await using ChainService other = Start(new MemoryChainStorage(), NewRuntime, OldRuntime);
        foreach (Block block in blocks) other.Import(block, finalise: true);
        Assert.Equal(chain.Tree.Best, other.Tree.Best);
    }

    [Fact]
    public async Task Import_OfABlockWhoseRuntimeIsNotHere_IsRefusedBeforeAnythingIsDone()
    {
        await using ChainService chain = Start(new MemoryChainStorage(), OldRuntime, NewRuntime);
        List<Block> blocks = await UpgradeAsync(chain);
        await using ChainService other = Start(new MemoryChainStorage(), OldRuntime);
        other.Import(blocks[0], finalise: true);
        other.Import(blocks[1], finalise: true);

        MissingRuntimeException missing = Assert.Throws<MissingRuntimeException>(() => other.Import(blocks[2], finalise: true));

        Assert.StartsWith($"The state needs runtime gensyn {New}, and this node has gensyn {Old}.", missing.Message, StringComparison.Ordinal);
        Assert.Equal(2u, other.Tree.Best.Number);
        Assert.Null(other.Tree.Header(blocks[2].Header.Hash()));
        Assert.Throws<MissingRuntimeException>(() => other.Host.Call(other.Tree.Best.Hash, "Core_version", []));
        Assert.Equal(Old, other.Host.VersionAt(other.Tree.HashOf(1)!.Value).SpecVersion);

        // Nor is a block made; the pool refuses, and says why.
        SealException notMade = await Assert.ThrowsAsync<SealException>(() => other.Author.CreateAsync(true, true, null, CancellationToken.None));
        Assert.Contains($"gensyn {New}", notMade.Message, StringComparison.Ordinal);
        PoolRefusal.VerificationFailed refused = Assert.IsType<PoolRefusal.VerificationFailed>(
            other.Pool.Submit(TransactionSource.External, Sign(chain, new FrameSystemPallet.Call.MakeRemark([1]), New)));
        Assert.Contains($"gensyn {New}", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_NeedsTheRuntimeOfTheBestBlock()
    {
        H256 first;
        await using (ChainService chain = Start(Stored(), OldRuntime, NewRuntime))
        {
            first = (await UpgradeAsync(chain))[0].Header.Hash();
        }

        StoredChain storage = Stored();
        Assert.Contains($"needs runtime gensyn {New}", Assert.Throws<MissingRuntimeException>(() => Start(storage, OldRuntime)).Message, StringComparison.Ordinal);
        await storage.DisposeAsync();

        await using ChainService again = Start(Stored(), OldRuntime, NewRuntime);
        Assert.Equal(3u, again.Tree.Best.Number);
        Assert.Equal(Old, again.Host.VersionAt(first).SpecVersion);
        await SealAsync(again);
        Assert.Equal(New, again.Host.VersionAt(again.Tree.Best.Hash).SpecVersion);
    }

    [Fact]
    public async Task Clients_SeeTheRuntimeOfEachBlock()
    {
        await using ChainService chain = Start(new MemoryChainStorage(), OldRuntime, NewRuntime);
        await using RpcService rpc = await RpcService.StartAsync(
            chain, new ChainIdentity("Upgrade", "1.0.0", "Upgrade", "Development", new JsonObject()), new RpcServerOptions { Port = 0 }, new NoLog(), CancellationToken.None);
        await using RpcClient heads = await RpcClient.ConnectAsync(rpc.Server.Url);
        await heads.CallAsync("chainHead_v1_follow", true);
        await using RpcClient client = await RpcClient.ConnectAsync(rpc.Server.Url);
        await client.CallAsync("state_subscribeRuntimeVersion");
        Assert.Equal(Old, SpecVersion((await client.NextAsync()).Result));

        List<Block> blocks = await UpgradeAsync(chain);

        Assert.Equal(New, SpecVersion((await client.NextAsync()).Result));
        string[] hashes = [.. blocks.Select(static block => block.Header.Hash().ToString())];
        Assert.Equal(Old, SpecVersion(await client.CallAsync("state_getRuntimeVersion", hashes[0])));
        Assert.Equal(New, SpecVersion(await client.CallAsync("state_getRuntimeVersion", hashes[1])));
        string oldMetadata = await client.CallAsync("state_getMetadata", hashes[0]);
        string newMetadata = await client.CallAsync("state_getMetadata", hashes[2]);
        Assert.NotEqual(oldMetadata, newMetadata);
        Assert.Equal(oldMetadata, await client.CallAsync("state_getMetadata", chain.Tree.Genesis.Hash.ToString()));

        // The block that sets the code is the one with another runtime; the one after it has its parent's.
        List<uint?> told = [];
        while (told.Count < 3)
        {
            JsonNode news = JsonNode.Parse((await heads.NextAsync()).Result)!;
            if ((string?)news["event"] == "newBlock") told.Add((uint?)news["newRuntime"]?["spec"]?["specVersion"]);
        }

        Assert.Equal([null, New, null], told);
    }

    [Fact]
    public async Task Clients_OfANodeWithoutTheRuntime_AreToldSo()
    {
        await using ChainService chain = Start(new MemoryChainStorage(), OldRuntime, NewRuntime);
        List<Block> blocks = await UpgradeAsync(chain);
        await using ChainService other = Start(new MemoryChainStorage(), OldRuntime);
        await using RpcService rpc = await RpcService.StartAsync(
            other, new ChainIdentity("Upgrade", "1.0.0", "Upgrade", "Development", new JsonObject()), new RpcServerOptions { Port = 0 }, new NoLog(), CancellationToken.None);
        other.Import(blocks[0], finalise: true);
        other.Import(blocks[1], finalise: true);
        await using RpcClient client = await RpcClient.ConnectAsync(rpc.Server.Url);

        foreach (string method in (string[])["state_getRuntimeVersion", "state_getMetadata"])
        {
            JsonNode error = JsonNode.Parse(await client.FailAsync(method))!;
            Assert.Equal(4003, (int)error["code"]!);
            Assert.Contains($"needs runtime gensyn {New}", (string)error["message"]!, StringComparison.Ordinal);
        }

        Assert.Equal(Old, SpecVersion(await client.CallAsync("state_getRuntimeVersion", blocks[0].Header.Hash().ToString())));
        await client.CallAsync("chainHead_v1_follow", true);
        JsonNode runtime = JsonNode.Parse((await client.NextAsync()).Result)!["finalizedBlockRuntime"]!;
        Assert.Equal("invalid", (string?)runtime["type"]);
        Assert.Contains($"needs runtime gensyn {New}", (string?)runtime["error"], StringComparison.Ordinal);
    }

    private static uint SpecVersion(string json) => (uint)JsonNode.Parse(json)!["specVersion"]!;

    private static ChainService Start(IChainStorage storage, params IRuntime[] runtimes)
    {
        GenesisBlock.Initialise(storage, ChainSpecification.Dev().GenesisStorage);
        return ChainService.Start(storage, new RuntimeRegistry([.. runtimes]), new ChainOptions
        {
            Sealing = Sealing.Manual,
            MinimumPeriod = TimeSpan.FromMilliseconds(RuntimeConstants.MinimumPeriod),
            Pool = new PoolOptions { BanTime = TimeSpan.Zero },
            Keystore = new FileKeystore(null),
            AuthorityUri = "//Alice",
        });
    }

    private StoredChain Stored() => new(ChainStore.Open(_folder, Small));

    /// <summary>Makes three blocks; root sets the new runtime's code in the second.</summary>
    private static async Task<List<Block>> UpgradeAsync(ChainService chain)
    {
        List<Block> blocks = [await SealAsync(chain)];
        RuntimeCall set = new(0, new FrameSystemPallet.Call.SetCode(new NativeRuntime(New).Code.ToArray()));
        Assert.Null(chain.Pool.Submit(TransactionSource.External, Sign(chain, new SudoPallet.Call.Sudo(set), Old)));
        blocks.Add(await SealAsync(chain));
        Assert.Equal(2, blocks[^1].Extrinsics.Length);
        blocks.Add(await SealAsync(chain));
        return blocks;
    }

    private static async Task<Block> SealAsync(ChainService chain)
    {
        ExecutedBlock made = (await chain.Author.CreateAsync(createEmpty: true, finalise: true, null, CancellationToken.None)).Block;
        return new Block(made.Header, made.Extrinsics);
    }

    private static byte[] Sign(ChainService chain, PalletCall call, uint specVersion)
    {
        BlockReference best = chain.Tree.Best;
        RuntimeVersion version = chain.Host.VersionAt(chain.Tree.Genesis.Hash) with { SpecVersion = specVersion };
        GensynRuntime runtime = new(new OverlayExternalities(chain.Tree.State(best.Hash)), version);
        AccountId who = new(Alice.PublicKey);
        uint nonce = runtime.FrameSystem.NonceOf(who);
        runtime.FrameSystem.Initialize(best.Number + 1, best.Hash, Digest.Empty);
        TransactionExtensions extensions = runtime.Extensions(nonce, default, tip: 0);
        RuntimeCall outer = new(call is SudoPallet.Call ? (byte)15 : (byte)0, call);
        Assert.Null(UncheckedExtrinsic.SignedPayload(outer, extensions, out byte[] payload));
        return UncheckedExtrinsic.EncodeSigned(who, new MultiSignature(MultiSignatureKind.Sr25519, Alice.Sign(payload)), extensions, outer);
    }

    private static uint LastUpgrade(ChainService chain, uint block) =>
        new GensynRuntime(new OverlayExternalities(chain.Tree.State(chain.Tree.HashOf(block)!.Value))).FrameSystem.LastRuntimeUpgrade.Get().SpecVersion;

    private sealed class NoLog : IRuntimeLog
    {
        public void Write(RuntimeLogLevel level, string target, string message)
        {
        }
    }
}
