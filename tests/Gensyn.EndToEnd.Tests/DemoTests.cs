using System.Text.Json.Nodes;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>The main job as a new user runs it: one process, real chain, real training, real disputes.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Demo_Honest_SettlesAndPays()
    {
        JsonObject report = await RunAsync(expectedExit: 0);

        Assert.True(report["settled"]!.GetValue<bool>());
        Assert.True(report["accuracy"]!.GetValue<double>() >= 0.92, report.ToJsonString());
        Assert.False(report["convicted"]!.GetValue<bool>());
        Assert.Empty(report["slashed"]!.AsArray());
        Assert.True(report["balancesConserved"]!.GetValue<bool>());
        Assert.Equal(["solver1", "verifier1", "verifier2"], report["paid"]!.AsObject().Select(p => p.Key).Order());
        Assert.InRange(report["proofOverhead"]!.GetValue<double>(), 0.000001, 1);
    }

    [SharedFact("data/mnist")]
    public async Task Demo_OnMnist_LearnsIt()
    {
        JsonObject report = await RunAsync(expectedExit: 0, "--data", Repository.Shared("data", "mnist")!);

        Assert.True(report["accuracy"]!.GetValue<double>() >= 0.92, report.ToJsonString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(437)]
    [InlineData(1000)]
    public async Task Demo_ASolverThatLies_IsConvictedAtTheLeafAndReplaced(int step)
    {
        JsonObject report = await RunAsync(expectedExit: 0, "--cheat", $"step={step}");

        Assert.True(report["settled"]!.GetValue<bool>());
        Assert.True(report["convicted"]!.GetValue<bool>());
        Assert.Equal(["solver1"], report["slashed"]!.AsArray().Select(r => r!.ToString()));
        Assert.Equal("leaf", report["decidedBy"]!.ToString());
        Assert.Equal("SgdUpdate", report["operator"]!.ToString());
        Assert.InRange(report["rounds"]!.GetValue<int>(), 1, 12);
        Assert.InRange(report["leafBytes"]!.GetValue<int>(), 1, 16 * 1024);
        Assert.True(report["reassigned"]!.GetValue<bool>());
        Assert.True(report["balancesConserved"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Demo_AVerifierThatDoesNotExecute_IsConvictedByTheOthers()
    {
        JsonObject report = await RunAsync(expectedExit: 0, "--cheat", "verifier");

        Assert.True(report["settled"]!.GetValue<bool>());
        Assert.Equal(["verifier1"], report["slashed"]!.AsArray().Select(r => r!.ToString()));
        Assert.False(report["reassigned"]!.GetValue<bool>());
        Assert.Superset(new HashSet<string> { "solver1", "verifier2", "verifier3" }, report["paid"]!.AsObject().Select(p => p.Key).ToHashSet());
        Assert.True(report["balancesConserved"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("--cheat", "step=0", "steps 1 to 1000")]
    [InlineData("--cheat", "step=1001", "steps 1 to 1000")]
    [InlineData("--cheat", "solver", "expected 'step=K' or 'verifier'")]
    [InlineData("--steps", "0", "--steps")]
    [InlineData("--time-limit", "5000000", "--time-limit")]
    [InlineData("--base-path", "/dev/null", "/dev/null")]
    [InlineData("--data", "/nonexistent", "no folder")]
    public async Task Demo_AskedForNonsense_SaysWhatIsWrong(string option, string value, string message)
    {
        using ChildProcess demo = ChildProcess.Node("demo", "--rpc-port", "0", option, value);

        Assert.Equal(1, await demo.WaitForExitAsync(Limit));
        Assert.Contains(message, demo.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", demo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_KilledInTheMiddle_GoesOnFromItsFolder()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-killed-").FullName;
        try
        {
            string[] arguments = ["demo", "--json", "--rpc-port", "0", "--block-time", "500", "--base-path", folder];

            Dictionary<uint, string> known = [];

            // Three power cuts: before the task is committed, around the audit, and later; each time the chain must still have all it had finalised.
            foreach (string moment in (string[])["accepting", "committed to its history", "accepts"])
            {
                using ChildProcess first = ChildProcess.Node(arguments);
                await first.WaitForAsync(moment, Limit);
                await AssertChainAsync(first, known);
                await RememberAsync(first, known);
                await first.KillAsync();
            }

            Assert.Equal(3, known.Count);
            using ChildProcess last = ChildProcess.Node(arguments);
            await AssertChainAsync(last, known);
            Assert.True(await last.WaitForExitAsync(Limit) == 0, last.Log);
            JsonObject report = JsonNode.Parse(last.Output.Last())!.AsObject();
            Assert.True(report["settled"]!.GetValue<bool>());
            Assert.True(report["balancesConserved"]!.GetValue<bool>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The blocks that were finalised before a power cut are there after it, the very same.
    private static async Task AssertChainAsync(ChildProcess demo, Dictionary<uint, string> known)
    {
        Uri node = await NodeOfAsync(demo);
        foreach ((uint number, string hash) in known) Assert.Equal(hash, (await CallAsync(node, "chain_getBlockHash", number))!.ToString());
    }

    private static async Task RememberAsync(ChildProcess demo, Dictionary<uint, string> known)
    {
        Uri node = await NodeOfAsync(demo);
        string hash = (await CallAsync(node, "chain_getFinalizedHead"))!.ToString();
        string number = (await CallAsync(node, "chain_getHeader", hash))!["number"]!.ToString();
        known[Convert.ToUInt32(number, 16)] = hash;
    }

    private static async Task<Uri> NodeOfAsync(ChildProcess demo)
    {
        string line = await demo.WaitForAsync("dev chain at ws://", Limit);
        string address = line[(line.IndexOf("ws://", StringComparison.Ordinal) + 5)..].Split('/', ',')[0];
        return new Uri("http://" + address);
    }

    private static async Task<JsonNode?> CallAsync(Uri node, string method, params JsonNode[] parameters)
    {
        using HttpClient http = new();
        JsonObject request = new() { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray([.. parameters]) };
        using HttpResponseMessage response = await http.PostAsync(node, new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["result"];
    }

    private static async Task<JsonObject> RunAsync(int expectedExit, params string[] options)
    {
        using ChildProcess demo = ChildProcess.Node(["demo", "--json", "--rpc-port", "0", "--block-time", "500", .. options]);
        int code = await demo.WaitForExitAsync(Limit);
        Assert.True(code == expectedExit, $"exit code {code}\n{demo.Log}");

        // Nothing but one line goes to standard output.
        return JsonNode.Parse(Assert.Single(demo.Output))!.AsObject();
    }
}
