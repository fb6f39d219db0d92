using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>A constant that lowering computes with: shapes, axes, masks, scalars and initial weights.</summary>
/// <remarks>Elements are binary64, which holds every binary32 and every size exactly; one of +, −, ×, ÷ and √ in it, rounded to binary32, is that in binary32.</remarks>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dims">The sizes, outermost first; none for a scalar.</param>
/// <param name="Elements">The elements, row-major.</param>
internal sealed record HostTensor(OnnxElementType Type, ImmutableArray<int> Dims, double[] Elements)
{
    /// <summary>Whether elements are rounded to binary32 after each operation.</summary>
    public bool IsFloat => Type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16;

    /// <summary>The element that all elements are; null when they differ or there are none.</summary>
    public double? Uniform => Elements.Length > 0 && Elements.AsSpan(1).IndexOfAnyExcept(Elements[0]) < 0 ? Elements[0] : null;

    /// <summary>A list of integers.</summary>
    public static HostTensor Of(IEnumerable<int> sizes)
    {
        double[] elements = [.. sizes.Select(static size => (double)size)];
        return new(OnnxElementType.Int64, [elements.Length], elements);
    }

    /// <summary>A model's tensor.</summary>
    public static HostTensor Of(OnnxTensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        int size = OnnxTensor.SizeOf(tensor.ElementType);
        double[] elements = new double[tensor.ElementCount];
        for (int i = 0; i < elements.Length; i++) elements[i] = Read(tensor.ElementType, bytes.Slice(i * size, size));
        return new(tensor.ElementType, tensor.Dims, elements);
    }

    /// <summary>The elements as sizes or axes, each limited to 32 bits.</summary>
    public int[] Integers() => [.. Elements.Select(static element => (int)Math.Clamp(element, int.MinValue, int.MaxValue))];

    private static double Read(OnnxElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        OnnxElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        OnnxElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        OnnxElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        OnnxElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
        OnnxElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        OnnxElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        OnnxElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        OnnxElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        OnnxElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        OnnxElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        OnnxElementType.Int8 => (sbyte)bytes[0],
        _ => bytes[0],
    };
}
