using System.Globalization;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers.Commands;

/// <summary>The first steps of a task on the submitter's own machine, before anyone is paid for them.</summary>
internal static class Rehearsal
{
    /// <summary>Trains some steps as the solver will and tells how they went.</summary>
    /// <exception cref="TrainingDivergedException">The loss was no finite number.</exception>
    public static async Task RunAsync(TrainingJob job, uint steps, CancellationToken cancellation)
    {
        if (steps == 0 || steps > job.Plan.Steps) throw new FormatException($"--rehearse: expected 1 to {job.Plan.Steps} steps, not {steps}.");
        TrainingProgress? last = null;
        TrainingRun run = new(new TrainingJob(job.Graph, job.Data, job.Seed, steps, steps), new BitwiseEngine(threads: Environment.ProcessorCount))
        {
            StopsWhenDiverged = true,
            OnProgress = at =>
            {
                last = at;
                Console.WriteLine(at);
            },
        };
        TrainingHistory history = await run.RunAsync(cancellation: cancellation).ConfigureAwait(false);
        TimeSpan whole = last is { StepsPerSecond: > 0 } ? TimeSpan.FromSeconds(Math.Min(job.Plan.Steps / last.StepsPerSecond, TimeSpan.MaxValue.TotalSeconds / 2)) : TimeSpan.Zero;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rehearsed: metric {history.Metric} after {steps} steps; all {job.Plan.Steps} would take about {whole.TotalMinutes:0.0} minutes here"));
    }
}
