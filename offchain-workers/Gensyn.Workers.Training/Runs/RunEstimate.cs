using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Training.Runs;

/// <summary>What a run will take, before it runs: memory in bytes, and work in the weighted operations that the chain counts.</summary>
/// <param name="Data">All data tensors.</param>
/// <param name="State">The model and the optimiser's tensors.</param>
/// <param name="StepBuffers">The outputs of records that a step holds at once, one record after the other or in blocks: the more of both.</param>
/// <param name="OnceBuffers">The same of the larger of initialisation and evaluation, beside the step's.</param>
/// <param name="Trace">All outputs of the largest of the three.</param>
/// <param name="Initialisation">The operations of the initialisation.</param>
/// <param name="Step">The operations of a step.</param>
/// <param name="Evaluation">The operations of the evaluation.</param>
public sealed record RunEstimate(
    UInt128 Data, UInt128 State, UInt128 StepBuffers, UInt128 OnceBuffers, UInt128 Trace, UInt128 Initialisation, UInt128 Step, UInt128 Evaluation)
{
    // A run has its own state, two copies that wait for hashing, and the bytes of a file.
    private const uint StatesOfARun = 4;

    // A replay has the opening state besides.
    private const uint StatesOfAReplay = 5;

    private static readonly ImmutableArray<GraphPhase> Phases = [GraphPhase.Initialisation, GraphPhase.Step, GraphPhase.Evaluation];

    /// <summary>The memory that training takes.</summary>
    public UInt128 Memory => Data + (StatesOfARun * State) + StepBuffers + OnceBuffers;

    /// <summary>The memory that a dispute takes, in which every output of a step is kept: never less than training's.</summary>
    public UInt128 MemoryOfDispute => Data + (StatesOfAReplay * State) + StepBuffers + Trace;

    /// <summary>Says why no engine takes a graph; null when they do.</summary>
    public static string? Refusal(TaskGraph graph)
    {
        foreach (GraphPhase phase in Phases)
        {
            ImmutableArray<GraphRecord> records = graph.Records(phase);
            for (int i = 0; i < records.Length; i++)
            {
                if (BytesOf(records[i].Output) > int.MaxValue) return $"{phase} record {i}, {records[i].Output}, is 2 GiB or more";
            }
        }

        UInt128 state = StateOf(graph);
        return state > (UInt128)Safetensors.MaxContentBytes ? $"its state of {state} bytes does not fit a checkpoint's file of {Safetensors.MaxContentBytes}" : null;
    }

    /// <summary>Estimates a graph's run.</summary>
    /// <exception cref="ArgumentException">No engine takes the graph.</exception>
    public static RunEstimate Of(TaskGraph graph)
    {
        if (Refusal(graph) is { } refusal) throw new ArgumentException($"The graph is too large: {refusal}.", nameof(graph));
        return new(
            Sum(graph.Data),
            StateOf(graph),
            BuffersOf(graph, GraphPhase.Step),
            UInt128.Max(BuffersOf(graph, GraphPhase.Initialisation), BuffersOf(graph, GraphPhase.Evaluation)),
            Phases.Max(phase => Sum(graph.Records(phase).Select(static record => record.Output))),
            graph.Cost(GraphPhase.Initialisation),
            graph.Cost(GraphPhase.Step),
            graph.Cost(GraphPhase.Evaluation));
    }

    // In blocks the buffers of a group are given back together, and windows are not written: either way may need more.
    private static UInt128 BuffersOf(TaskGraph graph, GraphPhase phase) => UInt128.Max(
        Sum(ExecutionPlan.ByRecord(graph, phase, keepsOutputs: false)), Sum(ExecutionPlan.ForRunning(graph, phase, threads: 2, BitwiseEngine.DefaultBlockBytes)));

    private static UInt128 StateOf(TaskGraph graph) => Sum(graph.Slots.Select(static slot => slot.Type));

    private static UInt128 Sum(ExecutionPlan plan) => plan.BufferBytes.Aggregate(UInt128.Zero, static (sum, bytes) => sum + (uint)bytes);

    private static UInt128 Sum(IEnumerable<TensorType> types) => types.Aggregate(UInt128.Zero, static (sum, type) => sum + BytesOf(type));

    private static UInt128 BytesOf(TensorType type) => (UInt128)(uint)type.Shape.Elements * (uint)type.ElementSize;
}
