using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Writes the forward pass of an ONNX graph into a record list, for one batch: every shape is known.</summary>
/// <remarks>
/// Images lie channels last (docs/decisions/0008): values keep their ONNX sizes and say how they lie, and a permutation is written only where an operator reads
/// elements in the ONNX order. Operators: https://github.com/onnx/onnx/blob/main/docs/Operators.md, versions 13 to 21.
/// </remarks>
internal sealed partial class OnnxLowering(OnnxModel model, Layers layers, WeightPlan plan, int foldedElements)
{
    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly ConstantFolding _fold = new(foldedElements);

    private RecordList List => layers.List;

    /// <summary>The graph's first output for an input; images are [N, H, W, C] and rows are a matrix.</summary>
    public GraphValue Run(OnnxValueInfo input, Live given)
    {
        foreach (OnnxTensor initializer in model.Graph.Initializers) _values[initializer.Name] = Initial(initializer);
        _values[input.Name] = given;
        HashSet<int> read = Reached();
        for (int i = 0; i < model.Graph.Nodes.Length; i++)
        {
            if (read.Contains(i)) Lower(i, model.Graph.Nodes[i]);
        }

        Live output = ToPlain(AsLive(_values[model.Graph.Outputs[0].Name]));
        if (output.Value.Reference.Source != TensorSource.Record)
        {
            throw new OnnxException($"gives '{model.Graph.Outputs[0].Name}', which is not computed from the input and the weights");
        }

        return Shaped(output);
    }

    private static OnnxValue Initial(OnnxTensor initializer)
    {
        bool isWeight = initializer is { Dims.Length: > 0, ElementType: OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16 };
        return isWeight ? new Weight(initializer) : new Constant(initializer.Name, HostTensor.Of(initializer));
    }

    /// <summary>The nodes that the first output depends on.</summary>
    private HashSet<int> Reached()
    {
        HashSet<string> wanted = new(StringComparer.Ordinal) { model.Graph.Outputs[0].Name };
        HashSet<int> reached = [];
        for (int i = model.Graph.Nodes.Length - 1; i >= 0; i--)
        {
            if (!model.Graph.Nodes[i].Outputs.Any(wanted.Contains)) continue;
            reached.Add(i);
            wanted.UnionWith(model.Graph.Nodes[i].Inputs);
        }

        return reached;
    }

    private void Lower(int index, OnnxNode node)
    {
        LoweredNode lowered = new(node, model.OpsetVersion, _values);
        try
        {
            if (node.Domain.Length > 0) throw new OnnxException($"is of the operator set '{node.Domain}': expected the default one");
            ImmutableArray<OnnxValue> made = Fold(lowered) is { } constant ? [constant] : Write(lowered);
            lowered.RefuseOtherAttributes();
            if (List.Records.Count > TaskGraph.MaxRecords) throw new OnnxException($"is beyond the {TaskGraph.MaxRecords} records of a graph");
            for (int i = 0; i < Math.Min(made.Length, node.Outputs.Length); i++)
            {
                // A constant of a named node keeps that name when it becomes a tensor of the state.
                _values[node.Outputs[i]] = made[i] is Constant named ? named with { Name = node.Outputs[i] } : made[i];
            }
        }
        catch (Exception problem) when (problem is OnnxException or ArgumentException or OverflowException)
        {
            throw new OnnxException($"node {index} '{node.Name}' ({node.OpType}): {problem.Message}", problem);
        }
    }

    private ImmutableArray<OnnxValue> Write(LoweredNode node)
    {
        switch (node.OpType)
        {
            case "Split":
                return Split(node);
            case "BatchNormalization":
                return [BatchNormalization(node)];
        }

        return
        [
            node.OpType switch
            {
                "Add" or "Sub" or "Mul" or "Div" => Binary(node),
                "Neg" or "Sqrt" or "Reciprocal" or "Exp" or "Log" or "Relu" or "Sigmoid" or "Tanh" or "Erf" or "Gelu" => Unary(node),
                "LeakyRelu" or "Elu" or "Selu" or "Softplus" or "HardSigmoid" or "HardSwish" or "Clip" => Activation(node),
                "PRelu" => PRelu(node),
                "Pow" => Pow(node),
                "Identity" => node.Input(0),
                "Cast" => Cast(node),
                "Dropout" => Dropout(node),
                "Where" => Where(node),
                "Gemm" => Gemm(node),
                "MatMul" => MatMul(node),
                "Conv" => Conv(node),
                "MaxPool" or "AveragePool" => Pool(node),
                "GlobalAveragePool" => GlobalAveragePool(node),
                "Pad" => Pad(node),
                "Softmax" or "LogSoftmax" => Softmax(node),
                "LayerNormalization" => LayerNormalization(node),
                "ReduceMean" or "ReduceSum" => Reduce(node),
                "Flatten" or "Reshape" or "Squeeze" or "Unsqueeze" => Reshape(node),
                "Transpose" => Transpose(node),
                "Concat" => Concat(node),
                "Slice" => Slice(node),
                "Gather" => Gather(node),
                "Expand" => Expand(node),
                _ => throw new OnnxException("is not supported, or not with these inputs: docs/formats/onnx.md has the operators"),
            },
        ];
    }

    /// <summary>An input that must be known before training.</summary>
    private static HostTensor Known(LoweredNode node, int input) =>
        KnownOrNull(node.Input(input)) ?? throw new OnnxException($"reads '{node.NameOf(input)}' as input {input}: expected a constant, or what follows from sizes");

    private static HostTensor? KnownOrNull(OnnxValue value) => value switch
    {
        Constant constant => constant.Tensor,
        Weight { IsTransposed: false } weight => HostTensor.Of(weight.Initializer),
        Part part => part.Fold(),
        _ => null,
    };

    /// <summary>A value as a tensor of the graph.</summary>
    private Live AsLive(OnnxValue value)
    {
        switch (value)
        {
            case Live live:
                return live;
            case Part part:
                return part.Write();
            case Weight { IsTransposed: true } turned:
                return ToTransposed(AsLive(new Weight(turned.Initializer)), [1, 0]);
            case Weight weight:
                if (plan.Find(weight.Initializer.Name) is { } known && IsMatrixTurned(known)) return ToTransposed(new Live(Parameter(known), [weight.Dims[1], weight.Dims[0]]), [1, 0]);
                return new Live(Trained(weight, WeightLayout.AsIs(Dimensions.ShapeOf(weight.Dims.AsSpan()))), weight.Dims);
            case Constant { Tensor: { IsFloat: true } tensor } constant:
                Shape shape = Dimensions.ShapeOf(tensor.Dims.AsSpan());
                return new Live(
                    tensor.Uniform is { } everywhere ? List.Fill(new(DataType.Float32, shape), (float)everywhere) : Kept(plan.Take(Initializer(constant), WeightLayout.AsIs(shape), isTrained: false)),
                    tensor.Dims);
            default:
                throw new OnnxException($"reads {((Constant)value).Tensor.Type} constants {Dimensions.Text(value.Dims.AsSpan())}: expected Float");
        }
    }

    private static OnnxTensor Initializer(Constant constant)
    {
        byte[] bytes = new byte[sizeof(float) * constant.Tensor.Elements.Length];
        for (int i = 0; i < constant.Tensor.Elements.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(sizeof(float) * i), (float)constant.Tensor.Elements[i]);
        return new(constant.Name, OnnxElementType.Float, constant.Dims, bytes);
    }

    private static bool IsMatrixTurned(OnnxWeight weight) => weight.Layout is { Order: [1, 0] };

    private GraphValue Trained(Weight weight, WeightLayout layout) => Parameter(plan.Take(weight.Initializer, layout, isTrained: true));

    private GraphValue Parameter(OnnxWeight weight) => layers.Imported(weight.Initializer.Name, weight.Layout.Stored, weight.First, weight.IsTrained);

    private GraphValue Kept(OnnxWeight constant)
    {
        GraphValue buffer = Parameter(constant);
        layers.Keep(buffer);
        return buffer;
    }

    /// <summary>The graph's tensor in the extents of its ONNX sizes, as they lie.</summary>
    private GraphValue Shaped(Live x) => List.Reshape(x.Value, Dimensions.ShapeOf(x.Extents.AsSpan()));

    private GraphValue Shaped(Live x, params ReadOnlySpan<int> extents) => List.Reshape(x.Value, Dimensions.ShapeOf(extents));

    /// <summary>The value with its elements in the ONNX order.</summary>
    private Live ToPlain(Live x)
    {
        if (x.Placement == Placement.Plain) return x;
        (int c, int h, int w) = x.Placement == Placement.Flattened ? x.Image : (x.Dims[1], x.Dims[2], x.Dims[3]);
        if (c == 1 || (long)h * w == 1) return new Live(x.Value, x.Dims);
        return new Live(List.Permute(Shaped(x, x.Dims[0], h, w, c), 0, 3, 1, 2), x.Dims);
    }

    /// <summary>An image with its channels last.</summary>
    private Live ToChannelsLast(Live x)
    {
        if (x.Placement == Placement.ChannelsLast) return x;
        if (x.Dims.Length != 4) throw new OnnxException($"expected an image [N, C, H, W] or a line [N, C, L], not {Dimensions.Text(x.Dims.AsSpan())}");
        bool alike = x.Dims[1] == 1 || (long)x.Dims[2] * x.Dims[3] == 1;
        return new Live(alike ? x.Value : List.Permute(Shaped(x), 0, 2, 3, 1), x.Dims, Placement.ChannelsLast);
    }

    /// <summary>An image, or a line [N, C, L] as an image of one row.</summary>
    private (Live Image, bool IsLine) LiveImage(LoweredNode node, int input)
    {
        Live x = Floating(AsLive(node.Input(input)));
        bool isLine = x.Dims.Length == 3;
        return (ToChannelsLast(isLine ? new Live(ToPlain(x).Value, x.Dims.Insert(2, 1)) : x), isLine);
    }

    /// <summary>What was computed of a line, as a line again.</summary>
    private Live ToLine(Live x, bool isLine) => isLine ? new Live(ToPlain(x).Value, x.Dims.RemoveAt(2)) : x;

    private static Live Floating(Live x) => x.Value.Type.Type == DataType.Float32 ? x : throw new OnnxException("reads indices: expected Float");
}
