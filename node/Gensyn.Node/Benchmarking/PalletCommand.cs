using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.ChainSpec;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;

namespace Gensyn.Node.Benchmarking;

/// <summary>The <c>benchmark pallet</c> subcommand: what calls and hooks take, written as the pallets' weights.</summary>
internal static class PalletCommand
{
    private const string Everything = "*";

    private static readonly Option<string> Pallet = new("--pallet", "-p")
    {
        Description = "The pallets, by name and with commas between; '*' for all.",
        HelpName = "NAMES",
        DefaultValueFactory = static _ => Everything,
    };

    private static readonly Option<string> Extrinsic = new("--extrinsic", "-e")
    {
        Description = "The benchmarks, by name and with commas between; '*' for all.",
        HelpName = "NAMES",
        DefaultValueFactory = static _ => Everything,
    };

    private static readonly Option<int> Steps = BenchmarkCommand.Number("--steps", 50, 2, 10_000, "At how many values of each component to measure.");
    private static readonly Option<int> Repeat = BenchmarkCommand.Number("--repeat", 20, 1, 1_000_000, "How often to measure at each.");

    private static readonly Option<string> AnalysisKind = BenchmarkCommand.Choice(
        "--analysis", "min-squares", ["min-squares", "median-slopes", "max"], "How a line is laid through the measurements.");

    private static readonly Option<int> MapValues = BenchmarkCommand.Number(
        "--worst-case-map-values", 1_000_000, 1, int.MaxValue, "How many entries a map without a limit is taken to have.");

    private static readonly Option<int> TrieLayers = BenchmarkCommand.Number(
        "--additional-trie-layers", 2, 0, 16, "Layers of the state's trie above an item's own.");

    private static readonly Option<int> Calm = BenchmarkCommand.Number(
        "--warm-up", 300, 0, 10_000, "Milliseconds without compilation before anything is timed; 0 times cold code.");

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The folder of the pallets' projects: each measured pallet's Weights.cs is written there.",
        HelpName = "DIRECTORY",
    };

    private static readonly Option<bool> List = new("--list") { Description = "Only list the benchmarks." };

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Command command = new("pallet", "Measure calls and hooks, and write the pallets' Weights.cs.")
        {
            Pallet, Extrinsic, Steps, Repeat, AnalysisKind, MapValues, TrieLayers, Calm, Output, List,
        };
        command.SetAction((arguments, cancellation) => BenchmarkCommand.RunAsync(() => Run(arguments, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        PalletBenchmarkOptions options = new(
            arguments.GetValue(Steps),
            arguments.GetValue(Repeat),
            Enum.Parse<AnalysisChoice>(arguments.GetRequiredValue(AnalysisKind).Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            (uint)arguments.GetValue(MapValues),
            (uint)arguments.GetValue(TrieLayers),
            TimeSpan.FromMilliseconds(arguments.GetValue(Calm)));
        PalletBenchmarks benchmarks = new(ChainSpecification.Dev().GenesisStorage, options);
        ImmutableArray<(Pallet Pallet, Benchmark Benchmark)> chosen = Choose(benchmarks, arguments.GetRequiredValue(Pallet), arguments.GetRequiredValue(Extrinsic));
        bool json = arguments.GetValue(BenchmarkCommand.Json);
        if (arguments.GetValue(List)) return Show(chosen, json);
        string? output = arguments.GetValue(Output);
        if (output is not null && arguments.GetRequiredValue(Extrinsic) != Everything)
        {
            throw new BenchmarkException("--output writes whole files: leave --extrinsic out.");
        }

        WeightsWriter writer = new(Settings(arguments));
        JsonObject report = [];
        int done = 0;
        foreach (IGrouping<string, (Pallet Pallet, Benchmark Benchmark)> group in chosen.GroupBy(static c => c.Pallet.Name, StringComparer.Ordinal))
        {
            List<MeasuredWeight> weights = [];
            foreach ((Pallet pallet, Benchmark benchmark) in group)
            {
                Console.Error.WriteLine($"[{++done}/{chosen.Length}] {pallet.Name}.{benchmark.Name}");
                MeasuredWeight weight = benchmarks.Measure(pallet, benchmark, cancellation);
                weights.Add(weight);
                if (!json) Console.Out.WriteLine(Line(pallet, weight));
            }

            Pallet first = group.First().Pallet;
            report[group.Key] = new JsonArray([.. weights.Select(ToJson)]);
            if (output is not null) BenchmarkCommand.Save(WeightsWriter.PathOf(output, first.GetType()), writer.Write(first.Name, first.GetType(), weights));
        }

        if (json) Console.Out.WriteLine(report.ToJsonString());
        return 0;
    }

    /// <summary>The benchmarks that are asked for.</summary>
    /// <exception cref="BenchmarkException">There is none of a name; the message lists what there is.</exception>
    internal static ImmutableArray<(Pallet Pallet, Benchmark Benchmark)> Choose(PalletBenchmarks benchmarks, string pallets, string extrinsics)
    {
        string[] names = Split(pallets);
        foreach (string name in names)
        {
            if (name != Everything && !benchmarks.Pallets.Any(p => Same(p.Name, name)))
            {
                throw new BenchmarkException($"There is no pallet {name} with benchmarks. There are: {string.Join(", ", benchmarks.Pallets.Select(static p => p.Name))}.");
            }
        }

        ImmutableArray<(Pallet Pallet, Benchmark Benchmark)> within =
            [.. benchmarks.All.Where(entry => names.Any(name => name == Everything || Same(entry.Pallet.Name, name)))];
        string[] wanted = Split(extrinsics);
        foreach (string name in wanted)
        {
            if (name != Everything && !within.Any(entry => Same(entry.Benchmark.Name, name)))
            {
                throw new BenchmarkException($"There is no benchmark {name} there. There are: {string.Join(", ", within.Select(static e => e.Benchmark.Name))}.");
            }
        }

        return [.. within.Where(entry => wanted.Any(name => name == Everything || Same(entry.Benchmark.Name, name)))];
    }

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static int Show(ImmutableArray<(Pallet Pallet, Benchmark Benchmark)> chosen, bool json)
    {
        if (json) Console.Out.WriteLine(new JsonArray([.. chosen.Select(static c => (JsonNode)$"{c.Pallet.Name}.{c.Benchmark.Name}")]).ToJsonString());
        foreach ((Pallet pallet, Benchmark benchmark) in json ? [] : chosen)
        {
            string components = string.Join(", ", benchmark.Components.Select(static c => $"{c.Name}: {c.Low} to {c.High}"));
            Console.Out.WriteLine(components.Length == 0 ? $"{pallet.Name}.{benchmark.Name}" : $"{pallet.Name}.{benchmark.Name} ({components})");
        }

        return 0;
    }

    private static string[] Settings(ParseResult arguments) =>
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"Steps: {arguments.GetValue(Steps)}, repeats: {arguments.GetValue(Repeat)}, analysis: {arguments.GetValue(AnalysisKind)}, "
            + $"map entries: {arguments.GetValue(MapValues)}, additional trie layers: {arguments.GetValue(TrieLayers)}"),
        $"Measured on: {HostFacts.Machine}",
    ];

    private static string Line(Pallet pallet, MeasuredWeight weight)
    {
        string Of(CostLine line, string unit) => string.Join(
            " + ",
            [$"{WeightsWriter.Digits(line.Base)}{unit}", .. line.Slopes.Select((slope, i) => (slope, i)).Where(static s => s.slope > 0)
                .Select(s => $"{weight.Components[s.i].Name} * {WeightsWriter.Digits(s.slope)}{unit}")]);
        return $"{pallet.Name}.{weight.Name}: {Of(weight.Time, " ps")}; reads {Of(weight.Reads, "")}; writes {Of(weight.Writes, "")}; proof {Of(weight.Proof, " B")}";
    }

    private static JsonNode ToJson(MeasuredWeight weight) => new JsonObject
    {
        ["benchmark"] = weight.Name,
        ["components"] = new JsonArray([.. weight.Components.Select(static c => (JsonNode)c.Name)]),
        ["picoseconds"] = ToJson(weight.Time),
        ["reads"] = ToJson(weight.Reads),
        ["writes"] = ToJson(weight.Writes),
        ["proofBytes"] = ToJson(weight.Proof),
        ["recordedProofBytes"] = ToJson(weight.Recorded),
        ["minimumPicoseconds"] = weight.Minimum,
    };

    private static JsonObject ToJson(CostLine line) => new()
    {
        ["base"] = line.Base,
        ["slopes"] = new JsonArray([.. line.Slopes.Select(static s => (JsonNode)s)]),
    };
}
