using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>One executed operator: what it read and what it wrote.</summary>
[Scale]
public sealed partial record TraceRecord(
    uint Index, OperatorId Operator, H256 AttributesHash, [MaxLength(GraphRecord.MaxInputs)] ImmutableArray<H256> InputRoots, H256 OutputRoot)
{
    /// <summary>The trace of a graph's record with these roots.</summary>
    public static TraceRecord Of(int index, OperatorId id, in OperatorAttributes attributes, ImmutableArray<H256> inputRoots, in H256 outputRoot) =>
        new((uint)index, id, HashOf(attributes), inputRoots, outputRoot);

    /// <summary>The hash of a record's constants.</summary>
    public static H256 HashOf(in OperatorAttributes attributes) => Commitment.Hash(HashTag.Leaf, OperatorAttributes.Codec.ToBytes(attributes));

    /// <summary>The record's commitment, a leaf value of the step's operators.</summary>
    public H256 Hash()
    {
        ScaleWriter writer = new(192);
        writer.WriteU32(Index);
        writer.WriteU16((ushort)Operator);
        writer.WriteBytes(AttributesHash.Span);
        foreach (H256 root in InputRoots.AsSpan()) writer.WriteBytes(root.Span);
        writer.WriteBytes(OutputRoot.Span);
        return Commitment.Hash(HashTag.Operator, writer.Written);
    }
}
