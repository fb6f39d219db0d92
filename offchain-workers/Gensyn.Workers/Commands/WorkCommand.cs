using System.CommandLine;
using System.Net;
using Gensyn.Workers.Agents;
using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Commands;

/// <summary><c>gensyn work</c>: runs an agent until it is stopped.</summary>
internal static class WorkCommand
{
    private static readonly Option<string> Suri = CommonOptions.Suri();
    private static readonly Option<AgentRoles[]> Roles = new("--role") { Description = "solver, verifier or whistleblower; may be given several times.", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<DirectoryInfo> Directory = new("--directory", "-d") { Description = "Where journal, checkpoints and artefacts are kept.", Required = true };
    private static readonly Option<string> Listen = new("--listen") { Description = "The address that artefacts are served on.", DefaultValueFactory = static _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { Description = "The port that artefacts are served on; 0 for any that is free." };
    private static readonly Option<Uri?> PublicEndpoint = CommonOptions.PublicEndpoint("artefacts");
    private static readonly Option<string> Stake = new("--stake") { Description = "Tokens bonded when enrolling.", DefaultValueFactory = static _ => "100" };
    private static readonly Option<ulong> Price = new("--price") { Description = "Plancks for a unit of work (a million weighted operations).", DefaultValueFactory = static _ => 1_000_000_000 };
    private static readonly Option<uint> Memory = new("--memory") { Description = "MiB of memory offered.", DefaultValueFactory = static _ => 4096 };

    public static Command Create()
    {
        Command command = new("work", "Offers this machine's work: trains, verifies or challenges until stopped with Ctrl-C.")
        {
            CommonOptions.Node, Suri, Roles, Directory, Listen, Port, PublicEndpoint, Stake, Price, Memory,
        };
        command.SetAction(static (arguments, cancellation) => CommonOptions.RunAsync(() => RunAsync(arguments, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (!CommonOptions.TryParseTokens(arguments.GetValue(Stake)!, out UInt128 stake)) throw new FormatException("--stake: expected tokens such as 100 or 12.5.");
        (IPAddress address, Uri? endpoint) = CommonOptions.ReadServing(arguments, Listen, Port, PublicEndpoint);
        AgentOptions options = new()
        {
            Node = arguments.GetValue(CommonOptions.Node)!,
            Signer = Signer.FromUri(arguments.GetValue(Suri)!),
            Roles = arguments.GetValue(Roles)!.Aggregate(AgentRoles.None, static (all, one) => all | one),
            Directory = arguments.GetValue(Directory)!.FullName,
            ListenAddress = address,
            Port = arguments.GetValue(Port),
            PublicEndpoint = endpoint,
            Stake = stake,
            Price = arguments.GetValue(Price),
            MemoryMebibytes = arguments.GetValue(Memory),
            Cores = (uint)Environment.ProcessorCount,
            Log = static note => Console.WriteLine($"{DateTime.Now:HH:mm:ss}  {(note.Task is { } task ? $"task {task}: " : "")}{note.Text}"),
        };
        using FileStream held = Hold(options.Directory);
        await using Agent agent = await Agent.StartAsync(options, cancellation).ConfigureAwait(false);
        Console.WriteLine($"working as {options.Roles} for {options.Signer.Address}; artefacts at {agent.Endpoint}");
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    // Two workers on one journal would answer for each other.
    private static FileStream Hold(string directory)
    {
        string path = Path.Combine(System.IO.Directory.CreateDirectory(directory).FullName, "worker.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"--directory: another worker runs in {directory}.", e);
        }
    }
}
