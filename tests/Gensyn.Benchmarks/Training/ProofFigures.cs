using System.Collections.Immutable;
using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Benchmarks.Training;

/// <summary>What proof costs beside training, on the demo's model: the solver's checkpoints, and a verifier's replay of an interval.</summary>
internal static class ProofFigures
{
    private const uint Interval = 100;
    private const int RunsInRound = 2;
    private const int ReplaysInRound = 12;

    /// <summary>Trains several times with checkpoints written to files, then replays an interval from its checkpoint.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(int repeats)
    {
        LabelledRows data = LabelledRows.Draw(1, 8000, 2000);
        TrainingJob job = new(new MultilayerPerceptron([128]).Build(data.Types), data.Tensors, seed: 1, steps: 1000, Interval);
        double steps = 0, overhead = double.MaxValue, replay = 0;
        string folder = Directory.CreateTempSubdirectory("gensyn-benchmark-").FullName;
        try
        {
            // A folder for each run: a file that replaces another is written through to the disk at once, and a solver replaces none. The one before is deleted first, so
            // that its memory is used again: on a virtual machine memory that nobody has touched yet comes from the host, a page at a time.
            int runs = RunsInRound * repeats;
            for (int i = 0; i < runs; i++)
            {
                if (i > 0) Directory.Delete(Path.Combine(folder, $"{i - 1}"), recursive: true);
                CheckpointFolder checkpoints = new(job, Path.Combine(folder, $"{i}"));
                TrainingRun run = new(job, new BitwiseEngine())
                {
                    OnCheckpoint = (checkpoint, _) =>
                    {
                        checkpoints.Save(checkpoint);
                        return Task.CompletedTask;
                    },
                };
                run.RunAsync().GetAwaiter().GetResult();
                double seconds = run.TrainingTime.TotalSeconds;
                steps = Math.Max(steps, job.Plan.Steps / seconds);
                overhead = Math.Min(overhead, run.ProvingTime.TotalSeconds / seconds);
            }

            replay = Replay(job, new CheckpointFolder(job, Path.Combine(folder, $"{runs - 1}")), repeats * ReplaysInRound);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        yield return new("mlpStepsPerSecond", steps);
        yield return new("proofOverhead", overhead);
        yield return new("replayOverhead", replay);
    }

    // A replay reads the checkpoint, checks its hash, runs the interval and commits to its end. Beyond the bare steps that it is next to, the median of the turns:
    // the machine's speed moves more from turn to turn than what is measured.
    private static double Replay(TrainingJob job, CheckpointFolder checkpoints, int times)
    {
        const uint Index = 5;
        ITrainingSession session = new BitwiseEngine().Open(job);
        var overheads = new double[times];
        ModelState? state = null, replayed = null;
        for (int i = 0; i < times; i++)
        {
            state = checkpoints.Load((Index - 1) * Interval, into: state).State;
            double bare = Bare(state);
            H256 end = state.Commit(job.Graph, job.Summary).Hash();

            long began = Stopwatch.GetTimestamp();
            replayed = checkpoints.Load((Index - 1) * Interval, into: replayed).State;
            IntervalReplay replay = IntervalReplay.Run(session, Index, replayed, ImmutableHashSet<ulong>.Empty);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (replay.EndLeaf != end) throw new InvalidOperationException("A replay ended in another state.");
            overheads[i] = (2 * seconds / (bare + Bare(state))) - 1;
        }

        Array.Sort(overheads);
        return overheads[times / 2];

        double Bare(ModelState from)
        {
            long began = Stopwatch.GetTimestamp();
            for (uint step = 0; step < Interval; step++) session.Step(from);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }
}
