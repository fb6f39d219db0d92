using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Graphs;

/// <content>The rule of each operator.</content>
public static partial class Gradients
{
    private const string ReadsNoParameters = "it reads no parameters";
    private const string IsAGradient = "it is a gradient itself";
    private const string IsAnUpdate = "it moves parameters";
    private const string IsConstant = "it is constant but for jumps";
    private const string HasItsOwn = "CrossEntropyGrad is its gradient, by the logits";

    private static readonly ImmutableDictionary<OperatorId, Rule> Rules = new Dictionary<OperatorId, Rule>
    {
        [OperatorId.Add] = static (list, in reading, gradient) => reading.Input == 0 ? gradient : SumTo(list, gradient, reading.Y.Type, reading.Spread),
        [OperatorId.Subtract] = static (list, in reading, gradient) =>
            reading.Input == 0 ? gradient : list.Scale(SumTo(list, gradient, reading.Y.Type, reading.Spread), -1f),
        [OperatorId.Multiply] = Multiply,
        [OperatorId.Divide] = Divide,
        [OperatorId.Scale] = static (list, in reading, gradient) => list.Scale(gradient, BitConverter.UInt32BitsToSingle(reading.Attributes.A)),
        [OperatorId.Offset] = static (_, in _, gradient) => gradient,
        [OperatorId.Relu] = static (list, in reading, gradient) => list.ReluGrad(gradient, reading.X),
        [OperatorId.Abs] = static (list, in reading, gradient) => list.Multiply(gradient, list.Map(OperatorId.Sign, reading.X)),
        [OperatorId.Exp] = static (list, in reading, gradient) => list.Multiply(gradient, reading.Output),
        [OperatorId.Log] = static (list, in reading, gradient) => list.Divide(gradient, reading.X),
        [OperatorId.Sqrt] = static (list, in reading, gradient) => list.Scale(list.Divide(gradient, reading.Output), 0.5f),
        [OperatorId.Rsqrt] = static (list, in reading, gradient) =>
        {
            GraphValue cube = list.Multiply(list.Multiply(reading.Output, reading.Output), reading.Output);
            return list.Scale(list.Multiply(gradient, cube), -0.5f);
        },
        [OperatorId.Tanh] = static (list, in reading, gradient) => list.Add(OperatorId.TanhGrad, default, gradient.Type, gradient, reading.Output),
        [OperatorId.Sigmoid] = static (list, in reading, gradient) => list.Add(OperatorId.SigmoidGrad, default, gradient.Type, gradient, reading.Output),
        [OperatorId.Gelu] = static (list, in reading, gradient) => list.Add(OperatorId.GeluGrad, default, gradient.Type, gradient, reading.X),
        [OperatorId.Silu] = static (list, in reading, gradient) => list.Add(OperatorId.SiluGrad, default, gradient.Type, gradient, reading.X),
        [OperatorId.Sin] = static (list, in reading, gradient) => list.Multiply(gradient, list.Map(OperatorId.Cos, reading.X)),
        [OperatorId.Cos] = static (list, in reading, gradient) => list.Scale(list.Multiply(gradient, list.Map(OperatorId.Sin, reading.X)), -1f),
        [OperatorId.Erf] = static (list, in reading, gradient) =>
        {
            GraphValue density = list.Exp(list.Scale(list.Multiply(reading.X, reading.X), -1f));
            return list.Scale(list.Multiply(gradient, density), 2f / MathF.Sqrt(MathF.PI));
        },
        [OperatorId.BinaryCrossEntropy] = static (list, in reading, gradient) => reading.Input == 0
            ? list.Multiply(gradient, list.Subtract(list.Map(OperatorId.Sigmoid, reading.X), reading.Y))
            : list.Scale(list.Multiply(gradient, reading.X), -1f),
        [OperatorId.RowSum] = static (list, in reading, gradient) => list.Expand(gradient, Spread.PerRow, reading.X.Type),
        [OperatorId.RowDot] = static (list, in reading, gradient) => list.Multiply(reading.Inputs[1 - reading.Input], gradient, Spread.PerRow),
        [OperatorId.RowMax] = static (list, in reading, gradient) => list.Place(gradient, list.RowArgMax(reading.X), reading.X.Type),
        [OperatorId.ColumnSum] = static (list, in reading, gradient) => list.Expand(gradient, Spread.Tiled, reading.X.Type),
        [OperatorId.ColumnDot] = static (list, in reading, gradient) => list.Multiply(reading.Inputs[1 - reading.Input], gradient),
        [OperatorId.SumBlocks] = SumBlocks,
        [OperatorId.MatMul] = MatMul,
        [OperatorId.BatchMatMul] = BatchMatMul,
        [OperatorId.Permute] = Permute,
        [OperatorId.Reshape] = static (list, in reading, gradient) => list.Reshape(gradient, reading.X.Shape),
        [OperatorId.Slice] = static (list, in reading, gradient) => list.Add(OperatorId.Pad, reading.Attributes, reading.X.Type, gradient),
        [OperatorId.Pad] = static (list, in reading, gradient) => list.Add(OperatorId.Slice, reading.Attributes, reading.X.Type, gradient),
        [OperatorId.Concat] = static (list, in reading, gradient) => list.Add(
            OperatorId.Slice, new(0, reading.Input == 0 ? 0 : (uint)reading.X.Shape.Columns), reading.Inputs[reading.Input].Type, gradient),
        [OperatorId.Expand] = static (list, in reading, gradient) => SumTo(list, gradient, reading.X.Type, reading.Spread),
        [OperatorId.Unfold] = static (list, in reading, gradient) => list.Add(OperatorId.Fold, reading.Attributes with { D = 0 }, reading.X.Type, gradient),
        [OperatorId.Fold] = static (list, in reading, gradient) => list.Add(OperatorId.Unfold, reading.Attributes, reading.X.Type, gradient),
        [OperatorId.GatherRows] = static (list, in reading, gradient) => list.Add(OperatorId.ScatterRows, default, reading.Y.Type, reading.X, gradient),
        [OperatorId.ScatterRows] = static (list, in reading, gradient) => list.Add(OperatorId.GatherRows, default, reading.Y.Type, reading.X, gradient),
        [OperatorId.Pick] = static (list, in reading, gradient) => list.Place(gradient, reading.Y, reading.X.Type),
        [OperatorId.Place] = static (list, in reading, gradient) => list.Pick(gradient, reading.Y),
        [OperatorId.CausalMask] = static (list, in _, gradient) => list.CausalMask(gradient, 0f),
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<OperatorId, string> WithoutRule = new Dictionary<OperatorId, string>
    {
        [OperatorId.BatchIndices] = ReadsNoParameters,
        [OperatorId.Gather] = ReadsNoParameters,
        [OperatorId.GatherLabels] = ReadsNoParameters,
        [OperatorId.GatherWindows] = ReadsNoParameters,
        [OperatorId.ImportRows] = ReadsNoParameters,
        [OperatorId.ImportLabels] = ReadsNoParameters,
        [OperatorId.ImportWindows] = ReadsNoParameters,
        [OperatorId.PhiloxUniform] = ReadsNoParameters,
        [OperatorId.PhiloxNormal] = ReadsNoParameters,
        [OperatorId.CosineSchedule] = ReadsNoParameters,
        [OperatorId.DropoutMask] = ReadsNoParameters,
        [OperatorId.Zeros] = ReadsNoParameters,
        [OperatorId.Fill] = ReadsNoParameters,
        [OperatorId.StepSchedule] = ReadsNoParameters,
        [OperatorId.EqualFloat] = ReadsNoParameters,
        [OperatorId.NotEqual] = ReadsNoParameters,
        [OperatorId.Sign] = IsConstant,
        [OperatorId.RowArgMax] = IsConstant,
        [OperatorId.ReluGrad] = IsAGradient,
        [OperatorId.GeluGrad] = IsAGradient,
        [OperatorId.SiluGrad] = IsAGradient,
        [OperatorId.TanhGrad] = IsAGradient,
        [OperatorId.SigmoidGrad] = IsAGradient,
        [OperatorId.CrossEntropyGrad] = IsAGradient,
        [OperatorId.CrossEntropyLoss] = HasItsOwn,
        [OperatorId.MomentumUpdate] = IsAnUpdate,
        [OperatorId.SgdUpdate] = IsAnUpdate,
        [OperatorId.Average] = IsAnUpdate,
        [OperatorId.SquareAverage] = IsAnUpdate,
        [OperatorId.AdamDirection] = IsAnUpdate,
        [OperatorId.Descend] = IsAnUpdate,
        [OperatorId.BiasCorrection] = IsAnUpdate,
        [OperatorId.ClipFactor] = IsAnUpdate,
    }.ToImmutableDictionary();

    /// <summary>The gradient by a smaller operand: the sums of that by the larger one, over the elements that it stood beside.</summary>
    private static GraphValue SumTo(RecordList list, GraphValue gradient, TensorType small, Spread spread)
    {
        switch (spread)
        {
            case Spread.PerRow:
                return list.RowSum(gradient);
            case Spread.Single:
                return list.Sum(gradient);
            default:
                if (small.Shape.Elements == gradient.Shape.Elements) return list.Reshape(gradient, small.Shape);
                if (small.Shape.Rank == 1) return list.ColumnSum(gradient);
                Shape repeats = Shape.Of((uint)(gradient.Shape.Elements / small.Shape.Elements), (uint)small.Shape.Elements);
                return list.Reshape(list.ColumnSum(list.Reshape(gradient, repeats)), small.Shape);
        }
    }

    private static GraphValue Multiply(RecordList list, in Reading reading, GraphValue gradient)
    {
        if (reading.Input == 0) return list.Multiply(gradient, reading.Y, reading.Spread);
        return reading.Spread switch
        {
            Spread.PerRow => list.RowDot(gradient, reading.X),
            Spread.Tiled when reading.Y.Shape.Rank == 1 && reading.X.Shape.Rows > 1 => list.ColumnDot(gradient, reading.X),
            _ => SumTo(list, list.Multiply(gradient, reading.X), reading.Y.Type, reading.Spread),
        };
    }

    private static GraphValue Divide(RecordList list, in Reading reading, GraphValue gradient)
    {
        if (reading.Input == 0) return list.Divide(gradient, reading.Y, reading.Spread);
        GraphValue summed = SumTo(list, list.Multiply(gradient, reading.Output), reading.Y.Type, reading.Spread);
        return list.Scale(list.Divide(summed, reading.Y), -1f);
    }

    private static GraphValue SumBlocks(RecordList list, in Reading reading, GraphValue gradient)
    {
        uint blocks = (uint)gradient.Shape.Columns, terms = Operator.BlockTerms;
        GraphValue whole = list.Expand(gradient, Spread.PerRow, new(DataType.Float32, Shape.Of(blocks, terms)));
        return list.Columns(list.Reshape(whole, Shape.Of(blocks * terms)), 0, reading.X.Shape.Columns);
    }

    private static GraphValue MatMul(RecordList list, in Reading reading, GraphValue gradient)
    {
        bool left = reading.Attributes.A == 1, right = reading.Attributes.B == 1;
        (GraphValue x, GraphValue y) = (reading.X, reading.Y);
        if (reading.Input == 0) return left ? list.MatMulOf(y, gradient, right, true, x.Type) : list.MatMulOf(gradient, y, false, !right, x.Type);
        return right ? list.MatMulOf(gradient, x, true, left, y.Type) : list.MatMulOf(x, gradient, !left, false, y.Type);
    }

    private static GraphValue BatchMatMul(RecordList list, in Reading reading, GraphValue gradient)
    {
        bool left = reading.Attributes.A == 1, right = reading.Attributes.B == 1;
        (GraphValue x, GraphValue y) = (reading.X, reading.Y);
        if (reading.Input == 0) return left ? list.BatchMatMul(y, gradient, right, true) : list.BatchMatMul(gradient, y, false, !right);
        return right ? list.BatchMatMul(gradient, x, true, left) : list.BatchMatMul(x, gradient, !left, false);
    }

    private static GraphValue Permute(RecordList list, in Reading reading, GraphValue gradient)
    {
        Span<int> back = stackalloc int[reading.X.Shape.Rank];
        for (int i = 0; i < back.Length; i++) back[(int)((reading.Attributes.A >> (4 * i)) & 0xF)] = i;
        return list.Permute(gradient, back);
    }
}
