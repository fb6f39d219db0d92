using System.Collections.Concurrent;
using System.Diagnostics;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.EndToEnd.Tests;

/// <summary>A program of this repository, or a client, run as its own process; killed with everything it started when disposed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;
    private readonly Task _exited;

    private ChildProcess(string file, IEnumerable<string> arguments, string? searchPath = null)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root! };
        if (searchPath is not null) start.Environment["PATH"] = searchPath;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Keep(e.Data, Output);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data, null);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _exited = _process.WaitForExitAsync();
    }

    /// <summary>Everything the process printed, both streams together.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>The lines of standard output.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>The exit code, once it has exited.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it has exited.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>Gensyn.Node</c>.</summary>
    public static ChildProcess Node(params string[] arguments) => new(DotNet, [Binary("Gensyn.Node", "gensyn-node.dll"), .. arguments]);

    /// <summary>Starts <c>gensyn</c>.</summary>
    public static ChildProcess Worker(params string[] arguments) => new(DotNet, [Binary("Gensyn.Workers", "gensyn.dll"), .. arguments]);

    /// <summary>Starts <c>Gensyn.Benchmarks</c>, which looks for Node.js along its own search path when one is given.</summary>
    public static ChildProcess Benchmarks(string? searchPath, params string[] arguments) =>
        new(DotNet, [Binary("Gensyn.Benchmarks", "Gensyn.Benchmarks.dll"), .. arguments], searchPath);

    /// <summary>Starts a script of <c>tests/clients</c>.</summary>
    public static ChildProcess Client(string script, params string[] arguments) =>
        new(NodeFactAttribute.NodeExecutable!, [Repository.PathOf("tests", "clients", script), .. arguments]);

    private static string DotNet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Waits for a line that contains a text, and returns it.</summary>
    public async Task<string> WaitForAsync(string text, TimeSpan timeout)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            Assert.False(HasExited && waited.ElapsedMilliseconds > 500, $"The process exited with {(HasExited ? ExitCode : 0)} before it printed '{text}':\n{Log}");
            Assert.True(waited.Elapsed < timeout, $"The process did not print '{text}' within {timeout.TotalSeconds} s:\n{Log}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        Task first = await Task.WhenAny(_exited, Task.Delay(timeout));
        Assert.True(first == _exited, $"The process did not end within {timeout.TotalSeconds} s:\n{Log}");
        return ExitCode;
    }

    /// <summary>Kills the process as a power cut would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _exited;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // The tests' own output folder is artifacts/bin/<project>/<configuration>: the programs lie beside it.
    private static string Binary(string project, string file)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Repository.PathOf("artifacts", "bin", project, configuration, file);
    }

    private void Keep(string? line, ConcurrentQueue<string>? also)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        also?.Enqueue(line);
    }
}
