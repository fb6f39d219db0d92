using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Onnx;
using Xunit;
using static Gensyn.Workers.Tests.Training.Onnx.OnnxBytes;

namespace Gensyn.Workers.Tests.Training.Onnx;

public sealed class OnnxImportTests
{
    public static TheoryData<string> Names() => ["mlp", "cnn", "pooled", "transformer", "transformer17"];

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

    private static void AssertNear(IReadOnlyList<float> expected, IReadOnlyList<float> actual, float tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        float far = expected.Zip(actual, static (x, y) => Math.Abs(x - y) / Math.Max(1, Math.Abs(x))).Max();
        Assert.True(far <= tolerance, $"{far} apart");
    }
}
