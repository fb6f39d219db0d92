using System.CommandLine;
using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Training;

namespace Gensyn.Benchmarks.Training;

/// <summary><c>roots</c>: trains the models on every kernel path and compares the roots of their states.</summary>
internal static class RootsCommand
{
    private const string AllModels = "all";
    private const uint DefaultSteps = 1000;

    private static readonly Option<string?> Model = new("--model") { Description = "Train one model; all by default." };
    private static readonly Option<uint?> Steps = new("--steps") { Description = "Steps of each run; 1000 by default." };
    private static readonly Option<string?> Paths = new("--paths") { Description = "Kernel paths, with commas between them; all of this machine by default." };
    private static readonly Option<string?> Threads = new("--threads") { Description = "Numbers of threads, with commas between them; 1,2 by default." };
    private static readonly Option<bool> Resumed = new("--resumed") { Description = "Only the run that is interrupted and resumed, on the last of the paths and the first number of threads." };
    private static readonly Option<bool> Check = new("--check") { Description = "Compare with tests/vectors/training/roots.json, and exit with 1 on a difference or where the last step is not in it." };
    private static readonly Option<bool> Record = new("--record") { Description = "Write the roots to tests/vectors/training/roots.json when all runs agree." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("roots", "Trains models on every kernel path and number of threads, once interrupted and resumed, and compares the roots of their states; exits with 1 on a difference.")
        {
            Model, Steps, Paths, Threads, Resumed, Check, Record,
        };
        Model.AcceptOnlyFromAmong([AllModels, .. BarModels.Names]);
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Steps) is 0 or > int.MaxValue / 2) result.AddError("--steps is at least 1.");
            if (ReadPaths(result.GetValue(Paths)) is null) result.AddError("--paths: expected some of scalar, vector128, avx2 and avx512 that this machine has.");
            if (ReadThreads(result.GetValue(Threads)) is null) result.AddError("--threads: expected numbers from 1 to 64.");
            if (result.GetValue(Resumed) && !result.GetValue(Check)) result.AddError("--resumed: one run has only the file to be compared with; give --check, too.");
            if (result.GetValue(Check) && result.GetValue(Record)) result.AddError("--check and --record exclude each other.");
        });
        command.SetAction(static result => Run(result) ? 0 : 1);
        return command;
    }

    private static bool Run(ParseResult arguments)
    {
        (uint steps, bool checks) = (arguments.GetValue(Steps) ?? DefaultSteps, arguments.GetValue(Check));
        List<KernelPath> paths = ReadPaths(arguments.GetValue(Paths))!; // Validated, as the threads are.
        List<int> threads = ReadThreads(arguments.GetValue(Threads))!;
        RootVectors known = RootVectors.Read();
        int different = 0;
        string wanted = arguments.GetValue(Model) ?? AllModels;
        foreach (string model in BarModels.Names.Where(name => wanted == AllModels || wanted == name))
        {
            // The first run is the one that the others are compared with, unless they are compared with the file.
            SortedDictionary<ulong, H256> expected = checks ? known.Of(model) : [];
            RootRun resumed = new(model, paths[^1], threads[0], IsResumed: true);
            List<RootRun> runs = arguments.GetValue(Resumed) ? [resumed] : [.. paths.SelectMany(path => threads.Select(count => new RootRun(model, path, count, IsResumed: false))), resumed];
            foreach (RootRun run in runs)
            {
                long began = Stopwatch.GetTimestamp();
                Console.WriteLine(run);
                SortedDictionary<ulong, H256> made = run.Train(steps, (step, root) => different += Report(step, root, expected) ? 0 : 1);
                Console.WriteLine(FormattableString.Invariant($"  {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, data included"));
                if (checks && !expected.ContainsKey(steps)) different++;
                if (expected.Count == 0) expected = made;
            }

            if (!arguments.GetValue(Record)) continue;
            foreach ((ulong step, H256 root) in expected) known.Of(model)[step] = root;
        }

        Console.WriteLine(different == 0 ? "all roots agree" : $"{different} roots differ or are not known");
        if (different == 0 && arguments.GetValue(Record)) known.Write();
        return different == 0;
    }

    private static bool Report(ulong step, H256 root, SortedDictionary<ulong, H256> expected)
    {
        bool differs = expected.TryGetValue(step, out H256 known) && known != root;
        Console.WriteLine($"  {step,6} {root}{(differs ? $"  DIFFERS from {known}" : "")}");
        return !differs;
    }

    private static List<KernelPath>? ReadPaths(string? names)
    {
        KernelPath[] all = [.. Kernels.SupportedPaths];
        if (names is null) return [.. all];
        List<KernelPath> paths = [];
        foreach (string name in names.Split(','))
        {
            int at = Array.FindIndex(all, path => string.Equals(path.ToString(), name, StringComparison.OrdinalIgnoreCase));
            if (at < 0) return null;
            paths.Add(all[at]);
        }

        return paths;
    }

    private static List<int>? ReadThreads(string? numbers)
    {
        if (numbers is null) return [1, 2];
        List<int> threads = [];
        foreach (string number in numbers.Split(','))
        {
            if (!int.TryParse(number, out int count) || count is < 1 or > 64) return null;
            threads.Add(count);
        }

        return threads;
    }
}
