using System.Text;
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
