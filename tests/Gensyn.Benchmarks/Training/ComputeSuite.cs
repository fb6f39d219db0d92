using System.Diagnostics;

namespace Gensyn.Benchmarks.Training;

/// <summary>What training in the protocol's arithmetic costs on this machine; ratios are measured in one run, best of several.</summary>
internal static class ComputeSuite
{
    private const int Samples = 5;

    /// <summary>What the figures have to reach, in the order of the report.</summary>
    public static IReadOnlyList<Bar> Bars { get; } =
    [
        new("sgemmVsPeak1", 0.8, IsLeast: true, Scales: false, "-"),
        new("sgemmVsPeak2", 0.8, IsLeast: true, Scales: false, "-"),
        new("mlp64VsLibtorch", 1, IsLeast: true, Scales: false, "libtorch with OpenBLAS: 1"),
        new("lenetVsLibtorch", 1, IsLeast: true, Scales: false, "libtorch with oneDNN: 1"),
        new("gptNanoVsLibtorch", 1, IsLeast: true, Scales: false, "libtorch with OpenBLAS: 1"),
        new("proofOverhead", 0.05, IsLeast: false, Scales: false, "Gensyn's litepaper: 0.46"),
        new("replayOverhead", 0.05, IsLeast: false, Scales: false, "-"),
        new("leafMaxMs", 1, IsLeast: false, Scales: true, "-"),
        new("leafMaxBytes", 16_384, IsLeast: false, Scales: false, "-"),
    ];

    /// <summary>The parts that can be measured alone.</summary>
    public static IReadOnlyList<string> Areas { get; } = ["sgemm", "mlp", "lenet", "gpt", "proof", "leaf"];

    /// <summary>Runs the suite.</summary>
    /// <param name="isQuick">One short round of everything: whether it runs, not how fast it is.</param>
    /// <param name="only">One of <see cref="Areas"/>, or null for all of them.</param>
    public static SuiteReport Run(bool isQuick, string? only)
    {
        long began = Stopwatch.GetTimestamp();
        int rounds = isQuick ? 1 : 5;
        Timing timing = new(rounds, isQuick ? 0.001 : 1);
        Machine machine = new();
        machine.Sample(Samples);
        Dictionary<string, double?> figures = new(StringComparer.Ordinal);
        double peak = ProductFigures.Peak(rounds);
        Add("sgemm", () => ProductFigures.Measure(isQuick ? 3 : 61));
        bool trains = only is null or "mlp" or "lenet" or "gpt";
        string reason = "";
        LibtorchPeer? peer = null;
        if (trains && !LibtorchPeer.TryStart(peak, out peer, out reason)) Console.Error.WriteLine($"no comparison with libtorch: {reason}");
        using (peer)
        {
            if (peer is not null) Console.Error.WriteLine(FormattableString.Invariant($"libtorch {peer.Version}: {peer.SgemmGflops:0.0} GFLOPS of a product on one thread"));
            Add("mlp", () => TrainingFigures.Measure("mlp", "mlp64", timing, peer));
            Add("lenet", () => TrainingFigures.Measure("lenet", "lenet", timing, peer));
            Add("gpt", () => TrainingFigures.Measure("gpt-nano", "gptNano", timing, peer));
        }

        Add("proof", () => ProofFigures.Measure(rounds));
        Add("leaf", LeafFigures.Measure);
        return new(Bars, figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);

        void Add(string area, Func<IEnumerable<KeyValuePair<string, double?>>> measure)
        {
            if (only is not null && only != area) return;
            foreach ((string key, double? value) in measure()) figures.Add(key, value);
            machine.Sample(Samples);
        }
    }
}
