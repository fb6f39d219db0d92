using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Where the records of a phase write, so that buffers are shared and state is updated in place where no later record needs the old one.</summary>
internal sealed class ExecutionPlan
{
    private ExecutionPlan(ImmutableArray<Place> places, ImmutableArray<int> bufferBytes, ImmutableArray<bool> fused)
    {
        Places = places;
        BufferBytes = bufferBytes;
        FusedWithNext = fused;
    }

    /// <summary>Where each record writes.</summary>
    public ImmutableArray<Place> Places { get; }

    /// <summary>Bytes of each shared buffer.</summary>
    public ImmutableArray<int> BufferBytes { get; }

    /// <summary>For each record: whether it and the next one are a momentum update and the step it drives, both in place.</summary>
    public ImmutableArray<bool> FusedWithNext { get; }

    /// <summary>A plan that shares buffers, for running.</summary>
    public static ExecutionPlan ForRunning(TaskGraph graph, GraphPhase phase)
    {
        ImmutableArray<GraphRecord> records = graph.Records(phase);
        int[] lastUse = LastUses(graph, phase);
        var places = new Place[records.Length];
        List<int> bytes = [];
        Dictionary<int, Stack<int>> free = [];
        for (int i = 0; i < records.Length; i++)
        {
            places[i] = SlotInPlace(graph, phase, i) is { } slot ? Place.InState(slot) : Place.InBuffer(Take(bytes, free, BytesOf(records[i])));

            // Inputs that end here are given back after the record has its own place, so that no kernel writes over what it reads.
            foreach (int source in records[i].Inputs.Where(static input => input.Source == TensorSource.Record).Select(static input => (int)input.Index).Append(i).Distinct())
            {
                if (lastUse[source] > i || places[source].IsState) continue;
                int size = BytesOf(records[source]);
                if (!free.TryGetValue(size, out Stack<int>? stack)) free[size] = stack = new();
                stack.Push(places[source].Index);
            }
        }

        return new ExecutionPlan([.. places], [.. bytes], FindFused(records, places));
    }

    /// <summary>A plan in which every output lives on, for traces.</summary>
    public static ExecutionPlan ForTracing(TaskGraph graph, GraphPhase phase)
    {
        ImmutableArray<GraphRecord> records = graph.Records(phase);
        return new ExecutionPlan(
            [.. records.Select(static (_, index) => Place.InBuffer(index))], [.. records.Select(BytesOf)], [.. records.Select(static _ => false)]);
    }

    private static int BytesOf(GraphRecord record) => checked(record.Output.Shape.Elements * record.Output.ElementSize);

    private static int Take(List<int> bytes, Dictionary<int, Stack<int>> free, int size)
    {
        if (free.TryGetValue(size, out Stack<int>? stack) && stack.TryPop(out int buffer)) return buffer;
        bytes.Add(size);
        return bytes.Count - 1;
    }

    /// <summary>The last record that reads each output; outputs that leave the phase are never given back.</summary>
    private static int[] LastUses(TaskGraph graph, GraphPhase phase)
    {
        ImmutableArray<GraphRecord> records = graph.Records(phase);
        int[] last = [.. Enumerable.Range(0, records.Length)];
        for (int i = 0; i < records.Length; i++)
        {
            foreach (TensorRef input in records[i].Inputs)
            {
                if (input.Source == TensorSource.Record) last[input.Index] = i;
            }
        }

        IEnumerable<int> kept = phase switch
        {
            GraphPhase.Initialisation => graph.Slots.Select(static slot => (int)slot.InitialRecord),
            GraphPhase.Step => graph.Slots.Select(static slot => (int)slot.StepRecord).Concat(graph.DivergenceRecord is { } watched ? [watched] : []),
            _ => [graph.MetricRecord],
        };
        foreach (int record in kept) last[record] = int.MaxValue;
        return last;
    }

    /// <summary>The slot that a record may write directly: it alone makes it, element by element from the old one, which nobody reads later.</summary>
    private static int? SlotInPlace(TaskGraph graph, GraphPhase phase, int index)
    {
        if (phase != GraphPhase.Step) return null;
        GraphRecord record = graph.Step[index];
        if (record.Operator is not (OperatorId.MomentumUpdate or OperatorId.SgdUpdate)) return null;
        int[] made = [.. Enumerable.Range(0, graph.Slots.Length).Where(slot => graph.Slots[slot].StepRecord == index)];
        if (made is not [int only]) return null;
        TensorRef old = TensorRef.State(only);
        return record.Inputs.Contains(old) && !graph.Step.Skip(index + 1).Any(later => later.Inputs.Contains(old)) ? only : null;
    }

    private static ImmutableArray<bool> FindFused(ImmutableArray<GraphRecord> records, Place[] places)
    {
        ImmutableArray<bool>.Builder fused = ImmutableArray.CreateBuilder<bool>(records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            // velocity ← fma(mu, velocity, g), then weights ← fma(−rate, velocity, weights), each over its own old value.
            fused.Add(i + 1 < records.Length
                && records[i] is { Operator: OperatorId.MomentumUpdate } momentum
                && records[i + 1] is { Operator: OperatorId.SgdUpdate } update
                && places[i].IsState
                && places[i + 1].IsState
                && momentum.Inputs[0] == TensorRef.State(places[i].Index)
                && momentum.Inputs[1].Source == TensorSource.Record
                && update.Inputs[0] == TensorRef.Record(i)
                && update.Inputs[1] == TensorRef.State(places[i + 1].Index)
                && places[i].Index != places[i + 1].Index
                && (i == 0 || !fused[i - 1]));
        }

        return fused.MoveToImmutable();
    }

    /// <summary>Where a record writes: a slot of the state, or a shared buffer.</summary>
    internal readonly record struct Place(bool IsState, int Index)
    {
        public static Place InState(int slot) => new(true, slot);

        public static Place InBuffer(int buffer) => new(false, buffer);
    }
}
