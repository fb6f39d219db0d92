using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>The rows that a step trains on. Attribute A: the rows of the data set.</summary>
internal sealed class BatchIndices() : ElementOperator(OperatorId.BatchIndices, 0, 1, "KeyedPermutation.BatchIndex(seed, A, batch, t, j)")
{
    private protected override uint CostPerTerm => 64;

    private protected override string? CheckAttributes(OperatorAttributes attributes) =>
        attributes.A is 0 or > Shape.MaxElements ? "the rows of the data set as attribute A" : null;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output is { Type: DataType.UInt32, Shape.Rank: 1 } ? null : "an output of UInt32 [batch]";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = KeyedPermutation.BatchIndex(call.Context.Seed, call.Attributes.A, (uint)call.Output.Shape.Columns, call.Context.Step, (uint)call.Column);
        return true;
    }
}

/// <summary>Rows of byte data at given indices, times attribute A.</summary>
internal sealed class GatherBytes() : ElementOperator(OperatorId.Gather, 2, 1, "mul(float(data[index[i], j]), A); +0 when the index is no row")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.A, 'A');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs[0] is not { Type: DataType.UInt32, Shape.Rank: 1 }) return $"indices of UInt32 [batch], not {inputs[0]}";
        return Demand.Type(1, inputs[1], DataType.UInt8) ?? Demand.Matrix(output, DataType.Float32, inputs[0].Shape.Columns, inputs[1].Shape.Columns);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, 0, call.Row, out uint index)) return false;
        if (index >= (uint)call.Shape(1).Rows) return true;
        if (!call.TryRead(1, (int)index, call.Column, out uint value)) return false;
        element = T.Mul(T.FromUInt32(value), call.Attributes.A);
        return true;
    }
}

/// <summary>Byte labels at given indices, widened.</summary>
internal sealed class GatherLabels() : ElementOperator(OperatorId.GatherLabels, 2, 0, "labels[index[j]]; 0 when the index is no label")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs[0] is not { Type: DataType.UInt32, Shape.Rank: 1 }) return $"indices of UInt32 [batch], not {inputs[0]}";
        if (inputs[1] is not { Type: DataType.UInt8, Shape.Rank: 1 }) return $"labels of UInt8 [rows], not {inputs[1]}";
        return Demand.Output(output, inputs[0]);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, 0, call.Column, out uint index)) return false;
        return index >= (uint)call.Shape(1).Columns || call.TryRead(1, 0, (int)index, out element);
    }
}

/// <summary>Consecutive elements of a text from given places on. Attribute A: how far after each place they begin.</summary>
internal sealed class GatherWindows() : ElementOperator(OperatorId.GatherWindows, 2, 1, "text[index[i] + A + j]; 0 beyond the end")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs[0] is not { Type: DataType.UInt32, Shape.Rank: 1 }) return $"indices of UInt32 [batch], not {inputs[0]}";
        if (inputs[1].Type == DataType.Float32 || inputs[1].Shape.Rank != 1) return $"a text of UInt8 or UInt32 [length], not {inputs[1]}";
        bool fits = output is { Type: DataType.UInt32, Shape.Rank: 2 } && output.Shape.Rows == inputs[0].Shape.Columns;
        return fits ? null : $"an output of UInt32 [{inputs[0].Shape.Columns}, context], not {output}";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, 0, call.Row, out uint index)) return false;
        ulong place = index + (ulong)call.Attributes.A + (ulong)call.Column;
        return place >= (ulong)call.Shape(1).Columns || call.TryRead(1, 0, (int)place, out element);
    }
}

/// <summary>Consecutive rows of byte data from attribute A on, times attribute B.</summary>
internal sealed class ImportRows() : ElementOperator(OperatorId.ImportRows, 1, 2, "mul(float(data[A + i, j]), B)")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.B, 'B');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Type(0, inputs[0], DataType.UInt8) is { } wrong) return wrong;
        if (inputs[0].Shape.Rank == 1) return $"data of at least two dimensions, not {inputs[0]}";
        int taken = output.Shape.Rows;
        ulong end = attributes.A + (ulong)taken;
        if (end > (ulong)inputs[0].Shape.Rows) return $"rows {attributes.A} to {end} within the {inputs[0].Shape.Rows} that there are";
        return Demand.Matrix(output, DataType.Float32, taken, inputs[0].Shape.Columns);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, (int)call.Attributes.A + call.Row, call.Column, out uint value)) return false;
        element = T.Mul(T.FromUInt32(value), call.Attributes.B);
        return true;
    }
}

/// <summary>Consecutive byte labels from attribute A on, widened.</summary>
internal sealed class ImportLabels() : ElementOperator(OperatorId.ImportLabels, 1, 1, "labels[A + j]")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Type(0, inputs[0], DataType.UInt8) is { } wrong) return wrong;
        if (inputs[0].Shape.Rank != 1) return $"labels of UInt8 [rows], not {inputs[0]}";
        int taken = output.Shape.Columns;
        ulong end = attributes.A + (ulong)taken;
        if (end > (ulong)inputs[0].Shape.Columns) return $"rows {attributes.A} to {end} within the {inputs[0].Shape.Columns} that there are";
        return Demand.Output(output, Demand.Vector(DataType.UInt32, taken));
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element) =>
        call.TryRead(0, 0, (int)call.Attributes.A + call.Column, out element);
}

/// <summary>Windows of a text at equal distances. Attribute A: where the first begins; B: from one to the next.</summary>
internal sealed class ImportWindows() : ElementOperator(OperatorId.ImportWindows, 1, 2, "text[A + i·B + j]; 0 beyond the end")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs[0].Type == DataType.Float32 || inputs[0].Shape.Rank != 1) return $"a text of UInt8 or UInt32 [length], not {inputs[0]}";
        return output is { Type: DataType.UInt32, Shape.Rank: 2 } ? null : $"an output of UInt32 [windows, context], not {output}";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        ulong place = call.Attributes.A + ((ulong)call.Row * call.Attributes.B) + (ulong)call.Column;
        return place >= (ulong)call.Shape(0).Columns || call.TryRead(0, 0, (int)place, out element);
    }
}
