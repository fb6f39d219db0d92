using System.Buffers.Binary;
using Gensyn.Workers.Training.Onnx;
using Xunit;
using static Gensyn.Workers.Tests.Training.Onnx.OnnxBytes;

namespace Gensyn.Workers.Tests.Training.Onnx;

public sealed class OnnxModelTests
{
    [Fact]
    public void Parse_OfASample_GivesAllOfIt()
    {
        OnnxModel model = OnnxModel.Parse(Sample());

        Assert.Equal((8, 17, "tests"), (model.IrVersion, model.OpsetVersion, model.ProducerName));
        Assert.Equal("nobody", model.Metadata["author"]);
        Assert.Equal("g", model.Graph.Name);
        Assert.Equal(["Gemm", "Relu", "Constant", "Reshape"], model.Graph.Nodes.Select(static node => node.OpType));
        OnnxNode gemm = model.Graph.Nodes[0], reshape = model.Graph.Nodes[3];
        Assert.Equal(("Gemm0", ""), (gemm.Name, gemm.Domain));
        Assert.Equal(["x", "w", "b"], gemm.Inputs.AsEnumerable());
        Assert.Equal(["h"], gemm.Outputs.AsEnumerable());
        Assert.Equal(new OnnxAttribute[] { new OnnxAttribute.Float("alpha", 0.5f), new OnnxAttribute.Int("transB", 1) }, gemm.Attributes.AsEnumerable());
        OnnxTensor constant = Assert.IsType<OnnxAttribute.Tensor>(Assert.Single(model.Graph.Nodes[2].Attributes)).Value;
        Assert.Equal(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 }, constant.Bytes.ToArray());
        Assert.True(reshape.TryGet("mode", out OnnxAttribute? mode));
        Assert.Equal(new OnnxAttribute.String("mode", "row"), mode);
        Assert.Equal([1f, 2f], Assert.IsType<OnnxAttribute.Floats>(reshape.Attributes[1]).Values.AsEnumerable());
        Assert.Equal([0L, -3L], Assert.IsType<OnnxAttribute.Ints>(reshape.Attributes[2]).Values.AsEnumerable());
        Assert.Equal(["a", "é"], Assert.IsType<OnnxAttribute.Strings>(reshape.Attributes[3]).Values.AsEnumerable());
        Assert.Equal(["w", "b"], model.Graph.Initializers.Select(static tensor => tensor.Name));
        Assert.Equal([2, 3], model.Graph.Initializers[0].Dims.AsEnumerable());
        Assert.Equal(6, model.Graph.Initializers[0].ElementCount);
        Assert.Equal(6f, BinaryPrimitives.ReadSingleLittleEndian(model.Graph.Initializers[0].Bytes.Span[20..]));
        Assert.Equal(2f, BinaryPrimitives.ReadSingleLittleEndian(model.Graph.Initializers[1].Bytes.Span[4..]));
        Assert.Equal([new OnnxDimension(null, "batch"), new OnnxDimension(3, null)], Assert.Single(model.Graph.Inputs).Shape!.Value.AsEnumerable());
        Assert.Equal([default, new OnnxDimension(2, null)], Assert.Single(model.Graph.Outputs).Shape!.Value.AsEnumerable());
        Assert.Equal("h", Assert.Single(model.Graph.ValueInfos).Name);
    }

    [Fact]
    public void Parse_OfAHandAssembledFile_ReadsIt()
    {
        // Vector: assembled by hand from the wire format (tag = field << 3 | type) and onnx.proto's numbers: y = Relu(x), a scalar c = -2 unused.
        byte[] file =
        [
            0x08, 0x0A,                                                 // ir_version 10
            0x3A, 0x28,                                                 // graph, 40 bytes
            0x0A, 0x0C,                                                 //   node, 12 bytes
            0x0A, 0x01, 0x78,                                           //     input "x"
            0x12, 0x01, 0x79,                                           //     output "y"
            0x22, 0x04, 0x52, 0x65, 0x6C, 0x75,                         //     op_type "Relu"
            0x12, 0x01, 0x67,                                           //   name "g"
            0x2A, 0x0B,                                                 //   initializer, 11 bytes
            0x10, 0x01,                                                 //     data_type FLOAT
            0x22, 0x04, 0x00, 0x00, 0x00, 0xC0,                         //     float_data, packed: -2
            0x42, 0x01, 0x63,                                           //     name "c"
            0x5A, 0x03, 0x0A, 0x01, 0x78,                               //   input "x" without a type
            0x62, 0x03, 0x0A, 0x01, 0x79,                               //   output "y" without a type
            0x42, 0x02, 0x10, 0x15,                                     // opset_import, version 21
            0x98, 0x06, 0x07,                                           // field 99, unknown
        ];

        OnnxModel model = OnnxModel.Parse(file);

        Assert.Equal((10, 21), (model.IrVersion, model.OpsetVersion));
        Assert.Equal("Relu", Assert.Single(model.Graph.Nodes).OpType);
        OnnxTensor tensor = Assert.Single(model.Graph.Initializers);
        Assert.Empty(tensor.Dims);
        Assert.Equal(-2f, BinaryPrimitives.ReadSingleLittleEndian(tensor.Bytes.Span));
        Assert.Null(Assert.Single(model.Graph.Inputs).Shape);
    }

    [Fact]
    public void Read_OfAFile_GivesTheModelAndNamesTheFileInErrors()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Sample());
            Assert.Equal(4, OnnxModel.Read(path).Graph.Nodes.Length);

            File.WriteAllBytes(path, [0xFF]);
            Assert.Equal($"{Path.GetFileName(path)}: at byte 0, the bytes end within a varint", Assert.Throws<OnnxException>(() => OnnxModel.Read(path)).Message);

            File.WriteAllBytes(path, new byte[11]);
            Assert.Contains("is 11 bytes long, over the limit of 10", Assert.Throws<OnnxException>(() => OnnxModel.Read(path, new() { FileBytes = 10 })).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Little-endian elements that each way of writing them must give.
    public static TheoryData<string, object, byte[]> Tensors() => new()
    {
        { "float, one by one", Tensor("t", 1, 2).Float(4, 1).Float(4, -0f), [0, 0, 128, 63, 0, 0, 0, 128] },
        { "float, in two packs", Tensor("t", 1, 2).PackedFloats(4, 1).PackedFloats(4, 2), [0, 0, 128, 63, 0, 0, 0, 64] },
        { "double", Tensor("t", 11, 1).Double(10, 1), [0, 0, 0, 0, 0, 0, 240, 63] },
        { "int32", Tensor("t", 6, 2).Packed(5, -1, int.MaxValue), [255, 255, 255, 255, 255, 255, 255, 127] },
        { "int64", Tensor("t", 7, 1).Integer(7, long.MinValue), [0, 0, 0, 0, 0, 0, 0, 128] },
        { "uint8", Tensor("t", 2, 2).Packed(5, 0, 255), [0, 255] },
        { "int8", Tensor("t", 3, 2).Packed(5, -128, 127), [128, 127] },
        { "uint16", Tensor("t", 4, 1).Packed(5, 65535), [255, 255] },
        { "int16", Tensor("t", 5, 1).Packed(5, -2), [254, 255] },
        { "bool", Tensor("t", 9, 2).Packed(5, 1, 0), [1, 0] },
        { "float16", Tensor("t", 10, 1).Packed(5, 0x3C00), [0, 0x3C] },
        { "bfloat16", Tensor("t", 16, 1).Packed(5, 0x3F80), [0x80, 0x3F] },
        { "uint32", Tensor("t", 12, 1).Packed(11, uint.MaxValue), [255, 255, 255, 255] },
        { "uint64", Tensor("t", 13, 1).Packed(11, -1), [255, 255, 255, 255, 255, 255, 255, 255] },
        { "raw float16", Tensor("t", 10, 1, 2).Bytes(9, [1, 2, 3, 4]), [1, 2, 3, 4] },
        { "raw bool", Tensor("t", 9, 2).Bytes(9, [1, 0]), [1, 0] },
        { "empty", Tensor("t", 7, 0), [] },
        { "empty raw", Tensor("t", 7, 3, 0).Bytes(9, []), [] },
        { "packed dims", new OnnxBytes().Packed(1, 1, 2).Integer(2, 2).Text(8, "t").Bytes(9, [7, 8]), [7, 8] },
        { "data first", new OnnxBytes().Packed(5, 3).Integer(1, 1).Integer(2, 2).Text(8, "t"), [3] },
    };

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Parse_OfATensor_GivesItsElements(string how, object tensor, byte[] expected)
    {
        OnnxTensor read = Assert.Single(OnnxModel.Parse(Model(Graph().Message(5, (OnnxBytes)tensor)).ToArray()).Graph.Initializers);

        Assert.True(expected.AsSpan().SequenceEqual(read.Bytes.Span), how);
    }

    public static TheoryData<object, string> Malformed() => new()
    {
        { new OnnxBytes(), "no ir_version" },
        { new OnnxBytes().Integer(1, 8), "which version of the default operator set" },
        { new OnnxBytes().Integer(1, 2), "IR version 2; 3 to 13" },
        { Model(Graph(), irVersion: 14), "IR version 14; 3 to 13" },
        { Model(Graph(), opset: 12), "uses version 12 of the default operator set; 13 to 21 are read" },
        { Model(Graph(), opset: 22), "uses version 22" },
        { Model(Graph(), opset: -1), "uses version -1" },
        { new OnnxBytes().Integer(1, 8).Message(8, new OnnxBytes().Integer(2, 17)), "has no graph" },
        { Model(Graph()).Message(8, new OnnxBytes().Text(1, "ai.onnx").Integer(2, 18)), "imports the operator set '' twice" },
        { Model(Graph()).Message(7, Graph()), "has a second graph" },
        { Model(Graph()).Message(25, new()), "functions of its own" },
        { Model(Graph()).Message(14, new OnnxBytes().Text(1, "k")).Message(14, new OnnxBytes().Text(1, "k")), "metadata 'k' twice" },
        { Model(Graph().Message(15, new())), "graph: has sparse initializers" },
        { Model(Graph().Text(2, "again")), "has a second name" },
        { Model(Graph(new OnnxBytes().Text(3, "n"))), "graph: node 0 'n' (): has no op_type" },
        { Model(Graph(Node("A", ["x"], []))), "node 0 'A0' (A): reads 'x', which nothing before it gives" },
        { Model(Graph(Node("A", [], ["x"]), Node("B", [], ["x"]))), "node 1 'B0' (B): gives 'x', which is given already" },
        { Model(Graph(Node("A", ["x"], ["x"])).Message(11, Value("x", 1))), "gives 'x', which is given already" },
        { Model(Graph().Message(12, Value("y", 1))), "has the output 'y', which nothing gives" },
        { Model(Graph().Message(5, Tensor("w", 2, 1).Packed(5, 1)).Message(5, Tensor("w", 2, 1).Packed(5, 1))), "two initializers named 'w'" },
        { Model(Graph().Message(11, Value("x", 1)).Message(11, Value("x", 1))), "two inputs named 'x'" },
        { Model(Graph().Message(11, new())), "input 0 '': has no name" },
        { Model(Graph().Message(11, Value("x", 8))), "input 0 'x': has elements of type 8 (string)" },
        { Model(Graph().Message(11, new OnnxBytes().Text(1, "x").Message(2, new OnnxBytes().Message(4, new())))), "input 0 'x': is a sequence, map" },
        { Model(Graph().Message(11, Value("x", 1, new OnnxBytes().Integer(1, -1)))), "has size -1 in dimension 0" },
        { Model(Graph().Message(11, Value("x", 1, new OnnxBytes().Integer(1, 1).Text(2, "n")))), "both a size and a parameter" },
        { Model(Graph().Message(12, Value("y", 1, [.. Enumerable.Range(0, 9).Select(static _ => new OnnxBytes())]))), "output 0 'y': has more than 8 dimensions" },
        { WithTensor(new OnnxBytes().Integer(2, 1)), "initializer 0 '': has 0 elements where its dimensions announce 1" },
        { WithTensor(new OnnxBytes().Integer(2, 2).Packed(5, 1)), "initializer 0 '': has no name" },
        { WithTensor(new OnnxBytes().Text(8, "t")), "initializer 0 't': has no data_type" },
        { WithTensor(Tensor("t", 14)), "has elements of type 14 (complex)" },
        { WithTensor(Tensor("t", 8)), "has elements of type 8 (string)" },
        { WithTensor(new OnnxBytes().Integer(2, long.MaxValue)), "has elements of type 2147483647" },
        { WithTensor(Tensor("t", 1).Integer(2, 1)), "has a second data_type" },
        { WithTensor(Tensor("t", 2, 1, 1, 1, 1, 1, 1, 1, 1, 1).Packed(5, 1)), "has more than 8 dimensions" },
        { WithTensor(Tensor("t", 2, -1)), "has size -1 in dimension 0" },
        { WithTensor(Tensor("t", 2, 1L << 31)), "has size 2147483648 in dimension 0" },
        { WithTensor(Tensor("t", 1, 65536, 65536)), "announces more than 2147483647 elements" },
        { WithTensor(Tensor("t", 1, int.MaxValue).Bytes(9, [1, 2, 3, 4])), "has 4 bytes where its 2147483647 elements of type Float take 4 each" },
        { WithTensor(Tensor("t", 1, int.MaxValue).PackedFloats(4, 1)), "has 1 elements where its dimensions announce 2147483647" },
        { WithTensor(Tensor("t", 1, 2).Bytes(9, [1, 2, 3, 4])), "has 4 bytes where its 2 elements" },
        { WithTensor(Tensor("t", 1, 1).Bytes(9, [1, 2, 3, 4]).PackedFloats(4, 1)), "has elements in both field 9 and field 4" },
        { WithTensor(Tensor("t", 1, 1).Bytes(4, [1, 2, 3])), "packs 3 bytes, not a multiple of 4" },
        { WithTensor(Tensor("t", 1, 1).Packed(5, 1)), "keeps elements of type Float in field 5 instead of 4" },
        { WithTensor(Tensor("t", 2, 1).Packed(5, 256)), "has the element 256, which is none of type UInt8" },
        { WithTensor(Tensor("t", 3, 1).Packed(5, -129)), "has the element -129" },
        { WithTensor(Tensor("t", 9, 1).Packed(5, 2)), "has the element 2, which is none of type Bool" },
        { WithTensor(Tensor("t", 9, 1).Bytes(9, [2])), "has a truth value other than 0 and 1" },
        { WithTensor(Tensor("t", 6, 1).Packed(5, 1L << 31)), "has the element 2147483648" },
        { WithTensor(Tensor("t", 10, 1).Packed(5, 65536)), "has the element 65536" },
        { WithTensor(Tensor("t", 1, 1).Message(13, new())), "keeps its elements in another file" },
        { WithTensor(Tensor("t", 1, 1).Integer(14, 1)), "keeps its elements in another file" },
        { WithTensor(Tensor("t", 1, 1).Message(3, new())), "is a segment" },
        { WithTensor(Tensor("t", 1, 1).Text(6, "x")), "holds texts" },
        { WithTensor(Tensor("t", 2, 1).Bytes(5, [0x80])), "initializer 0 't': at byte 26, the bytes end within a varint" },
        { WithTensor(Tensor("t", 2, 1).Bytes(5, [0x01, 0x80])), "the bytes end within a varint" },
        { WithAttribute(Attribute("a", 5).Message(6, Graph())), "node 0 'A0' (A): attribute 0 'a': is a graph: control flow is not read" },
        { WithAttribute(Attribute("a", 5)), "is a graph" },
        { WithAttribute(Attribute("a", 10).Message(11, Graph())), "is a graph" },
        { WithAttribute(Attribute("a", 9)), "has type 9" },
        { WithAttribute(Attribute("a", 1).Integer(3, 1)), "says that it is FLOAT and has a value in field 3" },
        { WithAttribute(Attribute("a", 1).Float(2, 1).Integer(3, 1)), "has values in both field 2 and field 3" },
        { WithAttribute(Attribute("a", 0)), "has neither a value nor a type" },
        { WithAttribute(Attribute("a", 4)), "has neither a value nor a type" },
        { WithAttribute(Attribute("a", 2).Integer(3, 1).Integer(3, 2)), "has a second i" },
        { WithAttribute(new OnnxBytes().Integer(3, 1)), "attribute 0 '': has no name" },
        { WithAttribute(Attribute("a", 4).Message(5, Tensor("", 1, 2))), "attribute 0 'a': tensor '': has 0 elements" },
        { WithAttribute(Attribute("a", 3).Bytes(4, [0xFF])), "field 4 is not UTF-8" },
        { WithAttribute(Attribute("a", 9).Message(10, new())), "is a list of tensors" },
        { WithAttribute(Attribute("a", 1).Text(21, "b")), "refers to an attribute of a function" },
        { Model(Graph(Node("A", [], [], Attribute("a", 2), Attribute("a", 2)))), "attribute 1 'a': is there twice" },
        { Model(Graph()).Text(1, "x"), "has a second ir_version" },
        { new OnnxBytes().Text(1, "x"), "at byte 1, field 1 is written as Bytes where Varint belongs" },
        { new OnnxBytes().Raw(0x3A, 0x05, 0x00), "at byte 1, field 7 announces 5 bytes where 1 are left" },
        { new OnnxBytes().Raw(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01), "announces 18446744073709551615 bytes" },
        { new OnnxBytes().Raw(0x00), "a field has a number that protobuf does not have" },
        { new OnnxBytes().Raw(0x0B), "field 1 has wire type 3" },
        { new OnnxBytes().Raw(0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02), "a varint is longer than 64 bits" },
        { new OnnxBytes().Raw(0x08, 0xFF), "the bytes end within a varint" },
        { new OnnxBytes().Raw(0xFD, 0x06, 0x01), "4 bytes are needed where 1 are left" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Parse_OfAMalformedModel_SaysWhatAndWhere(object model, string reason)
    {
        OnnxException error = Assert.Throws<OnnxException>(() => OnnxModel.Parse(((OnnxBytes)model).ToArray()));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<OnnxLimits, string> Limits() => new()
    {
        { new() { FileBytes = 100 }, "over the limit of 100" },
        { new() { Nodes = 3 }, "has more than 3 nodes" },
        { new() { Values = 1 }, "has more than 1 initializers" },
        { new() { Values = 0 }, "has more than 0 initializers" },
        { new() { NodeValues = 2 }, "node 0 '' (): has more than 2 inputs" },
        { new() { NodeAttributes = 1 }, "has more than 1 attributes" },
        { new() { AttributeElements = 1 }, "attribute 1 'scales': has more than 1 elements" },
        { new() { Rank = 1 }, "initializer 0 '': has more than 1 dimensions" },
        { new() { NameBytes = 4 }, "is a text of 5 bytes, over the limit of 4" },
        { new() { TextBytes = 2 }, "is a text of 3 bytes, over the limit of 2" },
        { new() { ModelEntries = 0 }, "imports more than 0 operator sets" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Parse_OfAModelOverALimit_SaysWhichOne(OnnxLimits limits, string reason)
    {
        OnnxException error = Assert.Throws<OnnxException>(() => OnnxModel.Parse(Sample(), limits));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfValuesAndMetadataOverTheirLimits_SaysWhichOnes()
    {
        AssertRefused(Model(Graph().Message(11, Value("a", 1)).Message(11, Value("b", 1))), new() { Values = 1 }, "more than 1 input entries");
        AssertRefused(Model(Graph().Message(12, Value("a", 1)).Message(12, Value("b", 1))), new() { Values = 1 }, "more than 1 output entries");
        AssertRefused(Model(Graph().Message(13, Value("a", 1)).Message(13, Value("b", 1))), new() { Values = 1 }, "more than 1 value_info entries");
        AssertRefused(Model(Graph(Node("A", [], ["a", "b"]))), new() { NodeValues = 1 }, "more than 1 outputs");
        AssertRefused(WithAttribute(Attribute("a", 7).Packed(8, 1, 2)), new() { AttributeElements = 1 }, "more than 1 elements");
        AssertRefused(WithAttribute(Attribute("a", 8).Texts(9, "a", "b")), new() { AttributeElements = 1 }, "more than 1 elements");
        AssertRefused(
            Model(Graph()).Message(14, new OnnxBytes().Text(1, "a")).Message(14, new OnnxBytes().Text(1, "b")), new() { ModelEntries = 1 }, "more than 1 metadata entries");
    }

    [Fact]
    public void ReadMessage_NestedTooDeep_IsRefused()
    {
        OnnxBytes nested = new();
        for (int i = 0; i < ProtobufReader.MaxDepth; i++) nested = new OnnxBytes().Message(1, nested);
        byte[] bytes = nested.ToArray();

        OnnxException error = Assert.Throws<OnnxException>(() => Descend(new ProtobufReader(bytes)));

        Assert.Contains("nest more than 16 deep", error.Message, StringComparison.Ordinal);

        static void Descend(ProtobufReader reader)
        {
            while (reader.NextField()) Descend(reader.ReadMessage());
        }
    }

    // Vectors: "Protocol Buffers: Encoding", the examples of varints, packed fields and negative numbers.
    [Fact]
    public void ProtobufReader_OfTheExamples_ReadsThem()
    {
        byte[] bytes =
        [
            0x08, 0x96, 0x01,
            0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67,
            0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01,
            0x32, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05,
        ];
        ProtobufReader reader = new(bytes);

        Assert.True(reader.NextField());
        Assert.Equal(150, reader.ReadInteger());
        Assert.True(reader.NextField());
        Assert.Equal("testing", reader.ReadText(7));
        Assert.True(reader.NextField());
        Assert.Equal(-2, reader.ReadInteger());
        Assert.True(reader.NextField());
        Assert.Equal(6, reader.Field);
        ProtobufReader packed = reader.ReadNumbers(ProtobufWireType.Varint);
        Assert.Equal(3, packed.CountNumbers());
        Assert.Equal((3UL, 270UL, 86942UL), (packed.TakeVarint(), packed.TakeVarint(), packed.TakeVarint()));
        Assert.True(packed.AtEnd);
        Assert.False(reader.NextField());
    }

    private static void AssertRefused(OnnxBytes model, OnnxLimits limits, string reason) =>
        Assert.Contains(reason, Assert.Throws<OnnxException>(() => OnnxModel.Parse(model.ToArray(), limits)).Message, StringComparison.Ordinal);

    private static OnnxBytes WithTensor(OnnxBytes tensor) => Model(Graph().Message(5, tensor));

    private static OnnxBytes WithAttribute(OnnxBytes attribute) => Model(Graph(Node("A", [], [], attribute)));
}
