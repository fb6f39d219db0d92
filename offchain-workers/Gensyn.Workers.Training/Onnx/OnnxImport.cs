using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>An ONNX model that a task can train: its forward pass, and its initializers as the weights to start with.</summary>
/// <remarks>Which operators are lowered, and how: docs/formats/onnx.md.</remarks>
public sealed class OnnxImport
{
    private const int TrialBatch = 2;

    private readonly OnnxLimits _limits;
    private readonly OnnxValueInfo _input;
    private readonly WeightPlan _plan = new();

    /// <summary>Lowers a model once, to learn its weights and to refuse what is not supported.</summary>
    /// <param name="model">The model.</param>
    /// <param name="example">The sizes of one example: channels, height and width of an image, or the length of a row.</param>
    /// <param name="isTokens">Whether an example is a row of indices instead of numbers.</param>
    /// <param name="limits">How much is computed of constants.</param>
    /// <exception cref="OnnxException">The model cannot be trained; the message names the node and what was expected.</exception>
    public OnnxImport(OnnxModel model, ReadOnlySpan<int> example, bool isTokens = false, OnnxLimits? limits = null)
    {
        Model = model;
        _limits = limits ?? OnnxLimits.Default;
        HashSet<string> initializers = [.. model.Graph.Initializers.Select(static one => one.Name)];
        if (model.Graph.Inputs.Where(one => !initializers.Contains(one.Name)).ToArray() is not [var input]) throw new OnnxException("expected one input beside the initializers");
        if (model.Graph.Outputs.IsEmpty) throw new OnnxException("has no output");
        _input = input;
        Shape batch = Dimensions.ShapeOf(example is [var c, var h, var w] ? [TrialBatch, h, w, c] : [TrialBatch, .. example]);
        Parameters parameters = new();
        RecordList list = new();
        GraphValue logits = Forward(new Layers(list, parameters, isTraining: true), new(TensorRef.Data(0), new(isTokens ? DataType.UInt32 : DataType.Float32, batch)));
        if (logits.Shape[0] != TrialBatch || logits.Shape.Rank < 2)
        {
            throw new OnnxException($"gives {logits.Shape} for a batch of {TrialBatch}: expected logits [batch, …, classes]");
        }

        Classes = logits.Shape.Columns;
        Weights = _plan.All;
        if (Weights.IsEmpty) throw new OnnxException("has no initializer to train");
        Initial = Pack();
    }

    /// <summary>The model as it was read.</summary>
    public OnnxModel Model { get; }

    /// <summary>The last size of the logits.</summary>
    public int Classes { get; }

    /// <summary>The weights and buffers, in the order of their elements in <see cref="Initial"/>.</summary>
    public ImmutableArray<OnnxWeight> Weights { get; }

    /// <summary>All weights to start with, Float32 [elements]: the task's last data tensor.</summary>
    public Tensor Initial { get; }

    /// <summary>The forward pass, from a batch to logits: images are [N, H, W, C], rows [N, features], tokens UInt32 [N, length].</summary>
    /// <exception cref="OnnxException">The batch does not fit the model.</exception>
    public GraphValue Forward(Layers layers, GraphValue batch) => new OnnxLowering(Model, layers, _plan, _limits.FoldedElements).Run(_input, Given(batch));

    /// <summary>The model with trained weights in the place of its initializers, in its own layouts.</summary>
    /// <param name="trained">The state's tensor of a name.</param>
    /// <exception cref="ArgumentException">A tensor has another type than the weight.</exception>
    public OnnxModel WithWeights(Func<string, Tensor> trained)
    {
        Dictionary<string, OnnxWeight> byName = Weights.ToDictionary(static weight => weight.Initializer.Name, StringComparer.Ordinal);
        return Model with
        {
            Graph = Model.Graph with
            {
                Initializers = [.. Model.Graph.Initializers.Select(one => byName.TryGetValue(one.Name, out OnnxWeight? weight) ? Replace(weight, trained(one.Name)) : one)],
            },
        };
    }

    private static OnnxTensor Replace(OnnxWeight weight, Tensor trained)
    {
        TensorType expected = new(DataType.Float32, weight.Layout.Stored);
        if (trained.Type != expected) throw new ArgumentException($"{weight.Initializer.Name} is {trained.Type}, not {expected}.", nameof(trained));
        byte[] bytes = new byte[trained.Bytes.Length];
        weight.Layout.ToModel(trained.Floats, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        return weight.Initializer with { Bytes = bytes };
    }

    private Tensor Pack()
    {
        Tensor packed = new(new TensorType(DataType.Float32, Shape.Of((uint)Weights.Sum(static weight => weight.Layout.Stored.Elements))));
        foreach (OnnxWeight weight in Weights)
        {
            // A copy, because bytes in a file lie anywhere.
            float[] elements = [.. HostTensor.Of(weight.Initializer).Elements.Select(static element => (float)element)];
            if (elements.Any(float.IsNaN)) throw new OnnxException($"starts '{weight.Initializer.Name}' with a NaN");
            weight.Layout.ToState(elements, packed.Floats.Slice(weight.First, elements.Length));
        }

        return packed;
    }

    private Live Given(GraphValue batch)
    {
        Shape shape = batch.Shape;
        bool isTokens = batch.Type.Type == DataType.UInt32;

        // Images are rows where the model has such an input, and images of one channel are lines [N, C, L].
        bool isImage = shape.Rank == 4, isRow = isImage && _input.Shape is { Length: 2 }, isLine = isImage && shape[3] == 1 && _input.Shape is { Length: 3 };
        ImmutableArray<int> dims = isRow ? [(int)shape[0], checked((int)(shape[1] * shape[2] * shape[3]))]
            : isLine ? [(int)shape[0], (int)shape[1], (int)shape[2]]
            : isImage ? [(int)shape[0], (int)shape[3], (int)shape[1], (int)shape[2]]
            : [.. Enumerable.Range(0, shape.Rank).Select(i => (int)shape[i])];
        bool fits = isTokens ? _input.ElementType is OnnxElementType.Int64 or OnnxElementType.Int32 : _input.ElementType == OnnxElementType.Float;
        if (!fits) throw new OnnxException($"has the input '{_input.Name}' of {_input.ElementType}: expected {(isTokens ? "Int64 or Int32 for tokens" : "Float")}");

        // The first size is the batch, which is the task's.
        if (_input.Shape is { } expected && (expected.Length != dims.Length || expected.Where((size, i) => i > 0 && size.Value is { } value && value != dims[i]).Any()))
        {
            throw new OnnxException($"has the input '{_input.Name}' of [{string.Join(", ", expected.Select(static size => size.Value?.ToString(CultureInfo.InvariantCulture) ?? size.Parameter ?? "?"))}]: the data are [batch, {string.Join(", ", dims.Skip(1))}]");
        }

        return isRow ? new Live(batch, dims, Placement.Flattened, ((int)shape[3], (int)shape[1], (int)shape[2]))
            : new Live(batch, dims, isImage && !isLine ? Placement.ChannelsLast : Placement.Plain);
    }
}
