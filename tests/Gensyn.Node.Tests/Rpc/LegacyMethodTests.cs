using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Node.Tests.Chain;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;
using static Gensyn.Node.Tests.Chain.LedgerRuntime;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>The legacy methods' shapes, over the ledger runtime.</summary>
public sealed class LegacyMethodTests
{
    private const string Nowhere = "0x1111111111111111111111111111111111111111111111111111111111111111";

    [Fact]
    public async Task RpcMethods_ListsEveryNameSorted()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        List<string> names = [.. JsonNode.Parse(await client.CallAsync("rpc_methods"))!["methods"]!.AsArray().Select(name => (string)name!)];

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Superset(
            new HashSet<string>
            {
                "account_nextIndex", "author_submitAndWatchExtrinsic", "author_unwatchExtrinsic", "chain_getFinalisedHead", "chain_subscribeAllHeads",
                "chain_unsubscribeNewHead", "state_callAt", "state_getKeysPagedAt", "state_subscribeRuntimeVersion", "subscribe_newHead", "unsubscribe_newHead", "rpc_methods",
            },
            names.ToHashSet());
    }

    [Fact]
    public async Task Chain_AnswersBlocksByHashAndNumber()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        H256 genesis = server.Ledger.Chain.Tree.Genesis.Hash;
        byte[] transaction = Transaction(1, 0);
        server.Ledger.Submit(transaction);
        H256 first = await server.Ledger.SealAsync();
        BlockHeader header = server.Ledger.Chain.Tree.Header(first)!;

        string expected = $$$"""{"parentHash":"{{{genesis}}}","number":"0x1","stateRoot":"{{{header.StateRoot}}}","extrinsicsRoot":"{{{header.ExtrinsicsRoot}}}","digest":{"logs":[]}}""";
        Assert.Equal(expected, await client.CallAsync("chain_getHeader"));
        Assert.Equal(expected, await client.CallAsync("chain_getHeader", first.ToString()));
        Assert.Equal("null", await client.CallAsync("chain_getHeader", Nowhere));
        Assert.Equal("null", await client.CallAsync("chain_getBlock", Nowhere));
        JsonNode block = JsonNode.Parse(await client.CallAsync("chain_getBlock"))!;
        Assert.Equal(expected, block["block"]!["header"]!.ToJsonString());
        Assert.Equal("0x" + Convert.ToHexStringLower(transaction), (string)block["block"]!["extrinsics"]![1]!);
        Assert.True(block.AsObject().ContainsKey("justifications") && block["justifications"] is null);

        Assert.Equal($"\"{first}\"", await client.CallAsync("chain_getBlockHash"));
        Assert.Equal($"\"{first}\"", await client.CallAsync("chain_getHead", JsonNode.Parse("null")));
        Assert.Equal($"\"{genesis}\"", await client.CallAsync("chain_getBlockHash", 0));
        Assert.Equal($"\"{first}\"", await client.CallAsync("chain_getBlockHash", "0x1"));
        Assert.Equal($"[\"{genesis}\",\"{first}\",null]", await client.CallAsync("chain_getBlockHash", new JsonArray(0, "0x01", 2)));
        Assert.Equal($"\"{first}\"", await client.CallAsync("chain_getFinalisedHead"));
        Assert.Contains("-32602", await client.FailAsync("chain_getBlockHash", "one"), StringComparison.Ordinal);
        Assert.Contains("-32602", await client.FailAsync("chain_getHeader", "0x11"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_AreToldInOrderAfterTheCurrentOne()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        foreach (string name in new[] { "AllHeads", "NewHeads", "FinalizedHeads" })
        {
            await client.CallAsync("chain_subscribe" + name);
            (_, string first) = await client.NextAsync();
            Assert.Equal("0x0", (string)JsonNode.Parse(first)!["number"]!);
        }

        await server.Ledger.SealAsync(finalise: false);
        await server.Ledger.SealAsync();

        List<string> heard = [];
        for (int count = 0; count < 5; count++)
        {
            (string method, string result) = await client.NextAsync();
            heard.Add($"{method} {(string)JsonNode.Parse(result)!["number"]!}");
        }

        Assert.Equal(["chain_allHead 0x1", "chain_allHead 0x2"], heard.Where(item => item.StartsWith("chain_allHead", StringComparison.Ordinal)));
        Assert.Equal(["chain_newHead 0x1", "chain_newHead 0x2"], heard.Where(item => item.StartsWith("chain_newHead", StringComparison.Ordinal)));
        Assert.Equal(["chain_finalizedHead 0x2"], heard.Where(item => item.StartsWith("chain_finalizedHead", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task State_AnswersValuesAtAnyBlock()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string genesis = server.Ledger.Chain.Tree.Genesis.Hash.ToString();
        string key = HexOf(NonceKey(1));
        server.Ledger.Submit(Transaction(1, 0));
        H256 first = await server.Ledger.SealAsync();
        H256 second = await server.Ledger.SealAsync();

        Assert.Equal("\"0x01000000\"", await client.CallAsync("state_getStorage", key));
        Assert.Equal("null", await client.CallAsync("state_getStorageAt", key, genesis));
        Assert.Equal("\"0x\"", await client.CallAsync("state_getStorage", HexOf("empty"u8)));
        Assert.Equal($"\"{Hashing.Blake2_256([2, 2])}\"", await client.CallAsync("state_getStorageHash", HexOf("extra:2"u8)));
        Assert.Equal("4", await client.CallAsync("state_getStorageSize", key));
        Assert.Equal("6", await client.CallAsync("state_getStorageSize", HexOf("extra:"u8)));
        Assert.Equal("null", await client.CallAsync("state_getStorageSize", HexOf("nothing"u8)));
        Assert.Equal($$"""{"code":4003,"message":"Client error: UnknownBlock: Header was not found in the database: {{Nowhere}}"}""", await client.FailAsync("state_getStorage", key, Nowhere));
        server.Ledger.Storage.Discarded.Add(first);
        Assert.Equal($$"""{"code":4003,"message":"Client error: UnknownBlock: State already discarded for {{first}}"}""", await client.FailAsync("state_getStorage", key, first.ToString()));
        server.Ledger.Storage.Discarded.Clear();

        Assert.Equal($$"""[{"block":"{{genesis}}","changes":[["{{key}}",null]]}]""", await client.CallAsync("state_queryStorageAt", new JsonArray(key), genesis));
        Assert.Equal(
            $$"""[{"block":"{{genesis}}","changes":[["{{key}}",null]]},{"block":"{{first}}","changes":[["{{key}}","0x01000000"]]}]""",
            await client.CallAsync("state_queryStorage", new JsonArray(key), genesis));
        Assert.Contains("4001", await client.FailAsync("state_queryStorage", new JsonArray(key), second.ToString(), genesis), StringComparison.Ordinal);
        Assert.Equal("true", await Named(client, """{"key":"0x65","at":null}"""));

        static async Task<string> Named(RpcClient client, string parameters)
        {
            await client.SendAsync($$"""{"jsonrpc":"2.0","id":"n","method":"state_getStorage","params":{{parameters}}}""");
            JsonObject answer = (await client.ReceiveAsync())!.AsObject();
            return answer.ContainsKey("result") && answer["result"] is null ? "true" : answer.ToJsonString();
        }
    }

    [Fact]
    public async Task Keys_ArePagedStrictlyAfterTheStart()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string prefix = HexOf("extra:"u8);
        string[] keys = [HexOf("extra:1"u8), HexOf("extra:2"u8), HexOf("extra:3"u8)];

        Assert.Equal($"[\"{keys[0]}\",\"{keys[1]}\",\"{keys[2]}\"]", await client.CallAsync("state_getKeys", prefix));
        Assert.Equal($"[\"{keys[0]}\",\"{keys[1]}\"]", await client.CallAsync("state_getKeysPaged", prefix, 2));
        Assert.Equal($"[\"{keys[2]}\"]", await client.CallAsync("state_getKeysPaged", prefix, 2, keys[1]));
        Assert.Equal("[]", await client.CallAsync("state_getKeysPaged", prefix, 2, keys[2]));
        Assert.Equal(5, JsonNode.Parse(await client.CallAsync("state_getKeysPaged", JsonNode.Parse("null"), 1000))!.AsArray().Count);
        Assert.Equal("""{"code":4002,"message":"count exceeds maximum value. value: 1001, max: 1000"}""", await client.FailAsync("state_getKeysPaged", prefix, 1001));
        Assert.Contains("-32602", await client.FailAsync("state_getKeysPaged", prefix, -1), StringComparison.Ordinal);
        Assert.Equal($"[[\"{keys[0]}\",\"0x01\"],[\"{keys[1]}\",\"0x0202\"],[\"{keys[2]}\",\"0x030303\"]]", await client.CallAsync("state_getPairs", prefix));
    }

    [Fact]
    public async Task ReadProof_ProvesTheValue()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        JsonNode proof = JsonNode.Parse(await client.CallAsync("state_getReadProof", new JsonArray(HexOf("extra:2"u8))))!;

        BlockReference best = server.Ledger.Chain.Tree.Best;
        Assert.Equal(best.Hash.ToString(), (string)proof["at"]!);
        StorageProof nodes = StorageProof.Of(proof["proof"]!.AsArray().Select(node => Convert.FromHexString(((string)node!)[2..])));
        Assert.Equal([2, 2], new TrieDb(nodes, server.Ledger.Chain.Tree.Header(best.Hash)!.StateRoot).Get("extra:2"u8));
    }

    [Fact]
    public async Task Runtime_IsCalledAndItsTrapsAreTold()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        const string Version = """
            {"specName":"ledger","implName":"ledger-impl","authoringVersion":1,"specVersion":7,"implVersion":2,
            "apis":[["0xdf6acb689907609b",5],["0x37e397fc7c91f5e4",2]],"transactionVersion":1,"systemVersion":1,"stateVersion":1}
            """;
        Assert.Equal(JsonNode.Parse(Version)!.ToJsonString(), await client.CallAsync("state_getRuntimeVersion"));
        Assert.Equal("\"0x6d657461\"", await client.CallAsync("state_getMetadata"));
        Assert.Equal("\"0x00000000\"", await client.CallAsync("state_call", "AccountNonceApi_account_nonce", "0x" + new string('0', 64)));
        Assert.Equal("""{"code":4003,"message":"Client error: Execution failed: Exported method Foo_bar is not found"}""", await client.FailAsync("state_call", "Foo_bar", "0x"));
        Assert.Contains("a fault of the runtime", await client.FailAsync("state_call", "Test_fault", "0x"), StringComparison.Ordinal);
        Assert.Contains("-32602", await client.FailAsync("state_call", "Core_version", "00"), StringComparison.Ordinal);
        Assert.Contains("-32602", await client.FailAsync("state_call", "Core_version"), StringComparison.Ordinal);

        await client.CallAsync("state_subscribeRuntimeVersion");
        Assert.Equal(("state_runtimeVersion", JsonNode.Parse(Version)!.ToJsonString()), await client.NextAsync());
    }

    [Fact]
    public async Task Storage_SubscribersHearTheFirstValuesAndThenChangesOnly()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string one = HexOf(NonceKey(1));
        string two = HexOf(NonceKey(2));
        string genesis = server.Ledger.Chain.Tree.Genesis.Hash.ToString();
        string id = await client.CallAsync("state_subscribeStorage", new JsonArray(one, two));
        Assert.Equal(("state_storage", $$"""{"block":"{{genesis}}","changes":[["{{one}}",null],["{{two}}",null]]}"""), await client.NextAsync());

        await server.Ledger.SealAsync();
        server.Ledger.Submit(Transaction(2, 0));
        H256 second = await server.Ledger.SealAsync();

        Assert.Equal(("state_storage", $$"""{"block":"{{second}}","changes":[["{{two}}","0x01000000"]]}"""), await client.NextAsync());
        Assert.Equal("true", await client.CallAsync("state_unsubscribeStorage", JsonNode.Parse(id)));
        server.Ledger.Submit(Transaction(2, 1));
        await server.Ledger.SealAsync();
        Assert.Equal("\"Ledger\"", await client.CallAsync("system_chain"));
    }

    [Fact]
    public async Task Storage_AcrossAFork_TellsWhatChangedBack()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string key = HexOf(NonceKey(1));
        server.Ledger.Submit(Transaction(1, 0));
        await server.Ledger.SealAsync(finalise: false);
        await client.CallAsync("state_subscribeStorage", new JsonArray(key));
        await client.NextAsync();

        H256 fork = await server.Ledger.SealAsync(finalise: false, parent: server.Ledger.Chain.Tree.Genesis.Hash);
        server.Ledger.Chain.Finalise(fork);

        Assert.Equal(("state_storage", $$"""{"block":"{{fork}}","changes":[["{{key}}",null]]}"""), await client.NextAsync());
    }

    [Fact]
    public async Task Author_TakesWatchesAndRefuses()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string first = HexOf(Transaction(1, 0));
        string third = HexOf(Transaction(1, 2));
        string hash = Hashing.Blake2_256(Transaction(1, 0)).ToString();

        await client.CallAsync("author_submitAndWatchExtrinsic", third);
        Assert.Equal(("author_extrinsicUpdate", "\"future\""), await client.NextAsync());
        Assert.Equal($"\"{hash}\"", await client.CallAsync("author_submitExtrinsic", first));
        Assert.Equal($$"""{"code":1013,"message":"Transaction Already Imported","data":"{{hash}}"}""", await client.FailAsync("author_submitExtrinsic", first));
        Assert.Equal($"[\"{first}\"]", await client.CallAsync("author_pendingExtrinsics"));
        Assert.Equal(
            """{"code":1014,"message":"Priority is too low: (1 vs 1)","data":"The transaction has too low priority to replace another transaction already in the pool."}""",
            await client.FailAsync("author_submitExtrinsic", HexOf(Transaction(1, 0, padding: 1))));
        Assert.Equal(
            """{"code":1010,"message":"Invalid Transaction","data":"Inability to pay some fees (e.g. account balance too low)"}""",
            await client.FailAsync("author_submitExtrinsic", HexOf(Transaction(1, 0, priority: 0))));
        Assert.Contains("\"code\":1002", await client.FailAsync("author_submitExtrinsic", "0x0801"[..4] + "0102"), StringComparison.Ordinal);
        Assert.Contains("\"code\":1040", await client.FailAsync("author_submitExtrinsic", "0x28"), StringComparison.Ordinal);
        Assert.Contains("\"code\":1001", await client.FailAsync("author_submitAndWatchExtrinsic", "0x28"), StringComparison.Ordinal);
        Assert.Contains("-32602", await client.FailAsync("author_submitExtrinsic", 7), StringComparison.Ordinal);

        Assert.Equal($"\"{Hashing.Blake2_256(Transaction(1, 1))}\"", await client.CallAsync("author_submitExtrinsic", HexOf([.. Transaction(1, 1), 0xff])));
        Assert.Equal(("author_extrinsicUpdate", "\"ready\""), await client.NextAsync());
        H256 block = await server.Ledger.SealAsync();
        Assert.Equal(("author_extrinsicUpdate", $$"""{"inBlock":"{{block}}"}"""), await client.NextAsync());
        Assert.Equal(("author_extrinsicUpdate", $$"""{"finalized":"{{block}}"}"""), await client.NextAsync());
        Assert.Equal("""{"code":1010,"message":"Invalid Transaction","data":"Transaction is outdated"}""", await client.FailAsync("author_submitExtrinsic", first));
    }

    [Fact]
    public async Task Author_ReplacedAndRemoved_TellTheirWatchers()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        byte[] better = Transaction(1, 0, priority: 9);
        H256 hash = Hashing.Blake2_256(better);
        await client.CallAsync("author_submitAndWatchExtrinsic", HexOf(Transaction(1, 0)));
        Assert.Equal("\"ready\"", (await client.NextAsync()).Result);

        server.Ledger.Submit(better);
        Assert.Equal($$"""{"usurped":"{{hash}}"}""", (await client.NextAsync()).Result);
        Assert.Equal($"[\"{hash}\"]", await client.CallAsync("author_removeExtrinsic", new JsonArray(new JsonObject { ["hash"] = hash.ToString() })));
        Assert.Equal("[]", await client.CallAsync("author_removeExtrinsic", new JsonArray(new JsonObject { ["extrinsic"] = HexOf(better) })));
        Assert.Contains("-32602", await client.FailAsync("author_removeExtrinsic", new JsonArray(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_TellsOfTheNodeAndCountsNonces()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string address = Gensyn.Crypto.Ss58.Encode(Enumerable.Repeat((byte)5, 32).ToArray());
        server.Ledger.Submit(Transaction(5, 0));
        server.Ledger.Submit(Transaction(5, 1));
        server.Ledger.Submit(Transaction(5, 3));

        Assert.Equal("2", await client.CallAsync("system_accountNextIndex", address));
        Assert.Equal("2", await client.CallAsync("account_nextIndex", address));
        Assert.Contains("-32602", await client.FailAsync("system_accountNextIndex", "5Grw"), StringComparison.Ordinal);
        Assert.Equal("\"1.2.3\"", await client.CallAsync("system_version"));
        Assert.Equal("\"Development\"", await client.CallAsync("system_chainType"));
        Assert.Equal("""{"ss58Format":42}""", await client.CallAsync("system_properties"));
        Assert.Equal("""["Authority"]""", await client.CallAsync("system_nodeRoles"));
        Assert.Equal("""{"startingBlock":0,"currentBlock":0,"highestBlock":0}""", await client.CallAsync("system_syncState"));
        Assert.Equal("\"0x0000\"", await client.CallAsync("system_dryRun", HexOf(Transaction(5, 0))));
        Assert.Equal("\"0x010002\"", await client.CallAsync("system_dryRun", HexOf(Transaction(5, 1))));
        Assert.Equal(0u, server.Ledger.Chain.Tree.Best.Number);
    }

    [Fact]
    public async Task Payment_WritesSnakeCaseAndDecimalText()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        Assert.Equal("""{"weight":{"ref_time":1,"proof_size":2},"class":"operational","partialFee":"1000000"}""", await client.CallAsync("payment_queryInfo", HexOf(Transaction(1, 0))));
        Assert.Equal("""{"inclusionFee":{"baseFee":"0xa","lenFee":"0x14","adjustedWeightFee":"0x1e"}}""", await client.CallAsync("payment_queryFeeDetails", HexOf(Transaction(1, 0))));
        Assert.Contains("\"code\":2", await client.FailAsync("payment_queryInfo", "0x28"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChildState_OfTriesThatAreNotThere_IsEmpty()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string child = HexOf(":child_storage:default:x"u8);

        Assert.Equal("[]", await client.CallAsync("childstate_getKeys", child, "0x"));
        Assert.Equal("[]", await client.CallAsync("childstate_getKeysPaged", child, "0x", 10));
        Assert.Equal("null", await client.CallAsync("childstate_getStorage", child, "0x01"));
        Assert.Equal("[null,null]", await client.CallAsync("childstate_getStorageEntries", child, new JsonArray("0x01", "0x02")));
        Assert.Contains("4003", await client.FailAsync("childstate_getStorage", "0x01", "0x01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Engine_MakesAndFinalisesBlocks()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        Assert.Contains("12000", await client.FailAsync("engine_createBlock", false, true), StringComparison.Ordinal);
        JsonNode made = JsonNode.Parse(await client.CallAsync("engine_createBlock", true, false))!;
        string hash = server.Ledger.Chain.Tree.Best.Hash.ToString();
        Assert.Equal(
            $$"""{"hash":"{{hash}}","aux":{"header_only":false,"clear_justification_requests":false,"needs_justification":false,"bad_justification":false,"is_new_best":true},"proof_size":0}""",
            made.ToJsonString());
        Assert.Equal(0u, server.Ledger.Chain.Tree.Finalised.Number);
        Assert.Equal("true", await client.CallAsync("engine_finalizeBlock", hash));
        Assert.Equal(1u, server.Ledger.Chain.Tree.Finalised.Number);
        Assert.Contains("13000", await client.FailAsync("engine_finalizeBlock", Nowhere), StringComparison.Ordinal);
        Assert.Contains("13000", await client.FailAsync("engine_createBlock", true, true, Nowhere), StringComparison.Ordinal);
    }

    // Whatever is sent as parameters, every method answers with a result or an error of its own, never with an internal one, and the node goes on.
    [Fact]
    public async Task AnyMethod_WithOddParameters_NeverHurtsTheNode()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string[] names = [.. JsonNode.Parse(await client.CallAsync("rpc_methods"))!["methods"]!.AsArray().Select(name => (string)name!)];
        string[] odd =
        [
            "[]", "{}", "null", "[null,null,null,null]", "[1,2,3,4]", "[-1,1e300,0.5]", "[\"\",\"\",\"\"]", "[\"0x\",\"0x\",\"0x\",\"0x\"]", "[\"0xzz\"]", "[[],[],[]]", "[{},{},{}]",
            "[[[\"0x00\"]],[[1]]]", "[true,false,\"x\"]", $"[\"{Nowhere}\",\"{Nowhere}\",\"{Nowhere}\",\"{Nowhere}\"]", "[[\"0x00\"],\"0x00\"]", "[\"\\ud800\"]", "[99999999999999999999]",
        ];

        foreach (string name in names.Where(name => !name.Contains("subscribe", StringComparison.OrdinalIgnoreCase) && !name.Contains("Watch", StringComparison.Ordinal)))
        {
            foreach (string parameters in odd)
            {
                (_, string body) = await RpcServerTests.PostAsync(server, $$"""{"jsonrpc":"2.0","id":1,"method":"{{name}}","params":{{parameters}}}""");
                JsonObject answer = JsonNode.Parse(body)!.AsObject();
                Assert.True(answer.ContainsKey("result") ^ answer.ContainsKey("error"), $"{name} {parameters}: {body}");
                Assert.False((int?)answer["error"]?["code"] == -32603 && !body.Contains("WebSocket", StringComparison.Ordinal), $"{name} {parameters}: {body} {string.Join('\n', server.Faults)}");
            }
        }

        Assert.Empty(server.Faults);
        Assert.Equal("\"Ledger\"", await client.CallAsync("system_chain"));
    }

    private static string HexOf(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
