using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>What one element of a tensor is.</summary>
public enum DataType : byte
{
    /// <summary>IEEE 754 binary32, four bytes little-endian.</summary>
    Float32 = 0,

    /// <summary>An unsigned integer of four bytes, little-endian.</summary>
    UInt32 = 1,

    /// <summary>One byte: raw data only, no operator writes it.</summary>
    UInt8 = 2,
}

/// <summary>Encodes a data type as its one byte.</summary>
public static class DataTypeCodec
{
    /// <summary>The codec.</summary>
    public static Codec<DataType> Instance { get; } =
        new ChoiceCodec<DataType>("graph::DataType", 0, ["Float32", "UInt32", "UInt8"], static v => (byte)v, static b => (DataType)b);
}
