using System.Diagnostics;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>What everything stands on: codec, cryptography and trie, measured in one run on one core.</summary>
internal static class FoundationsSuite
{
    private const int Samples = 5;

    /// <summary>Runs the suite.</summary>
    public static FoundationsReport Run(Effort effort)
    {
        long began = Stopwatch.GetTimestamp();
        if (!Machine.PinToOneCore()) Console.Error.WriteLine("this system does not bind a process to one core: figures may be of several");
        Machine machine = new();
        Timing timing = new(effort);

        Dictionary<string, double?> figures = new(StringComparer.Ordinal);
        Sample();
        Add(CryptoFigures.Measure(timing));
        Sample();
        Add(ScaleFigures.Measure(timing, effort));
        Sample();
        Add(TrieFigures.Measure(timing, effort, Sample));
        Sample();
        return new(figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);

        void Sample() => machine.Sample(Samples);

        void Add(IEnumerable<KeyValuePair<string, double?>> measured)
        {
            foreach ((string key, double? value) in measured) figures.Add(key, value);
        }
    }
}
