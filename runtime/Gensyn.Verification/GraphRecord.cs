using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>One operator of a graph: it reads at most three tensors and writes one.</summary>
public sealed record GraphRecord(OperatorId Operator, OperatorAttributes Attributes, ImmutableArray<TensorRef> Inputs, TensorType Output)
{
    /// <summary>The most tensors an operator reads.</summary>
    public const int MaxInputs = 3;

    /// <summary>Encodes the fields in order.</summary>
    public static Codec<GraphRecord> Codec { get; } = Create();

    private static RecordCodec<GraphRecord> Create()
    {
        Codec<ImmutableArray<TensorRef>> inputs = Codecs.BoundedVec(TensorRef.Codec, MaxInputs);
        return new(
            "graph::GraphRecord",
            [
                new("operator", OperatorIdCodec.Instance.Type, "OperatorId"),
                new("attributes", OperatorAttributes.Codec.Type, "OperatorAttributes"),
                new("inputs", inputs.Type, "BoundedVec<TensorRef>"),
                new("output", TensorType.Codec.Type, "TensorType"),
            ],
            (GraphRecord v, ref ScaleWriter w) =>
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
