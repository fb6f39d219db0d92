using System.Buffers.Binary;
using System.Numerics;

namespace Gensyn.Scale;

/// <content>Compact integers: the two low bits of the first byte say how many bytes there are. Only the shortest form is read.</content>
public ref partial struct ScaleReader
{
    /// <summary>The most bytes of a compact integer behind its first byte: 2⁵³⁶ − 1 takes them all.</summary>
    public const int MaxCompactBytes = 67;

    /// <summary>A compact integer of 8 bits, in its shortest form.</summary>
    public byte ReadCompactU8() => (byte)ReadCompact(byte.MaxValue);

    /// <summary>A compact integer of 16 bits, in its shortest form.</summary>
    public ushort ReadCompactU16() => (ushort)ReadCompact(ushort.MaxValue);

    /// <summary>A compact integer of 32 bits, in its shortest form.</summary>
    public uint ReadCompactU32() => (uint)ReadCompact(uint.MaxValue);

    /// <summary>A compact integer of 64 bits, in its shortest form.</summary>
    public ulong ReadCompactU64() => ReadCompact(ulong.MaxValue);

    /// <summary>A compact integer of 128 bits, in its shortest form.</summary>
    public UInt128 ReadCompactU128()
    {
        int length = CompactLength();
        if (length <= sizeof(ulong)) return ReadCompact(ulong.MaxValue);
        ReadOnlySpan<byte> bytes = length <= 16 ? ReadLongCompact(length) : default;
        if (bytes.IsEmpty)
        {
            Fail();
            return 0;
        }

        ulong upper = 0;
        for (int i = length; i > sizeof(ulong); i--) upper = (upper << 8) | bytes[i - 1];
        return new UInt128(upper, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    /// <summary>A compact integer of any size up to 2⁵³⁶ − 1, in its shortest form.</summary>
    public BigInteger ReadCompactBig()
    {
        int length = CompactLength();
        return length <= sizeof(ulong) ? ReadCompact(ulong.MaxValue) : new BigInteger(ReadLongCompact(length), isUnsigned: true);
    }

    /// <summary>How many bytes stand behind the first one of the form that names their number; 0 for the other forms.</summary>
    private readonly int CompactLength() => !_rest.IsEmpty && (_rest[0] & 0b11) == 0b11 ? (_rest[0] >> 2) + 4 : 0;

    /// <summary>The bytes of a compact integer of more than 8, in place; empty after a failure.</summary>
    private ReadOnlySpan<byte> ReadLongCompact(int length)
    {
        ReadOnlySpan<byte> bytes = ReadBytes(1 + length);
        if (!bytes.IsEmpty && bytes[length] != 0) return bytes[1..];
        Fail();
        return default;
    }

    private ulong ReadCompact(ulong maximum)
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.IsEmpty || (rest[0] & 0b11) != 0) return ReadLongerCompact(maximum);
        _rest = rest[1..];
        return (uint)rest[0] >> 2;
    }

    private ulong ReadLongerCompact(ulong maximum)
    {
        ReadOnlySpan<byte> rest = _rest;
        byte first = rest.IsEmpty ? (byte)0 : rest[0];
        int form = first & 0b11;
        int behind = form switch { 0b01 => 1, 0b10 => 3, _ => (first >> 2) + 4 };
        if (form == 0 || behind > sizeof(ulong) || behind >= rest.Length)
        {
            Fail();
            return 0;
        }

        (ulong value, ulong least) = form switch
        {
            0b01 => ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(rest) >> 2, 1ul << 6),
            0b10 => ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(rest) >> 2, 1ul << 14),
            _ => (Bytes(rest.Slice(1, behind)), behind == 4 ? 1ul << 30 : 1ul << (8 * (behind - 1))),
        };
        if (value < least || value > maximum)
        {
            Fail();
            return 0;
        }

        _rest = rest[(1 + behind)..];
        return value;
    }

    private static ulong Bytes(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
