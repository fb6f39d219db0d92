using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class ModelTests
{
    private const string Images = "data/mnist/t10k-images-idx3-ubyte.gz";
    private const string Labels = "data/mnist/t10k-labels-idx1-ubyte.gz";
    private const string Text = "To be, or not to be, that is the question: whether 'tis nobler in the mind to suffer the slings and arrows of outrageous fortune. ";

    public static TheoryData<string> Names() => ["mlp", "lenet", "resnet8", "gpt"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_OfEachArchitecture_LowersTheLoss(string name)
    {
        TrainingJob job = Job(name, steps: 40);
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        float before = session.Evaluate(state);
        while (state.Step < job.Plan.Steps) session.Step(state);

        Assert.False(state.HasDiverged);
        Assert.InRange(session.Evaluate(state), 0f, 0.8f * before);
    }

    /// <summary>The root of the state after some steps: the same on every path, with threads, and as it was when this was written.</summary>
    [Theory]
    [InlineData("mlp", "0x3462dfeb861e18719d97c46d14b3136621ebbd7d662d72bd9ad398221b16b6a6")]
    [InlineData("lenet", "0x8a9962ac49b77507f6edc07d3dac92e47fca6ab9f8c90ac58edb63cf99577c51")]
    [InlineData("resnet8", "0x20c72ea398efa0b395184fa4d374d042171d88a0f655ce436140ea0e1fd451f8")]
    [InlineData("gpt", "0x7d8dbf231693674c08908869d5d49561692c602ca106cd70894b68b1b288c54b")]
    public void Step_OnEveryPath_ReachesTheSameState(string name, string expected) => AssertReaches(expected, Job(name, steps: 3));

    /// <summary>Runs a job on every path, with threads, in blocks of several sizes.</summary>
    internal static void AssertReaches(string expected, TrainingJob job)
    {
        foreach (KernelPath path in Kernels.SupportedPaths)
        {
            // A block of one thread is small here, so that every operation that can be cut is.
            foreach ((int threads, int block) in path == KernelPath.Scalar ? (ReadOnlySpan<(int, int)>)[(1, BitwiseEngine.DefaultBlockBytes)] : [(1, 256), (1, BitwiseEngine.DefaultBlockBytes), (2, 1024)])
            {
                string root = RootAfter(job, new BitwiseEngine(path, threads) { BlockBytes = block }).ToString();
                Assert.True(expected == root, $"{path} with {threads} threads and blocks of {block} bytes reaches {root}");
            }
        }
    }

    [SharedFact(Images, Labels)]
    public void LeNet_OnMnist_ReadsHeldOutDigits()
    {
        string folder = Path.GetDirectoryName(Repository.Shared(Images))!; // The attribute skips the test where the file is not there.
        LabelledRows data = LabelledRows.ReadIdx(
            Path.Combine(folder, Path.GetFileName(Images)), Path.Combine(folder, Path.GetFileName(Labels)), training: 8000, heldOut: 2000);
        ModelDefinition model = new(
            static (layers, images) => Architectures.LeNet(layers, images, 10), new LabelledFeed(64, data.Image), new Sgd(0.05f, 0.9f));
        TrainingJob job = new(model.Build(data.Types), data.Tensors, seed: 1, steps: 250, checkpointInterval: 250);
        ITrainingSession session = new BitwiseEngine(threads: 2).Open(job);
        ModelState state = session.Initialise();
        while (state.Step < job.Plan.Steps) session.Step(state);

        Assert.InRange(session.Evaluate(state), 0.97f, 1f);
    }

    [Fact]
    public void Build_OfDataThatDoNotFit_SaysWhatWasExpected()
    {
        ModelDefinition lenet = new(static (layers, images) => Architectures.LeNet(layers, images, 10), new LabelledFeed(8, (28, 28, 1)), new Sgd(0.1f));
        TensorType rows = new(DataType.UInt8, Shape.Of(20, 100)), labels = new(DataType.UInt8, Shape.Of(20));

        Assert.Contains("rows of 28 × 28 × 1 bytes", Assert.Throws<ArgumentException>(() => lenet.Build([rows, labels, rows, labels])).Message, StringComparison.Ordinal);
        Assert.Contains("a label for each row", Assert.Throws<ArgumentException>(() => lenet.Build([rows, rows with { Shape = Shape.Of(19) }, rows, labels])).Message, StringComparison.Ordinal);
        ModelDefinition gpt = new(static (layers, tokens) => Architectures.Gpt(layers, tokens, 60), new TextFeed(4, 128), new Adam());
        Assert.Contains("a window of 128", Assert.Throws<ArgumentException>(() => gpt.Build([labels, labels])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_OfExtentsThatDoNotFit_SayWhichAndWhy()
    {
        LabelledFeed feed = new(2, (4, 4, 3));
        TensorType rows = new(DataType.UInt8, Shape.Of(20, 48)), labels = new(DataType.UInt8, Shape.Of(20));

        Assert.Contains("does not fit 4", Refusal((layers, x) => layers.MaxPool2d(x, 5)), StringComparison.Ordinal);
        Assert.Contains("2 groups do not divide 3", Refusal((layers, x) => layers.Conv2d("c", x, 4, kernel: 3, groups: 2)), StringComparison.Ordinal);
        Assert.Contains("x.weight is Float32 [48, 10], not Float32 [48, 9]", Refusal((layers, x) =>
        {
            x = layers.Flatten(x);
            layers.Linear("x", x, 10);
            return layers.Linear("x", x, 9);
        }), StringComparison.Ordinal);

        string Refusal(Func<Layers, Gensyn.Workers.Training.Graphs.GraphValue, Gensyn.Workers.Training.Graphs.GraphValue> forward) =>
            Assert.Throws<ArgumentException>(() => new ModelDefinition(forward, feed, new Sgd(0.1f)).Build([rows, labels, rows, labels])).Message;
    }

    private static H256 RootAfter(TrainingJob job, BitwiseEngine engine)
    {
        ITrainingSession session = engine.Open(job);
        ModelState state = session.Initialise();
        while (state.Step < job.Plan.Steps) session.Step(state);
        return state.Commit(job.Graph, job.Summary).Hash();
    }

    internal static TrainingJob Job(string name, uint steps, uint? interval = null, int microBatches = 1)
    {
        if (name == "gpt") return TextJob(steps, interval ?? steps, microBatches);
        LabelledRows data = LabelledRows.Draw(seed: 5, training: 120, heldOut: 40);
        LabelledFeed feed = new(24, data.Image);
        ModelDefinition model = name switch
        {
            "mlp" => new(static (layers, x) => Architectures.Mlp(layers, x, [20, 12], 10), feed, new Sgd(0.05f, 0.9f, Nesterov: true, WeightDecay: 1e-4f)),
            "lenet" => new(static (layers, x) => Architectures.LeNet(layers, x, 10), feed, new Sgd(0.02f, 0.9f) { ClipNorm = 1f }),
            _ => new(static (layers, x) => Architectures.ResNet8(layers, x, 10), feed, new Adam(3e-3f, WeightDecay: 1e-4f) { Schedule = new SteppedSchedule(15, 0.5f, WarmUp: 3) }),
        };
        return new((model with { Metric = Metric.Loss, MicroBatches = microBatches }).Build(data.Types), data.Tensors, seed: 11, steps, interval ?? steps);
    }

    private static TrainingJob TextJob(uint steps, uint interval, int microBatches)
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Learn(TextFile.RunesOf(Text));
        byte[] tokens = [.. tokenizer.Encode(Text).Select(static token => (byte)token)];
        Tensor text = new(new TensorType(DataType.UInt8, Shape.Of((uint)tokens.Length)), tokens);
        ModelDefinition model = new(
            (layers, x) => Architectures.Gpt(layers, x, tokenizer.Vocabulary.Length, depth: 2, width: 24, heads: 3, dropout: 0.05f),
            new TextFeed(6, 17),
            new Adam(1e-2f, Beta2: 0.99f, WeightDecay: 0.1f, IsDecoupled: true) { ClipNorm = 1f, Schedule = new AnnealedSchedule(60, 0.1f, WarmUp: 4) },
            Metric.Loss)
        {
            MicroBatches = microBatches,
        };
        return new(model.Build([text.Type, text.Type]), [text, text], seed: 3, steps, interval);
    }
}
