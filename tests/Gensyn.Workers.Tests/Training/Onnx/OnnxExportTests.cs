using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Onnx;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training.Onnx;

public sealed class OnnxExportTests
{
    public static TheoryData<string> Names() => ["mlp", "lenet", "resnet8", "grouped", "gpt"];

    /// <summary>The exported file, read back, is the same records on the same weights: the metric has the same bits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Of_ATrainedArchitecture_ReadBackEvaluatesToTheSameBits(string name)
    {
        (ModelDefinition definition, ImmutableArray<Tensor> data) = Define(name);
        (TaskGraph graph, ITrainingSession session) = Open(definition, data);
        ModelState state = session.Initialise();
        for (int step = 0; step < 2; step++) session.Step(state);

        byte[] file = OnnxWriter.ToBytes(OnnxExport.Of(definition, graph, state));
        if (Environment.GetEnvironmentVariable("GENSYN_ONNX_OUT") is { } folder) File.WriteAllBytes(Path.Combine(folder, $"{name}.onnx"), file);
        OnnxImport import = name == "gpt" ? new(OnnxModel.Parse(file), [17], isTokens: true)
            : new(OnnxModel.Parse(file), [1, 28, 28]);
        (_, ITrainingSession again) = Open(ModelDefinition.Of(import, definition.Feed, definition.Optimiser, Metric.Loss), data.Add(import.Initial));

        Assert.Equal(session.Evaluate(state), again.Evaluate(again.Initialise()));
    }

    [Theory]
    [InlineData("cnn")]
    [InlineData("mlp")]
    [InlineData("transformer")]
    public void WithWeights_OfTheInitialState_IsTheModelThatWasRead(string name)
    {
        OnnxModel model = OnnxVector.Model(name);
        OnnxRun run = new(OnnxVector.Read(name), model);
        ModelState state = run.Session.Initialise();

        OnnxModel written = OnnxModel.Parse(OnnxWriter.ToBytes(run.Import.WithWeights(slot => state.Tensors[run.Graph.Slots.ToList().FindIndex(one => one.Name == slot)])));

        Assert.Equal(model.Graph.Nodes.Select(static node => node.OpType), written.Graph.Nodes.Select(static node => node.OpType));
        Assert.All(model.Graph.Initializers.Zip(written.Graph.Initializers), static pair => Assert.Equal(pair.First.Bytes.ToArray(), pair.Second.Bytes.ToArray()));
        Assert.Equal(OnnxWriter.ToBytes(model), OnnxWriter.ToBytes(written));
    }

    [Fact]
    public void StateDict_OfAnExportedArchitecture_HasThePyTorchNamesAndLayouts()
    {
        (ModelDefinition definition, ImmutableArray<Tensor> data) = Define("lenet");
        (TaskGraph graph, ITrainingSession session) = Open(definition, data);

        Safetensors file = Safetensors.Parse(OnnxExport.StateDict(OnnxExport.Of(definition, graph, session.Initialise())).ToBytes());

        Assert.Equal(
            ["conv1.bias [16]", "conv1.weight [16, 1, 5, 5]", "conv2.bias [32]", "conv2.weight [32, 16, 5, 5]", "fc.bias [10]", "fc.weight [10, 1568]"],
            file.Entries.Select(static entry => $"{entry.Name} [{string.Join(", ", entry.Shape)}]").Order(StringComparer.Ordinal));
    }

    private static (TaskGraph Graph, ITrainingSession Session) Open(ModelDefinition definition, ImmutableArray<Tensor> data)
    {
        TaskGraph graph = definition.Build([.. data.Select(static one => one.Type)]);
        return (graph, new BitwiseEngine().Open(new TrainingJob(graph, data, seed: 3, steps: 2, checkpointInterval: 2)));
    }

    private static (ModelDefinition Definition, ImmutableArray<Tensor> Data) Define(string name)
    {
        if (name == "gpt")
        {
            byte[] tokens = [.. Enumerable.Range(0, 200).Select(static i => (byte)(i * i % 29))];
            Tensor text = new(new TensorType(DataType.UInt8, Shape.Of((uint)tokens.Length)), tokens);
            return (new(static (layers, x) => Architectures.Gpt(layers, x, 29, depth: 2, width: 24, heads: 3), new TextFeed(4, 17), new Adam(1e-2f), Metric.Loss), [text, text]);
        }

        LabelledRows data = LabelledRows.Draw(seed: 5, training: 40, heldOut: 20);
        Func<Layers, GraphValue, GraphValue> forward = name switch
        {
            "mlp" => static (layers, x) => Architectures.Mlp(layers, x, [20], 10),
            "lenet" => static (layers, x) => Architectures.LeNet(layers, x, 10),
            "resnet8" => static (layers, x) => Architectures.ResNet8(layers, x, 10),
            _ => static (layers, x) => layers.Linear("fc", layers.Flatten(layers.AvgPool2d(layers.Silu(
                layers.Conv2d("b", layers.Conv2d("a", x, 6, kernel: 3, stride: 2), 9, kernel: 3, padding: 2, dilation: 2, groups: 3, bias: false)), 3, 2, 1)), 10),
        };
        return (new(forward, new LabelledFeed(8, data.Image), new Sgd(0.05f, 0.9f), Metric.Loss), data.Tensors);
    }
}
