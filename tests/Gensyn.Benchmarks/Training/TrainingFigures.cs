using System.Diagnostics;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Training;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Benchmarks.Training;

/// <summary>Whole training steps, from the batch to the reading of the loss, in turns with libtorch where it is there.</summary>
internal static class TrainingFigures
{
    /// <summary>Measures a model on one thread and on two; what needs libtorch is null without it.</summary>
    /// <param name="model">Its name in <see cref="BarModels"/>.</param>
    /// <param name="key">What its figures begin with.</param>
    /// <param name="timing">How long.</param>
    /// <param name="peer">libtorch on one thread.</param>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(string model, string key, Timing timing, LibtorchPeer? peer)
    {
        Contestant[] contestants = [Ours(model, threads: 1), Ours(model, threads: 2), .. peer is null ? [] : new[] { peer.Of(model) }];
        Spread[] seconds = timing.Interleave(contestants);
        double? theirs = peer is null ? null : 1 / seconds[2].Best;
        yield return new($"{key}StepsPerSecond", 1 / seconds[0].Best);
        yield return new($"{key}StepsPerSecond2", 1 / seconds[1].Best);
        yield return new($"{key}LibtorchStepsPerSecond", theirs);
        yield return new($"{key}VsLibtorch", 1 / seconds[0].Best / theirs);
    }

    private static Contestant Ours(string model, int threads)
    {
        TrainingJob job = BarModels.Job(model, steps: int.MaxValue - 3, interval: 100);
        ITrainingSession session = new BitwiseEngine(KernelPath.Auto, threads).Open(job);
        ModelState first = session.Initialise(), state = first.Clone();
        return count =>
        {
            // Each stretch begins anew, as the peer's do: see there.
            state.CopyFrom(first);
            float loss = 0;
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                session.Step(state);
                loss = session.LastLoss;
            }

            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            return float.IsFinite(loss) ? seconds : throw new InvalidOperationException($"{model} diverged after {state.Step} steps.");
        };
    }
}
