using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Gensyn.Testing;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Layers, losses and optimisers in the protocol's arithmetic against what PyTorch computed in binary64: <c>tests/vectors/pytorch/make.py</c>.</summary>
public sealed class PyTorchTests
{
    // Binary32 has 24 bits, and sums here have up to a few dozen terms of magnitude 1 to 10.
    private const double Absolute = 5e-6, Relative = 1e-5;

    private static readonly JsonObject Vectors = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "pytorch", "pytorch.json")))!.AsObject();

    public static TheoryData<string> Cases() => Names("cases");

    public static TheoryData<string> Optimisers() => Names("optimisers");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AndGradients_AreThoseOfPyTorch(string name)
    {
        JsonNode vector = Vectors["cases"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!;
        Tensor x = Read(vector["x"]!, name == "embedding");
        Dictionary<TensorRef, Tensor> values = new() { [TensorRef.Data(0)] = x };
        GraphValue target = default;
        if (vector["target"] is { } written)
        {
            values[TensorRef.Data(1)] = Read(written, name == "cross_entropy");
            target = new(TensorRef.Data(1), values[TensorRef.Data(1)].Type);
        }

        Parameters parameters = new();
        RecordList list = new();
        Layers layers = new(list, parameters, isTraining: !name.EndsWith("evaluation", StringComparison.Ordinal));
        GraphValue input = new(TensorRef.Data(0), x.Type), output = Forward(name, layers, input, target);
        Dictionary<string, GraphValue> wanted = [];
        if (x.Type.Type == DataType.Float32) wanted["x"] = input;
        for (int slot = 0; slot < parameters.All.Count; slot++)
        {
            Parameter one = parameters.All[slot];
            values[TensorRef.State(slot)] = Read(vector["parameters"]![one.Name]!);
            Assert.Equal(one.Type, values[TensorRef.State(slot)].Type);
            if (one.IsTrained) wanted[one.Name] = new(TensorRef.State(slot), one.Type);
        }

        values[TensorRef.Data(2)] = Read(vector["weights"]!);
        GraphValue weights = new(TensorRef.Data(2), output.Type);
        string[] names = [.. wanted.Keys];
        ImmutableArray<GraphValue> gradients = name == "cross_entropy"
            ? [CrossEntropyGradient(list, input, target)]
            : Gradients.Append(list, output, weights, [.. names.Select(one => wanted[one])]);
        Run(list, values);

        AssertNear(vector["output"]!, values[output.Reference], "output");
        Assert.Equal(vector["gradients"]!.AsObject().Select(static one => one.Key).Order(), names.Order());
        for (int i = 0; i < names.Length; i++) AssertNear(vector["gradients"]![names[i]]!, values[gradients[i].Reference], $"gradient by {names[i]}");
        foreach ((int slot, GraphValue next) in layers.Updates) AssertNear(vector["buffers"]![parameters.All[slot].Name]!, values[next.Reference], parameters.All[slot].Name);
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void Step_OfEachOptimiser_EndsWherePyTorchDoes(string name)
    {
        JsonNode vector = Vectors["optimisers"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!;
        Optimiser optimiser = name switch
        {
            "sgd" => new Sgd(0.05f),
            "sgd, clip_grad_norm_" => new Sgd(0.05f) { ClipNorm = 0.25f },
            "momentum" => new Sgd(0.05f, 0.9f, WeightDecay: 0.1f),
            "nesterov" => new Sgd(0.05f, 0.9f, Nesterov: true, WeightDecay: 0.1f),
            "adam" => new Adam(0.05f, WeightDecay: 0.1f),
            "adamw" => new Adam(0.05f, WeightDecay: 0.1f, IsDecoupled: true),
            _ => throw new ArgumentException($"No optimiser {name}.", nameof(name)),
        };
        Tensor rows = ReadBytes(Vectors["rows"]!), labels = ReadBytes(Vectors["labels"]!);
        ImmutableArray<Tensor> data = [rows, labels, rows, labels];
        ModelDefinition model = new(static (layers, x) => layers.Linear("fc", x, 3), new LabelledFeed(BatchSize: rows.Type.Shape.Rows), optimiser);
        JsonArray steps = vector["steps"]!.AsArray();
        TrainingJob job = new(model.Build([.. data.Select(static one => one.Type)]), data, seed: 3, (uint)steps.Count, (uint)steps.Count);
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        Read(vector["start"]!["weight"]!).Bytes.CopyTo(state.Tensors[0].Bytes);
        Read(vector["start"]!["bias"]!).Bytes.CopyTo(state.Tensors[1].Bytes);
        foreach (JsonNode? step in steps)
        {
            session.Step(state);
            AssertNear(step!["weight"]!, state.Tensors[0], $"weight after step {state.Step}");
            AssertNear(step["bias"]!, state.Tensors[1], $"bias after step {state.Step}");
        }
    }

    private static GraphValue Forward(string name, Layers layers, GraphValue x, GraphValue target)
    {
        RecordList list = layers.List;
        return name switch
        {
            "linear" => layers.Linear("l", x, 3),
            "conv2d" => layers.Conv2d("l", x, 4, 3),
            "conv2d, stride 2, padding 1" => layers.Conv2d("l", x, 4, 3, stride: 2, padding: 1),
            "conv2d, dilation 2, padding 2" => layers.Conv2d("l", x, 3, 3, padding: 2, dilation: 2),
            "conv2d, 2 groups, padding 1" => layers.Conv2d("l", x, 6, 3, padding: 1, groups: 2),
            "conv2d, depthwise" => layers.Conv2d("l", x, 4, 3, groups: 4),
            "max_pool2d" => layers.MaxPool2d(x, 2),
            "max_pool2d, stride 2, padding 1" => layers.MaxPool2d(x, 3, 2, 1),
            "avg_pool2d" => layers.AvgPool2d(x, 2),
            "avg_pool2d, stride 2, padding 1" => layers.AvgPool2d(x, 3, 2, 1),
            "adaptive_avg_pool2d" => layers.GlobalAvgPool2d(x),
            "batch_norm, training" or "batch_norm, evaluation" => layers.BatchNorm("l", x),
            "layer_norm" => layers.LayerNorm("l", x),
            "relu" => layers.Relu(x),
            "gelu" => layers.Gelu(x),
            "silu" => layers.Silu(x),
            "tanh" => layers.Tanh(x),
            "sigmoid" => layers.Sigmoid(x),
            "softmax" => layers.Softmax(x),
            "causal attention" => layers.CausalSelfAttention("l", x, heads: 2),
            "embedding" => layers.Embedding("l", x, 7, 5),
            "cross_entropy" => CrossEntropy(list, x, target),
            "mse_loss" => MeanSquare(list, list.Subtract(x, target)),
            "l1_loss" => list.Mean(list.Map(OperatorId.Abs, list.Subtract(x, target))),
            "binary_cross_entropy_with_logits" => list.Mean(list.Add(OperatorId.BinaryCrossEntropy, default, x.Type, x, target)),
            _ => throw new ArgumentException($"No layer {name}.", nameof(name)),
        };
    }

    private static GraphValue CrossEntropy(RecordList list, GraphValue x, GraphValue labels)
    {
        (GraphValue shifted, _, GraphValue sums) = list.SoftmaxParts(x);
        return list.Mean(list.CrossEntropyLoss(shifted, sums, labels));
    }

    // As models take it: one operator, not the chain of the loss's records.
    private static GraphValue CrossEntropyGradient(RecordList list, GraphValue x, GraphValue labels)
    {
        (_, GraphValue exponentials, GraphValue sums) = list.SoftmaxParts(x);
        return list.CrossEntropyGrad(exponentials, sums, labels, 1f / x.Shape.Rows);
    }

    private static GraphValue MeanSquare(RecordList list, GraphValue difference) => list.Mean(list.Multiply(difference, difference));

    private static void Run(RecordList list, Dictionary<TensorRef, Tensor> values)
    {
        BitwiseOperators operators = new(Kernels.For(KernelPath.Auto), seed: 1);
        for (int i = 0; i < list.Records.Count; i++)
        {
            Tensor output = new(list.Records[i].Output);
            operators.Run(new OperatorRun(GraphPhase.Step, 1, i, list.Records[i], [.. list.InputsOf(i).Select(input => values[input.Reference])], output));
            values[TensorRef.Record(i)] = output;
        }
    }

    private static Tensor Read(JsonNode written, bool isInteger = false)
    {
        uint[] extents = [.. written["shape"]!.AsArray().Select(static extent => extent!.GetValue<uint>())];
        double[] numbers = Numbers(written);
        Tensor tensor = new(new TensorType(isInteger ? DataType.UInt32 : DataType.Float32, Shape.Of(extents)));
        for (int i = 0; i < numbers.Length; i++)
        {
            if (isInteger) tensor.Words[i] = (uint)numbers[i];
            else tensor.Floats[i] = (float)numbers[i];
        }

        return tensor;
    }

    private static Tensor ReadBytes(JsonNode written)
    {
        uint[] extents = [.. written["shape"]!.AsArray().Select(static extent => extent!.GetValue<uint>())];
        return new(new TensorType(DataType.UInt8, Shape.Of(extents)), [.. Numbers(written).Select(static number => (byte)number)]);
    }

    private static double[] Numbers(JsonNode written) => [.. written["data"]!.AsArray().Select(static number => number!.GetValue<double>())];

    private static TheoryData<string> Names(string list) => [.. Vectors[list]!.AsArray().Select(static one => one!["name"]!.GetValue<string>())];

    private static void AssertNear(JsonNode expected, Tensor actual, string what)
    {
        double[] numbers = Numbers(expected);
        Assert.Equal(numbers.Length, actual.Type.Shape.Elements);
        for (int i = 0; i < numbers.Length; i++)
        {
            double difference = Math.Abs(numbers[i] - actual.Floats[i]);
            Assert.True(difference <= Absolute + (Relative * Math.Abs(numbers[i])), $"{what}[{i}]: {actual.Floats[i]}, PyTorch {numbers[i]}");
        }
    }
}
