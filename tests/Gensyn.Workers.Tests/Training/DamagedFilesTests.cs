using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>What holds for every reader of untrusted files: damage is read or refused, in bounded memory. ONNX has its own.</summary>
public sealed class DamagedFilesTests
{
    private const int Count = 10_000;

    // Where files are compressed, memory follows from this limit, not from the file's length.
    private const int Limit = 1 << 12;

    [Fact]
    public void Idx_Damaged_IsReadOrRefused()
    {
        byte[] plain = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);

        Mutations.Refused<TrainingDataException>([plain, packed.ToArray()], Count, static file => IdxFile.Read(new MemoryStream(file), "test.idx", Limit), bytesPerByte: 64);
    }

    [Fact]
    public void Npy_Damaged_IsReadOrRefused() =>
        Mutations.Refused<TrainingDataException>(
            [
                NpyFileTests.Npy(NpyFileTests.Header("<f4", "(2, 2)"), new byte[16]),
                NpyFileTests.Npy("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }   \n", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2),
                NpyFileTests.Npy(NpyFileTests.Header("|b1", "(3,)"), [0, 1, 0], 3),
            ],
            Count,
            static file => NpyFile.Read(new MemoryStream(file), "test.npy").ToFloats(),
            bytesPerByte: 64);

    [Fact]
    public void Npz_Damaged_IsReadOrRefused()
    {
        (string, byte[])[] entries =
            [("rows.npy", NpyFileTests.Npy(NpyFileTests.Header("<f4", "(64,)"), new byte[256])), ("labels.npy", NpyFileTests.Npy(NpyFileTests.Header("|u1", "(9,)"), new byte[9]))];

        Mutations.Refused<TrainingDataException>(
            [NpyFileTests.Npz(CompressionLevel.Optimal, entries), NpyFileTests.Npz(CompressionLevel.NoCompression, entries)],
            Count,
            static file => NpzFile.Read(new MemoryStream(file), "test.npz", Limit),
            bytesPerByte: 256,
            bytesBesides: 1 << 19);
    }

    [Fact]
    public void Safetensors_Damaged_IsReadOrRefused()
    {
        Safetensors file = new(
            [new("weights", "F32", [2, 2], new byte[16]), new("labels", "U8", [3], new byte[] { 1, 2, 3 })],
            ImmutableSortedDictionary<string, string>.Empty.Add("t", "12"));

        Mutations.Refused<TrainingDataException>([file.ToBytes()], Count, static damaged => Safetensors.Parse(damaged), bytesPerByte: 256);
    }

    [Fact]
    public void Csv_Damaged_IsReadOrRefused()
    {
        byte[] labelled = "length,width,species\r\n5.1,3.5,setosa\r\n-7,1e-2,\"virginica, \"\"big\"\"\"\r\n6,3,setosa\r\n"u8.ToArray();
        byte[] plain = "1,2,\u00e9\n\n3,4,\U0001F600\n5,6,7\n"u8.ToArray();

        Mutations.Refused<TrainingDataException>([labelled, plain], Count, static file => CsvFile.Read(new MemoryStream(file), "test.csv", new() { Label = 2 }), bytesPerByte: 256);
    }

    [Fact]
    public void Text_Damaged_IsReadOrRefused() =>
        Mutations.Refused<TrainingDataException>(
            [Encoding.UTF8.GetBytes("\uFEFFaß€😀 日本\n")], Count, static file => Assert.InRange(TextFile.Read(new MemoryStream(file), "test.txt").Count(), 0, file.Length), bytesPerByte: 64);

    [Fact]
    public void Merges_Damaged_AreReadOrRefused() =>
        Mutations.Refused<TrainingDataException>(
            [BytePairTokenizer.Train("the theory of the thing then", 300).ToJson()], Count, static file => BytePairTokenizer.Parse(file).Encode("the thing"), bytesPerByte: 256);

    [Fact]
    public void Images_Damaged_AreReadOrRefused()
    {
        byte[] colours = new byte[4 * 4 * 3], wide = new byte[8 * 4];
        for (int i = 0; i < colours.Length; i++) colours[i] = (byte)(i * 37);
        for (int i = 0; i < wide.Length; i++) wide[i] = (byte)(i * 11);

        // The decoder's own memory is not managed memory; the limit on sides bounds it.
        Mutations.Refused<TrainingDataException>(
            [Images.Png(4, 4, 2, colours), Images.Png(4, 4, 0, wide, bits: 16), Images.Jpeg()],
            Count,
            static file => ImageFolder.Decode(file, "test", new() { Side = 64 }),
            bytesPerByte: 256,
            bytesBesides: 1 << 20);
    }
}
