using System.Text.Json.Nodes;
using Gensyn.Node.Tests.Chain;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Node.Tests.Rpc;

public sealed class ChildStateTests
{
    private static readonly string Child = HexOf(ChildStorage.KeyOf(LedgerRuntime.ChildId));
    private static readonly string Key = HexOf(LedgerRuntime.StoredKey);

    [Fact]
    public async Task ChildState_OfABlockThatStoredThere_IsRead()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        H256 before = server.Ledger.Chain.Tree.Best.Hash;
        server.Ledger.Submit(LedgerRuntime.Transaction(1, 0, act: LedgerAct.StoreInChild, padding: 40));
        H256 block = await server.Ledger.SealAsync();
        string value = HexOf(new byte[40]);

        Assert.Equal($"[\"{Key}\"]", await client.CallAsync("childstate_getKeys", Child, "0x"));
        Assert.Equal("[]", await client.CallAsync("childstate_getKeys", Child, "0x00"));
        Assert.Equal("[]", await client.CallAsync("childstate_getKeys", Child, "0x", before.ToString()));
        Assert.Equal($"[\"{Key}\"]", await client.CallAsync("childstate_getKeysPaged", Child, "0x", 10));
        Assert.Equal("[]", await client.CallAsync("childstate_getKeysPaged", Child, "0x", 10, Key));
        Assert.Contains("4002", await client.FailAsync("childstate_getKeysPaged", Child, "0x", 1001), StringComparison.Ordinal);
        Assert.Equal($"\"{value}\"", await client.CallAsync("childstate_getStorage", Child, Key));
        Assert.Equal("null", await client.CallAsync("childstate_getStorage", Child, Key, before.ToString()));
        Assert.Equal($"\"{Hashing.Blake2_256(new byte[40])}\"", await client.CallAsync("childstate_getStorageHash", Child, Key));
        Assert.Equal("40", await client.CallAsync("childstate_getStorageSize", Child, Key));
        Assert.Equal($"[null,\"{value}\"]", await client.CallAsync("childstate_getStorageEntries", Child, new JsonArray("0x01", Key)));
        Assert.Contains("4003", await client.FailAsync("state_getChildReadProof", "0x01", new JsonArray(Key)), StringComparison.Ordinal);

        JsonNode answer = JsonNode.Parse(await client.CallAsync("state_getChildReadProof", Child, new JsonArray(Key)))!;
        StorageProof proof = StorageProof.Of(answer["proof"]!.AsArray().Select(static node => Convert.FromHexString(((string)node!)[2..])));
        H256 root = server.Ledger.Chain.Tree.Header(block)!.StateRoot;
        Assert.Equal(block.ToString(), (string)answer["at"]!);
        Assert.Equal(ProofFault.None, proof.ReadChild(root, LedgerRuntime.ChildId, [LedgerRuntime.StoredKey], out byte[]?[] values, refuseUnused: true));
        Assert.Equal([new byte[40]], values);

        // The top trie has the child's root under its key.
        H256 childRoot = TrieRoot.Compute([new(LedgerRuntime.StoredKey, new byte[40])], StateVersion.V1);
        Assert.Equal($"\"{childRoot}\"", await client.CallAsync("state_getStorage", Child));

        JsonNode follow = JsonNode.Parse(await client.CallAsync("chainHead_v1_follow", false))!;
        await client.NextAsync();
        await client.NextAsync();
        string id = HexOf(LedgerRuntime.ChildId);
        JsonArray items = [Item("0x", "closestDescendantMerkleValue"), Item("0x", "descendantsValues"), Item(Key, "hash"), Item("0x01", "value")];
        await client.CallAsync("chainHead_v1_storage", follow, block.ToString(), items, id);
        JsonNode found = JsonNode.Parse((await client.NextAsync()).Result)!["items"]!;
        Assert.Equal(
            $$"""[{"key":"0x","closestDescendantMerkleValue":"{{childRoot}}"},{"key":"{{Key}}","value":"{{value}}"},{"key":"{{Key}}","hash":"{{Hashing.Blake2_256(new byte[40])}}"}]""",
            found.ToJsonString());
    }

    private static JsonObject Item(string key, string type) => new() { ["key"] = key, ["type"] = type };

    private static string HexOf(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
