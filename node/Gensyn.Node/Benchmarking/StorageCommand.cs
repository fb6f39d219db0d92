using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Gensyn.Node.Benchmarking;

/// <summary>The <c>benchmark storage</c> subcommand: what a read and a write of the database take.</summary>
internal static class StorageCommand
{
    private static readonly Option<int> Keys = BenchmarkCommand.Number("--keys", 100_000, 1, 100_000_000, "How many keys the state has.");
    private static readonly Option<int> Batch = BenchmarkCommand.Number("--batch-size", 1000, 1, 1_000_000, "How many keys a block writes.");
    private static readonly Option<int> WarmUps = BenchmarkCommand.Number("--warmups", 1, 0, 1000, "How often to read all keys before anything is timed.");
    private static readonly Option<string> Metric = BenchmarkCommand.Metric();
    private static readonly Option<double> Factor = BenchmarkCommand.Factor();
    private static readonly Option<int> Addend = BenchmarkCommand.Addend();

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "A folder, such as runtime/Gensyn.Runtime/Weights, in which StorageWeight.cs is written.",
        HelpName = "DIRECTORY",
    };

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Command command = new("storage", "Measure reads and writes of the node's database, in a folder below --base-path or a temporary one.")
        {
            Keys, Batch, WarmUps, Metric, Factor, Addend, Output,
        };
        command.SetAction((arguments, cancellation) => BenchmarkCommand.RunAsync(() => RunAsync(arguments, cancellation), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        (int keys, int batch) = (arguments.GetValue(Keys), arguments.GetValue(Batch));
        if (batch > keys) throw new BenchmarkException("--batch-size is larger than --keys.");
        string folder = Path.Combine(arguments.GetValue(CommandLine.BasePath) ?? Path.GetTempPath(), $"storage-benchmark-{Guid.NewGuid():N}");
        try
        {
            Console.Error.WriteLine($"[1/3] a state of {keys} keys");
            return await MeasureAsync(arguments, StorageBench.Create(folder, keys), cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(ParseResult arguments, StorageBench bench, CancellationToken cancellation)
    {
        await using (bench.ConfigureAwait(false))
        {
            Console.Error.WriteLine("[2/3] reads");
            for (int i = 0; i < arguments.GetValue(WarmUps); i++) Collect(bench.Read(), cancellation);
            Stats reads = Stats.Of(Collect(bench.Read(), cancellation));
            Console.Error.WriteLine("[3/3] writes");
            for (int i = 0; i < arguments.GetValue(WarmUps); i++) Collect(bench.Write(arguments.GetValue(Batch)), cancellation);
            Report(arguments, reads, Stats.Of(Collect(bench.Write(arguments.GetValue(Batch)), cancellation)));
            return 0;
        }
    }

    private static List<ulong> Collect(IEnumerable<ulong> times, CancellationToken cancellation)
    {
        List<ulong> all = [];
        foreach (ulong time in times)
        {
            cancellation.ThrowIfCancellationRequested();
            all.Add(time);
        }

        return all;
    }

    private static void Report(ParseResult arguments, Stats reads, Stats writes)
    {
        string metric = arguments.GetRequiredValue(Metric);
        ulong read = BenchmarkCommand.Picoseconds(reads.Pick(metric), arguments.GetValue(Factor), arguments.GetValue(Addend));
        ulong write = BenchmarkCommand.Picoseconds(writes.Pick(metric), arguments.GetValue(Factor), arguments.GetValue(Addend));
        if (arguments.GetValue(BenchmarkCommand.Json))
        {
            Console.Out.WriteLine(new JsonObject { ["readPicoseconds"] = read, ["writePicoseconds"] = write }.ToJsonString());
        }
        else
        {
            foreach ((string what, Stats stats, ulong weight) in new[] { ("A read", reads, read), ("A write", writes, write) })
            {
                Console.Out.WriteLine($"{what}: {WeightsWriter.Digits(weight)} ps");
                foreach (string line in stats.Lines()) Console.Out.WriteLine($"  {line}");
            }
        }

        if (arguments.GetValue(Output) is not { } folder) return;
        string[] settings =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Keys: {arguments.GetValue(Keys)}, keys in a block: {arguments.GetValue(Batch)}, "
                + $"weight: {arguments.GetValue(Metric)} * {arguments.GetValue(Factor)} + {arguments.GetValue(Addend)} ns"),
            $"Measured on: {HostFacts.Machine}",
        ];
        BenchmarkCommand.Save(Path.Combine(folder, "StorageWeight.cs"), ConstantWriter.Write(
            "storage", settings, "StorageWeight", "What the node's database takes.",
            [
                ("Read", "Reading a key that nothing has cached.", read, reads),
                ("Write", "Writing a key: its share of a block's root, log and table.", write, writes),
            ]));
    }
}
