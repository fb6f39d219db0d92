using System.Collections.Immutable;
using System.Globalization;
using System.Net.WebSockets;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Agents;

/// <summary>A solver, verifier or whistleblower, or several in one: it follows the chain and does its duties until it is stopped.</summary>
/// <remarks>
/// It talks to the chain only through a node's WebSocket RPC, with its own key, and to other agents only through artefact stores over HTTP. A lost
/// connection is made again with back-off; a restart goes on from the journal, the checkpoints and the chain.
/// </remarks>
public sealed class Agent : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly AgentOptions _options;
    private readonly ArtefactServer _server;
    private readonly AgentContext _context;
    private readonly Duty[] _duties;
    private readonly CancellationTokenSource _stopping;

    private Agent(AgentOptions options, ArtefactServer server, AgentContext context, CancellationTokenSource stopping)
    {
        (_options, _server, _context, _stopping) = (options, server, context, stopping);
        List<Duty> duties = [new EnrolmentDuty(context)];
        if (options.Roles.HasFlag(AgentRoles.Solver)) duties.AddRange([new SolverDuty(context), new SettlementDuty(context)]);
        if (options.Roles.HasFlag(AgentRoles.Verifier)) duties.Add(new VerifierDuty(context));
        if (options.Roles.HasFlag(AgentRoles.Whistleblower)) duties.Add(new WhistleblowerDuty(context));
        duties.Add(new DisputeDuty(context));
        _duties = [.. duties];
        Running = Task.Run(() => RunAsync(stopping.Token), CancellationToken.None);
    }

    /// <summary>Completes when the agent has stopped.</summary>
    public Task Running { get; }

    /// <summary>Where its artefacts are served.</summary>
    public Uri Endpoint => _context.Endpoint;

    /// <summary>Starts an agent: tests the machine, opens its folders, serves its artefacts and begins to follow the chain.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine computes an operator otherwise than the chain does.</exception>
    public static async Task<Agent> StartAsync(AgentOptions options, CancellationToken cancellation = default)
    {
        // Whoever bonds on a machine that rounds differently loses the bond, so it stops here.
        ImmutableArray<string> wrong = Conformance.FindFailures(Kernels.For(KernelPath.Auto));
        if (!wrong.IsEmpty) throw new PlatformNotSupportedException($"This machine fails the conformance test in: {string.Join(", ", wrong)}.");

        ArtefactStore store = new(Path.Combine(options.Directory, "artefacts"));
        ArtefactServer server = await ArtefactServer.StartAsync(store, options.ListenAddress, options.Port, cancellation).ConfigureAwait(false);
        CancellationTokenSource stopping = new();
        return new Agent(options, server, new AgentContext(options, store, options.PublicEndpoint ?? server.Endpoint, stopping.Token), stopping);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _context.Jobs.StopAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _context.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using ChainClient chain = await ChainClient.ConnectAsync(_options.Node, stop).ConfigureAwait(false);
                pause = TimeSpan.FromSeconds(1);
                await FollowAsync(chain, stop).ConfigureAwait(false);
                _context.Log(null, "the node ended the subscription; connecting again");
            }
            catch (Exception e) when (e is IOException or WebSocketException or JsonRpcException or InvalidOperationException && !stop.IsCancellationRequested)
            {
                _context.Log(null, $"{e.Message}; connecting again in {pause.TotalSeconds:0} s");
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task FollowAsync(ChainClient chain, CancellationToken stop)
    {
        Dictionary<string, Task> inFlight = new(StringComparer.Ordinal);
        await foreach (FinalisedHead announced in chain.FinalisedHeadsAsync(stop).ConfigureAwait(false))
        {
            // While the last round of calls was being included, more blocks may have come: only the latest matters.
            FinalisedHead head = await chain.FinalisedHeadAsync(stop).ConfigureAwait(false);
            if (head.Number < announced.Number) continue;
            ChainView view = chain.At(head, stop);
            foreach (Duty duty in _duties) Do(duty, view);

            // Not waited for: a call that is stuck must not hold up the next block's. Moves go first, they have clocks.
            foreach (string done in inFlight.Where(static f => f.Value.IsCompleted).Select(static f => f.Key).ToArray()) inFlight.Remove(done);
            foreach ((uint? task, PalletCall call) in _context.TakeWanted().OrderBy(static w => w.Call is ArbitrationPallet.Call.Move ? 0 : 1))
            {
                string key = KeyOf(task, call);
                if (!inFlight.ContainsKey(key)) inFlight[key] = SubmitAsync(chain, task, call, stop);
            }
        }
    }

    // What makes two wanted calls the same while one is on its way.
    private static string KeyOf(uint? task, PalletCall call) => call switch
    {
        ArbitrationPallet.Call.Move move => string.Create(CultureInfo.InvariantCulture, $"move {move.Game} {move.Round}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{call.GetType().FullName} {task}"),
    };

    // A fault in one duty must not keep the agent from the others: above all not from its games.
    private void Do(Duty duty, ChainView view)
    {
        try
        {
            duty.Act(view);
        }
        catch (Exception e) when (e is not (IOException or WebSocketException or JsonRpcException or OperationCanceledException))
        {
            _context.Log(null, $"{duty.GetType().Name}: {e.Message}");
        }
    }

    // A refused call is not an error of the agent's: the next block shows whether it is still wanted.
    private async Task SubmitAsync(ChainClient chain, uint? task, PalletCall call, CancellationToken stop)
    {
        try
        {
            await chain.SubmitAsync(_options.Signer, call, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DispatchFailedException or TransactionDroppedException or JsonRpcException)
        {
            _context.Log(task, e.Message);
        }
        catch (Exception e) when (e is IOException or WebSocketException or OperationCanceledException)
        {
            // The connection is gone, or the agent stops: the next connection's first block shows what became of the call.
        }
    }
}
