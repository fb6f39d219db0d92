using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Gensyn.ChainSpec;
using Gensyn.Node.Benchmarking;
using Gensyn.Node.Chain;
using Gensyn.Node.Demo;
using Gensyn.Node.Rpc;
using Gensyn.Node.Storage;

namespace Gensyn.Node;

/// <summary>The node's command line; names and defaults are Substrate's where it has them.</summary>
internal static class CommandLine
{
    private const string LevelsExpected = "expects LEVEL or TARGET=LEVEL; levels: off, error, warn, info, debug, trace";

    private static readonly Option<bool> Dev = new("--dev")
    {
        Description = "Run the development chain: --chain dev, --alice, --rpc-cors all, and --tmp unless --base-path is given.",
    };

    private static readonly Option<bool> Alice = new("--alice") { Description = "Seal blocks with the well-known key //Alice, beside the keys of the keystore." };

    private static readonly Option<string?> Chain = new("--chain") { Description = "The chain: dev, or a chain specification file.", HelpName = "dev|FILE" };

    internal static readonly Option<string?> BasePath = new("--base-path", "-d") { Description = "Where the node keeps its data.", HelpName = "DIRECTORY" };

    private static readonly Option<bool> Temporary = new("--tmp") { Description = "Keep the data in a temporary folder that is deleted when the node stops." };

    private static readonly Option<string?> Name = new("--name") { Description = "The node's name, for people.", HelpName = "NAME" };

    private static readonly Option<string[]> Runtimes = new("--runtime")
    {
        Description = "A runtime of another version, for the blocks that need it: the assembly of that release; may be given more than once.",
        HelpName = "FILE",
    };

    private static readonly Option<int> RpcPort = Ranged("--rpc-port", 9944, 0, 65535, "The port of JSON-RPC, WebSocket and HTTP alike; 0 takes any free one.");

    private static readonly Option<bool> RpcExternal = new("--rpc-external")
    {
        Description = "Listen on all addresses; unsafe methods are then refused unless --rpc-methods unsafe.",
    };

    private static readonly Option<string> RpcMethods = Choice(
        "--rpc-methods", "auto", ["auto", "safe", "unsafe"], "Which methods may be called; auto opens the unsafe ones on loopback only.");

    private static readonly Option<string?> RpcCors = new("--rpc-cors")
    {
        Description = "Browsers' origins that are answered, with commas between, or all. Without it: this machine and https://polkadot.js.org.",
        HelpName = "ORIGINS",
    };

    private static readonly Option<int> RpcMaxConnections = Ranged("--rpc-max-connections", 100, 1, 1_000_000, "How many clients may be connected.");

    private static readonly Option<int> RpcMaxRequest = Ranged("--rpc-max-request-size", 15, 1, 1024, "The largest request, in MiB.");

    private static readonly Option<int> RpcMaxResponse = Ranged("--rpc-max-response-size", 15, 1, 1024, "The largest response, in MiB.");

    private static readonly Option<int> RpcMaxSubscriptions = Ranged(
        "--rpc-max-subscriptions-per-connection", 1024, 1, 1_000_000, "How many subscriptions one client may hold.");

    private static readonly Option<string> SealingMode = Choice(
        "--sealing", "interval", ["interval", "instant", "manual"], "When blocks are made: at a pace, for each transaction, or by engine_createBlock.");

    private static readonly Option<int> BlockTime = Ranged("--block-time", 1000, 10, 86_400_000, "The pace of blocks, in milliseconds.", "--dev-block-time");

    private static readonly Option<string> StatePruning = new("--state-pruning")
    {
        Description = "How many final states stay readable, or archive for all.",
        HelpName = "archive|COUNT",
        DefaultValueFactory = static _ => "256",
    };

    private static readonly Option<int> PoolLimit = Ranged("--pool-limit", 8192, 1, 10_000_000, "How many transactions may be ready.");

    private static readonly Option<int> PoolKilobytes = Ranged("--pool-kbytes", 20_480, 1, 10_000_000, "How many KiB of transactions may be ready.");

    private static readonly Option<int?> BanSeconds = new("--tx-ban-seconds") { Description = "How long an invalid transaction is refused unseen; 1800 without --dev, 0 with it.", HelpName = "SECONDS" };

    private static readonly Option<string> LogFilter = new("--log", "-l")
    {
        Description = "What is logged: LEVEL or TARGET=LEVEL, with commas between.",
        HelpName = "FILTER",
        DefaultValueFactory = static _ => "info",
    };

    private static readonly Option<bool> Raw = new("--raw") { Description = "Write the whole first state instead of the configuration that makes it." };

    private static readonly Option<string?> Output = new("--output") { Description = "Write to a file instead of standard output.", HelpName = "FILE" };

    private static readonly Option<bool> Yes = new("-y", "--yes") { Description = "Do not ask." };

    /// <summary>Every command of the executable.</summary>
    public static RootCommand Create()
    {
        foreach (Option option in new Option[] { Dev, Chain, BasePath }) option.Recursive = true;
        StatePruning.Validators.Add(static result =>
            Check(result, Given(result) is not { } text || ParsePruning(text) is not null, "expects archive or a count"));
        LogFilter.Validators.Add(static result => Check(result, Given(result) is not { } text || NodeLog.IsFilter(text), LevelsExpected));

        RootCommand root = new("A node of the Gensyn parachain. Start with: gensyn-node --dev")
        {
            Dev, Chain, BasePath, Temporary, Name, Alice, Runtimes, SealingMode, BlockTime, StatePruning, RpcPort, RpcExternal, RpcMethods, RpcCors, RpcMaxConnections,
            RpcMaxRequest, RpcMaxResponse, RpcMaxSubscriptions, PoolLimit, PoolKilobytes, BanSeconds, LogFilter,
        };
        root.SetAction((result, cancellation) => GuardAsync(() => RunAsync(result, cancellation)));
        foreach (Command command in Subcommands()) root.Subcommands.Add(command);
        return root;
    }

    private static IEnumerable<Command> Subcommands()
    {
        foreach (string name in new[] { "export-chain-spec", "build-spec" })
        {
            Command export = new(name, "Write the chain specification as JSON.") { Raw, Output };
            export.Hidden = name == "build-spec";
            export.SetAction((result, cancellation) => GuardAsync(() => ExportAsync(result, cancellation)));
            yield return export;
        }

        Command purge = new("purge-chain", "Delete the chain's database.") { Yes };
        purge.SetAction((result, _) => GuardAsync(() => Task.FromResult(Purge(result))));
        yield return purge;
        yield return DemoCommand.Create();
        yield return BenchmarkCommand.Create();
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        NodeOptions options = Options(result);
        NodeLog log = new(Console.Error.WriteLine, options.Chain.Clock, result.GetRequiredValue(LogFilter));
        NodeHost node = await NodeHost.StartAsync(options, log, cancellation).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                log.Say("Stopping on a signal");
            }
        }

        return 0;
    }

    private static NodeOptions Options(ParseResult result)
    {
        bool dev = result.GetValue(Dev);
        NodeOptions settings = DevNode.Settings(Spec(result));
        string? cors = result.GetValue(RpcCors) ?? (dev ? "all" : null);
        TimeSpan ban = TimeSpan.FromSeconds(result.GetValue(BanSeconds) ?? (dev ? 0 : 1800));
        RpcServerOptions rpc = new()
        {
            Address = result.GetValue(RpcExternal) ? IPAddress.Any : IPAddress.Loopback,
            Port = result.GetValue(RpcPort),
            Methods = Enum.Parse<RpcMethodPolicy>(result.GetRequiredValue(RpcMethods), ignoreCase: true),
            MaxConnections = result.GetValue(RpcMaxConnections),
            MaxRequestBytes = result.GetValue(RpcMaxRequest) << 20,
            MaxResponseBytes = result.GetValue(RpcMaxResponse) << 20,
            MaxSubscriptionsPerConnection = result.GetValue(RpcMaxSubscriptions),
        };
        if (cors == "all") rpc = rpc with { Origins = null };
        else if (cors is not null) rpc = rpc with { Origins = cors.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };

        return settings with
        {
            BasePath = result.GetValue(Temporary) || (dev && result.GetValue(BasePath) is null) ? null : DataPath(result),
            Name = result.GetValue(Name) ?? Environment.MachineName,
            Runtimes = [.. (result.GetValue(Runtimes) ?? []).Select(RuntimeLoader.Load)],
            Rpc = rpc,
            Store = new StoreOptions { KeptStates = ParsePruning(result.GetRequiredValue(StatePruning))!.Value.Kept }, // The validator has read it before.
            Chain = settings.Chain with
            {
                AuthorityUri = dev || result.GetValue(Alice) ? DevNode.Authority : null,
                Sealing = Enum.Parse<Sealing>(result.GetRequiredValue(SealingMode), ignoreCase: true),
                BlockTime = TimeSpan.FromMilliseconds(result.GetValue(BlockTime)),
                Pool = new PoolOptions { ReadyCount = result.GetValue(PoolLimit), ReadyBytes = result.GetValue(PoolKilobytes) * 1024L, BanTime = ban },
            },
        };
    }

    private static async Task<int> ExportAsync(ParseResult result, CancellationToken cancellation)
    {
        ChainSpecification spec = Spec(result);
        string json = result.GetValue(Raw) ? spec.ToRawJson() : spec.ToJson();
        if (result.GetValue(Output) is { } file) await File.WriteAllTextAsync(file, json + "\n", cancellation).ConfigureAwait(false);
        else await Console.Out.WriteLineAsync(json).ConfigureAwait(false);
        return 0;
    }

    private static int Purge(ParseResult result)
    {
        string database = Path.GetDirectoryName(NodeOptions.Database(DataPath(result), Spec(result).Id))!; // It ends in "db/full".
        if (!Directory.Exists(database))
        {
            Console.Error.WriteLine($"\"{database}\" did not exist.");
            return 0;
        }

        // A node that is running would go on without its files.
        string lockFile = Path.Combine(database, "full", "lock");
        if (File.Exists(lockFile)) File.Open(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();

        if (!result.GetValue(Yes))
        {
            Console.Error.Write($"Are you sure to remove \"{database}\"? [y/N]: ");
            if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
            {
                Console.Error.WriteLine("Aborted");
                return 1;
            }
        }

        Directory.Delete(database, recursive: true);
        Console.Error.WriteLine($"\"{database}\" removed.");
        return 0;
    }

    private static ChainSpecification Spec(ParseResult result) => (result.GetValue(Chain) ?? (result.GetValue(Dev) ? "dev" : null)) switch
    {
        null => throw new ChainSpecException("No chain is chosen: use --dev, or --chain with dev or a chain specification file."),
        "dev" => ChainSpecification.Dev(),
        string file => ChainSpecification.Load(file),
    };

    private static string DataPath(ParseResult result) =>
        result.GetValue(BasePath)
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "gensyn-node");

    /// <summary>What can be the user's to mend is told in a line; anything else is a fault and shows where it came from.</summary>
    private static async Task<int> GuardAsync(Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ChainSpecException or StorageException or InvalidDataException or IOException or UnauthorizedAccessException
            or RuntimeLoadException or MissingRuntimeException)
        {
            await Console.Error.WriteLineAsync($"Error: {failure.Message}").ConfigureAwait(false);
            return 1;
        }
    }

    private static (int? Kept, bool _)? ParsePruning(string text) => text switch
    {
        "archive" or "archive-canonical" => (null, true),
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? (count, true) : null,
    };

    private static Option<int> Ranged(string name, int value, int least, int most, string description, params string[] aliases)
    {
        Option<int> option = new(name, aliases) { Description = description, HelpName = "NUMBER", DefaultValueFactory = _ => value };
        option.Validators.Add(result => Check(
            result,
            Given(result) is not { } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given >= least && given <= most),
            $"expects a number from {least} to {most}"));
        return option;
    }

    private static Option<string> Choice(string name, string value, string[] choices, string description)
    {
        Option<string> option = new(name) { Description = description, HelpName = string.Join('|', choices), DefaultValueFactory = _ => value };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    /// <summary>What was typed: a validator that asks for the value gets an exception when it cannot be read.</summary>
    private static string? Given(OptionResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : null;

    private static void Check(OptionResult result, bool good, string expectation)
    {
        if (!good) result.AddError($"{result.Option.Name} {expectation}.");
    }
}
