using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>What one element of a tensor is.</summary>
[Scale]
public enum DataType : byte
{
    /// <summary>IEEE 754 binary32, four bytes little-endian.</summary>
    Float32 = 0,

    /// <summary>An unsigned integer of four bytes, little-endian.</summary>
    UInt32 = 1,

    /// <summary>One byte: raw data only, no operator writes it.</summary>
    UInt8 = 2,
}
