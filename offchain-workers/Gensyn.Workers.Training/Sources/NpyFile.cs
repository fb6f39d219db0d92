using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads NumPy's array files: numbers and truth values, of either byte order and either layout.</summary>
/// <remarks>
/// Files are untrusted: sizes are checked against the limit before anything is allocated, trailing bytes are refused, and pickled objects are not read.
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0.
/// </remarks>
public sealed class NpyFile
{
    private const int MaxRank = 8;
    private const int MaxHeaderBytes = 1 << 16;

    private NpyFile(NpyElementType elementType, ImmutableArray<int> shape, byte[] content)
    {
        ElementType = elementType;
        Shape = shape;
        Content = content;
    }

    /// <summary>The most bytes of content that are read unless the caller says otherwise: 256 MiB.</summary>
    public static long DefaultLimit => 256L << 20;

    /// <summary>What the elements are.</summary>
    public NpyElementType ElementType { get; }

    /// <summary>The sizes, outermost first; none for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The elements, little-endian and row-major whatever the file has.</summary>
    public byte[] Content { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingDataException">The file is malformed or larger than the limit.</exception>
    public static NpyFile Read(string path, long? limit = null)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), limit);
    }

    /// <summary>Reads a stream to its end; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">The stream is malformed or larger than the limit.</exception>
    public static NpyFile Read(Stream stream, string name, long? limit = null)
    {
        long most = Math.Min(limit ?? DefaultLimit, Array.MaxLength);
        NpyHeader header = NpyHeader.Parse(ReadHeader(stream, name), name);
        (NpyElementType type, int size, bool bigEndian) = ReadDescriptor(header.Descriptor, name);

        if (header.Shape.Length > MaxRank) Throw(name, $"has {header.Shape.Length} dimensions; at most {MaxRank} are read");
        long total = size;
        for (int i = 0; i < header.Shape.Length; i++)
        {
            long length = header.Shape[i];
            if (length == 0) Throw(name, $"has an empty dimension {i}");
            if (total > most / length) Throw(name, $"announces more than the limit of {most} bytes");
            total *= length;
        }

        if (total > most) Throw(name, $"announces more than the limit of {most} bytes");
        ImmutableArray<int> shape = [.. header.Shape.Select(static length => (int)length)];
        byte[] content = UntrustedStream.ReadToEnd(stream, name, total);
        if (type == NpyElementType.Bool && content.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1)) Throw(name, "has a truth value other than 0 and 1");
        if (bigEndian) SwapBytes(content, size);
        if (header.FortranOrder && shape.Length > 1) content = ToRowMajor(content, shape, size);
        return new NpyFile(type, shape, content);
    }

    /// <summary>The elements as binary32, rounded to nearest where they do not fit; truth values are 0 and 1.</summary>
    public float[] ToFloats()
    {
        ReadOnlySpan<byte> content = Content;
        int size = SizeOf(ElementType);
        float[] floats = new float[content.Length / size];
        for (int i = 0; i < floats.Length; i++)
        {
            ReadOnlySpan<byte> element = content.Slice(i * size, size);
            floats[i] = ElementType switch
            {
                NpyElementType.Bool or NpyElementType.UInt8 => element[0],
                NpyElementType.Int8 => (sbyte)element[0],
                NpyElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
                NpyElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                NpyElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
                NpyElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                NpyElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
                NpyElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
                NpyElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                NpyElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
            };
        }

        return floats;
    }

    private static byte[] ReadHeader(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8) Throw(name, "ends within its 8 bytes of magic and version");
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8)) Throw(name, "does not start as an NPY file");
        int major = start[6], lengthBytes = major == 1 ? 2 : 4;
        if (major is < 1 or > 3 || start[7] != 0) Throw(name, $"has version {major}.{start[7]}; 1.0, 2.0 and 3.0 are read");
        Span<byte> length = start.Slice(8, lengthBytes);
        if (stream.ReadAtLeast(length, lengthBytes, throwOnEndOfStream: false) < lengthBytes) Throw(name, "ends within its header length");
        long bytes = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (bytes > MaxHeaderBytes) Throw(name, $"announces a header of {bytes} bytes; {MaxHeaderBytes} are allowed");
        byte[] header = new byte[bytes];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) Throw(name, "ends within its header");
        return header;
    }

    private static (NpyElementType Type, int Size, bool BigEndian) ReadDescriptor(string descriptor, string name)
    {
        (NpyElementType Type, int Size)? found = descriptor.Length == 3 ? descriptor[1..] switch
        {
            "b1" => (NpyElementType.Bool, 1),
            "i1" => (NpyElementType.Int8, 1),
            "u1" => (NpyElementType.UInt8, 1),
            "i2" => (NpyElementType.Int16, 2),
            "u2" => (NpyElementType.UInt16, 2),
            "i4" => (NpyElementType.Int32, 4),
            "u4" => (NpyElementType.UInt32, 4),
            "i8" => (NpyElementType.Int64, 8),
            "u8" => (NpyElementType.UInt64, 8),
            "f2" => (NpyElementType.Float16, 2),
            "f4" => (NpyElementType.Float32, 4),
            "f8" => (NpyElementType.Float64, 8),
            _ => null,
        } : null;
        if (found is not var (type, size) || !(descriptor[0] is '<' or '>' || (descriptor[0] == '|' && size == 1)))
        {
            Throw(name, $"holds elements of type '{descriptor}'; b1, i1 to i8, u1 to u8 and f2 to f8 are read");
            return default;
        }

        return (type, size, descriptor[0] == '>');
    }

    private static void SwapBytes(Span<byte> content, int size)
    {
        for (int at = 0; at < content.Length; at += size) content.Slice(at, size).Reverse();
    }

    /// <summary>Walks the row-major order and fetches each element from where column-major order has it.</summary>
    private static byte[] ToRowMajor(byte[] content, ImmutableArray<int> shape, int size)
    {
        byte[] rows = new byte[content.Length];
        Span<int> index = stackalloc int[MaxRank], strides = stackalloc int[MaxRank];
        strides[0] = size;
        for (int i = 1; i < shape.Length; i++) strides[i] = strides[i - 1] * shape[i - 1];
        int from = 0;
        for (int to = 0; to < rows.Length; to += size)
        {
            content.AsSpan(from, size).CopyTo(rows.AsSpan(to));
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return rows;
    }

    private static int SizeOf(NpyElementType type) => type switch
    {
        NpyElementType.Bool or NpyElementType.Int8 or NpyElementType.UInt8 => 1,
        NpyElementType.Int16 or NpyElementType.UInt16 or NpyElementType.Float16 => 2,
        NpyElementType.Int32 or NpyElementType.UInt32 or NpyElementType.Float32 => 4,
        _ => 8,
    };

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
