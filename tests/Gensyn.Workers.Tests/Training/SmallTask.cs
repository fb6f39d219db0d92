using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Tests.Training;

/// <summary>A classifier small enough to play every dispute about it: 40 inputs, 34 hidden units, 10 classes, batches of 33.</summary>
/// <remarks>Sizes are not multiples of tiles, vectors or chunks, so every edge is there.</remarks>
internal static class SmallTask
{
    public const uint Steps = 7;
    public const uint Interval = 3;

    public static LabelledRows Data()
    {
        LabelledRows digits = LabelledRows.Draw(seed: 5, training: 90, heldOut: 35);
        return digits with { TrainingRows = Crop(digits.TrainingRows), HeldOutRows = Crop(digits.HeldOutRows) };
    }

    public static TrainingJob Job(Metric metric = Metric.Accuracy, uint steps = Steps, uint interval = Interval, float learningRate = 0.1f)
    {
        LabelledRows data = Data();
        TaskGraph graph = new MultilayerPerceptron([34], Batch: 33, LearningRate: learningRate, Metric: metric).Build(data.Types);
        return new TrainingJob(graph, data.Tensors, seed: 11, steps, interval);
    }

    public static Task<TrainingHistory> TrainAsync(TrainingJob job, ITrainingEngine engine) => new TrainingRun(job, engine).RunAsync();

    /// <summary>The states at all steps, S_0 first.</summary>
    public static ImmutableArray<ModelState> StatesOf(ITrainingSession session)
    {
        ImmutableArray<ModelState>.Builder states = ImmutableArray.CreateBuilder<ModelState>();
        ModelState state = session.Initialise();
        states.Add(state.Clone());
        while (state.Step < session.Job.Plan.Steps)
        {
            session.Step(state);
            states.Add(state.Clone());
        }

        return states.ToImmutable();
    }

    /// <summary>40 pixels from the middle of each image.</summary>
    private static Tensor Crop(Tensor rows)
    {
        int count = rows.Type.Shape.Rows;
        Tensor cropped = new(new TensorType(DataType.UInt8, Shape.Of((uint)count, 40)));
        for (int i = 0; i < count; i++)
        {
            for (int pixel = 0; pixel < 40; pixel++) cropped.Bytes[(i * 40) + pixel] = rows.Bytes[(i * DrawnDigits.Pixels) + (19 * pixel) + 12];
        }

        return cropped;
    }
}
