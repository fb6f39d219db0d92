using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>A text as tokens, split into what trains and what is held out.</summary>
/// <param name="Training">The tokens that windows are drawn from: UInt8 where there are at most 256 different ones, else UInt32.</param>
/// <param name="HeldOut">The tokens that only the evaluation reads.</param>
/// <param name="Vocabulary">How many different tokens there are.</param>
public sealed record TokenText(Tensor Training, Tensor HeldOut, int Vocabulary)
{
    /// <summary>The tensors in the order in which graphs of language models read them.</summary>
    public ImmutableArray<Tensor> Tensors => [Training, HeldOut];

    /// <summary>Reads a UTF-8 text by its characters: the first train, the last are held out.</summary>
    /// <exception cref="TrainingDataException">The file is malformed, or shorter than asked for.</exception>
    public static TokenText ReadCharacters(string path, int training, int heldOut, long? limit = null)
    {
        ImmutableArray<Rune> text = [.. TextFile.Read(path, limit)];
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(text);
        return Split(path, "characters", [.. tokenizer.Encode(text)], tokenizer.Vocabulary.Length, training, heldOut);
    }

    /// <summary>Reads a UTF-8 text by byte pairs, which are learnt from all of it: the first tokens train, the last are held out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">Tokens that are learnt at most, 256 bytes among them.</param>
    /// <param name="training">Tokens to train on.</param>
    /// <param name="heldOut">Tokens to hold out.</param>
    /// <param name="limit">Bytes of the file at most.</param>
    /// <exception cref="TrainingDataException">The file is malformed, or shorter than asked for.</exception>
    public static (TokenText Text, BytePairTokenizer Tokenizer) ReadBytePairs(string path, int vocabulary, int training, int heldOut, long? limit = null)
    {
        BytePairTokenizer tokenizer = BytePairTokenizer.Train(TextFile.Read(path, limit), vocabulary);
        int[] tokens = [.. tokenizer.Encode(TextFile.Read(path, limit))];
        return (Split(path, "tokens", tokens, tokenizer.VocabularySize, training, heldOut), tokenizer);
    }

    private static TokenText Split(string path, string unit, int[] tokens, int vocabulary, int training, int heldOut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heldOut);
        if (training > tokens.Length - heldOut) throw new TrainingDataException($"{path} has {tokens.Length} {unit}; {training} to train and {heldOut} held out are more");
        bool isNarrow = vocabulary <= byte.MaxValue + 1;
        return new(ToTensor(tokens.AsSpan(0, training), isNarrow), ToTensor(tokens.AsSpan(tokens.Length - heldOut), isNarrow), vocabulary);
    }

    private static Tensor ToTensor(ReadOnlySpan<int> tokens, bool isNarrow)
    {
        Tensor tensor = new(new TensorType(isNarrow ? DataType.UInt8 : DataType.UInt32, Shape.Of((uint)tokens.Length)));
        if (!isNarrow) MemoryMarshal.AsBytes(tokens).CopyTo(tensor.Bytes);
        for (int i = 0; isNarrow && i < tokens.Length; i++) tensor.Bytes[i] = (byte)tokens[i];
        return tensor;
    }
}
