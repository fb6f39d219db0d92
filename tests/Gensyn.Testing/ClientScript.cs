using System.Diagnostics;
using Xunit;

namespace Gensyn.Testing;

/// <summary>Runs a script of <c>tests/clients</c> to its end.</summary>
public static class ClientScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The lines that a script printed; fails the test when it fails or does not end.</summary>
    public static string[] Run(string script, params string[] arguments)
    {
        ProcessStartInfo start = new(NodeFactAttribute.NodeExecutable!, [Repository.PathOf("tests", "clients", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} did not end within {Limit.TotalSeconds} s.");
        }

        Assert.True(process.ExitCode == 0, errors.Result + output.Result);
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
