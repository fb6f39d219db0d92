using System.Buffers.Binary;
using System.Text;

namespace Gensyn.Scale;

/// <summary>Reads SCALE; the first malformed read makes every later read return a default.</summary>
/// <remarks>Input is untrusted, so a failure is a state to test once (<see cref="Failed"/>), never an exception.</remarks>
public ref struct ScaleReader
{
    /// <summary>How deep calls may nest in calls (frame_support's MAX_EXTRINSIC_DEPTH).</summary>
    public const int MaxDepth = 256;

    private ReadOnlySpan<byte> _rest;
    private int _depth;

    /// <summary>A reader of these bytes.</summary>
    /// <param name="input">What is read.</param>
    /// <param name="context">What codecs of open types need to decode, such as the runtime's own call type.</param>
    public ScaleReader(ReadOnlySpan<byte> input, object? context = null)
    {
        _rest = input;
        Context = context;
    }

    /// <summary>What codecs of open types need to decode.</summary>
    public object? Context { get; }

    /// <summary>Whether a read was malformed.</summary>
    public bool Failed { get; private set; }

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>The bytes that are left, unread.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Marks the input as malformed.</summary>
    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    /// <summary>Enters a nested call; fails at the depth limit.</summary>
    public bool Enter()
    {
        if (++_depth <= MaxDepth) return true;
        Fail();
        return false;
    }

    /// <summary>Leaves a nested call.</summary>
    public void Leave() => _depth--;

    /// <summary>Bytes as they are; empty after a failure.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            Fail();
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>One byte.</summary>
    public byte ReadByte() => ReadBytes(1) is [byte value] ? value : default;

    /// <summary>0 or 1; anything else is malformed.</summary>
    public bool ReadBool()
    {
        byte value = ReadByte();
        if (value > 1) Fail();
        return value == 1;
    }

    /// <summary>16 bits, little-endian.</summary>
    public ushort ReadU16() => ReadBytes(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : default;

    /// <summary>32 bits, little-endian.</summary>
    public uint ReadU32() => ReadBytes(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : default;

    /// <summary>64 bits, little-endian.</summary>
    public ulong ReadU64() => ReadBytes(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : default;

    /// <summary>128 bits, little-endian.</summary>
    public UInt128 ReadU128() => ReadBytes(16) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt128LittleEndian(bytes) : default;

    /// <summary>A length that the remaining bytes can hold, at one byte an item at least.</summary>
    public int ReadLength(int itemBytes = 1)
    {
        ulong length = ReadCompactU64();
        if (length > (ulong)(_rest.Length / Math.Max(1, itemBytes)))
        {
            Fail();
            return 0;
        }

        return (int)length;
    }

    /// <summary>A compact length, then that many bytes.</summary>
    public ReadOnlySpan<byte> ReadByteString() => ReadBytes(ReadLength());

    /// <summary>UTF-8 text; malformed UTF-8 is malformed input.</summary>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = ReadByteString();
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        Fail();
        return "";
    }

    /// <summary>A compact integer of 32 bits, in its shortest form.</summary>
    public uint ReadCompactU32() => (uint)ReadCompact(uint.MaxValue);

    /// <summary>A compact integer of 64 bits, in its shortest form.</summary>
    public ulong ReadCompactU64() => (ulong)ReadCompact(ulong.MaxValue);

    /// <summary>A compact integer of 128 bits, in its shortest form.</summary>
    public UInt128 ReadCompactU128() => ReadCompact(UInt128.MaxValue);

    private UInt128 ReadCompact(UInt128 maximum)
    {
        byte first = ReadByte();
        UInt128 value, least;
        switch (first & 0b11)
        {
            case 0b00:
                (value, least) = ((UInt128)(first >> 2), 0);
                break;
            case 0b01:
                (value, least) = ((UInt128)((first | ((uint)ReadByte() << 8)) >> 2), 1 << 6);
                break;
            case 0b10:
                (value, least) = ((UInt128)((first | ((uint)ReadByte() << 8) | ((uint)ReadU16() << 16)) >> 2), 1 << 14);
                break;
            default:
                int length = (first >> 2) + 4;
                if (length > 16)
                {
                    Fail();
                    return 0;
                }

                Span<byte> bytes = stackalloc byte[16];
                bytes.Clear();
                ReadBytes(length).CopyTo(bytes);
                value = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
                least = length == 4 ? (UInt128)(1 << 30) : UInt128.One << (8 * (length - 1));
                break;
        }

        if (value >= least && value <= maximum && !Failed) return value;
        Fail();
        return 0;
    }
}
