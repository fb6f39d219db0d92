using System.Collections.Immutable;
using System.Text;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Numbers the characters of a text: its different code points in ascending order.</summary>
public sealed class CharacterTokenizer
{
    /// <summary>The most different characters that are numbered.</summary>
    public const int MaxVocabulary = 65_536;

    private readonly Dictionary<Rune, int> _indices = [];

    /// <summary>Takes a vocabulary that was learnt before.</summary>
    /// <exception cref="TrainingDataException">It is empty, too large or not in ascending order.</exception>
    public CharacterTokenizer(ImmutableArray<Rune> vocabulary)
    {
        if (vocabulary.Length is 0 or > MaxVocabulary) throw new TrainingDataException($"A vocabulary has 1 to {MaxVocabulary} characters, not {vocabulary.Length}");
        for (int i = 0; i < vocabulary.Length; i++)
        {
            if (i > 0 && vocabulary[i] <= vocabulary[i - 1]) throw new TrainingDataException($"The vocabulary is not in ascending order at {i}");
            _indices.Add(vocabulary[i], i);
        }

        Vocabulary = vocabulary;
    }

    /// <summary>The characters; each one's place is its number.</summary>
    public ImmutableArray<Rune> Vocabulary { get; }

    /// <summary>Numbers the characters of a text.</summary>
    /// <exception cref="TrainingDataException">The text has none, or too many different ones.</exception>
    public static CharacterTokenizer Learn(IEnumerable<Rune> text)
    {
        HashSet<Rune> seen = [];
        foreach (Rune character in text)
        {
            if (seen.Add(character) && seen.Count > MaxVocabulary) throw new TrainingDataException($"The text has more than {MaxVocabulary} different characters");
        }

        if (seen.Count == 0) throw new TrainingDataException("The text is empty");
        return new CharacterTokenizer([.. seen.Order()]);
    }

    /// <summary>The numbers of a text's characters, one at a time.</summary>
    /// <exception cref="TrainingDataException">While enumerating: a character is not in the vocabulary.</exception>
    public IEnumerable<int> Encode(IEnumerable<Rune> text)
    {
        long at = 0;
        foreach (Rune character in text)
        {
            if (!_indices.TryGetValue(character, out int index)) throw new TrainingDataException($"Character {at} of the text, U+{character.Value:X4}, is not in the vocabulary");
            at++;
            yield return index;
        }
    }

    /// <summary>The numbers of a text's characters.</summary>
    /// <exception cref="TrainingDataException">A character is not in the vocabulary, or half of one.</exception>
    public int[] Encode(string text) => [.. Encode(TextFile.RunesOf(text))];

    /// <summary>The text that these numbers stand for.</summary>
    /// <exception cref="TrainingDataException">A number is not in the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> indices)
    {
        StringBuilder text = new(indices.Length);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)Vocabulary.Length) throw new TrainingDataException($"{index} is not one of the vocabulary's {Vocabulary.Length} characters");
            text.Append(Vocabulary[index]);
        }

        return text.ToString();
    }
}
