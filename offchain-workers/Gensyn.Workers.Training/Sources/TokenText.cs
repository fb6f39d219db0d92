using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>A text as numbers of its characters, split into what trains and what is held out.</summary>
/// <param name="Training">The tokens that windows are drawn from.</param>
/// <param name="HeldOut">The tokens that only the evaluation reads.</param>
/// <param name="Tokenizer">Which character each number is.</param>
public sealed record TokenText(Tensor Training, Tensor HeldOut, CharacterTokenizer Tokenizer)
{
    /// <summary>The tensors in the order in which graphs of language models read them.</summary>
    public ImmutableArray<Tensor> Tensors => [Training, HeldOut];

    /// <summary>Reads a UTF-8 text: the first characters train, the last are held out. Numbers are bytes where there are at most 256 of them.</summary>
    /// <exception cref="TrainingDataException">The file is malformed, or shorter than asked for.</exception>
    public static TokenText Read(string path, int training, int heldOut, long? limit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heldOut);
        ImmutableArray<Rune> text = [.. TextFile.Read(path, limit)];
        if (training > text.Length - heldOut) throw new TrainingDataException($"{path} has {text.Length} characters; {training} to train and {heldOut} held out are more");
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(text);
        int[] tokens = [.. tokenizer.Encode(text)];
        bool isNarrow = tokenizer.Vocabulary.Length <= byte.MaxValue + 1;
        return new(ToTensor(tokens.AsSpan(0, training), isNarrow), ToTensor(tokens.AsSpan(tokens.Length - heldOut), isNarrow), tokenizer);
    }

    private static Tensor ToTensor(ReadOnlySpan<int> tokens, bool isNarrow)
    {
        Tensor tensor = new(new TensorType(isNarrow ? DataType.UInt8 : DataType.UInt32, Shape.Of((uint)tokens.Length)));
        if (!isNarrow) MemoryMarshal.AsBytes(tokens).CopyTo(tensor.Bytes);
        for (int i = 0; isNarrow && i < tokens.Length; i++) tensor.Bytes[i] = (byte)tokens[i];
        return tensor;
    }
}
