using System.Diagnostics;
using System.Runtime;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>What everything stands on: codec, cryptography and trie, measured in one run on one core.</summary>
internal static class FoundationsSuite
{
    private const int Samples = 5;

    // Another thread compiles what is called often anew. Everything is warm when it has had nothing to do for this long.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(20);

    /// <summary>The areas that can be measured alone.</summary>
    public static IReadOnlyList<string> Areas { get; } = ["crypto", "scale", "trie"];

    /// <summary>Runs the suite.</summary>
    /// <param name="effort">How much is measured.</param>
    /// <param name="only">One of <see cref="Areas"/>, or null for all of them.</param>
    public static FoundationsReport Run(Effort effort, string? only)
    {
        long began = Stopwatch.GetTimestamp();
        if (!Machine.PinToOneCore()) Console.Error.WriteLine("this system does not bind a process to one core: figures may be of several");
        if (effort == Effort.Full) WarmUp(only);

        Machine machine = new();
        Dictionary<string, double?> figures = Measure(effort, only, () => machine.Sample(Samples), Console.Error);
        return new(figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static void WarmUp(string? only)
    {
        long began = Stopwatch.GetTimestamp(), changed = began, compiled = 0;
        while (Stopwatch.GetElapsedTime(changed) < Calm && Stopwatch.GetElapsedTime(began) < LongestWarmUp)
        {
            Measure(Effort.WarmUp, only, static () => Thread.Sleep(1), TextWriter.Null);
            if (JitInfo.GetCompiledMethodCount() == compiled) continue;
            compiled = JitInfo.GetCompiledMethodCount();
            changed = Stopwatch.GetTimestamp();
        }
    }

    private static Dictionary<string, double?> Measure(Effort effort, string? only, Action between, TextWriter notes)
    {
        Timing timing = new(effort);
        Dictionary<string, double?> figures = new(StringComparer.Ordinal);
        between();
        Add("crypto", () => CryptoFigures.Measure(timing, notes));
        Add("scale", () => ScaleFigures.Measure(timing, effort));
        Add("trie", () => TrieFigures.Measure(timing, effort, between));
        return figures;

        void Add(string area, Func<IEnumerable<KeyValuePair<string, double?>>> measure)
        {
            if (only is not null && only != area) return;
            foreach ((string key, double? value) in measure()) figures.Add(key, value);
            between();
        }
    }
}
