using System.Text;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class BytePairTokenizerTests
{
    [Fact]
    public void Train_OfAKnownText_MergesByFrequencyThenByLowestPair()
    {
        // "ab" 4 times, " c" and "cd" twice each, "da" once: ab first; then, of equals, the lowest: (space, c); then (that, d), of which (c, d) are now none.
        BytePairTokenizer tokenizer = BytePairTokenizer.Train("abab cd cd abab", 512);

        Assert.Equal(
            [('a', 'b'), (' ', 'c'), (256, 256), (257, 'd')],
            tokenizer.Merges.AsEnumerable());
        Assert.Equal([258, 259, 259, ' ', 258], tokenizer.Encode("abab cd cd abab"));
    }

    [Fact]
    public void Train_OfOverlappingPairs_MergesFromTheLeft()
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Train("aaaaa aaaaa", 257);

        Assert.Equal([('a', 'a')], tokenizer.Merges.AsEnumerable());
        Assert.Equal([256, 256, 'a', ' ', 256], tokenizer.Encode("aaaaa aa"));
    }

    [Fact]
    public void Train_AgainstRecountingEachTime_FindsTheSameMerges()
    {
        Random random = new(17);
        for (int round = 0; round < 20; round++)
        {
            string text = TextFileTests.RandomText(random, 400);

            Assert.Equal(Recounted(text, 40), BytePairTokenizer.Train(text, 256 + 40).Merges.AsEnumerable());
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        string text = TextFileTests.RandomText(new Random(19), 20_000);

        BytePairTokenizer first = BytePairTokenizer.Train(text, 1000), again = BytePairTokenizer.Train(TextFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.txt"), 1000);

        Assert.Equal(first.ToJson(), again.ToJson());
        Assert.InRange(first.VocabularySize, 300, 1000);
    }

    [Fact]
    public void Decode_OfRandomText_GivesItBack()
    {
        Random random = new(23);
        BytePairTokenizer tokenizer = BytePairTokenizer.Train(TextFileTests.RandomText(random, 5_000), 500);
        for (int round = 0; round < 200; round++)
        {
            string text = TextFileTests.RandomText(random, random.Next(1, 1_000));

            int[] tokens = tokenizer.Encode(text);

            Assert.Equal(text, tokenizer.Decode(tokens));
            Assert.True(tokens.Length < Encoding.UTF8.GetByteCount(text) || text.Length < 20);
        }
    }

    [Fact]
    public void Encode_OfALongWord_CutsItIntoPieces()
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Train(new string('a', 100_000), 300);
        string text = new('a', 10_001);

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));

        // 256 = 2^8 bytes in a piece make eight merges; 10,001 bytes are 39 such pieces, 16 bytes and one.
        Assert.Equal(256 + 8, tokenizer.VocabularySize);
        Assert.Equal(39 + 2, tokenizer.Encode(text).Length);
    }

    [Fact]
    public void Load_OfWhatWasSaved_GivesTheSameTokenizer()
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Train("hello hello hello", 300);
        string path = Path.GetTempFileName();
        try
        {
            tokenizer.Save(path);

            Assert.Equal(tokenizer.Merges, BytePairTokenizer.Load(path).Merges, static (a, b) => a.SequenceEqual(b));
            Assert.StartsWith("""{"format":"gensyn-bpe/1","merges":[[""", File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not an object of format")]
    [InlineData("""{"format":"other","merges":[]}""", "not an object of format")]
    [InlineData("""{"format":"\uD800","merges":[]}""", "")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":1}""", "not an object of format")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1]]}""", "Merge 0 is not a pair")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1,2],[1,"2"]]}""", "Merge 1 is not a pair")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1,2.5]]}""", "Merge 0 is not a pair")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1,256]]}""", "Merge 0 joins 1 and 256; there are 256 tokens before it")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[-1,2]]}""", "Merge 0 joins -1 and 2")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1,2],[1,2]]}""", "Merge 1 joins 1 and 2, as another does")]
    [InlineData("""{"format":"gensyn-bpe/1","merges":[[1,1],[256,256],[257,257],[258,258],[259,259],[260,260],[261,261],[262,262],[263,263]]}""", "Merge 8 gives a token of more than 256 bytes")]
    public void Parse_OfMalformedMerges_SaysWhatIsWrong(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<TrainingDataException>(() => BytePairTokenizer.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OverALimit_IsRefused()
    {
        Assert.Contains("over the limit of 4194304", Assert.Throws<TrainingDataException>(() => BytePairTokenizer.Parse(new byte[(4 << 20) + 1])).Message, StringComparison.Ordinal);
        Assert.Contains("at most 65280", Assert.Throws<TrainingDataException>(() => new BytePairTokenizer([.. new (int, int)[65_281]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTokenizer.Train("a", 255));
        Assert.Throws<ArgumentOutOfRangeException>(() => BytePairTokenizer.Train("a", 65_537));
    }

    [Fact]
    public void Decode_OfWhatIsNoTokenOrNoText_RefusesOrReplaces()
    {
        BytePairTokenizer tokenizer = new([]);

        Assert.Contains("256 is not one of 256", Assert.Throws<TrainingDataException>(() => tokenizer.Decode([256])).Message, StringComparison.Ordinal);
        Assert.Contains("half a surrogate", Assert.Throws<TrainingDataException>(() => tokenizer.Encode("\uDC00")).Message, StringComparison.Ordinal);
        Assert.Equal("\uFFFDa", tokenizer.Decode([0xFF, 'a']));
        Assert.Equal(new byte[] { 0xFF, 0x61 }, tokenizer.DecodeBytes([0xFF, 'a']));
    }

    /// <summary>The definition: count all pairs, merge the most frequent and lowest, begin again.</summary>
    private static List<(int, int)> Recounted(string text, int most)
    {
        List<List<int>> pieces = [];
        bool inWord = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            byte[] bytes = Encoding.UTF8.GetBytes(rune.ToString());
            bool isSpace = " \n\r\t".Contains(rune.ToString(), StringComparison.Ordinal);
            if (pieces.Count == 0 || (isSpace && inWord) || pieces[^1].Count + bytes.Length > BytePairTokenizer.MaxPiece) pieces.Add([]);
            inWord = !isSpace;
            pieces[^1].AddRange(bytes.Select(static one => (int)one));
        }

        List<(int, int)> merges = [];
        while (merges.Count < most)
        {
            var best = pieces.SelectMany(static piece => piece.Zip(piece.Skip(1))).CountBy(static pair => pair)
                .OrderByDescending(static one => one.Value).ThenBy(static one => one.Key.First).ThenBy(static one => one.Key.Second).FirstOrDefault();
            if (best.Value < 2) break;
            foreach (List<int> piece in pieces)
            {
                for (int i = 0; i + 1 < piece.Count; i++)
                {
                    if ((piece[i], piece[i + 1]) != best.Key) continue;
                    piece[i] = 256 + merges.Count;
                    piece.RemoveAt(i + 1);
                }
            }

            merges.Add(best.Key);
        }

        return merges;
    }
}
