using System.Collections.Immutable;

namespace Gensyn.Verification.Operators;

/// <summary>All operators by number.</summary>
public static class OperatorCatalogue
{
    /// <summary>All operators, by ascending number.</summary>
    public static ImmutableArray<Operator> All { get; } =
    [
        new BatchIndices(),
        new GatherBytes(),
        new GatherLabels(),
        new Product(OperatorId.MatMul, isBatched: false, "acc = fma(x[i, k], y[k, j], acc) from +0, k ascending; A, B: x, y read transposed"),
        new Broadcasting<AddFunction>(OperatorId.Add, "add(x, y)"),
        new Pointwise<ReluFunction>(OperatorId.Relu, 1, 0, "x when x > 0, else +0; a NaN stays one"),
        new Pointwise<ReluGradFunction>(OperatorId.ReluGrad, 2, 0, "d when x > 0, NaN when x is NaN, else +0"),
        new RowMaximum(OperatorId.RowMax, ofIndex: false, "the first of the largest x[j, k]; the first NaN wins"),
        new Broadcasting<SubtractFunction>(OperatorId.Subtract, "sub(x, y)"),
        new Pointwise<ExpFunction>(OperatorId.Exp, 1, 0, "e^x", cost: 16),
        new LaneSum(OperatorId.RowSum, 1, ofBlocks: false, "16 lanes from +0: lane k mod 16 = add(lane, x[j, k]), k ascending; then a tree over the lanes"),
        new CrossEntropy(OperatorId.CrossEntropyGrad, isGradient: true, "mul(sub(div(e[i, j], s[i]), j = label[i] ? 1 : +0), A)"),
        new CrossEntropy(OperatorId.CrossEntropyLoss, isGradient: false, "sub(log(s[j]), x[j, label[j]]); a label that is no column takes +0 for x"),
        new ColumnFold(OperatorId.ColumnSum, 1, "acc = add(acc, x[k, j]) from +0, k ascending"),
        new Pointwise<DecayFunction>(OperatorId.MomentumUpdate, 2, 1, "fma(A, x, y)"),
        new Pointwise<SgdFunction>(OperatorId.SgdUpdate, 2, 1, "fma(−A, x, y)"),
        new PhiloxUniform(),
        new Zeros(),
        new RowMaximum(OperatorId.RowArgMax, ofIndex: true, "the index of the first of the largest x[j, k]; the first NaN wins"),
        new EqualFloat(),
        new LaneSum(OperatorId.SumBlocks, 1, ofBlocks: true, "as RowSum over the terms 1024·j + k of a vector, k below 1,024"),
        new Pointwise<ScaleFunction>(OperatorId.Scale, 1, 1, "mul(x, A)"),
        new ImportRows(),
        new ImportLabels(),
        new Broadcasting<MultiplyFunction>(OperatorId.Multiply, "mul(x, y)"),
        new Broadcasting<DivideFunction>(OperatorId.Divide, "div(x, y)"),
        new Pointwise<OffsetFunction>(OperatorId.Offset, 1, 1, "add(x, A)"),
        new Pointwise<AbsFunction>(OperatorId.Abs, 1, 0, "|x|"),
        new Pointwise<SignFunction>(OperatorId.Sign, 1, 0, "1 when x > 0, −1 when x < 0, +0 for zeros; a NaN stays one"),
        new Pointwise<SqrtFunction>(OperatorId.Sqrt, 1, 0, "√x", cost: 4),
        new Pointwise<RsqrtFunction>(OperatorId.Rsqrt, 1, 0, "div(1, √x)", cost: 8),
        new Pointwise<LogFunction>(OperatorId.Log, 1, 0, "ln x", cost: 16),
        new Pointwise<AverageFunction>(OperatorId.Average, 2, 2, "fma(A, x, mul(B, y))", cost: 2),
        new Pointwise<SquareAverageFunction>(OperatorId.SquareAverage, 2, 2, "fma(A, x, mul(B, mul(y, y)))", cost: 3),
        new Pointwise<AdamDirectionFunction>(OperatorId.AdamDirection, 2, 1, "div(x, add(√y, A))", cost: 8),
        new Pointwise<DescendFunction>(OperatorId.Descend, 3, 0, "fma(−z[0], x, y)", lastIsSingle: true),
        new Pointwise<BiasCorrectionFunction>(OperatorId.BiasCorrection, 1, 0, "div(1, sub(1, x))", cost: 4),
        new Pointwise<ClipFactorFunction>(OperatorId.ClipFactor, 1, 1, "c = div(A, add(√x, 10⁻⁶)); 1 when c > 1, else c", cost: 8),
        new LaneSum(OperatorId.RowDot, 2, ofBlocks: false, "16 lanes from +0: lane k mod 16 = fma(x[j, k], y[j, k], lane), k ascending; then a tree over the lanes"),
        new ColumnFold(OperatorId.ColumnDot, 2, "acc = fma(x[k, j], y[k, j], acc) from +0, k ascending"),
        new Product(OperatorId.BatchMatMul, isBatched: true, "as MatMul for each pair of matrices in the last two dimensions"),
        new Permute(),
        new Reshape(),
        new Slice(),
        new Pad(),
        new Concat(),
        new Expand(),
        new Unfold(),
        new Fold(),
        new GatherRows(),
        new ScatterRows(),
        new GatherWindows(),
        new ImportWindows(),
        new Pick(),
        new Place(),
        new CausalMask(),
        new NotEqual(),
        new DropoutMask(),
        new Fill(),
        new StepSchedule(),
        new Pointwise<TanhFunction>(OperatorId.Tanh, 1, 0, "tanh x", cost: 24),
        new Pointwise<SigmoidFunction>(OperatorId.Sigmoid, 1, 0, "1 ÷ (1 + e^−x)", cost: 24),
        new Pointwise<ErfFunction>(OperatorId.Erf, 1, 0, "erf x", cost: 32),
        new Pointwise<SinFunction>(OperatorId.Sin, 1, 0, "sin x", cost: 48),
        new Pointwise<CosFunction>(OperatorId.Cos, 1, 0, "cos x", cost: 48),
        new Pointwise<GeluFunction>(OperatorId.Gelu, 1, 0, "mul(mul(x, ½), add(1, erf(mul(x, √½))))", cost: 36),
        new Pointwise<GeluGradFunction>(OperatorId.GeluGrad, 2, 0, "mul(x, fma(y, mul(e^(−½·y²), 1 ÷ √(2π)), mul(½, add(1, erf(mul(y, √½))))))", cost: 56),
        new Pointwise<SiluFunction>(OperatorId.Silu, 1, 0, "mul(x, sigmoid(x))", cost: 26),
        new Pointwise<SiluGradFunction>(OperatorId.SiluGrad, 2, 0, "s = sigmoid(y): mul(mul(x, s), fma(y, sub(1, s), 1))", cost: 28),
        new Pointwise<TanhGradFunction>(OperatorId.TanhGrad, 2, 0, "mul(x, fma(−y, y, 1))", cost: 2),
        new Pointwise<SigmoidGradFunction>(OperatorId.SigmoidGrad, 2, 0, "mul(x, mul(y, sub(1, y)))", cost: 3),
        new Pointwise<BinaryCrossEntropyFunction>(OperatorId.BinaryCrossEntropy, 2, 0, "add(sub(max(x, 0), mul(x, y)), ln(add(1, e^−|x|)))", cost: 36),
        new PhiloxNormal(),
        new CosineSchedule(),
    ];

    private static readonly Operator[] ById = [.. All];

    /// <summary>Whether a number names an operator.</summary>
    public static bool Contains(ushort id) => id >= 1 && id <= All.Length;

    /// <summary>The operator of a number.</summary>
    /// <exception cref="KeyNotFoundException">The number names none.</exception>
    public static Operator Of(OperatorId id) =>
        Contains((ushort)id) ? ById[(ushort)id - 1] : throw new KeyNotFoundException($"There is no operator {(ushort)id}.");
}
