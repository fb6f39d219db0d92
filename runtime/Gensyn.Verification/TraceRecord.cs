using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>One executed operator: what it read and what it wrote.</summary>
public sealed record TraceRecord(uint Index, OperatorId Operator, H256 AttributesHash, ImmutableArray<H256> InputRoots, H256 OutputRoot)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<TraceRecord> Codec { get; } = Create();

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
        foreach (H256 root in InputRoots) writer.WriteBytes(root.Span);
        writer.WriteBytes(OutputRoot.Span);
        return Commitment.Hash(HashTag.Operator, writer.Written);
    }

    private static RecordCodec<TraceRecord> Create()
    {
        Codec<ImmutableArray<H256>> roots = Codecs.BoundedVec(H256.Codec, GraphRecord.MaxInputs);
        return new(
            "graph::TraceRecord",
            [
                new("index", Codecs.U32.Type, "u32"),
                new("operator", OperatorIdCodec.Instance.Type, "OperatorId"),
                new("attributes_hash", H256.Codec.Type, "H256"),
                new("input_roots", roots.Type, "BoundedVec<H256>"),
                new("output_root", H256.Codec.Type, "H256"),
            ],
            (TraceRecord v, ref ScaleWriter w) =>
            {
                w.WriteU32(v.Index);
                OperatorIdCodec.Instance.Encode(v.Operator, ref w);
                w.WriteBytes(v.AttributesHash.Span);
                roots.Encode(v.InputRoots, ref w);
                w.WriteBytes(v.OutputRoot.Span);
            },
            (ref ScaleReader r) => new(
                r.ReadU32(), OperatorIdCodec.Instance.Decode(ref r), H256.Codec.Decode(ref r), roots.Decode(ref r), H256.Codec.Decode(ref r)));
    }
}
