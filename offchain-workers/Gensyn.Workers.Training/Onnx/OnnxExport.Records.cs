using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Records that are no part of a layer.</content>
public sealed partial class OnnxExport
{
    private void Record(GraphValue output, GraphRecord record, ImmutableArray<GraphValue> inputs)
    {
        GraphValue x = inputs.IsEmpty ? default : inputs[0];
        bool isImage = x.Shape.Rank == 4 && output.Shape == x.Shape && _images.ContainsKey(x.Reference);
        switch (record.Operator)
        {
            case OperatorId.Add or OperatorId.Subtract or OperatorId.Multiply or OperatorId.Divide:
                string operation = record.Operator switch
                {
                    OperatorId.Add => "Add",
                    OperatorId.Subtract => "Sub",
                    OperatorId.Multiply => "Mul",
                    _ => "Div",
                };
                isImage &= inputs[1].Shape == x.Shape;
                Set(isImage ? Node(operation, [Image(x), Image(inputs[1])]) : Node(operation, [Rows(x), Beside(inputs[1], x, (Spread)record.Attributes.A)]), isImage);
                break;
            case OperatorId.Reshape:
                Set(Reshaped(Rows(x), Extents(output.Shape)));
                break;
            case OperatorId.Permute:
                Set(Node("Transpose", [Rows(x)], new OnnxAttribute.Ints("perm", [.. Enumerable.Range(0, x.Shape.Rank).Select(i => (long)((record.Attributes.A >> (4 * i)) & 0xF))])));
                break;
            case OperatorId.MatMul or OperatorId.BatchMatMul:
                Set(Node("MatMul", [Turned(x, record.Attributes.A), Turned(inputs[1], record.Attributes.B)]));
                break;
            case OperatorId.GatherRows:
                Set(Node("Gather", [Rows(inputs[1]), Rows(x)], new OnnxAttribute.Int("axis", 0)));
                break;
            case OperatorId.Slice when record.Attributes.A == 0 && output.Shape.Rows == x.Shape.Rows:
                uint first = record.Attributes.B;
                Set(Node("Slice", [Rows(x), Integers(first), Integers(first + output.Shape.Columns), Integers(x.Shape.Rank - 1)]));
                break;
            case OperatorId.Concat:
                Set(Node("Concat", [Rows(x), Rows(inputs[1])], new OnnxAttribute.Int("axis", -1)));
                break;
            case OperatorId.CausalMask:
                int size = x.Shape.Columns;
                byte[] seen = [.. Enumerable.Range(0, size * size).Select(i => (byte)(i % size <= i / size ? 1 : 0))];
                Set(Node("Where", [Constant(OnnxElementType.Bool, [size, size], seen), Rows(x), Number(BitConverter.UInt32BitsToSingle(record.Attributes.A))]));
                break;
            default:
                Set(Function(isImage ? Image(x) : inputs.Length == 1 ? Rows(x) : "", record), isImage);
                break;
        }

        void Set(string name, bool asImage = false) => (asImage ? _images : _rows)[output.Reference] = name;
    }

    /// <summary>A function of each element.</summary>
    private string Function(string x, GraphRecord record)
    {
        float constant = BitConverter.UInt32BitsToSingle(record.Attributes.A);
        return record.Operator switch
        {
            OperatorId.Scale => Node("Mul", [x, Number(constant)]),
            OperatorId.Offset => Node("Add", [x, Number(constant)]),
            OperatorId.Relu or OperatorId.Exp or OperatorId.Log or OperatorId.Sqrt or OperatorId.Tanh or OperatorId.Sigmoid or OperatorId.Erf or OperatorId.Abs or OperatorId.Sin or OperatorId.Cos =>
                Node(record.Operator.ToString(), [x]),
            OperatorId.Rsqrt => Node("Reciprocal", [Node("Sqrt", [x])]),
            OperatorId.Silu => Node("Mul", [x, Node("Sigmoid", [x])]),

            // Gelu is a node from version 20 on only.
            OperatorId.Gelu => Node("Mul", [Node("Mul", [x, Number(0.5f)]), Node("Add", [Node("Erf", [Node("Mul", [x, Number(MathF.Sqrt(0.5f))])]), Number(1f)])]),
            _ => throw new NotSupportedException($"{record.Operator} has no ONNX node here."),
        };
    }

    private string Turned(GraphValue matrix, uint isTransposed)
    {
        if (isTransposed == 0) return Rows(matrix);
        long[] order = [.. Enumerable.Range(0, matrix.Shape.Rank - 2), matrix.Shape.Rank - 1, matrix.Shape.Rank - 2];
        return Node("Transpose", [Rows(matrix)], new OnnxAttribute.Ints("perm", [.. order]));
    }

    /// <summary>A smaller operand in sizes that broadcast.</summary>
    private string Beside(GraphValue y, GraphValue x, Spread spread)
    {
        int[] whole = Extents(x.Shape), small = Extents(y.Shape);
        if (spread == Spread.PerRow) return Reshaped(Rows(y), [.. whole[..^1], 1]);
        if (spread == Spread.Single || whole.AsSpan().EndsWith(small)) return Rows(y);
        throw new NotSupportedException($"Rows of {y.Type} repeated over {x.Type} have no ONNX node here.");
    }
}
