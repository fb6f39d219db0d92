using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Training.Runs;

/// <summary>What a run will take, before it runs: memory in bytes, and work in the weighted operations that the chain counts.</summary>
/// <param name="Data">All data tensors.</param>
/// <param name="State">The model and the optimiser's tensors.</param>
/// <param name="Buffers">The outputs of records that are held at once, in the plan of a step and of the larger of initialisation and evaluation.</param>
/// <param name="Initialisation">The operations of the initialisation.</param>
/// <param name="Step">The operations of a step.</param>
/// <param name="Evaluation">The operations of the evaluation.</param>
public sealed record RunEstimate(UInt128 Data, UInt128 State, UInt128 Buffers, UInt128 Initialisation, UInt128 Step, UInt128 Evaluation)
{
    // A run has its own state, two copies that wait for hashing, and the bytes of a file.
    private const uint StatesOfARun = 4;

    // A replay besides has the opening one.
    private const uint StatesOfAReplay = 5;

    /// <summary>The memory that training takes.</summary>
    public UInt128 Memory => Data + (StatesOfARun * State) + Buffers;

    /// <summary>Estimates a graph's run.</summary>
    /// <exception cref="ArgumentException">A record's output is 2 GiB or more, which no engine takes.</exception>
    public static RunEstimate Of(TaskGraph graph)
    {
        foreach (GraphPhase phase in (GraphPhase[])[GraphPhase.Initialisation, GraphPhase.Step, GraphPhase.Evaluation])
        {
            int large = graph.Records(phase).ToList().FindIndex(static record => BytesOf(record.Output) > int.MaxValue);
            if (large >= 0) throw new ArgumentException($"{phase} record {large}, {graph.Records(phase)[large].Output}, is 2 GiB or more.", nameof(graph));
        }

        UInt128 buffers = BuffersOf(graph, GraphPhase.Step) + UInt128.Max(BuffersOf(graph, GraphPhase.Initialisation), BuffersOf(graph, GraphPhase.Evaluation));
        return new(Sum(graph.Data), StateOf(graph), buffers, graph.Cost(GraphPhase.Initialisation), graph.Cost(GraphPhase.Step), graph.Cost(GraphPhase.Evaluation));
    }

    /// <summary>The memory that a dispute about the run takes: data, states, and every output of the larger graph at once.</summary>
    public static UInt128 MemoryOfDispute(TaskGraph graph)
    {
        UInt128 outputs = UInt128.Max(Sum(graph.Step.Select(static record => record.Output)), Sum(graph.Evaluation.Select(static record => record.Output)));
        return Sum(graph.Data) + (StatesOfAReplay * StateOf(graph)) + outputs;
    }

    private static UInt128 StateOf(TaskGraph graph) => Sum(graph.Slots.Select(static slot => slot.Type));

    private static UInt128 BuffersOf(TaskGraph graph, GraphPhase phase) => ExecutionPlan.ForRunning(graph, phase).BufferBytes.Aggregate(UInt128.Zero, static (sum, bytes) => sum + (uint)bytes);

    private static UInt128 Sum(IEnumerable<TensorType> types) => types.Aggregate(UInt128.Zero, static (sum, type) => sum + BytesOf(type));

    private static UInt128 BytesOf(TensorType type) => (UInt128)(uint)type.Shape.Elements * (uint)type.ElementSize;
}
