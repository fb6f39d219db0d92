using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.ChainSpec;
using Gensyn.Primitives;

namespace Gensyn.Node.Benchmarking;

/// <summary>The <c>benchmark overhead</c> subcommand: what a block and an extrinsic take by existing.</summary>
internal static class OverheadCommand
{
    private static readonly Option<int> WarmUps = BenchmarkCommand.Number("--warmup", 10, 0, 1_000_000, "How often to run before anything is timed.");
    private static readonly Option<int> Repeat = BenchmarkCommand.Number("--repeat", 100, 1, 1_000_000, "How often to measure.");
    private static readonly Option<int> Extrinsics = BenchmarkCommand.Number("--max-ext-per-block", 500, 1, 1_000_000, "The most extrinsics to put in a block.");
    private static readonly Option<string> Metric = BenchmarkCommand.Metric();
    private static readonly Option<double> Factor = BenchmarkCommand.Factor();
    private static readonly Option<int> Addend = BenchmarkCommand.Addend();

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "A folder, such as runtime/Gensyn.Runtime/Weights, in which BlockExecutionWeight.cs and ExtrinsicBaseWeight.cs are written.",
        HelpName = "DIRECTORY",
    };

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Command command = new("overhead", "Measure empty blocks and blocks of remarks.") { WarmUps, Repeat, Extrinsics, Metric, Factor, Addend, Output };
        command.SetAction((arguments, cancellation) => BenchmarkCommand.RunAsync(() => Run(arguments, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        BlockBench bench = new(ChainSpecification.Dev().GenesisStorage);
        Block empty = bench.Make(0, cancellation);
        Block full = bench.Make(arguments.GetValue(Extrinsics), cancellation);
        int remarks = BlockBench.Remarks(full, empty);
        if (remarks == 0) throw new BenchmarkException("No remark fits into a block.");

        Console.Error.WriteLine("[1/2] empty blocks");
        Stats block = Measure(bench, empty, arguments, cancellation);
        Console.Error.WriteLine($"[2/2] blocks of {remarks} remarks");
        Stats whole = Measure(bench, full, arguments, cancellation, value => (value - Math.Min(value, block.Median)) / (ulong)remarks);
        string metric = arguments.GetRequiredValue(Metric);
        ulong blockWeight = BenchmarkCommand.Picoseconds(block.Pick(metric), arguments.GetValue(Factor), arguments.GetValue(Addend));
        ulong extrinsicWeight = BenchmarkCommand.Picoseconds(whole.Pick(metric), arguments.GetValue(Factor), arguments.GetValue(Addend));
        if (arguments.GetValue(BenchmarkCommand.Json))
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["blockPicoseconds"] = blockWeight,
                ["extrinsicPicoseconds"] = extrinsicWeight,
                ["remarks"] = remarks,
            }.ToJsonString());
        }
        else
        {
            Print("An empty block", block, blockWeight);
            Print("An extrinsic", whole, extrinsicWeight);
        }

        if (arguments.GetValue(Output) is { } folder) Save(folder, arguments, remarks, (block, blockWeight), (whole, extrinsicWeight));
        return 0;
    }

    private static Stats Measure(BlockBench bench, Block block, ParseResult arguments, CancellationToken cancellation, Func<ulong, ulong>? share = null)
    {
        for (int i = 0; i < arguments.GetValue(WarmUps); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            bench.Execute(block);
        }

        if (arguments.GetValue(WarmUps) > 0) WarmUp.Run(TimeSpan.FromMilliseconds(300), () => bench.Execute(block), cancellation);
        List<ulong> times = [];
        for (int i = 0; i < arguments.GetValue(Repeat); i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ulong time = bench.Execute(block);
            times.Add(share?.Invoke(time) ?? time);
        }

        return Stats.Of(times);
    }

    private static void Print(string what, Stats stats, ulong weight)
    {
        Console.Out.WriteLine($"{what}: {WeightsWriter.Digits(weight)} ps");
        foreach (string line in stats.Lines()) Console.Out.WriteLine($"  {line}");
    }

    private static void Save(string folder, ParseResult arguments, int remarks, (Stats Stats, ulong Weight) block, (Stats Stats, ulong Weight) extrinsic)
    {
        string[] settings =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Warm-ups: {arguments.GetValue(WarmUps)}, repeats: {arguments.GetValue(Repeat)}, extrinsics in a block: {remarks}, "
                + $"weight: {arguments.GetValue(Metric)} * {arguments.GetValue(Factor)} + {arguments.GetValue(Addend)} ns"),
            $"Measured on: {HostFacts.Machine}",
        ];
        BenchmarkCommand.Save(Path.Combine(folder, "BlockExecutionWeight.cs"), ConstantWriter.Write(
            "overhead", settings, "BlockExecutionWeight", "What an empty block takes.",
            [("Picoseconds", "Executing a block with nothing but its inherents.", block.Weight, block.Stats)]));
        BenchmarkCommand.Save(Path.Combine(folder, "ExtrinsicBaseWeight.cs"), ConstantWriter.Write(
            "overhead", settings, "ExtrinsicBaseWeight", "What an extrinsic takes by existing.",
            [("Picoseconds", "Executing a remark, its signature and its extensions included.", extrinsic.Weight, extrinsic.Stats)]));
    }
}
