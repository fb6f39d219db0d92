using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Tensors;

/// <summary>The self-test of a worker's arithmetic: every operator on several shapes, against the roots that the protocol's arithmetic gives.</summary>
public static partial class Conformance
{
    /// <summary>All cases, in the order of the table.</summary>
    public static ImmutableArray<ConformanceCase> Cases { get; } = [.. MakeCases()];

    /// <summary>Names the cases that these kernels compute wrongly; a worker with any must not bond.</summary>
    public static ImmutableArray<string> FindFailures(Kernels kernels)
    {
        BitwiseOperators operators = new(kernels, ConformanceCase.Seed);
        return [.. Cases.Where((one, index) => ConformanceCase.RootOf(one.Run(operators)).ToString() != ExpectedRoots[index]).Select(static one => one.Name)];
    }

    private static IEnumerable<ConformanceCase> MakeCases()
    {
        uint scale = Bits(1f / 255f);
        yield return Case("BatchIndices", OperatorId.BatchIndices, new(1000), Words(64));
        yield return Case("BatchIndices of a small set", OperatorId.BatchIndices, new(5), Words(33));
        yield return Case("Gather", OperatorId.Gather, new(scale), Floats(10, 37), Words(10), Bytes(9, 37));
        yield return Case("GatherLabels", OperatorId.GatherLabels, default, Words(40), Words(40), Bytes(9));
        foreach ((uint left, uint right) in ((uint, uint)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
        {
            foreach ((uint rows, uint columns, uint depth) in ((uint, uint, uint)[])[(5, 3, 7), (64, 48, 197), (33, 70, 1)])
            {
                TensorType a = left == 0 ? Floats(rows, depth) : Floats(depth, rows), b = right == 0 ? Floats(depth, columns) : Floats(columns, depth);
                yield return Case($"MatMul {rows}×{columns}×{depth} {left}{right}", OperatorId.MatMul, new(left, right), Floats(rows, columns), a, b);
            }
        }

        yield return Special("MatMul of special values", OperatorId.MatMul, default, Floats(40, 40), Floats(40, 2), Floats(2, 40));
        yield return Special("AddRow", OperatorId.AddRow, default, Floats(21, 37), Floats(21, 37), Floats(37));
        yield return Special("Relu", OperatorId.Relu, default, Floats(21, 37), Floats(21, 37));
        yield return Special("ReluGrad", OperatorId.ReluGrad, default, Floats(21, 37), Floats(21, 37), Floats(21, 37));
        foreach (bool special in (bool[])[false, true])
        {
            string of = special ? " of special values" : "";
            yield return Case("RowMax" + of, OperatorId.RowMax, default, Floats(50), Floats(50, 11)) with { Special = special };
            yield return Case("RowArgMax" + of, OperatorId.RowArgMax, default, Words(50), Floats(50, 11)) with { Special = special };
            yield return Case("RowSum" + of, OperatorId.RowSum, default, Floats(20), Floats(20, 77)) with { Special = special };
            yield return Case("ColumnSum" + of, OperatorId.ColumnSum, default, Floats(45), Floats(30, 45)) with { Special = special };
            yield return Case("SumBlocks" + of, OperatorId.SumBlocks, default, Floats(3), Floats(2500)) with { Special = special };
        }

        yield return Case("RowSum of short rows", OperatorId.RowSum, default, Floats(20), Floats(20, 10));
        yield return Special("SubRow", OperatorId.SubRow, default, Floats(21, 37), Floats(21, 37), Floats(21));
        yield return Special("Exp", OperatorId.Exp, default, Floats(41, 37), Floats(41, 37));
        yield return Special("CrossEntropyGrad", OperatorId.CrossEntropyGrad, new(Bits(1f / 64)), Floats(40, 10), Floats(40, 10), Floats(40), Words(40));
        yield return Special("CrossEntropyLoss", OperatorId.CrossEntropyLoss, default, Floats(40), Floats(40, 10), Floats(40), Words(40));
        yield return Special("MomentumUpdate", OperatorId.MomentumUpdate, new(Bits(0.9f)), Floats(21, 37), Floats(21, 37), Floats(21, 37));
        yield return Special("SgdUpdate", OperatorId.SgdUpdate, new(Bits(0.1f)), Floats(21, 37), Floats(21, 37), Floats(21, 37));
        yield return Case("PhiloxUniform", OperatorId.PhiloxUniform, new(Bits(-0.25f), Bits(0.5f), 7), Floats(21, 37));
        yield return Case("Zeros", OperatorId.Zeros, default, Floats(21, 37));
        yield return Case("EqualFloat", OperatorId.EqualFloat, default, Floats(100), Words(100), Words(100));
        yield return Special("Scale", OperatorId.Scale, new(Bits(0.3f)), Floats(21, 37), Floats(21, 37));
        yield return Case("ImportRows", OperatorId.ImportRows, new(3, scale), Floats(10, 37), Bytes(15, 37));
        yield return Case("ImportLabels", OperatorId.ImportLabels, new(3), Words(10), Bytes(15));
    }

    private static ConformanceCase Case(string name, OperatorId id, OperatorAttributes attributes, TensorType output, params ImmutableArray<TensorType> inputs) =>
        new(name, new GraphRecord(id, attributes, [.. inputs.Select(static (_, index) => TensorRef.Data(index))], output), inputs, false);

    private static ConformanceCase Special(string name, OperatorId id, OperatorAttributes attributes, TensorType output, params ImmutableArray<TensorType> inputs) =>
        Case(name, id, attributes, output, inputs) with { Special = true };

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static TensorType Floats(params ReadOnlySpan<uint> dimensions) => new(DataType.Float32, Shape.Of(dimensions));

    private static TensorType Words(uint length) => new(DataType.UInt32, Shape.Of(length));

    private static TensorType Bytes(params ReadOnlySpan<uint> dimensions) => new(DataType.UInt8, Shape.Of(dimensions));
}
