using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class RunEstimateTests
{
    [Fact]
    public void Of_ASmallTask_CountsItsTensorsAndOperations()
    {
        TrainingJob job = SmallTask.Job();
        RunEstimate estimate = RunEstimate.Of(job.Graph);

        Assert.Equal((UInt128)((90 + 35) * (40 + 1)), estimate.Data);
        Assert.Equal((UInt128)(2 * 4 * ((40 * 34) + 34 + (34 * 10) + 10)), estimate.State);
        Assert.Equal(job.Graph.Cost(7), estimate.Initialisation + (7 * estimate.Step) + estimate.Evaluation);
        Assert.Equal(estimate.Data + (4 * estimate.State) + estimate.StepBuffers + estimate.OnceBuffers, estimate.Memory);
        Assert.True(estimate.StepBuffers < estimate.Trace);
        Assert.True(estimate.Memory <= estimate.MemoryOfDispute);
    }

    [Fact]
    public void Of_AGraphThatNoMachineTakes_IsRefusedWithItsRecord()
    {
        TensorType rows = new(DataType.UInt8, Shape.Of(20, 10)), labels = new(DataType.UInt8, Shape.Of(20));
        TaskGraph graph = new ModelDefinition(static (layers, x) => layers.Linear("out", layers.Linear("wide", x, 60_000_000), 2), new LabelledFeed(16), new Sgd(0.1f)).Build([rows, labels, rows, labels]);

        Assert.Contains("is 2 GiB or more", Assert.Throws<ArgumentException>(() => RunEstimate.Of(graph)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AGraphWhoseStateFitsNoCheckpoint_IsRefused()
    {
        // Each of the weights is 1.2 GB, and its momentum once more.
        TensorType rows = new(DataType.UInt8, Shape.Of(8, 10)), labels = new(DataType.UInt8, Shape.Of(8));
        TaskGraph graph = new ModelDefinition(static (layers, x) => layers.Linear("out", layers.Linear("wide", x, 30_000_000), 2), new LabelledFeed(4), new Sgd(0.1f, 0.9f)).Build([rows, labels, rows, labels]);

        Assert.Contains("does not fit a checkpoint's file", RunEstimate.Refusal(graph), StringComparison.Ordinal);
    }
}
