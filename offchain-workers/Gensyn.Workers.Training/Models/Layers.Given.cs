using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <content>What layers compute from tensors that are given, whoever names them.</content>
public sealed partial class Layers
{
    /// <summary>A tensor that starts with imported weights; a buffer's next value is written by what updates it, or by <see cref="Keep"/>.</summary>
    public GraphValue Imported(string name, Shape shape, int first, bool isTrained) =>
        parameters.Get(name, new(DataType.Float32, shape), Start.Imported(first), isTrained);

    /// <summary>Has a buffer stay as it is.</summary>
    public void Keep(GraphValue buffer)
    {
        if (isTraining && !_updates.ContainsKey(buffer.Reference.Index)) _updates[buffer.Reference.Index] = list.Scale(buffer, 1f);
    }

    /// <summary>A convolution without bias; weights are [groups, KH·KW·C/groups, O/groups], one matrix without groups.</summary>
    public GraphValue Convolve(GraphValue x, GraphValue weight, WindowGeometry geometry, int rows, int columns)
    {
        GraphValue windows = list.Unfold(x, geometry, rows, columns);
        LayerCall call = new(LayerKind.Conv2d, [x, weight], geometry);
        if (geometry.Groups == 1) return Called(list.MatMul(windows, weight), call);
        uint groups = (uint)geometry.Groups, terms = (uint)windows.Shape.Columns / groups;
        GraphValue apart = list.Permute(list.Reshape(windows, Shape.Of((uint)windows.Shape.Rows, groups, terms)), 1, 0, 2);
        GraphValue products = list.Permute(list.BatchMatMul(apart, weight), 1, 0, 2);
        return Called(list.Reshape(products, Shape.Of(windows.Shape[0], windows.Shape[1], windows.Shape[2], groups * (uint)weight.Shape.Columns)), call);
    }

    /// <summary>The maximum, or the mean with padding counted in, of each window of each channel; the geometry has as many groups as channels.</summary>
    public GraphValue Pool(GraphValue x, WindowGeometry geometry, int rows, int columns, bool isMax)
    {
        GraphValue windows = list.Unfold(x, geometry, rows, columns, isMax ? float.NegativeInfinity : 0f);
        GraphValue each = list.Reshape(windows, Shape.Of((uint)windows.Shape.Rows * x.Shape[3], (uint)geometry.Positions));
        GraphValue made = isMax ? list.RowMax(each) : list.Scale(list.RowSum(each), 1f / geometry.Positions);
        GraphValue image = list.Reshape(made, Shape.Of(windows.Shape[0], windows.Shape[1], windows.Shape[2], x.Shape[3]));
        return Called(image, new(isMax ? LayerKind.MaxPool2d : LayerKind.AvgPool2d, [x], geometry));
    }

    /// <summary>Each row less its mean, over its standard deviation.</summary>
    public GraphValue Normalise(GraphValue x, float epsilon) => Standardise(x, Spread.PerRow, epsilon).Y;

    /// <summary>Batch norm with given running statistics, which the pass updates in training, and then a scale and an offset by channel.</summary>
    public GraphValue BatchNorm(GraphValue x, GraphValue runningMean, GraphValue runningVariance, GraphValue weight, GraphValue bias, float momentum, float epsilon)
    {
        GraphValue y = isTraining
            ? NormaliseBatch(x, runningMean, runningVariance, momentum, epsilon)
            : list.Multiply(list.Subtract(x, runningMean), list.Map(OperatorId.Rsqrt, list.Offset(runningVariance, epsilon)));
        return Called(list.Add(list.Multiply(y, weight), bias), new(LayerKind.BatchNorm, [x, weight, bias, runningMean, runningVariance], Epsilon: epsilon));
    }
}
