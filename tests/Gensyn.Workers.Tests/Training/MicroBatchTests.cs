using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class MicroBatchTests
{
    /// <summary>The root of the state after some steps of split batches: the same on every path, with threads, and as it was when this was written.</summary>
    [Theory]
    [InlineData("mlp", 4, "0xd82006c7267974f8bce88994be974ddaddb0fe7b49e0fc7917c9715f30f2e377")]
    [InlineData("resnet8", 2, "0xd794f08b3ffe058dea1399a9bcdf0768ea7af947100d4fbccf73443592234c07")]
    [InlineData("gpt", 3, "0x597aaeec720a45d1514f3efccc54074e61d2beeed2f30445f238c0022033673a")]
    public void Step_OfASplitBatchOnEveryPath_ReachesTheSameState(string name, int parts, string expected) =>
        ModelTests.AssertReaches(expected, ModelTests.Job(name, steps: name == "resnet8" ? 1u : 2u, microBatches: parts));

    [Fact]
    public void Step_OfASplitBatch_MovesWeightsAsTheWholeDoesButForRounding()
    {
        ModelState whole = After(ModelTests.Job("mlp", steps: 1)), split = After(ModelTests.Job("mlp", steps: 1, microBatches: 6));

        bool differs = false;
        for (int slot = 0; slot < whole.Tensors.Length; slot++)
        {
            float[] expected = whole.Tensors[slot].Floats.ToArray(), actual = split.Tensors[slot].Floats.ToArray();
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
            differs |= !expected.SequenceEqual(actual);
        }

        Assert.True(differs, "Sums in another order are rounded differently somewhere.");
    }

    [Fact]
    public void Step_OfASplitBatch_ReadsTheRowsOfTheWholeInOrder()
    {
        TrainingJob job = ModelTests.Job("mlp", steps: 1, microBatches: 4);
        GraphRecord[] records = [.. job.Graph.Step];

        Assert.Single(records, static record => record.Operator == OperatorId.BatchIndices);
        Assert.Equal(
            [(0u, 6), (6u, 6), (12u, 6), (18u, 6)],
            records.Where(static record => record.Operator == OperatorId.Slice && record.Inputs[0] == TensorRef.Record(0)).Select(static record => (record.Attributes.B, record.Output.Shape.Columns)));
    }

    [Fact]
    public void Step_OfASplitBatch_CarriesRunningStatisticsThroughItsParts()
    {
        TrainingJob job = ModelTests.Job("resnet8", steps: 1, microBatches: 2);
        int slot = job.Graph.Slots.ToList().FindIndex(static one => one.Name == "bn1.running_mean");

        GraphRecord last = job.Graph.Step[job.Graph.Slots[slot].StepRecord];
        Assert.Equal(OperatorId.Average, last.Operator);
        Assert.Equal(TensorSource.Record, last.Inputs[0].Source);
        GraphRecord first = job.Graph.Step[last.Inputs[0].Index];
        Assert.Equal((OperatorId.Average, TensorRef.State(slot)), (first.Operator, first.Inputs[0]));
    }

    [Fact]
    public void Estimate_OfASplitBatch_NeedsLessMemoryAndNoLessWork()
    {
        RunEstimate whole = RunEstimate.Of(ModelTests.Job("lenet", steps: 1).Graph), split = RunEstimate.Of(ModelTests.Job("lenet", steps: 1, microBatches: 4).Graph);

        Assert.True(split.StepBuffers < whole.StepBuffers / 2, $"{split.StepBuffers} bytes instead of {whole.StepBuffers}");
        Assert.Equal((whole.Data, whole.State, whole.Evaluation), (split.Data, split.State, split.Evaluation));
        Assert.InRange(split.Step, whole.Step, whole.Step * 11 / 10);
    }

    [Fact]
    public void Build_OfPartsThatDoNotDivideTheBatch_IsRefused() =>
        Assert.Contains("5 micro-batches do not divide a batch of 24", Assert.Throws<ArgumentException>(() => ModelTests.Job("mlp", steps: 1, microBatches: 5)).Message, StringComparison.Ordinal);

    private static ModelState After(TrainingJob job)
    {
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        session.Step(state);
        return state;
    }
}
