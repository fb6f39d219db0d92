using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Gensyn.Benchmarks;

/// <summary>A program that answers each line of its input with a line of JSON, and works only while it is asked to.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it; its standard error is ours.</summary>
    public PeerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        _process = Process.Start(start)!; // Null only with a shell.
    }

    /// <summary>The next line that it writes; null when it has ended.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Writes a line to it.</summary>
    public void WriteLine(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>Its answer to a request.</summary>
    /// <exception cref="InvalidOperationException">It has ended; why, it said on standard error.</exception>
    public JsonNode Ask(string request)
    {
        WriteLine(request);
        string answer = ReadLine() ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended at: {request}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Ends the process: it leaves when its input does.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
