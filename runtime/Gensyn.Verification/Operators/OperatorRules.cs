namespace Gensyn.Verification.Operators;

/// <summary>What each operator demands of its types and shapes, what it costs, and how its fold is cut.</summary>
/// <remarks>Rows and columns are those of <see cref="Shape"/>: leading dimensions collapsed, a vector is one row.</remarks>
public static class OperatorRules
{
    /// <summary>Terms of a chunk: what one leaf computes.</summary>
    public const int ChunkTerms = 32;

    /// <summary>Lanes of a row sum.</summary>
    public const int Lanes = 16;

    /// <summary>Elements that <see cref="OperatorId.SumBlocks"/> adds to one.</summary>
    public const int BlockTerms = 1024;

    /// <summary>The most bytes of an accumulator.</summary>
    public const int MaxAccumulator = 4 * Lanes;

    /// <summary>How many tensors an operator reads.</summary>
    public static int InputCount(OperatorId id) => id switch
    {
        OperatorId.BatchIndices or OperatorId.PhiloxUniform or OperatorId.Zeros => 0,
        OperatorId.Relu or OperatorId.RowMax or OperatorId.Exp or OperatorId.RowSum or OperatorId.ColumnSum or OperatorId.RowArgMax
            or OperatorId.SumBlocks or OperatorId.Scale or OperatorId.ImportRows or OperatorId.ImportLabels => 1,
        OperatorId.CrossEntropyGrad or OperatorId.CrossEntropyLoss => 3,
        _ => 2,
    };

    /// <summary>Says what a record should have been; null when it is sound.</summary>
    public static string? Check(GraphRecord record, ReadOnlySpan<TensorType> inputs)
    {
        int count = InputCount(record.Operator);
        if (inputs.Length != count) return $"{count} inputs, not {inputs.Length}";
        return CheckAttributes(record) ?? CheckShapes(record, inputs);
    }

    /// <summary>Bytes of an operator's accumulator.</summary>
    public static int AccumulatorSize(OperatorId id) => id switch
    {
        OperatorId.RowSum or OperatorId.SumBlocks => MaxAccumulator,
        OperatorId.RowMax or OperatorId.RowArgMax => 8,
        _ => 4,
    };

    /// <summary>Terms that one output element folds.</summary>
    public static int FoldLength(ResolvedRecord record, int row, int column)
    {
        switch (record.Operator)
        {
            case OperatorId.MatMul:
                return record.Attributes.A == 0 ? record.Inputs[0].Type.Shape.Columns : record.Inputs[0].Type.Shape.Rows;
            case OperatorId.RowMax or OperatorId.RowArgMax or OperatorId.RowSum:
                return record.Inputs[0].Type.Shape.Columns;
            case OperatorId.ColumnSum:
                return record.Inputs[0].Type.Shape.Rows;
            case OperatorId.SumBlocks:
                int start = (row + column) * BlockTerms;
                return Math.Min(BlockTerms, record.Inputs[0].Type.Shape.Columns - start);
            default:
                return 1;
        }
    }

    /// <summary>Chunks of an output element's fold: at least one.</summary>
    public static int Chunks(ResolvedRecord record, int row, int column) => (FoldLength(record, row, column) - 1) / ChunkTerms + 1;

    /// <summary>Weighted operations of one run of a record.</summary>
    public static UInt128 Cost(ResolvedRecord record)
    {
        uint perTerm = record.Operator switch
        {
            OperatorId.Exp or OperatorId.PhiloxUniform => 16,
            OperatorId.CrossEntropyGrad => 12,
            OperatorId.CrossEntropyLoss => 24,
            OperatorId.BatchIndices => 64,
            _ => 1,
        };
        return (UInt128)perTerm * (uint)record.Output.Shape.Elements * (uint)FoldLength(record, 0, 0);
    }

    private static string? CheckAttributes(GraphRecord record)
    {
        OperatorAttributes attributes = record.Attributes;
        int used = record.Operator switch
        {
            OperatorId.PhiloxUniform => 3,
            OperatorId.MatMul or OperatorId.ImportRows => 2,
            OperatorId.BatchIndices or OperatorId.Gather or OperatorId.CrossEntropyGrad or OperatorId.MomentumUpdate or OperatorId.SgdUpdate
                or OperatorId.Scale or OperatorId.ImportLabels => 1,
            _ => 0,
        };
        if ((used < 1 && attributes.A != 0) || (used < 2 && attributes.B != 0) || (used < 3 && attributes.C != 0) || attributes.D != 0)
        {
            return $"zero in every attribute after the first {used}";
        }

        switch (record.Operator)
        {
            case OperatorId.BatchIndices when attributes.A is 0 or > Shape.MaxElements:
                return "the rows of the data set as attribute A";
            case OperatorId.MatMul when attributes.A > 1 || attributes.B > 1:
                return "0 or 1 as attributes A and B: transpose the left and the right matrix";
            case OperatorId.Gather or OperatorId.CrossEntropyGrad or OperatorId.MomentumUpdate or OperatorId.SgdUpdate or OperatorId.Scale
                when !IsFinite(attributes.A):
                return "a finite Float32 as attribute A";
            case OperatorId.ImportRows when !IsFinite(attributes.B):
                return "a finite Float32 as attribute B";
            case OperatorId.PhiloxUniform when !IsFinite(attributes.A) || !IsFinite(attributes.B):
                return "finite Float32 as attributes A and B: the low end and the width";
            case OperatorId.PhiloxUniform when attributes.C > ushort.MaxValue:
                return "a stream of 16 bits as attribute C";
            default:
                return null;
        }
    }

    private static string? CheckShapes(GraphRecord record, ReadOnlySpan<TensorType> inputs)
    {
        TensorType output = record.Output;
        switch (record.Operator)
        {
            case OperatorId.BatchIndices:
                return output is { Type: DataType.UInt32, Shape.Rank: 1 } ? null : "an output of UInt32 [batch]";
            case OperatorId.PhiloxUniform:
                return output.Type == DataType.Float32 ? null : "an output of Float32";
            case OperatorId.Zeros:
                return output.Type != DataType.UInt8 ? null : "an output of Float32 or UInt32";
            case OperatorId.Gather:
                if (inputs[0] is not { Type: DataType.UInt32, Shape.Rank: 1 }) return $"indices of UInt32 [batch], not {inputs[0]}";
                if (inputs[1].Type != DataType.UInt8) return $"data of UInt8, not {inputs[1]}";
                return Output(output, Matrix(DataType.Float32, inputs[0].Shape.Columns, inputs[1].Shape.Columns));
            case OperatorId.GatherLabels:
                if (inputs[0] is not { Type: DataType.UInt32, Shape.Rank: 1 }) return $"indices of UInt32 [batch], not {inputs[0]}";
                if (inputs[1] is not { Type: DataType.UInt8, Shape.Rank: 1 }) return $"labels of UInt8 [rows], not {inputs[1]}";
                return Output(output, inputs[0]);
            case OperatorId.MatMul:
                return CheckMatMul(record, inputs);
            case OperatorId.AddRow:
                return Float(inputs) ?? Input(1, inputs[1], Vector(DataType.Float32, inputs[0].Shape.Columns)) ?? Output(output, inputs[0]);
            case OperatorId.SubRow:
                return Float(inputs) ?? Input(1, inputs[1], Vector(DataType.Float32, inputs[0].Shape.Rows)) ?? Output(output, inputs[0]);
            case OperatorId.Relu or OperatorId.Exp or OperatorId.Scale:
                return Float(inputs) ?? Output(output, inputs[0]);
            case OperatorId.ReluGrad or OperatorId.MomentumUpdate or OperatorId.SgdUpdate:
                return Float(inputs) ?? Input(1, inputs[1], inputs[0]) ?? Output(output, inputs[0]);
            case OperatorId.RowMax or OperatorId.RowSum:
                return Float(inputs) ?? Output(output, Vector(DataType.Float32, inputs[0].Shape.Rows));
            case OperatorId.RowArgMax:
                return Float(inputs) ?? Output(output, Vector(DataType.UInt32, inputs[0].Shape.Rows));
            case OperatorId.ColumnSum:
                return Float(inputs) ?? Output(output, Vector(DataType.Float32, inputs[0].Shape.Columns));
            case OperatorId.CrossEntropyGrad:
                return CheckCrossEntropy(inputs) ?? Output(output, inputs[0]);
            case OperatorId.CrossEntropyLoss:
                return CheckCrossEntropy(inputs) ?? Output(output, inputs[1]);
            case OperatorId.EqualFloat:
                if (inputs[0].Type != DataType.UInt32) return $"input 0 of UInt32, not {inputs[0]}";
                return Input(1, inputs[1], inputs[0]) ?? Output(output, inputs[0] with { Type = DataType.Float32 });
            case OperatorId.SumBlocks:
                if (inputs[0] is not { Type: DataType.Float32, Shape.Rank: 1 }) return $"input 0 of Float32 [terms], not {inputs[0]}";
                return Output(output, Vector(DataType.Float32, (inputs[0].Shape.Columns - 1) / BlockTerms + 1));
            case OperatorId.ImportRows or OperatorId.ImportLabels:
                return CheckImport(record, inputs[0]);
            default:
                return "a known operator";
        }
    }

    private static string? CheckMatMul(GraphRecord record, ReadOnlySpan<TensorType> inputs)
    {
        if (Float(inputs) is { } wrong) return wrong;
        if (inputs[0].Shape.Rank != 2 || inputs[1].Shape.Rank != 2) return $"two matrices, not {inputs[0]} and {inputs[1]}";
        (int rows, int inner) = Turned(inputs[0].Shape, record.Attributes.A);
        (int sameInner, int columns) = Turned(inputs[1].Shape, record.Attributes.B);
        if (inner != sameInner) return $"matrices that meet in one extent, not {inner} and {sameInner}";
        return Output(record.Output, Matrix(DataType.Float32, rows, columns));
    }

    private static string? CheckCrossEntropy(ReadOnlySpan<TensorType> inputs)
    {
        if (Float(inputs[..2]) is { } wrong) return wrong;
        if (inputs[0].Shape.Rank != 2) return $"input 0 of Float32 [batch, classes], not {inputs[0]}";
        return Input(1, inputs[1], Vector(DataType.Float32, inputs[0].Shape.Rows)) ?? Input(2, inputs[2], Vector(DataType.UInt32, inputs[0].Shape.Rows));
    }

    private static string? CheckImport(GraphRecord record, in TensorType input)
    {
        bool labels = record.Operator == OperatorId.ImportLabels;
        if (input.Type != DataType.UInt8) return $"data of UInt8, not {input}";
        if (labels != (input.Shape.Rank == 1)) return labels ? $"labels of UInt8 [rows], not {input}" : $"data of at least two dimensions, not {input}";
        int available = labels ? input.Shape.Columns : input.Shape.Rows;
        int taken = labels ? record.Output.Shape.Columns : record.Output.Shape.Rows;
        ulong end = record.Attributes.A + (ulong)taken;
        if (end > (ulong)available) return $"rows {record.Attributes.A} to {end} within the {available} that there are";
        return Output(record.Output, labels ? Vector(DataType.UInt32, taken) : Matrix(DataType.Float32, taken, input.Shape.Columns));
    }

    private static string? Float(ReadOnlySpan<TensorType> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Type != DataType.Float32) return $"input {i} of Float32, not {inputs[i]}";
        }

        return null;
    }

    private static string? Input(int index, in TensorType actual, in TensorType expected) => actual == expected ? null : $"input {index} of {expected}, not {actual}";

    private static string? Output(in TensorType actual, in TensorType expected) => actual == expected ? null : $"an output of {expected}, not {actual}";

    private static TensorType Vector(DataType type, int length) => new(type, Shape.Of((uint)length));

    private static TensorType Matrix(DataType type, int rows, int columns) =>
        Shape.TryCreate([(uint)rows, (uint)columns], out Shape shape) ? new(type, shape) : default;

    private static (int Rows, int Columns) Turned(in Shape shape, uint transpose) =>
        transpose == 0 ? (shape.Rows, shape.Columns) : (shape.Columns, shape.Rows);

    private static bool IsFinite(uint bits) => (bits & 0x7F80_0000) != 0x7F80_0000;
}
