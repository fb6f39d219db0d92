using System.Text;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class TextFileTests
{
    [Fact]
    public void Read_OfRandomText_GivesItsCharacters()
    {
        Random random = new(3);
        for (int round = 0; round < 50; round++)
        {
            string text = RandomText(random, random.Next(1, 2000));
            MemoryStream stream = new(Encoding.UTF8.GetBytes(text));

            Assert.Equal(text, string.Concat(TextFile.Read(stream, "test.txt")));
        }
    }

    [Fact]
    public void Read_OfCharactersAcrossReads_KeepsThemWhole()
    {
        string text = string.Concat(Enumerable.Repeat("aß€😀", 20_000));
        using TricklingStream stream = new(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, string.Concat(TextFile.Read(stream, "test.txt")));
    }

    [Fact]
    public void Read_OfAByteOrderMark_SkipsTheFirstOnly() =>
        Assert.Equal("a\uFEFF", string.Concat(TextFile.Read(new MemoryStream([0xEF, 0xBB, 0xBF, (byte)'a', 0xEF, 0xBB, 0xBF]), "test.txt")));

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF }, "is not UTF-8 at byte 1")]
    [InlineData(new byte[] { 0x61, 0xE2, 0x82 }, "is not UTF-8 at byte 1")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "is not UTF-8 at byte 0")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "is not UTF-8 at byte 0")]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "is longer than the limit of 8 bytes")]
    public void Read_OfAMalformedFile_SaysWhatIsWrong(byte[] file, string reason) =>
        Assert.Equal("test.txt " + reason, Assert.Throws<TrainingDataException>(() => TextFile.Read(new MemoryStream(file), "test.txt", limit: 8).Count()).Message);

    [Fact]
    public void CharacterTokenizer_NumbersInOrderOfCodePoint()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(TextFile.RunesOf("b😀a€\uFFFDb"));

        Assert.Equal(["a", "b", "€", "\uFFFD", "😀"], tokenizer.Vocabulary.Select(static one => one.ToString()));
        Assert.Equal([1, 4, 0, 2, 3, 1], tokenizer.Encode("b😀a€\uFFFDb"));
        Assert.Equal("😀ab", tokenizer.Decode([4, 0, 1]));
    }

    [Fact]
    public void CharacterTokenizer_OfRandomText_GivesItBack()
    {
        Random random = new(5);
        for (int round = 0; round < 50; round++)
        {
            string text = RandomText(random, random.Next(1, 500));
            CharacterTokenizer tokenizer = CharacterTokenizer.Learn(TextFile.RunesOf(text));

            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            Assert.Equal(text, new CharacterTokenizer(tokenizer.Vocabulary).Decode(tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void CharacterTokenizer_OfWhatItCannotNumber_Refuses()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(TextFile.RunesOf("ab"));

        AssertRefused("Character 1 of the text, U+1F600, is not in the vocabulary", () => tokenizer.Encode("a😀"));
        AssertRefused("half a surrogate pair at character 1", () => tokenizer.Encode("a\uD83D"));
        AssertRefused("2 is not one of the vocabulary's 2", () => tokenizer.Decode([2]));
        AssertRefused("-1 is not one", () => tokenizer.Decode([-1]));
        AssertRefused("The text is empty", () => CharacterTokenizer.Learn([]));
        AssertRefused("1 to 65536 characters, not 0", () => _ = new CharacterTokenizer([]));
        AssertRefused("not in ascending order at 1", () => _ = new CharacterTokenizer([new Rune('b'), new Rune('a')]));
        AssertRefused("more than 65536 different", () => CharacterTokenizer.Learn(Enumerable.Range(0x10000, 65_537).Select(static one => new Rune(one))));
        Assert.Equal(65_536, CharacterTokenizer.Learn(Enumerable.Range(0x10000, 65_536).Select(static one => new Rune(one))).Vocabulary.Length);
    }

    /// <summary>Words and signs of all lengths in UTF-8, with repetitions.</summary>
    internal static string RandomText(Random random, int length)
    {
        string[] words = ["the ", "then ", "ß", "€uro", "😀", "\n", "\t  ", "日本", "\0", "\u0301", "ab", "aaaa"];
        StringBuilder text = new();
        while (text.Length < length)
        {
            if (random.Next(10) > 0)
            {
                text.Append(words[random.Next(words.Length)]);
                continue;
            }

            int value = random.Next(0x110000);
            if (Rune.IsValid(value) && (value != 0xFEFF || text.Length > 0)) text.Append(new Rune(value));
        }

        return text.ToString();
    }

    private static void AssertRefused(string reason, Action action) => Assert.Contains(reason, Assert.Throws<TrainingDataException>(action).Message, StringComparison.Ordinal);

    /// <summary>Gives at most seven bytes a time.</summary>
    private sealed class TricklingStream(byte[] content) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
    }
}
