using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>The suites with bars run and report; how fast everything is, no test asks.</summary>
public sealed class BenchmarksTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // In the order of the report.
    private static readonly string[] Keys =
    [
        "sr25519VerifyVsWasm", "sr25519BatchVsSingle", "sr25519SignVsWasm", "ed25519VerifyVsWasm", "blake2b32VsWasm", "blake2bGBps",
        "scaleBlockMBps", "trieRoot100kMs", "trieUpdate1kOf100kMs", "trieUpdate2kOf1mMs", "trieGetColdUs", "machineFactor",
    ];

    private static readonly string[] RuntimeKeys =
    [
        "transfersPerSecondPreverified", "transfersPerSecond", "machineFactor", "decodeNs", "verifyNs", "dispatchNs", "rootNs", "allocatedBytesPerTransfer",
    ];

    private static readonly string[] ProductKeys = ["fmaPeakGflops", "sgemmGflops", "sgemmVsPeak1", "fmaPeak2Gflops", "sgemm2Gflops", "sgemmVsPeak2"];

    [NodeFact("@polkadot/wasm-crypto")]
    public async Task Foundations_WithNode_MeasuresEverything()
    {
        (JsonObject report, string log) = await RunAsync(searchPath: null);
        Assert.Equal(Keys, report.Select(static p => p.Key).Take(Keys.Length));
        foreach ((string key, JsonNode? figure) in report.Where(static p => p.Key is not ("bars" or "passed")))
        {
            double least = key.EndsWith("AllocatedBytes", StringComparison.Ordinal) ? 0 : double.Epsilon;
            AssertFinite(key, figure, least, log);
        }

        Assert.Equal(Keys[..^1], report["bars"]!.AsObject().Select(static p => p.Key));
    }

    [Fact]
    public async Task Foundations_WithoutNode_LeavesRatiosOutAndSaysWhy()
    {
        (JsonObject report, string log) = await RunAsync(searchPath: AppContext.BaseDirectory);
        foreach (string key in Keys)
        {
            if (key.EndsWith("VsWasm", StringComparison.Ordinal)) Assert.True(report.ContainsKey(key) && report[key] is null, $"{key}: {report[key]}");
            else AssertFinite(key, report[key], double.Epsilon, log);
        }

        Assert.Contains("Node.js is not on the PATH: install", log, StringComparison.Ordinal);
        Assert.False(report["passed"]!.GetValue<bool>(), "What was not measured counts as good enough.");
    }

    [Fact]
    public async Task Foundations_OfOneArea_LeavesTheOthersOut()
    {
        (JsonObject report, string log) = await RunAsync(searchPath: null, "--only", "scale");
        AssertFinite("scaleBlockMBps", report["scaleBlockMBps"], double.Epsilon, log);
        Assert.All(Keys[..^1].Where(static k => k != "scaleBlockMBps"), key => Assert.True(report.ContainsKey(key) && report[key] is null, $"{key}: {report[key]}"));
    }

    [Fact]
    public async Task Runtime_ExecutesBlocksAndReportsTheSplit()
    {
        (JsonObject report, string log) = await RunSuiteAsync(searchPath: null, "runtime");
        Assert.Equal(RuntimeKeys, report.Select(static p => p.Key).Take(RuntimeKeys.Length));
        foreach ((string key, JsonNode? figure) in report.Where(static p => p.Key is not ("bars" or "passed"))) AssertFinite(key, figure, double.Epsilon, log);
        Assert.Equal(RuntimeKeys[..2], report["bars"]!.AsObject().Select(static p => p.Key));
    }

    [Fact]
    public async Task Compute_OfProducts_MeasuresThemOnOneThreadAndOnTwo()
    {
        (JsonObject report, string log) = await RunSuiteAsync(searchPath: null, "compute", "--only", "sgemm");
        foreach (string key in ProductKeys) AssertFinite(key, report[key], double.Epsilon, log);
    }

    [Fact]
    public async Task Compute_WithoutACompiler_LeavesRatiosOutAndSaysWhy()
    {
        (JsonObject report, string log) = await RunSuiteAsync(searchPath: AppContext.BaseDirectory, "compute", "--only", "mlp");
        AssertFinite("mlp64StepsPerSecond", report["mlp64StepsPerSecond"], double.Epsilon, log);
        AssertFinite("mlp64StepsPerSecond2", report["mlp64StepsPerSecond2"], double.Epsilon, log);
        Assert.True(report.ContainsKey("mlp64VsLibtorch") && report["mlp64VsLibtorch"] is null, "There is no peer to compare with.");
        Assert.Contains("no comparison with libtorch: g++ is missing: apt-get install", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roots_OfFewSteps_AgreeWithTheRecordedOnes()
    {
        using ChildProcess process = ChildProcess.Benchmarks(searchPath: null, "roots", "--model", "mlp", "--steps", "4", "--threads", "1", "--check");
        int code = await process.WaitForExitAsync(Limit);
        Assert.True(code == 0, process.Log);
        Assert.Equal("all roots agree", process.Output.Last());
    }

    [Fact]
    public async Task SoftFloat_ComparesEveryOperationAndSaysItsSeed()
    {
        using ChildProcess process = ChildProcess.Benchmarks(searchPath: null, "softfloat", "--count", "1000", "--seed", "7");
        int code = await process.WaitForExitAsync(Limit);
        Assert.True(code == 0, process.Log);
        Assert.StartsWith("seed 7, 1,000 random operands", process.Output.First(), StringComparison.Ordinal);
        Assert.Equal(10, process.Output.Count(static line => line.Contains(" 0 different", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("softfloat", "--count", "-1")]
    [InlineData("runtime", "--quick", "--check")]
    [InlineData("foundations", "--quick", "--check")]
    [InlineData("foundations", "--only", "trie", "--check")]
    [InlineData("foundations", "--only", "nonsense")]
    [InlineData("compute", "--quick", "--check")]
    [InlineData("compute", "--only", "nonsense")]
    [InlineData("roots", "--model", "nonsense")]
    [InlineData("roots", "--steps", "0")]
    [InlineData("roots", "--paths", "scalar,nonsense")]
    [InlineData("roots", "--threads", "0")]
    [InlineData("roots", "--check", "--record")]
    [InlineData("language", "--steps", "1")]
    [InlineData("elementary", "--stride", "0")]
    [InlineData("elementary", "--function", "nonsense")]
    public async Task Misuse_ExitsWithTwo(params string[] arguments)
    {
        using ChildProcess process = ChildProcess.Benchmarks(searchPath: null, arguments);
        Assert.Equal(2, await process.WaitForExitAsync(Limit));
    }

    private static Task<(JsonObject Report, string Log)> RunAsync(string? searchPath, params string[] options) =>
        RunSuiteAsync(searchPath, "foundations", options);

    private static async Task<(JsonObject Report, string Log)> RunSuiteAsync(string? searchPath, string suite, params string[] options)
    {
        using ChildProcess process = ChildProcess.Benchmarks(searchPath, [suite, "--json", "--quick", .. options]);
        int code = await process.WaitForExitAsync(Limit);
        Assert.True(code == 0, process.Log);
        return (JsonNode.Parse(Assert.Single(process.Output))!.AsObject(), process.Log);
    }

    private static void AssertFinite(string key, JsonNode? figure, double least, string log)
    {
        Assert.True(figure?.GetValueKind() == JsonValueKind.Number, $"{key} is no number:\n{log}");
        double value = figure.GetValue<double>();
        Assert.True(double.IsFinite(value) && value >= least, $"{key} is {value}");
    }
}
