using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

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
        yield return Special("Add tiled", OperatorId.Add, default, Floats(21, 37), Floats(21, 37), Floats(37));
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
        yield return Special("Subtract per row", OperatorId.Subtract, new((uint)Spread.PerRow), Floats(21, 37), Floats(21, 37), Floats(21));
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
        foreach (ConformanceCase one in MakePointwiseCases().Concat(MakeSumCases()).Concat(MakeMovementCases()).Concat(MakeTextCases())) yield return one;
    }

    private static IEnumerable<ConformanceCase> MakePointwiseCases()
    {
        TensorType large = Floats(22, 37);
        foreach (OperatorId id in (OperatorId[])[OperatorId.Add, OperatorId.Subtract, OperatorId.Multiply, OperatorId.Divide])
        {
            yield return Special($"{id} of one shape", id, default, large, large, large);
            yield return Special($"{id} of repeated rows", id, default, large, large, Floats(11, 37));
            yield return Special($"{id} of numbers per row", id, new((uint)Spread.PerRow), large, large, Floats(22));
            yield return Special($"{id} of one number", id, new((uint)Spread.Single), large, large, Floats(1));
        }

        foreach (OperatorId id in (OperatorId[])[OperatorId.Abs, OperatorId.Sign, OperatorId.Sqrt, OperatorId.Rsqrt, OperatorId.Log, OperatorId.BiasCorrection])
        {
            yield return Special($"{id}", id, default, large, large);
        }

        foreach (OperatorId id in (OperatorId[])[OperatorId.Tanh, OperatorId.Sigmoid, OperatorId.Erf, OperatorId.Sin, OperatorId.Cos, OperatorId.Gelu, OperatorId.Silu])
        {
            yield return Special($"{id}", id, default, large, large);
        }

        foreach (OperatorId id in (OperatorId[])[OperatorId.GeluGrad, OperatorId.SiluGrad, OperatorId.TanhGrad, OperatorId.SigmoidGrad, OperatorId.BinaryCrossEntropy])
        {
            yield return Special($"{id}", id, default, large, large, large);
        }

        yield return Special("Offset", OperatorId.Offset, new(Bits(1e-5f)), large, large);
        yield return Special("Average", OperatorId.Average, new(Bits(0.9f), Bits(0.1f)), large, large, large);
        yield return Special("SquareAverage", OperatorId.SquareAverage, new(Bits(0.999f), Bits(0.001f)), large, large, large);
        yield return Special("AdamDirection", OperatorId.AdamDirection, new(Bits(1e-8f)), large, large, large);
        yield return Special("Descend", OperatorId.Descend, default, large, large, large, Floats(1));
        yield return Special("ClipFactor", OperatorId.ClipFactor, new(Bits(1f)), Floats(37), Floats(37));
    }

    private static IEnumerable<ConformanceCase> MakeSumCases()
    {
        yield return Special("RowDot", OperatorId.RowDot, default, Floats(20), Floats(20, 77), Floats(20, 77));
        yield return Special("RowDot of short rows", OperatorId.RowDot, default, Floats(20), Floats(20, 9), Floats(20, 9));
        yield return Special("ColumnDot", OperatorId.ColumnDot, default, Floats(45), Floats(30, 45), Floats(30, 45));
        foreach ((uint left, uint right) in ((uint, uint)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
        {
            TensorType a = left == 0 ? Floats(2, 3, 9, 17) : Floats(2, 3, 17, 9), b = right == 0 ? Floats(2, 3, 17, 40) : Floats(2, 3, 40, 17);
            yield return Case($"BatchMatMul {left}{right}", OperatorId.BatchMatMul, new(left, right), Floats(2, 3, 9, 40), a, b);
        }

        yield return Case("MatMul of collapsed rows", OperatorId.MatMul, default, Floats(2, 5, 7), Floats(2, 5, 11), Floats(11, 7));
        yield return Special("ScatterRows", OperatorId.ScatterRows, default, Floats(9, 21), Words(40), Floats(40, 21));
        foreach ((string name, WindowGeometry geometry, TensorType image, TensorType windows) in Windows())
        {
            yield return Special($"Fold {name}", OperatorId.Fold, geometry.ToAttributes(), image, windows);
        }
    }

    private static IEnumerable<ConformanceCase> MakeMovementCases()
    {
        TensorType large = Floats(22, 37);
        yield return Special("Permute of 4 dimensions", OperatorId.Permute, new(0x3120), Floats(2, 5, 3, 7), Floats(2, 3, 5, 7));
        yield return Special("Permute of the last dimension", OperatorId.Permute, new(0x012), Floats(7, 5, 3), Floats(3, 5, 7));
        yield return Special("Reshape", OperatorId.Reshape, default, Floats(37, 2, 11), large);
        yield return Special("Slice", OperatorId.Slice, new(3, 5), Floats(10, 20), large);
        yield return Special("Pad", OperatorId.Pad, new(3, 5), large, Floats(10, 20));
        yield return Special("Concat", OperatorId.Concat, default, large, Floats(22, 30), Floats(22, 7));
        yield return Special("Expand of repeated rows", OperatorId.Expand, default, large, Floats(2, 37));
        yield return Special("Expand of numbers per row", OperatorId.Expand, new((uint)Spread.PerRow), large, Floats(22));
        yield return Special("Expand of one number", OperatorId.Expand, new((uint)Spread.Single), large, Floats(1));
        yield return Special("GatherRows", OperatorId.GatherRows, default, Floats(40, 21), Words(40), Floats(9, 21));
        yield return Special("Pick", OperatorId.Pick, default, Floats(40), Floats(40, 9), Words(40));
        yield return Special("Place", OperatorId.Place, default, Floats(40, 9), Floats(40), Words(40));
        yield return Special("CausalMask", OperatorId.CausalMask, new(Bits(float.NegativeInfinity)), Floats(3, 19, 19), Floats(3, 19, 19));
        foreach ((string name, WindowGeometry geometry, TensorType image, TensorType windows) in Windows())
        {
            yield return Special($"Unfold {name}", OperatorId.Unfold, geometry.ToAttributes(Bits(float.NegativeInfinity)), windows, image);
        }
    }

    private static IEnumerable<ConformanceCase> MakeTextCases()
    {
        yield return Case("GatherWindows of bytes", OperatorId.GatherWindows, new(1), new TensorType(DataType.UInt32, Shape.Of(10, 8)), Words(10), Bytes(15));
        yield return Case("GatherWindows of words", OperatorId.GatherWindows, default, new TensorType(DataType.UInt32, Shape.Of(10, 8)), Words(10), Words(15));
        yield return Case("ImportWindows", OperatorId.ImportWindows, new(2, 3), new TensorType(DataType.UInt32, Shape.Of(5, 6)), Bytes(15));
        yield return Case("NotEqual", OperatorId.NotEqual, new(7), Floats(40), Words(40));
        yield return Case("DropoutMask", OperatorId.DropoutMask, new(0xC000_0000, Bits(4f / 3), 9), Floats(21, 37));
        yield return Case("Fill", OperatorId.Fill, new(Bits(0.7f)), Floats(21, 37));
        yield return Case("StepSchedule in warm-up", OperatorId.StepSchedule, new(Bits(0.1f), 7), Floats(1));
        yield return Case("PhiloxNormal", OperatorId.PhiloxNormal, new(Bits(0.5f), Bits(2f), 7), Floats(21, 37));
        yield return Case("CosineSchedule in warm-up", OperatorId.CosineSchedule, new(Bits(0.1f), 7, 100, Bits(0.01f)), Floats(1));
        yield return Case("CosineSchedule", OperatorId.CosineSchedule, new(Bits(0.1f), 1, 10, Bits(0.01f)), Floats(1));
        yield return Case("StepSchedule after periods", OperatorId.StepSchedule, new(Bits(0.1f), 0, 1, Bits(0.9f)), Floats(1));
    }

    private static IEnumerable<(string Name, WindowGeometry Geometry, TensorType Image, TensorType Windows)> Windows()
    {
        WindowGeometry plain = WindowGeometry.Square(3, padding: 1);
        yield return ("of 3×3", plain, Floats(2, 6, 5, 4), Floats(2, 6, 5, 36));
        yield return ("with stride and dilation", plain with { StrideHeight = 2, StrideWidth = 3, DilationHeight = 2, KernelWidth = 2 }, Floats(2, 9, 8, 3), Floats(2, 4, 3, 18));
        yield return ("by channel", plain with { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2, PadTop = 0, PadLeft = 0, Groups = 6 }, Floats(2, 6, 4, 6), Floats(2, 3, 2, 24));
        yield return ("in two groups", plain with { Groups = 2 }, Floats(1, 4, 4, 6), Floats(1, 4, 4, 54));
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
