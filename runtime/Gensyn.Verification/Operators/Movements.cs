using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>The dimensions of a tensor in another order. Attribute A: for each of the output's dimensions which of the input's it is, 4 bits each, lowest first.</summary>
internal sealed class Permute() : ElementOperator(OperatorId.Permute, 1, 1, "x at the output's index with its dimensions put back: torch.permute")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        Shape from = inputs[0].Shape;
        if (inputs[0].Type == DataType.UInt8) return $"input 0 of Float32 or UInt32, not {inputs[0]}";
        if (output.Type != inputs[0].Type || output.Shape.Rank != from.Rank) return $"an output of {inputs[0].Type} in {from.Rank} dimensions, not {output}";
        uint seen = 0, rest = attributes.A;
        for (int i = 0; i < from.Rank; i++, rest >>= 4)
        {
            int source = (int)(rest & 0xF);
            if (source >= from.Rank || (seen & (1u << source)) != 0 || output.Shape[i] != from[source]) return $"attribute A that makes {output} of {inputs[0]}";
            seen |= 1u << source;
        }

        return rest == 0 ? null : "zero in attribute A beyond the dimensions";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        Shape from = call.Shape(0), to = call.Output.Shape;
        Span<int> strides = stackalloc int[Shape.MaxRank];
        int stride = 1;
        for (int i = from.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= (int)from[i];
        }

        long rest = (long)call.Number;
        int number = 0;
        for (int i = to.Rank - 1; i >= 0; i--)
        {
            number += (int)(rest % to[i]) * strides[(int)((call.Attributes.A >> (4 * i)) & 0xF)];
            rest /= to[i];
        }

        return call.TryReadAt(0, number, out element);
    }
}

/// <summary>The same elements in other extents.</summary>
internal sealed class Reshape() : ElementOperator(OperatorId.Reshape, 1, 0, "x's element of the same number, row by row: torch.reshape")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type == inputs[0].Type && output.Type != DataType.UInt8 && output.Shape.Elements == inputs[0].Shape.Elements
            ? null
            : $"an output of {inputs[0].Shape.Elements} elements of the input's type, Float32 or UInt32, not {output} of {inputs[0]}";

    private protected override bool TryElement<T>(in LeafCall call, out uint element) => call.TryReadAt(0, (int)call.Number, out element);
}

/// <summary>Rows and columns out of a larger matrix. Attributes A and B: the first row and column.</summary>
internal sealed class Slice() : ElementOperator(OperatorId.Slice, 1, 2, "x[A + i, B + j]")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Within(attributes, output, inputs[0]);

    /// <summary>Says where a smaller matrix should lie in a larger one.</summary>
    internal static string? Within(OperatorAttributes attributes, in TensorType small, in TensorType large)
    {
        if (small.Type != large.Type || small.Type == DataType.UInt8) return $"one type, Float32 or UInt32, not {small} of {large}";
        bool fits = attributes.A + (ulong)small.Shape.Rows <= (ulong)large.Shape.Rows && attributes.B + (ulong)small.Shape.Columns <= (ulong)large.Shape.Columns;
        return fits ? null : $"{small} from row {attributes.A} and column {attributes.B} on within {large}";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element) =>
        call.TryRead(0, (int)call.Attributes.A + call.Row, (int)call.Attributes.B + call.Column, out element);
}

/// <summary>A matrix inside a larger one of zeros: the gradient of <see cref="Slice"/>. Attributes A and B: its first row and column there.</summary>
internal sealed class Pad() : ElementOperator(OperatorId.Pad, 1, 2, "x[i − A, j − B], 0 outside of x")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Slice.Within(attributes, inputs[0], output);

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        int row = call.Row - (int)call.Attributes.A, column = call.Column - (int)call.Attributes.B;
        Shape inner = call.Shape(0);
        return row < 0 || row >= inner.Rows || column < 0 || column >= inner.Columns || call.TryRead(0, row, column, out element);
    }
}

/// <summary>Two matrices side by side.</summary>
internal sealed class Concat() : ElementOperator(OperatorId.Concat, 2, 0, "x[i, j] in the first columns, y[i, j − columns of x] after them")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (inputs[0].Type == DataType.UInt8 || inputs[1].Type != inputs[0].Type) return $"two inputs of Float32 or of UInt32, not {inputs[0]} and {inputs[1]}";
        long columns = (long)inputs[0].Shape.Columns + inputs[1].Shape.Columns;
        if (inputs[0].Shape.Rows != inputs[1].Shape.Rows) return $"two inputs of as many rows, not {inputs[0]} and {inputs[1]}";
        bool fits = output.Type == inputs[0].Type && output.Shape.Rows == inputs[0].Shape.Rows && output.Shape.Columns == columns;
        return fits ? null : $"an output of {inputs[0].Type}, {inputs[0].Shape.Rows} rows by {columns} columns, not {output}";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        int first = call.Shape(0).Columns;
        return call.Column < first ? call.TryRead(0, call.Row, call.Column, out element) : call.TryRead(1, call.Row, call.Column - first, out element);
    }
}

/// <summary>A smaller tensor repeated over a larger one: the gradient of sums. Attribute A is its <see cref="Spread"/>.</summary>
internal sealed class Expand() : ElementOperator(OperatorId.Expand, 1, 1, "x[i mod rows of x, j], x[i] or x[0], as A says")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) => Spreading.Check(attributes.A);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Floats(inputs) ?? (output.Type == DataType.Float32 ? Spreading.Check((Spread)attributes.A, 0, inputs[0], output) : "an output of Float32");

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        (int row, int column) = Spreading.Place((Spread)call.Attributes.A, call.Shape(0), call.Row, call.Column);
        return call.TryRead(0, row, column, out element);
    }
}

/// <summary>Rows of a table at given indices: torch.nn.functional.embedding.</summary>
internal sealed class GatherRows() : ElementOperator(OperatorId.GatherRows, 2, 0, "table[index[i], j]; +0 when the index is no row")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if ((Demand.Type(0, inputs[0], DataType.UInt32) ?? Demand.Type(1, inputs[1], DataType.Float32) ?? Demand.Rank(1, inputs[1], 2)) is { } wrong) return wrong;
        return Demand.Matrix(output, DataType.Float32, inputs[0].Shape.Elements, inputs[1].Shape.Columns);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryReadAt(0, call.Row, out uint index)) return false;
        return index >= (uint)call.Shape(1).Rows || call.TryRead(1, (int)index, call.Column, out element);
    }
}

/// <summary>The element of each row that a label names.</summary>
internal sealed class Pick() : ElementOperator(OperatorId.Pick, 2, 0, "x[j, label[j]]; +0 when the label is no column")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Type(0, inputs[0], DataType.Float32) ?? Demand.Type(1, inputs[1], DataType.UInt32) ?? Demand.Elements(1, inputs[1], inputs[0].Shape.Rows)
            ?? Demand.Output(output, Demand.Vector(DataType.Float32, inputs[0].Shape.Rows));

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryReadAt(1, call.Column, out uint label)) return false;
        return label >= (uint)call.Shape(0).Columns || call.TryRead(0, call.Column, (int)label, out element);
    }
}

/// <summary>A number for each row at the column that a label names, zeros elsewhere: the gradient of <see cref="Pick"/> and of a row's maximum.</summary>
internal sealed class Place() : ElementOperator(OperatorId.Place, 2, 0, "d[i] when j = label[i], else +0")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if ((Demand.Type(0, inputs[0], DataType.Float32) ?? Demand.Rank(0, inputs[0], 1) ?? Demand.Type(1, inputs[1], DataType.UInt32)) is { } wrong) return wrong;
        if (Demand.Elements(1, inputs[1], inputs[0].Shape.Elements) is { } other) return other;
        bool fits = output.Type == DataType.Float32 && output.Shape.Rows == inputs[0].Shape.Elements;
        return fits ? null : $"an output of Float32 in {inputs[0].Shape.Elements} rows, not {output}";
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryReadAt(1, call.Row, out uint label)) return false;
        return label != (uint)call.Column || call.TryRead(0, 0, call.Row, out element);
    }
}

/// <summary>Square matrices with a constant above their diagonals. Attribute A is the constant.</summary>
internal sealed class CausalMask() : ElementOperator(OperatorId.CausalMask, 1, 1, "x[i, j] when j ≤ i mod columns, else A")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) => Binary32.IsNaN(attributes.A) ? "a number as attribute A" : null;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs) is { } wrong) return wrong;
        Shape shape = inputs[0].Shape;
        if (shape.Rank < 2 || shape[shape.Rank - 1] != shape[shape.Rank - 2]) return $"square matrices, not {inputs[0]}";
        return Demand.Output(output, inputs[0]);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = call.Attributes.A;
        return call.Column > call.Row % call.Output.Shape.Columns || call.TryRead(0, call.Row, call.Column, out element);
    }
}

/// <summary>1 where two integers are equal, else +0.</summary>
internal sealed class EqualFloat() : ElementOperator(OperatorId.EqualFloat, 2, 0, "1 when the integers are equal, else +0")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Type(0, inputs[0], DataType.UInt32) ?? Demand.Input(1, inputs[1], inputs[0]) ?? Demand.Output(output, inputs[0] with { Type = DataType.Float32 });

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, call.Row, call.Column, out uint x) || !call.TryRead(1, call.Row, call.Column, out uint y)) return false;
        element = x == y ? Binary32.One : Binary32.Zero;
        return true;
    }
}

/// <summary>1 where an integer is another than attribute A, else +0: which labels count.</summary>
internal sealed class NotEqual() : ElementOperator(OperatorId.NotEqual, 1, 1, "1 when the integer is not A, else +0")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Type(0, inputs[0], DataType.UInt32) ?? Demand.Output(output, inputs[0] with { Type = DataType.Float32 });

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        if (!call.TryRead(0, call.Row, call.Column, out uint x)) return false;
        element = x != call.Attributes.A ? Binary32.One : Binary32.Zero;
        return true;
    }
}
