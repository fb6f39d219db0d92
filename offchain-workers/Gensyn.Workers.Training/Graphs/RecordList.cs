using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>Writes the records of one phase, one method per operator; output types follow from the inputs.</summary>
public sealed class RecordList
{
    private readonly List<GraphRecord> _records = [];
    private readonly List<ImmutableArray<GraphValue>> _inputs = [];

    /// <summary>The records so far, in the order of execution.</summary>
    public IReadOnlyList<GraphRecord> Records => _records;

    /// <summary>The inputs of a record as values.</summary>
    public ImmutableArray<GraphValue> InputsOf(int record) => _inputs[record];

    /// <summary>The output of a record as a value.</summary>
    public GraphValue OutputOf(int record) => new(TensorRef.Record(record), _records[record].Output);

    /// <summary>Appends a record.</summary>
    public GraphValue Add(OperatorId id, OperatorAttributes attributes, TensorType output, params ImmutableArray<GraphValue> inputs)
    {
        _records.Add(new GraphRecord(id, attributes, [.. inputs.Select(static input => input.Reference)], output));
        _inputs.Add(inputs);
        return OutputOf(_records.Count - 1);
    }

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

    /// <summary>The matrix product.</summary>
    public GraphValue MatMul(GraphValue left, GraphValue right, bool transposeLeft = false, bool transposeRight = false) => Add(
        OperatorId.MatMul,
        new(transposeLeft ? 1u : 0u, transposeRight ? 1u : 0u),
        Matrix(transposeLeft ? left.Shape.Columns : left.Shape.Rows, transposeRight ? right.Shape.Rows : right.Shape.Columns),
        left,
        right);

    /// <summary>A vector added to each row.</summary>
    public GraphValue AddRow(GraphValue x, GraphValue row) => Add(OperatorId.AddRow, default, x.Type, x, row);

    /// <summary>The positive part.</summary>
    public GraphValue Relu(GraphValue x) => Add(OperatorId.Relu, default, x.Type, x);

    /// <summary>The gradient where the activation's input was positive.</summary>
    public GraphValue ReluGrad(GraphValue gradient, GraphValue x) => Add(OperatorId.ReluGrad, default, x.Type, gradient, x);

    /// <summary>The largest element of each row.</summary>
    public GraphValue RowMax(GraphValue x) => Add(OperatorId.RowMax, default, Vector(DataType.Float32, x.Shape.Rows), x);

    /// <summary>The index of the largest element of each row.</summary>
    public GraphValue RowArgMax(GraphValue x) => Add(OperatorId.RowArgMax, default, Vector(DataType.UInt32, x.Shape.Rows), x);

    /// <summary>Each row less its own number.</summary>
    public GraphValue SubRow(GraphValue x, GraphValue perRow) => Add(OperatorId.SubRow, default, x.Type, x, perRow);

    /// <summary>The exponential.</summary>
    public GraphValue Exp(GraphValue x) => Add(OperatorId.Exp, default, x.Type, x);

    /// <summary>The sum of each row.</summary>
    public GraphValue RowSum(GraphValue x) => Add(OperatorId.RowSum, default, Vector(DataType.Float32, x.Shape.Rows), x);

    /// <summary>The sum of each column.</summary>
    public GraphValue ColumnSum(GraphValue x) => Add(OperatorId.ColumnSum, default, Vector(DataType.Float32, x.Shape.Columns), x);

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

    /// <summary>Random numbers between <paramref name="low"/> and <c>low + width</c>.</summary>
    public GraphValue PhiloxUniform(TensorType type, float low, float width, ushort stream) =>
        Add(OperatorId.PhiloxUniform, new(Bits(low), Bits(width), stream), type);

    /// <summary>Zeros.</summary>
    public GraphValue Zeros(TensorType type) => Add(OperatorId.Zeros, default, type);

    /// <summary>1 where two integers are equal, else 0.</summary>
    public GraphValue EqualFloat(GraphValue left, GraphValue right) =>
        Add(OperatorId.EqualFloat, default, left.Type with { Type = DataType.Float32 }, left, right);

    /// <summary>Each element times a constant.</summary>
    public GraphValue Scale(GraphValue x, float factor) => Add(OperatorId.Scale, new(Bits(factor)), x.Type, x);

    /// <summary>The mean of a vector: sums of 1,024 until one is left, times the binary32 nearest to 1/n.</summary>
    public GraphValue Mean(GraphValue vector)
    {
        int terms = vector.Shape.Columns;
        GraphValue sum = vector;
        do
        {
            sum = Add(OperatorId.SumBlocks, default, Vector(DataType.Float32, ((sum.Shape.Columns - 1) / BlockTerms) + 1), sum);
        }
        while (sum.Shape.Columns > 1);

        return Scale(sum, 1f / terms);
    }

    private const int BlockTerms = Verification.Operators.OperatorRules.BlockTerms;

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static TensorType Vector(DataType type, int length) => new(type, Shape.Of((uint)length));

    private static TensorType Matrix(int rows, int columns) => new(DataType.Float32, Shape.Of((uint)rows, (uint)columns));
}
