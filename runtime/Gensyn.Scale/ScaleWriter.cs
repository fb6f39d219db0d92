using System.Buffers.Binary;
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
        int needed = checked(_length + count);
        if (needed > _buffer.Length) Grow(needed);
        Span<byte> span = _buffer.Slice(_length, count);
        _length = needed;
        return span;
    }

    /// <summary>One byte.</summary>
    public void WriteByte(byte value) => Reserve(1)[0] = value;

    /// <summary>0 or 1.</summary>
    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>16 bits, little-endian.</summary>
    public void WriteU16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    /// <summary>32 bits, little-endian.</summary>
    public void WriteU32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>64 bits, little-endian.</summary>
    public void WriteU64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>128 bits, little-endian.</summary>
    public void WriteU128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Reserve(16), value);

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
        else WriteCompactLong(value);
    }

    /// <summary>The shortest compact form.</summary>
    public void WriteCompact(ulong value)
    {
        if (value < 1 << 30) WriteCompact((uint)value);
        else WriteCompactLong(value);
    }

    /// <summary>The shortest compact form.</summary>
    public void WriteCompact(UInt128 value)
    {
        if (value < (UInt128)(1 << 30)) WriteCompact((uint)value);
        else WriteCompactLong(value);
    }

    private void Grow(int needed)
    {
        byte[] larger = new byte[Math.Max(needed, Math.Max(64, (int)Math.Min(2L * _buffer.Length, Array.MaxLength)))];
        Written.CopyTo(larger);
        _buffer = larger;
    }

    private void WriteCompactLong(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        int length = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        WriteByte((byte)(((length - 4) << 2) | 0b11));
        WriteBytes(bytes[..length]);
    }
}
