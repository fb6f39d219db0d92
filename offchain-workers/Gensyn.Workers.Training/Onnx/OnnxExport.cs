using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Writes a trained model as an ONNX graph in PyTorch's layouts: dense weights [out, in], kernels OIHW, images NCHW.</summary>
/// <remarks>A model that came from ONNX goes back by <see cref="OnnxImport.WithWeights"/>, as the graph that it was.</remarks>
public sealed partial class OnnxExport
{
    /// <summary>The operator set of exported graphs: the first with LayerNormalization.</summary>
    public const int Opset = 17;

    private const int IrVersion = 8;
    private const string BatchName = "batch", InputName = "input", OutputName = "logits";

    private readonly RecordList _list = new();
    private readonly Parameters _parameters = new();
    private readonly Func<string, Tensor> _trained;
    private readonly IReadOnlyDictionary<int, LayerCall> _calls;
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _initializers = [];
    private readonly Dictionary<TensorRef, string> _rows = [];
    private readonly Dictionary<TensorRef, string> _images = [];
    private int _made;

    private OnnxExport(ModelDefinition definition, TensorType batch, Func<string, Tensor> trained, out GraphValue input, out GraphValue output)
    {
        _trained = trained;
        Layers layers = new(_list, _parameters, isTraining: false);
        input = new(TensorRef.Data(0), batch);
        output = definition.Forward(layers, input);
        _calls = layers.Calls;
    }

    /// <summary>A trained model as ONNX; the first size of its input is any batch. A model that was imported keeps its graph.</summary>
    /// <param name="definition">How the model was built.</param>
    /// <param name="graph">The task's graph.</param>
    /// <param name="state">The trained state of that graph.</param>
    /// <exception cref="NotSupportedException">The forward pass has a record that has no node; the message says which.</exception>
    public static OnnxModel Of(ModelDefinition definition, TaskGraph graph, ModelState state)
    {
        Dictionary<string, Tensor> tensors = graph.Slots.Select((slot, index) => (slot.Name, Tensor: state.Tensors[index])).ToDictionary(static one => one.Name, static one => one.Tensor, StringComparer.Ordinal);
        if (definition.Import is { } import) return import.WithWeights(name => tensors[name]);
        ImmutableArray<GraphValue> data = [.. graph.Data.Select(static (type, index) => new GraphValue(TensorRef.Data(index), type))];
        OnnxExport export = new(definition, definition.Feed.Batches(new RecordList(), data, parts: 1).First().Input.Type, name => tensors[name], out GraphValue input, out GraphValue output);
        return export.Write(input, output);
    }

    /// <summary>The weights of an ONNX model under their names: PyTorch's state_dict, for what PyTorch exported and for what is exported here.</summary>
    public static Safetensors StateDict(OnnxModel model) => new(
        [
            .. model.Graph.Initializers.Where(static one => one.ElementType == OnnxElementType.Float && one.Dims.Length > 0)
                .Select(static one => new SafetensorsEntry(one.Name, "F32", one.Dims, one.Bytes)),
        ],
        ImmutableSortedDictionary<string, string>.Empty.Add("format", "pt"));

    private OnnxModel Write(GraphValue input, GraphValue output)
    {
        bool isImage = input.Shape.Rank == 4;
        (isImage ? _images : _rows)[input.Reference] = InputName;
        HashSet<int> needed = Needed(output);
        for (int i = 0; i < _list.Records.Count; i++)
        {
            if (!needed.Contains(i)) continue;
            if (_calls.TryGetValue(i, out LayerCall? call)) Layer(_list.OutputOf(i), call);
            else Record(_list.OutputOf(i), _list.Records[i], _list.InputsOf(i));
        }

        _nodes.Add(new OnnxNode("Identity", OutputName, "", [Rows(output)], [OutputName], []));
        int[] dims = Extents(input.Shape), sizes = isImage ? [dims[0], dims[3], dims[1], dims[2]] : dims;
        OnnxElementType element = input.Type.Type == DataType.Float32 ? OnnxElementType.Float : OnnxElementType.Int64;
        OnnxGraph graph = new(
            "gensyn", Read(), [.. _initializers], [new OnnxValueInfo(InputName, element, Described(sizes))],
            [new OnnxValueInfo(OutputName, OnnxElementType.Float, Described(Extents(output.Shape)))], []);
        return new OnnxModel(IrVersion, Opset, "gensyn", ImmutableSortedDictionary<string, string>.Empty, graph);
    }

    private HashSet<int> Needed(GraphValue output)
    {
        HashSet<TensorRef> wanted = [output.Reference];
        HashSet<int> needed = [];
        for (int i = _list.Records.Count - 1; i >= 0; i--)
        {
            if (!wanted.Contains(TensorRef.Record(i))) continue;
            needed.Add(i);
            ImmutableArray<GraphValue> inputs = _calls.TryGetValue(i, out LayerCall? call) ? call.Inputs : _list.InputsOf(i);
            wanted.UnionWith(inputs.Select(static one => one.Reference));
        }

        return needed;
    }

    /// <summary>The nodes that the output depends on: a flattening that the layer behind it took over is none.</summary>
    private ImmutableArray<OnnxNode> Read()
    {
        HashSet<string> wanted = new(StringComparer.Ordinal) { OutputName };
        List<OnnxNode> read = [];
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            if (!wanted.Contains(_nodes[i].Outputs[0])) continue;
            read.Add(_nodes[i]);
            wanted.UnionWith(_nodes[i].Inputs);
        }

        read.Reverse();
        return [.. read];
    }

    private static ImmutableArray<OnnxDimension> Described(int[] sizes) =>
        [new OnnxDimension(null, BatchName), .. sizes.Skip(1).Select(static size => new OnnxDimension(size, null))];

    /// <summary>A node with one output, whose name is made.</summary>
    private string Node(string operation, ImmutableArray<string> inputs, params ImmutableArray<OnnxAttribute> attributes)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{operation}_{_made++}");
        _nodes.Add(new OnnxNode(operation, name, "", inputs, [name], attributes));
        return name;
    }

    /// <summary>The name of a value whose elements lie as the task has them.</summary>
    private string Rows(GraphValue value)
    {
        if (_rows.TryGetValue(value.Reference, out string? name)) return name;
        if (value.Reference.Source == TensorSource.State) return _rows[value.Reference] = Weight(value, WeightLayout.AsIs(value.Shape), [.. Extents(value.Shape)]);
        return _rows[value.Reference] = Node("Transpose", [_images[value.Reference]], new OnnxAttribute.Ints("perm", [0, 2, 3, 1]));
    }

    /// <summary>The name of an image [N, C, H, W].</summary>
    private string Image(GraphValue value)
    {
        if (_images.TryGetValue(value.Reference, out string? name)) return name;
        return _images[value.Reference] = Node("Transpose", [Rows(value)], new OnnxAttribute.Ints("perm", [0, 3, 1, 2]));
    }

    /// <summary>A state tensor as an initializer in a layout of PyTorch's.</summary>
    private string Weight(GraphValue state, WeightLayout layout, params ImmutableArray<int> dims)
    {
        string name = _parameters.All[state.Reference.Index].Name;
        if (_initializers.FirstOrDefault(one => one.Name == name) is { } known)
        {
            return known.Dims.SequenceEqual(dims) ? name : throw new NotSupportedException($"{name} is read in two layouts.");
        }

        Tensor tensor = _trained(name);
        if (tensor.Type != state.Type) throw new ArgumentException($"{name} is {tensor.Type}, not {state.Type}.");
        byte[] bytes = new byte[tensor.Bytes.Length];
        layout.ToModel(tensor.Floats, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        _initializers.Add(new OnnxTensor(name, OnnxElementType.Float, dims, bytes));
        return name;
    }

    private string Constant(OnnxElementType type, ImmutableArray<int> dims, byte[] bytes) =>
        Node("Constant", [], new OnnxAttribute.Tensor("value", new OnnxTensor("", type, dims, bytes)));

    private string Number(float value) => Constant(OnnxElementType.Float, [], BitConverter.GetBytes(value));

    private string Integers(params ReadOnlySpan<long> values) => Constant(OnnxElementType.Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Other extents; the first is what is left, so that any batch fits.</summary>
    private string Reshaped(string value, params ReadOnlySpan<int> extents)
    {
        long[] sizes = [-1, .. extents[1..].ToArray().Select(static size => (long)size)];
        return Node("Reshape", [value, Integers(sizes)]);
    }

    private static int[] Extents(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(i => (int)shape[i])];
}
