using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Frame.Tests.Documentation;

/// <summary>Does what docs/write-a-pallet.md says, word for word.</summary>
public sealed partial class WriteAPalletTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static string Page => File.ReadAllText(Repository.PathOf("docs", "write-a-pallet.md"));

    [PageFact]
    public async Task EveryBlock_InOrder_EndsWithPassingTests()
    {
        string folder = Directory.CreateTempSubdirectory("write-a-pallet").FullName;
        try
        {
            (int code, string output) = await RunAsync(Script(Page), folder);

            Assert.True(code == 0, output);
            Assert.Matches(@"Passed!\s+- Failed:\s+0, Passed:\s+4, Skipped:\s+0, Total:\s+4", output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The harness itself: a page with a wrong command or a wrong file fails.
    [PageFact]
    public async Task ABlockThatFails_FailsThePage()
    {
        string folder = Directory.CreateTempSubdirectory("write-a-pallet").FullName;
        try
        {
            string page = "```sh\ncd \"$(mktemp -d)\"\n```\n\n**a/file.txt**\n\n```txt\none $two\n```\n\n```sh\ngrep -x 'one $two' a/file.txt\n```\n";
            Assert.Equal((0, "one $two\n"), await RunAsync(Script(page), folder));
            Assert.NotEqual(0, (await RunAsync(Script(page.Replace("one $two\n`", "two\n`", StringComparison.Ordinal)), folder)).Code);
            Assert.Throws<InvalidDataException>(() => Script("```csharp\nclass C;\n```\n"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EveryErrorOfTheGenerator_IsExplained()
    {
        string rules = File.ReadAllText(Repository.PathOf("runtime", "Gensyn.Frame.Generators", "Rules.cs"));

        Assert.Equal(Rule().Matches(rules).Select(static m => m.Value).Distinct().Order(StringComparer.Ordinal), Rule().Matches(Page).Select(static m => m.Value));
    }

    /// <summary>The page as a script: commands as they are, files under the name that stands before them.</summary>
    private static string Script(string page)
    {
        StringBuilder script = new("set -euo pipefail\n");
        foreach (Match block in Block().Matches(page))
        {
            string text = block.Groups["text"].Value;
            if (block.Groups["language"].Value == "sh")
            {
                script.Append(text);
                continue;
            }

            string path = block.Groups["path"].Success
                ? block.Groups["path"].Value
                : throw new InvalidDataException($"A block of {block.Groups["language"].Value} is neither a command nor a file:\n{text}");
            script.Append($"mkdir -p \"$(dirname '{path}')\"\ncat > '{path}' <<'END OF FILE'\n{text}END OF FILE\n");
        }

        return script.ToString();
    }

    private static async Task<(int Code, string Output)> RunAsync(string script, string folder)
    {
        ProcessStartInfo start = new("bash", ["-c", script + "\n"])
        {
            WorkingDirectory = Repository.Root!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = folder;
        // The repository is built: its projects are taken as they are, for other tests may be using them.
        start.Environment["BuildProjectReferences"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (string name in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "VSTEST_CONNECTION_TIMEOUT"]) start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }

    // A fence with its language; a line in bold with a path may stand before it.
    [GeneratedRegex(@"(?:^\*\*(?<path>[^*\n]+)\*\*\n\n)?^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"GEN\d{3}")]
    private static partial Regex Rule();

    /// <summary>A test that runs commands of a page; skipped, with the reason, where they cannot run.</summary>
    private sealed class PageFactAttribute : FactAttribute
    {
        public PageFactAttribute()
        {
            if (Repository.Root is null) Skip = "not in a checkout";
            else if (!File.Exists("/bin/bash")) Skip = "the page's commands are for bash, and there is no /bin/bash";
            else if (!AppContext.BaseDirectory.TrimEnd('/').EndsWith("release", StringComparison.Ordinal)) Skip = "the page builds on the Release build of the repository: run dotnet test -c Release";
        }
    }
}
