using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Gensyn.Verification;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Training.Runs;

/// <summary>Trains a job from its start, or from a checkpoint, and commits to its history on another thread.</summary>
/// <remarks>
/// The training thread only copies the state at a checkpoint; hashing and whatever <see cref="OnCheckpoint"/> does happen elsewhere. When
/// that falls two checkpoints behind, training waits.
/// </remarks>
public sealed class TrainingRun(TrainingJob job, ITrainingEngine engine)
{
    private const int CheckpointsInFlight = 2;

    /// <summary>Called for each checkpoint in order, away from the training thread; the state is valid during the call only.</summary>
    public Func<Checkpoint, CancellationToken, Task>? OnCheckpoint { get; init; }

    /// <summary>Told about progress, on the training thread.</summary>
    public Action<TrainingProgress>? OnProgress { get; init; }

    /// <summary>How long at least lies between two reports of progress.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether to stop once the watched value is not finite.</summary>
    /// <remarks>Not for a task's solver: the history that it commits to has every checkpoint, those after the divergence too, and carries the flag to its end.</remarks>
    public bool StopsWhenDiverged { get; init; }

    /// <summary>How long the training thread took, from its first step to the metric.</summary>
    public TimeSpan TrainingTime { get; private set; }

    /// <summary>How long hashing the checkpoints and <see cref="OnCheckpoint"/> took, beside the training.</summary>
    public TimeSpan ProvingTime { get; private set; }

    /// <summary>Trains to the end and returns the history.</summary>
    /// <exception cref="ArgumentException">The resume point is not one of this job.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was reported of checkpoints is enough to go on from.</exception>
    /// <exception cref="TrainingDivergedException">The run diverged and was to stop then; checkpoints before that have been reported.</exception>
    public async Task<TrainingHistory> RunAsync(ResumePoint? resume = null, CancellationToken cancellation = default)
    {
        CheckResumePoint(resume);
        List<StateHeader> headers = [.. resume?.States ?? []];
        Channel<ModelState> made = Channel.CreateUnbounded<ModelState>();
        ConcurrentBag<ModelState> spare = [];
        using SemaphoreSlim room = new(CheckpointsInFlight);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        Task<float> training = Task.Factory.StartNew(
            () => Train(resume?.Last, made.Writer, spare, room, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (ModelState state in made.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                long began = Stopwatch.GetTimestamp();
                Checkpoint checkpoint = Checkpoint.Of(job, state);
                headers.Add(checkpoint.Header);
                if (OnCheckpoint is not null) await OnCheckpoint(checkpoint, cancellation).ConfigureAwait(false);
                ProvingTime += Stopwatch.GetElapsedTime(began);
                spare.Add(state);
                room.Release();
            }
        }
        catch
        {
            // Whatever failed here, the training thread must not wait for a reader that is gone.
            await stop.CancelAsync().ConfigureAwait(false);
            await training.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            throw;
        }

        float metric = await training.ConfigureAwait(false);
        return new TrainingHistory(job.Plan, [.. headers], metric);
    }

    private void CheckResumePoint(ResumePoint? resume)
    {
        if (resume is null) return;
        uint leaf = (uint)resume.States.Length - 1;
        bool fits = !resume.States.IsEmpty && leaf <= job.Plan.TrainingIntervals && resume.Last.Step == job.Plan.StepOfLeaf(leaf) && resume.States[^1].Step == resume.Last.Step;
        if (!fits || resume.Last.Commit(job.Graph, job.Summary) != resume.States[^1]) throw new ArgumentException("The state to go on from is not the last of its headers.", nameof(resume));
    }

    private float Train(ModelState? from, ChannelWriter<ModelState> made, ConcurrentBag<ModelState> spare, SemaphoreSlim room, CancellationToken stop)
    {
        try
        {
            long began = Stopwatch.GetTimestamp();
            ITrainingSession session = engine.Open(job);
            ModelState state = from?.Clone() ?? session.Initialise();
            if (from is null) HandOver(state);
            Stopwatch sinceReport = Stopwatch.StartNew();
            StepRate rate = new();
            ulong reported = state.Step;
            while (state.Step < job.Plan.Steps)
            {
                stop.ThrowIfCancellationRequested();
                session.Step(state);
                if (StopsWhenDiverged && state.HasDiverged) throw new TrainingDivergedException(state.Step, session.LastLoss);
                if (state.Step % job.Plan.CheckpointInterval == 0 || state.Step == job.Plan.Steps) HandOver(state);
                if (OnProgress is null || (sinceReport.Elapsed < ReportInterval && state.Step < job.Plan.Steps)) continue;
                OnProgress(new(state.Step, job.Plan.Steps, session.LastLoss, rate.Add(state.Step - reported, sinceReport.Elapsed), state.HasDiverged));
                reported = state.Step;
                sinceReport.Restart();
            }

            float metric = session.Evaluate(state);
            TrainingTime = Stopwatch.GetElapsedTime(began);
            return metric;
        }
        finally
        {
            made.TryComplete();
        }

        void HandOver(ModelState state)
        {
            // Training outran hashing: this thread is its own, so it may block.
            room.Wait(stop);
            ModelState copy = spare.TryTake(out ModelState? reused) ? reused : new ModelState(job.Graph);
            copy.CopyFrom(state);
            made.TryWrite(copy);
        }
    }
}
