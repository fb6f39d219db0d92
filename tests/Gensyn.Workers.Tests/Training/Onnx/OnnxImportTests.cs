using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Onnx;
using Xunit;
using static Gensyn.Workers.Tests.Training.Onnx.OnnxBytes;

namespace Gensyn.Workers.Tests.Training.Onnx;

public sealed class OnnxImportTests
{
    public static TheoryData<string> Names() => ["mlp", "cnn", "pooled", "transformer", "transformer17", "various", "ceiled", "line", "activated", "colours"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_OfAnExportedModel_GivesTheLogitsOfPyTorch(string name)
    {
        OnnxVector vector = OnnxVector.Read(name);
        OnnxRun run = new(vector, OnnxVector.Model(name));

        AssertNear(vector.Logits, run.Logits(run.Session.Initialise()), 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_OfAnExportedModel_FollowsPyTorch(string name)
    {
        OnnxVector vector = OnnxVector.Read(name);
        OnnxRun run = new(vector, OnnxVector.Model(name));
        ModelState state = run.Session.Initialise();
        List<float> losses = [];
        for (int step = 0; step < vector.Losses.Length; step++)
        {
            run.Session.Step(state);
            losses.Add(run.Session.LastLoss);
        }

        AssertNear(vector.Losses, losses, 2e-5f);
        AssertNear(vector.TrainedLogits, run.Logits(state), 2e-4f);
    }

    [Fact]
    public void Forward_OfAConvolutionalModel_WritesTheRecordsOfOurOwnLayers()
    {
        RecordList imported = Lowered(OnnxVector.Model("pooled"), 3, 8, 8), own = new();
        Layers layers = new(own, new Parameters(), isTraining: true);
        layers.Conv2d("conv", new(TensorRef.Data(0), new(DataType.Float32, Shape.Of(4, 8, 8, 3))), 8, kernel: 3, padding: 1);

        Assert.Equal(own.Records, imported.Records.Take(own.Records.Count), static (x, y) => x.Operator == y.Operator && x.Attributes == y.Attributes && x.Output == y.Output);
        Assert.DoesNotContain(imported.Records, static record => record.Operator == OperatorId.Permute && record.Output.Shape.Rank == 4);
    }

    /// <summary>What auto_pad stands for, worked out by the definition of the ONNX operators: the sum of both pads is (⌈size ÷ stride⌉ − 1) · stride + window − size, of which UPPER has the odd one at the end.</summary>
    [Theory]
    [InlineData("Conv", "SAME_UPPER", 2, 1, 1, new long[] { 0, 0, 1, 1 })]
    [InlineData("Conv", "SAME_LOWER", 2, 1, 1, new long[] { 1, 1, 0, 0 })]
    [InlineData("Conv", "SAME_UPPER", 3, 1, 2, new long[] { 2, 2, 2, 2 })]
    [InlineData("Conv", "SAME_UPPER", 2, 2, 1, new long[] { 0, 0, 1, 0 })]
    [InlineData("Conv", "SAME_LOWER", 1, 2, 1, new long[] { 0, 0, 0, 0 })]
    [InlineData("Conv", "VALID", 3, 1, 1, new long[] { 0, 0, 0, 0 })]
    [InlineData("MaxPool", "SAME_UPPER", 3, 2, 1, new long[] { 1, 0, 1, 1 })]
    [InlineData("MaxPool", "SAME_LOWER", 3, 2, 1, new long[] { 1, 1, 1, 0 })]
    [InlineData("AveragePool", "SAME_UPPER", 3, 2, 1, new long[] { 1, 0, 1, 1 })]
    public void Import_OfAutomaticPadding_WritesTheRecordsOfItsPads(string type, string mode, int kernel, int stride, int dilation, long[] pads)
    {
        RecordList automatic = Padded(Attribute("auto_pad", 3).Text(4, mode)), named = Padded(Attribute("pads", 7).Packed(8, pads));

        Assert.Equal(named.Records, automatic.Records, static (x, y) => x.Operator == y.Operator && x.Attributes == y.Attributes && x.Output == y.Output);

        RecordList Padded(OnnxBytes padding)
        {
            OnnxBytes[] attributes = [padding, Attribute("strides", 7).Packed(8, stride, stride), Attribute("dilations", 7).Packed(8, dilation, dilation)];
            bool isPool = type != "Conv";
            int size = isPool ? 1 : kernel;
            OnnxBytes graph = isPool
                ? Graph(Node("Conv", ["x", "k"], ["c"]), Node(type, ["c"], ["y"], [.. attributes, Attribute("kernel_shape", 7).Packed(8, kernel, kernel), .. (OnnxBytes[])(type == "AveragePool" ? [Attribute("count_include_pad", 2).Integer(3, 1)] : [])]))
                : Graph(Node(type, ["x", "k"], ["y"], attributes));
            graph.Message(5, Tensor("k", 1, 2, 1, size, size).PackedFloats(4, new float[2 * size * size]));
            graph.Message(11, Value("x", 1, new OnnxBytes().Text(2, "batch"), new OnnxBytes().Integer(1, 1), new OnnxBytes().Integer(1, 5), new OnnxBytes().Integer(1, 6))).Message(12, Value("y", 1));
            return Lowered(OnnxModel.Parse(Model(graph).ToArray()), 1, 5, 6);
        }
    }

    /// <summary>How many windows stand along a size, worked out by PyTorch's rule: as many as are needed, but none that begins beyond the image and the padding before it.</summary>
    [Theory]
    [InlineData(5, 2, 2, 0, 1, 3)]
    [InlineData(6, 2, 2, 0, 1, 3)]
    [InlineData(6, 3, 2, 0, 1, 3)]
    [InlineData(6, 3, 2, 1, 1, 4)]
    [InlineData(5, 2, 4, 1, 1, 2)]
    [InlineData(4, 2, 4, 1, 1, 2)]
    [InlineData(3, 2, 4, 1, 1, 1)]
    [InlineData(7, 2, 3, 0, 3, 2)]
    public void Import_OfCeilMode_KeepsWindowsThatAreCutShort(int size, int kernel, int stride, int pad, int dilation, int expected)
    {
        OnnxBytes graph = Graph(
            Node("Conv", ["x", "k"], ["c"]),
            Node("MaxPool", ["c"], ["y"], Attribute("ceil_mode", 2).Integer(3, 1), Attribute("kernel_shape", 7).Packed(8, kernel), Attribute("strides", 7).Packed(8, stride), Attribute("dilations", 7).Packed(8, dilation), Attribute("pads", 7).Packed(8, pad, pad)));
        graph.Message(5, Tensor("k", 1, 2, 1, 1).PackedFloats(4, 1, 1));
        graph.Message(11, Value("x", 1, new OnnxBytes().Text(2, "batch"), new OnnxBytes().Integer(1, 1), new OnnxBytes().Integer(1, size))).Message(12, Value("y", 1));

        OnnxImport import = new(OnnxModel.Parse(Model(graph).ToArray()), [1, 1, size]);

        Assert.Equal(expected, import.Classes);
    }

    [Fact]
    public void Import_OfATurnedLeftOperand_MultipliesItsColumns()
    {
        OnnxBytes graph = Graph(Node("Transpose", ["x"], ["t"]), Node("Gemm", ["t", "w"], ["y"], Attribute("transA", 2).Integer(3, 1)));
        graph.Message(5, Tensor("w", 1, 6, 2).PackedFloats(4, new float[12]));
        graph.Message(11, Value("x", 1, new OnnxBytes().Text(2, "batch"), new OnnxBytes().Integer(1, 6))).Message(12, Value("y", 1));

        OnnxImport import = new(OnnxModel.Parse(Model(graph).ToArray()), [6]);

        Assert.Equal(2, import.Classes);
    }

    [Fact]
    public void Import_OfASharedWeight_TrainsItOnce()
    {
        OnnxImport import = new(OnnxVector.Model("transformer"), [8], isTokens: true);

        Assert.Single(import.Weights, static weight => weight.Initializer.Name == "wte.weight");
        Assert.DoesNotContain(import.Weights, static weight => weight.Initializer.Name.EndsWith("mask", StringComparison.Ordinal));
        Assert.All(import.Weights, static weight => Assert.True(weight.IsTrained));
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "operator", "node 0 'Einsum0' (Einsum): is not supported" },
        { "domain", "is of the operator set 'com.example'" },
        { "attribute", "has the attribute axes, which is not supported" },
        { "rows", "multiplies rows of 6 by a matrix [3, 2]" },
        { "broadcast", "expected sizes that broadcast" },
        { "reshape", "expected sizes for 12 elements, not [5, -1]: was a batch size fixed" },
        { "dynamic", "expected a constant, or what follows from sizes" },
        { "huge", "over the limit of those that are computed before training" },
        { "range", "makes 1099511627776 constants" },
        { "rank", "expected at most 4 dimensions" },
        { "input", "the data are [batch, 6]" },
        { "integers", "reads Int64 constants [6, 2]: expected Float" },
        { "halves", "trains 'w' of Float16: expected weights of Float" },
        { "autopad", "has auto_pad SAME: expected NOTSET, SAME_UPPER, SAME_LOWER or VALID" },
        { "pads", "has auto_pad VALID and pads: expected one of them" },
        { "means", "leaves padding out of means" },
        { "cut", "takes means of windows that ceil_mode cuts short" },
        { "both", "has auto_pad SAME_UPPER and ceil_mode: expected one of them" },
        { "directions", "has strides [2]: expected 2 values" },
        { "ceiling", "has the attribute ceil_mode, which is not supported" },
        { "wide", "expected pads below 256" },
        { "groups", "expected groups that divide both" },
        { "split", "splits 6 into [3, 4]" },
        { "power", "has the exponent 2.5" },
        { "constant", "which is not computed from the input and the weights" },
        { "batch", "expected logits [batch, …, classes]" },
        { "unused", "has no initializer to train" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Import_OfWhatIsNotSupported_SaysWhereAndWhatWasExpected(string what, string expected)
    {
        OnnxException refusal = Assert.Throws<OnnxException>(() => Import(what));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithoutTheInitialWeights_SaysSo()
    {
        OnnxImport import = new(OnnxVector.Model("mlp"), [3, 4, 5]);
        TensorType rows = new(DataType.UInt8, Shape.Of(20, 60)), labels = new(DataType.UInt8, Shape.Of(20));

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => ModelDefinition.Of(import, new LabelledFeed(4, (4, 5, 3)), new Sgd(0.1f)).Build([rows, labels, rows, labels]));

        Assert.Contains("its initial weights, Float32 [1430], as the last tensor", refusal.Message, StringComparison.Ordinal);
    }

    private static OnnxImport Import(string what)
    {
        OnnxBytes dense = Node("MatMul", ["x", "w"], ["y"]);
        OnnxBytes w = Tensor("w", 1, 6, 2).PackedFloats(4, new float[12]);
        OnnxBytes[] nodes = what switch
        {
            "operator" => [Node("Einsum", ["x", "w"], ["y"])],
            "domain" => [Node("MatMul", ["x", "w"], ["y"]).Text(7, "com.example")],
            "attribute" => [Node("Relu", ["x"], ["r"], Attribute("axes", 2).Integer(3, 1)), Node("MatMul", ["r", "w"], ["y"])],
            "broadcast" => [Node("Add", ["x", "w"], ["y"])],
            "reshape" => [Integers("s", 5, -1), Node("Reshape", ["x", "s"], ["y"])],
            "dynamic" => [Node("Reshape", ["x", "x"], ["y"])],
            "huge" => [Integers("s", 30_000, 30_000), Node("ConstantOfShape", ["s"], ["c"]), Node("MatMul", ["x", "c"], ["y"])],
            "range" => [Scalar("a", 0), Scalar("b", 1L << 40), Scalar("c", 1), Node("Range", ["a", "b", "c"], ["r"]), Node("Reshape", ["x", "r"], ["y"])],
            "rank" => [Integers("s", 0, 1, 2, 1, 3), Node("Reshape", ["x", "s"], ["r"]), Node("Softmax", ["r"], ["y"])],
            "autopad" => [Image(), Node("Conv", ["i", "k"], ["y"], Attribute("auto_pad", 3).Text(4, "SAME"))],
            "pads" => [Image(), Node("Conv", ["i", "k"], ["y"], Attribute("auto_pad", 3).Text(4, "VALID"), Attribute("pads", 7).Packed(8, 0, 1, 0, 1))],
            "means" => [Image(), Node("AveragePool", ["i"], ["y"], Attribute("auto_pad", 3).Text(4, "SAME_UPPER"), Attribute("kernel_shape", 7).Packed(8, 2, 2))],
            "cut" => [Image(), Node("AveragePool", ["i"], ["y"], Attribute("ceil_mode", 2).Integer(3, 1), Attribute("kernel_shape", 7).Packed(8, 2, 2), Attribute("strides", 7).Packed(8, 2, 2))],
            "both" => [Image(), Node("MaxPool", ["i"], ["y"], Attribute("ceil_mode", 2).Integer(3, 1), Attribute("auto_pad", 3).Text(4, "SAME_UPPER"), Attribute("kernel_shape", 7).Packed(8, 2, 2))],
            "directions" => [Image(), Node("Conv", ["i", "k"], ["y"], Attribute("strides", 7).Packed(8, 2))],
            "ceiling" => [Image(), Node("Conv", ["i", "k"], ["y"], Attribute("ceil_mode", 2).Integer(3, 1))],
            "wide" => [Image(), Node("AveragePool", ["i"], ["y"], Attribute("auto_pad", 3).Text(4, "SAME_LOWER"), Attribute("kernel_shape", 7).Packed(8, 255, 255), Attribute("dilations", 7).Packed(8, 9, 9))],
            "groups" => [Image(), Node("Conv", ["i", "k"], ["y"], Attribute("group", 2).Integer(3, 4))],
            "split" => [Integers("s", 3, 4), Node("Split", ["x", "s"], ["y", "z"], Attribute("axis", 2).Integer(3, 1))],
            "power" => [Scalar("p", 2.5f), Node("Pow", ["x", "p"], ["y"])],
            "constant" => [Node("Identity", ["x"], ["y"])],
            "batch" => [Integers("s", -1, 4), Node("Reshape", ["x", "s"], ["r"]), Node("Transpose", ["r"], ["t"]), Node("Relu", ["t"], ["y"])],
            "unused" => [Node("Relu", ["x"], ["y"])],
            _ => [dense],
        };
        OnnxBytes graph = Graph(nodes);
        graph.Message(5, what switch
        {
            "integers" => Tensor("w", 7, 6, 2).Packed(7, new long[12]),
            "halves" => Tensor("w", 10, 6, 2).Bytes(9, new byte[24]),
            "rows" => Tensor("w", 1, 3, 2).PackedFloats(4, new float[6]),
            "broadcast" => Tensor("w", 1, 5).PackedFloats(4, new float[5]),
            _ => w,
        }).Message(5, Tensor("k", 1, 2, 1, 1, 1).PackedFloats(4, 1, 1));
        graph.Message(5, Tensor("shape", 7, 4).Packed(7, 0, 1, 2, 3));
        graph.Message(11, Value("x", 1, new OnnxBytes().Text(2, "batch"), new OnnxBytes().Integer(1, what == "input" ? 7 : 6))).Message(12, Value("y", 1));
        return new OnnxImport(OnnxModel.Parse(Model(graph).ToArray()), [6]);

        static OnnxBytes Integers(string name, params long[] values) => Node("Constant", [], [name], Attribute("value", 4).Message(5, Tensor("", 7, values.Length).Packed(7, values)));

        static OnnxBytes Scalar(string name, float value) => Node("Constant", [], [name], Attribute("value_float", 1).Float(2, value));

        static OnnxBytes Image() => Node("Reshape", ["x", "shape"], ["i"]);
    }

    private static RecordList Lowered(OnnxModel model, params int[] example)
    {
        RecordList list = new();
        new OnnxImport(model, example).Forward(new Layers(list, new Parameters(), isTraining: true), new(TensorRef.Data(0), new(DataType.Float32, Shape.Of(4, (uint)example[1], (uint)example[2], (uint)example[0]))));
        return list;
    }

    private static void AssertNear(IReadOnlyList<float> expected, IReadOnlyList<float> actual, float tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        float far = expected.Zip(actual, static (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(x))).Max();
        Assert.True(far <= tolerance, $"{far} apart");
    }
}
