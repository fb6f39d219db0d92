using Gensyn.Scale;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification;

/// <summary>The primitive operators: what one record of a task's graph may do.</summary>
/// <remarks>
/// What each demands, costs and computes is in its <see cref="Operator"/>. The numbers are part of every commitment and never change.
/// </remarks>
public enum OperatorId : ushort
{
    /// <summary>Not an operator.</summary>
    None = 0,

    /// <summary>The data rows that a step trains on, a keyed permutation of each epoch.</summary>
    BatchIndices = 1,

    /// <summary>Rows of byte data at given indices, scaled to binary32.</summary>
    Gather = 2,

    /// <summary>Byte labels at given indices, widened.</summary>
    GatherLabels = 3,

    /// <summary>The matrix product, either side transposed or not.</summary>
    MatMul = 4,

    /// <summary>The sum of two tensors, the second of which may be smaller.</summary>
    Add = 5,

    /// <summary>The positive part.</summary>
    Relu = 6,

    /// <summary>A gradient let through where the activation's input was positive.</summary>
    ReluGrad = 7,

    /// <summary>The largest element of each row.</summary>
    RowMax = 8,

    /// <summary>The difference of two tensors, the second of which may be smaller.</summary>
    Subtract = 9,

    /// <summary>The exponential.</summary>
    Exp = 10,

    /// <summary>The sum of each row.</summary>
    RowSum = 11,

    /// <summary>The gradient of softmax and cross-entropy by the logits.</summary>
    CrossEntropyGrad = 12,

    /// <summary>The cross-entropy of each row.</summary>
    CrossEntropyLoss = 13,

    /// <summary>The sum of each column.</summary>
    ColumnSum = 14,

    /// <summary>A velocity, decayed, plus the gradient.</summary>
    MomentumUpdate = 15,

    /// <summary>A parameter moved against its velocity.</summary>
    SgdUpdate = 16,

    /// <summary>Uniform random numbers, drawn by counter.</summary>
    PhiloxUniform = 17,

    /// <summary>Zeros.</summary>
    Zeros = 18,

    /// <summary>The index of the largest element of each row.</summary>
    RowArgMax = 19,

    /// <summary>1 where two integers are equal, else 0.</summary>
    EqualFloat = 20,

    /// <summary>The sums of blocks of 1,024 elements of a vector.</summary>
    SumBlocks = 21,

    /// <summary>Each element times a constant.</summary>
    Scale = 22,

    /// <summary>Consecutive rows of byte data, scaled to binary32.</summary>
    ImportRows = 23,

    /// <summary>Consecutive byte labels, widened.</summary>
    ImportLabels = 24,

    /// <summary>The product of two tensors, the second of which may be smaller.</summary>
    Multiply = 25,

    /// <summary>The quotient of two tensors, the second of which may be smaller.</summary>
    Divide = 26,

    /// <summary>Each element plus a constant.</summary>
    Offset = 27,

    /// <summary>The absolute value.</summary>
    Abs = 28,

    /// <summary>The sign.</summary>
    Sign = 29,

    /// <summary>The square root.</summary>
    Sqrt = 30,

    /// <summary>The reciprocal of the square root.</summary>
    Rsqrt = 31,

    /// <summary>The natural logarithm.</summary>
    Log = 32,

    /// <summary>A running average that takes in another value.</summary>
    Average = 33,

    /// <summary>A running average that takes in the square of another value.</summary>
    SquareAverage = 34,

    /// <summary>Adam's first average divided by the root of its second.</summary>
    AdamDirection = 35,

    /// <summary>A parameter moved against a direction by a rate that is computed.</summary>
    Descend = 36,

    /// <summary>What an average that started at zero is multiplied by.</summary>
    BiasCorrection = 37,

    /// <summary>What a gradient is multiplied by so that its norm stays within a bound.</summary>
    ClipFactor = 38,

    /// <summary>The sum of the products of two rows.</summary>
    RowDot = 39,

    /// <summary>The sum of the products of two columns.</summary>
    ColumnDot = 40,

    /// <summary>The product of each pair of matrices.</summary>
    BatchMatMul = 41,

    /// <summary>The dimensions in another order.</summary>
    Permute = 42,

    /// <summary>The same elements in other extents.</summary>
    Reshape = 43,

    /// <summary>Rows and columns out of a larger matrix.</summary>
    Slice = 44,

    /// <summary>A matrix inside a larger one of zeros.</summary>
    Pad = 45,

    /// <summary>Two matrices side by side.</summary>
    Concat = 46,

    /// <summary>A smaller tensor repeated over a larger one.</summary>
    Expand = 47,

    /// <summary>The windows of an image, each a row.</summary>
    Unfold = 48,

    /// <summary>The sum of what windows hold of each place of an image.</summary>
    Fold = 49,

    /// <summary>Rows of a table at given indices.</summary>
    GatherRows = 50,

    /// <summary>The sum of the rows that belong to each index.</summary>
    ScatterRows = 51,

    /// <summary>Consecutive elements of a text from given places on.</summary>
    GatherWindows = 52,

    /// <summary>Windows of a text at equal distances.</summary>
    ImportWindows = 53,

    /// <summary>The element of each row that a label names.</summary>
    Pick = 54,

    /// <summary>A number for each row at the column that a label names.</summary>
    Place = 55,

    /// <summary>Square matrices with a constant above their diagonals.</summary>
    CausalMask = 56,

    /// <summary>1 where an integer is another than a constant, else 0.</summary>
    NotEqual = 57,

    /// <summary>What dropout multiplies by.</summary>
    DropoutMask = 58,

    /// <summary>One number everywhere.</summary>
    Fill = 59,

    /// <summary>A learning rate that warms up and then falls in steps.</summary>
    StepSchedule = 60,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh = 61,

    /// <summary>The logistic function.</summary>
    Sigmoid = 62,

    /// <summary>The error function.</summary>
    Erf = 63,

    /// <summary>The sine.</summary>
    Sin = 64,

    /// <summary>The cosine.</summary>
    Cos = 65,

    /// <summary>The Gaussian error linear unit.</summary>
    Gelu = 66,

    /// <summary>Its gradient.</summary>
    GeluGrad = 67,

    /// <summary>The sigmoid linear unit.</summary>
    Silu = 68,

    /// <summary>Its gradient.</summary>
    SiluGrad = 69,

    /// <summary>The gradient of the hyperbolic tangent, from its value.</summary>
    TanhGrad = 70,

    /// <summary>The gradient of the logistic function, from its value.</summary>
    SigmoidGrad = 71,

    /// <summary>The binary cross-entropy of a logit and a target.</summary>
    BinaryCrossEntropy = 72,

    /// <summary>Normal random numbers, drawn by counter.</summary>
    PhiloxNormal = 73,

    /// <summary>A learning rate that warms up and then falls along a cosine.</summary>
    CosineSchedule = 74,
}

/// <summary>Encodes an operator as its 16 bits; a number that names none is malformed.</summary>
public static class OperatorIdCodec
{
    /// <summary>The codec.</summary>
    public static Codec<OperatorId> Instance { get; } = new RecordCodec<OperatorId>(
        "graph::OperatorId",
        [new(null, Codecs.U16.Type, "u16")],
        maxEncodedLen: sizeof(ushort),
        static (OperatorId v, ref ScaleWriter w) => w.WriteU16((ushort)v),
        static (ref ScaleReader r) =>
        {
            ushort id = r.ReadU16();
            if (!OperatorCatalogue.Contains(id)) r.Fail();
            return (OperatorId)id;
        });
}
