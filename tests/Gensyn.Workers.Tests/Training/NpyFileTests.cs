using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class NpyFileTests
{
    [Fact]
    public void Read_OfWhatNumPySaves_GivesItsShapeAndElements()
    {
        // Vector: numpy.save of numpy.array([1, 2, 3], dtype='<i4'), laid out after numpy.lib.format: 10 bytes, and a header padded to 128 in all.
        string dictionary = "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(dictionary.PadRight(117) + "\n"), 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];
        Assert.Equal(128 + 12, file.Length);

        NpyFile read = Read(file);

        Assert.Equal(NpyElementType.Int32, read.ElementType);
        Assert.Equal([3], read.Shape.AsEnumerable());
        Assert.Equal([1f, 2f, 3f], read.ToFloats());
    }

    [Theory]
    [InlineData("|b1", new byte[] { 0, 1 }, 0f, 1f)]
    [InlineData("|i1", new byte[] { 255, 127 }, -1f, 127f)]
    [InlineData("|u1", new byte[] { 255, 0 }, 255f, 0f)]
    [InlineData("<u1", new byte[] { 255, 0 }, 255f, 0f)]
    [InlineData("<i2", new byte[] { 254, 255, 1, 0 }, -2f, 1f)]
    [InlineData(">i2", new byte[] { 255, 254, 0, 1 }, -2f, 1f)]
    [InlineData("<u2", new byte[] { 255, 255, 1, 0 }, 65535f, 1f)]
    [InlineData("<i4", new byte[] { 255, 255, 255, 255, 1, 0, 0, 0 }, -1f, 1f)]
    [InlineData("<u4", new byte[] { 255, 255, 255, 255, 1, 0, 0, 0 }, 4294967296f, 1f)]
    [InlineData("<i8", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0 }, -1f, 1f)]
    [InlineData("<u8", new byte[] { 0, 0, 0, 0, 0, 0, 0, 128, 1, 0, 0, 0, 0, 0, 0, 0 }, 9223372036854775808f, 1f)]
    [InlineData("<f2", new byte[] { 0, 0x3C, 0, 0xC0 }, 1f, -2f)]
    [InlineData("<f4", new byte[] { 0, 0, 128, 63, 0, 0, 0, 192 }, 1f, -2f)]
    [InlineData(">f4", new byte[] { 63, 128, 0, 0, 192, 0, 0, 0 }, 1f, -2f)]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 192 }, 1f, -2f)]
    public void ToFloats_OfEachType_GivesItsValues(string descriptor, byte[] content, float first, float second) =>
        Assert.Equal([first, second], Read(Npy($"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': (2,), }}", content)).ToFloats());

    [Theory]
    [InlineData(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData(3, "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData(1, "{\"shape\":(6,),\"fortran_order\":True,\"descr\":\"|u1\"}")]
    [InlineData(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (6L,), }   \n")]
    public void Read_OfEachVersionAndSpelling_GivesTheSame(int version, string header)
    {
        NpyFile read = Read(Npy(header, [1, 2, 3, 4, 5, 6], version));

        Assert.Equal([6], read.Shape.AsEnumerable());
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, read.Content);
    }

    [Fact]
    public void Read_OfAScalar_HasNoDimensions()
    {
        NpyFile read = Read(Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", [7]));

        Assert.Empty(read.Shape);
        Assert.Equal(new byte[] { 7 }, read.Content);
    }

    [Fact]
    public void Read_OfFortranOrder_GivesRowMajor()
    {
        // a[i, j, k] = 100 i + 10 j + k, first index fastest in the file.
        List<byte> columns = [], rows = [];
        for (int k = 0; k < 2; k++)
            for (int j = 0; j < 3; j++)
                for (int i = 0; i < 2; i++) columns.AddRange([(byte)((100 * i) + (10 * j) + k), 9]);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 2; k++) rows.AddRange([(byte)((100 * i) + (10 * j) + k), 9]);

        NpyFile read = Read(Npy("{'descr': '<u2', 'fortran_order': True, 'shape': (2, 3, 2), }", [.. columns]));

        Assert.Equal(rows, read.Content);
        Assert.Equal([2, 3, 2], read.Shape.AsEnumerable());
    }

    public static TheoryData<byte[], string> Malformed() => new()
    {
        { [], "ends within its 8 bytes" },
        { [0x94, .. "NUMPY"u8, 1, 0], "does not start as an NPY file" },
        { [0x93, .. "NUMPX"u8, 1, 0], "does not start as an NPY file" },
        { [0x93, .. "NUMPY"u8, 4, 0], "has version 4.0" },
        { [0x93, .. "NUMPY"u8, 1, 1], "has version 1.1" },
        { [0x93, .. "NUMPY"u8, 1, 0, 1], "ends within its header length" },
        { [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "announces a header of 4294967295 bytes; 65536" },
        { [0x93, .. "NUMPY"u8, 1, 0, 9, 0, 1], "ends within its header" },
        { Npy("", []), "something other than '{'" },
        { Npy("{", []), "something other than quoted text" },
        { Npy("{'descr", []), "text without its closing quote" },
        { Npy("{'de\\x41': 1}", []), "text that NumPy does not write" },
        { Npy("{'descr' '<f4'}", []), "something other than ':'" },
        { Npy("{'descr': '<f4' 'shape'", []), "something other than '}'" },
        { Npy("{'descr': '<f4', 'descr': '<f4'}", []), "the key 'descr', which is unknown or there twice" },
        { Npy("{'other': 1}", []), "the key 'other'" },
        { Npy("{'descr': [('a', '<f4')]}", []), "something other than quoted text" },
        { Npy("{'fortran_order': 1}", []), "something other than True or False" },
        { Npy("{'shape': 3}", []), "something other than '('" },
        { Npy("{'shape': (3)}", []), "a number in brackets where a tuple belongs" },
        { Npy("{'shape': (-3,)}", []), "something other than a size" },
        { Npy("{'shape': (2147483648,)}", []), "something other than a size" },
        { Npy("{'shape': (99999999999999999999999,)}", []), "something other than a size" },
        { Npy($"{{'shape': ({string.Concat(Enumerable.Repeat("1,", 65))})}}", []), "a shape of more than 64 numbers" },
        { Npy("{'descr': '<f4', 'shape': (1,), }", []), "lacks descr, fortran_order or shape" },
        { Npy(Header("<f4", "(1,)") + "x", [0, 0, 0, 0]), "something after its '}'" },
        { Npy(Header("|O", "(1,)"), []), "elements of type '|O'" },
        { Npy(Header("|f4", "(1,)"), []), "elements of type '|f4'" },
        { Npy(Header("=f4", "(1,)"), []), "elements of type '=f4'" },
        { Npy(Header("<c8", "(1,)"), []), "elements of type '<c8'" },
        { Npy(Header("<U4", "(1,)"), []), "elements of type '<U4'" },
        { Npy(Header("<f16", "(1,)"), []), "elements of type '<f16'" },
        { Npy(Header("<f4", "(1,1,1,1,1,1,1,1,1)"), []), "has 9 dimensions; at most 8" },
        { Npy(Header("<f4", "(2,0)"), []), "has an empty dimension 1" },
        { Npy(Header("<f8", "(2147483647,2147483647,2147483647)"), []), "more than the limit of" },
        { Npy(Header("<f4", "(2,)"), [1, 2, 3]), "ends after 3 of 8 bytes" },
        { Npy(Header("|u1", "(2,)"), [1, 2, 3]), "bytes after its 2 bytes" },
        { Npy(Header("|b1", "(2,)"), [1, 2]), "a truth value other than 0 and 1" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_OfAMalformedFile_SaysWhatIsWrong(byte[] file, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => Read(file));

        Assert.StartsWith("test.npy", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(3, 3)", 8, "limit of 8 bytes")]
    [InlineData("()", 0, "limit of 0 bytes")]
    public void Read_OverTheLimit_IsRefused(string shape, long limit, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<TrainingDataException>(() => NpyFile.Read(new MemoryStream(Npy(Header("|u1", shape), new byte[9])), "test.npy", limit)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Npz_OfTwoArrays_GivesBothByName(CompressionLevel level)
    {
        byte[] file = Npz(level, ("rows.npy", Npy(Header("<f4", "(1,)"), [0, 0, 128, 63])), ("labels.npy", Npy(Header("|u1", "(2,)"), [3, 4])));

        NpzFile read = NpzFile.Read(new MemoryStream(file), "test.npz");

        Assert.Equal(["labels", "rows"], read.Arrays.Keys);
        Assert.Equal([1f], read.Arrays["rows"].ToFloats());
        Assert.Equal(new byte[] { 3, 4 }, read.Arrays["labels"].Content);
    }

    public static TheoryData<byte[], string> MalformedArchives() => new()
    {
        { [], "is a damaged archive" },
        { "not a zip file, but long enough to be searched for one"u8.ToArray(), "is a damaged archive" },
        { Npz(CompressionLevel.Optimal, ("a.txt", [1])), "an entry 'a.txt' that is not an .npy file" },
        { Npz(CompressionLevel.Optimal, ("a.npy", [1])), "test.npz: a.npy ends within its 8 bytes" },
        { Npz(CompressionLevel.Optimal, (new string('a', 257) + ".npy", [1])), "a name of 261 characters; at most 256" },
        { Npz(CompressionLevel.Optimal, ("a.npy", Npy(Header("|u1", "(1,)"), [1])), ("a.npy", Npy(Header("|u1", "(1,)"), [1]))), "two entries 'a.npy'" },
        { Npz(CompressionLevel.NoCompression, [.. Enumerable.Range(0, 1025).Select(static i => ($"{i}.npy", new byte[] { 1 }))]), "has 1025 entries; at most 1024" },
    };

    [Theory]
    [MemberData(nameof(MalformedArchives))]
    public void Npz_OfAMalformedArchive_SaysWhatIsWrong(byte[] file, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => NpzFile.Read(new MemoryStream(file), "test.npz"));

        Assert.StartsWith("test.npz", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_ThatInflatesOverTheLimit_StopsThere()
    {
        byte[] file = Npz(CompressionLevel.Optimal, ("a.npy", Npy(Header("|u1", "(1048576,)"), new byte[1 << 20])), ("b.npy", Npy(Header("|u1", "(1048576,)"), new byte[1 << 20])));

        TrainingDataException one = Assert.Throws<TrainingDataException>(() => NpzFile.Read(new MemoryStream(file), "test.npz", limit: 1 << 19));
        TrainingDataException both = Assert.Throws<TrainingDataException>(() => NpzFile.Read(new MemoryStream(file), "test.npz", limit: 3 << 19));

        Assert.Contains("a.npy announces more than the limit of 524288", one.Message, StringComparison.Ordinal);
        Assert.Contains("b.npy announces more than the limit of 524288", both.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_OfAFileOverTheLimit_IsRefusedUnopened() =>
        Assert.Contains(
            "over the limit of 10 bytes of content",
            Assert.Throws<TrainingDataException>(() => NpzFile.Read(new MemoryStream(new byte[(1 << 20) + 11]), "test.npz", limit: 10)).Message,
            StringComparison.Ordinal);

    internal static string Header(string descriptor, string shape) => $"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': {shape}, }}";

    internal static byte[] Npy(string header, byte[] content, int version = 1)
    {
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. content];
    }

    internal static byte[] Npz(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        MemoryStream file = new();
        using (ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    private static NpyFile Read(byte[] file) => NpyFile.Read(new MemoryStream(file), "test.npy");
}
