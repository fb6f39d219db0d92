using System.Globalization;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>What <c>gensyn</c> refuses before it asks a node for anything.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("gensyn-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--clip-norm: expected a number above 0, not -1.", "--clip-norm", "-1")]
    [InlineData("--clip-norm: expected a number above 0, not 0.", "--clip-norm", "0")]
    [InlineData("--momentum: expected a number from 0 to 1, not NaN.", "--momentum", "nan")]
    [InlineData("--weight-decay: expected a number from 0, not -5.", "--weight-decay", "-5")]
    [InlineData("--warm-up: expected fewer than the 20 steps that there are, not 20.", "--warm-up", "20")]
    [InlineData("--checkpoint-interval: expected at most the 20 steps that there are, not 21.", "--checkpoint-interval", "21")]
    [InlineData("--classes: expected at least 1, not -3.", "--classes", "-3")]
    [InlineData("--port: expected 0 to 65535, not 99999.", "--port", "99999")]
    [InlineData("--listen: 0.0.0.0 is no address that others could be told: say --public-endpoint, too.", "--listen", "0.0.0.0")]
    public async Task Submit_WithAnOptionThatMakesNoSense_NamesIt(string expected, string option, string value)
    {
        using ChildProcess gensyn = ChildProcess.Worker(["submit", .. Table(), "--dry-run", option, value]);

        Assert.Equal(1, await gensyn.WaitForExitAsync(Patience));
        Assert.Contains(expected, gensyn.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gensyn.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WhoseWeightsCannotBeWritten_EndsBeforeTheTaskIsPaid()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "model.safetensors"));
        using ChildProcess gensyn = ChildProcess.Worker(["submit", "--suri", "//Alice", .. Table(), "--directory", Path.Combine(_folder, "data"), "--output", Path.Combine(_folder, "model.onnx")]);

        Assert.Equal(1, await gensyn.WaitForExitAsync(Patience));
        Assert.Contains($"'{Path.Combine(_folder, "model.safetensors")}'", gensyn.Log, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "model.onnx")));
    }

    [Fact]
    public async Task Submit_OfASpecification_NeedsNoKeyAndTellsThePublicEndpoint()
    {
        string file = Path.Combine(_folder, "spec.json");
        using ChildProcess gensyn = ChildProcess.Worker(["submit", .. Table(), "--directory", Path.Combine(_folder, "data"), "--spec", file, "--public-endpoint", "http://example.org:8000/data"]);

        await gensyn.WaitForAsync("data served at http://example.org:8000/data until stopped", Patience);
        Assert.Contains(Convert.ToHexStringLower("http://example.org:8000/data"u8), await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_InAFolderWhereAnotherDoes_IsRefused()
    {
        await using FileStream held = new(Path.Combine(_folder, "worker.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using ChildProcess gensyn = ChildProcess.Worker("work", "--node", "ws://127.0.0.1:1", "--suri", "//Bob", "--role", "solver", "--directory", _folder);

        Assert.Equal(1, await gensyn.WaitForExitAsync(Patience));
        Assert.Contains($"another worker runs in {_folder}", gensyn.Log, StringComparison.Ordinal);
    }

    private string[] Table()
    {
        string path = Path.Combine(_folder, "table.csv");
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(static row => string.Create(CultureInfo.InvariantCulture, $"{row},{row % 7},{row % 2}")));
        return ["--data", path, "--train", "30", "--held-out", "10", "--batch", "10", "--steps", "20"];
    }
}
