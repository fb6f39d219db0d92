using System.Collections.Immutable;
using System.Text;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification;

/// <summary>The checks that a graph passes before a task may carry it.</summary>
internal static class GraphValidation
{
    public static GraphFault? Check(TaskGraph graph)
    {
        if (graph.Slots.Length is 0 or > TaskGraph.MaxSlots) return new("state", $"1 to {TaskGraph.MaxSlots} slots");
        if (graph.Data.Length > TaskGraph.MaxData) return new("data", $"at most {TaskGraph.MaxData} tensors");
        if (CheckShapes(graph) is { } badShape) return badShape;
        if (CheckPhase(graph, GraphPhase.Initialisation) is { } badInitialisation) return badInitialisation;
        if (CheckPhase(graph, GraphPhase.Step) is { } badStep) return badStep;
        if (CheckPhase(graph, GraphPhase.Evaluation) is { } badEvaluation) return badEvaluation;
        if (CheckSlots(graph) is { } badSlot) return badSlot;
        if (!IsScalar(graph.Evaluation, graph.MetricRecord)) return new("metric", "an evaluation record of one Float32, [1]");
        if (graph.DivergenceRecord is { } watched && !IsScalar(graph.Step, watched)) return new("divergence", "a step record of one Float32, [1]");
        return TaskGraph.Codec.ToBytes(graph).Length > TaskGraph.MaxBytes ? new("graph", $"at most {TaskGraph.MaxBytes} bytes encoded") : null;
    }

    private static GraphFault? CheckShapes(TaskGraph graph)
    {
        for (int i = 0; i < graph.Slots.Length; i++)
        {
            StateSlot slot = graph.Slots[i];
            if (slot.Type.Shape.Rank == 0) return new($"slot {i}", "a shape");
            if (slot.Type.Type == DataType.UInt8) return new($"slot {i}", "Float32 or UInt32");
            if (slot.Name.Length == 0 || Encoding.UTF8.GetByteCount(slot.Name) > TaskGraph.MaxNameBytes)
            {
                return new($"slot {i}", $"a name of 1 to {TaskGraph.MaxNameBytes} bytes");
            }
        }

        for (int i = 0; i < graph.Data.Length; i++)
        {
            if (graph.Data[i].Shape.Rank == 0) return new($"data tensor {i}", "a shape");
        }

        return null;
    }

    private static GraphFault? CheckPhase(TaskGraph graph, GraphPhase phase)
    {
        ImmutableArray<GraphRecord> records = graph.Records(phase);
        if (records.Length is 0 or > TaskGraph.MaxRecords) return new($"{Name(phase)} records", $"1 to {TaskGraph.MaxRecords} of them");
        Span<TensorType> inputs = new TensorType[GraphRecord.MaxInputs];
        for (int i = 0; i < records.Length; i++)
        {
            GraphRecord record = records[i];
            if (CheckRecord(graph, phase, i, inputs) is { } expected) return new($"{Name(phase)} record {i} ({record.Operator})", expected);
        }

        return null;
    }

    private static string? CheckRecord(TaskGraph graph, GraphPhase phase, int index, Span<TensorType> inputs)
    {
        GraphRecord record = graph.Records(phase)[index];
        if (record.Output.Shape.Rank == 0) return "an output shape";
        if (record.Inputs.Length > GraphRecord.MaxInputs) return $"at most {GraphRecord.MaxInputs} inputs";
        if (record.Operator == OperatorId.BatchIndices && phase != GraphPhase.Step) return "batch indices in the step graph only";
        for (int i = 0; i < record.Inputs.Length; i++)
        {
            TensorRef reference = record.Inputs[i];
            switch (reference.Source)
            {
                case TensorSource.Record when reference.Index < index:
                    inputs[i] = graph.Records(phase)[reference.Index].Output;
                    break;
                case TensorSource.Record:
                    return $"input {i} from an earlier record, not {reference.Index}";
                case TensorSource.State when phase == GraphPhase.Initialisation:
                    return $"input {i} from a record or the data: there is no state before the first";
                case TensorSource.State when reference.Index < graph.Slots.Length:
                    inputs[i] = graph.Slots[reference.Index].Type;
                    break;
                case TensorSource.State:
                    return $"input {i} from one of {graph.Slots.Length} state slots, not {reference.Index}";
                case TensorSource.Data when reference.Index < graph.Data.Length:
                    inputs[i] = graph.Data[reference.Index];
                    break;
                default:
                    return $"input {i} from one of {graph.Data.Length} data tensors, not {reference.Index}";
            }
        }

        return Operator.Of(record.Operator).Check(record, inputs[..record.Inputs.Length]);
    }

    private static GraphFault? CheckSlots(TaskGraph graph)
    {
        for (int i = 0; i < graph.Slots.Length; i++)
        {
            StateSlot slot = graph.Slots[i];
            if (slot.InitialRecord >= graph.Initialisation.Length || graph.Initialisation[slot.InitialRecord].Output != slot.Type)
            {
                return new($"slot {i}", $"an initialisation record of {slot.Type}");
            }

            if (slot.StepRecord >= graph.Step.Length || graph.Step[slot.StepRecord].Output != slot.Type)
            {
                return new($"slot {i}", $"a step record of {slot.Type}");
            }
        }

        return null;
    }

    private static bool IsScalar(ImmutableArray<GraphRecord> records, int index) =>
        index < records.Length && records[index].Output == new TensorType(DataType.Float32, Shape.Of(1));

    private static string Name(GraphPhase phase) => phase switch
    {
        GraphPhase.Initialisation => "initialisation",
        GraphPhase.Step => "step",
        _ => "evaluation",
    };
}
