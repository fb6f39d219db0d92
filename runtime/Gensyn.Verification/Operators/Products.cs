using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>The product of two matrices, or of as many pairs of them as the leading dimensions count.</summary>
/// <remarks>
/// <para>Attributes A and B are 1 where the left and the right matrix is read transposed. Depth is ascending and never padded: fma(0, 0, −0) is +0.</para>
/// <para>
/// Tiles of a chunk: along columns its terms begin at a multiple of 32 and lie in one tile; along rows they do so too, but behind the matrices of
/// earlier pairs, and 32 consecutive rows lie in at most two. So one of each side, and at most two of each side in pairs.
/// </para>
/// </remarks>
internal sealed class Product(OperatorId id, bool isBatched, string formula) : Operator(id, 2, 2, formula)
{
    public override int FoldLength(ResolvedRecord record, int row, int column)
    {
        (int rows, int columns) = Matrix(record.Inputs[0].Type.Shape);
        return record.Attributes.A == 0 ? columns : rows;
    }

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Flag(attributes.A, 'A') ?? Demand.Flag(attributes.B, 'B');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs) is { } wrong) return wrong;
        int least = isBatched ? 3 : 2;
        if (inputs[0].Shape.Rank < least || inputs[1].Shape.Rank < least) return $"two inputs of at least {least} dimensions, not {inputs[0]} and {inputs[1]}";
        if (isBatched && !HaveSameLeading(inputs[0].Shape, inputs[1].Shape)) return $"the same leading dimensions, not {inputs[0]} and {inputs[1]}";
        (int rows, int inner) = Turned(inputs[0].Shape, attributes.A);
        (int sameInner, int columns) = Turned(inputs[1].Shape, attributes.B);
        if (inner != sameInner) return $"matrices that meet in one extent, not {inner} and {sameInner}";
        if (!isBatched) return Demand.Matrix(output, DataType.Float32, rows, columns);
        bool fits = output.Type == DataType.Float32 && HaveSameLeading(inputs[0].Shape, output.Shape) && Matrix(output.Shape) == (rows, columns);
        return fits ? null : $"an output of Float32, the inputs' leading dimensions, then {rows} by {columns}, not {output}";
    }

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        bool turnLeft = call.Attributes.A != 0, turnRight = call.Attributes.B != 0;
        int pair = 0, row = call.Row, leftRows = 0, rightRows = 0;
        if (isBatched)
        {
            int rows = Matrix(call.Output.Shape).Rows;
            (pair, row) = (call.Row / rows, call.Row % rows);
            leftRows = pair * Matrix(call.Shape(0)).Rows;
            rightRows = pair * Matrix(call.Shape(1)).Rows;
        }

        uint sum = Read(accumulator, 0);
        for (int k = from; k < to; k++)
        {
            if (!call.TryRead(0, leftRows + (turnLeft ? k : row), turnLeft ? row : k, out uint left)) return false;
            if (!call.TryRead(1, rightRows + (turnRight ? call.Column : k), turnRight ? k : call.Column, out uint right)) return false;
            sum = T.Fma(left, right, sum);
        }

        Write(accumulator, 0, sum);
        return true;
    }

    private (int Rows, int Columns) Matrix(in Shape shape) => isBatched ? ((int)shape[shape.Rank - 2], shape.Columns) : (shape.Rows, shape.Columns);

    private (int Rows, int Columns) Turned(in Shape shape, uint transpose)
    {
        (int rows, int columns) = Matrix(shape);
        return transpose == 0 ? (rows, columns) : (columns, rows);
    }

    private static bool HaveSameLeading(in Shape left, in Shape right)
    {
        if (left.Rank != right.Rank) return false;
        for (int i = 0; i < left.Rank - 2; i++)
        {
            if (left[i] != right[i]) return false;
        }

        return true;
    }
}
