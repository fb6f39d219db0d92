using System.Text;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Verification;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Tensors;

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
    /// <summary>Stores the data tensors with their manifest and makes the specification that names them.</summary>
    public TaskSpec Publish(TaskGraph graph, IReadOnlyList<Tensor> data, SubmissionTerms terms)
    {
        DataManifest manifest = new([.. data.Select(t => new DataTensor(t.Type, Commitment.TensorRoot(t.Type, t.Bytes), store.Put(t.Bytes)))]);
        return new TaskSpec(
            TaskGraph.Codec.ToBytes(graph),
            terms.Seed,
            terms.Steps,
            terms.CheckpointInterval,
            manifest.Roots,
            store.Put(manifest.ToBytes()),
            Encoding.UTF8.GetBytes(endpoint.ToString()),
            new Requirements(MemoryMebibytes: 64, Cores: 1, Device: null),
            terms.TrainingBlocks,
            terms.MaxPrice,
            terms.Verifiers);
    }

    /// <summary>Refuses a task whose intervals the chain would, with the interval that it would take.</summary>
    /// <exception cref="FormatException">An interval, the initialisation or the evaluation is more work than a verifier may be asked to re-run at once.</exception>
    public static void RequireIntervalsThatFit(ChainView view, TaskGraph graph, SubmissionTerms terms)
    {
        UInt128 most = (UInt128)view.Tasks.Parameters.Get().MaxIntervalUnits * TaskWork.OperationsPerUnit, step = graph.Cost(GraphPhase.Step);
        foreach (GraphPhase phase in (GraphPhase[])[GraphPhase.Initialisation, GraphPhase.Evaluation])
        {
            if (graph.Cost(phase) > most) throw new FormatException($"The {phase.ToString().ToLowerInvariant()} is {Units(graph.Cost(phase))} units of work, and this chain takes {Units(most)} at once: use a smaller model, or less held-out data.");
        }

        if (step > most) throw new FormatException($"A step is {Units(step)} units of work, and this chain takes intervals of {Units(most)}: use a smaller model or batch.");
        if (step * terms.CheckpointInterval <= most) return;
        throw new FormatException($"--checkpoint-interval: {terms.CheckpointInterval} steps are {Units(step * terms.CheckpointInterval)} units of work, and this chain takes {Units(most)} at once: at most {most / step} steps.");

        static UInt128 Units(UInt128 operations) => (operations + TaskWork.OperationsPerUnit - 1) / TaskWork.OperationsPerUnit;
    }

    /// <summary>Submits a task; its number is in the receipt.</summary>
    public static async Task<uint> SubmitAsync(ChainClient chain, Signer signer, TaskSpec spec, CancellationToken cancellation = default)
    {
        Receipt receipt = await chain.SubmitAsync(signer, new TasksPallet.Call.Submit(spec), cancellation).ConfigureAwait(false);
        return receipt.Event<TasksPallet.Event.TaskSubmitted>().Task;
    }
}
