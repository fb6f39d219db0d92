using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gensyn.Scale;

/// <summary>Writes SCALE into a growing buffer.</summary>
public ref struct ScaleWriter
{
    private Span<byte> _buffer;
    private int _length;

    /// <summary>A writer whose buffer starts at this many bytes.</summary>
    public ScaleWriter(int capacity) => _buffer = new byte[capacity];

    /// <summary>A writer that starts in the caller's memory, such as the stack, and moves to the heap when it grows out of it.</summary>
    public ScaleWriter(Span<byte> initial) => _buffer = initial;

    /// <summary>What has been written so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>How many bytes have been written.</summary>
    public readonly int Length => _length;

    /// <summary>A copy of what has been written.</summary>
    public readonly byte[] ToArray() => Written.ToArray();

    /// <summary>Makes room for this many bytes and returns it for the caller to fill; the next write may move it.</summary>
    public Span<byte> Reserve(int count)
    {
        int at = _length;
        if ((uint)count > (uint)(_buffer.Length - at)) Grow(count);
        _length = at + count;
        return _buffer.Slice(at, count);
    }

    /// <summary>The memory of a value; for types that <see cref="BitwiseCodec{T}"/> may stand for.</summary>
    public void WriteBitwise<T>(in T value)
        where T : unmanaged
        => MemoryMarshal.Write(Reserve(Unsafe.SizeOf<T>()), in value);

    /// <summary>One byte.</summary>
    public void WriteByte(byte value)
    {
        Span<byte> buffer = _buffer;
        int at = _length;
        if ((uint)at < (uint)buffer.Length)
        {
            buffer[at] = value;
            _length = at + 1;
        }
        else
        {
            Reserve(1)[0] = value;
        }
    }

    /// <summary>0 or 1.</summary>
    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>16 bits, little-endian.</summary>
    public void WriteU16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    /// <summary>32 bits, little-endian.</summary>
    public void WriteU32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>64 bits, little-endian.</summary>
    public void WriteU64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>128 bits, little-endian.</summary>
    public void WriteU128(UInt128 value)
    {
        Span<byte> bytes = Reserve(16);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (ulong)(value >> 64));
    }

    /// <summary>Bytes as they are, without a length.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>A compact length, then the bytes.</summary>
    public void WriteByteString(scoped ReadOnlySpan<byte> value)
    {
        WriteCompact((uint)value.Length);
        WriteBytes(value);
    }

    /// <summary>UTF-8 text as a byte string.</summary>
    public void WriteString(string value)
    {
        int count = Encoding.UTF8.GetByteCount(value);
        WriteCompact((uint)count);
        Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    /// <summary>The shortest compact form.</summary>
    public void WriteCompact(uint value)
    {
        if (value < 1 << 6) WriteByte((byte)(value << 2));
        else if (value < 1 << 14) WriteU16((ushort)((value << 2) | 0b01));
        else if (value < 1 << 30) WriteU32((value << 2) | 0b10);
        else WriteLongCompact(value);
    }

    /// <summary>The shortest compact form.</summary>
    public void WriteCompact(ulong value)
    {
        if (value < 1 << 30) WriteCompact((uint)value);
        else WriteLongCompact(value);
    }

    /// <summary>The shortest compact form.</summary>
    public void WriteCompact(UInt128 value)
    {
        ulong upper = (ulong)(value >> 64);
        if (upper == 0)
        {
            WriteCompact((ulong)value);
            return;
        }

        int length = 16 - (BitOperations.LeadingZeroCount(upper) / 8);
        WriteByte((byte)(((length - 4) << 2) | 0b11));
        WriteU64((ulong)value);
        for (; length > 8; length--, upper >>= 8) WriteByte((byte)upper);
    }

    /// <summary>The shortest compact form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or larger than 2⁵³⁶ − 1.</exception>
    public void WriteCompact(BigInteger value)
    {
        if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > ScaleReader.MaxCompactBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A compact integer lies between 0 and 2^536 - 1.");
        }

        if (value <= ulong.MaxValue)
        {
            WriteCompact((ulong)value);
            return;
        }

        int length = value.GetByteCount(isUnsigned: true);
        WriteByte((byte)(((length - 4) << 2) | 0b11));
        value.TryWriteBytes(Reserve(length), out _, isUnsigned: true);
    }

    private void WriteLongCompact(ulong value)
    {
        int length = 8 - (BitOperations.LeadingZeroCount(value) / 8);
        WriteByte((byte)(((length - 4) << 2) | 0b11));
        for (; length > 0; length--, value >>= 8) WriteByte((byte)value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        int needed = checked(_length + count);
        byte[] larger = new byte[Math.Max(needed, Math.Max(64, (int)Math.Min(2L * _buffer.Length, Array.MaxLength)))];
        Written.CopyTo(larger);
        _buffer = larger;
    }
}
