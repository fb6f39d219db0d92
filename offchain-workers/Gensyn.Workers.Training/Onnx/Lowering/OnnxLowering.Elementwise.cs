using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Functions of elements.</content>
internal sealed partial class OnnxLowering
{
    // What a mask adds to forbidden scores at least: the exponential of anything near it is 0 in binary32.
    private const double LeastMask = -1e4;

    private Live Unary(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        if (node.OpType == "Gelu" && node.Text("approximate", "none") is not "none" and string other) throw new OnnxException($"approximates by '{other}': expected none");
        return x with
        {
            Value = node.OpType switch
            {
                "Neg" => List.Scale(x.Value, -1f),
                "Reciprocal" => List.Divide(List.Fill(x.Value.Type, 1f), x.Value),
                "Relu" => layers.Relu(x.Value),
                "Sigmoid" => layers.Sigmoid(x.Value),
                "Tanh" => layers.Tanh(x.Value),
                "Gelu" => layers.Gelu(x.Value),
                "Sqrt" => List.Map(OperatorId.Sqrt, x.Value),
                "Exp" => List.Exp(x.Value),
                "Log" => List.Map(OperatorId.Log, x.Value),
                _ => List.Map(OperatorId.Erf, x.Value),
            },
        };
    }

    private Live Pow(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        double power = ConstantFolding.Single(Known(node, 1));
        return x with
        {
            Value = power switch
            {
                1 => x.Value,
                2 => List.Multiply(x.Value, x.Value),
                3 => List.Multiply(List.Multiply(x.Value, x.Value), x.Value),
                0.5 => List.Map(OperatorId.Sqrt, x.Value),
                -0.5 => List.Map(OperatorId.Rsqrt, x.Value),
                _ => throw new OnnxException($"has the exponent {power}: expected 1, 2, 3, 0.5 or −0.5"),
            },
        };
    }

    private OnnxValue Cast(LoweredNode node)
    {
        Live x = AsLive(node.Input(0));
        OnnxElementType to = (OnnxElementType)node.Int("to", 0);
        bool same = x.Value.Type.Type == DataType.Float32
            ? to is OnnxElementType.Float
            : to is OnnxElementType.Int64 or OnnxElementType.Int32 or OnnxElementType.UInt32 or OnnxElementType.UInt64;
        return same ? x : throw new OnnxException($"casts {x.Value.Type.Type} to {to}: expected a type of the same kind");
    }

    private Live Dropout(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        node.Int("seed", 0); // Random numbers follow from the task's own.
        double ratio = node.Has(1) ? ConstantFolding.Single(Known(node, 1)) : 0.5;
        return ratio is >= 0 and < 1 ? x with { Value = layers.Dropout(x.Value, (float)ratio) } : throw new OnnxException($"drops a share of {ratio}: expected one from 0 to 1");
    }

    private Live Where(LoweredNode node)
    {
        HostTensor condition = Known(node, 0);
        OnnxValue yes = node.Input(1), no = node.Input(2);
        bool above = yes is Constant && no is Live;
        if (above == (yes is Live && no is Constant)) throw new OnnxException("expected a value masked by a constant");
        (Live x, HostTensor constant) = above ? ((Live)no, ((Constant)yes).Tensor) : ((Live)yes, ((Constant)no).Tensor);
        if (!IsTriangle(condition, isAbove: above) || constant.Uniform is not { } masked || !FitsScores(condition.Dims, x.Dims))
        {
            throw new OnnxException("expected a causal mask: a condition that differs above the diagonal only, and one number there");
        }

        Live scores = ToPlain(Floating(x));
        return scores with { Value = List.CausalMask(Shaped(scores), (float)masked) };
    }

    private OnnxValue Binary(LoweredNode node)
    {
        OnnxValue left = node.Input(0), right = node.Input(1);
        if (node.OpType == "Add" && (Masked(left, right) ?? Masked(right, left)) is { } scores) return scores;
        if (right is Constant { Tensor: { Elements.Length: 1 } y } && y.Dims.Length <= left.Dims.Length) return WithRight(node.OpType, Floating(AsLive(left)), (float)y.Elements[0]);
        if (left is Constant { Tensor: { Elements.Length: 1 } x } && x.Dims.Length <= right.Dims.Length) return WithLeft(node.OpType, (float)x.Elements[0], Floating(AsLive(right)));
        OperatorId id = node.OpType switch
        {
            "Add" => OperatorId.Add,
            "Sub" => OperatorId.Subtract,
            "Mul" => OperatorId.Multiply,
            _ => OperatorId.Divide,
        };
        return left is Live known && right is not Live ? Combine(id, known, Beside(right, known))
            : right is Live other && left is not Live ? Combine(id, Beside(left, other), other)
            : Combine(id, AsLive(left), AsLive(right));
    }

    private Live WithRight(string operation, Live x, float y) => x with
    {
        Value = operation switch
        {
            "Add" => List.Offset(x.Value, y),
            "Sub" => List.Offset(x.Value, -y),
            "Mul" => List.Scale(x.Value, y),

            // The reciprocal of a power of two is exact, any other would round once more.
            _ => float.IsPow2(MathF.Abs(y)) && float.IsNormal(1f / y)
                ? List.Scale(x.Value, 1f / y)
                : List.Divide(x.Value, List.Fill(new(DataType.Float32, Shape.Of(1)), y), Spread.Single),
        },
    };

    private Live WithLeft(string operation, float x, Live y) => operation switch
    {
        "Sub" => y with { Value = List.Offset(List.Scale(y.Value, -1f), x) },
        "Div" => y with { Value = List.Divide(List.Fill(y.Value.Type, x), y.Value) },
        _ => WithRight(operation, y, x),
    };

    /// <summary>Scores to which a causal mask is added; null where it is none.</summary>
    private Live? Masked(OnnxValue scores, OnnxValue mask)
    {
        if (scores is not Live x || mask is Live || mask.Dims.Length < 2 || mask.Dims[^1] < 2 || mask.Dims[^1] != mask.Dims[^2] || !FitsScores(mask.Dims, x.Dims)) return null;
        if (KnownOrNull(mask) is not { } known || !IsTriangle(known, isAbove: true)) return null;
        double masked = known.Elements[known.Dims[^1] - 1];
        if (masked > LeastMask || known.Elements.Any(element => element != 0 && element != masked)) return null;
        Live plain = ToPlain(Floating(x));
        return plain with { Value = List.CausalMask(Shaped(plain), (float)masked) };
    }

    private static bool FitsScores(ImmutableArray<int> mask, ImmutableArray<int> scores) =>
        mask.Length <= scores.Length && scores.Length >= 2 && mask.AsSpan()[^2..].SequenceEqual(scores.AsSpan()[^2..]);

    // Whether each matrix is 0 up to the diagonal and something else above, or the reverse.
    private static bool IsTriangle(HostTensor mask, bool isAbove)
    {
        if (mask.Dims.Length < 2 || mask.Dims[^1] != mask.Dims[^2] || mask.Elements.Length != mask.Dims[^1] * mask.Dims[^1]) return false;
        for (int i = 0; i < mask.Elements.Length; i++)
        {
            if ((mask.Elements[i] != 0) != ((i % mask.Dims[^1] > i / mask.Dims[^1]) == isAbove)) return false;
        }

        return true;
    }

    /// <summary>A weight or constant in the order in which a value beside it lies.</summary>
    private Live Beside(OnnxValue value, Live other)
    {
        if (value is not Weight { IsTransposed: false } weight || other.Placement != Placement.ChannelsLast || weight.Dims.Length > 4) return AsLive(value);
        ImmutableArray<int> dims = Dimensions.Pad(weight.Dims, 4);
        ImmutableArray<int> stored = [.. new[] { dims[0], dims[2], dims[3], dims[1] }.SkipWhile(static size => size == 1)];
        return new Live(Trained(weight, new WeightLayout(dims, [0, 2, 3, 1], Dimensions.ShapeOf(stored.AsSpan()))), dims, Placement.ChannelsLast);
    }

    /// <summary>An operator of two tensors that broadcast.</summary>
    private Live Combine(OperatorId id, Live x, Live y)
    {
        (x, y) = Align(Floating(x), Floating(y));
        ImmutableArray<int> dims = Dimensions.Broadcast(x.Dims, y.Dims), whole = Dimensions.Broadcast(x.Extents, y.Extents);
        bool leftIsWhole = Dimensions.Pad(x.Extents, whole.Length).SequenceEqual(whole), rightIsWhole = Dimensions.Pad(y.Extents, whole.Length).SequenceEqual(whole);
        if (!leftIsWhole && rightIsWhole && id is OperatorId.Add or OperatorId.Multiply) return Combine(id, y, x);
        if (!leftIsWhole && rightIsWhole && id == OperatorId.Subtract)
        {
            Live turned = Combine(id, y, x);
            return turned with { Value = List.Scale(turned.Value, -1f) };
        }

        GraphValue left = leftIsWhole ? List.Reshape(x.Value, Dimensions.ShapeOf(whole.AsSpan())) : Expanded(x, whole);
        (GraphValue right, Spread spread) = Spreading(y, whole);
        return new Live(List.Add(id, new((uint)spread), left.Type, left, right), dims, x.Placement == y.Placement ? x.Placement : Placement.Plain, x.Image);
    }

    // Both in one order of elements.
    private (Live X, Live Y) Align(Live x, Live y)
    {
        if (x.Placement == Placement.ChannelsLast || y.Placement == Placement.ChannelsLast)
        {
            if (x.Dims.Length > 4 || y.Dims.Length > 4) return (ToPlain(x), ToPlain(y));
            return (ToChannelsLast(ToPlainRows(x)), ToChannelsLast(ToPlainRows(y)));
        }

        bool alike = x.Placement == y.Placement && x.Image == y.Image && x.Dims.SequenceEqual(y.Dims);
        return alike ? (x, y) : (ToPlain(x), ToPlain(y));

        Live ToPlainRows(Live value)
        {
            if (value.Placement == Placement.ChannelsLast) return value;
            Live plain = ToPlain(value);
            return plain with { Dims = Dimensions.Pad(plain.Dims, 4) };
        }
    }

    /// <summary>The smaller operand, in the extents that the operators spread.</summary>
    private (GraphValue Value, Spread Spread) Spreading(Live y, ImmutableArray<int> whole)
    {
        ImmutableArray<int> extents = Dimensions.Pad(y.Extents, whole.Length);
        if (extents.SequenceEqual(whole)) return (List.Reshape(y.Value, Dimensions.ShapeOf(whole.AsSpan())), Spread.Tiled);
        if (Dimensions.Count(extents.AsSpan()) == 1) return (Shaped(y, 1), Spread.Single);
        ImmutableArray<int> tail = [.. extents.SkipWhile(static size => size == 1)];
        if (tail.AsSpan().SequenceEqual(whole.AsSpan()[^tail.Length..]))
        {
            GraphValue tiled = y.Value.Shape.Columns == tail[^1] ? y.Value : Shaped(y, tail.AsSpan());
            return (tiled, Spread.Tiled);
        }

        if (extents[^1] == 1 && extents.AsSpan()[..^1].SequenceEqual(whole.AsSpan()[..^1])) return (Shaped(y, Dimensions.Count(extents.AsSpan())), Spread.PerRow);
        return (Expanded(y, whole), Spread.Tiled);
    }

    /// <summary>A value repeated along its sizes of one: repeated dimensions first, then put in their places.</summary>
    private GraphValue Expanded(Live x, ImmutableArray<int> whole)
    {
        ImmutableArray<int> extents = Dimensions.Pad(x.Extents, whole.Length);
        int[] repeated = [.. Enumerable.Range(0, whole.Length).Where(i => extents[i] != whole[i])], kept = [.. Enumerable.Range(0, whole.Length).Where(i => extents[i] == whole[i])];
        if (repeated.Length == 0) return List.Reshape(x.Value, Dimensions.ShapeOf(whole.AsSpan()));
        int[] order = [.. repeated, .. kept];
        Shape target = Dimensions.ShapeOf([.. order.Select(i => whole[i])]);
        GraphValue small = Shaped(x, [.. kept.Select(i => whole[i])]);
        GraphValue made = List.Expand(small, kept.Length == 0 ? Spread.Single : Spread.Tiled, new(DataType.Float32, target));
        int[] back = [.. Enumerable.Range(0, whole.Length).Select(i => Array.IndexOf(order, i))];
        return back.SequenceEqual(Enumerable.Range(0, back.Length)) ? made : List.Permute(made, back);
    }
}
