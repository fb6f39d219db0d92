using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Graphs;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>The gradient rule of every operator against central differences of Σ w·op(x), in binary64.</summary>
public sealed class OperatorGradientTests
{
    private const int Samples = 80;

    // Below which integers stay.
    private const int Indices = 6;

    private static readonly ImmutableArray<GradientCase> Cases = [.. MakeCases()];

    /// <summary>Where an operator's inputs have no kinks or poles.</summary>
    private enum Domain
    {
        /// <summary>Both signs, at least 0.3 away from zero.</summary>
        AwayFromZero,

        /// <summary>0.3 and more.</summary>
        Positive,

        /// <summary>Any two numbers at least 0.01 apart.</summary>
        Distinct,
    }

    public static TheoryData<int> CaseNumbers() => [.. Enumerable.Range(0, Cases.Length)];

    [Fact]
    public void Cases_OverAllOperatorsWithARule_LeaveNoneOut() =>
        Assert.Equal(OperatorCatalogue.All.Select(static one => one.Id).Where(Gradients.HasRule), Cases.Select(static one => one.Id).Distinct().Order());

    [Fact]
    public void Cases_OverTheOperatorsOfTwoSizes_SpreadTheSmallerOneEachWay() => Assert.All(
        (OperatorId[])[OperatorId.Add, OperatorId.Subtract, OperatorId.Multiply, OperatorId.Divide, OperatorId.Expand],
        static id => Assert.Equal([0u, 1u, 2u], Cases.Where(one => one.Id == id).Select(static one => one.Attributes.A).Distinct().Order()));

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void Append_OfOneOperator_GivesTheDifferencesQuotient(int number)
    {
        GradientCase one = Cases[number];
        Random random = new(number);
        RecordList list = new();
        ImmutableArray<GraphValue> inputs =
        [
            .. one.Inputs.Select(static (type, i) => new GraphValue(type.Type == DataType.Float32 ? TensorRef.State(i) : TensorRef.Data(i), type)),
        ];
        GraphValue output = list.Add(one.Id, one.Attributes, one.Output, inputs);
        GraphValue weights = new(TensorRef.Data(inputs.Length), one.Output);
        ImmutableArray<GraphValue> parameters = [.. inputs.Where(static input => input.Type.Type == DataType.Float32)];
        ImmutableArray<GraphValue> gradients = Gradients.Append(list, output, weights, parameters);
        AssertSound(list);

        Dictionary<TensorRef, double[]> values = inputs.ToDictionary(static input => input.Reference, input => Draw(input.Type, one, random));
        values[weights.Reference] = Draw(one.Output, one with { Domain = Domain.AwayFromZero }, random);
        Tensor[] single = RunInSingle(list, values);
        DoubleInterpreter.Run(list, values);
        for (int p = 0; p < parameters.Length; p++)
        {
            Assert.Equal(parameters[p].Type, gradients[p].Type);
            double[] gradient = values[gradients[p].Reference];
            Span<float> byKernels = gradients[p].Reference.Source == TensorSource.Record ? single[gradients[p].Reference.Index].Floats : [];
            foreach (int element in Sampled(gradient.Length, random))
            {
                double expected = Quotient(list.Records[0], inputs, values, parameters[p].Reference, element, weights);
                AssertNear(expected, gradient[element], $"{one.Name}, input {p}[{element}]");
                if (!byKernels.IsEmpty) AssertNear(expected, byKernels[element], $"{one.Name} by kernels, input {p}[{element}]");
            }
        }
    }

    private static void AssertNear(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-5 + (1e-3 * Math.Abs(expected)), $"{what}: {actual}, by differences {expected}");

    private static void AssertSound(RecordList list)
    {
        for (int i = 0; i < list.Records.Count; i++)
        {
            Assert.Null(Operator.Of(list.Records[i].Operator).Check(list.Records[i], [.. list.InputsOf(i).Select(static input => input.Type)]));
        }
    }

    private static double Quotient(
        GraphRecord record, ImmutableArray<GraphValue> inputs, Dictionary<TensorRef, double[]> values, TensorRef moved, int element, GraphValue weights)
    {
        const double Step = 1e-4;
        double Sum(double by)
        {
            double[] at = [.. values[moved]];
            at[element] += by;
            double[][] read = [.. inputs.Select(input => input.Reference == moved ? at : values[input.Reference])];
            return DoubleInterpreter.Compute(record, [.. inputs.Select(static input => input.Shape)], read).Zip(values[weights.Reference], static (o, w) => o * w).Sum();
        }

        return (Sum(Step) - Sum(-Step)) / (2 * Step);
    }

    // The same records by a worker's kernels.
    private static Tensor[] RunInSingle(RecordList list, Dictionary<TensorRef, double[]> values)
    {
        BitwiseOperators operators = new(Kernels.For(KernelPath.Scalar), 0);
        Tensor[] outputs = new Tensor[list.Records.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            Tensor[] inputs = [.. list.InputsOf(i).Select(input => input.Reference.Source == TensorSource.Record ? outputs[input.Reference.Index] : ToTensor(input.Type, values[input.Reference]))];
            outputs[i] = new Tensor(list.Records[i].Output);
            operators.Run(new OperatorRun(GraphPhase.Step, 1, i, list.Records[i], inputs, outputs[i]));
        }

        return outputs;
    }

    private static Tensor ToTensor(TensorType type, double[] values)
    {
        Tensor tensor = new(type);
        for (int i = 0; i < values.Length; i++)
        {
            if (type.Type == DataType.Float32) tensor.Floats[i] = (float)values[i];
            else tensor.Words[i] = (uint)values[i];
        }

        return tensor;
    }

    private static IEnumerable<int> Sampled(int elements, Random random) =>
        elements <= Samples ? Enumerable.Range(0, elements) : Enumerable.Range(0, Samples).Select(_ => random.Next(elements));

    private static double[] Draw(TensorType type, GradientCase one, Random random)
    {
        double[] values = new double[type.Shape.Elements];
        int[] order = [.. Enumerable.Range(0, values.Length)];
        random.Shuffle(order);
        for (int i = 0; i < values.Length; i++)
        {
            double magnitude = 0.3 + (random.NextDouble() * 1.2);
            values[i] = type.Type != DataType.Float32 ? random.Next(Indices)
                : one.Domain == Domain.Distinct ? (0.01 * order[i]) - 1
                : one.Domain == Domain.Positive || random.Next(2) == 0 ? magnitude : -magnitude;
        }

        return values;
    }

    private static IEnumerable<GradientCase> MakeCases()
    {
        foreach (OperatorId id in (OperatorId[])[OperatorId.Add, OperatorId.Subtract, OperatorId.Multiply, OperatorId.Divide])
        {
            yield return Of(id, Floats(6, 5), [Floats(6, 5), Floats(6, 5)]);
            yield return Of(id, Floats(2, 3, 5), [Floats(2, 3, 5), Floats(3, 5)]);
            yield return Of(id, Floats(2, 2, 3, 5), [Floats(2, 2, 3, 5), Floats(5)]);
            yield return Of(id, Floats(1, 5), [Floats(1, 5), Floats(5)]);
            yield return Of(id, Floats(6, 5), [Floats(6, 5), Floats(1, 5)]);
            yield return Of(id, Floats(7), [Floats(7), Floats(7)]);
            yield return Of(id, Floats(6, 5), [Floats(6, 5), Floats(6)], Spreads(Spread.PerRow));
            yield return Of(id, Floats(2, 3, 5), [Floats(2, 3, 5), Floats(6)], Spreads(Spread.PerRow));
            yield return Of(id, Floats(7), [Floats(7), Floats(1)], Spreads(Spread.PerRow));
            yield return Of(id, Floats(6, 5), [Floats(6, 5), Floats(1)], Spreads(Spread.Single));
            yield return Of(id, Floats(33, 40), [Floats(33, 40), Floats(1)], Spreads(Spread.Single));
        }

        foreach (TensorType type in (TensorType[])[Floats(7), Floats(6, 5), Floats(2, 3, 2, 2)])
        {
            foreach (OperatorId id in (OperatorId[])[OperatorId.Relu, OperatorId.Abs, OperatorId.Exp]) yield return Of(id, type, [type]);
            foreach (OperatorId id in (OperatorId[])[OperatorId.Log, OperatorId.Sqrt, OperatorId.Rsqrt]) yield return Of(id, type, [type]) with { Domain = Domain.Positive };
            foreach (OperatorId id in (OperatorId[])[OperatorId.Tanh, OperatorId.Sigmoid, OperatorId.Erf, OperatorId.Sin, OperatorId.Cos, OperatorId.Gelu, OperatorId.Silu])
            {
                yield return Of(id, type, [type]);
            }

            yield return Of(OperatorId.BinaryCrossEntropy, type, [type, type]);
            yield return Of(OperatorId.Scale, type, [type], new(Bits(-1.7f)));
            yield return Of(OperatorId.Offset, type, [type], new(Bits(0.3f)));
            int rows = type.Shape.Rows, columns = type.Shape.Columns;
            yield return Of(OperatorId.RowSum, Floats((uint)rows), [type]);
            yield return Of(OperatorId.RowDot, Floats((uint)rows), [type, type]);
            yield return Of(OperatorId.RowMax, Floats((uint)rows), [type]) with { Domain = Domain.Distinct };
            yield return Of(OperatorId.ColumnSum, Floats((uint)columns), [type]);
            yield return Of(OperatorId.ColumnDot, Floats((uint)columns), [type, type]);
            yield return Of(OperatorId.Pick, Floats((uint)rows), [type, Words((uint)rows)]);
            yield return Of(OperatorId.Place, type, [Floats((uint)rows), Words((uint)rows)]);
        }

        foreach (uint length in (uint[])[5, 1024, 2500]) yield return Of(OperatorId.SumBlocks, Floats(((length - 1) / 1024) + 1), [Floats(length)]);
        foreach (GradientCase one in MakeProductCases().Concat(MakeMovementCases()).Concat(MakeIndexCases())) yield return one;
    }

    private static IEnumerable<GradientCase> MakeProductCases()
    {
        foreach ((uint left, uint right) in ((uint, uint)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
        {
            foreach ((uint rows, uint depth, uint columns) in ((uint, uint, uint)[])[(3, 5, 4), (1, 7, 6), (34, 3, 2), (4, 1, 3)])
            {
                TensorType x = left == 0 ? Floats(rows, depth) : Floats(depth, rows), y = right == 0 ? Floats(depth, columns) : Floats(columns, depth);
                yield return Of(OperatorId.MatMul, Floats(rows, columns), [x, y], new(left, right));
                x = left == 0 ? Floats(2, 3, rows, depth) : Floats(2, 3, depth, rows);
                y = right == 0 ? Floats(2, 3, depth, columns) : Floats(2, 3, columns, depth);
                yield return Of(OperatorId.BatchMatMul, Floats(2, 3, rows, columns), [x, y], new(left, right));
            }
        }

        // Leading dimensions stay, or come of a transposed side.
        yield return Of(OperatorId.MatMul, Floats(2, 3, 4), [Floats(2, 3, 5), Floats(5, 4)]);
        yield return Of(OperatorId.MatMul, Floats(2, 3, 4), [Floats(2, 3, 5), Floats(4, 5)], new(0, 1));
        yield return Of(OperatorId.MatMul, Floats(5, 4), [Floats(2, 3, 5), Floats(2, 3, 4)], new(1, 0));
        yield return Of(OperatorId.MatMul, Floats(5, 4), [Floats(2, 3, 5), Floats(4, 6)], new(1, 1));
        yield return Of(OperatorId.MatMul, Floats(6, 6), [Floats(6, 5), Floats(2, 3, 5)], new(0, 1));
        yield return Of(OperatorId.BatchMatMul, Floats(3, 2, 4), [Floats(3, 2, 5), Floats(3, 5, 4)]);
    }

    private static IEnumerable<GradientCase> MakeMovementCases()
    {
        yield return Of(OperatorId.Permute, Floats(4, 3), [Floats(3, 4)], new(0x01));
        yield return Of(OperatorId.Permute, Floats(4, 2, 3), [Floats(2, 3, 4)], new(0x102));
        yield return Of(OperatorId.Permute, Floats(4, 2, 5, 3), [Floats(2, 3, 4, 5)], new(0x1302));
        yield return Of(OperatorId.Permute, Floats(3, 4, 5, 2), [Floats(2, 3, 4, 5)], new(0x0321));
        yield return Of(OperatorId.Reshape, Floats(5, 6), [Floats(3, 2, 5)]);
        yield return Of(OperatorId.Reshape, Floats(30), [Floats(3, 2, 5)]);
        yield return Of(OperatorId.Slice, Floats(2, 3), [Floats(6, 5)], new(3, 1));
        yield return Of(OperatorId.Slice, Floats(2, 3, 2), [Floats(2, 3, 5)], new(0, 3));
        yield return Of(OperatorId.Slice, Floats(3), [Floats(5)], new(0, 2));
        yield return Of(OperatorId.Pad, Floats(6, 5), [Floats(2, 3)], new(3, 1));
        yield return Of(OperatorId.Pad, Floats(2, 3, 5), [Floats(2, 3, 2)], new(0, 3));
        yield return Of(OperatorId.Concat, Floats(3, 7), [Floats(3, 5), Floats(3, 2)]);
        yield return Of(OperatorId.Concat, Floats(2, 3, 7), [Floats(2, 3, 2), Floats(2, 3, 5)]);
        yield return Of(OperatorId.Concat, Floats(7), [Floats(3), Floats(4)]);
        yield return Of(OperatorId.Expand, Floats(6, 5), [Floats(5)]);
        yield return Of(OperatorId.Expand, Floats(2, 3, 5), [Floats(3, 5)]);
        yield return Of(OperatorId.Expand, Floats(2, 3, 5), [Floats(6)], Spreads(Spread.PerRow));
        yield return Of(OperatorId.Expand, Floats(6, 5), [Floats(1)], Spreads(Spread.Single));
        yield return Of(OperatorId.CausalMask, Floats(5, 5), [Floats(5, 5)], new(Bits(-3f)));
        yield return Of(OperatorId.CausalMask, Floats(2, 3, 4, 4), [Floats(2, 3, 4, 4)], new(Bits(0.5f)));
        foreach ((WindowGeometry geometry, TensorType image, TensorType windows) in Windows())
        {
            yield return Of(OperatorId.Unfold, windows, [image], geometry.ToAttributes(Bits(0.7f)));
            yield return Of(OperatorId.Fold, image, [windows], geometry.ToAttributes());
        }
    }

    private static IEnumerable<GradientCase> MakeIndexCases()
    {
        // Indices below 6, some of which are no rows of the table.
        yield return Of(OperatorId.GatherRows, Floats(7, 3), [Words(7), Floats(4, 3)]);
        yield return Of(OperatorId.GatherRows, Floats(2, 5, 3), [Words(2, 5), Floats(9, 3)]);
        yield return Of(OperatorId.ScatterRows, Floats(4, 3), [Words(7), Floats(7, 3)]);
        yield return Of(OperatorId.ScatterRows, Floats(9, 3), [Words(2, 5), Floats(10, 3)]);
        yield return Of(OperatorId.ScatterRows, Floats(9, 3), [Words(2, 5), Floats(2, 5, 3)]);
        yield return Of(OperatorId.Pick, Floats(40), [Floats(40, 9), Words(40)]);
        yield return Of(OperatorId.Pick, Floats(6), [Floats(2, 3, 9), Words(2, 3)]);
        yield return Of(OperatorId.Place, Floats(2, 3, 9), [Floats(6), Words(2, 3)]);
    }

    private static IEnumerable<(WindowGeometry Geometry, TensorType Image, TensorType Windows)> Windows()
    {
        WindowGeometry plain = WindowGeometry.Square(3, padding: 1);
        yield return (plain, Floats(2, 4, 3, 2), Floats(2, 4, 3, 18));
        yield return (plain with { PadTop = 0, PadLeft = 0 }, Floats(1, 5, 4, 2), Floats(1, 3, 2, 18));
        yield return (plain with { StrideHeight = 2, StrideWidth = 3, KernelWidth = 2 }, Floats(1, 5, 7, 2), Floats(1, 3, 3, 12));
        yield return (plain with { DilationHeight = 2, DilationWidth = 3, PadTop = 2, PadLeft = 3 }, Floats(1, 5, 6, 2), Floats(1, 5, 6, 18));
        yield return (plain with { Groups = 2 }, Floats(1, 3, 3, 4), Floats(1, 3, 3, 36));
        yield return (plain with { Groups = 3, KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2, PadTop = 0, PadLeft = 0 }, Floats(2, 4, 4, 3), Floats(2, 2, 2, 12));
        yield return (plain with { Groups = 2, StrideHeight = 2, DilationWidth = 2, PadTop = 2 }, Floats(1, 5, 5, 4), Floats(1, 3, 4, 36));
    }

    private static GradientCase Of(OperatorId id, TensorType output, TensorType[] inputs, OperatorAttributes attributes = default) =>
        new(id, attributes, output, inputs, Domain.AwayFromZero);

    private static OperatorAttributes Spreads(Spread spread) => new((uint)spread);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static TensorType Floats(params ReadOnlySpan<uint> dimensions) => new(DataType.Float32, Shape.Of(dimensions));

    private static TensorType Words(params ReadOnlySpan<uint> dimensions) => new(DataType.UInt32, Shape.Of(dimensions));

    private sealed record GradientCase(OperatorId Id, OperatorAttributes Attributes, TensorType Output, TensorType[] Inputs, Domain Domain)
    {
        public string Name => $"{Id} {Attributes} of {string.Join(", ", Inputs)} into {Output}";
    }
}
