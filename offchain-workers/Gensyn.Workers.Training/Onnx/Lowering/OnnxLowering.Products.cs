using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Products and windows.</content>
internal sealed partial class OnnxLowering
{
    private Live Gemm(LoweredNode node)
    {
        float alpha = node.Float("alpha", 1f), beta = node.Float("beta", 1f);
        bool turned = node.Int("transB", 0) != 0;
        Live x = Floating(AsLive(node.Input(0)));
        if (x.Dims.Length != 2 || node.Input(1).Dims.Length != 2)
        {
            throw new OnnxException($"multiplies {Dimensions.Text(x.Dims.AsSpan())} and {Dimensions.Text(node.Input(1).Dims.AsSpan())}: expected two matrices");
        }

        if (node.Int("transA", 0) != 0) x = ToTransposed(ToPlain(x), [1, 0]);
        Live product = Product(x, node.Input(1), turned);
        if (alpha != 1f) product = product with { Value = List.Scale(product.Value, alpha) };
        if (!node.Has(2)) return product;
        Live bias = Beside(node.Input(2), product);
        if (beta != 1f) bias = bias with { Value = List.Scale(bias.Value, beta) };
        Live sum = Combine(OperatorId.Add, product, bias);
        return sum.Dims.SequenceEqual(product.Dims) ? sum : throw new OnnxException($"adds {Dimensions.Text(bias.Dims.AsSpan())} to {Dimensions.Text(product.Dims.AsSpan())}: expected sizes that spread over the product");
    }

    private Live MatMul(LoweredNode node)
    {
        OnnxValue right = node.Input(1);
        Live x = Floating(AsLive(node.Input(0)));
        if (x.Dims.Length < 2 || right.Dims.Length < 2)
        {
            throw new OnnxException($"multiplies {Dimensions.Text(x.Dims.AsSpan())} and {Dimensions.Text(right.Dims.AsSpan())}: expected matrices");
        }

        return right.Dims.Length == 2 ? Product(x, right, turned: false) : BatchProduct(ToPlain(x), ToPlain(Floating(AsLive(right))));
    }

    /// <summary>Rows times a matrix, which may be read turned.</summary>
    private Live Product(Live x, OnnxValue right, bool turned)
    {
        if (right is Weight { IsTransposed: true } weight) (right, turned) = (weight with { IsTransposed = false }, !turned);
        (int inputs, int outputs) = turned ? (right.Dims[1], right.Dims[0]) : (right.Dims[0], right.Dims[1]);
        if (x.Dims[^1] != inputs) throw new OnnxException($"multiplies rows of {x.Dims[^1]} by a matrix [{inputs}, {outputs}]: expected as many rows as columns");
        ImmutableArray<int> dims = x.Dims.SetItem(x.Dims.Length - 1, outputs);
        if (right is not Weight trained)
        {
            Live other = ToPlain(Floating(AsLive(right)));
            return new Live(List.MatMul(Shaped(ToPlain(x)), Shaped(other), transposeRight: turned), dims);
        }

        if (x.Placement != Placement.Flattened) x = ToPlain(x);
        WeightLayout wanted = x.Placement == Placement.Flattened && x.Image.C > 1 && x.Image.H * x.Image.W > 1
            ? WeightLayout.AfterImage(x.Image.C, x.Image.H, x.Image.W, outputs, turned)
            : turned ? WeightLayout.Transposed(outputs, inputs) : WeightLayout.AsIs(Shape.Of((uint)inputs, (uint)outputs));

        // A shared weight lies as its first reader wanted it; a product reads it either way.
        if (plan.Find(trained.Initializer.Name) is { } known && !known.Layout.Equals(wanted) && known.Layout.View.Length <= 2)
        {
            bool stored = turned != IsMatrixTurned(known);
            return new Live(List.MatMul(Shaped(ToPlain(x)), Parameter(known), transposeRight: stored), dims);
        }

        return new Live(List.MatMul(Shaped(x), Trained(trained, wanted)), dims);
    }

    private Live BatchProduct(Live x, Live y)
    {
        if (x.Dims[^1] != y.Dims[^2])
        {
            throw new OnnxException($"multiplies {Dimensions.Text(x.Dims.AsSpan())} and {Dimensions.Text(y.Dims.AsSpan())}: expected as many columns as rows");
        }

        ImmutableArray<int> batch = Dimensions.Broadcast(x.Dims[..^2], y.Dims[..^2]);
        GraphValue left = Expanded(x, [.. batch, .. x.Dims[^2..]]), right = Expanded(y, [.. batch, .. y.Dims[^2..]]);
        return new Live(List.BatchMatMul(left, right), [.. batch, x.Dims[^2], y.Dims[^1]]);
    }

    private Live Conv(LoweredNode node)
    {
        (Live x, bool isLine) = LiveImage(node, 0);
        int directions = isLine ? 1 : 2;
        if (node.Input(1) is not Weight { IsTransposed: false } weight || weight.Dims.Length != directions + 2)
        {
            throw new OnnxException($"expected an initializer {(isLine ? "[O, C/groups, K]" : "[O, C/groups, KH, KW]")} as weight");
        }

        (int outputs, int channels, int height, int width) = (weight.Dims[0], weight.Dims[1], isLine ? 1 : weight.Dims[2], weight.Dims[^1]);
        int groups = node.Int("group", 1);
        if (groups < 1 || outputs < 1 || outputs % groups != 0 || (long)channels * groups != x.Dims[1])
        {
            throw new OnnxException($"has {groups} groups and a weight {Dimensions.Text(weight.Dims.AsSpan())} for {x.Dims[1]} channels: expected groups that divide both");
        }

        if (node.Ints("kernel_shape") is { } kernel && !kernel.AsSpan().SequenceEqual(weight.Dims.AsSpan()[2..]))
        {
            throw new OnnxException($"has kernel_shape {Dimensions.Text(kernel)}: expected the weight's {Dimensions.Text(weight.Dims.AsSpan()[2..])}");
        }

        OnnxWindows windows = new(node, x, height, width, groups, isLine, cuts: false);
        GraphValue made = layers.Convolve(Shaped(x), Trained(weight, WeightLayout.Convolution(outputs, channels, height, width, groups)), windows.Geometry, windows.Rows, windows.Columns);
        if (node.Has(2))
        {
            if (node.Input(2).Dims is not [var biases] || biases != outputs)
            {
                throw new OnnxException($"has a bias {Dimensions.Text(node.Input(2).Dims.AsSpan())}: expected [{outputs}]");
            }

            made = List.Add(made, Shaped(ToPlain(AsLive(node.Input(2)))));
        }

        return ToLine(new Live(made, [x.Dims[0], outputs, windows.Rows, windows.Columns], Placement.ChannelsLast), isLine);
    }

    private Live Pool(LoweredNode node)
    {
        (Live x, bool isLine) = LiveImage(node, 0);
        bool isMax = node.OpType == "MaxPool";
        if (isMax) node.Require("storage_order", 0, 0);
        if (node.Ints("kernel_shape") is not { } kernel || kernel.Length != (isLine ? 1 : 2)) throw new OnnxException($"expected a kernel_shape of {(isLine ? "one size" : "two sizes")}");
        OnnxWindows windows = new(node, x, isLine ? 1 : kernel[0], kernel[^1], x.Dims[1], isLine, cuts: node.Int("ceil_mode", 0) != 0);
        if (!isMax && node.Int("count_include_pad", 0) == 0 && windows.IsPadded) throw new OnnxException("leaves padding out of means: expected count_include_pad = 1, or no padding");
        if (!isMax && windows.AreCut) throw new OnnxException("takes means of windows that ceil_mode cuts short: expected sizes that whole windows fill, or ceil_mode = 0");
        GraphValue made = layers.Pool(Shaped(x), windows.Geometry, windows.Rows, windows.Columns, isMax);
        return ToLine(new Live(made, [x.Dims[0], x.Dims[1], windows.Rows, windows.Columns], Placement.ChannelsLast), isLine);
    }

    private Live GlobalAveragePool(LoweredNode node)
    {
        (Live x, bool isLine) = LiveImage(node, 0);
        return new Live(layers.GlobalAvgPool2d(Shaped(x)), isLine ? [x.Dims[0], x.Dims[1], 1] : [x.Dims[0], x.Dims[1], 1, 1]);
    }

    // Exporters write a padding of nothing before a pooling.
    private static OnnxValue Pad(LoweredNode node)
    {
        if (node.Text("mode", "constant") != "constant" || Known(node, 1).Uniform is not 0)
        {
            throw new OnnxException("expected a padding of zeros, of no size: padding is an attribute of convolutions and pooling");
        }

        return node.Input(0);
    }
}
