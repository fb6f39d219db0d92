using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Engines;

/// <summary>How a phase runs: its operations in groups, how often each group is run over a part of its tensors, and where every output lies.</summary>
/// <remarks>
/// A group of several blocks runs all of its operations on one block after the other, so that what passes between them stays in the cache, and what only
/// they need has the size of a block. Values are the same as those of the records one by one: an operation joins a group only where its output's block
/// needs no more than the same blocks of the inputs that are cut, or where it takes blocks as terms in their order.
/// </remarks>
internal sealed class ExecutionPlan
{
    /// <summary>A plan of these parts.</summary>
    public ExecutionPlan(ImmutableArray<OperationGroup> groups, ImmutableArray<TensorRef> roots, ImmutableArray<Place> places, ImmutableArray<int> bufferBytes)
    {
        (Groups, Roots, Places, BufferBytes) = (groups, roots, places, bufferBytes);
    }

    /// <summary>The groups in the order of their run.</summary>
    public ImmutableArray<OperationGroup> Groups { get; }

    /// <summary>For each record, the tensor that its output lies in: its own, or the one that it reshapes.</summary>
    public ImmutableArray<TensorRef> Roots { get; }

    /// <summary>Where each record writes.</summary>
    public ImmutableArray<Place> Places { get; }

    /// <summary>Bytes of each shared buffer.</summary>
    public ImmutableArray<int> BufferBytes { get; }

    /// <summary>A plan for running: windows and reshapes fused, records in blocks, buffers shared, state updated in place where no later record needs the old one.</summary>
    /// <param name="graph">The task's graph.</param>
    /// <param name="phase">Which of its phases.</param>
    /// <param name="threads">Threads that the blocks of a group are shared between; with several, sums over blocks stay out of groups.</param>
    /// <param name="blockBytes">About how large a block of one tensor is.</param>
    public static ExecutionPlan ForRunning(TaskGraph graph, GraphPhase phase, int threads, int blockBytes)
    {
        (ImmutableArray<Operation> operations, ImmutableArray<TensorRef> roots) = Fusions.Find(graph, phase);
        return new Placement(graph, phase, roots, Grouping.Of(graph, phase, operations, threads, blockBytes)).Plan();
    }

    /// <summary>A plan of one record after the other.</summary>
    /// <param name="graph">The task's graph.</param>
    /// <param name="phase">Which of its phases.</param>
    /// <param name="keepsOutputs">Whether every output lives on, for traces.</param>
    public static ExecutionPlan ByRecord(TaskGraph graph, GraphPhase phase, bool keepsOutputs)
    {
        (ImmutableArray<Operation> operations, ImmutableArray<TensorRef> roots) = Fusions.None(graph, phase);
        ImmutableArray<OperationGroup> groups = [.. operations.Select(one => OperationGroup.Whole(one, graph.Records(phase)[one.Record]))];
        if (!keepsOutputs) return new Placement(graph, phase, roots, groups).Plan();
        ImmutableArray<GraphRecord> records = graph.Records(phase);
        return new ExecutionPlan(groups, roots, [.. records.Select(static (_, index) => new Place(PlaceKind.Buffer, index))], [.. records.Select(static record => BytesOf(record.Output))]);
    }

    /// <summary>Bytes of a tensor.</summary>
    internal static int BytesOf(TensorType type) => checked(type.Shape.Elements * type.ElementSize);
}

/// <summary>Operations that run together on one block after the other.</summary>
/// <param name="Operations">The operations, in order.</param>
/// <param name="Partitions">How each of them is cut.</param>
/// <param name="Blocks">Into how many blocks; 1 runs everything whole.</param>
/// <param name="ScratchBytes">Bytes of each buffer that holds a block of what only this group needs.</param>
internal sealed record OperationGroup(
    ImmutableArray<Operation> Operations, ImmutableArray<Partition> Partitions, int Blocks, ImmutableArray<int> ScratchBytes)
{
    /// <summary>A group of one operation that is run whole.</summary>
    public static OperationGroup Whole(Operation operation, GraphRecord record) => new([operation], [Partition.Of(operation, record)], 1, []);
}

/// <summary>What kind of memory an output lies in.</summary>
internal enum PlaceKind
{
    /// <summary>None: nobody needs the output.</summary>
    None,

    /// <summary>A buffer of the whole output.</summary>
    Buffer,

    /// <summary>A buffer of a block of it, in its group.</summary>
    Scratch,

    /// <summary>A slot of the state.</summary>
    State,
}

/// <summary>Where an output lies.</summary>
internal readonly record struct Place(PlaceKind Kind, int Index);
