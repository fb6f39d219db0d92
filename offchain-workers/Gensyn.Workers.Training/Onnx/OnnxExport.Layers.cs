using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Layers that ONNX has a node for.</content>
public sealed partial class OnnxExport
{
    private void Layer(GraphValue output, LayerCall call)
    {
        ImmutableArray<GraphValue> inputs = call.Inputs;
        GraphValue x = inputs[0];
        switch (call.Kind)
        {
            case LayerKind.Linear:
                _rows[output.Reference] = Linear(inputs);
                break;
            case LayerKind.Conv2d:
                _images[output.Reference] = Convolution(output, call);
                break;
            case LayerKind.MaxPool2d or LayerKind.AvgPool2d:
                bool isMax = call.Kind == LayerKind.MaxPool2d;
                ImmutableArray<OnnxAttribute> windows = [.. Windows(x, output, call.Geometry, hasDilations: isMax)];
                _images[output.Reference] = Node(isMax ? "MaxPool" : "AveragePool", [Image(x)], isMax ? windows : windows.Add(new OnnxAttribute.Int("count_include_pad", 1)));
                break;
            case LayerKind.GlobalAvgPool2d:
                _rows[output.Reference] = Node("Flatten", [Node("GlobalAveragePool", [Image(x)])]);
                break;
            case LayerKind.BatchNorm:
                bool isImage = x.Shape.Rank == 4;
                string normal = Node("BatchNormalization", [isImage ? Image(x) : Rows(x), .. inputs.Skip(1).Select(Rows)], new OnnxAttribute.Float("epsilon", call.Epsilon));
                (isImage ? _images : _rows)[output.Reference] = normal;
                break;
            case LayerKind.LayerNorm:
                _rows[output.Reference] = Node("LayerNormalization", [.. inputs.Select(Rows)], new OnnxAttribute.Int("axis", -1), new OnnxAttribute.Float("epsilon", call.Epsilon));
                break;
            default:
                _rows[output.Reference] = Node("Softmax", [Rows(x)], new OnnxAttribute.Int("axis", -1));
                break;
        }
    }

    private string Linear(ImmutableArray<GraphValue> inputs)
    {
        (GraphValue x, GraphValue weight) = (inputs[0], inputs[1]);
        (int terms, int outputs) = (weight.Shape.Rows, weight.Shape.Columns);
        WeightLayout layout = new([outputs, terms], [1, 0], weight.Shape);
        string rows;
        if (Flattened(x) is { } image)
        {
            layout = WeightLayout.AfterImage((int)image.Shape[3], (int)image.Shape[1], (int)image.Shape[2], outputs, transposed: true);
            rows = Node("Flatten", [Image(image)]);
        }
        else
        {
            rows = Rows(x);
        }

        string turned = Weight(weight, layout, outputs, terms);
        if (x.Shape.Rank == 2)
        {
            ImmutableArray<string> all = [rows, turned, .. inputs.Skip(2).Select(Rows)];
            return Node("Gemm", all, new OnnxAttribute.Int("transB", 1));
        }

        string product = Node("MatMul", [rows, Node("Transpose", [turned], new OnnxAttribute.Ints("perm", [1, 0]))]);
        return inputs.Length > 2 ? Node("Add", [product, Rows(inputs[2])]) : product;
    }

    /// <summary>The image that rows are a flattening of; null when they are none.</summary>
    private GraphValue? Flattened(GraphValue rows)
    {
        if (rows.Reference.Source != TensorSource.Record || _list.Records[rows.Reference.Index].Operator != OperatorId.Reshape || rows.Shape.Rank != 2) return null;
        if (_calls.ContainsKey(rows.Reference.Index)) return null;
        GraphValue from = _list.InputsOf(rows.Reference.Index)[0];
        return from.Shape.Rank == 4 && from.Shape[0] == rows.Shape[0] && _images.ContainsKey(from.Reference) ? from : null;
    }

    private string Convolution(GraphValue output, LayerCall call)
    {
        (GraphValue x, GraphValue weight) = (call.Inputs[0], call.Inputs[1]);
        WindowGeometry geometry = call.Geometry;
        int channels = x.Shape.Columns / geometry.Groups, outputs = output.Shape.Columns;
        WeightLayout layout = WeightLayout.Convolution(outputs, channels, geometry.KernelHeight, geometry.KernelWidth, geometry.Groups);
        string kernel = Weight(weight, layout, outputs, channels, geometry.KernelHeight, geometry.KernelWidth);
        return Node(
            "Conv", [Image(x), kernel, .. call.Inputs.Skip(2).Select(Rows)],
            [new OnnxAttribute.Int("group", geometry.Groups), .. Windows(x, output, geometry, hasDilations: true)]);
    }

    private static IEnumerable<OnnxAttribute> Windows(GraphValue x, GraphValue output, WindowGeometry geometry, bool hasDilations)
    {
        yield return new OnnxAttribute.Ints("kernel_shape", [geometry.KernelHeight, geometry.KernelWidth]);
        yield return new OnnxAttribute.Ints("strides", [geometry.StrideHeight, geometry.StrideWidth]);
        yield return new OnnxAttribute.Ints("pads", [
            geometry.PadTop, geometry.PadLeft,
            After(1, geometry.KernelHeight, geometry.StrideHeight, geometry.PadTop, geometry.DilationHeight),
            After(2, geometry.KernelWidth, geometry.StrideWidth, geometry.PadLeft, geometry.DilationWidth)]);
        if (hasDilations) yield return new OnnxAttribute.Ints("dilations", [geometry.DilationHeight, geometry.DilationWidth]);

        // As much padding at the end as the last window needs.
        long After(int dimension, int kernel, int stride, int before, int dilation)
        {
            long end = ((output.Shape[dimension] - 1L) * stride) + ((long)dilation * (kernel - 1)) + 1;
            return Math.Max(0, end - before - x.Shape[dimension]);
        }
    }
}
