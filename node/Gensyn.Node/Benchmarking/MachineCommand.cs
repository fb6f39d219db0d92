using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Gensyn.Node.Benchmarking;

/// <summary>The <c>benchmark machine</c> subcommand: whether this machine is as fast as a validator's should be.</summary>
internal static class MachineCommand
{
    private const double Mebi = 1 << 20;

    // What is this far off was not measured as it should have been.
    private const double Absurd = 100;

    private static readonly Option<bool> AllowFail = new("--allow-fail") { Description = "End with success even where the machine is too slow." };

    private static readonly Option<int> Tolerance = BenchmarkCommand.Number("--tolerance", 10, 0, 100, "By how many percent a figure may fall short.");
    private static readonly Option<int> Seconds = BenchmarkCommand.Number("--duration", 5, 1, 600, "For how many seconds to measure each figure.");
    private static readonly Option<int> Cores = BenchmarkCommand.Number("--cores", 8, 1, 1024, "How many cores have to hash at the same time.");

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Command command = new("machine", "Compare this machine with the reference hardware of validators; the disk is that of --base-path.")
        {
            AllowFail, Tolerance, Seconds, Cores,
        };
        command.SetAction((arguments, cancellation) => BenchmarkCommand.RunAsync(() => Run(arguments, cancellation), cancellation));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        double enough = 1 - (arguments.GetValue(Tolerance) / 100.0);
        string folder = arguments.GetValue(CommandLine.BasePath) ?? Path.GetTempPath();
        TimeSpan time = TimeSpan.FromSeconds(arguments.GetValue(Seconds));
        IReadOnlyList<MachineFigure> figures = MachineBench.Figures(folder, arguments.GetValue(Cores));
        List<(MachineFigure Figure, double Score)> scores = [];
        foreach (MachineFigure figure in figures)
        {
            Console.Error.WriteLine($"[{scores.Count + 1}/{figures.Count}] {figure.Category}: {figure.Function}");
            scores.Add((figure, figure.Measure(time, cancellation)));
        }

        int failed = scores.Count(entry => !Passes(entry.Figure, entry.Score, enough));
        if (arguments.GetValue(BenchmarkCommand.Json)) Console.Out.WriteLine(ToJson(scores, enough).ToJsonString());
        else Print(scores, enough, failed, arguments.GetValue(Tolerance));
        if (failed > 0 && !arguments.GetValue(AllowFail))
        {
            throw new BenchmarkException($"{failed} of {scores.Count} figures fall short of the reference; --allow-fail ignores that.");
        }

        return 0;
    }

    /// <summary>Whether a score is good enough, and not so far off that it cannot be right.</summary>
    internal static bool Passes(MachineFigure figure, double score, double enough)
    {
        double relative = score / figure.Minimum;
        return relative >= enough && relative < Absurd;
    }

    private static void Print(List<(MachineFigure Figure, double Score)> scores, double enough, int failed, int tolerance)
    {
        Table table = new();
        table.AddColumns("Category", "Function", "Score", "Minimum", "Result");
        foreach ((MachineFigure figure, double score) in scores)
        {
            string verdict = Passes(figure, score, enough) ? "Pass" : "Fail";
            table.AddRow(
                figure.Category, figure.Function, Text(score), Text(figure.Minimum), string.Create(CultureInfo.InvariantCulture, $"{verdict} ({100 * score / figure.Minimum:0.0} %)"));
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        console.Profile.Width = Math.Max(console.Profile.Width, 100);
        console.Write(table);
        Console.Out.WriteLine($"From {scores.Count} benchmarks in total, {scores.Count - failed} passed and {failed} failed ({tolerance}% fault tolerance).");
    }

    private static JsonArray ToJson(List<(MachineFigure Figure, double Score)> scores, double enough) => new([.. scores.Select(entry => (JsonNode)new JsonObject
    {
        ["category"] = entry.Figure.Category,
        ["function"] = entry.Figure.Function,
        ["bytesPerSecond"] = Math.Round(entry.Score),
        ["minimum"] = Math.Round(entry.Figure.Minimum),
        ["passed"] = Passes(entry.Figure, entry.Score, enough),
    })]);

    private static string Text(double bytesPerSecond) => bytesPerSecond switch
    {
        >= 1024 * Mebi => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1024 / Mebi:0.00} GiBs"),
        >= Mebi => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / Mebi:0.00} MiBs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / 1024:0.00} KiBs"),
    };
}
