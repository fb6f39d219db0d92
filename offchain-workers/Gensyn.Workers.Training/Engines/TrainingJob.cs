using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>All that a run needs to know of a task: its graph, its data and the numbers fixed on submission.</summary>
public sealed class TrainingJob
{
    /// <summary>A job whose parts fit each other.</summary>
    /// <exception cref="ArgumentException">The graph is unsound, the data are of other types, or there are no steps.</exception>
    public TrainingJob(TaskGraph graph, ImmutableArray<Tensor> data, ulong seed, uint steps, uint checkpointInterval)
    {
        if (graph.Validate() is { } fault) throw new ArgumentException($"The graph is unsound: {fault}.", nameof(graph));
        if (!data.Select(static tensor => tensor.Type).SequenceEqual(graph.Data))
        {
            throw new ArgumentException($"The graph reads {string.Join(", ", graph.Data)}; the data are {string.Join(", ", data)}.", nameof(data));
        }

        Plan = new IntervalPlan(steps, checkpointInterval);
        if (!Plan.IsValid) throw new ArgumentException("A job has at least one step and an interval of at least one.", nameof(steps));
        Graph = graph;
        Summary = graph.Summary();
        Data = data;
        Seed = seed;
    }

    /// <summary>What is computed.</summary>
    public TaskGraph Graph { get; }

    /// <summary>The graph's counts.</summary>
    public GraphSummary Summary { get; }

    /// <summary>The data tensors in the graph's order.</summary>
    public ImmutableArray<Tensor> Data { get; }

    /// <summary>What keys every random number.</summary>
    public ulong Seed { get; }

    /// <summary>Steps, checkpoints and intervals.</summary>
    public IntervalPlan Plan { get; }

    /// <summary>The task as the chain names it.</summary>
    public TaskCommitment Commit() => new(Graph.Root(), Seed, DataRoots(), Parent: null, Plan.Steps, Plan.CheckpointInterval, Mode: 0);

    /// <summary>The roots of the data tensors, in the graph's order.</summary>
    public ImmutableArray<H256> DataRoots() => [.. Data.Select(static tensor => Commitment.TensorRoot(tensor.Type, tensor.Bytes))];
}
