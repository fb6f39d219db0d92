using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Tests.Training;

/// <summary>The models that speed and roots are measured on, with data that need no file.</summary>
/// <remarks>Their counterparts in libtorch are in <c>tests/Gensyn.Benchmarks/peers/libtorch/models.h</c>: change both.</remarks>
internal static class BarModels
{
    /// <summary>Tokens of a window of <c>gpt-nano</c>.</summary>
    public const int Context = 128;

    /// <summary>Windows of a step of <c>gpt-nano</c>.</summary>
    public const int Windows = 16;

    private const string Split = "-split";
    private const int MicroBatches = 4;
    private const int Rows = 8000, HeldOutRows = 500, Characters = 100_000, HeldOutCharacters = 10_000, Vocabulary = 65;

    /// <summary>Their names: a perceptron 784-256-128-10, LeNet, and a GPT of 4 blocks of 128 numbers; each once more with its batches in four parts.</summary>
    public static ImmutableArray<string> Names { get; } = ["mlp", "lenet", "gpt-nano", "mlp-split", "lenet-split", "gpt-nano-split"];

    /// <summary>A job of one of them.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static TrainingJob Job(string name, uint steps, uint interval)
    {
        bool isSplit = name.EndsWith(Split, StringComparison.Ordinal);
        (ModelDefinition model, ImmutableArray<Tensor> data) = (isSplit ? name[..^Split.Length] : name) switch
        {
            "mlp" => Classifier(static (layers, rows) => Architectures.Mlp(layers, rows, [256, 128], 10), null, 0.1f),
            "lenet" => Classifier(static (layers, images) => Architectures.LeNet(layers, images, 10), (DrawnDigits.Side, DrawnDigits.Side, 1), 0.05f),
            "gpt-nano" => Language(),
            _ => throw new ArgumentException($"There is no model {name}: expected {string.Join(", ", Names)}.", nameof(name)),
        };
        if (isSplit) model = model with { MicroBatches = MicroBatches };
        return new(model.Build([.. data.Select(static one => one.Type)]), data, seed: 1, steps, interval);
    }

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) Classifier(Func<Layers, GraphValue, GraphValue> forward, (int Height, int Width, int Channels)? image, float rate) =>
        (new(forward, new LabelledFeed(64, image), new Sgd(rate, 0.9f)), LabelledRows.Draw(1, Rows, HeldOutRows).Tensors);

    private static (ModelDefinition Model, ImmutableArray<Tensor> Data) Language()
    {
        byte[] text = Text(Characters + HeldOutCharacters);
        ModelDefinition model = new(
            static (layers, tokens) => Architectures.Gpt(layers, tokens, Vocabulary), new TextFeed(Windows, Context, HeldOutWindows: 16), new Adam(1e-3f, IsDecoupled: true), Metric.Loss);
        return (model, [Part(text.AsSpan(0, Characters)), Part(text.AsSpan(Characters))]);
    }

    // Words of two to eight letters out of a lexicon of 64, in an order by counter: something to learn, the same everywhere.
    private static byte[] Text(int length)
    {
        byte[] text = new byte[length];
        int at = 0;
        for (uint counter = 0; at < length; counter++)
        {
            uint word = Philox.Block(counter, 0, 0, 0, 1, 0).First % 64, letters = 2 + (word % 7);
            for (uint letter = 0; letter < letters && at < length; letter++) text[at++] = (byte)(1 + (((word * 37) + (letter * letter * 11) + (letter * 5)) % (Vocabulary - 1)));
            if (at < length) text[at++] = 0;
        }

        return text;
    }

    private static Tensor Part(ReadOnlySpan<byte> tokens) => new(new TensorType(DataType.UInt8, Shape.Of((uint)tokens.Length)), tokens);
}
