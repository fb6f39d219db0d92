using System.Diagnostics;
using System.Runtime;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>What everything stands on: codec, cryptography and trie, measured in one run on one core.</summary>
internal static class FoundationsSuite
{
    private const int Samples = 5;

    /// <summary>What the figures have to reach, in the order of the report.</summary>
    public static IReadOnlyList<Bar> Bars { get; } =
    [
        new("sr25519VerifyVsWasm", 5, IsLeast: true, Scales: false, "Rust schnorrkel with AVX2: 6.6"),
        new("sr25519BatchVsSingle", 0.56, IsLeast: false, Scales: false, "Rust schnorrkel: 0.56"),
        new("sr25519SignVsWasm", 5, IsLeast: true, Scales: false, "Rust schnorrkel: 6.5"),
        new("ed25519VerifyVsWasm", 5, IsLeast: true, Scales: false, "wasm-crypto: 320 µs"),
        new("blake2b32VsWasm", 6, IsLeast: true, Scales: false, "Rust: 0.14 µs"),
        new("blake2bGBps", 0.9, IsLeast: true, Scales: true, "Rust: 0.93"),
        new("scaleBlockMBps", 500, IsLeast: true, Scales: true, "memory bandwidth"),
        new("trieRoot100kMs", 60, IsLeast: false, Scales: true, "Rust paritytech/trie: 136"),
        new("trieUpdate1kOf100kMs", 4, IsLeast: false, Scales: true, "Rust paritytech/trie: 12.4"),
        new("trieUpdate2kOf1mMs", 15, IsLeast: false, Scales: true, "-"),
        new("trieGetColdUs", 1.5, IsLeast: false, Scales: true, "Rust paritytech/trie: 3.7"),
    ];

    /// <summary>The areas that can be measured alone.</summary>
    public static IReadOnlyList<string> Areas { get; } = ["crypto", "scale", "trie"];

    /// <summary>Runs the suite.</summary>
    /// <param name="effort">How much is measured.</param>
    /// <param name="only">One of <see cref="Areas"/>, or null for all of them.</param>
    public static SuiteReport Run(Effort effort, string? only)
    {
        long began = Stopwatch.GetTimestamp();
        if (!Machine.PinToOneCore()) Console.Error.WriteLine("this system does not bind a process to one core: figures may be of several");
        if (effort == Effort.Full) WarmUp.Run(() => Measure(Effort.WarmUp, only, static () => Thread.Sleep(1), TextWriter.Null));

        Machine machine = new();
        Dictionary<string, double?> figures = Measure(effort, only, () => machine.Sample(Samples), Console.Error);
        return new(Bars, figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static Dictionary<string, double?> Measure(Effort effort, string? only, Action between, TextWriter notes)
    {
        Timing timing = new(effort.Rounds, effort.RoundSeconds);
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
