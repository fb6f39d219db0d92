using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OfAWellFormedFile_GivesDimensionsAndContent(bool gzipped)
    {
        byte[] file = Idx(8, [2, 3, 1], [1, 2, 3, 4, 5, 6]);

        IdxFile read = Read(gzipped ? Gzip(file) : file);

        Assert.Equal([2, 3, 1], read.Dimensions);
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, read.Content);
    }

    public static TheoryData<byte[], string> Malformed() => new()
    {
        { [], "ends within its 4-byte magic" },
        { [1, 0, 8, 1, 0, 0, 0, 1, 7], "does not start as an IDX file" },
        { Idx(0x0D, [1], [1]), "type 0x0d" },
        { [0, 0, 8, 0], "0 dimensions" },
        { [0, 0, 8, 9], "9 dimensions" },
        { [0, 0, 8, 2, 0, 0, 0, 1], "ends within its dimensions" },
        { Idx(8, [0], []), "empty dimension" },
        { Idx(8, [4], [1, 2]), "ends after 2 of 4 bytes" },
        { Idx(8, [1], [1, 2]), "bytes after its 1 bytes" },
        { Idx(8, [int.MaxValue], [1]), "more than the limit" },
        { Idx(8, [65536, 65536, 65536, 65536], [1]), "more than the limit" },
        { [0x1F, 0x8B, 8, 0, 1, 2, 3], "" },
        { Gzip(Idx(8, [4], [1, 2])), "ends after 2 of 4 bytes" },
        { Gzip(Idx(8, [4], [1, 2, 3, 4]))[..16], "" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_OfAMalformedFile_SaysWhatIsWrong(byte[] file, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => Read(file));

        Assert.StartsWith("test.idx", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAGzipBomb_StopsAtTheLimit()
    {
        byte[] bomb = Gzip(Idx(8, [8 << 20], new byte[8 << 20]));

        TrainingDataException error = Assert.Throws<TrainingDataException>(() => IdxFile.Read(new MemoryStream(bomb), "test.idx", limit: 1 << 20));

        Assert.Contains("limit of 1048576", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnyBytes_ReadsOrRefuses()
    {
        Gen<byte[]> damaged = from file in Gen.Elements(Idx(8, [2, 2], [1, 2, 3, 4]), Gzip(Idx(8, [2, 2], [1, 2, 3, 4])))
                              from at in Gen.Choose(0, file.Length - 1)
                              from value in Gen.Choose(0, 255)
                              from cut in Gen.Choose(0, file.Length)
                              select Damage(file, at, (byte)value, cut);

        Prop.ForAll(damaged.ToArbitrary(), file =>
        {
            try
            {
                Read(file);
            }
            catch (TrainingDataException)
            {
                // Any other exception fails the property.
            }
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Damage(byte[] file, int at, byte value, int cut)
    {
        byte[] copy = [.. file];
        copy[at] = value;
        return cut > file.Length / 2 ? copy : copy[..cut];
    }

    private static IdxFile Read(byte[] file) => IdxFile.Read(new MemoryStream(file), "test.idx");

    private static byte[] Idx(byte type, int[] dimensions, byte[] content)
    {
        byte[] file = new byte[4 + (4 * dimensions.Length) + content.Length];
        file[2] = type;
        file[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), dimensions[i]);
        content.CopyTo(file, 4 + (4 * dimensions.Length));
        return file;
    }

    private static byte[] Gzip(byte[] content)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }
}
