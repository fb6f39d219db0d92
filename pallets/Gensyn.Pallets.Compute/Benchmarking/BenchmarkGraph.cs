using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.Benchmarking;

/// <summary>Graphs that take as long to check as a graph of their length can: of the smallest records and slots there are.</summary>
public static class BenchmarkGraph
{
    private static readonly TensorType Scalar = new(DataType.Float32, Shape.Of(1));

    private static readonly GraphRecord Record = new(OperatorId.Zeros, default, [], Scalar);

    /// <summary>The smallest graph there is.</summary>
    public static byte[] Smallest => TaskGraph.Codec.ToBytes(Graph(slots: 1, records: 1));

    /// <summary>The largest such graph that fits into this many bytes; the smallest one where none does.</summary>
    public static byte[] Of(uint bytes)
    {
        int slots = (int)Math.Max(1, (ulong)bytes * TaskGraph.MaxSlots / TaskGraph.MaxBytes);
        int empty = TaskGraph.Codec.ToBytes(Graph(slots, records: 1)).Length;
        int each = GraphRecord.Codec.ToBytes(Record).Length * 3;

        // The lengths of the lists take a few bytes more as they grow.
        int records = Math.Clamp((int)(((long)bytes - empty - 16) / each) + 1, 1, TaskGraph.MaxRecords);
        return TaskGraph.Codec.ToBytes(Graph(slots, records));
    }

    private static TaskGraph Graph(int slots, int records)
    {
        ImmutableArray<GraphRecord> all = [.. Enumerable.Repeat(Record, records)];
        StateSlot slot = new("w", Scalar, StateGroup.Weights, InitialRecord: 0, StepRecord: 0);
        return new([.. Enumerable.Repeat(slot, slots)], [], all, all, all, MetricRecord: 0, DivergenceRecord: null);
    }
}
