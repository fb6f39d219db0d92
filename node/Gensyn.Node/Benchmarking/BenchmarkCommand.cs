using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gensyn.ChainSpec;
using Gensyn.Node.Storage;

namespace Gensyn.Node.Benchmarking;

/// <summary>The <c>benchmark</c> subcommand: measures what weights are made of.</summary>
internal static class BenchmarkCommand
{
    /// <summary>Print one JSON object to standard output and nothing else.</summary>
    internal static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object to standard output; progress goes to standard error." };

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Json.Recursive = true;
        Command command = new("benchmark", "Measure what calls, blocks, the database and this machine take.") { Json };
        command.Subcommands.Add(PalletCommand.Create());
        command.Subcommands.Add(OverheadCommand.Create());
        command.Subcommands.Add(StorageCommand.Create());
        command.Subcommands.Add(MachineCommand.Create());
        return command;
    }

    /// <inheritdoc cref="RunAsync(Func{Task{int}}, CancellationToken)"/>
    internal static Task<int> RunAsync(Func<int> action, CancellationToken cancellation) => RunAsync(() => Task.FromResult(action()), cancellation);

    /// <summary>Runs a command off the calling thread; what the user can mend is told in a line.</summary>
    internal static async Task<int> RunAsync(Func<Task<int>> action, CancellationToken cancellation)
    {
        if (IsDebug) await Console.Error.WriteLineAsync("Warning: this is a debug build, and its figures say nothing.").ConfigureAwait(false);
        try
        {
            return await Task.Run(action, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await FailAsync("stopped").ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is BenchmarkException or ChainSpecException or StorageException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(failure.Message).ConfigureAwait(false);
        }
    }

    /// <summary>An option for a number within bounds.</summary>
    internal static Option<int> Number(string name, int value, int least, int most, string description)
    {
        Option<int> option = new(name) { Description = description, HelpName = "NUMBER", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            bool isGood = int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given >= least && given <= most;
            if (!isGood) result.AddError($"{name} expects a number from {least} to {most}.");
        });
        return option;
    }

    /// <summary>An option for one of some words.</summary>
    internal static Option<string> Choice(string name, string value, string[] choices, string description)
    {
        Option<string> option = new(name) { Description = description, HelpName = string.Join('|', choices), DefaultValueFactory = _ => value };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    /// <summary>An option for the figure that a weight is made from.</summary>
    internal static Option<string> Metric() =>
        Choice("--metric", "average", ["average", "median", "min", "max", "p75", "p95", "p99"], "The figure that the weight is made from.");

    /// <summary>An option for what that figure is multiplied by.</summary>
    internal static Option<double> Factor() => new("--mul") { Description = "What the figure is multiplied by.", HelpName = "FACTOR", DefaultValueFactory = static _ => 1 };

    /// <summary>An option for what is added to that figure.</summary>
    internal static Option<int> Addend() => Number("--add", 0, 0, 1_000_000_000, "Nanoseconds that are added to the figure.");

    /// <summary>Picoseconds of a weight made from a figure in nanoseconds.</summary>
    internal static ulong Picoseconds(ulong nanoseconds, double factor, int addend) => (ulong)Math.Ceiling(nanoseconds * factor * 1000) + ((ulong)addend * 1000);

    /// <summary>Writes a generated file and says so.</summary>
    internal static void Save(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // A file stands in a folder.
        File.WriteAllText(path, text);
        Console.Error.WriteLine($"Wrote {path}");
    }

    private static bool IsDebug =>
#if DEBUG
        true;
#else
        false;
#endif

    private static async Task<int> FailAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"benchmark: {problem}").ConfigureAwait(false);
        return 1;
    }
}
