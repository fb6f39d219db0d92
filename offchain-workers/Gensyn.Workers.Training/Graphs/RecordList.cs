using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>Writes the records of one phase, one method per operator; output types follow from the inputs.</summary>
public sealed class RecordList
{
    private readonly List<GraphRecord> _records = [];
    private readonly List<ImmutableArray<GraphValue>> _inputs = [];
    private readonly Dictionary<int, Composite> _composites = [];
    private readonly Dictionary<Computation, int> _computations = [];

    /// <summary>The records so far, in the order of execution.</summary>
    public IReadOnlyList<GraphRecord> Records => _records;

    /// <summary>The gradients that take the place of a record's own, by its number.</summary>
    internal IReadOnlyDictionary<int, Composite> Composites => _composites;

    /// <summary>The inputs of a record as values.</summary>
    public ImmutableArray<GraphValue> InputsOf(int record) => _inputs[record];

    /// <summary>The output of a record as a value.</summary>
    public GraphValue OutputOf(int record) => new(TensorRef.Record(record), _records[record].Output);

    /// <summary>Appends a record; what is computed already from the same inputs is that record's output.</summary>
    public GraphValue Add(OperatorId id, OperatorAttributes attributes, TensorType output, params ImmutableArray<GraphValue> inputs)
    {
        // Records without inputs stay apart: random numbers differ by the record's place.
        if (!inputs.IsEmpty)
        {
            Computation computation = Computation.Of(id, attributes, output, inputs);
            if (_computations.TryGetValue(computation, out int known)) return OutputOf(known);
            _computations.Add(computation, _records.Count);
        }

        _records.Add(new GraphRecord(id, attributes, [.. inputs.Select(static input => input.Reference)], output));
        _inputs.Add(inputs);
        return OutputOf(_records.Count - 1);
    }

    /// <summary>Makes a value one whose gradient is known as a whole, so that the records between it and its input are not differentiated.</summary>
    /// <param name="output">The value, a record of this list.</param>
    /// <param name="input">What it is a function of.</param>
    /// <param name="rule">Writes the gradient by the input, from that by the output.</param>
    public void SetGradient(GraphValue output, GraphValue input, Func<GraphValue, GraphValue> rule) =>
        _composites[output.Reference.Index] = new Composite(input, rule);

    /// <summary>The rows that a step trains on, out of a data set of <paramref name="rows"/>.</summary>
    public GraphValue BatchIndices(int batch, int rows) => Add(OperatorId.BatchIndices, new((uint)rows), Vector(DataType.UInt32, batch));

    /// <summary>Data rows at these indices, scaled.</summary>
    public GraphValue Gather(GraphValue indices, GraphValue data, float scale) =>
        Add(OperatorId.Gather, new(Bits(scale)), Matrix(indices.Shape.Columns, data.Shape.Columns), indices, data);

    /// <summary>Labels at these indices.</summary>
    public GraphValue GatherLabels(GraphValue indices, GraphValue labels) => Add(OperatorId.GatherLabels, default, indices.Type, indices, labels);

    /// <summary>Consecutive data rows, scaled.</summary>
    public GraphValue ImportRows(GraphValue data, int first, int count, float scale) =>
        Add(OperatorId.ImportRows, new((uint)first, Bits(scale)), Matrix(count, data.Shape.Columns), data);

    /// <summary>Consecutive labels.</summary>
    public GraphValue ImportLabels(GraphValue labels, int first, int count) =>
        Add(OperatorId.ImportLabels, new((uint)first), Vector(DataType.UInt32, count), labels);

    /// <summary>Windows of a text from these places on, each moved by an offset.</summary>
    public GraphValue GatherWindows(GraphValue places, GraphValue text, int context, int offset) =>
        Add(OperatorId.GatherWindows, new((uint)offset), Matrix(DataType.UInt32, places.Shape.Columns, context), places, text);

    /// <summary>Windows of a text at equal distances.</summary>
    public GraphValue ImportWindows(GraphValue text, int first, int distance, int count, int context) =>
        Add(OperatorId.ImportWindows, new((uint)first, (uint)distance), Matrix(DataType.UInt32, count, context), text);

    /// <summary>The matrix product; leading dimensions of the left side stay, where it is not transposed.</summary>
    public GraphValue MatMul(GraphValue left, GraphValue right, bool transposeLeft = false, bool transposeRight = false)
    {
        int columns = transposeRight ? right.Shape.Rows : right.Shape.Columns;
        TensorType output = transposeLeft || left.Shape.Rank == 2
            ? Matrix(transposeLeft ? left.Shape.Columns : left.Shape.Rows, columns)
            : new(DataType.Float32, WithLast(left.Shape, columns));
        return MatMulOf(left, right, transposeLeft, transposeRight, output);
    }

    /// <summary>The product of each pair of matrices in the last two dimensions.</summary>
    public GraphValue BatchMatMul(GraphValue left, GraphValue right, bool transposeLeft = false, bool transposeRight = false)
    {
        uint[] dimensions = Dimensions(left.Shape);
        dimensions[^2] = left.Shape[left.Shape.Rank - (transposeLeft ? 1 : 2)];
        dimensions[^1] = right.Shape[right.Shape.Rank - (transposeRight ? 2 : 1)];
        return Add(OperatorId.BatchMatMul, Flags(transposeLeft, transposeRight), new(DataType.Float32, Shape.Of(dimensions)), left, right);
    }

    /// <summary><c>x + y</c>; y may be smaller, as the spread says.</summary>
    public GraphValue Add(GraphValue x, GraphValue y, Spread spread = Spread.Tiled) => Add(OperatorId.Add, new((uint)spread), x.Type, x, y);

    /// <summary><c>x − y</c>; y may be smaller, as the spread says.</summary>
    public GraphValue Subtract(GraphValue x, GraphValue y, Spread spread = Spread.Tiled) => Add(OperatorId.Subtract, new((uint)spread), x.Type, x, y);

    /// <summary><c>x × y</c>; y may be smaller, as the spread says.</summary>
    public GraphValue Multiply(GraphValue x, GraphValue y, Spread spread = Spread.Tiled) => Add(OperatorId.Multiply, new((uint)spread), x.Type, x, y);

    /// <summary><c>x ÷ y</c>; y may be smaller, as the spread says.</summary>
    public GraphValue Divide(GraphValue x, GraphValue y, Spread spread = Spread.Tiled) => Add(OperatorId.Divide, new((uint)spread), x.Type, x, y);

    /// <summary>Each element plus a constant.</summary>
    public GraphValue Offset(GraphValue x, float constant) => Add(OperatorId.Offset, new(Bits(constant)), x.Type, x);

    /// <summary>A function of each element, without constants.</summary>
    public GraphValue Map(OperatorId id, GraphValue x) => Add(id, default, x.Type, x);

    /// <summary>The positive part.</summary>
    public GraphValue Relu(GraphValue x) => Add(OperatorId.Relu, default, x.Type, x);

    /// <summary>The gradient where the activation's input was positive.</summary>
    public GraphValue ReluGrad(GraphValue gradient, GraphValue x) => Add(OperatorId.ReluGrad, default, x.Type, gradient, x);

    /// <summary>The largest element of each row.</summary>
    public GraphValue RowMax(GraphValue x) => Add(OperatorId.RowMax, default, Vector(DataType.Float32, x.Shape.Rows), x);

    /// <summary>The index of the largest element of each row.</summary>
    public GraphValue RowArgMax(GraphValue x) => Add(OperatorId.RowArgMax, default, Vector(DataType.UInt32, x.Shape.Rows), x);

    /// <summary>The exponential.</summary>
    public GraphValue Exp(GraphValue x) => Map(OperatorId.Exp, x);

    /// <summary>The sum of each row.</summary>
    public GraphValue RowSum(GraphValue x) => Add(OperatorId.RowSum, default, Vector(DataType.Float32, x.Shape.Rows), x);

    /// <summary>The sum of the products of two rows.</summary>
    public GraphValue RowDot(GraphValue x, GraphValue y) => Add(OperatorId.RowDot, default, Vector(DataType.Float32, x.Shape.Rows), x, y);

    /// <summary>The sum of each column.</summary>
    public GraphValue ColumnSum(GraphValue x) => Add(OperatorId.ColumnSum, default, Vector(DataType.Float32, x.Shape.Columns), x);

    /// <summary>The sum of the products of two columns.</summary>
    public GraphValue ColumnDot(GraphValue x, GraphValue y) => Add(OperatorId.ColumnDot, default, Vector(DataType.Float32, x.Shape.Columns), x, y);

    /// <summary>The sum of all elements, [1]: of blocks of 1,024 until one is left.</summary>
    public GraphValue Sum(GraphValue x)
    {
        GraphValue sum = x.Shape.Rank == 1 ? x : Reshape(x, Shape.Of((uint)x.Shape.Elements));
        do
        {
            sum = Add(OperatorId.SumBlocks, default, Vector(DataType.Float32, ((sum.Shape.Columns - 1) / BlockTerms) + 1), sum);
        }
        while (sum.Shape.Columns > 1);

        return sum;
    }

    /// <summary>The dimensions in another order: for each of the result's, which of x's it is.</summary>
    public GraphValue Permute(GraphValue x, params ReadOnlySpan<int> order)
    {
        uint word = 0;
        uint[] dimensions = new uint[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            word |= (uint)order[i] << (4 * i);
            dimensions[i] = x.Shape[order[i]];
        }

        return Add(OperatorId.Permute, new(word), x.Type with { Shape = Shape.Of(dimensions) }, x);
    }

    /// <summary>The same elements in other extents.</summary>
    public GraphValue Reshape(GraphValue x, Shape shape) => x.Shape == shape ? x : Add(OperatorId.Reshape, default, x.Type with { Shape = shape }, x);

    /// <summary>Consecutive columns.</summary>
    public GraphValue Columns(GraphValue x, int first, int count) =>
        Add(OperatorId.Slice, new(0, (uint)first), x.Type with { Shape = WithLast(x.Shape, count) }, x);

    /// <summary>Consecutive rows of a matrix.</summary>
    public GraphValue Rows(GraphValue x, int first, int count) => Add(OperatorId.Slice, new((uint)first), Matrix(x.Type.Type, count, x.Shape.Columns), x);

    /// <summary>Columns of x and then those of y.</summary>
    public GraphValue Concat(GraphValue x, GraphValue y) =>
        Add(OperatorId.Concat, default, x.Type with { Shape = WithLast(x.Shape, x.Shape.Columns + y.Shape.Columns) }, x, y);

    /// <summary>A smaller tensor repeated.</summary>
    public GraphValue Expand(GraphValue x, Spread spread, TensorType type) => Add(OperatorId.Expand, new((uint)spread), type, x);

    /// <summary>The windows of an image [N, H, W, C], with as much padding below and on the right as makes the given extents.</summary>
    public GraphValue Unfold(GraphValue x, WindowGeometry geometry, int rows, int columns, float outside = 0f) => Add(
        OperatorId.Unfold,
        geometry.ToAttributes(Bits(outside)),
        new(DataType.Float32, Shape.Of(x.Shape[0], (uint)rows, (uint)columns, x.Shape[3] * (uint)geometry.Positions)),
        x);

    /// <summary>Rows of a table at given indices.</summary>
    public GraphValue GatherRows(GraphValue indices, GraphValue table)
    {
        uint[] dimensions = [.. Dimensions(indices.Shape), (uint)table.Shape.Columns];
        return Add(OperatorId.GatherRows, default, new(DataType.Float32, Shape.Of(dimensions)), indices, table);
    }

    /// <summary>The element of each row that a label names.</summary>
    public GraphValue Pick(GraphValue x, GraphValue labels) => Add(OperatorId.Pick, default, Vector(DataType.Float32, x.Shape.Rows), x, labels);

    /// <summary>A number for each row at the column that a label names.</summary>
    public GraphValue Place(GraphValue x, GraphValue labels, TensorType type) => Add(OperatorId.Place, default, type, x, labels);

    /// <summary>Square matrices with a constant above their diagonals.</summary>
    public GraphValue CausalMask(GraphValue x, float constant) => Add(OperatorId.CausalMask, new(Bits(constant)), x.Type, x);

    /// <summary>1 where an integer is another than a constant, else 0.</summary>
    public GraphValue NotEqual(GraphValue x, uint constant) => Add(OperatorId.NotEqual, new(constant), x.Type with { Type = DataType.Float32 }, x);

    /// <summary>What dropout multiplies by: 1 ÷ (1 − p) for the elements that are kept.</summary>
    public GraphValue DropoutMask(TensorType type, float probability, ushort stream) => Add(
        OperatorId.DropoutMask, new((uint)Math.Min(uint.MaxValue, Math.Round((1.0 - probability) * 4294967296.0)), Bits(1f / (1f - probability)), stream), type);

    /// <summary>One number everywhere.</summary>
    public GraphValue Fill(TensorType type, float value) => Add(OperatorId.Fill, new(Bits(value)), type);

    /// <summary>A learning rate that warms up and then falls in steps; a period of 0 keeps it.</summary>
    public GraphValue StepSchedule(float rate, uint warmUp, uint period, float factor) =>
        Add(OperatorId.StepSchedule, new(Bits(rate), warmUp, period, period == 0 ? 0 : Bits(factor)), Vector(DataType.Float32, 1));

    /// <summary>Softmax's parts: x less its row's maximum, the exponentials of that, and their sums by row.</summary>
    public (GraphValue Shifted, GraphValue Exponentials, GraphValue Sums) SoftmaxParts(GraphValue x)
    {
        GraphValue shifted = Subtract(x, RowMax(x), Spread.PerRow), exponentials = Exp(shifted);
        return (shifted, exponentials, RowSum(exponentials));
    }

    /// <summary>The gradient of the mean cross-entropy by the logits.</summary>
    public GraphValue CrossEntropyGrad(GraphValue exponentials, GraphValue sums, GraphValue labels, float inverseBatch) =>
        Add(OperatorId.CrossEntropyGrad, new(Bits(inverseBatch)), exponentials.Type, exponentials, sums, labels);

    /// <summary>The cross-entropy of each row.</summary>
    public GraphValue CrossEntropyLoss(GraphValue shifted, GraphValue sums, GraphValue labels) =>
        Add(OperatorId.CrossEntropyLoss, default, sums.Type, shifted, sums, labels);

    /// <summary>A velocity, decayed, plus the gradient.</summary>
    public GraphValue MomentumUpdate(GraphValue velocity, GraphValue gradient, float momentum) =>
        Add(OperatorId.MomentumUpdate, new(Bits(momentum)), velocity.Type, velocity, gradient);

    /// <summary>A parameter moved against its velocity.</summary>
    public GraphValue SgdUpdate(GraphValue velocity, GraphValue weights, float learningRate) =>
        Add(OperatorId.SgdUpdate, new(Bits(learningRate)), weights.Type, velocity, weights);

    /// <summary><c>fma(keep, x, take × y)</c>.</summary>
    public GraphValue Average(GraphValue x, GraphValue y, float keep, float take) => Add(OperatorId.Average, new(Bits(keep), Bits(take)), x.Type, x, y);

    /// <summary><c>fma(keep, x, take × y²)</c>.</summary>
    public GraphValue SquareAverage(GraphValue x, GraphValue y, float keep, float take) => Add(OperatorId.SquareAverage, new(Bits(keep), Bits(take)), x.Type, x, y);

    /// <summary><c>mean ÷ (√square + epsilon)</c>.</summary>
    public GraphValue AdamDirection(GraphValue mean, GraphValue square, float epsilon) => Add(OperatorId.AdamDirection, new(Bits(epsilon)), mean.Type, mean, square);

    /// <summary>Random numbers between <paramref name="low"/> and <c>low + width</c>.</summary>
    public GraphValue PhiloxUniform(TensorType type, float low, float width, ushort stream) =>
        Add(OperatorId.PhiloxUniform, new(Bits(low), Bits(width), stream), type);

    /// <summary>Normal random numbers.</summary>
    public GraphValue PhiloxNormal(TensorType type, float mean, float deviation, ushort stream) =>
        Add(OperatorId.PhiloxNormal, new(Bits(mean), Bits(deviation), stream), type);

    /// <summary>A learning rate that warms up and then falls along a cosine to its least at a last step.</summary>
    public GraphValue CosineSchedule(float rate, uint warmUp, uint last, float least) =>
        Add(OperatorId.CosineSchedule, new(Bits(rate), warmUp, last, Bits(least)), Vector(DataType.Float32, 1));

    /// <summary>Zeros.</summary>
    public GraphValue Zeros(TensorType type) => Add(OperatorId.Zeros, default, type);

    /// <summary>1 where two integers are equal, else 0.</summary>
    public GraphValue EqualFloat(GraphValue left, GraphValue right) =>
        Add(OperatorId.EqualFloat, default, left.Type with { Type = DataType.Float32 }, left, right);

    /// <summary>Each element times a constant.</summary>
    public GraphValue Scale(GraphValue x, float factor) => Add(OperatorId.Scale, new(Bits(factor)), x.Type, x);

    /// <summary>The mean of all elements, [1]: their sum times the binary32 nearest to 1/n.</summary>
    public GraphValue Mean(GraphValue x) => Scale(Sum(x), 1f / x.Shape.Elements);

    /// <summary>The matrix product in extents that are not the usual ones.</summary>
    internal GraphValue MatMulOf(GraphValue left, GraphValue right, bool transposeLeft, bool transposeRight, TensorType output) =>
        Add(OperatorId.MatMul, Flags(transposeLeft, transposeRight), output, left, right);

    private const int BlockTerms = Verification.Operators.Operator.BlockTerms;

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static TensorType Vector(DataType type, int length) => new(type, Shape.Of((uint)length));

    private static OperatorAttributes Flags(bool first, bool second) => new(first ? 1u : 0u, second ? 1u : 0u);

    private static uint[] Dimensions(Shape shape)
    {
        uint[] dimensions = new uint[shape.Rank];
        for (int i = 0; i < dimensions.Length; i++) dimensions[i] = shape[i];
        return dimensions;
    }

    private static Shape WithLast(Shape shape, int last)
    {
        uint[] dimensions = Dimensions(shape);
        dimensions[^1] = (uint)last;
        return Shape.Of(dimensions);
    }

    private static TensorType Matrix(DataType type, int rows, int columns) => new(type, Shape.Of((uint)rows, (uint)columns));

    private static TensorType Matrix(int rows, int columns) => new(DataType.Float32, Shape.Of((uint)rows, (uint)columns));

    /// <summary>All that a record's output follows from.</summary>
    private readonly record struct Computation(OperatorId Id, OperatorAttributes Attributes, TensorType Output, TensorRef X, TensorRef? Y, TensorRef? Z)
    {
        public static Computation Of(OperatorId id, OperatorAttributes attributes, TensorType output, ImmutableArray<GraphValue> inputs) =>
            new(id, attributes, output, inputs[0].Reference, inputs.Length > 1 ? inputs[1].Reference : null, inputs.Length > 2 ? inputs[2].Reference : null);
    }

    /// <summary>A gradient that is known as a whole.</summary>
    internal sealed record Composite(GraphValue Input, Func<GraphValue, GraphValue> Rule);
}
