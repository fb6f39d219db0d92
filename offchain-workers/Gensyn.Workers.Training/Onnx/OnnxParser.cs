using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Turns the messages of an ONNX file into records.</summary>
/// <remarks>
/// Stricter than protobuf: a field that may occur once is refused the second time, instead of the last one winning or messages being merged.
/// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
/// </remarks>
internal sealed partial class OnnxParser(ReadOnlyMemory<byte> file, OnnxLimits limits)
{
    // Version 3 is the first with opset_import; 13 was the newest when this was written.
    private const int MinIrVersion = 3;
    private const int MaxIrVersion = 13;

    /// <summary>ModelProto.</summary>
    public OnnxModel ReadModel()
    {
        long? irVersion = null, opset = null;
        string producer = "";
        OnnxGraph? graph = null;
        HashSet<string> domains = new(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, string>.Builder metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        ProtobufReader message = new(file.Span);
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1: once.Check(ref message, "ir_version"); irVersion = message.ReadInteger(); break;
                case 2: once.Check(ref message, "producer_name"); producer = message.ReadText(limits.NameBytes); break;
                case 7: once.Check(ref message, "graph"); graph = ReadGraph(message.ReadMessage()); break;
                case 8:
                    if (domains.Count == limits.ModelEntries) Throw($"imports more than {limits.ModelEntries} operator sets");
                    (string domain, long version) = ReadOpset(message.ReadMessage());
                    if (!domains.Add(domain)) Throw($"imports the operator set '{domain}' twice");
                    if (domain.Length == 0) opset = version;
                    break;
                case 14:
                    if (metadata.Count == limits.ModelEntries) Throw($"has more than {limits.ModelEntries} metadata entries");
                    (string key, string value) = ReadEntry(message.ReadMessage());
                    if (!metadata.TryAdd(key, value)) Throw($"has the metadata '{key}' twice");
                    break;
                case 25: Throw("defines functions of its own, which are not read; inline them when exporting"); break;
                default: message.Skip(); break;
            }
        }

        if (irVersion is null) Throw("has no ir_version: not an ONNX model");
        if (irVersion is < MinIrVersion or > MaxIrVersion) Throw($"has IR version {irVersion}; {MinIrVersion} to {MaxIrVersion} are read");
        if (opset is null) Throw("does not say which version of the default operator set it uses");
        if (opset is < OnnxModel.MinOpset or > OnnxModel.MaxOpset)
        {
            Throw($"uses version {opset} of the default operator set; {OnnxModel.MinOpset} to {OnnxModel.MaxOpset} are read");
        }

        if (graph is null) Throw("has no graph");
        return new OnnxModel(irVersion.Value, opset.Value, producer, metadata.ToImmutable(), graph);
    }

    /// <summary>Checks that every value is given once, and before it is read.</summary>
    public static void CheckValues(OnnxGraph graph)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (OnnxTensor initializer in graph.Initializers)
        {
            if (!known.Add(initializer.Name)) Throw($"graph: has two initializers named '{initializer.Name}'");
        }

        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (OnnxValueInfo input in graph.Inputs)
        {
            if (!inputs.Add(input.Name)) Throw($"graph: has two inputs named '{input.Name}'");
        }

        known.UnionWith(inputs);
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            OnnxNode node = graph.Nodes[i];
            foreach (string input in node.Inputs)
            {
                if (input.Length > 0 && !known.Contains(input)) Throw($"graph: {Place(i, node)}: reads '{input}', which nothing before it gives");
            }

            foreach (string output in node.Outputs)
            {
                if (output.Length > 0 && !known.Add(output)) Throw($"graph: {Place(i, node)}: gives '{output}', which is given already");
            }
        }

        foreach (OnnxValueInfo output in graph.Outputs)
        {
            if (!known.Contains(output.Name)) Throw($"graph: has the output '{output.Name}', which nothing gives");
        }
    }

    /// <summary>OperatorSetIdProto.</summary>
    private (string Domain, long Version) ReadOpset(ProtobufReader message)
    {
        string domain = "";
        long version = 0;
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1: once.Check(ref message, "domain"); domain = ReadDomain(ref message); break;
                case 2: once.Check(ref message, "version"); version = message.ReadInteger(); break;
                default: message.Skip(); break;
            }
        }

        return (domain, version);
    }

    /// <summary>StringStringEntryProto.</summary>
    private (string Key, string Value) ReadEntry(ProtobufReader message)
    {
        string key = "", value = "";
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1: once.Check(ref message, "key"); key = message.ReadText(limits.NameBytes); break;
                case 2: once.Check(ref message, "value"); value = message.ReadText(limits.TextBytes); break;
                default: message.Skip(); break;
            }
        }

        return (key, value);
    }

    /// <summary>GraphProto.</summary>
    private OnnxGraph ReadGraph(ProtobufReader message)
    {
        string name = "";
        ImmutableArray<OnnxNode>.Builder nodes = ImmutableArray.CreateBuilder<OnnxNode>(0);
        ImmutableArray<OnnxTensor>.Builder initializers = ImmutableArray.CreateBuilder<OnnxTensor>(0);
        ImmutableArray<OnnxValueInfo>.Builder inputs = ImmutableArray.CreateBuilder<OnnxValueInfo>(0);
        ImmutableArray<OnnxValueInfo>.Builder outputs = ImmutableArray.CreateBuilder<OnnxValueInfo>(0);
        ImmutableArray<OnnxValueInfo>.Builder values = ImmutableArray.CreateBuilder<OnnxValueInfo>(0);
        Once once = default;
        try
        {
            while (message.NextField())
            {
                switch (message.Field)
                {
                    case 1:
                        if (nodes.Count == limits.Nodes) Throw($"has more than {limits.Nodes} nodes");
                        nodes.Add(ReadNode(message.ReadMessage(), nodes.Count));
                        break;
                    case 2: once.Check(ref message, "name"); name = message.ReadText(limits.NameBytes); break;
                    case 5:
                        if (initializers.Count == limits.Values) Throw($"has more than {limits.Values} initializers");
                        initializers.Add(ReadInitializer(message.ReadMessage(), initializers.Count));
                        break;
                    case 11: ReadValue(ref message, inputs, "input"); break;
                    case 12: ReadValue(ref message, outputs, "output"); break;
                    case 13: ReadValue(ref message, values, "value_info"); break;
                    case 15: Throw("has sparse initializers, which are not read"); break;
                    default: message.Skip(); break;
                }
            }
        }
        catch (OnnxException problem)
        {
            throw problem.In("graph");
        }

        return new OnnxGraph(name, nodes.DrainToImmutable(), initializers.DrainToImmutable(), inputs.DrainToImmutable(), outputs.DrainToImmutable(), values.DrainToImmutable());
    }

    /// <summary>NodeProto.</summary>
    private OnnxNode ReadNode(ProtobufReader message, int index)
    {
        string operation = "", name = "", domain = "";
        ImmutableArray<string>.Builder inputs = ImmutableArray.CreateBuilder<string>(0), outputs = ImmutableArray.CreateBuilder<string>(0);
        ImmutableArray<OnnxAttribute>.Builder attributes = ImmutableArray.CreateBuilder<OnnxAttribute>(0);
        Once once = default;
        try
        {
            while (message.NextField())
            {
                switch (message.Field)
                {
                    case 1: ReadName(ref message, inputs, "inputs"); break;
                    case 2: ReadName(ref message, outputs, "outputs"); break;
                    case 3: once.Check(ref message, "name"); name = message.ReadText(limits.NameBytes); break;
                    case 4: once.Check(ref message, "op_type"); operation = message.ReadText(limits.NameBytes); break;
                    case 5:
                        if (attributes.Count == limits.NodeAttributes) Throw($"has more than {limits.NodeAttributes} attributes");
                        attributes.Add(ReadAttribute(message.ReadMessage(), attributes));
                        break;
                    case 7: once.Check(ref message, "domain"); domain = ReadDomain(ref message); break;
                    default: message.Skip(); break;
                }
            }

            if (operation.Length == 0) Throw("has no op_type");
        }
        catch (OnnxException problem)
        {
            throw problem.In(Place(index, operation, name));
        }

        return new OnnxNode(operation, name, domain, inputs.DrainToImmutable(), outputs.DrainToImmutable(), attributes.DrainToImmutable());
    }

    private void ReadName(ref ProtobufReader message, ImmutableArray<string>.Builder names, string what)
    {
        if (names.Count == limits.NodeValues) Throw($"has more than {limits.NodeValues} {what}");
        names.Add(message.ReadText(limits.NameBytes));
    }

    private string ReadDomain(ref ProtobufReader message)
    {
        // The default operator set has two names.
        string domain = message.ReadText(limits.NameBytes);
        return string.Equals(domain, "ai.onnx", StringComparison.Ordinal) ? "" : domain;
    }

    private void ReadValue(ref ProtobufReader message, ImmutableArray<OnnxValueInfo>.Builder values, string what)
    {
        if (values.Count == limits.Values) Throw($"has more than {limits.Values} {what} entries");
        ProtobufReader inner = message.ReadMessage();
        string name = "";
        try
        {
            values.Add(ReadValueInfo(inner, ref name));
        }
        catch (OnnxException problem)
        {
            throw problem.In($"{what} {values.Count} '{name}'");
        }
    }

    /// <summary>ValueInfoProto.</summary>
    private OnnxValueInfo ReadValueInfo(ProtobufReader message, ref string name)
    {
        OnnxElementType type = OnnxElementType.Undefined;
        ImmutableArray<OnnxDimension>? shape = null;
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1: once.Check(ref message, "name"); name = message.ReadText(limits.NameBytes); break;
                case 2: once.Check(ref message, "type"); (type, shape) = ReadType(message.ReadMessage()); break;
                default: message.Skip(); break;
            }
        }

        if (name.Length == 0) Throw("has no name");
        return new OnnxValueInfo(name, type, shape);
    }

    /// <summary>TypeProto and the TypeProto.Tensor in it.</summary>
    private (OnnxElementType Type, ImmutableArray<OnnxDimension>? Shape) ReadType(ProtobufReader message)
    {
        OnnxElementType type = OnnxElementType.Undefined;
        ImmutableArray<OnnxDimension>? shape = null;
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1:
                    once.Check(ref message, "tensor_type");
                    ProtobufReader tensor = message.ReadMessage();
                    Once inner = default;
                    while (tensor.NextField())
                    {
                        switch (tensor.Field)
                        {
                            case 1: inner.Check(ref tensor, "elem_type"); type = ReadElementType(ref tensor); break;
                            case 2: inner.Check(ref tensor, "shape"); shape = ReadShape(tensor.ReadMessage()); break;
                            default: tensor.Skip(); break;
                        }
                    }

                    break;
                case 4 or 5 or 7 or 8 or 9: Throw("is a sequence, map or other value that is not a tensor, which is not read"); break;
                default: message.Skip(); break;
            }
        }

        return (type, shape);
    }

    /// <summary>TensorShapeProto and its dimensions.</summary>
    private ImmutableArray<OnnxDimension> ReadShape(ProtobufReader message)
    {
        ImmutableArray<OnnxDimension>.Builder dimensions = ImmutableArray.CreateBuilder<OnnxDimension>(0);
        while (message.NextField())
        {
            if (message.Field != 1)
            {
                message.Skip();
                continue;
            }

            if (dimensions.Count == limits.Rank) Throw($"has more than {limits.Rank} dimensions");
            ProtobufReader dimension = message.ReadMessage();
            int? value = null;
            string? parameter = null;
            Once once = default;
            while (dimension.NextField())
            {
                switch (dimension.Field)
                {
                    case 1: once.Check(ref dimension, "dim_value"); value = ReadSize(dimension.ReadInteger(), dimensions.Count); break;
                    case 2: once.Check(ref dimension, "dim_param"); parameter = dimension.ReadText(limits.NameBytes); break;
                    default: dimension.Skip(); break;
                }
            }

            if (value is not null && parameter is not null) Throw($"gives dimension {dimensions.Count} both a size and a parameter");
            dimensions.Add(new OnnxDimension(value, parameter));
        }

        return dimensions.DrainToImmutable();
    }

    private static int ReadSize(long size, int dimension)
    {
        if (size is < 0 or > int.MaxValue) Throw($"has size {size} in dimension {dimension}");
        return (int)size;
    }

    private static OnnxElementType ReadElementType(ref ProtobufReader message)
    {
        OnnxElementType type = (OnnxElementType)Math.Clamp(message.ReadInteger(), int.MinValue, int.MaxValue);
        if (type == OnnxElementType.Undefined || !Enum.IsDefined(type)) Throw($"has elements of type {(int)type}{TypeName(type)}, which are not read");
        return type;
    }

    private static string TypeName(OnnxElementType type) => (int)type switch
    {
        0 => " (undefined)",
        8 => " (string)",
        14 or 15 => " (complex)",
        >= 17 and <= 20 => " (8-bit float)",
        21 or 22 => " (4-bit integer)",
        23 => " (4-bit float)",
        _ => "",
    };

    private static string Place(int index, OnnxNode node) => Place(index, node.OpType, node.Name);

    private static string Place(int index, string operation, string name) => $"node {index} '{name}' ({operation})";

    [DoesNotReturn]
    private static void Throw(string what) => throw new OnnxException(what);

    /// <summary>Remembers which of a message's first 63 fields occurred.</summary>
    private struct Once
    {
        private ulong _seen;

        public void Check(ref ProtobufReader message, string name)
        {
            ulong bit = 1UL << message.Field;
            if ((_seen & bit) != 0) Throw($"at byte {message.Position}, has a second {name}");
            _seen |= bit;
        }
    }
}
