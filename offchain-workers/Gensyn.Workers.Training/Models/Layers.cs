using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>Writes the layers of a forward pass into a record list, lowered to primitive operators. Names and defaults are those of torch.nn.</summary>
/// <remarks>Images are [N, H, W, C], sequences [N, T, E]. Composite layers carry gradients of their own, shorter than those of their records.</remarks>
/// <param name="list">Where records go.</param>
/// <param name="parameters">The model's tensors.</param>
/// <param name="isTraining">Whether dropout drops and batch norm takes the batch's statistics.</param>
public sealed partial class Layers(RecordList list, Parameters parameters, bool isTraining)
{
    private readonly Dictionary<int, GraphValue> _updates = [];
    private readonly Dictionary<int, LayerCall> _calls = [];
    private ushort _stream;

    /// <summary>The record list.</summary>
    public RecordList List => list;

    /// <summary>Whether dropout drops and batch norm takes the batch's statistics.</summary>
    public bool IsTraining => isTraining;

    /// <summary>The next values of the buffers that the pass has updated, by slot.</summary>
    public IReadOnlyDictionary<int, GraphValue> Updates => _updates;

    /// <summary>The layers whose outputs are records of the list, by record.</summary>
    internal IReadOnlyDictionary<int, LayerCall> Calls => _calls;

    /// <summary>x · W + b over the last dimension; W is [inputs, outputs].</summary>
    public GraphValue Linear(string name, GraphValue x, int outputs, bool bias = true, Start? start = null)
    {
        int inputs = x.Shape.Columns;
        GraphValue weight = parameters.Get($"{name}.weight", Floats(inputs, outputs), start ?? Start.He(inputs)), product = list.MatMul(x, weight);
        if (!bias) return Called(product, new(LayerKind.Linear, [x, weight]));
        GraphValue offset = parameters.Get($"{name}.bias", Floats(outputs), Start.At(0f));
        return Called(list.Add(product, offset), new(LayerKind.Linear, [x, weight, offset]));
    }

    /// <summary>A convolution; weights are [groups, KH·KW·C/groups, O/groups], one matrix without groups.</summary>
    public GraphValue Conv2d(string name, GraphValue x, int outputs, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true)
    {
        int channels = x.Shape.Columns;
        if (groups < 1 || channels % groups != 0 || outputs % groups != 0) throw new ArgumentException($"{groups} groups do not divide {channels} and {outputs} channels.", nameof(groups));
        (WindowGeometry geometry, int rows, int columns) = Windows(x, kernel, stride, padding, dilation, groups);
        int terms = geometry.Positions * channels / groups;
        TensorType type = groups == 1 ? Floats(terms, outputs) : Floats(groups, terms, outputs / groups);
        GraphValue weight = parameters.Get($"{name}.weight", type, Start.He(terms)), made = Convolve(x, weight, geometry, rows, columns);
        if (!bias) return made;
        GraphValue offset = parameters.Get($"{name}.bias", Floats(outputs), Start.At(0f));
        return Called(list.Add(made, offset), new(LayerKind.Conv2d, [x, weight, offset], geometry));
    }

    /// <summary>The largest element of each window of each channel.</summary>
    public GraphValue MaxPool2d(GraphValue x, int kernel, int? stride = null, int padding = 0)
    {
        (WindowGeometry geometry, int rows, int columns) = Windows(x, kernel, stride ?? kernel, padding, 1, x.Shape.Columns);
        return Pool(x, geometry, rows, columns, isMax: true);
    }

    /// <summary>The mean of each window of each channel, padding counted in.</summary>
    public GraphValue AvgPool2d(GraphValue x, int kernel, int? stride = null, int padding = 0)
    {
        (WindowGeometry geometry, int rows, int columns) = Windows(x, kernel, stride ?? kernel, padding, 1, x.Shape.Columns);
        return Pool(x, geometry, rows, columns, isMax: false);
    }

    /// <summary>The mean of each channel over the image: [N, C].</summary>
    public GraphValue GlobalAvgPool2d(GraphValue x)
    {
        uint places = x.Shape[1] * x.Shape[2], channels = x.Shape[3];
        GraphValue apart = list.Permute(list.Reshape(x, Shape.Of(x.Shape[0], places, channels)), 0, 2, 1);
        GraphValue mean = list.Scale(list.RowSum(apart), 1f / places);
        return Called(list.Reshape(mean, Shape.Of(x.Shape[0], channels)), new(LayerKind.GlobalAvgPool2d, [x]));
    }

    /// <summary>All dimensions after the first made one.</summary>
    public GraphValue Flatten(GraphValue x) => list.Reshape(x, Shape.Of(x.Shape[0], (uint)x.Shape.Elements / x.Shape[0]));

    /// <summary>The positive part.</summary>
    public GraphValue Relu(GraphValue x) => list.Relu(x);

    /// <summary>The Gaussian error linear unit.</summary>
    public GraphValue Gelu(GraphValue x) => list.Map(OperatorId.Gelu, x);

    /// <summary>The sigmoid linear unit.</summary>
    public GraphValue Silu(GraphValue x) => list.Map(OperatorId.Silu, x);

    /// <summary>The hyperbolic tangent.</summary>
    public GraphValue Tanh(GraphValue x) => list.Map(OperatorId.Tanh, x);

    /// <summary>The logistic function.</summary>
    public GraphValue Sigmoid(GraphValue x) => list.Map(OperatorId.Sigmoid, x);

    /// <summary>Elements dropped with a probability and the others scaled up, in training only.</summary>
    public GraphValue Dropout(GraphValue x, float probability) =>
        isTraining && probability > 0 ? list.Multiply(x, list.DropoutMask(x.Type, probability, _stream++)) : x;

    /// <summary>Rows of a table [count, width].</summary>
    public GraphValue Embedding(string name, GraphValue indices, int count, int width, Start? start = null) =>
        list.GatherRows(indices, parameters.Get($"{name}.weight", Floats(count, width), start ?? Start.Normal(0.02f)));

    /// <summary>A learnt row for each place of a window [context, width].</summary>
    public GraphValue Positions(string name, int context, int width) => parameters.Get($"{name}.weight", Floats(context, width), Start.Normal(0.02f));

    /// <summary>The product with an embedding's table turned: an output that shares its weights.</summary>
    public GraphValue TiedOutput(string name, GraphValue x, int count, int width) =>
        list.MatMul(x, parameters.Get($"{name}.weight", Floats(count, width), Start.Normal(0.02f)), transposeRight: true);

    /// <summary>The softmax of each row.</summary>
    public GraphValue Softmax(GraphValue x)
    {
        (_, GraphValue exponentials, GraphValue sums) = list.SoftmaxParts(x);
        GraphValue y = list.Divide(exponentials, sums, Spread.PerRow);
        list.SetGradient(y, x, gradient => list.Multiply(list.Subtract(gradient, list.RowDot(gradient, y), Spread.PerRow), y));
        return Called(y, new(LayerKind.Softmax, [x]));
    }

    /// <summary>Each row less its mean, over its standard deviation, then scaled and moved by column (Ba et al., 2016).</summary>
    public GraphValue LayerNorm(string name, GraphValue x, float epsilon = 1e-5f)
    {
        int columns = x.Shape.Columns;
        GraphValue weight = parameters.Get($"{name}.weight", Floats(columns), Start.At(1f)), bias = parameters.Get($"{name}.bias", Floats(columns), Start.At(0f));
        return Called(list.Add(list.Multiply(Normalise(x, epsilon), weight), bias), new(LayerKind.LayerNorm, [x, weight, bias], Epsilon: epsilon));
    }

    /// <summary>Each row over its root mean square, then scaled by column (Zhang and Sennrich, 2019).</summary>
    public GraphValue RmsNorm(string name, GraphValue x, float epsilon = 1e-5f)
    {
        float share = 1f / x.Shape.Columns;
        GraphValue inverse = list.Map(OperatorId.Rsqrt, list.Offset(list.Scale(list.RowDot(x, x), share), epsilon));
        GraphValue y = list.Multiply(x, inverse, Spread.PerRow);
        list.SetGradient(y, x, gradient =>
        {
            GraphValue along = list.Multiply(y, list.Scale(list.RowDot(gradient, y), share), Spread.PerRow);
            return list.Multiply(list.Subtract(gradient, along), inverse, Spread.PerRow);
        });
        return list.Multiply(y, parameters.Get($"{name}.weight", Floats(x.Shape.Columns), Start.At(1f)));
    }

    /// <summary>Each channel less its mean, over its standard deviation, then scaled and moved (Ioffe and Szegedy, 2015); running statistics are buffers.</summary>
    public GraphValue BatchNorm(string name, GraphValue x, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        int channels = x.Shape.Columns;
        GraphValue runningMean = parameters.Get($"{name}.running_mean", Floats(channels), Start.At(0f), isTrained: false);
        GraphValue runningVariance = parameters.Get($"{name}.running_var", Floats(channels), Start.At(1f), isTrained: false);
        return BatchNorm(
            x, runningMean, runningVariance,
            parameters.Get($"{name}.weight", Floats(channels), Start.At(1f)), parameters.Get($"{name}.bias", Floats(channels), Start.At(0f)), momentum, epsilon);
    }

    /// <summary>Causal attention of several heads over [N, T, E], with projections in and out (Vaswani et al., 2017; GPT-2's order of q, k, v).</summary>
    public GraphValue CausalSelfAttention(string name, GraphValue x, int heads, float dropout = 0f)
    {
        uint batch = x.Shape[0], length = x.Shape[1], width = x.Shape[2];
        if (width % heads != 0) throw new ArgumentException($"{heads} heads do not divide a width of {width}.", nameof(heads));
        uint perHead = width / (uint)heads;
        GraphValue projected = Linear($"{name}.c_attn", x, 3 * (int)width, start: Start.Normal(0.02f));
        GraphValue query = Head(0), key = Head(1), value = Head(2);
        GraphValue scores = list.Scale(list.BatchMatMul(query, key, transposeRight: true), 1f / MathF.Sqrt(perHead));
        GraphValue shares = Dropout(Softmax(list.CausalMask(scores, float.NegativeInfinity)), dropout);
        GraphValue mixed = list.Permute(list.BatchMatMul(shares, value), 0, 2, 1, 3);
        return Linear($"{name}.c_proj", list.Reshape(mixed, Shape.Of(batch, length, width)), (int)width, start: Start.Normal(0.02f));

        GraphValue Head(int part)
        {
            GraphValue columns = list.Columns(projected, part * (int)width, (int)width);
            return list.Permute(list.Reshape(columns, Shape.Of(batch, length, (uint)heads, perHead)), 0, 2, 1, 3);
        }
    }

    private GraphValue Called(GraphValue output, LayerCall call)
    {
        _calls[output.Reference.Index] = call;
        return output;
    }

    private static TensorType Floats(params ReadOnlySpan<int> dimensions)
    {
        Span<uint> extents = stackalloc uint[dimensions.Length];
        for (int i = 0; i < extents.Length; i++) extents[i] = (uint)dimensions[i];
        return new TensorType(DataType.Float32, Shape.Of(extents));
    }

    private static int Extent(uint extent, int kernel, int stride, int padding, int dilation)
    {
        int left = (int)extent + (2 * padding) - (dilation * (kernel - 1)) - 1;
        return left < 0 ? throw new ArgumentException($"A window of {kernel} with dilation {dilation} does not fit {extent} and a padding of {padding}.") : (left / stride) + 1;
    }

    private static (WindowGeometry Geometry, int Rows, int Columns) Windows(GraphValue x, int kernel, int stride, int padding, int dilation, int groups)
    {
        if (x.Shape.Rank != 4) throw new ArgumentException($"An image is [N, H, W, C], not {x.Shape}.", nameof(x));
        return (WindowGeometry.Square(kernel, stride, padding, dilation, groups), Extent(x.Shape[1], kernel, stride, padding, dilation), Extent(x.Shape[2], kernel, stride, padding, dilation));
    }

    private GraphValue NormaliseBatch(GraphValue x, GraphValue runningMean, GraphValue runningVariance, float momentum, float epsilon)
    {
        int rows = x.Shape.Rows;
        (GraphValue y, GraphValue mean, GraphValue variance) = Standardise(x, Spread.Tiled, epsilon);

        // The running variance is the unbiased one, as torch.nn.BatchNorm2d's.
        GraphValue unbiased = rows > 1 ? list.Scale(variance, (float)rows / (rows - 1)) : variance;
        Average(runningMean, mean);
        Average(runningVariance, unbiased);
        return y;

        // A step that passes here several times, for its micro-batches, goes on from the pass before.
        void Average(GraphValue running, GraphValue now)
        {
            int slot = running.Reference.Index;
            _updates[slot] = list.Average(_updates.GetValueOrDefault(slot, running), now, 1f - momentum, momentum);
        }
    }

    /// <summary>Rows, or columns where the spread is tiled, less their means and over their standard deviations.</summary>
    private (GraphValue Y, GraphValue Mean, GraphValue Variance) Standardise(GraphValue x, Spread spread, float epsilon)
    {
        float share = 1f / (spread == Spread.PerRow ? x.Shape.Columns : x.Shape.Rows);
        GraphValue mean = Sum(x);
        GraphValue centred = list.Subtract(x, mean, spread);
        GraphValue variance = Dot(centred, centred);
        GraphValue inverse = list.Map(OperatorId.Rsqrt, list.Offset(variance, epsilon));
        GraphValue y = list.Multiply(centred, inverse, spread);
        list.SetGradient(y, x, gradient =>
        {
            GraphValue less = list.Subtract(gradient, Sum(gradient), spread);
            GraphValue along = list.Multiply(y, Dot(gradient, y), spread);
            return list.Multiply(list.Subtract(less, along), inverse, spread);
        });
        return (y, mean, variance);

        GraphValue Sum(GraphValue of) => list.Scale(spread == Spread.PerRow ? list.RowSum(of) : list.ColumnSum(of), share);

        GraphValue Dot(GraphValue left, GraphValue right) => list.Scale(spread == Spread.PerRow ? list.RowDot(left, right) : list.ColumnDot(left, right), share);
    }
}
