using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"gensyn-training-{Guid.NewGuid():N}");
    private readonly TrainingJob _job = SmallTask.Job();

    public static TheoryData<KernelPath> Paths() => [.. Kernels.SupportedPaths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Run_OnEveryPath_ReachesTheSameHistory(KernelPath path)
    {
        TrainingHistory history = await SmallTask.TrainAsync(_job, new BitwiseEngine(path, threads: 2));

        // Vectors: this implementation, where three paths agree with each other and the operators with the chain's leaf.
        Assert.Equal("0x973b6726b44f550e1eb8ceb2a65de74d14e0309cdea097f56f2647100265c47b", history.Leaves[0].ToString());
        Assert.Equal("0x3f0a7ec43ed112fa3205410ec413c8be7e9093d9cf8ff85fa51e3e5729b9b40a", history.Leaves[^2].ToString());
        Assert.Equal("0xac5776a081f46d21c39857df3962f4086b9480cfaa1028102dc17bc0e6bc9f50", history.Root.ToString());
        Assert.Equal(_job.Plan.HistoryLeaves, (uint)history.Leaves.Length);
        Assert.All(Enumerable.Range(0, history.Leaves.Length), leaf => Assert.True(
            Commitment.VerifyHistory(history.Root, history.Leaves.Length, leaf, history.Leaves[leaf], history.PathOf(leaf))));
    }

    [Fact]
    public async Task Run_ResumedFromAnyCheckpoint_EndsInTheSameHistory()
    {
        CheckpointFolder folder = new(_job, _folder);
        TrainingHistory whole = await Run(folder).RunAsync();

        foreach (ulong step in folder.Steps().Reverse())
        {
            ResumePoint? resume = folder.FindResumePoint();
            Assert.Equal(step, resume?.Last.Step);
            TrainingHistory resumed = await new TrainingRun(_job, new BitwiseEngine()).RunAsync(resume);
            Assert.Equal(whole.Leaves, resumed.Leaves.AsEnumerable());
            File.Delete(folder.PathOf(step));
        }

        Assert.Null(folder.FindResumePoint());
    }

    [Theory]
    [MemberData(nameof(ModelTests.Names), MemberType = typeof(ModelTests))]
    public async Task Run_OfEachArchitectureResumedFromAnyCheckpoint_EndsInTheSameState(string name)
    {
        TrainingJob job = ModelTests.Job(name, steps: 3, interval: 2);
        CheckpointFolder folder = new(job, _folder);
        TrainingHistory whole = await Run(folder, job).RunAsync();
        foreach (ulong step in folder.Steps().Reverse())
        {
            ResumePoint? resume = folder.FindResumePoint();
            Assert.Equal(step, resume?.Last.Step);
            TrainingHistory resumed = await new TrainingRun(job, new BitwiseEngine()).RunAsync(resume);
            Assert.Equal(whole.States[^1].Hash(), resumed.States[^1].Hash());
            Assert.Equal(whole.Root, resumed.Root);
            File.Delete(folder.PathOf(step));
        }
    }

    [Fact]
    public async Task FindResumePoint_BehindADamagedFile_GoesOnFromTheOneBefore()
    {
        CheckpointFolder folder = new(_job, _folder);
        TrainingHistory whole = await Run(folder).RunAsync();
        byte[] file = await File.ReadAllBytesAsync(folder.PathOf(6));
        await File.WriteAllBytesAsync(folder.PathOf(6), file.AsMemory(0, file.Length / 2));

        ResumePoint? resume = folder.FindResumePoint();

        Assert.Equal(3ul, resume?.Last.Step);
        Assert.Equal(whole.Root, (await new TrainingRun(_job, new BitwiseEngine()).RunAsync(resume)).Root);
    }

    [Fact]
    public async Task Run_FromAStateThatIsNotItsHeaders_IsRefused()
    {
        CheckpointFolder folder = new(_job, _folder);
        await Run(folder).RunAsync();
        ResumePoint resume = folder.FindResumePoint()!;
        resume.Last.Tensors[0].Words[0] ^= 1;

        await Assert.ThrowsAsync<ArgumentException>(() => new TrainingRun(_job, new BitwiseEngine()).RunAsync(resume));
    }

    [Fact]
    public async Task Run_WhenCancelled_StopsAndCanGoOn()
    {
        TrainingJob job = SmallTask.Job(steps: 5000, interval: 10);
        CheckpointFolder folder = new(job, _folder);
        using CancellationTokenSource stop = new();
        TrainingRun run = new(job, new BitwiseEngine())
        {
            OnCheckpoint = async (checkpoint, _) =>
            {
                folder.Save(checkpoint);
                if (checkpoint.Header.Step == 50) await stop.CancelAsync();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(cancellation: stop.Token));

        Assert.InRange(folder.FindResumePoint()!.Last.Step, 50ul, 4990ul);
    }

    [Fact]
    public async Task Run_WhenPublishingFails_ReportsTheFailureInsteadOfHanging()
    {
        TrainingRun run = new(SmallTask.Job(steps: 5000, interval: 10), new BitwiseEngine()) { OnCheckpoint = static (_, _) => throw new IOException("disk full") };

        Assert.Equal("disk full", (await Assert.ThrowsAsync<IOException>(() => run.RunAsync())).Message);
    }

    [Fact]
    public async Task Run_OfManySteps_ReportsProgressAndLearns()
    {
        List<TrainingProgress> reports = [];
        TrainingJob job = SmallTask.Job(steps: 300, interval: 100);
        TrainingRun run = new(job, new BitwiseEngine()) { OnProgress = reports.Add, ReportInterval = TimeSpan.Zero };

        TrainingHistory history = await run.RunAsync();

        Assert.Equal(300, reports.Count);
        Assert.True(reports[^1].Loss < reports[0].Loss / 2, $"The loss went from {reports[0].Loss} to {reports[^1].Loss}.");
        Assert.False(history.HasDiverged);
        Assert.All(reports, static report => Assert.True(report.StepsPerSecond > 0));
        Assert.All(reports, static report => Assert.NotNull(report.Remaining));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public void Progress_OfARun_TellsWhatIsLeft()
    {
        Assert.Equal("step 30 of 300, loss 0.2500, 1.5 steps a second, 3.0 minutes left", new TrainingProgress(30, 300, 0.25f, 1.5, HasDiverged: false).ToString());
        Assert.Equal("step 0 of 300, loss NaN, 0.0 steps a second", new TrainingProgress(0, 300, float.NaN, 0, HasDiverged: false).ToString());
        Assert.Null(new TrainingProgress(0, uint.MaxValue, 0f, 1e-9, HasDiverged: false).Remaining);
    }

    [Fact]
    public async Task Run_ThatStopsWhenDiverged_SaysWhenAndLeavesTheCheckpointsBefore()
    {
        TrainingJob job = SmallTask.Job(steps: 50, interval: 1, learningRate: 1e30f);
        CheckpointFolder folder = new(job, _folder);
        TrainingRun run = new(job, new BitwiseEngine())
        {
            StopsWhenDiverged = true,
            OnCheckpoint = (checkpoint, _) =>
            {
                folder.Save(checkpoint);
                return Task.CompletedTask;
            },
        };

        TrainingDivergedException stopped = await Assert.ThrowsAsync<TrainingDivergedException>(() => run.RunAsync());

        Assert.Contains($"by step {stopped.Step}", stopped.Message, StringComparison.Ordinal);
        ResumePoint before = folder.FindResumePoint()!;
        Assert.Equal(stopped.Step - 1, before.Last.Step);
        Assert.False(before.Last.HasDiverged);
        Assert.True((await new TrainingRun(job, new BitwiseEngine()).RunAsync(before)).HasDiverged);
    }

    [Fact]
    public async Task Run_WhoseLossIsNotFinite_CarriesTheFlagToTheEnd()
    {
        TrainingJob job = SmallTask.Job(learningRate: 1e30f);
        TrainingHistory history = await SmallTask.TrainAsync(job, new BitwiseEngine());

        Assert.True(history.HasDiverged);
        Assert.Equal(0u, history.States[0].Flags);
        Assert.Equal(StateHeader.Diverged, history.States[1].Flags);
    }

    [Fact]
    public async Task Replay_OfEveryInterval_EndsInTheHistorysLeaf()
    {
        ITrainingSession session = new BitwiseEngine().Open(_job);
        TrainingHistory history = await SmallTask.TrainAsync(_job, new BitwiseEngine());
        ImmutableArray<ModelState> states = SmallTask.StatesOf(session);

        for (uint index = 0; index < _job.Plan.Intervals; index++)
        {
            Assert.True(_job.Plan.TryGet(index, out Interval interval));
            ModelState? start = index == 0 ? null : states[(int)interval.StartStep].Clone();

            IntervalReplay replay = IntervalReplay.Run(session, index, start);

            Assert.Equal(history.Leaves[(int)index], replay.EndLeaf);
            if (interval.Phase == GraphPhase.Step) Assert.Equal(interval.Runs + 1, (uint)replay.States.Length);
            Assert.All(replay.States, header => Assert.Equal(states[(int)header.Step].Commit(_job.Graph, _job.Summary), header));
        }
    }

    [Fact]
    public void Replay_OfSomeSteps_CommitsToThoseAndTheLast()
    {
        ITrainingSession session = new BitwiseEngine().Open(_job);

        IntervalReplay replay = IntervalReplay.Run(session, 1, session.Initialise(), new HashSet<ulong> { 2 });

        Assert.Equal(new ulong[] { 2, 3 }, replay.States.Select(static header => header.Step));
    }

    [Theory]
    [InlineData(GraphPhase.Initialisation)]
    [InlineData(GraphPhase.Step)]
    [InlineData(GraphPhase.Evaluation)]
    public void Trace_OfAPhase_HoldsWhatTheRunDelivers(GraphPhase phase)
    {
        ITrainingSession session = new BitwiseEngine().Open(_job);
        ModelState before = session.Initialise();
        session.Step(before);
        ModelState untouched = before.Clone(), after = before.Clone();
        session.Step(after);

        ImmutableArray<Tensor> outputs = session.Trace(phase, phase == GraphPhase.Initialisation ? null : before);

        Assert.Equal(untouched.Commit(_job.Graph, _job.Summary), before.Commit(_job.Graph, _job.Summary));
        if (phase == GraphPhase.Evaluation)
        {
            Assert.Equal(session.Evaluate(before), outputs[_job.Graph.MetricRecord].Floats[0]);
            return;
        }

        ModelState made = phase == GraphPhase.Initialisation ? session.Initialise() : after;
        for (int slot = 0; slot < made.Tensors.Length; slot++)
        {
            int record = phase == GraphPhase.Initialisation ? _job.Graph.Slots[slot].InitialRecord : _job.Graph.Slots[slot].StepRecord;
            Assert.True(made.Tensors[slot].Bytes.SequenceEqual(outputs[record].Bytes), _job.Graph.Slots[slot].Name);
        }
    }

    [Fact]
    public async Task Checkpoint_ChangedAnywhere_IsRefused()
    {
        CheckpointFolder folder = new(_job, _folder);
        TrainingHistory history = await Run(folder).RunAsync();
        H256 expected = history.States[1].Hash();
        byte[] file = await File.ReadAllBytesAsync(folder.PathOf(3));
        Assert.Equal(expected, Checkpoint.Read(_job, Safetensors.Parse(file), expected).Header.Hash());

        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. file];
            int at = i < 150 ? random.Next(2000) : random.Next(changed.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            try
            {
                // A change that is read at all may only have touched metadata that the hash does not need.
                Checkpoint read = Checkpoint.Read(_job, Safetensors.Parse(changed), expected);
                Assert.Equal(expected, read.State.Commit(_job.Graph, _job.Summary).Hash());
            }
            catch (TrainingDataException)
            {
                // Any other exception fails the test.
            }
        }

        TrainingDataException error = Assert.Throws<TrainingDataException>(() => folder.Load(3, history.States[0].Hash()));
        Assert.Contains("commits to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_ReadIntoAUsedState_IsTheSame_AlsoAfterARefusal()
    {
        CheckpointFolder folder = new(_job, _folder);
        TrainingHistory history = await Run(folder).RunAsync();
        ModelState used = folder.Load(3).State;

        Assert.Throws<TrainingDataException>(() => folder.Load(0, history.States[1].Hash(), used));
        Checkpoint read = folder.Load(3, history.States[1].Hash(), used);

        Assert.Same(used, read.State);
        Assert.Equal(history.States[1], used.Commit(_job.Graph, _job.Summary));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private TrainingRun Run(CheckpointFolder folder, TrainingJob? job = null) => new(job ?? _job, new BitwiseEngine())
    {
        OnCheckpoint = (checkpoint, _) =>
        {
            folder.Save(checkpoint);
            return Task.CompletedTask;
        },
    };
}
