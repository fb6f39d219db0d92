using System.Text.Json.Nodes;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>The clients that people write with, against a node in a process of its own.</summary>
public sealed class ClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [NodeFact("@polkadot/api", "@polkadot-api/merkleize-metadata")]
    public async Task PolkadotJs_SignsInEveryWay()
    {
        using ChildProcess node = ChildProcess.Node("--dev", "--tmp", "--rpc-port", "0", "--block-time", "200");
        JsonObject report = await RunAsync(node, url => ChildProcess.Client("signers.mjs", url));

        Assert.Equal(3, report["signed"]!.AsArray().Count);
    }

    [NodeFact("polkadot-api", "@polkadot-api/merkleize-metadata")]
    public async Task Papi_WithDescriptorsFromTheNode_DoesWhatItsUsersDo()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-papi-").FullName;
        try
        {
            using ChildProcess node = ChildProcess.Node("--dev", "--tmp", "--rpc-port", "0", "--block-time", "500");
            JsonObject report = await RunAsync(node, url => ChildProcess.Client("papi.mjs", url, folder));

            Assert.True(report["items"]!.GetValue<int>() > 40);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonObject> RunAsync(ChildProcess node, Func<string, ChildProcess> start)
    {
        string line = await node.WaitForAsync("Running JSON-RPC server: addr=", Limit);
        string url = "ws://" + line[(line.IndexOf("addr=", StringComparison.Ordinal) + 5)..].Split(',')[0].Trim();
        using ChildProcess client = start(url);
        int code = await client.WaitForExitAsync(Limit);
        Assert.True(code == 0, client.Log + "\n--- node\n" + node.Log);
        return JsonNode.Parse(client.Output.Last())!.AsObject();
    }
}
