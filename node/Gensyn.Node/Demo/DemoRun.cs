using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers;
using Gensyn.Workers.Agents;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Node.Demo;

/// <summary>One run of the demo: a dev chain, its parties, one task from submission to settlement.</summary>
/// <remarks>Everything it reports it reads from the chain over RPC, as any wallet could.</remarks>
internal sealed class DemoRun(DemoOptions options, IDemoScreen screen)
{
    private const ulong Unit = 1_000_000_000_000;

    // A solver bonds twice the fee, about 0.0137 tokens a step for this model at the agents' price: three times that, and never less than the default.
    private UInt128 Stake => UInt128.Max(100 * Unit, (UInt128)options.Steps * Unit / 20);

    // Enough to bond, to pay fees and to be slashed; the submitter keeps the rest of its genesis balance.
    private UInt128 Funds => Stake + (400 * Unit);

    // Twice what the agents ask for a unit of work.
    private static readonly UInt128 MaxPrice = 2_000_000_000;

    // Ample: the escrow holds what is left over until the settlement returns it.
    private const uint TrainingBlocks = 2000;
    private const ulong Seed = 20_260_101;

    private readonly Cast _cast = new();

    /// <summary>Runs to the task's end and returns what happened.</summary>
    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        string folder = options.BasePath ?? Directory.CreateTempSubdirectory("gensyn-demo-").FullName;
        try
        {
            Directory.CreateDirectory(folder);
            return await RunInAsync(Path.GetFullPath(folder), cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (options.BasePath is null) Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<DemoReport> RunInAsync(string folder, CancellationToken cancellation)
    {
        screen.Say("reading the data");
        LabelledRows data = await Task.Run(ReadData, cancellation).ConfigureAwait(false);
        data.RequireLabelsBelow(classes: 10);
        TaskGraph graph = new MultilayerPerceptron([128]).Build(data.Types);

        await using DevNode node = await DevNode.StartAsync(
            new DevNodeOptions { BasePath = Path.Combine(folder, "node"), RpcPort = options.RpcPort, BlockTime = options.BlockTime, Archive = true }, cancellation).ConfigureAwait(false);
        if (options.RpcPort != 0 && node.RpcUrl.Port != options.RpcPort) screen.Say($"port {options.RpcPort} is busy");
        screen.Say($"dev chain at {node.RpcUrl}, data in {folder}");

        ArtefactStore store = new(Path.Combine(folder, "submitter"));
        DemoMemo memo = DemoMemo.Open(Path.Combine(folder, "demo.json"), options);
        await using ArtefactServer server = await ArtefactServer.StartAsync(store, IPAddress.Loopback, memo.SubmitterPort, cancellation).ConfigureAwait(false);
        memo.KeepPort(server.Endpoint.Port);
        await using ChainClient chain = await ChainClient.ConnectAsync(node.RpcUrl, cancellation).ConfigureAwait(false);
        await FundAsync(chain, cancellation).ConfigureAwait(false);

        List<Agent> agents = [];
        try
        {
            foreach (CastMember member in _cast.Agents) agents.Add(await Agent.StartAsync(OptionsOf(member, node.RpcUrl, folder), cancellation).ConfigureAwait(false));
            uint task = memo.Task ?? await SubmitAsync(chain, new Submitter(store, server.Endpoint), graph, data, memo, cancellation).ConfigureAwait(false);
            return await WatchAsync(chain, task, folder, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (Agent agent in agents) await agent.DisposeAsync().ConfigureAwait(false);
        }
    }

    private LabelledRows ReadData()
    {
        if (options.DataDirectory is not { } directory) return LabelledRows.Draw(Seed, DemoOptions.TrainingRows, DemoOptions.HeldOutRows);
        (string images, string labels) = IdxPair.Find(directory);
        return LabelledRows.ReadIdx(images, labels, DemoOptions.TrainingRows, DemoOptions.HeldOutRows);
    }

    private AgentOptions OptionsOf(CastMember member, Uri node, string folder) => new()
    {
        Node = node,
        Signer = member.Signer,
        Roles = member.Roles,
        Name = member.Name,
        Stake = Stake,
        Directory = Path.Combine(folder, member.Name),
        Misbehaviour = options.Cheat switch
        {
            // Both solvers, or all verifiers, are ready to lie on a task's first attempt: whichever is drawn first does.
            Cheat.SolverAt lie when member.Roles == AgentRoles.Solver => new Misbehaviour { FalsifiedStep = lie.Step },
            Cheat.Verifier when member.Roles == AgentRoles.Verifier => new Misbehaviour { AnswersWithoutExecuting = true },
            _ => new Misbehaviour(),
        },
        Log = note => screen.Note(note),
    };

    private async Task FundAsync(ChainClient chain, CancellationToken cancellation)
    {
        ChainView view = chain.At(await chain.FinalisedHeadAsync(cancellation).ConfigureAwait(false), cancellation);
        ImmutableArray<RuntimeCall> transfers =
        [
            .. _cast.Agents.Where(m => view.AccountOf(m.Signer.Account).Data.Free == 0 && view.AccountOf(m.Signer.Account).Data.Reserved == 0)
                .Select(m => new BalancesPallet.Call.TransferKeepAlive(new MultiAddress.Id(m.Signer.Account), Funds).ToRuntimeCall()),
        ];
        if (transfers.IsEmpty) return;
        screen.Say($"funding {transfers.Length} accounts from {_cast.Submitter.Name}");
        await chain.SubmitAsync(_cast.Submitter.Signer, new UtilityPallet.Call.BatchAll(transfers), cancellation).ConfigureAwait(false);
    }

    private async Task<uint> SubmitAsync(ChainClient chain, Submitter submitter, TaskGraph graph, LabelledRows data, DemoMemo memo, CancellationToken cancellation)
    {
        // The draws need every party on the board first.
        await foreach (FinalisedHead head in chain.FinalisedHeadsAsync(cancellation).ConfigureAwait(false))
        {
            ChainView view = chain.At(head, cancellation);
            int registered = _cast.Agents.Count(m => view.Providers.Providers.Contains(m.Signer.Account) || view.Staking.Ledgers.Contains(m.Signer.Account));
            screen.Block(head.Number);
            if (registered == _cast.Agents.Length && (int)view.Providers.Count.Get() == _cast.Agents.Count(m => m.Roles != AgentRoles.Whistleblower)) break;
        }

        // Submitted before a crash and not noted yet: the chain knows.
        ChainView now = chain.At(await chain.FinalisedHeadAsync(cancellation).ConfigureAwait(false), cancellation);
        uint task = now.Tasks.NextTask.Get() > 0
            ? 0
            : await Submitter.SubmitAsync(
                chain,
                _cast.Submitter.Signer,
                submitter.Publish(graph, data.Tensors, new SubmissionTerms(options.Steps, options.CheckpointInterval, Seed, DemoOptions.Verifiers, MaxPrice, TrainingBlocks)),
                cancellation).ConfigureAwait(false);
        memo.KeepTask(task);
        screen.Say($"task {task} submitted: {options.Steps} steps of a 784-128-10 perceptron");
        return task;
    }

    private async Task<DemoReport> WatchAsync(ChainClient chain, uint task, string folder, CancellationToken cancellation)
    {
        IssuanceAudit audit = new(Path.Combine(folder, "issuance.json"));
        TaskStory story = new(task);
        uint next = 0;
        await foreach (FinalisedHead head in chain.FinalisedHeadsAsync(cancellation).ConfigureAwait(false))
        {
            for (; next <= head.Number; next++)
            {
                ChainView block = chain.At(new FinalisedHead(next, await chain.HashAtAsync(next, cancellation).ConfigureAwait(false)), cancellation);
                foreach (string line in story.Add(block, _cast.NameOf)) screen.Event(next, line);
            }

            await audit.CheckUpToAsync(chain, head.Number, cancellation).ConfigureAwait(false);
            ChainView view = chain.At(head, cancellation);
            screen.Block(head.Number);
            screen.Show(view, task, _cast);
            TaskState state = view.Tasks.Progress.Get(task)?.State ?? TaskState.Failed;
            if (state is TaskState.Settled or TaskState.Failed or TaskState.Expired or TaskState.Cancelled) return DemoReport.Of(view, task, story, audit, _cast, options);
        }

        throw new IOException("The node ended the subscription before the task was over.");
    }
}
