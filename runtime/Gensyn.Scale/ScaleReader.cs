using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gensyn.Scale;

/// <summary>Reads SCALE; the first malformed read makes every later read return a default.</summary>
/// <remarks>
/// Input is untrusted, so a failure is a state to test once (<see cref="Failed"/>), never an exception. Spans that it returns lie in the input.
/// Each read slices a local copy of the rest: the compiler then sees that one comparison covers the slice and the load.
/// </remarks>
public ref partial struct ScaleReader
{
    /// <summary>How many levels of calls and types that hold themselves may nest in one (frame_support's MAX_EXTRINSIC_DEPTH).</summary>
    public const int MaxDepth = 256;

    /// <summary>How many items without bytes, such as units, decode beyond one for each byte of the input.</summary>
    // The input's length bounds no list of such items, so the whole reader has this budget for them.
    public const int ZeroSizedAllowance = 64;

    private ReadOnlySpan<byte> _rest;
    private int _depth;
    private int _zeroSized;

    /// <summary>A reader of these bytes.</summary>
    /// <param name="input">What is read.</param>
    /// <param name="context">What codecs of open types need to decode, such as the runtime's own call type.</param>
    public ScaleReader(ReadOnlySpan<byte> input, object? context = null)
    {
        _rest = input;
        _zeroSized = (int)Math.Min((uint)input.Length + ZeroSizedAllowance, int.MaxValue);
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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    /// <summary>Enters a call; fails below the depth limit. The outermost call is no level of nesting.</summary>
    public bool Enter()
    {
        if (_depth++ <= MaxDepth) return true;
        Fail();
        return false;
    }

    /// <summary>Leaves a nested call.</summary>
    public void Leave() => _depth--;

    /// <summary>Bytes as they are, in place; empty after a failure.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        ReadOnlySpan<byte> rest = _rest;
        if ((uint)count <= (uint)rest.Length)
        {
            _rest = rest[count..];
            return rest[..count];
        }

        Fail();
        return default;
    }

    /// <summary>The value whose memory the next bytes are; a default after a failure.</summary>
    /// <remarks>For types that <see cref="BitwiseCodec{T}"/> may stand for.</remarks>
    public T ReadBitwise<T>()
        where T : unmanaged
    {
        ReadOnlySpan<byte> rest = _rest;
        if (Unsafe.SizeOf<T>() <= rest.Length)
        {
            _rest = rest[Unsafe.SizeOf<T>()..];
            return MemoryMarshal.Read<T>(rest);
        }

        Fail();
        return default;
    }

    /// <summary>One byte.</summary>
    public byte ReadByte()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (!rest.IsEmpty)
        {
            _rest = rest[1..];
            return rest[0];
        }

        Fail();
        return 0;
    }

    /// <summary>0 or 1; anything else is malformed.</summary>
    public bool ReadBool()
    {
        byte value = ReadByte();
        if (value > 1) Fail();
        return value == 1;
    }

    /// <summary>16 bits, little-endian.</summary>
    public ushort ReadU16()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length >= sizeof(ushort))
        {
            _rest = rest[sizeof(ushort)..];
            return BinaryPrimitives.ReadUInt16LittleEndian(rest);
        }

        Fail();
        return 0;
    }

    /// <summary>32 bits, little-endian.</summary>
    public uint ReadU32()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length >= sizeof(uint))
        {
            _rest = rest[sizeof(uint)..];
            return BinaryPrimitives.ReadUInt32LittleEndian(rest);
        }

        Fail();
        return 0;
    }

    /// <summary>64 bits, little-endian.</summary>
    public ulong ReadU64()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length >= sizeof(ulong))
        {
            _rest = rest[sizeof(ulong)..];
            return BinaryPrimitives.ReadUInt64LittleEndian(rest);
        }

        Fail();
        return 0;
    }

    /// <summary>128 bits, little-endian.</summary>
    public UInt128 ReadU128()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length >= 16)
        {
            _rest = rest[16..];
            return new UInt128(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]), BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        Fail();
        return 0;
    }

    /// <summary>The count of a list whose items take at least so many bytes each; fails when the rest cannot hold them.</summary>
    /// <remarks>Items of no bytes are counted against <see cref="ZeroSizedAllowance"/>.</remarks>
    public int ReadLength(int itemBytes = 1)
    {
        uint count = ReadCompactU32();
        if (itemBytes == 0)
        {
            if (count <= (uint)_zeroSized)
            {
                _zeroSized -= (int)count;
                return (int)count;
            }
        }
        else if ((ulong)count * (uint)itemBytes <= (uint)_rest.Length)
        {
            return (int)count;
        }

        Fail();
        return 0;
    }

    /// <summary>A compact length, then that many bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadByteString() => ReadBytes(ReadLength());

    /// <summary>UTF-8 text; malformed UTF-8 is malformed input.</summary>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = ReadByteString();
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        Fail();
        return "";
    }
}
