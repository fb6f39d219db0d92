using System.IO.Compression;
using System.Text;
using Gensyn.Verification;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class LabelledTableTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("gensyn-table-").FullName;

    [Fact]
    public void ReadCsv_OfLabels_TakesTheLastColumnUnlessToldOtherwise()
    {
        string path = Write("a.csv", "u,v,kind\n1,2,no\n3,4,yes\n5,6,no\n");

        LabelledTable table = LabelledTable.ReadCsv(path, [], areNumbers: false);
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], table.Rows.Floats.ToArray());
        Assert.Equal(new byte[] { 0, 1, 0 }, table.Targets.Bytes.ToArray());
        Assert.Equal(["no", "yes"], table.Classes.AsEnumerable());
        Assert.Equal(new byte[] { 0, 1, 2 }, LabelledTable.ReadCsv(Write("b.csv", "7,2\n8,4\n9,6\n"), [0], areNumbers: false).Targets.Bytes.ToArray());
    }

    [Fact]
    public void ReadCsv_OfNumbers_PutsTheTargetsApart()
    {
        LabelledTable table = LabelledTable.ReadCsv(Write("a.csv", "a,b,c,d\n1,2,3,4\n5,6,7,8\n"), ["c", 0], areNumbers: true);

        Assert.Equal([2f, 4f, 6f, 8f], table.Rows.Floats.ToArray());
        Assert.Equal([3f, 1f, 7f, 5f], table.Targets.Floats.ToArray());
        Assert.Equal(new TensorType(DataType.Float32, Shape.Of(2, 2)), table.Targets.Type);
        Assert.Equal([4f, 8f], LabelledTable.ReadCsv(Path.Combine(_folder, "a.csv"), [], areNumbers: true).Targets.Floats.ToArray());
    }

    [Fact]
    public void ReadCsv_OfColumnsThatAreNotThere_NamesThem()
    {
        string path = Write("a.csv", "a,b,b\n1,2,3\n");

        Assert.Contains("has no column 'x': it has a, b, b", Refusal(["x"], areNumbers: true), StringComparison.Ordinal);
        Assert.Contains("has no column 3", Refusal([3], areNumbers: true), StringComparison.Ordinal);
        Assert.Contains("has no column -4", Refusal([-4], areNumbers: false), StringComparison.Ordinal);
        Assert.Contains("has two columns 'b'", Refusal(["b"], areNumbers: true), StringComparison.Ordinal);
        Assert.Contains("a column as a target twice", Refusal([2, -1], areNumbers: true), StringComparison.Ordinal);
        Assert.Contains("has no column besides", Refusal([0, 1, 2], areNumbers: true), StringComparison.Ordinal);
        Assert.Contains("has the label 0.5; numbers are for mse", Assert.Throws<TrainingDataException>(() => LabelledTable.ReadCsv(Write("b.csv", "1,0.5\n2,3\n"), [], areNumbers: false)).Message, StringComparison.Ordinal);
        Assert.Contains("one column of labels, not 2", Refusal([0, 1], areNumbers: false), StringComparison.Ordinal);

        string Refusal(CsvColumn[] targets, bool areNumbers) => Assert.Throws<TrainingDataException>(() => LabelledTable.ReadCsv(path, [.. targets], areNumbers)).Message;
    }

    [Fact]
    public void ReadNpy_OfBytes_KeepsThemAndTheImagesExtents()
    {
        string x = Write("x.npy", Npy("|u1", "2, 2, 3", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])), y = Write("y.npy", Npy("<i2", "2,", [44, 1, 3, 0]));

        LabelledTable table = LabelledTable.ReadNpy(x, y, areNumbers: false);

        Assert.Equal((2, 3, 1), table.Image);
        Assert.Equal(new TensorType(DataType.UInt8, Shape.Of(2, 6)), table.Rows.Type);
        Assert.Equal(new uint[] { 300, 3 }, table.Targets.Words.ToArray());
        LabelledRows rows = table.Split(1, 1);
        Assert.Equal(301, rows.CountClasses());
        Assert.Equal(4, rows.CountClasses(ignored: 300));
        rows.RequireLabelsBelow(4, ignored: 300);
        Assert.Contains("Row 0 has the label 300", Assert.Throws<TrainingDataException>(() => rows.RequireLabelsBelow(4)).Message, StringComparison.Ordinal);
        Assert.Contains("Held-out row 0 has the label 3", Assert.Throws<TrainingDataException>(() => rows.RequireLabelsBelow(3, 300)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadNpy_OfChannelsFirst_MovesThemLast()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2 * 3 * 5 * 2).Select(static i => (byte)i)], words = [.. bytes.SelectMany(static i => BitConverter.GetBytes((float)i))];
        string x = Write("first.npy", Npy("|u1", "2, 3, 5, 2", bytes)), wide = Write("wide.npy", Npy("<f4", "2, 3, 5, 2", words)), y = Write("y.npy", Npy("|u1", "2,", [0, 1]));

        LabelledTable first = LabelledTable.ReadNpy(x, y, areNumbers: false, ChannelOrder.First), last = LabelledTable.ReadNpy(x, y, areNumbers: false, ChannelOrder.Last);

        Assert.Equal((5, 2, 3), first.Image);
        Assert.Equal((3, 5, 2), last.Image);
        Assert.Equal(bytes, last.Rows.Bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            int row = i / 30, channel = i / 10 % 3, place = i % 10;
            Assert.Equal(i, first.Rows.Bytes[(row * 30) + (place * 3) + channel]);
        }

        Assert.Equal(first.Rows.Bytes.ToArray().Select(static value => (float)value), LabelledTable.ReadNpy(wide, y, areNumbers: false, ChannelOrder.First).Rows.Floats.ToArray());
    }

    /// <summary>Three planes of an image as PyTorch has it are not an image of three rows: whoever brings such an array is asked.</summary>
    [Fact]
    public void ReadNpy_OfChannelsThatSeemFirst_Asks()
    {
        string x = Write("x.npy", Npy("|u1", "2, 3, 5, 2", new byte[60])), y = Write("y.npy", Npy("|u1", "2,", [0, 1])), flat = Write("flat.npy", Npy("|u1", "2, 5, 6", new byte[60]));
        string both = Write("both.npy", Npy("|u1", "2, 3, 5, 3", new byte[90]));

        Assert.Contains(
            "has the shape [2, 3, 5, 2]: are the channels first, 3 of 5 × 2, or last, 2 of 3 × 5? Tell the channels: first or last",
            Assert.Throws<TrainingDataException>(() => LabelledTable.ReadNpy(x, y, areNumbers: false)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "has the shape [2, 5, 6]; only images of four dimensions",
            Assert.Throws<TrainingDataException>(() => LabelledTable.ReadNpy(flat, y, areNumbers: false, ChannelOrder.First)).Message, StringComparison.Ordinal);
        Assert.Equal((3, 5, 3), LabelledTable.ReadNpy(both, y, areNumbers: false).Image);
    }

    [Fact]
    public void ReadNpz_OfFloats_TakesXAndY()
    {
        byte[] one = BitConverter.GetBytes(1.5f), two = BitConverter.GetBytes(-2f), bad = BitConverter.GetBytes(float.NaN);
        byte[] x = Npy("<f4", "2, 1", [.. one, .. two]), y = Npy("<f4", "2,", [.. two, .. one]);

        LabelledTable table = LabelledTable.ReadNpz(Npz("a.npz", ("x", x), ("y", y)), areNumbers: true);
        Assert.Equal([1.5f, -2f], table.Rows.Floats.ToArray());
        Assert.Equal(new TensorType(DataType.Float32, Shape.Of(2, 1)), table.Targets.Type);

        Assert.Contains("not labels", Refusal(false, ("x", x), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("is to have the arrays x", Refusal(true, ("x", x), ("z", y)), StringComparison.Ordinal);
        Assert.Contains("has NaN in row 1", Refusal(true, ("x", Npy("<f4", "2, 1", [.. one, .. bad])), ("y", y)), StringComparison.Ordinal);
        Assert.Contains("has the label -1 in row 0", Refusal(false, ("x", x), ("y", Npy("|i1", "2,", [255, 0]))), StringComparison.Ordinal);
        Assert.Contains("has 2 rows and", Refusal(true, ("x", x), ("y", Npy("|i1", "3,", [1, 0, 1]))), StringComparison.Ordinal);

        string Refusal(bool areNumbers, params (string, byte[])[] arrays) => Assert.Throws<TrainingDataException>(() => LabelledTable.ReadNpz(Npz("b.npz", arrays), areNumbers)).Message;
    }

    [Fact]
    public void ReadImages_Shuffled_KeepsEachImageWithItsClass()
    {
        foreach ((string kind, byte grey) in new[] { ("cat", (byte)10), ("dog", (byte)200) })
        {
            System.IO.Directory.CreateDirectory(Path.Combine(_folder, "pets", kind));
            for (int i = 0; i < 20; i++) File.WriteAllBytes(Path.Combine(_folder, "pets", kind, $"{i}.png"), Images.Png(2, 2, 0, [grey, grey, grey, grey]));
        }

        LabelledTable table = LabelledTable.ReadImages(Path.Combine(_folder, "pets"), new() { Channels = ImageChannels.Greyscale });
        LabelledRows rows = table.Split(30, 10, shuffle: 0);

        Assert.Equal((2, 2, 1), rows.Image);
        Assert.Equal(["cat", "dog"], table.Classes.AsEnumerable());
        for (int i = 0; i < 30; i++) Assert.Equal(rows.TrainingLabels.Bytes[i] == 0 ? 10 : 200, rows.TrainingRows.Bytes[4 * i]);
        Assert.Equal([0, 1], rows.HeldOutLabels.Bytes.ToArray().Distinct().Order().Select(static label => (int)label));
        Assert.Equal(20, rows.TrainingLabels.Bytes.Count((byte)0) + rows.HeldOutLabels.Bytes.Count((byte)0));
        Assert.Contains("has 40 rows", Assert.Throws<TrainingDataException>(() => table.Split(31, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadBytePairs_OfAText_SplitsItsTokens()
    {
        string path = Write("a.txt", string.Concat(Enumerable.Repeat("the cat and the hat and the bat ", 40)));

        (TokenText text, BytePairTokenizer tokenizer) = TokenText.ReadBytePairs(path, 265, 100, 20);
        Assert.Equal((DataType.UInt32, 100), (text.Training.Type.Type, text.Training.Type.Shape.Columns));
        Assert.Equal(tokenizer.VocabularySize, text.Vocabulary);
        int[] first = [.. text.Training.Words.ToArray().Select(static token => (int)token)];
        Assert.StartsWith(tokenizer.Decode(first), File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("tokens; 100000 to train", Assert.Throws<TrainingDataException>(() => TokenText.ReadBytePairs(path, 265, 100_000, 20)).Message, StringComparison.Ordinal);
        Assert.Equal((DataType.UInt8, 9), (TokenText.ReadCharacters(path, 100, 20).Training.Type.Type, TokenText.ReadCharacters(path, 100, 20).Vocabulary));
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private static byte[] Npy(string type, string shape, byte[] content)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 0x76, 0, .. Encoding.ASCII.GetBytes(header), .. content];
    }

    private string Npz(string name, params (string Name, byte[] Array)[] arrays)
    {
        string path = Path.Combine(_folder, name);
        File.Delete(path);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string key, byte[] array) in arrays)
        {
            using Stream entry = archive.CreateEntry(key + ".npy").Open();
            entry.Write(array);
        }

        return path;
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
