namespace Gensyn.Workers.Training.Sources;

/// <summary>What the elements of a NumPy array are.</summary>
public enum NpyElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>8 bits, signed.</summary>
    Int8,

    /// <summary>8 bits, unsigned.</summary>
    UInt8,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>16 bits, unsigned.</summary>
    UInt16,

    /// <summary>32 bits, signed.</summary>
    Int32,

    /// <summary>32 bits, unsigned.</summary>
    UInt32,

    /// <summary>64 bits, signed.</summary>
    Int64,

    /// <summary>64 bits, unsigned.</summary>
    UInt64,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}
