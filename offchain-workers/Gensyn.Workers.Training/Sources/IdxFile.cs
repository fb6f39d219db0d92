using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads IDX files of unsigned bytes, the format that MNIST comes in, plain or gzipped.</summary>
/// <remarks>Files are untrusted: sizes are checked against the limit before anything is allocated, and trailing bytes are refused.</remarks>
public sealed class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int MaxRank = 4;

    private IdxFile(int[] dimensions, byte[] content)
    {
        Dimensions = dimensions;
        Content = content;
    }

    /// <summary>The most bytes of content that are read unless the caller says otherwise: 256 MiB.</summary>
    public static long DefaultLimit => 256L << 20;

    /// <summary>The sizes, outermost first.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The elements, row-major.</summary>
    public byte[] Content { get; }

    /// <summary>Reads a file; a gzip header is recognised by its first bytes, not by the name.</summary>
    /// <exception cref="TrainingDataException">The file is malformed or larger than the limit.</exception>
    public static IdxFile Read(string path, long? limit = null)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), limit);
    }

    /// <summary>Reads a seekable stream; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">The stream is malformed or larger than the limit.</exception>
    public static IdxFile Read(Stream stream, string name, long? limit = null)
    {
        long start = stream.Position;
        bool gzipped = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = start;
        if (!gzipped) return ReadPlain(stream, name, limit ?? DefaultLimit);

        using GZipStream unpacked = new(stream, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            return ReadPlain(unpacked, name, limit ?? DefaultLimit);
        }
        catch (InvalidDataException broken)
        {
            throw new TrainingDataException($"{name}: the gzip stream is damaged ({broken.Message})", broken);
        }
    }

    private static IdxFile ReadPlain(Stream stream, string name, long limit)
    {
        Span<byte> header = stackalloc byte[4 * (1 + MaxRank)];
        if (stream.ReadAtLeast(header[..4], 4, throwOnEndOfStream: false) < 4) Throw(name, "ends within its 4-byte magic");
        if (header[0] != 0 || header[1] != 0) Throw(name, $"does not start as an IDX file (0x{header[0]:x2}{header[1]:x2} instead of 0x0000)");
        if (header[2] != UnsignedByte) Throw(name, $"holds elements of type 0x{header[2]:x2}; only unsigned bytes (0x08) are read");
        int rank = header[3];
        if (rank is 0 or > MaxRank) Throw(name, $"has {rank} dimensions; 1 to {MaxRank} are read");

        Span<byte> sizes = header[4..(4 + (4 * rank))];
        if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) Throw(name, "ends within its dimensions");
        int[] dimensions = new int[rank];
        long total = 1;
        for (int i = 0; i < rank; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            if (size == 0) Throw(name, $"has an empty dimension {i}");
            if (size > limit || total > limit / size) Throw(name, $"announces more than the limit of {limit} bytes");
            total *= size;
            dimensions[i] = (int)size;
        }

        return new IdxFile(dimensions, UntrustedStream.ReadToEnd(stream, name, total));
    }

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
