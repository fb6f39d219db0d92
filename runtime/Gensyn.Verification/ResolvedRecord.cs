using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>An input of a record with what the graph says of it.</summary>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Type">Its elements and extents.</param>
/// <param name="Group">For a state tensor: the root that covers it.</param>
/// <param name="Position">For a state tensor: its place under that root.</param>
public readonly record struct ResolvedInput(TensorRef Reference, TensorType Type, StateGroup Group, ushort Position)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<ResolvedInput> Codec { get; } = new RecordCodec<ResolvedInput>(
        "graph::ResolvedInput",
        [
            new("reference", TensorRef.Codec.Type, "TensorRef"),
            new("type", TensorType.Codec.Type, "TensorType"),
            new("group", StateGroupCodec.Instance.Type, "StateGroup"),
            new("position", Codecs.U16.Type, "u16"),
        ],
        static (ResolvedInput v, ref ScaleWriter w) =>
        {
            TensorRef.Codec.Encode(v.Reference, ref w);
            TensorType.Codec.Encode(v.Type, ref w);
            StateGroupCodec.Instance.Encode(v.Group, ref w);
            w.WriteU16(v.Position);
        },
        static (ref ScaleReader r) =>
            new(TensorRef.Codec.Decode(ref r), TensorType.Codec.Decode(ref r), StateGroupCodec.Instance.Decode(ref r), r.ReadU16()));
}

/// <summary>A record with the types of its inputs: a leaf of the graph's tree, so that one opening says all that a leaf needs.</summary>
public sealed record ResolvedRecord(OperatorId Operator, OperatorAttributes Attributes, ImmutableArray<ResolvedInput> Inputs, TensorType Output)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<ResolvedRecord> Codec { get; } = Create();

    private static RecordCodec<ResolvedRecord> Create()
    {
        Codec<ImmutableArray<ResolvedInput>> inputs = Codecs.BoundedVec(ResolvedInput.Codec, GraphRecord.MaxInputs);
        return new(
            "graph::ResolvedRecord",
            [
                new("operator", OperatorIdCodec.Instance.Type, "OperatorId"),
                new("attributes", OperatorAttributes.Codec.Type, "OperatorAttributes"),
                new("inputs", inputs.Type, "BoundedVec<ResolvedInput>"),
                new("output", TensorType.Codec.Type, "TensorType"),
            ],
            (ResolvedRecord v, ref ScaleWriter w) =>
            {
                OperatorIdCodec.Instance.Encode(v.Operator, ref w);
                OperatorAttributes.Codec.Encode(v.Attributes, ref w);
                inputs.Encode(v.Inputs, ref w);
                TensorType.Codec.Encode(v.Output, ref w);
            },
            (ref ScaleReader r) => new(
                OperatorIdCodec.Instance.Decode(ref r), OperatorAttributes.Codec.Decode(ref r), inputs.Decode(ref r), TensorType.Codec.Decode(ref r)));
    }
}
