using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class SafetensorsTests
{
    [Fact]
    public void Parse_OfWhatWasWritten_GivesItBack()
    {
        Safetensors file = Sample();

        Safetensors read = Safetensors.Parse(file.ToBytes());

        Assert.Equal("12", read.Metadata["t"]);
        Assert.Equal(["weights", "labels"], read.Entries.Select(static entry => entry.Name));
        Assert.Equal(new[] { 2, 2 }, read.Entries[0].Shape.AsEnumerable());
        Assert.Equal(file.Entries[0].Content.ToArray(), read.Entries[0].Content.ToArray());
        Assert.True(read.TryGet("labels", out SafetensorsEntry? labels));
        Assert.Equal(new byte[] { 1, 2, 3 }, labels.Content.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public void Write_OfAnyNumberOfTensors_WritesTheFilesBytes(int tensors)
    {
        // More tensors than a system takes buffers at once (IOV_MAX is 1,024 on Linux).
        Safetensors file = new([.. Enumerable.Range(0, tensors).Select(static i => new SafetensorsEntry($"t{i}", "U8", [1 + (i % 5)], new byte[1 + (i % 5)].Select((_, k) => (byte)(i + k)).ToArray()))], Sample().Metadata);
        string path = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(path, new byte[1 << 20]);

            file.Write(path);

            Assert.Equal(file.ToBytes(), System.IO.File.ReadAllBytes(path));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void Parse_OfAReferenceFile_ReadsIt()
    {
        // Vectors: written by hand after the layout in the format's README (8-byte length, JSON, content).
        byte[] file = File("""{"__metadata__":{"framework":"pt"},"test":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   """, 0, 0, 128, 63, 0, 0, 0, 64);

        Safetensors read = Safetensors.Parse(file);

        Assert.Equal("pt", read.Metadata["framework"]);
        Assert.Equal(2f, BinaryPrimitives.ReadSingleLittleEndian(read.Entries[0].Content.Span[4..]));
    }

    [Theory]
    [InlineData("[]", "start with '{'")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"a":1}""", "other than an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}""", "as F64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "size that its content")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9999999999],"data_offsets":[0,4]}}""", "not a size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "size that its content")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "not a size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""", "outside its content")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", "gap or an overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "gap or an overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "4 bytes of content where its tensors have 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"code":"x"}}""", "wrong field 'code'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks the type, shape or place")]
    [InlineData("""{"__metadata__":{"a":1}}""", "not text")]
    public void Parse_OfAMalformedHeader_SaysWhatIsWrong(string header, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => Safetensors.Parse(File(header, 1, 2, 3, 4)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfAHugeHeaderLength_RefusesBeforeAllocating() =>
        Assert.Contains("1048576 are allowed", Assert.Throws<TrainingDataException>(() => Safetensors.Parse(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfDamagedFiles_ReadsOrRefuses()
    {
        byte[] whole = Sample().ToBytes();
        Gen<byte[]> damaged = from changes in Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(0, whole.Length - 1), Gen.Choose(0, 255)))
                              from cut in Gen.Choose(0, 2 * whole.Length)
                              select Damage(whole, changes, cut);

        Prop.ForAll(damaged.ToArbitrary(), file =>
        {
            try
            {
                Safetensors.Parse(file);
            }
            catch (TrainingDataException)
            {
                // Any other exception fails the property.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static byte[] Damage(byte[] whole, IEnumerable<(int At, int Value)> changes, int cut)
    {
        byte[] copy = [.. whole];
        foreach ((int at, int value) in changes) copy[at] = (byte)value;
        return copy[..Math.Min(cut, copy.Length)];
    }

    private static Safetensors Sample() => new(
        [new("weights", "F32", [2, 2], new byte[] { 0, 0, 128, 63, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }), new("labels", "U8", [3], new byte[] { 1, 2, 3 })],
        ImmutableSortedDictionary<string, string>.Empty.Add("t", "12"));

    private static byte[] File(string header, params byte[] content)
    {
        byte[] file = new byte[8 + Encoding.UTF8.GetByteCount(header) + content.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)Encoding.UTF8.GetByteCount(header));
        Encoding.UTF8.GetBytes(header, file.AsSpan(8));
        content.CopyTo(file, file.Length - content.Length);
        return file;
    }
}
