using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>What a tensor's elements are and how many it has.</summary>
[Scale]
public readonly partial record struct TensorType(DataType Type, Shape Shape)
{
    /// <summary>Bytes of one element.</summary>
    public int ElementSize => Type == DataType.UInt8 ? 1 : 4;

    /// <summary>How the tensor is cut into tiles.</summary>
    public TileLayout Tiles => new(this);

    /// <summary>The type and shape, such as <c>Float32 [784, 128]</c>.</summary>
    public override string ToString() => $"{Type} {Shape}";
}
