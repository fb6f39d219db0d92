using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Crypto;
using Gensyn.Node.Chain;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>The whole node with the real runtime and database, in this process.</summary>
public sealed class DevNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dev-node-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Transfer_ThroughTheWholeNode_IsFinalAndOutlivesARestart()
    {
        Sr25519KeyPair alice = Sr25519KeyPair.FromUri("//Alice");
        byte[] bob = Sr25519KeyPair.FromUri("//Bob").PublicKey.ToArray();
        string best;
        await using (DevNode node = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Instant }))
        {
            await using RpcClient client = await RpcClient.ConnectAsync(node.RpcUrl);
            Assert.StartsWith("\"0x6d6574610e", await client.CallAsync("state_getMetadata"), StringComparison.Ordinal);
            JsonNode version = JsonNode.Parse(await client.CallAsync("state_getRuntimeVersion"))!;
            byte[] genesis = Convert.FromHexString(((string)JsonNode.Parse(await client.CallAsync("chain_getBlockHash", 0))!)[2..]);

            string extrinsic = "0x" + Convert.ToHexStringLower(Transfer(alice, bob, 5_000_000_000_000, genesis, (uint)version["specVersion"]!, (uint)version["transactionVersion"]!));
            await client.CallAsync("author_submitAndWatchExtrinsic", extrinsic);
            Assert.Equal("\"ready\"", (await client.NextAsync()).Result);
            Assert.StartsWith("{\"inBlock\"", (await client.NextAsync()).Result, StringComparison.Ordinal);
            Assert.StartsWith("{\"finalized\"", (await client.NextAsync()).Result, StringComparison.Ordinal);
            Assert.Equal("1", await client.CallAsync("system_accountNextIndex", Ss58.Encode(alice.PublicKey)));
            Assert.Contains("Transaction is outdated", await client.FailAsync("author_submitExtrinsic", extrinsic), StringComparison.Ordinal);
            string fee = (string)JsonNode.Parse(await client.CallAsync("payment_queryInfo", extrinsic))!["partialFee"]!;
            Assert.True(UInt128.Parse(fee, CultureInfo.InvariantCulture) > 0);
            best = await client.CallAsync("chain_getHeader");

            // The author names its slot, the time of the block in six seconds, and seals the block.
            string now = (string)JsonNode.Parse(await client.CallAsync("state_getStorage", "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"))!;
            ulong slot = BitConverter.ToUInt64(Convert.FromHexString(now[2..])) / 6000;
            Assert.Contains($"\"logs\":[\"0x066175726120{Convert.ToHexStringLower(BitConverter.GetBytes(slot))}\",\"0x05617572610101", best, StringComparison.Ordinal);
        }

        await using DevNode again = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Manual });
        await using RpcClient late = await RpcClient.ConnectAsync(again.RpcUrl);
        Assert.Equal(best, await late.CallAsync("chain_getHeader"));
        Assert.Equal("1", await late.CallAsync("system_accountNextIndex", Ss58.Encode(alice.PublicKey)));
        await late.CallAsync("engine_createBlock", true, true);
    }

    [Fact]
    public async Task Start_AtAPace_LogsWhatToolsLookFor()
    {
        List<string> lines = [];
        await using (DevNode node = await DevNode.StartAsync(new DevNodeOptions { BlockTime = TimeSpan.FromMilliseconds(100), Log = line => lines.Add(line) }))
        {
            await using RpcClient client = await RpcClient.ConnectAsync(node.RpcUrl);
            await client.CallAsync("chain_subscribeFinalizedHeads");
            while ((string)JsonNode.Parse((await client.NextAsync()).Result)!["number"]! is "0x0" or "0x1")
            {
                // Two blocks are wanted.
            }
        }

        foreach (string wanted in new[] { "📋 Chain specification: Gensyn Development", "👤 Role: AUTHORITY", "🔨 Initializing Genesis block/state (state: 0x", "Running JSON-RPC server: addr=127.0.0.1:", "🏆 Imported #1 (0x", "🔖 Pre-sealed block for proposal at 1." })
        {
            Assert.Contains(lines, line => line.Contains(wanted, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Start_OnAFolderInUse_SaysSo()
    {
        await using DevNode node = await DevNode.StartAsync(new DevNodeOptions { BasePath = _folder, Sealing = Sealing.Manual });

        Gensyn.Node.Storage.StorageException refused = await Assert.ThrowsAsync<Gensyn.Node.Storage.StorageException>(
            () => DevNode.StartAsync(new DevNodeOptions { BasePath = _folder }));
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    // A signed extrinsic of version 4: Balances.transfer_keep_alive, immortal, nonce 0, no tip, metadata hash disabled.
    private static byte[] Transfer(Sr25519KeyPair from, byte[] to, ulong amount, byte[] genesis, uint spec, uint transaction)
    {
        ScaleWriter call = new(64);
        call.WriteBytes([10, 3, 0]);
        call.WriteBytes(to);
        call.WriteCompact(amount);
        byte[] explicitPart = [0, 0, 0, 0];
        byte[] payload = [.. call.Written, .. explicitPart, .. BitConverter.GetBytes(spec), .. BitConverter.GetBytes(transaction), .. genesis, .. genesis, 0];
        ScaleWriter whole = new(256);
        whole.WriteByteString([0x84, 0, .. from.PublicKey, 1, .. from.Sign(payload), .. explicitPart, .. call.Written]);
        return whole.ToArray();
    }
}
