using System.Diagnostics;
using System.Runtime;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>What everything stands on: codec, cryptography and trie, measured in one run on one core.</summary>
internal static class FoundationsSuite
{
    private const int Samples = 5;

    // Methods are compiled anew once no new code has appeared for 100 ms, or for ten times as long where the process has but one core; code that
    // appears during such a delay starts another. So everything is warm when nothing has been compiled for more than two delays.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(Environment.ProcessorCount == 1 ? 2_300 : 250);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Runs the suite.</summary>
    public static FoundationsReport Run(Effort effort)
    {
        long began = Stopwatch.GetTimestamp();
        if (!Machine.PinToOneCore()) Console.Error.WriteLine("this system does not bind a process to one core: figures may be of several");
        if (effort == Effort.Full) WarmUp();

        Machine machine = new();
        Dictionary<string, double?> figures = Measure(effort, () => machine.Sample(Samples), Console.Error);
        return new(figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static void WarmUp()
    {
        long began = Stopwatch.GetTimestamp(), changed = began, compiled = 0;
        while (Stopwatch.GetElapsedTime(changed) < Calm && Stopwatch.GetElapsedTime(began) < LongestWarmUp)
        {
            Measure(Effort.WarmUp, static () => Thread.Sleep(1), TextWriter.Null);
            if (JitInfo.GetCompiledMethodCount() == compiled) continue;
            compiled = JitInfo.GetCompiledMethodCount();
            changed = Stopwatch.GetTimestamp();
        }
    }

    private static Dictionary<string, double?> Measure(Effort effort, Action between, TextWriter notes)
    {
        Timing timing = new(effort);
        Dictionary<string, double?> figures = new(StringComparer.Ordinal);
        between();
        Add(CryptoFigures.Measure(timing, notes));
        between();
        Add(ScaleFigures.Measure(timing, effort));
        between();
        Add(TrieFigures.Measure(timing, effort, between));
        between();
        return figures;

        void Add(IEnumerable<KeyValuePair<string, double?>> measured)
        {
            foreach ((string key, double? value) in measured) figures.Add(key, value);
        }
    }
}
