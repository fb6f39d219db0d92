using System.Text.Json.Nodes;
using Gensyn.ChainSpec;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests.Genesis;

public sealed class ChainSpecTests
{
    private static readonly string[] Uris = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie"];

    [Fact]
    public void DevFiles_MatchWhatTheProgramMakes()
    {
        ChainSpecification dev = ChainSpecification.Dev();
        string plain = Repository.PathOf("chain-spec", "dev.json");
        string raw = Repository.PathOf("chain-spec", "dev-raw.json");
        if (Environment.GetEnvironmentVariable("GENSYN_WRITE_SPECS") == "1")
        {
            File.WriteAllText(plain, dev.ToJson());
            File.WriteAllText(raw, dev.ToRawJson(native: true));
        }

        const string stale = "chain-spec/{0} is stale: run this test with GENSYN_WRITE_SPECS=1 and commit the file";
        Assert.True(File.ReadAllText(plain) == dev.ToJson(), string.Format(null, stale, "dev.json"));
        Assert.True(File.ReadAllText(raw) == ChainSpecification.Load(plain).ToRawJson(native: true), string.Format(null, stale, "dev-raw.json"));
    }

    [Fact]
    public void Raw_ReadBack_IsTheSameState()
    {
        ChainSpecification dev = ChainSpecification.Dev();
        foreach (bool native in (bool[])[false, true])
        {
            ChainSpecification raw = ChainSpecification.Parse(dev.ToRawJson(native));

            Assert.Equal(new MemoryState(dev.GenesisStorage).CurrentRoot, new MemoryState(raw.GenesisStorage).CurrentRoot);
            Assert.Equal(dev.Name, raw.Name);
            Assert.Equal(dev.Id, raw.Id);
            Assert.Equal(dev.Properties.ToJsonString(), raw.Properties.ToJsonString());
        }
    }

    [Fact]
    public void Dev_EndowsTheKnownAccounts_AndGivesAliceRoot()
    {
        GensynRuntime view = new TestChain().View;
        foreach (string uri in Uris)
        {
            Assert.Equal(UInt128.One << 60, view.Balances.Balance(new AccountId(Sr25519KeyPair.FromUri(uri).PublicKey)));
            Assert.Equal(UInt128.One << 60, view.Balances.Balance(new AccountId(Sr25519KeyPair.FromUri(uri + "//stash").PublicKey)));
        }

        Assert.Equal(RuntimeConstants.ExistentialDeposit, view.Balances.Balance(view.Treasury));
        Assert.Equal(RuntimeConstants.ExistentialDeposit, view.Balances.Balance(view.Jackpot));
        Assert.Equal(DevAccounts.Alice, view.Sudo.Key.Get());
        Assert.Equal([DevAccounts.Alice], view.Session.Validators.Get().ToArray());
        Assert.Equal([new AuraId(DevAccounts.Alice.Bytes.Span)], view.Aura.Authorities.Get().ToArray());
        Assert.Null(view.IntegrityTest());
        foreach (Pallet pallet in view.Pallets) Assert.Null(pallet.TryState());
        Assert.Equal((UInt128.One << 60) * 12 + RuntimeConstants.ExistentialDeposit * 2, view.Balances.TotalIssuance.Get());
    }

    // Source: the compatibility checklist, sections 5.1 and 5.5: what frame_system and its neighbours write at genesis.
    [Theory]
    [InlineData("26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746b4def25cfda6ef3a00000000", "4545454545454545454545454545454545454545454545454545454545454545")]
    [InlineData("26aa394eea5630e07c48ae0c9558cef78a42f33323cb5ced3b44dd825fda9fcc", "4545454545454545454545454545454545454545454545454545454545454545")]
    [InlineData("26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8", "041867656e73796e")]
    [InlineData("26aa394eea5630e07c48ae0c9558cef75684a022a34dd8bfa2baaf44f172b710", "01")]
    [InlineData("26aa394eea5630e07c48ae0c9558cef7a7fd6c28836b9a28522dc924110cf439", "01")]
    [InlineData("26aa394eea5630e07c48ae0c9558cef74e7b9012096b41c4eb3aaf947f6ea429", "0000")]
    [InlineData("3a65787472696e7369635f696e646578", "00000000")]
    [InlineData("3f1467a096bcd71a5b6a0c8155e208103f2edf3bdf381debe331ab7446addfdc", "000064a7b3b6e00d0000000000000000")]
    [InlineData("3f1467a096bcd71a5b6a0c8155e20810308ce9615de0775a82f8a94dc3d285a1", "01")]
    [InlineData("5c0d1176a568c1f92944340dbfed9e9c530ebca703c85910e7164cb7d1c9e47b", "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")]
    [InlineData(
        "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
        "00000000010000000100000000000000" + "00000000000000100000000000000000" + "00000000000000000000000000000000" + "00000000000000000000000000000000" + "00000000000000000000000000000080")]
    public void Dev_Storage_HasSubstratesKeysAndBytes(string key, string value)
    {
        TestChain chain = new();

        Assert.Equal(value, Convert.ToHexStringLower(chain.State.Get(Convert.FromHexString(key))!));
    }

    [Theory]
    [InlineData("{", "it is not JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "it is not JSON")]
    [InlineData("{\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"0x3a636f6465\":\"0x00\"}}}}", "`name` is missing")]
    [InlineData("{\"name\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"0x3a636f6465\":\"0x00\"}}}}", "`id` is missing")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\"}", "`genesis` is missing")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"colour\":1}", "`colour` is unknown")]
    [InlineData("{\"name\":7}", "`name` must be text")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{}}", "exactly one")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"stateRootHash\":\"0x00\"}}", "light clients")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"runtime\":{}}}", "`genesis.runtime` is unknown")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"0x0\":\"0x00\"}}}}", "not hexadecimal")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"00\":\"0x00\"}}}}", "start with 0x")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"0xaa\":\"0x00\",\"0xAA\":\"0x00\"}}}}", "stands twice")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{}}}}", "missing or empty")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"raw\":{\"top\":{\"0x00\":\"0x00\"}}}}", "has no `:code`")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"runtimeGenesis\":{\"code\":\"0x00\",\"patch\":{}}}}", "made for another one")]
    [InlineData("{\"name\":\"a\",\"id\":\"a\",\"genesis\":{\"runtimeGenesis\":{\"code\":\"0x6e6174697665\"}}}", "needs `patch` or `config`")]
    public void Parse_ABadSpec_SaysWhatIsWrong(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ChainSpecException>(() => ChainSpecification.Parse(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"colour\":{}}", "Unknown field `colour`")]
    [InlineData("{\"system\":{\"code\":1}}", "Unknown field `code`")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",1]]}}", "below the existential deposit")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX\",1000000000]]}}", "not an SS58 address")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",1.5]]}}", "not a whole number")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",-1]]}}", "not a whole number")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",1000000000],[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",1000000000]]}}", "two balances")]
    [InlineData("{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]]}}", "is not [address, amount]")]
    [InlineData("{\"sudo\":{\"key\":5}}", "not an SS58 address")]
    [InlineData("{\"transactionPayment\":{\"multiplier\":1}}", "as text")]
    [InlineData("{\"transactionPayment\":{\"colour\":1}}", "Unknown field `colour`")]
    [InlineData("{\"aura\":{\"authorities\":{}}}", "must be a list")]
    [InlineData("{\"aura\":{\"authorities\":[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX\"]}}", "not an SS58 address")]
    [InlineData("{\"session\":{\"keys\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]]}}", "is not [account, validator, {aura}]")]
    [InlineData("{\"session\":{\"keys\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",{}]]}}", "lacks `aura`")]
    [InlineData("{\"session\":{\"keys\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",{\"aura\":\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"}]]},\"aura\":{\"authorities\":[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]}}", "already initialized")]
    [InlineData("{\"session\":{\"colour\":[]}}", "Unknown field `colour` in session")]
    [InlineData("{\"session\":{\"nonAuthorityKeys\":7}}", "session.nonAuthorityKeys must be a list")]
    [InlineData("{\"session\":{\"nonAuthorityKeys\":[[7]]}}", "session.nonAuthorityKeys: [7] is not [account, validator, {aura}]")]
    [InlineData("{\"staking\":{\"colour\":5}}", "Unknown field `colour` in staking")]
    [InlineData("{\"staking\":{\"parameters\":{\"colour\":5}}}", "Unknown field `colour` in staking.parameters")]
    [InlineData("{\"staking\":{\"parameters\":{\"unbondingBlocks\":null}}}", "lacks `unbondingBlocks`")]
    [InlineData("{\"staking\":{\"parameters\":{\"unbondingBlocks\":4294967296}}}", "not a whole number of 32 bits")]
    [InlineData("{\"staking\":{\"parameters\":{\"winnersShare\":900}}}", "the pallet refuses them")]
    public void GenesisStorage_OfABadConfiguration_SaysWhatIsWrong(string patch, string message)
    {
        JsonObject spec = (JsonObject)JsonNode.Parse(ChainSpecification.Dev().ToJson())!;
        spec["genesis"] = JsonNode.Parse("{\"runtimeGenesis\":{\"code\":\"0x6e6174697665\",\"patch\":" + patch + "}}");

        ChainSpecification parsed = ChainSpecification.Parse(spec.ToJsonString());

        Assert.Contains(message, Assert.Throws<ChainSpecException>(() => parsed.GenesisStorage).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GenesisStorage_OfALargeBalance_KeepsAll128Bits()
    {
        JsonObject spec = (JsonObject)JsonNode.Parse(ChainSpecification.Dev().ToJson())!;
        spec["genesis"] = JsonNode.Parse(
            "{\"runtimeGenesis\":{\"code\":\"0x6e6174697665\",\"patch\":{\"balances\":{\"balances\":[[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\",340282366920938463463374607431768211455]]}}}}");

        OverlayExternalities state = new(new MemoryState(ChainSpecification.Parse(spec.ToJsonString()).GenesisStorage));

        Assert.Equal(UInt128.MaxValue, new GensynRuntime(state).Balances.Balance(DevAccounts.Alice));
        Assert.False(new GensynRuntime(state).Sudo.Key.Exists);
    }

    [Fact]
    public void GenesisStorage_WithAPriceAndAuthorities_HasThem()
    {
        JsonObject spec = (JsonObject)JsonNode.Parse(ChainSpecification.Dev().ToJson())!;
        spec["genesis"] = JsonNode.Parse(
            "{\"runtimeGenesis\":{\"code\":\"0x6e6174697665\",\"patch\":{\"transactionPayment\":{\"multiplier\":\"2500000000000000000\"},\"aura\":{\"authorities\":[\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"]}}}}");

        GensynRuntime runtime = new(new OverlayExternalities(new MemoryState(ChainSpecification.Parse(spec.ToJsonString()).GenesisStorage)));

        Assert.Equal(FixedU128.FromRational(5, 2), runtime.TransactionPayment.NextFeeMultiplier.Get());
        Assert.Equal([new AuraId(DevAccounts.Alice.Bytes.Span)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Empty(runtime.Session.Validators.Get());
    }

    [Fact]
    public void GenesisStorage_WithKeysOfNoAuthority_RegistersThemAlone()
    {
        const string Alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        const string Bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
        JsonObject spec = (JsonObject)JsonNode.Parse(ChainSpecification.Dev().ToJson())!;
        spec["genesis"]!["runtimeGenesis"]!["patch"]!["session"]!["nonAuthorityKeys"] = JsonNode.Parse($$"""[["{{Alice}}","{{Bob}}",{"aura":"{{Bob}}"}]]""");

        GensynRuntime runtime = new(new OverlayExternalities(new MemoryState(ChainSpecification.Parse(spec.ToJsonString()).GenesisStorage)));

        Assert.Equal(new SessionKeys(new AuraId(DevAccounts.Bob.Bytes.Span)), runtime.Session.NextKeys.Get(DevAccounts.Bob));
        Assert.Equal([DevAccounts.Alice], runtime.Session.Validators.Get().ToArray());
        Assert.Equal([new AuraId(DevAccounts.Alice.Bytes.Span)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void GenesisStorage_OfAPatchedParameter_ChangesOnlyThat()
    {
        JsonObject spec = (JsonObject)JsonNode.Parse(ChainSpecification.Dev().ToJson())!;
        ((JsonObject)spec["genesis"]!["runtimeGenesis"]!["patch"]!)["tasks"] = JsonNode.Parse("{\"parameters\":{\"challengeBlocks\":77,\"maxPrice\":123456789012345678}}");

        OverlayExternalities state = new(new MemoryState(ChainSpecification.Parse(spec.ToJsonString()).GenesisStorage));

        TaskParameters expected = TaskParameters.Development with { ChallengeBlocks = 77, MaxPrice = 123_456_789_012_345_678 };
        Assert.Equal(expected, new GensynRuntime(state).Tasks.Parameters.Get());
    }

    [Fact]
    public void Load_OfAMissingFile_SaysSo() =>
        Assert.Contains(
            "cannot be read", Assert.Throws<ChainSpecException>(() => ChainSpecification.Load("no-such-file.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void PalletAccounts_AreThoseOfSubstrate() =>
        // Vector: the treasury of every Substrate chain, "modlpy/trsry" and zeros.
        Assert.Equal("0x6d6f646c70792f74727372790000000000000000000000000000000000000000", PalletAccounts.Of("py/trsry").ToString());
}
