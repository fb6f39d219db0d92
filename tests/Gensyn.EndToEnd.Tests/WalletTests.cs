using System.Text.Json.Nodes;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>@polkadot/api against a dev node, with agents in processes of their own.</summary>
public sealed class WalletTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [NodeFact("@polkadot/api")]
    public async Task Wallet_TransfersSubmitsAndWatchesATaskSettle()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-wallet-").FullName;
        List<ChildProcess> processes = [];
        try
        {
            ChildProcess node = Start(ChildProcess.Node("--dev", "--tmp", "--rpc-port", "0", "--block-time", "500"));
            string line = await node.WaitForAsync("Running JSON-RPC server: addr=", Limit);
            string url = "ws://" + line[(line.IndexOf("addr=", StringComparison.Ordinal) + 5)..].Split(',')[0].Trim();

            (string Name, string Role)[] agents = [("Bob", "solver"), ("Charlie", "verifier"), ("Dave", "verifier"), ("Eve", "verifier")];
            foreach ((string name, string role) in agents)
            {
                Start(ChildProcess.Worker("work", "--node", url, "--suri", $"//{name}", "--role", role, "--directory", Path.Combine(folder, name)));
            }

            (string images, string labels) = WriteDigits(folder);
            string spec = Path.Combine(folder, "spec.json");
            ChildProcess publisher = Start(ChildProcess.Worker(
                "submit", "--suri", "//Alice", "--data", images, "--labels", labels, "--train", "400", "--held-out", "100", "--hidden", "16", "--batch", "16",
                "--steps", "60", "--checkpoint-interval", "10", "--directory", Path.Combine(folder, "alice"), "--spec", spec));
            await publisher.WaitForAsync("specification written", Limit);
            foreach (ChildProcess agent in processes.Skip(1).Take(agents.Length)) await agent.WaitForAsync("registering", Limit);

            using ChildProcess wallet = ChildProcess.Client("wallet.mjs", url, spec);
            int code = await wallet.WaitForExitAsync(Limit);
            Assert.True(code == 0, wallet.Log + "\n--- node\n" + node.Log);
            JsonObject report = JsonNode.Parse(wallet.Output.Last())!.AsObject();
            Assert.Equal("gensyn", report["spec"]!.ToString());
            Assert.NotNull(report["shared"]);
            Assert.Equal("Settled", report["states"]!.AsArray()[^1]!.ToString());
        }
        finally
        {
            foreach (ChildProcess process in processes) process.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        ChildProcess Start(ChildProcess process)
        {
            processes.Add(process);
            return process;
        }
    }

    // Five hundred "digits" of random noise around ten fixed patterns: what matters here is that a file in IDX form is read.
    private static (string Images, string Labels) WriteDigits(string folder)
    {
        const int Count = 500, Side = 8;
        Random random = new(1);
        byte[][] patterns = [.. Enumerable.Range(0, 10).Select(_ => Bytes(random, Side * Side))];
        using MemoryStream images = new(), labels = new();
        images.Write([0, 0, 8, 3, 0, 0, Count >> 8, Count & 255, 0, 0, 0, Side, 0, 0, 0, Side]);
        labels.Write([0, 0, 8, 1, 0, 0, Count >> 8, Count & 255]);
        for (int i = 0; i < Count; i++)
        {
            int label = random.Next(10);
            labels.WriteByte((byte)label);
            foreach (byte pixel in patterns[label]) images.WriteByte((byte)((pixel + random.Next(64)) / 2));
        }

        string imagesPath = Path.Combine(folder, "images-idx3-ubyte"), labelsPath = Path.Combine(folder, "labels-idx1-ubyte");
        File.WriteAllBytes(imagesPath, images.ToArray());
        File.WriteAllBytes(labelsPath, labels.ToArray());
        return (imagesPath, labelsPath);
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
