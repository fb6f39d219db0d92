using System.Buffers.Binary;
using System.Text;

namespace Gensyn.Workers.Tests.Training.Onnx;

/// <summary>Writes ONNX messages field by field, well-formed or not: what it is told to.</summary>
internal sealed class OnnxBytes
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public OnnxBytes Integer(int field, long value) => Tag(field, 0).Varint((ulong)value);

    public OnnxBytes Float(int field, float value)
    {
        Tag(field, 5);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        _bytes.AddRange(four);
        return this;
    }

    public OnnxBytes Double(int field, double value)
    {
        Tag(field, 1);
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
        _bytes.AddRange(eight);
        return this;
    }

    public OnnxBytes Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2).Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public OnnxBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public OnnxBytes Texts(int field, params string[] values)
    {
        foreach (string value in values) Text(field, value);
        return this;
    }

    public OnnxBytes Message(int field, OnnxBytes value) => Bytes(field, value.ToArray());

    public OnnxBytes Packed(int field, params long[] values)
    {
        OnnxBytes inner = new();
        foreach (long value in values) inner.Varint((ulong)value);
        return Message(field, inner);
    }

    public OnnxBytes PackedFloats(int field, params float[] values)
    {
        byte[] inner = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(inner.AsSpan(4 * i), values[i]);
        return Bytes(field, inner);
    }

    public OnnxBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public OnnxBytes Tag(int field, int wireType) => Varint(((ulong)field << 3) | (uint)wireType);

    public OnnxBytes Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }

    public static OnnxBytes Model(OnnxBytes graph, long opset = 17, long irVersion = 8) =>
        new OnnxBytes().Integer(1, irVersion).Text(2, "tests").Message(7, graph).Message(8, new OnnxBytes().Text(1, "").Integer(2, opset));

    public static OnnxBytes Graph(params OnnxBytes[] nodes)
    {
        OnnxBytes graph = new();
        foreach (OnnxBytes node in nodes) graph.Message(1, node);
        return graph.Text(2, "g");
    }

    public static OnnxBytes Node(string operation, string[] inputs, string[] outputs, params OnnxBytes[] attributes)
    {
        OnnxBytes node = new OnnxBytes().Texts(1, inputs).Texts(2, outputs).Text(3, operation + "0").Text(4, operation);
        foreach (OnnxBytes attribute in attributes) node.Message(5, attribute);
        return node;
    }

    /// <summary>The beginning of an attribute: its name and type.</summary>
    public static OnnxBytes Attribute(string name, int type) => new OnnxBytes().Text(1, name).Integer(20, type);

    /// <summary>The beginning of a tensor: its sizes, type and name.</summary>
    public static OnnxBytes Tensor(string name, int type, params long[] dims)
    {
        OnnxBytes tensor = new();
        foreach (long size in dims) tensor.Integer(1, size);
        return tensor.Integer(2, type).Text(8, name);
    }

    public static OnnxBytes Value(string name, int type, params OnnxBytes[] dimensions)
    {
        OnnxBytes shape = new();
        foreach (OnnxBytes dimension in dimensions) shape.Message(1, dimension);
        return new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(1, new OnnxBytes().Integer(1, type).Message(2, shape)));
    }

    /// <summary>A dense layer with ReLU and a reshape, using every kind of attribute and most kinds of tensor.</summary>
    public static byte[] Sample() => Model(
        Graph(
            Node("Gemm", ["x", "w", "b"], ["h"], Attribute("alpha", 1).Float(2, 0.5f), Attribute("transB", 2).Integer(3, 1)),
            Node("Relu", ["h"], ["r"]),
            Node("Constant", [], ["s"], Attribute("value", 4).Message(5, Tensor("", 7, 2).Packed(7, 1, -1))),
            Node("Reshape", ["r", "s"], ["y"], Attribute("mode", 3).Text(4, "row"), Attribute("scales", 6).PackedFloats(7, 1, 2), Attribute("pads", 7).Packed(8, 0, -3), Attribute("names", 8).Texts(9, "a", "é")))
            .Message(5, Tensor("w", 1, 2, 3).PackedFloats(4, 1, 2, 3, 4, 5, 6))
            .Message(5, Tensor("b", 1, 2).Bytes(9, [0, 0, 128, 63, 0, 0, 0, 64]))
            .Text(10, "doc")
            .Message(11, Value("x", 1, new OnnxBytes().Text(2, "batch"), new OnnxBytes().Integer(1, 3)))
            .Message(12, Value("y", 1, new OnnxBytes(), new OnnxBytes().Integer(1, 2)))
            .Message(13, Value("h", 1)))
        .Message(14, new OnnxBytes().Text(1, "author").Text(2, "nobody"))
        .ToArray();
}
