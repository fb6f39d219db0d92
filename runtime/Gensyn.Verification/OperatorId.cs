using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>The primitive operators: what one record of a task's graph may do.</summary>
/// <remarks>
/// The exact arithmetic of each is in <see cref="Operators.OperatorLeaf{T}"/>; types, shapes and costs are in <see cref="Operators.OperatorRules"/>.
/// The numbers are part of every commitment and never change.
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

    /// <summary>A vector added to each row.</summary>
    AddRow = 5,

    /// <summary>The positive part.</summary>
    Relu = 6,

    /// <summary>A gradient let through where the activation's input was positive.</summary>
    ReluGrad = 7,

    /// <summary>The largest element of each row.</summary>
    RowMax = 8,

    /// <summary>A number per row taken from the row.</summary>
    SubRow = 9,

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
            if (id is 0 or > (ushort)OperatorId.ImportLabels) r.Fail();
            return (OperatorId)id;
        });
}
