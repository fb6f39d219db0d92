using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Agents;

/// <summary>What an agent's duties share: its identity, its folders, and the calls it wants submitted.</summary>
/// <remarks>Duties run one after another; only background jobs run beside them, and those use the thread-safe parts.</remarks>
internal sealed class AgentContext : IDisposable
{
    /// <summary>How often others' artefacts are asked for, each time with retries of its own, before they count as withheld.</summary>
    public const int PatienceWithOthers = 2;

    private readonly List<(uint? Task, PalletCall Call)> _wanted = [];
    private readonly HashSet<uint> _ended = [];

    public AgentContext(AgentOptions options, ArtefactStore store, Uri endpoint, CancellationToken stopping)
    {
        Options = options;
        Store = store;
        Endpoint = endpoint;
        Fetcher = new ArtefactClient(store);
        Journal = new Journal(Path.Combine(options.Directory, "journal"));
        Jobs = new BackgroundJobs(TimeProvider.System, text => Log(null, text), stopping);
        Workspaces = new TaskWorkspaces(options, Fetcher);
    }

    public AgentOptions Options { get; }

    public AccountId Me => Options.Signer.Account;

    /// <summary>Where others fetch this agent's artefacts.</summary>
    public Uri Endpoint { get; }

    public ArtefactStore Store { get; }

    public ArtefactClient Fetcher { get; }

    public Journal Journal { get; }

    public BackgroundJobs Jobs { get; }

    public TaskWorkspaces Workspaces { get; }

    /// <summary>Asks for a call to be signed and submitted once all duties have looked at the block.</summary>
    public void Submit(uint? task, PalletCall call) => _wanted.Add((task, call));

    /// <summary>The calls asked for, in order; the list is empty afterwards.</summary>
    public ImmutableArray<(uint? Task, PalletCall Call)> TakeWanted()
    {
        ImmutableArray<(uint? Task, PalletCall Call)> wanted = [.. _wanted];
        _wanted.Clear();
        return wanted;
    }

    public void Log(uint? task, string text) => Options.Log?.Invoke(new AgentNote(Options.Name, task, text));

    /// <summary>The tasks that are not over, with how far they are.</summary>
    public IEnumerable<(uint Id, TaskRecord Record, TaskProgress Progress)> LiveTasks(ChainView view)
    {
        uint next = view.Tasks.NextTask.Get();
        for (uint id = 0; id < next; id++)
        {
            // A task that ended stays ended, so it is asked for once only.
            if (_ended.Contains(id)) continue;
            if (view.Tasks.Progress.Get(id) is not { } progress || view.Tasks.Tasks.Get(id) is not { } record) continue;
            if (progress.State is not (TaskState.Settled or TaskState.Failed or TaskState.Cancelled or TaskState.Expired))
            {
                yield return (id, record, progress);
                continue;
            }

            _ended.Add(id);
            Jobs.Forget(string.Create(CultureInfo.InvariantCulture, $"task {id}:"));
        }
    }

    /// <summary>The job of a task, once its graph and data are here; until then they are fetched in the background.</summary>
    public bool TryGetJob(ChainView view, uint id, TaskRecord record, [NotNullWhen(true)] out TrainingJob? job)
    {
        job = null;
        if (!Workspaces.TryGetGraph(view, id, out byte[]? graph)) return false;

        // The solver has fetched the data and serves what it holds, so a submitter cannot starve an audit by taking its data away.
        Uri? solver = view.Tasks.Progress.Get(id)?.Assignment is { } assignment && assignment.Solver != Me ? EndpointOf(view, assignment.Solver) : null;
        Uri[] sources = [.. new[] { ParseEndpoint(record.Endpoint), solver }.OfType<Uri>()];
        return Jobs.TryFinish(FetchingData(id), stop => Workspaces.LoadAsync(record, graph, sources, stop), out job);
    }

    /// <summary>Whether a task's data have been asked for so often in vain that they count as withheld.</summary>
    public bool LacksData(uint id) => Jobs.Failures(FetchingData(id)) >= PatienceWithOthers;

    /// <summary>The engine of whoever checks others.</summary>
    public ITrainingEngine HonestEngine { get; } = new BitwiseEngine();

    /// <summary>The engine that computes a job; a misbehaving solver's computes a task's first attempt wrongly, the same way every time.</summary>
    public ITrainingEngine EngineFor(TrainingJob job, uint attempt) => new BitwiseEngine(fault: attempt == 0 ? Options.Misbehaviour.FaultOf(job) : null);

    /// <summary>The base address of a provider's artefacts, or null when it has registered none that is usable.</summary>
    public static Uri? EndpointOf(ChainView view, AccountId provider) =>
        view.Providers.Providers.Get(provider) is { } registered ? ParseEndpoint(registered.Profile.Endpoint) : null;

    /// <summary>Reads an endpoint from the chain; null unless it is an absolute HTTP address.</summary>
    public static Uri? ParseEndpoint(byte[] text) =>
        Uri.TryCreate(Encoding.UTF8.GetString(text), UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https" ? endpoint : null;

    public void Dispose() => Fetcher.Dispose();

    private static string FetchingData(uint id) => string.Create(CultureInfo.InvariantCulture, $"task {id}: fetching data");
}
