using System.Buffers.Binary;
using System.IO.Compression;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Writes small images, well-formed or not.</summary>
internal static class Images
{
    /// <summary>A PNG image without interlacing; colour type 0 is greyscale, 2 RGB, 6 RGB with transparency.</summary>
    public static byte[] Png(uint width, uint height, byte colourType, byte[] pixels, byte bits = 8)
    {
        int row = pixels.Length / (int)Math.Max(1, Math.Min(height, (uint)Math.Max(1, pixels.Length)));
        MemoryStream rows = new();
        for (int at = 0; at < pixels.Length; at += row)
        {
            rows.WriteByte(0);
            rows.Write(pixels, at, row);
        }

        return Png(width, height, colourType, bits, Zlib(rows.ToArray()));
    }

    /// <summary>A PNG image with this compressed content.</summary>
    public static byte[] Png(uint width, uint height, byte colourType, byte bits, byte[] packed)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = colourType;
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed), .. Chunk("IEND"u8, [])];
    }

    /// <summary>An 8×8 greyscale JPEG image that is 144 all over.</summary>
    /// <remarks>
    /// Assembled by hand after ITU-T T.81. Each Huffman table has codes of one bit: a difference of four bits, and the end of the block. The bits are 0 (code), 1000 (the difference, 8),
    /// 0 (end), and ones to fill the byte; 8 × 16 of the quantisation table is 128, of which an eighth is 16 above the middle, 128.
    /// </remarks>
    public static byte[] Jpeg()
    {
        byte[] quantisation = new byte[65];
        quantisation.AsSpan(1).Fill(1);
        quantisation[1] = 16;
        byte[] counts = new byte[16];
        counts[0] = 1;
        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, .. quantisation,
            0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
            0xFF, 0xC4, 0, 20, 0x00, .. counts, 4,
            0xFF, 0xC4, 0, 20, 0x10, .. counts, 0,
            0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 63, 0,
            0b0_1000_0_11,
            0xFF, 0xD9,
        ];
    }

    public static byte[] Zlib(byte[] content)
    {
        MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(content);
        return packed.ToArray();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        uint crc = uint.MaxValue;
        foreach (byte one in (byte[])[.. type, .. content])
        {
            crc ^= one;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        BinaryPrimitives.WriteUInt32BigEndian(checksum, ~crc);
        return [.. length, .. type, .. content, .. checksum];
    }
}
