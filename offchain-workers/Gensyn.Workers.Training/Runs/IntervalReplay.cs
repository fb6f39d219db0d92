using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Training.Runs;

/// <summary>One interval computed again from its opening checkpoint.</summary>
/// <param name="Interval">The interval.</param>
/// <param name="States">The headers that were asked for, by ascending step; always with the last state of the interval.</param>
/// <param name="End">The state at the end; for the evaluation the state that it read.</param>
/// <param name="Metric">The metric, for the evaluation.</param>
public sealed record IntervalReplay(Interval Interval, ImmutableArray<StateHeader> States, ModelState End, float? Metric)
{
    /// <summary>The history leaf that the interval ends in.</summary>
    public H256 EndLeaf => Metric is { } metric ? TrainingHistory.MetricLeaf(metric) : States[^1].Hash();

    /// <summary>Replays an interval and commits to the states after the steps asked for.</summary>
    /// <param name="session">The job, opened by an engine.</param>
    /// <param name="index">The interval's number.</param>
    /// <param name="start">The state at its start, which is taken over: steps turn it into the one at the end. Null for the initialisation.</param>
    /// <param name="steps">The steps to commit to besides the last; null commits to all, the opening one included.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">There is no such interval, or the state is not its start.</exception>
    public static IntervalReplay Run(
        ITrainingSession session, uint index, ModelState? start, IReadOnlySet<ulong>? steps = null, CancellationToken cancellation = default)
    {
        TrainingJob job = session.Job;
        if (!job.Plan.TryGet(index, out Interval interval)) throw new ArgumentException($"The job has no interval {index}.", nameof(index));
        if (interval.Phase == GraphPhase.Initialisation)
        {
            ModelState first = session.Initialise();
            return new(interval, [first.Commit(job.Graph, job.Summary)], first, null);
        }

        if (start?.Step != interval.StartStep) throw new ArgumentException($"Interval {index} starts from the state after step {interval.StartStep}.", nameof(start));
        if (interval.Phase == GraphPhase.Evaluation) return new(interval, [start.Commit(job.Graph, job.Summary)], start, session.Evaluate(start));

        List<StateHeader> headers = [];
        if (steps?.Contains(start.Step) != false) headers.Add(start.Commit(job.Graph, job.Summary));
        for (uint run = 1; run <= interval.Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Step(start);
            if (run == interval.Runs || steps?.Contains(start.Step) != false) headers.Add(start.Commit(job.Graph, job.Summary));
        }

        return new(interval, [.. headers], start, null);
    }
}
