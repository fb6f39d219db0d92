using System.Collections.Immutable;
using System.Text.Json;
using Gensyn.Testing;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Onnx;

namespace Gensyn.Workers.Tests.Training.Onnx;

/// <summary>What PyTorch computed with a model that it exported.</summary>
internal sealed record OnnxVector(
    float Rate, float Momentum, int[] InputShape, byte[] Input, byte[] Targets, float[] Logits, float[] Losses, float[] TrainedLogits)
{
    // Vectors: tests/vectors/onnx/make.py, PyTorch 1.13.
    public static OnnxModel Model(string name) => OnnxModel.Read(Repository.PathOf("tests", "vectors", "onnx", $"{name}.onnx"));

    public static OnnxVector Read(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "onnx", $"{name}.json")));
        JsonElement root = json.RootElement;
        return new(
            root.GetProperty("rate").GetSingle(), root.GetProperty("momentum").GetSingle(), Numbers("inputShape", static x => x.GetInt32()),
            Numbers("input", static x => x.GetByte()), Numbers("targets", static x => x.GetByte()), Numbers("logits", static x => x.GetSingle()),
            Numbers("losses", static x => x.GetSingle()), Numbers("trainedLogits", static x => x.GetSingle()));

        T[] Numbers<T>(string property, Func<JsonElement, T> read) => [.. root.GetProperty(property).EnumerateArray().Select(read)];
    }
}

/// <summary>A model's training on the rows of its vector, all in each batch.</summary>
internal sealed class OnnxRun
{
    private GraphValue _logits;

    public OnnxRun(OnnxVector vector, OnnxModel model)
    {
        bool isTokens = vector.InputShape.Length == 2;
        int count = vector.InputShape[0];
        (int channels, int height, int width) = isTokens ? default : ImageOf(vector);
        Import = isTokens ? new OnnxImport(model, [vector.InputShape[1] - 1], isTokens: true) : new OnnxImport(model, [channels, height, width]);
        Feed feed = isTokens ? new WindowsFeed(count, vector.InputShape[1] - 1) : new LabelledFeed(count, (height, width, channels));
        ImmutableArray<Tensor> data = isTokens ? [Bytes(vector.Input, count * vector.InputShape[1])] : Rows(vector);
        ModelDefinition definition = ModelDefinition.Of(Import, feed, new Sgd(vector.Rate, vector.Momentum), Metric.Loss) with
        {
            Forward = Forward,
        };
        data = data.Add(Import.Initial);
        Graph = definition.Build([.. data.Select(static one => one.Type)]);
        Session = new BitwiseEngine().Open(new TrainingJob(Graph, data, seed: 1, steps: 6, checkpointInterval: 6));
    }

    public OnnxImport Import { get; }

    public TaskGraph Graph { get; }

    public ITrainingSession Session { get; }

    public float[] Logits(ModelState state) => Session.Trace(GraphPhase.Evaluation, state)[_logits.Reference.Index].Floats.ToArray();

    private GraphValue Forward(Layers layers, GraphValue x)
    {
        GraphValue made = Import.Forward(layers, x);
        if (!layers.IsTraining) _logits = made;
        return made;
    }

    private static Tensor Bytes(byte[] bytes, params ReadOnlySpan<int> dims) => new(new TensorType(DataType.UInt8, Shape.Of([.. dims.ToArray().Select(static size => (uint)size)])), bytes);

    private static ImmutableArray<Tensor> Rows(OnnxVector vector)
    {
        (int channels, int height, int width) = ImageOf(vector);
        int count = vector.InputShape[0], places = height * width;
        byte[] last = new byte[vector.Input.Length];
        for (int i = 0; i < last.Length; i++)
        {
            int image = i / (channels * places), channel = i / places % channels, place = i % places;
            last[(((image * places) + place) * channels) + channel] = vector.Input[i];
        }

        Tensor rows = Bytes(last, count, channels * places), labels = Bytes(vector.Targets, count);
        return [rows, labels, rows, labels];
    }

    // Lines [N, C, L] come as images of one channel, as from a file of arrays.
    private static (int Channels, int Height, int Width) ImageOf(OnnxVector vector) =>
        vector.InputShape is [_, var lines, var length] ? (1, lines, length) : (vector.InputShape[1], vector.InputShape[2], vector.InputShape[3]);

    /// <summary>The windows of a text one after the other, all of them in each step.</summary>
    private sealed record WindowsFeed(int Count, int Context) : Feed
    {
        public override string? Check(ImmutableArray<TensorType> data) => data.Length == 1 ? null : "one text";

        public override IEnumerable<(GraphValue Input, GraphValue Target)> Batches(RecordList list, ImmutableArray<GraphValue> data, int parts) => HeldOut(list, data);

        public override IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data) =>
            [(list.ImportWindows(data[0], 0, Context + 1, Count, Context), list.ImportWindows(data[0], 1, Context + 1, Count, Context))];
    }
}
