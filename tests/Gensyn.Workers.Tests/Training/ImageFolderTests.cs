using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("images").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Read_OfTwoClasses_GivesImagesInOrdinalOrder()
    {
        Write("b/1.png", Images.Png(2, 1, 2, [1, 2, 3, 4, 5, 6]));
        Write("B/2.png", Images.Png(2, 1, 2, [7, 8, 9, 10, 11, 12]));
        Write("b/10.png", Images.Png(2, 1, 6, [13, 14, 15, 0, 16, 17, 18, 255]));
        Write("b/.hidden", []);
        Write("readme.txt", [1]);

        ImageFolder read = ImageFolder.Read(_path);

        Assert.Equal(["B", "b"], read.Classes.AsEnumerable());
        Assert.Equal([0, 1, 1], read.Labels);
        Assert.Equal((3, 1, 2, ImageChannels.Rgb), (read.Count, read.Height, read.Width, read.Channels));
        Assert.Equal(new byte[] { 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 13, 14, 15, 16, 17, 18 }, read.Pixels);
    }

    [Fact]
    public void Read_AsGreyscale_GivesOneByteForEachPixel()
    {
        Write("a/1.png", Images.Png(2, 2, 0, [0, 85, 170, 255]));
        Write("a/2.png", Images.Png(2, 2, 2, [0, 0, 0, 255, 255, 255, 100, 100, 100, 9, 9, 9]));

        ImageFolder read = ImageFolder.Read(_path, new() { Channels = ImageChannels.Greyscale });

        Assert.Equal(new byte[] { 0, 85, 170, 255, 0, 255, 100, 9 }, read.Pixels);
    }

    [Fact]
    public void Decode_OfAJpeg_GivesItsPixels()
    {
        (int height, int width, byte[] pixels) = ImageFolder.Decode(Images.Jpeg(), "test.jpg", new() { Channels = ImageChannels.Greyscale });

        Assert.Equal((8, 8), (height, width));
        Assert.Equal(Enumerable.Repeat((byte)144, 64), pixels);
    }

    [Fact]
    public void Decode_OfSixteenBits_KeepsTheUpperByte() =>
        Assert.Equal(
            new byte[] { 1, 0x7F },
            ImageFolder.Decode(Images.Png(2, 1, 0, [1, 255, 0x7F, 0], bits: 16), "test.png", new() { Channels = ImageChannels.Greyscale }).Pixels);

    public static TheoryData<byte[], string> Malformed()
    {
        byte[] png = Images.Png(1, 1, 0, [1]);
        return new()
        {
            { [], "is neither PNG nor JPEG" },
            { "GIF89a"u8.ToArray(), "is neither PNG nor JPEG" },
            { png[..8], "ends within a PNG chunk" },
            { png[..40], "ends within a PNG chunk" },
            { [.. png[..8], .. png[33..]], "does not have its one IHDR chunk first" },
            { [.. png[..33], .. png[8..]], "does not have its one IHDR chunk first" },
            { [.. png[..8], 0, 0, 0, 1, .. "IHDR"u8, 1, 0, 0, 0, 0], "an IHDR chunk of 1 bytes" },
            { Images.Png(0, 1, 0, [1]), "is 0×1 pixels" },
            { Images.Png(1, 4097, 0, [1]), "is 1×4097 pixels; sides of 1 to 4096" },
            { Images.Png(uint.MaxValue, uint.MaxValue, 0, [1]), "is 4294967295×4294967295 pixels" },
            { Images.Png(1, 1, 5, [1]), "pixels of PNG type 5 with 8 bits" },
            { Images.Png(1, 1, 0, [1], bits: 7), "pixels of PNG type 0 with 7 bits" },
            { Images.Png(1, 1, 0, 8, [1, 2, 3]), "has damaged PNG content" },
            { Images.Png(1, 1, 0, 8, Images.Zlib(new byte[1 << 20])), "unpacks to more than the 2 bytes of its pixels" },
            { Images.Png(2, 2, 0, 8, Images.Zlib([0, 1])), "cannot be decoded" },
            { [0xFF, 0xD8], "has no JPEG marker" },
            { [0xFF, 0xD8, 0x00], "has no JPEG marker" },
            { [0xFF, 0xD8, 0xFF, 0xE0], "ends within a JPEG marker" },
            { [0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0], "ends within a JPEG segment" },
            { [0xFF, 0xD8, 0xFF, 0xE0, 0, 9, 0], "ends within a JPEG segment" },
            { [0xFF, 0xD8, 0xFF, 0xC0, 0, 4, 8, 0], "too short a JPEG frame header" },
            { [0xFF, 0xD8, 0xFF, 0xC3, 0, 3, 8, 0xFF, 0xD9, 0, 2, 0], "no JPEG frame header of a kind that is read" },
            { [0xFF, 0xD8, 0xFF, 0xC0, 0, 8, 8, 255, 255, 255, 255, 1, 0xFF, 0xD9], "is 65535×65535 pixels" },
            { Images.Jpeg()[..^1], "ends without the JPEG marker for it" },
            { [0xFF, 0xD8, 0xFF, 0xC0, 0, 8, 8, 0, 8, 0, 8, 1, 0xFF, 0xD9], "cannot be decoded" },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Decode_OfAMalformedImage_SaysWhatIsWrong(byte[] file, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => ImageFolder.Decode(file, "test.png"));

        Assert.StartsWith("test.png", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAFolderThatIsNotOneOfImages_NamesWhatIsWrong()
    {
        AssertRefused("has no sub-folders", new());
        Directory.CreateDirectory(Path.Combine(_path, "a"));
        AssertRefused("a has no images", new());
        Write("a/1.png", Images.Png(2, 1, 0, [1, 2]));
        Write("a/2.png", Images.Png(1, 2, 0, [1, 2]));
        AssertRefused("a/2.png is 1×2 pixels where the first image has 2×1", new());
        AssertRefused("a/2.png is one more than the 1 files that are read", new() { Files = 1 });
        AssertRefused("a/1.png is 2×1 pixels; sides of 1 to 1 are read", new() { Side = 1 });
        AssertRefused("1.png is", new() { FileBytes = 10 });
        AssertRefused("a/1.png brings the images over the limit of 5 bytes", new() { PixelBytes = 5 });
        Write("a/2.png", Images.Png(2, 1, 0, [1, 2]));
        AssertRefused("a/2.png brings the images over the limit of 11 bytes", new() { PixelBytes = 11 });
        Write("a/2.png", [1, 2]);
        AssertRefused("a/2.png is neither PNG nor JPEG", new());
        Directory.CreateDirectory(Path.Combine(_path, "b"));
        AssertRefused("has 2 sub-folders; at most 1 are read", new() { Classes = 1 });
        Directory.CreateDirectory(Path.Combine(_path, "a", "c"));
        AssertRefused("a/c is a folder within a class", new());
    }

    [Fact]
    public void Decode_OfAFileOverTheLimit_IsRefused() =>
        Assert.Contains("over the limit of 10", Assert.Throws<TrainingDataException>(() => ImageFolder.Decode(Images.Jpeg(), "a", new() { FileBytes = 10 })).Message, StringComparison.Ordinal);

    private void AssertRefused(string reason, ImageFolderOptions options) =>
        Assert.Contains(reason, Assert.Throws<TrainingDataException>(() => ImageFolder.Read(_path, options)).Message, StringComparison.Ordinal);

    private void Write(string name, byte[] content)
    {
        string path = Path.Combine(_path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
