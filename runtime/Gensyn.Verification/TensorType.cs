using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>What a tensor's elements are and how many it has.</summary>
public readonly record struct TensorType(DataType Type, Shape Shape)
{
    /// <summary>Encodes the data type, then the shape.</summary>
    public static Codec<TensorType> Codec { get; } = new RecordCodec<TensorType>(
        "graph::TensorType",
        [new("type", DataTypeCodec.Instance.Type, "DataType"), new("shape", Shape.Codec.Type, "Shape")],
        static (TensorType v, ref ScaleWriter w) =>
        {
            DataTypeCodec.Instance.Encode(v.Type, ref w);
            Shape.Codec.Encode(v.Shape, ref w);
        },
        static (ref ScaleReader r) => new(DataTypeCodec.Instance.Decode(ref r), Shape.Codec.Decode(ref r)));

    /// <summary>Bytes of one element.</summary>
    public int ElementSize => Type == DataType.UInt8 ? 1 : 4;

    /// <summary>How the tensor is cut into tiles.</summary>
    public TileLayout Tiles => new(this);

    /// <summary>The type and shape, such as <c>Float32 [784, 128]</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";
}
