using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Tensors;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>A task whose step is one operator: its output is a state tensor, so that a wrong element of it is a wrong state.</summary>
/// <param name="Name">What it was made of.</param>
/// <param name="Graph">The task.</param>
/// <param name="Data">Its data tensors.</param>
/// <param name="Record">Which step record the operator is.</param>
internal sealed record OperatorGraph(string Name, TaskGraph Graph, byte[][] Data, int Record)
{
    // Cases that open as many tiles as a leaf may, beside those of the conformance table.
    private static readonly string[] Wide =
    [
        "BatchMatMul 10 33×35×47, awkward", "BatchMatMul 11 33×35×47, awkward", "ScatterRows of 37 columns, awkward", "ScatterRows of 5 columns, awkward", "RowDot, awkward",
    ];

    /// <summary>Every conformance case, and some cases with wide leaves.</summary>
    public static ImmutableArray<OperatorGraph> All { get; } = [.. Make()];

    /// <summary>The operator.</summary>
    public OperatorId Id => Graph.Step[Record].Operator;

    private static IEnumerable<OperatorGraph> Make()
    {
        foreach (ConformanceCase one in Conformance.Cases) yield return Of(one);
        foreach (string name in Wide)
        {
            ResolvedRecord record = LeafCases.All().Single(one => one.Name == name).Record;
            GraphRecord wired = new(record.Operator, record.Attributes, [.. record.Inputs.Select(static input => input.Reference)], record.Output);
            yield return Of(new ConformanceCase(name, wired, [.. record.Inputs.Select(static input => input.Type)], Special: false));
        }
    }

    // Floats are state tensors that start at random and stay; integers are read from bytes; bytes are data.
    private static OperatorGraph Of(ConformanceCase one)
    {
        ImmutableArray<Tensor> contents = one.MakeInputs();
        List<StateSlot> slots = [];
        List<TensorType> data = [];
        List<byte[]> bytes = [];
        List<GraphRecord> initialisation = [], step = [], kept = [];
        List<TensorRef> inputs = [];
        for (int i = 0; i < contents.Length; i++)
        {
            TensorType type = one.Inputs[i];
            switch (type.Type)
            {
                case DataType.Float32:
                    inputs.Add(TensorRef.State(initialisation.Count));
                    kept.Add(new(OperatorId.Reshape, default, [inputs[^1]], type));
                    initialisation.Add(new(OperatorId.PhiloxUniform, new(ToyGraphs.Bits(-0.25f), ToyGraphs.Bits(1f), (uint)i), [], type));
                    break;
                case DataType.UInt8:
                    inputs.Add(TensorRef.Data(data.Count));
                    data.Add(type);
                    bytes.Add(contents[i].Bytes.ToArray());
                    break;
                default:
                    TensorType flat = ToyGraphs.Integers((uint)type.Shape.Elements);
                    step.Add(new(OperatorId.ImportLabels, default, [TensorRef.Data(data.Count)], flat));
                    if (type != flat) step.Add(new(OperatorId.Reshape, default, [TensorRef.Record(step.Count - 1)], type));
                    inputs.Add(TensorRef.Record(step.Count - 1));
                    data.Add(flat with { Type = DataType.UInt8 });
                    bytes.Add([.. contents[i].Words.ToArray().Select(static word => checked((byte)word))]);
                    break;
            }
        }

        int record = step.Count;
        step.Add(one.Record with { Inputs = [.. inputs] });
        for (int i = 0; i < kept.Count; i++)
        {
            slots.Add(new($"input{i}", kept[i].Output, StateGroup.Weights, (ushort)i, (ushort)step.Count));
            step.Add(kept[i]);
        }

        slots.Add(new("output", one.Record.Output, StateGroup.Optimiser, (ushort)initialisation.Count, (ushort)record));
        initialisation.Add(new(OperatorId.Zeros, default, [], one.Record.Output));
        TaskGraph graph = new([.. slots], [.. data], [.. initialisation], [.. step], [new(OperatorId.Fill, default, [], ToyGraphs.Floats(1))], 0, null);
        return new(one.Name, graph, [.. bytes], record);
    }
}
