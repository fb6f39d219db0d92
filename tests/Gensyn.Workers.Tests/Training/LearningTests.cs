using Gensyn.Testing;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class LearningTests
{
    private const string Images = "data/mnist/t10k-images-idx3-ubyte.gz";
    private const string Labels = "data/mnist/t10k-labels-idx1-ubyte.gz";

    [Fact]
    public async Task Train_OnDrawnDigits_ReadsHeldOutOnes()
    {
        TrainingHistory history = await TrainAsync(LabelledRows.Draw(seed: 7, training: 8000, heldOut: 2000));

        Assert.InRange(history.Metric, 0.98f, 1f);
    }

    [SharedFact(Images, Labels)]
    public async Task Train_OnMnist_ReadsHeldOutDigits()
    {
        string folder = Path.GetDirectoryName(Repository.Shared(Images))!; // The attribute skips the test where the file is not there.
        TrainingHistory history = await TrainAsync(LabelledRows.ReadIdx(
            Path.Combine(folder, Path.GetFileName(Images)), Path.Combine(folder, Path.GetFileName(Labels)), training: 8000, heldOut: 2000));

        Assert.InRange(history.Metric, 0.92f, 1f);
    }

    private static Task<TrainingHistory> TrainAsync(LabelledRows data)
    {
        TrainingJob job = new(new MultilayerPerceptron([128]).Build(data.Types), data.Tensors, seed: 42, steps: 1000, checkpointInterval: 100);
        return new TrainingRun(job, new BitwiseEngine()).RunAsync();
    }
}
