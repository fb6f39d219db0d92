using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Gensyn.Workers.Training.Sources;

/// <summary>The size of a PNG or JPEG image, found before anything is decoded.</summary>
/// <remarks>
/// The decoder allocates what a file announces and what its compressed part unpacks to; here both are bounded first.
/// PNG: https://www.w3.org/TR/png-3/, section 5. JPEG: ITU-T T.81, annex B.
/// </remarks>
internal readonly record struct ImageHeader(int Width, int Height)
{
    private const uint HeaderChunk = 0x49484452;
    private const uint ContentChunk = 0x49444154;
    private const uint EndChunk = 0x49454E44;

    /// <summary>Finds the size of an image whose sides are at most so long.</summary>
    public static ImageHeader Parse(byte[] file, int side, string name)
    {
        if (file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return ParsePng(file, side, name);
        if (file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8])) return ParseJpeg(file, side, name);
        Throw(name, "is neither PNG nor JPEG");
        return default;
    }

    private static ImageHeader ParsePng(byte[] file, int side, string name)
    {
        ImageHeader size = default;
        long raw = 0;
        using MemoryStream packed = new();
        for (int at = 8; ;)
        {
            if (file.Length - at < 12) Throw(name, "ends within a PNG chunk");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)), type = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4));
            if (length > file.Length - at - 12) Throw(name, "ends within a PNG chunk");
            ReadOnlySpan<byte> chunk = file.AsSpan(at + 8, (int)length);
            if ((at == 8) != (type == HeaderChunk)) Throw(name, "does not have its one IHDR chunk first");
            if (type == EndChunk) break;
            if (type == HeaderChunk)
            {
                if (length != 13) Throw(name, $"has an IHDR chunk of {length} bytes");
                size = Checked(BinaryPrimitives.ReadUInt32BigEndian(chunk), BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]), side, name);
                int channels = chunk[9] switch
                {
                    0 or 3 => 1,
                    2 => 3,
                    4 => 2,
                    6 => 4,
                    _ => 0,
                };
                if (channels == 0 || chunk[8] is not (1 or 2 or 4 or 8 or 16)) Throw(name, $"has pixels of PNG type {chunk[9]} with {chunk[8]} bits");

                // A filter byte for each row; the passes of an interlaced image have less than twice the rows, each rounded up.
                raw = size.Height * (1 + ((((long)size.Width * channels * chunk[8]) + 7) / 8));
                if (chunk[12] != 0) raw = (2 * raw) + (8L * size.Height);
            }

            if (type == ContentChunk) packed.Write(chunk);
            at += 12 + (int)length;
        }

        packed.Position = 0;
        CheckUnpacked(packed, raw, name);
        return size;
    }

    private static void CheckUnpacked(MemoryStream packed, long most, string name)
    {
        byte[] buffer = new byte[1 << 14];
        long total = 0;
        try
        {
            using ZLibStream unpacked = new(packed, CompressionMode.Decompress, leaveOpen: true);
            for (int read; (read = unpacked.Read(buffer)) > 0;)
            {
                total += read;
                if (total > most) Throw(name, $"unpacks to more than the {most} bytes of its pixels");
            }
        }
        catch (InvalidDataException broken)
        {
            throw new TrainingDataException($"{name} has damaged PNG content ({broken.Message})", broken);
        }
    }

    private static ImageHeader ParseJpeg(byte[] file, int side, string name)
    {
        for (int at = 2; ;)
        {
            if (at >= file.Length || file[at] != 0xFF) Throw(name, "has no JPEG marker where one belongs");
            while (at < file.Length && file[at] == 0xFF) at++;
            if (file.Length - at < 3) Throw(name, "ends within a JPEG marker");
            byte marker = file[at++];
            int length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));
            if (length < 2 || length > file.Length - at) Throw(name, "ends within a JPEG segment");
            if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                if (length < 8) Throw(name, "has too short a JPEG frame header");

                // The decoder makes up what is missing of a file that was cut off.
                if (file.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0) Throw(name, "ends without the JPEG marker for it");
                return Checked(BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 5)), BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 3)), side, name);
            }

            if (marker is 0xDA or 0xD9) Throw(name, "has no JPEG frame header of a kind that is read (baseline, extended or progressive)");
            at += length;
        }
    }

    private static ImageHeader Checked(uint width, uint height, int side, string name)
    {
        if (width == 0 || height == 0 || width > side || height > side) Throw(name, $"is {width}×{height} pixels; sides of 1 to {side} are read");
        return new ImageHeader((int)width, (int)height);
    }

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
