using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Small graphs whose tensors still span several tiles and whose folds span several chunks.</summary>
internal static class ToyGraphs
{
    public const int Rows = 70;
    private const int Batch = 33;
    private const int Features = 34;
    private const int Hidden = 35;
    private const int Classes = 36;
    private static readonly uint Scale255 = Bits(1f / 255);
    private static readonly uint InverseBatch = Bits(1f / Batch);

    public static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>A perceptron with momentum: every operator occurs in one of its three graphs.</summary>
    public static TaskGraph Perceptron()
    {
        ImmutableArray<GraphRecord> step =
        [
            new(OperatorId.BatchIndices, new(Rows), [], Integers(Batch)), // 0
            new(OperatorId.Gather, new(Scale255), [TensorRef.Record(0), TensorRef.Data(0)], Floats(Batch, Features)), // 1
            new(OperatorId.GatherLabels, default, [TensorRef.Record(0), TensorRef.Data(1)], Integers(Batch)), // 2
            new(OperatorId.MatMul, default, [TensorRef.Record(1), TensorRef.State(0)], Floats(Batch, Hidden)), // 3
            new(OperatorId.Add, default, [TensorRef.Record(3), TensorRef.State(1)], Floats(Batch, Hidden)), // 4
            new(OperatorId.Relu, default, [TensorRef.Record(4)], Floats(Batch, Hidden)), // 5
            new(OperatorId.MatMul, default, [TensorRef.Record(5), TensorRef.State(2)], Floats(Batch, Classes)), // 6
            new(OperatorId.Add, default, [TensorRef.Record(6), TensorRef.State(3)], Floats(Batch, Classes)), // 7
            new(OperatorId.RowMax, default, [TensorRef.Record(7)], Floats(Batch)), // 8
            new(OperatorId.Subtract, new((uint)Spread.PerRow), [TensorRef.Record(7), TensorRef.Record(8)], Floats(Batch, Classes)), // 9
            new(OperatorId.Exp, default, [TensorRef.Record(9)], Floats(Batch, Classes)), // 10
            new(OperatorId.RowSum, default, [TensorRef.Record(10)], Floats(Batch)), // 11
            new(OperatorId.CrossEntropyGrad, new(InverseBatch), [TensorRef.Record(10), TensorRef.Record(11), TensorRef.Record(2)], Floats(Batch, Classes)), // 12
            new(OperatorId.CrossEntropyLoss, default, [TensorRef.Record(9), TensorRef.Record(11), TensorRef.Record(2)], Floats(Batch)), // 13
            new(OperatorId.SumBlocks, default, [TensorRef.Record(13)], Floats(1)), // 14
            new(OperatorId.Scale, new(InverseBatch), [TensorRef.Record(14)], Floats(1)), // 15
            new(OperatorId.MatMul, new(1, 0), [TensorRef.Record(5), TensorRef.Record(12)], Floats(Hidden, Classes)), // 16
            new(OperatorId.ColumnSum, default, [TensorRef.Record(12)], Floats(Classes)), // 17
            new(OperatorId.MatMul, new(0, 1), [TensorRef.Record(12), TensorRef.State(2)], Floats(Batch, Hidden)), // 18
            new(OperatorId.ReluGrad, default, [TensorRef.Record(18), TensorRef.Record(4)], Floats(Batch, Hidden)), // 19
            new(OperatorId.MatMul, new(1, 0), [TensorRef.Record(1), TensorRef.Record(19)], Floats(Features, Hidden)), // 20
            new(OperatorId.ColumnSum, default, [TensorRef.Record(19)], Floats(Hidden)), // 21
            Momentum(4, 20, Floats(Features, Hidden)), // 22
            Momentum(5, 21, Floats(Hidden)),
            Momentum(6, 16, Floats(Hidden, Classes)),
            Momentum(7, 17, Floats(Classes)),
            Descend(22, 0, Floats(Features, Hidden)), // 26
            Descend(23, 1, Floats(Hidden)),
            Descend(24, 2, Floats(Hidden, Classes)),
            Descend(25, 3, Floats(Classes)), // 29
        ];
        ImmutableArray<GraphRecord> initialisation =
        [
            Uniform(0, Floats(Features, Hidden)), Zeros(Floats(Hidden)), Uniform(1, Floats(Hidden, Classes)), Zeros(Floats(Classes)),
            Zeros(Floats(Features, Hidden)), Zeros(Floats(Hidden)), Zeros(Floats(Hidden, Classes)), Zeros(Floats(Classes)),
        ];
        ImmutableArray<GraphRecord> evaluation =
        [
            new(OperatorId.ImportRows, new(20, Scale255), [TensorRef.Data(0)], Floats(40, Features)), // 0
            new(OperatorId.ImportLabels, new(20), [TensorRef.Data(1)], Integers(40)), // 1
            new(OperatorId.MatMul, default, [TensorRef.Record(0), TensorRef.State(0)], Floats(40, Hidden)), // 2
            new(OperatorId.Add, default, [TensorRef.Record(2), TensorRef.State(1)], Floats(40, Hidden)), // 3
            new(OperatorId.Relu, default, [TensorRef.Record(3)], Floats(40, Hidden)), // 4
            new(OperatorId.MatMul, default, [TensorRef.Record(4), TensorRef.State(2)], Floats(40, Classes)), // 5
            new(OperatorId.Add, default, [TensorRef.Record(5), TensorRef.State(3)], Floats(40, Classes)), // 6
            new(OperatorId.RowArgMax, default, [TensorRef.Record(6)], Integers(40)), // 7
            new(OperatorId.EqualFloat, default, [TensorRef.Record(7), TensorRef.Record(1)], Floats(40)), // 8
            new(OperatorId.SumBlocks, default, [TensorRef.Record(8)], Floats(1)), // 9
            new(OperatorId.Scale, new(Bits(1f / 40)), [TensorRef.Record(9)], Floats(1)), // 10
        ];
        ImmutableArray<StateSlot> slots =
        [
            new("hidden.weight", Floats(Features, Hidden), StateGroup.Weights, 0, 26),
            new("hidden.bias", Floats(Hidden), StateGroup.Weights, 1, 27),
            new("output.weight", Floats(Hidden, Classes), StateGroup.Weights, 2, 28),
            new("output.bias", Floats(Classes), StateGroup.Weights, 3, 29),
            new("hidden.weight.velocity", Floats(Features, Hidden), StateGroup.Optimiser, 4, 22),
            new("hidden.bias.velocity", Floats(Hidden), StateGroup.Optimiser, 5, 23),
            new("output.weight.velocity", Floats(Hidden, Classes), StateGroup.Optimiser, 6, 24),
            new("output.bias.velocity", Floats(Classes), StateGroup.Optimiser, 7, 25),
        ];
        return new(slots, [new(DataType.UInt8, Shape.Of(Rows, Features)), new(DataType.UInt8, Shape.Of(Rows))], initialisation, step, evaluation, 10, 15);
    }

    /// <summary>Thirty step records, one of them over a matrix of 100 tiles; the metric adds the rows of that matrix.</summary>
    public static TaskGraph Chain(uint rows, uint columns)
    {
        TensorType matrix = Floats(rows, columns);
        var step = new List<GraphRecord> { new(OperatorId.Scale, new(Bits(0.999f)), [TensorRef.State(1)], Floats(4)) };
        while (step.Count < 29) step.Add(new(OperatorId.Scale, new(Bits(1.001f)), [TensorRef.Record(step.Count - 1)], Floats(4)));
        step.Add(new(OperatorId.Scale, new(Bits(0.99f)), [TensorRef.State(0)], matrix));
        return new(
            [new("matrix", matrix, StateGroup.Weights, 0, 29), new("vector", Floats(4), StateGroup.Optimiser, 1, 28)],
            [],
            [Uniform(0, matrix), Uniform(1, Floats(4))],
            [.. step],
            [
                new(OperatorId.RowSum, default, [TensorRef.State(0)], Floats(rows)),
                new(OperatorId.SumBlocks, default, [TensorRef.Record(0)], Floats(1)),
            ],
            1,
            null);
    }

    /// <summary>Bytes that stand for a data set: features, then labels.</summary>
    public static byte[][] Data()
    {
        var random = new Random(7);
        byte[] features = new byte[Rows * Features];
        random.NextBytes(features);
        return [features, [.. Enumerable.Range(0, Rows).Select(_ => (byte)random.Next(Classes))]];
    }

    public static TensorType Floats(params ReadOnlySpan<uint> shape) => new(DataType.Float32, Shape.Of(shape));

    public static TensorType Integers(params ReadOnlySpan<uint> shape) => new(DataType.UInt32, Shape.Of(shape));

    private static GraphRecord Uniform(uint stream, TensorType type) => new(OperatorId.PhiloxUniform, new(Bits(-0.25f), Bits(0.5f), stream), [], type);

    private static GraphRecord Zeros(TensorType type) => new(OperatorId.Zeros, default, [], type);

    private static GraphRecord Momentum(int velocity, int gradient, TensorType type) =>
        new(OperatorId.MomentumUpdate, new(Bits(0.9f)), [TensorRef.State(velocity), TensorRef.Record(gradient)], type);

    private static GraphRecord Descend(int velocity, int weight, TensorType type) =>
        new(OperatorId.SgdUpdate, new(Bits(0.1f)), [TensorRef.Record(velocity), TensorRef.State(weight)], type);
}
