using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Node.Tests.Chain;
using Gensyn.Primitives;
using Xunit;
using static Gensyn.Node.Tests.Chain.LedgerRuntime;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>The methods of the JSON-RPC interface specification, over the ledger runtime.</summary>
public sealed class NewMethodTests
{
    private const string Spec = """
        {"specName":"ledger","implName":"ledger-impl","specVersion":7,"implVersion":2,"apis":{"0xdf6acb689907609b":5,"0x37e397fc7c91f5e4":2},"transactionVersion":1}
        """;

    [Fact]
    public async Task ChainSpec_TellsTheChain()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        Assert.Equal("\"Ledger\"", await client.CallAsync("chainSpec_v1_chainName"));
        Assert.Equal($"\"{server.Ledger.Chain.Tree.Genesis.Hash}\"", await client.CallAsync("chainSpec_v1_genesisHash"));
        Assert.Equal("""{"ss58Format":42}""", await client.CallAsync("chainSpec_v1_properties"));
    }

    [Fact]
    public async Task Follow_TellsBlocksInTheOrderOfTheSpecification()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        H256 genesis = server.Ledger.Chain.Tree.Genesis.Hash;
        H256 first = await server.Ledger.SealAsync(finalise: false);

        await client.CallAsync("chainHead_v1_follow", true);
        Assert.Equal(
            $$$"""{"event":"initialized","finalizedBlockHashes":["{{{genesis}}}"],"finalizedBlockRuntime":{"type":"valid","spec":{{{JsonNode.Parse(Spec)!.ToJsonString()}}}}}""",
            await EventAsync(client));

        // The block may reach the feed a moment after the follower: then the first best block is still the genesis.
        string told = await EventAsync(client);
        if (told == $$"""{"event":"bestBlockChanged","bestBlockHash":"{{genesis}}"}""") told = await EventAsync(client);
        Assert.Equal($$"""{"event":"newBlock","blockHash":"{{first}}","parentBlockHash":"{{genesis}}","newRuntime":null}""", told);
        Assert.Equal($$"""{"event":"bestBlockChanged","bestBlockHash":"{{first}}"}""", await EventAsync(client));

        H256 second = await server.Ledger.SealAsync();
        Assert.Equal($$"""{"event":"newBlock","blockHash":"{{second}}","parentBlockHash":"{{first}}","newRuntime":null}""", await EventAsync(client));
        Assert.Equal($$"""{"event":"bestBlockChanged","bestBlockHash":"{{second}}"}""", await EventAsync(client));
        Assert.Equal($$"""{"event":"finalized","finalizedBlockHashes":["{{first}}","{{second}}"],"prunedBlockHashes":[]}""", await EventAsync(client));
    }

    [Fact]
    public async Task Follow_WithoutRuntime_LeavesItsKeysOut()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        H256 genesis = server.Ledger.Chain.Tree.Genesis.Hash;

        string id = await client.CallAsync("chainHead_v1_follow", false);
        Assert.Equal($$"""{"event":"initialized","finalizedBlockHashes":["{{genesis}}"]}""", await EventAsync(client));
        await EventAsync(client);
        server.Ledger.Submit(Transaction(1, 0)); // Or both branches might be the same block, made in the same millisecond.
        H256 left = await server.Ledger.SealAsync(finalise: false);
        Assert.Equal($$"""{"event":"newBlock","blockHash":"{{left}}","parentBlockHash":"{{genesis}}"}""", await EventAsync(client));
        await EventAsync(client);
        H256 right = await server.Ledger.SealAsync(finalise: false, parent: genesis);
        await EventAsync(client);
        server.Ledger.Chain.Finalise(right);
        Assert.Equal($$"""{"event":"bestBlockChanged","bestBlockHash":"{{right}}"}""", await EventAsync(client));
        Assert.Equal($$"""{"event":"finalized","finalizedBlockHashes":["{{right}}"],"prunedBlockHashes":["{{left}}"]}""", await EventAsync(client));

        Assert.Equal("true", await client.CallAsync("chainHead_v1_unfollow", JsonNode.Parse(id)));
        Assert.Equal("null", await client.CallAsync("chainHead_v1_header", JsonNode.Parse(id), genesis.ToString()));
        Assert.Equal("""{"result":"limitReached"}""", await client.CallAsync("chainHead_v1_body", JsonNode.Parse(id), genesis.ToString()));
    }

    [Fact]
    public async Task Operations_AnswerAfterTheirIds()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string block = server.Ledger.Chain.Tree.Genesis.Hash.ToString();
        JsonNode id = JsonNode.Parse(await client.CallAsync("chainHead_v1_follow", false))!;
        await EventAsync(client);
        await EventAsync(client);

        BlockHeader header = server.Ledger.Chain.Tree.Header(server.Ledger.Chain.Tree.Genesis.Hash)!;
        Assert.Equal($"\"0x{Convert.ToHexStringLower(BlockHeader.Codec.ToBytes(header))}\"", await client.CallAsync("chainHead_v1_header", id, block));

        Assert.Equal("""{"result":"started","operationId":"0"}""", await client.CallAsync("chainHead_v1_body", id, block));
        Assert.Equal("""{"event":"operationBodyDone","operationId":"0","value":[]}""", await EventAsync(client));
        Assert.Equal("""{"result":"started","operationId":"1"}""", await client.CallAsync("chainHead_v1_call", id, block, "AccountNonceApi_account_nonce", "0x" + new string('0', 64)));
        Assert.Equal("""{"event":"operationCallDone","operationId":"1","output":"0x00000000"}""", await EventAsync(client));
        await client.CallAsync("chainHead_v1_call", id, block, "No_such", "");
        Assert.Equal("""{"event":"operationError","operationId":"2","error":"Exported method No_such is not found"}""", await EventAsync(client));

        string extra = "0x" + Convert.ToHexStringLower("extra:"u8);
        Assert.Equal(
            """{"result":"started","operationId":"3","discardedItems":0}""",
            await client.CallAsync("chainHead_v1_storage", id, block, new JsonArray(Item(extra + "31", "value"), Item(extra + "32", "hash"), Item("0x99", "value"), Item(extra, "descendantsValues"), Item("0x", "closestDescendantMerkleValue"))));
        Assert.Equal(
            $$$"""{"event":"operationStorageItems","operationId":"3","items":[{"key":"{{{extra}}}31","value":"0x01"},{"key":"{{{extra}}}32","hash":"{{{Hashing.Blake2_256([2, 2])}}}"},{"key":"{{{extra}}}31","value":"0x01"},{"key":"{{{extra}}}32","value":"0x0202"},{"key":"{{{extra}}}33","value":"0x030303"},{"key":"0x","closestDescendantMerkleValue":"{{{header.StateRoot}}}"}]}""",
            await EventAsync(client));
        Assert.Equal("""{"event":"operationStorageDone","operationId":"3"}""", await EventAsync(client));
        await client.CallAsync("chainHead_v1_storage", id, block, new JsonArray(Item("0x99", "value")), "0x01");
        Assert.Equal("""{"event":"operationStorageDone","operationId":"4"}""", await EventAsync(client));

        Assert.Contains("-32602", await client.FailAsync("chainHead_v1_storage", id, block, new JsonArray(Item("0x99", "odd"))), StringComparison.Ordinal);
        Assert.Equal("null", await client.CallAsync("chainHead_v1_stopOperation", id, "4"));
        Assert.Contains("-32804", await client.FailAsync("chainHead_v1_unpin", id, new JsonArray(block, block)), StringComparison.Ordinal);
        Assert.Equal("null", await client.CallAsync("chainHead_v1_unpin", id, block));
        Assert.Equal("""{"code":-32801,"message":"Invalid block hash"}""", await client.FailAsync("chainHead_v1_body", id, block));
        Assert.Equal("""{"code":-32801,"message":"Invalid block hash"}""", await client.FailAsync("chainHead_v1_unpin", id, block));
    }

    [Fact]
    public async Task Follow_BeyondTheLimit_IsRefused()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        for (int count = 0; count < 4; count++)
        {
            await client.CallAsync("chainHead_v1_follow", false);
            await EventAsync(client);
            await EventAsync(client);
        }

        Assert.Contains("-32800", await client.FailAsync("chainHead_v1_follow", false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_OfAClientThatNeverUnpins_IsStopped()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        await client.CallAsync("chainHead_v1_follow", false);

        for (int block = 0; block < 520; block++)
        {
            await server.Ledger.SealAsync();
            if (block % 8 == 0) await Task.Delay(1);
        }

        // Either the pins are too many or the reading too slow: in both cases the subscription ends and the connection lives.
        string last = "";
        await client.SendAsync("""{"jsonrpc":"2.0","id":"end","method":"system_chain"}""");
        while ((await client.ReceiveAsync())!.AsObject() is { } message && message["id"] is null) last = (string)message["params"]!["result"]!["event"]!;
        Assert.NotEqual("initialized", last);
    }

    [Fact]
    public async Task TransactionWatch_TellsItsLife()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        await client.CallAsync("transactionWatch_v1_submitAndWatch", HexOf(Transaction(1, 0)));
        Assert.Equal("""{"event":"validated"}""", await EventAsync(client));
        H256 block = await server.Ledger.SealAsync();
        Assert.Equal($$$"""{"event":"bestChainBlockIncluded","block":{"hash":"{{{block}}}","index":1}}""", await EventAsync(client));
        Assert.Equal($$$"""{"event":"finalized","block":{"hash":"{{{block}}}","index":1}}""", await EventAsync(client));

        await client.CallAsync("transactionWatch_v1_submitAndWatch", "0x28");
        Assert.Contains("\"event\":\"invalid\"", await EventAsync(client), StringComparison.Ordinal);
        await client.CallAsync("transactionWatch_v1_submitAndWatch", HexOf(Transaction(1, 0)));
        Assert.Equal("""{"event":"invalid","error":"Invalid Transaction: Transaction is outdated"}""", await EventAsync(client));
    }

    [Fact]
    public async Task Broadcast_KeepsTryingUntilItIsStopped()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        byte[] transaction = Transaction(1, 0);
        H256 hash = Hashing.Blake2_256(transaction);

        string id = await client.CallAsync("transaction_v1_broadcast", HexOf(transaction));
        Assert.Equal(1, server.Ledger.Chain.Pool.ReadyCount);
        server.Ledger.Chain.Pool.Remove([hash]);
        Assert.Equal(0, server.Ledger.Chain.Pool.ReadyCount);
        await server.Ledger.SealAsync();
        for (int attempt = 0; server.Ledger.Chain.Pool.ReadyCount == 0; attempt++)
        {
            Assert.True(attempt < 500, "It was never sent again.");
            await Task.Delay(10);
        }

        Assert.Equal("null", await client.CallAsync("transaction_v1_stop", JsonNode.Parse(id)));
        Assert.Contains("-32602", await client.FailAsync("transaction_v1_stop", JsonNode.Parse(id)), StringComparison.Ordinal);
        for (int count = 0; count < 16; count++) Assert.NotEqual("null", await client.CallAsync("transaction_v1_broadcast", "0x28"));
        Assert.Equal("null", await client.CallAsync("transaction_v1_broadcast", "0x28"));
    }

    private static async Task<string> EventAsync(RpcClient client) => (await client.NextAsync()).Result;

    private static JsonObject Item(string key, string type) => new() { ["key"] = key, ["type"] = type };

    private static string HexOf(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
