using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification;

/// <summary>All that a task computes: its state, its data and the records of initialisation, step and evaluation.</summary>
/// <param name="Slots">The state tensors in canonical order; those of a group keep this order under the group's root.</param>
/// <param name="Data">The data tensors; their contents are bound by the task's data roots.</param>
/// <param name="Initialisation">The records that make S_0.</param>
/// <param name="Step">The records that make S_t from S_(t−1).</param>
/// <param name="Evaluation">The records that make the metric from S_N.</param>
/// <param name="MetricRecord">The evaluation record whose output, one Float32, is the metric.</param>
/// <param name="DivergenceRecord">The step record, one Float32, that is watched for values that are not finite; absent: none.</param>
[Scale]
public sealed partial record TaskGraph(
    [MaxLength(TaskGraph.MaxSlots)] ImmutableArray<StateSlot> Slots,
    [MaxLength(TaskGraph.MaxData)] ImmutableArray<TensorType> Data,
    [MaxLength(TaskGraph.MaxRecords)] ImmutableArray<GraphRecord> Initialisation,
    [MaxLength(TaskGraph.MaxRecords)] ImmutableArray<GraphRecord> Step,
    [MaxLength(TaskGraph.MaxRecords)] ImmutableArray<GraphRecord> Evaluation,
    ushort MetricRecord,
    ushort? DivergenceRecord)
{
    /// <summary>The most bytes of a graph's encoding.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most records of one phase.</summary>
    public const int MaxRecords = 4096;

    /// <summary>The most state tensors.</summary>
    public const int MaxSlots = 2048;

    /// <summary>The most data tensors.</summary>
    public const int MaxData = 16;

    /// <summary>The most bytes of a slot's name.</summary>
    public const int MaxNameBytes = 96;

    /// <summary>The records of one phase.</summary>
    public ImmutableArray<GraphRecord> Records(GraphPhase phase) => phase switch
    {
        GraphPhase.Initialisation => Initialisation,
        GraphPhase.Step => Step,
        _ => Evaluation,
    };

    /// <summary>Decodes a graph of at most <see cref="MaxBytes"/> bytes; it may still be refused by <see cref="Validate"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out TaskGraph graph)
    {
        graph = null!; // Never read: every caller looks at the result first, as with all Try methods.
        return bytes.Length <= MaxBytes && Codec.TryDecode(bytes, out graph);
    }

    /// <summary>Checks limits, order, types and shapes; null when the graph is sound.</summary>
    public GraphFault? Validate() => GraphValidation.Check(this);

    /// <summary>The graph's counts. The graph must be sound.</summary>
    public GraphSummary Summary() => new(
        (ushort)Initialisation.Length,
        (ushort)Step.Length,
        (ushort)Evaluation.Length,
        (ushort)CountSlots(StateGroup.Weights),
        (ushort)CountSlots(StateGroup.Optimiser),
        MetricRecord,
        DivergenceRecord,
        Samples(),
        Draws(Initialisation),
        Draws(Step));

    /// <summary>A record with the types of its inputs. The graph must be sound.</summary>
    public ResolvedRecord Resolve(GraphPhase phase, int record) => Resolve(phase, record, Positions());

    /// <summary>A slot's place under the root of its group.</summary>
    public int PositionOf(int slot) => Positions()[slot];

    /// <summary>The tree over summary, records and slots; opens records in disputes. The graph must be sound.</summary>
    public MerkleTree Tree()
    {
        ReadOnlySpan<ushort> positions = Positions();
        var leaves = new List<H256> { Merkle.Leaf(GraphSummary.Codec.ToBytes(Summary())) };
        foreach (GraphPhase phase in (ReadOnlySpan<GraphPhase>)[GraphPhase.Initialisation, GraphPhase.Step, GraphPhase.Evaluation])
        {
            for (int i = 0; i < Records(phase).Length; i++) leaves.Add(Merkle.Leaf(ResolvedRecord.Codec.ToBytes(Resolve(phase, i, positions))));
        }

        foreach (StateGroup group in (ReadOnlySpan<StateGroup>)[StateGroup.Weights, StateGroup.Optimiser])
        {
            foreach (StateSlot slot in Slots)
            {
                if (slot.Group == group) leaves.Add(Merkle.Leaf(StateSlot.Codec.ToBytes(slot)));
            }
        }

        return new MerkleTree(leaves);
    }

    /// <summary>The graph root that a task carries. The graph must be sound.</summary>
    public H256 Root()
    {
        MerkleTree tree = Tree();
        return Commitment.Wrap(HashTag.Graph, tree.Count, tree.Root);
    }

    /// <summary>The weighted operations of one run of a phase. The graph must be sound.</summary>
    public UInt128 Cost(GraphPhase phase)
    {
        UInt128 cost = 0;
        ReadOnlySpan<ushort> positions = Positions();
        for (int i = 0; i < Records(phase).Length; i++) cost += Operator.Of(Records(phase)[i].Operator).Cost(Resolve(phase, i, positions));
        return cost;
    }

    /// <summary>The weighted operations of a task of this many steps: one initialisation, the steps, one evaluation.</summary>
    public UInt128 Cost(uint steps) => Cost(GraphPhase.Initialisation) + Cost(GraphPhase.Step) * steps + Cost(GraphPhase.Evaluation);

    private ResolvedRecord Resolve(GraphPhase phase, int record, ReadOnlySpan<ushort> positions)
    {
        GraphRecord item = Records(phase)[record];
        ImmutableArray<ResolvedInput>.Builder inputs = ImmutableArray.CreateBuilder<ResolvedInput>(item.Inputs.Length);
        foreach (TensorRef reference in item.Inputs)
        {
            inputs.Add(reference.Source switch
            {
                TensorSource.Record => new(reference, Records(phase)[reference.Index].Output, StateGroup.Weights, 0),
                TensorSource.State => new(reference, Slots[reference.Index].Type, Slots[reference.Index].Group, positions[reference.Index]),
                _ => new(reference, Data[reference.Index], StateGroup.Weights, 0),
            });
        }

        return new(item.Operator, item.Attributes, inputs.ToImmutable(), item.Output);
    }

    private ushort[] Positions()
    {
        var positions = new ushort[Slots.Length];
        ushort weights = 0, optimiser = 0;
        for (int i = 0; i < positions.Length; i++) positions[i] = Slots[i].Group == StateGroup.Weights ? weights++ : optimiser++;
        return positions;
    }

    private int CountSlots(StateGroup group)
    {
        int count = 0;
        foreach (StateSlot slot in Slots) count += slot.Group == group ? 1 : 0;
        return count;
    }

    private uint Samples()
    {
        foreach (GraphRecord record in Step)
        {
            if (record.Operator == OperatorId.BatchIndices) return (uint)record.Output.Shape.Elements;
        }

        return 0;
    }

    private static uint Draws(ImmutableArray<GraphRecord> records)
    {
        uint draws = 0;
        foreach (GraphRecord record in records)
        {
            draws = unchecked(draws + Operator.Of(record.Operator).Draws(record));
        }

        return draws;
    }
}
