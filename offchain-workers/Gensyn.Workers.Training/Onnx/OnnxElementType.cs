namespace Gensyn.Workers.Training.Onnx;

/// <summary>The types of elements that are read; the numbers are those of <c>TensorProto.DataType</c>.</summary>
public enum OnnxElementType
{
    /// <summary>Unknown: only where a value is described without a type.</summary>
    Undefined = 0,

    /// <summary>IEEE 754 binary32.</summary>
    Float = 1,

    /// <summary>8 bits, unsigned.</summary>
    UInt8 = 2,

    /// <summary>8 bits, signed.</summary>
    Int8 = 3,

    /// <summary>16 bits, unsigned.</summary>
    UInt16 = 4,

    /// <summary>16 bits, signed.</summary>
    Int16 = 5,

    /// <summary>32 bits, signed.</summary>
    Int32 = 6,

    /// <summary>64 bits, signed.</summary>
    Int64 = 7,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE 754 binary16.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 binary64.</summary>
    Double = 11,

    /// <summary>32 bits, unsigned.</summary>
    UInt32 = 12,

    /// <summary>64 bits, unsigned.</summary>
    UInt64 = 13,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16 = 16,
}
