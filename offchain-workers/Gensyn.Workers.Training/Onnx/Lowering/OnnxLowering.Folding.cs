using System.Collections.Immutable;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Nodes whose outputs are known before training.</content>
internal sealed partial class OnnxLowering
{
    /// <summary>The node's output as a constant; null where the node belongs to the training.</summary>
    private Constant? Fold(LoweredNode node)
    {
        HostTensor? made = node.OpType switch
        {
            "Constant" => ConstantOf(node),
            "Shape" => ShapeOf(node),
            "ConstantOfShape" => ConstantOfShape(node),
            "Range" => _fold.Range(Known(node, 0), Known(node, 1), Known(node, 2)),

            // A mask may be made of a buffer, which stands among the initializers like a weight.
            "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual" or "And" or "Or" => Compare(node),
            "Not" => _fold.Map(Known(node, 0), OnnxElementType.Bool, static x => x == 0 ? 1 : 0),
            "Trilu" => _fold.Triangle(Known(node, 0), node.Int("upper", 1) != 0, node.Has(1) ? (int)ConstantFolding.Single(Known(node, 1)) : 0),
            "Cast" when KnownOrNull(node.Input(0)) is { } x => _fold.Map(x, (OnnxElementType)node.Int("to", 0), static value => value),
            _ => null,
        };
        if (made is null && node.Inputs > 0 && Enumerable.Range(0, node.Inputs).All(i => !node.Has(i) || node.Input(i) is Constant)) made = FoldConstants(node);
        return made is null ? null : new Constant("", made);
    }

    private HostTensor? FoldConstants(LoweredNode node)
    {
        HostTensor x = Known(node, 0);
        return node.OpType switch
        {
            "Add" => _fold.Combine(x, Known(node, 1), x.Type, static (a, b) => a + b),
            "Sub" => _fold.Combine(x, Known(node, 1), x.Type, static (a, b) => a - b),
            "Mul" => _fold.Combine(x, Known(node, 1), x.Type, static (a, b) => a * b),
            "Div" => _fold.Combine(x, Known(node, 1), x.Type, static (a, b) => a / b),
            "Min" => _fold.Combine(x, Known(node, 1), x.Type, Math.Min),
            "Max" => _fold.Combine(x, Known(node, 1), x.Type, Math.Max),
            "Neg" => _fold.Map(x, x.Type, static a => -a),
            "Sqrt" => _fold.Map(x, x.Type, Math.Sqrt),
            "Pow" when Known(node, 1).Uniform is 2 => _fold.Map(x, x.Type, static a => a * a),
            "Where" => _fold.Where(x, Known(node, 1), Known(node, 2)),
            "Gather" => _fold.Gather(x, Known(node, 1), Dimensions.Axis(node.Int("axis", 0), x.Dims.Length)),
            "Concat" => _fold.Concat([.. Enumerable.Range(0, node.Inputs).Select(i => Known(node, i))], Dimensions.Axis(node.Int("axis", 0), x.Dims.Length)),
            "Slice" => SliceOf(node, x),
            "Transpose" => _fold.Transpose(x, Dimensions.Order(node.Ints("perm") ?? [.. Enumerable.Range(0, x.Dims.Length).Reverse()], x.Dims.Length)),
            "Expand" => _fold.Expand(x, [.. Known(node, 1).Integers()]),
            "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" => x with { Dims = Reshaped(node, x.Dims) },
            _ => null,
        };
    }

    private static HostTensor ConstantOf(LoweredNode node)
    {
        if (node.Find("value") is OnnxAttribute.Tensor tensor) return HostTensor.Of(tensor.Value);
        if (node.Find("value_float") is OnnxAttribute.Float number) return new(OnnxElementType.Float, [], [number.Value]);
        if (node.Find("value_int") is OnnxAttribute.Int integer) return new(OnnxElementType.Int64, [], [integer.Value]);
        if (node.Find("value_ints") is OnnxAttribute.Ints integers) return new(OnnxElementType.Int64, [integers.Values.Length], [.. integers.Values.Select(static value => (double)value)]);
        if (node.Find("value_floats") is OnnxAttribute.Floats numbers) return new(OnnxElementType.Float, [numbers.Values.Length], [.. numbers.Values.Select(static value => (double)value)]);
        throw new OnnxException("expected a constant of numbers");
    }

    private static HostTensor ShapeOf(LoweredNode node)
    {
        ImmutableArray<int> dims = node.Input(0).Dims;
        int rank = dims.Length, start = Place(node.Int("start", 0)), end = Place(node.Int("end", rank));
        return HostTensor.Of(start < end ? dims[start..end] : []);

        int Place(int axis) => Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    private HostTensor ConstantOfShape(LoweredNode node)
    {
        HostTensor value = node.Find("value") is OnnxAttribute.Tensor tensor ? HostTensor.Of(tensor.Value) : new(OnnxElementType.Float, [1], [0]);
        return _fold.Fill(value.Type, [.. Known(node, 0).Integers()], ConstantFolding.Single(value));
    }

    private HostTensor Compare(LoweredNode node) => _fold.Combine(Known(node, 0), Known(node, 1), OnnxElementType.Bool, node.OpType switch
    {
        "Equal" => static (a, b) => a == b ? 1 : 0,
        "Less" => static (a, b) => a < b ? 1 : 0,
        "Greater" => static (a, b) => a > b ? 1 : 0,
        "LessOrEqual" => static (a, b) => a <= b ? 1 : 0,
        "GreaterOrEqual" => static (a, b) => a >= b ? 1 : 0,
        "And" => static (a, b) => a != 0 && b != 0 ? 1 : 0,
        _ => static (a, b) => a != 0 || b != 0 ? 1 : 0,
    });

    private HostTensor SliceOf(LoweredNode node, HostTensor x)
    {
        foreach ((int axis, int start, int end, int step) in Ranges(node, x.Dims.Length))
        {
            (int first, int count) = step switch
            {
                1 => Dimensions.Range(start, end, x.Dims[axis]),
                -1 => (x.Dims[axis] - 1, start == -1 && end < -x.Dims[axis] ? x.Dims[axis] : throw new OnnxException("slices backwards: expected a whole axis")),
                _ => throw new OnnxException($"slices with a step of {step}: expected 1, or −1 of a whole axis"),
            };
            x = _fold.Slice(x, axis, first, count, step);
        }

        return x;
    }
}
