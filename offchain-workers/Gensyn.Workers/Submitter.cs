using System.Collections.Immutable;
using System.Text;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers;

/// <summary>What a submitter asks for, besides the model and the data.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="CheckpointInterval">Steps between two checkpoints.</param>
/// <param name="Seed">Keys initial weights and the order of the data.</param>
/// <param name="Verifiers">How many verifiers are drawn.</param>
/// <param name="MaxPrice">The most paid for a unit of work, in plancks.</param>
/// <param name="TrainingBlocks">Blocks a solver has for the whole run.</param>
public sealed record SubmissionTerms(uint Steps, uint CheckpointInterval, ulong Seed, byte Verifiers, UInt128 MaxPrice, uint TrainingBlocks);

/// <summary>Publishes a task's data and submits it.</summary>
/// <param name="store">Where the data go.</param>
/// <param name="endpoint">Where the store is served; it must be until the task is settled.</param>
public sealed class Submitter(ArtefactStore store, Uri endpoint)
{
    // A worker's program itself needs some.
    private const uint LeastMemory = 64;

    /// <summary>Stores the data tensors with their manifest and makes the specification that names them.</summary>
    public TaskSpec Publish(TaskGraph graph, IReadOnlyList<Tensor> data, SubmissionTerms terms)
    {
        DataManifest manifest = new([.. data.Select(t => new DataTensor(t.Type, Commitment.TensorRoot(t.Type, t.Bytes), store.Put(t.Bytes)))]);
        return Specify(graph, manifest.Roots, store.Put(manifest.ToBytes()), endpoint, terms);
    }

    /// <summary>The specification of a task whose data are published elsewhere, or not yet.</summary>
    public static TaskSpec Specify(TaskGraph graph, ImmutableArray<H256> roots, H256 manifest, Uri endpoint, SubmissionTerms terms) => new(
        TaskGraph.Codec.ToBytes(graph),
        terms.Seed,
        terms.Steps,
        terms.CheckpointInterval,
        roots,
        manifest,
        Encoding.UTF8.GetBytes(endpoint.ToString()),
        new Requirements(MemoryOf(graph), Cores: 1, Device: null),
        terms.TrainingBlocks,
        terms.MaxPrice,
        terms.Verifiers);

    /// <summary>The MiB that a task's workers are asked to offer: as much as a dispute would need.</summary>
    /// <exception cref="ArgumentException">No engine takes the graph.</exception>
    internal static uint MemoryOf(TaskGraph graph) => (uint)UInt128.Clamp((RunEstimate.Of(graph).MemoryOfDispute + (1 << 20) - 1) >> 20, LeastMemory, uint.MaxValue);

    /// <summary>Refuses a task whose intervals the chain would, with the interval that it would take.</summary>
    /// <exception cref="FormatException">An interval, the initialisation or the evaluation is more work than a verifier may be asked to re-run at once.</exception>
    public static void RequireIntervalsThatFit(ChainView view, TaskGraph graph, SubmissionTerms terms)
    {
        UInt128 most = (UInt128)view.Tasks.Parameters.Get().MaxIntervalUnits * TaskWork.OperationsPerUnit, step = graph.Cost(GraphPhase.Step);
        foreach (GraphPhase phase in (GraphPhase[])[GraphPhase.Initialisation, GraphPhase.Evaluation])
        {
            if (graph.Cost(phase) > most) throw new FormatException($"The {phase.ToString().ToLowerInvariant()} is {TaskWork.UnitsOf(graph.Cost(phase))} units of work, and this chain takes {TaskWork.UnitsOf(most)} at once: use a smaller model, or less held-out data.");
        }

        if (step > most) throw new FormatException($"A step is {TaskWork.UnitsOf(step)} units of work, and this chain takes intervals of {TaskWork.UnitsOf(most)}: use a smaller model or batch.");
        if (step * terms.CheckpointInterval <= most) return;
        throw new FormatException($"--checkpoint-interval: {terms.CheckpointInterval} steps are {TaskWork.UnitsOf(step * terms.CheckpointInterval)} units of work, and this chain takes {TaskWork.UnitsOf(most)} at once: at most {most / step} steps.");
    }

    /// <summary>Submits a task; its number is in the receipt.</summary>
    public static async Task<uint> SubmitAsync(ChainClient chain, Signer signer, TaskSpec spec, CancellationToken cancellation = default)
    {
        Receipt receipt = await chain.SubmitAsync(signer, new TasksPallet.Call.Submit(spec), cancellation).ConfigureAwait(false);
        return receipt.Event<TasksPallet.Event.TaskSubmitted>().Task;
    }
}
