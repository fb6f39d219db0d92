using System.Collections.Immutable;
using System.Text;
using Gensyn.Testing;
using Gensyn.Workers.Training.Onnx;
using Xunit;
using static Gensyn.Workers.Tests.Training.Onnx.OnnxBytes;

namespace Gensyn.Workers.Tests.Training.Onnx;

public sealed class OnnxFuzzTests
{
    // Below are the files that cost most for each of their bytes; none costs this much.
    private const long BytesPerByte = 100;

    [Fact]
    public void Parse_OfDamagedModels_ReadsOrRefusesInBoundedMemory() =>
        Mutations.Refused<OnnxException>([Sample()], 20_000, static file => OnnxModel.Parse(file), BytesPerByte, bytesBesides: 1 << 16);

    // What is lowered costs by the record, of which a graph has no more than a limit, and by the folded element: not by the byte.
    [Theory]
    [InlineData("pooled", 3_000)]
    [InlineData("transformer17", 1_000)]
    public void Import_OfDamagedModels_LowersOrRefusesInBoundedMemory(string name, int count)
    {
        byte[] whole = File.ReadAllBytes(Repository.PathOf("tests", "vectors", "onnx", $"{name}.onnx"));
        OnnxLimits limits = new() { FoldedElements = 1 << 16 };

        Mutations.Refused<OnnxException>([whole], count, Import, BytesPerByte, bytesBesides: 8 << 20);

        void Import(byte[] file)
        {
            OnnxModel model = OnnxModel.Parse(file, limits);
            _ = name == "pooled" ? new OnnxImport(model, [3, 8, 8], limits: limits) : new OnnxImport(model, [8], isTokens: true, limits);
        }
    }

    [Fact]
    public void Import_OfDamagedOperators_LowersOrRefuses()
    {
        byte[][] wholes = [.. new[] { "mlp", "cnn", "transformer", "various" }.Select(static name => File.ReadAllBytes(Repository.PathOf("tests", "vectors", "onnx", $"{name}.onnx")))];
        string[] operators = ["Add", "Relu", "Gemm", "Conv", "MatMul", "Flatten", "Reshape", "Transpose", "Softmax", "ReduceMean", "Squeeze", "Concat", "Split", "Slice", "Gather", "MaxPool", "Expand", "Where", "Trilu", "Range"];
        Random random = new(5);
        int lowered = 0;
        for (int round = 0; round < 600; round++)
        {
            int which = random.Next(wholes.Length);
            OnnxModel model = OnnxModel.Parse(wholes[which]);
            ImmutableArray<OnnxNode> nodes = model.Graph.Nodes;
            int at = random.Next(nodes.Length), from = random.Next(at + 1);
            OnnxNode changed = random.Next(3) switch
            {
                0 => nodes[at] with { OpType = operators[random.Next(operators.Length)] },
                1 => nodes[at] with { Attributes = nodes[from].Attributes },
                _ => nodes[at] with { Inputs = nodes[from].Inputs },
            };
            try
            {
                _ = new OnnxImport(model with { Graph = model.Graph with { Nodes = nodes.SetItem(at, changed) } }, which switch { 0 => [3, 4, 5], 1 => [3, 12, 12], 2 => [8], _ => [3, 6, 6] }, isTokens: which == 2);
                lowered++;
            }
            catch (OnnxException)
            {
            }
        }

        Assert.InRange(lowered, 1, 599);
    }

    public static TheoryData<string> Densest() => ["nodes", "attributes", "names", "values", "dimensions", "integers", "packed", "texts", "elements"];

    [Theory]
    [MemberData(nameof(Densest))]
    public void Parse_OfADenseModel_AllocatesInProportionToItsLength(string what)
    {
        const int Count = 50_000;
        OnnxBytes graph = new();
        switch (what)
        {
            case "nodes": Repeat(Count, _ => graph.Message(1, new OnnxBytes().Text(4, "A"))); break;
            case "attributes":
                Repeat(Count / 50, _ =>
                {
                    OnnxBytes node = new OnnxBytes().Text(4, "A");
                    Repeat(50, i => node.Message(5, new OnnxBytes().Text(1, ((char)('0' + i)).ToString()).Integer(3, 0)));
                    graph.Message(1, node);
                });
                break;
            case "names":
                Repeat(Count / 1000, n =>
                {
                    OnnxBytes node = new OnnxBytes().Text(4, "A");
                    Repeat(1000, i => node.Text(2, $"{n:x}-{i:x}"));
                    graph.Message(1, node);
                });
                break;
            case "values": Repeat(Count, i => graph.Message(11, new OnnxBytes().Text(1, i.ToString("x")))); break;
            case "dimensions":
                OnnxBytes shape = new();
                Repeat(8, _ => shape.Message(1, new()));
                Repeat(Count, i => graph.Message(13, new OnnxBytes().Text(1, "v").Message(2, new OnnxBytes().Message(1, new OnnxBytes().Message(2, shape)))));
                break;
            case "integers":
                OnnxBytes integers = Attribute("a", 7);
                Repeat(Count, _ => integers.Integer(8, 1));
                graph.Message(1, new OnnxBytes().Text(4, "A").Message(5, integers));
                break;
            case "packed": graph.Message(1, new OnnxBytes().Text(4, "A").Message(5, Attribute("a", 7).Packed(8, new long[Count]))); break;
            case "texts":
                OnnxBytes texts = Attribute("a", 8);
                Repeat(Count, _ => texts.Text(9, "t"));
                graph.Message(1, new OnnxBytes().Text(4, "A").Message(5, texts));
                break;
            default: graph.Message(5, Tensor("t", 7, Count).Packed(7, new long[Count])); break;
        }

        byte[] file = Model(graph).ToArray();
        OnnxModel.Parse(Sample());
        long before = GC.GetAllocatedBytesForCurrentThread();

        OnnxModel.Parse(file);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (BytesPerByte * file.Length) + (1 << 16), $"{what}: {allocated} bytes for {file.Length}");
    }

    [Fact]
    public void Parse_OfRandomBytes_ReadsOrRefuses()
    {
        Random random = new(11);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] file = new byte[random.Next(64)];
            random.NextBytes(file);
            Assert.Throws<OnnxException>(() => OnnxModel.Parse(file));
        }
    }

    [Fact]
    public void Parse_OfText_IsRefused() =>
        Assert.Throws<OnnxException>(() => OnnxModel.Parse(Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>404</body></html>")));

    private static void Repeat(int count, Action<int> action)
    {
        for (int i = 0; i < count; i++) action(i);
    }
}
