using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>A constant tensor of a model.</summary>
/// <param name="Name">The tensor's name; empty in attributes.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Dims">The sizes, outermost first; none for a scalar, and a size may be zero.</param>
/// <param name="Bytes">The elements, little-endian and row-major; where the file has them so, they refer into it.</param>
public sealed record OnnxTensor(string Name, OnnxElementType ElementType, ImmutableArray<int> Dims, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>How many elements there are.</summary>
    public int ElementCount => Bytes.Length / SizeOf(ElementType);

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.UInt8 or OnnxElementType.Int8 or OnnxElementType.Bool => 1,
        OnnxElementType.UInt16 or OnnxElementType.Int16 or OnnxElementType.Float16 or OnnxElementType.BFloat16 => 2,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 4,
        OnnxElementType.Int64 or OnnxElementType.UInt64 or OnnxElementType.Double => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no size"),
    };
}
