using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>Records whose leaves are measured: every conformance case, and shapes that do not fit tiles well.</summary>
internal static class LeafCases
{
    /// <summary>All of them, by name.</summary>
    public static IEnumerable<(string Name, ResolvedRecord Record)> All()
    {
        foreach (ConformanceCase one in Conformance.Cases) yield return (one.Name, Resolve(one.Record, one.Inputs));
        foreach ((string name, OperatorId id, OperatorAttributes attributes, TensorType output, TensorType[] inputs) in Awkward())
        {
            yield return ($"{name}, awkward", Resolve(new GraphRecord(id, attributes, [.. inputs.Select(static (_, i) => TensorRef.Data(i))], output), inputs));
        }
    }

    /// <summary>Shapes whose rows and columns are no multiples of 32.</summary>
    public static IEnumerable<(string Name, OperatorId Id, OperatorAttributes Attributes, TensorType Output, TensorType[] Inputs)> Awkward()
    {
        TensorType large = Floats(97, 161);
        foreach ((uint left, uint right) in ((uint, uint)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
        {
            TensorType x = left == 0 ? Floats(45, 161) : Floats(161, 45), y = right == 0 ? Floats(161, 67) : Floats(67, 161);
            yield return ($"MatMul {left}{right}", OperatorId.MatMul, new(left, right), Floats(45, 67), [x, y]);
            foreach ((uint rows, uint depth, uint columns) in ((uint, uint, uint)[])[(33, 47, 35), (7, 97, 50), (50, 33, 1)])
            {
                x = left == 0 ? Floats(2, 3, rows, depth) : Floats(2, 3, depth, rows);
                y = right == 0 ? Floats(2, 3, depth, columns) : Floats(2, 3, columns, depth);
                yield return ($"BatchMatMul {left}{right} {rows}×{columns}×{depth}", OperatorId.BatchMatMul, new(left, right), Floats(2, 3, rows, columns), [x, y]);
            }
        }

        foreach (OperatorId id in (OperatorId[])[OperatorId.RowSum, OperatorId.RowMax]) yield return ($"{id}", id, default, Floats(97), [large]);
        yield return ("RowArgMax", OperatorId.RowArgMax, default, Words(97), [large]);
        yield return ("RowDot", OperatorId.RowDot, default, Floats(97), [large, large]);
        yield return ("ColumnSum", OperatorId.ColumnSum, default, Floats(161), [large]);
        yield return ("ColumnDot", OperatorId.ColumnDot, default, Floats(161), [large, large]);
        yield return ("SumBlocks", OperatorId.SumBlocks, default, Floats(4), [Floats(3100)]);
        foreach (uint columns in (uint[])[1, 2, 3, 5, 7, 16, 31, 32, 33, 35, 37, 45, 63, 65, 97])
        {
            TensorType index = Words(41, columns), wide = Floats(41, columns, 37);
            yield return ($"ScatterRows of {columns} columns", OperatorId.ScatterRows, default, Floats(9, 37), [index, wide]);
            yield return ($"GatherRows of {columns} columns", OperatorId.GatherRows, default, wide, [index, Floats(9, 37)]);
        }

        yield return ("ScatterRows of many dimensions", OperatorId.ScatterRows, default, Floats(9, 37), [Words(3, 5, 7, 33), Floats(3 * 5 * 7 * 33, 37)]);
        yield return ("Pick", OperatorId.Pick, default, Floats(97), [Floats(97, 45), Words(97)]);
        yield return ("Pick of labels in columns", OperatorId.Pick, default, Floats(97 * 3), [Floats(97, 3, 45), Words(97, 3)]);
        yield return ("Place", OperatorId.Place, default, Floats(97, 3, 45), [Floats(97 * 3), Words(97, 3)]);
        yield return ("CrossEntropyGrad", OperatorId.CrossEntropyGrad, default, Floats(97, 45), [Floats(97, 45), Floats(97), Words(97)]);
        yield return ("CrossEntropyLoss", OperatorId.CrossEntropyLoss, default, Floats(97), [Floats(97, 45), Floats(97), Words(97)]);
        yield return ("GatherWindows", OperatorId.GatherWindows, new(30), Words(45, 67), [Words(45), Bytes(1000)]);
        yield return ("GatherWindows of words", OperatorId.GatherWindows, new(30), Words(45, 67), [Words(45), Words(1000)]);
        yield return ("ImportWindows", OperatorId.ImportWindows, new(30, 7), Words(45, 67), [Words(1000)]);
        yield return ("Gather", OperatorId.Gather, default, Floats(97, 161), [Words(97), Bytes(45, 161)]);
        yield return ("Concat", OperatorId.Concat, default, Floats(97, 161), [Floats(97, 35), Floats(97, 126)]);
        yield return ("Permute", OperatorId.Permute, new(0x1302), Floats(7, 5, 33, 3), [Floats(5, 3, 7, 33)]);
        yield return ("Reshape", OperatorId.Reshape, default, Floats(161, 97), [large]);
        yield return ("Descend", OperatorId.Descend, default, large, [large, large, Floats(1)]);
        foreach ((string name, WindowGeometry geometry, TensorType image, TensorType windows) in Windows())
        {
            yield return ($"Unfold {name}", OperatorId.Unfold, geometry.ToAttributes(), windows, [image]);
            yield return ($"Fold {name}", OperatorId.Fold, geometry.ToAttributes(), image, [windows]);
        }
    }

    private static IEnumerable<(string Name, WindowGeometry Geometry, TensorType Image, TensorType Windows)> Windows()
    {
        WindowGeometry wide = new()
        {
            KernelHeight = 5,
            KernelWidth = 5,
            StrideHeight = 1,
            StrideWidth = 1,
            PadTop = 2,
            PadLeft = 2,
            DilationHeight = 1,
            DilationWidth = 1,
            Groups = 1,
        };
        yield return ("of 5×5 over 70 channels", wide, Floats(2, 9, 11, 70), Floats(2, 9, 11, 70 * 25));
        yield return ("of 5×5 by channel", wide with { Groups = 70 }, Floats(2, 9, 11, 70), Floats(2, 9, 11, 70 * 25));
        yield return ("of 5×5 with stride and dilation", wide with { StrideHeight = 2, DilationWidth = 3, Groups = 2 }, Floats(2, 17, 35, 34), Floats(2, 9, 27, 34 * 25));
    }

    private static ResolvedRecord Resolve(GraphRecord record, IReadOnlyList<TensorType> inputs)
    {
        string? wrong = Operator.Of(record.Operator).Check(record, [.. inputs]);
        if (wrong is not null) throw new InvalidOperationException($"{record.Operator}: expected {wrong}.");
        return new(record.Operator, record.Attributes, [.. inputs.Select((type, i) => new ResolvedInput(record.Inputs[i], type, StateGroup.Weights, 0))], record.Output);
    }

    private static TensorType Floats(params ReadOnlySpan<uint> dimensions) => new(DataType.Float32, Shape.Of(dimensions));

    private static TensorType Words(params ReadOnlySpan<uint> dimensions) => new(DataType.UInt32, Shape.Of(dimensions));

    private static TensorType Bytes(params ReadOnlySpan<uint> dimensions) => new(DataType.UInt8, Shape.Of(dimensions));
}
