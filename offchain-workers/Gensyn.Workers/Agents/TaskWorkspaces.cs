using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Agents;

/// <summary>An agent's folders, one per task: the graph, and the checkpoints of each run.</summary>
internal sealed class TaskWorkspaces(AgentOptions options, ArtefactClient fetcher)
{
    private const ulong MaxManifestBytes = 64 * 1024;
    private const ulong MaxCheckpointOverhead = 1 << 20;

    /// <summary>The task's graph, from the chain the first time and from disk afterwards: the chain forgets it at the task's end.</summary>
    public bool TryGetGraph(ChainView view, uint task, [NotNullWhen(true)] out byte[]? graph)
    {
        string file = Path.Combine(FolderOf(task), "graph.scale");
        if (File.Exists(file))
        {
            graph = File.ReadAllBytes(file);
            return true;
        }

        graph = view.Tasks.Graphs.Get(task);
        if (graph is null) return false;
        WholeFile.Write(file, graph);
        return true;
    }

    /// <summary>Fetches a task's data and checks all of it against what the task commits to.</summary>
    /// <exception cref="ArtefactException">The data are not served, or are not the committed ones.</exception>
    /// <param name="record">The task.</param>
    /// <param name="encodedGraph">Its graph.</param>
    /// <param name="sources">Who may serve the data: the submitter first, then those who have fetched them before.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TrainingJob> LoadAsync(TaskRecord record, byte[] encodedGraph, IReadOnlyList<Uri> sources, CancellationToken cancellation)
    {
        if (!TaskGraph.TryDecode(encodedGraph, out TaskGraph graph) || graph.Root() != record.GraphRoot) throw new ArtefactException("The stored graph is not the task's.");
        byte[] head = await GetFromAnyAsync(sources, record.Data, MaxManifestBytes, cancellation).ConfigureAwait(false);
        if (!DataManifest.TryParse(head, out DataManifest manifest)) throw new ArtefactException("The task's data manifest is malformed.");
        if (!manifest.Roots.SequenceEqual(record.DataRoots)) throw new ArtefactException("The data manifest names other tensors than the task.");

        ImmutableArray<Tensor>.Builder data = ImmutableArray.CreateBuilder<Tensor>();
        foreach (DataTensor tensor in manifest.Tensors)
        {
            ulong length = (ulong)tensor.Type.Shape.Elements * (ulong)tensor.Type.ElementSize;
            byte[] content = await GetFromAnyAsync(sources, tensor.Artefact, length, cancellation).ConfigureAwait(false);
            if ((ulong)content.Length != length || Commitment.TensorRoot(tensor.Type, content) != tensor.Root) throw new ArtefactException($"Data tensor {tensor.Type} is not the one that the task commits to.");
            data.Add(new Tensor(tensor.Type, content));
        }

        return new TrainingJob(graph, data.ToImmutable(), record.Seed, record.Steps, record.Interval);
    }

    /// <summary>The folder of checkpoints of a run.</summary>
    /// <param name="task">The task.</param>
    /// <param name="run">Which run: an attempt as solver, or the agent's own honest run.</param>
    /// <param name="job">The job whose states are kept.</param>
    public CheckpointFolder Checkpoints(uint task, string run, TrainingJob job) => new(job, Path.Combine(FolderOf(task), run));

    /// <summary>A state that somebody else published, checked against its hash.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">Who serves it.</param>
    /// <param name="artefact">Its address.</param>
    /// <param name="state">Its hash.</param>
    /// <param name="into">A state that is no longer needed: it is overwritten, also when the file is refused. Null makes a new one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtefactException">It is not served, or is not that state.</exception>
    public async Task<Checkpoint> FetchCheckpointAsync(TrainingJob job, Uri source, H256 artefact, H256 state, ModelState? into, CancellationToken cancellation)
    {
        ulong size = MaxCheckpointOverhead;
        foreach (StateSlot slot in job.Graph.Slots) size += (ulong)slot.Type.Shape.Elements * (ulong)slot.Type.ElementSize;
        byte[] file = await fetcher.GetAsync(source, artefact, size, cancellation).ConfigureAwait(false);
        try
        {
            return Checkpoint.Read(job, Safetensors.Parse(file), state, into);
        }
        catch (Training.Sources.TrainingDataException e)
        {
            throw new ArtefactException($"Checkpoint {artefact} is not the committed state: {e.Message}", e);
        }
    }

    /// <summary>The list of leaves and checkpoints that a solver published beside its commitment.</summary>
    /// <exception cref="ArtefactException">It is not served, or is not that of the committed history.</exception>
    public async Task<HistoryManifest> FetchHistoryAsync(Uri source, H256 artefact, H256 history, uint leaves, CancellationToken cancellation)
    {
        byte[] bytes = await fetcher.GetAsync(source, artefact, (64ul * leaves) + 64, cancellation).ConfigureAwait(false);
        if (!HistoryManifest.TryParse(bytes, out HistoryManifest manifest) || (uint)manifest.Leaves.Length != leaves) throw new ArtefactException("The solver's history manifest is malformed.");
        return manifest.Root() == history ? manifest : throw new ArtefactException("The solver's history manifest is not the one it committed to.");
    }

    private async Task<byte[]> GetFromAnyAsync(IReadOnlyList<Uri> sources, H256 artefact, ulong maximumLength, CancellationToken cancellation)
    {
        ArtefactException? last = null;
        foreach (Uri source in sources)
        {
            try
            {
                return await fetcher.GetAsync(source, artefact, maximumLength, cancellation).ConfigureAwait(false);
            }
            catch (ArtefactException e)
            {
                last = e;
            }
        }

        throw last ?? new ArtefactException("Nobody named a usable endpoint for the data.");
    }

    private string FolderOf(uint task)
    {
        string folder = Path.Combine(options.Directory, "tasks", task.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        return folder;
    }
}
