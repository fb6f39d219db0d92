using System.CommandLine;
using Xunit;

namespace Gensyn.Node.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--dev --block-time soon", "--block-time")]
    [InlineData("--dev --block-time 1", "--block-time")]
    [InlineData("--dev --rpc-port 70000", "--rpc-port")]
    [InlineData("--dev --sealing sometimes", "sometimes")]
    [InlineData("--dev --rpc-methods some", "some")]
    [InlineData("--dev --state-pruning most", "--state-pruning")]
    [InlineData("--dev -l loud", "--log")]
    [InlineData("--dev --no-such", "--no-such")]
    public void Options_ThatMakeNoSense_AreNamedInTheError(string line, string named)
    {
        ParseResult result = CommandLine.Create().Parse(line);

        Assert.Contains(result.Errors, error => error.Message.Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--dev --tmp --dev-block-time 200 --sealing instant --state-pruning archive -l info,txpool=debug --rpc-cors all")]
    [InlineData("--chain dev -d /tmp/x --rpc-port 0 --rpc-external --rpc-methods unsafe --pool-limit 10 --tx-ban-seconds 5")]
    [InlineData("export-chain-spec --dev --raw")]
    [InlineData("build-spec --chain dev")]
    [InlineData("purge-chain --dev -y --base-path /tmp/x")]
    public void Options_OfSubstrate_AreUnderstood(string line) => Assert.Empty(CommandLine.Create().Parse(line).Errors);

    [Theory]
    [InlineData("--tmp", 1)]
    [InlineData("--chain /no/such/file.json", 1)]
    public async Task Run_WithoutAChain_SaysWhatIsMissing(string line, int expected) => Assert.Equal(expected, await CommandLine.Create().Parse(line).InvokeAsync());

    [Fact]
    public async Task Export_AndPurge_DoTheirWork()
    {
        string folder = Directory.CreateTempSubdirectory("command-line-").FullName;
        try
        {
            string file = Path.Combine(folder, "spec.json");
            Assert.Equal(0, await CommandLine.Create().Parse(["export-chain-spec", "--dev", "--raw", "--output", file]).InvokeAsync());
            Assert.Contains("\"raw\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);

            await using (await DevNode.StartAsync(new DevNodeOptions { BasePath = folder }))
            {
                Assert.Equal(1, await CommandLine.Create().Parse(["purge-chain", "--dev", "-y", "--base-path", folder]).InvokeAsync());
            }

            Assert.Equal(0, await CommandLine.Create().Parse(["purge-chain", "--dev", "-y", "--base-path", folder]).InvokeAsync());
            Assert.False(Directory.Exists(Path.Combine(folder, "chains", "gensyn_dev", "db")));
            Assert.Equal(0, await CommandLine.Create().Parse(["purge-chain", "--dev", "-y", "--base-path", folder]).InvokeAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
