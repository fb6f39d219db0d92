using System.Text;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class CsvFileTests
{
    [Fact]
    public void Read_WithHeaderAndLabelByName_GivesNumbersAndClasses()
    {
        CsvFile read = Read("length,width,species\r\n5.1,3.5,setosa\r\n-7,1e-2,\"virginica, \"\"big\"\"\"\r\n6,3,setosa\r\n", new() { Label = "species" });

        Assert.Equal(["length", "width"], read.Columns.AsEnumerable());
        Assert.Equal(3, read.Rows);
        Assert.Equal([5.1f, 3.5f, -7f, 0.01f, 6f, 3f], read.Values);
        Assert.Equal(["setosa", "virginica, \"big\""], read.Classes.AsEnumerable());
        Assert.Equal([0, 1, 0], read.Labels);
    }

    [Fact]
    public void Read_WithoutHeader_TakesColumnsByPlace()
    {
        CsvFile read = Read("7,1,2\n10,3,4\n", new() { Label = 0, Columns = [2, 1] });

        Assert.Equal(["2", "1"], read.Columns.AsEnumerable());
        Assert.Equal([2f, 1f, 4f, 3f], read.Values);
        Assert.Equal(["7", "10"], read.Classes.AsEnumerable());
        Assert.Equal([0, 1], read.Labels);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", null, 1)]
    [InlineData("1,2\n3,4\n", null, 2)]
    [InlineData("a,2\n", null, 0)]
    [InlineData("1,2\n3,4\n", true, 1)]
    [InlineData("\uFEFFa,b\n\n1,2\n\n", null, 1)]
    [InlineData("a,b\n1,2", null, 1)]
    [InlineData("\"a\nb\",\"c\"\n\"1\",\" 2 \"\n", null, 1)]
    public void Read_OfAFirstLine_TellsWhetherItIsAHeader(string text, bool? header, int rows)
    {
        if (rows == 0)
        {
            Assert.Throws<TrainingDataException>(() => Read(text, new() { HasHeader = header }));
            return;
        }

        Assert.Equal(rows, Read(text, new() { HasHeader = header }).Rows);
    }

    [Fact]
    public void Read_OfAnotherDelimiter_SplitsThere() => Assert.Equal([1f, 2f], Read("1;2\n", new() { Delimiter = ';' }).Values);

    public static TheoryData<string, CsvOptions, string> Malformed() => new()
    {
        { "", new(), "has no rows" },
        { "\n\n", new(), "has no rows" },
        { "a,b\n", new(), "has no rows" },
        { "a,b\n1,x\n", new(), "line 2: column 'b': 'x' is not a finite number" },
        { "a,b\n1,\n", new(), "line 2: column 'b': '' is not a finite number" },
        { "1,2\n3,NaN\n", new(), "line 2: column '1': 'NaN' is not a finite number" },
        { "1,1e99\n", new(), "line 1: column '1': '1e99' is not a finite number" },
        { "\"a\n\n\",b\n\n1,2\n3,x\n", new(), "line 6: column 'b'" },
        { $"1,{new string('x', 100)}\n", new(), $"'{new string('x', 40)}…' is not" },
        { "a,b\n1,2,3\n", new(), "line 2: has 3 fields where the first line has 2" },
        { "a,b\n1\n", new(), "line 2: has 1 fields where the first line has 2" },
        { "a,b\n1,2\n", new() { Label = "c" }, "line 1: has no column 'c'" },
        { "a,a\n1,2\n", new() { Label = "a" }, "line 1: has two columns 'a'" },
        { "1,2\n", new() { Label = "c" }, "line 1: is not a header, so the column 'c' is not known by name" },
        { "1,2\n", new() { Columns = [2] }, "line 1: has no column 2: it has 2 fields" },
        { "1,2\n", new() { Columns = [-3] }, "line 1: has no column -3" },
        { "1,\n", new() { Label = 1 }, "line 1: column '1': the label is missing" },
        { "1,abc\n", new() { Label = 1, LabelLength = 2 }, "the label is 3 characters long, over the limit of 2" },
        { "1,a\n1,b\n", new() { Label = 1, Classes = 1 }, "line 2: column '1': there are more than 1 different labels" },
        { "1,2,3\n", new() { Fields = 2 }, "line 1: has 3 fields; at most 2 are read" },
        { "1,2\n", new() { FileBytes = 3 }, "is 4 bytes long, over the limit of 3" },
        { "1,2\n1,\"2\n", new(), "after line 1: " },
        { "1,2\n\"1\"2,3\n", new(), "after line 1: " },
        { $"1,2\n1,{new string('2', 200_000)}\n", new() { LineLength = 100_000 }, "after line 1: " },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Read_OfAMalformedFile_NamesLineAndColumn(string text, CsvOptions options, string reason)
    {
        TrainingDataException error = Assert.Throws<TrainingDataException>(() => Read(text, options));

        Assert.StartsWith("test.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfWhatIsNotUtf8_IsRefused() =>
        Assert.Contains("is not UTF-8", Assert.Throws<TrainingDataException>(() => CsvFile.Read(new MemoryStream([(byte)'1', 0xFF, (byte)'\n']), "test.csv")).Message, StringComparison.Ordinal);

    private static CsvFile Read(string text, CsvOptions options) => CsvFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.csv", options);
}
