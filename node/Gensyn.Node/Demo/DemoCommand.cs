using System.CommandLine;
using System.Net.WebSockets;
using Gensyn.Node.Storage;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Sources;
using Spectre.Console;

namespace Gensyn.Node.Demo;

/// <summary>The <c>demo</c> subcommand: the whole system at work in one process, over its public interfaces.</summary>
internal static class DemoCommand
{
    private static readonly Option<uint> Steps = new("--steps") { Description = "Training steps.", DefaultValueFactory = static _ => 1000 };
    private static readonly Option<string?> Data = new("--data") { Description = "A folder with MNIST's IDX(.gz) files; without it, digits are drawn.", HelpName = "DIR" };
    private static readonly Option<string?> Lie = new("--cheat") { Description = "'step=K': the solver drawn first flips one bit of one weight at step K. 'verifier': one drawn verifier answers without executing.", HelpName = "LIE" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print nothing but one JSON object to standard output; progress goes to standard error." };
    private static readonly Option<int> BlockTime = new("--block-time") { Description = "Milliseconds between two blocks.", DefaultValueFactory = static _ => 1000 };
    private static readonly Option<int> RpcPort = new("--rpc-port") { Description = "The node's RPC port; 0 for any that is free.", DefaultValueFactory = static _ => 9944 };
    private static readonly Option<int> TimeLimit = new("--time-limit") { Description = "Seconds after which the demo gives up.", DefaultValueFactory = static _ => 900 };

    /// <summary>The subcommand.</summary>
    public static Command Create()
    {
        Command command = new("demo", "Train, audit, dispute and pay for a model on a dev chain, with all parties in one process.")
        {
            Steps, Data, Lie, Json, BlockTime, RpcPort, TimeLimit,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        bool json = arguments.GetValue(Json);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out),
            Ansi = (json ? Console.IsErrorRedirected : Console.IsOutputRedirected) ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (!Console.IsOutputRedirected || json) console.Profile.Width = Math.Max(console.Profile.Width, 120);
        else console.Profile.Width = 160;
        if (!TryRead(arguments, out DemoOptions? options, out string problem)) return Fail(problem);

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.TimeLimit);
        try
        {
            DemoScreen screen = new(console);
            DemoReport report = await new DemoRun(options, screen).RunAsync(deadline.Token).ConfigureAwait(false);
            screen.Finish(report);
            if (json) Console.Out.WriteLine(report.ToJson().ToJsonString());
            return report.AsAsked ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Fail("stopped");
        }
        catch (OperationCanceledException)
        {
            return Fail($"the demo did not end within {options.TimeLimit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is TrainingDataException or InvalidDataException or IOException or UnauthorizedAccessException or StorageException
            or ArtefactException or JsonRpcException or DispatchFailedException or TransactionDroppedException or WebSocketException or PlatformNotSupportedException)
        {
            return Fail(e.Message);
        }
    }

    private static bool TryRead(ParseResult arguments, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DemoOptions? options, out string problem)
    {
        options = null;
        uint steps = arguments.GetValue(Steps);
        if (steps is 0 or > 1_000_000) return Refuse("--steps: from 1 to 1,000,000.", out problem);
        int blockTime = arguments.GetValue(BlockTime);
        if (blockTime is < 500 or > 60_000) return Refuse("--block-time: from 500 to 60,000 milliseconds.", out problem);
        int port = arguments.GetValue(RpcPort);
        if (port is < 0 or > 65_535) return Refuse("--rpc-port: from 0 to 65,535.", out problem);
        int limit = arguments.GetValue(TimeLimit);
        if (limit is < 1 or > 1_000_000) return Refuse("--time-limit: from 1 to 1,000,000 seconds.", out problem);
        Cheat? cheat = null;
        if (arguments.GetValue(Lie) is { } lie && !Cheat.TryParse(lie, steps, out cheat, out problem)) return false;
        options = new DemoOptions(
            steps, arguments.GetValue(Data), arguments.GetValue(CommandLine.BasePath), cheat, arguments.GetValue(Json), TimeSpan.FromMilliseconds(blockTime), port, TimeSpan.FromSeconds(limit));
        problem = "";
        return true;
    }

    private static bool Refuse(string reason, out string problem)
    {
        problem = reason;
        return false;
    }

    private static int Fail(string problem)
    {
        Console.Error.WriteLine($"demo: {problem}");
        return 1;
    }
}
