using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Splits text into frequent sequences of bytes, learnt from a text by merging its most frequent pairs.</summary>
/// <remarks>
/// Tokens 0 to 255 are the bytes of UTF-8; token 256 + i is merge i. A text is first cut into pieces, each a run of white space and what follows it up to the next white space,
/// at most <see cref="MaxPiece"/> bytes; merges never cross pieces. Training is deterministic: of pairs that are equally frequent the lowest is merged, by its left token, then by its right.
/// Method: Gage, "A New Algorithm for Data Compression", 1994; Sennrich, Haddow and Birch, 2016, for words.
/// </remarks>
public sealed class BytePairTokenizer
{
    /// <summary>The most tokens.</summary>
    public const int MaxVocabulary = 65_536;

    /// <summary>The most bytes of a piece, and so of a token.</summary>
    public const int MaxPiece = 256;

    private const int Bytes = 256;
    private const string Format = "gensyn-bpe/1";
    private const int MaxFileBytes = 4 << 20;
    private const int MaxRemembered = 65_536;

    private readonly Dictionary<(int Left, int Right), int> _ranks = [];
    private readonly byte[][] _tokens;

    /// <summary>Takes merges that were learnt before.</summary>
    /// <exception cref="TrainingDataException">There are too many, one is there twice, names a later token or gives too long a token.</exception>
    public BytePairTokenizer(ImmutableArray<(int Left, int Right)> merges)
    {
        if (merges.Length > MaxVocabulary - Bytes) throw new TrainingDataException($"There are {merges.Length} merges; at most {MaxVocabulary - Bytes} are taken");
        _tokens = new byte[Bytes + merges.Length][];
        for (int i = 0; i < Bytes; i++) _tokens[i] = [(byte)i];
        for (int i = 0; i < merges.Length; i++)
        {
            (int left, int right) = merges[i];
            if (left < 0 || right < 0 || left >= Bytes + i || right >= Bytes + i) throw new TrainingDataException($"Merge {i} joins {left} and {right}; there are {Bytes + i} tokens before it");
            if (!_ranks.TryAdd((left, right), i)) throw new TrainingDataException($"Merge {i} joins {left} and {right}, as another does");
            if (_tokens[left].Length + _tokens[right].Length > MaxPiece) throw new TrainingDataException($"Merge {i} gives a token of more than {MaxPiece} bytes");
            _tokens[Bytes + i] = [.. _tokens[left], .. _tokens[right]];
        }

        Merges = merges;
    }

    /// <summary>What is merged, first to last.</summary>
    public ImmutableArray<(int Left, int Right)> Merges { get; }

    /// <summary>How many tokens there are.</summary>
    public int VocabularySize => _tokens.Length;

    /// <summary>Learns up to so many tokens from a text; fewer when no pair is left that occurs twice.</summary>
    /// <exception cref="TrainingDataException">While reading the text.</exception>
    public static BytePairTokenizer Train(IEnumerable<Rune> text, int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, Bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vocabularySize, MaxVocabulary);
        return new BytePairTokenizer(new BytePairTraining(PiecesOf(text)).Run(vocabularySize - Bytes));
    }

    /// <summary>Learns up to so many tokens from a text.</summary>
    /// <exception cref="TrainingDataException">The text has half a surrogate pair.</exception>
    public static BytePairTokenizer Train(string text, int vocabularySize) => Train(TextFile.RunesOf(text), vocabularySize);

    /// <summary>The tokens of a text, one at a time.</summary>
    /// <exception cref="TrainingDataException">While reading the text.</exception>
    public IEnumerable<int> Encode(IEnumerable<Rune> text)
    {
        // Words come again: their tokens are remembered, up to a bound on memory.
        Dictionary<string, int[]> remembered = new(StringComparer.Ordinal);
        foreach (byte[] piece in PiecesOf(text))
        {
            string key = Encoding.Latin1.GetString(piece);
            if (!remembered.TryGetValue(key, out int[]? tokens))
            {
                tokens = EncodePiece(piece);
                if (remembered.Count < MaxRemembered) remembered.Add(key, tokens);
            }

            foreach (int token in tokens) yield return token;
        }
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="TrainingDataException">The text has half a surrogate pair.</exception>
    public int[] Encode(string text) => [.. Encode(TextFile.RunesOf(text))];

    /// <summary>The bytes that these tokens stand for.</summary>
    /// <exception cref="TrainingDataException">There is no such token.</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> tokens)
    {
        ArrayBufferWriter<byte> bytes = new();
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)_tokens.Length) throw new TrainingDataException($"{token} is not one of {_tokens.Length} tokens");
            bytes.Write(_tokens[token]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The text that these tokens stand for; bytes that are not UTF-8, which a model may make up, become U+FFFD.</summary>
    /// <exception cref="TrainingDataException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> tokens) => Encoding.UTF8.GetString(DecodeBytes(tokens));

    /// <summary>The merges as JSON, the same bytes for the same merges.</summary>
    public byte[] ToJson()
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteStartArray("merges");
            foreach ((int left, int right) in Merges)
            {
                json.WriteStartArray();
                json.WriteNumberValue(left);
                json.WriteNumberValue(right);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes the merges to a file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToJson());

    /// <summary>Reads the merges from a file.</summary>
    /// <exception cref="TrainingDataException">The file is malformed or too large.</exception>
    public static BytePairTokenizer Load(string path) => Parse(UntrustedStream.ReadFile(path, MaxFileBytes));

    /// <summary>Reads the merges from JSON.</summary>
    /// <exception cref="TrainingDataException">The JSON is malformed or too large.</exception>
    public static BytePairTokenizer Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxFileBytes) throw new TrainingDataException($"The merges are {json.Length} bytes long, over the limit of {MaxFileBytes}");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return new BytePairTokenizer(ReadMerges(document.RootElement));
        }
        catch (JsonException broken)
        {
            throw new TrainingDataException($"The merges are not JSON ({broken.Message})", broken);
        }
        catch (InvalidOperationException broken)
        {
            // Text with lone surrogates parses as JSON and fails when it is read as a string.
            throw new TrainingDataException($"The merges have text that is not Unicode ({broken.Message})", broken);
        }
    }

    private static ImmutableArray<(int Left, int Right)> ReadMerges(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(Format)
            || !root.TryGetProperty("merges", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new TrainingDataException($"The merges are not an object of format '{Format}'");
        }

        ImmutableArray<(int Left, int Right)>.Builder merges = ImmutableArray.CreateBuilder<(int Left, int Right)>();
        foreach (JsonElement pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || !TryGetToken(pair[0], out int left) || !TryGetToken(pair[1], out int right))
            {
                throw new TrainingDataException($"Merge {merges.Count} is not a pair of tokens");
            }

            merges.Add((left, right));
        }

        return merges.ToImmutable();
    }

    private static bool TryGetToken(JsonElement element, out int token)
    {
        token = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out token);
    }

    /// <summary>Merges the pair that was learnt first, wherever it is, until none is left.</summary>
    private int[] EncodePiece(byte[] piece)
    {
        List<int> tokens = [.. piece.Select(static one => (int)one)];
        while (tokens.Count > 1)
        {
            int best = int.MaxValue;
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (_ranks.TryGetValue((tokens[i], tokens[i + 1]), out int rank)) best = Math.Min(best, rank);
            }

            if (best == int.MaxValue) break;
            BytePairTraining.Merge(tokens, Merges[best], Bytes + best);
        }

        return [.. tokens];
    }

    private static IEnumerable<byte[]> PiecesOf(IEnumerable<Rune> text)
    {
        List<byte> piece = [];
        bool inWord = false;
        byte[] character = new byte[4];
        foreach (Rune rune in text)
        {
            int bytes = rune.EncodeToUtf8(character);
            bool isSpace = rune.Value is ' ' or '\n' or '\r' or '\t';
            if ((isSpace && inWord) || piece.Count + bytes > MaxPiece)
            {
                yield return [.. piece];
                piece.Clear();
            }

            inWord = !isSpace;
            piece.AddRange(character.AsSpan(0, bytes));
        }

        if (piece.Count > 0) yield return [.. piece];
    }
}
