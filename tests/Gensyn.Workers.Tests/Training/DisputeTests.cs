using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Disputes;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class DisputeTests
{
    private static readonly TrainingJob Job = SmallTask.Job();
    private static readonly TrainingJob LossJob = SmallTask.Job(Metric.Loss);

    public static TheoryData<GraphPhase, int, bool> Records()
    {
        TheoryData<GraphPhase, int, bool> data = [];
        foreach (GraphPhase phase in Enum.GetValues<GraphPhase>())
        {
            for (int record = 0; record < Job.Graph.Records(phase).Length; record++) data.Add(phase, record, false);
        }

        for (int record = 0; record < LossJob.Graph.Evaluation.Length; record++) data.Add(GraphPhase.Evaluation, record, true);
        return data;
    }

    [Theory]
    [MemberData(nameof(Records))]
    public async Task Play_AboutOneFlippedBitInAnyOperator_ConvictsTheFaultyParty(GraphPhase phase, int record, bool loss)
    {
        TrainingJob job = loss ? LossJob : Job;
        ITrainingEngine honest = new BitwiseEngine();
        TrainingHistory truth = await SmallTask.TrainAsync(job, honest);
        ModelState final = SmallTask.StatesOf(honest.Open(job))[^1];
        GraphRecord target = job.Graph.Records(phase)[record];
        int games = 0;
        foreach ((int element, int bit) in Faults(target).Take(phase == GraphPhase.Evaluation ? 250 : 40))
        {
            ITrainingEngine faulty = new BitwiseEngine(fault: new OperatorFault(phase, Step: 5, record, element, bit));
            TrainingHistory lie = phase == GraphPhase.Evaluation
                ? truth with { Metric = faulty.Open(job).Evaluate(final) }
                : await SmallTask.TrainAsync(job, faulty);
            int leaf = truth.Leaves.Zip(lie.Leaves).TakeWhile(static pair => pair.First == pair.Second).Count();
            if (leaf == truth.Leaves.Length) continue;
            if (++games > 3) break;
            foreach (DisputeSide guilty in Enum.GetValues<DisputeSide>())
            {
                DisputeVerdict verdict = Play(job, (uint)leaf, guilty, honest, faulty, truth, lie);

                Assert.True(verdict.Winner is { } winner && winner != guilty, $"{target.Operator} {element}/{bit}: {verdict}");
                Assert.Contains(verdict.Reason, new[] { DisputeReason.WrongOutput, DisputeReason.BadPost });
                Assert.Equal((phase, (uint)record, target.Operator), (verdict.Operator!.Value.Phase, verdict.Operator.Value.Record, verdict.Operator.Value.Id));
                Assert.InRange(verdict.Rounds, 1u, 11u);
                Assert.InRange(verdict.LeafBytes, 0u, 16384u);
            }
        }

        // A wrong bit that leaves no trace in any state or metric is no fault of the work; the loss is only watched for being finite.
        Assert.True(games > 0 || IsOnlyWatched(job, phase, record), $"No fault in {target.Operator} showed in the history.");
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(SmallTask.Steps)]
    public async Task Play_AboutAFlippedWeightAtAnyStep_FindsTheStepAndTheOperator(uint step)
    {
        ITrainingEngine honest = new BitwiseEngine(), faulty = new BitwiseEngine(fault: OperatorFault.InSlot(Job.Graph, slot: 0, step, element: 77, bit: 0));
        TrainingHistory truth = await SmallTask.TrainAsync(Job, honest), lie = await SmallTask.TrainAsync(Job, faulty);

        DisputeVerdict verdict = Play(Job, Job.Plan.IntervalOfStep(step), DisputeSide.Defender, honest, faulty, truth, lie);

        Assert.Equal((DisputeSide?)DisputeSide.Challenger, verdict.Winner);
        Assert.Equal(step, verdict.Step);
        Assert.Equal(new OperatorRef(GraphPhase.Step, Job.Graph.Slots[0].StepRecord, OperatorId.SgdUpdate), verdict.Operator);
    }

    /// <summary>Rows and targets of Float32, as a step gathers them and the evaluation takes them.</summary>
    [Theory]
    [InlineData(GraphPhase.Step, OperatorId.GatherRows, 0)]
    [InlineData(GraphPhase.Step, OperatorId.GatherRows, 1)]
    [InlineData(GraphPhase.Evaluation, OperatorId.Slice, 0)]
    [InlineData(GraphPhase.Evaluation, OperatorId.Slice, 1)]
    public async Task Play_AboutAFlippedBitInDataOfFloats_ConvictsTheFaultyParty(GraphPhase phase, OperatorId id, int place)
    {
        TrainingJob job = NumbersTask.Job("mse", steps: 3);
        int record = job.Graph.Records(phase).Select(static (one, index) => (one.Operator, index)).Where(one => one.Operator == id).ElementAt(place).index;
        ITrainingEngine honest = new BitwiseEngine(), faulty = new BitwiseEngine(fault: new OperatorFault(phase, Step: 2, record, Element: 5, Bit: 21));
        TrainingHistory truth = await SmallTask.TrainAsync(job, honest), lie = await SmallTask.TrainAsync(job, faulty);
        int leaf = truth.Leaves.Zip(lie.Leaves).TakeWhile(static pair => pair.First == pair.Second).Count();

        DisputeVerdict verdict = Play(job, (uint)leaf, DisputeSide.Defender, honest, faulty, truth, lie);

        Assert.Equal((DisputeSide?)DisputeSide.Challenger, verdict.Winner);
        Assert.Equal(new OperatorRef(phase, (uint)record, id), verdict.Operator);
    }

    [Fact]
    public void Play_AboutAStretchOfAnInterval_EndsAsAboutTheWhole()
    {
        ITrainingEngine honest = new BitwiseEngine(), faulty = new BitwiseEngine(fault: OperatorFault.InSlot(Job.Graph, slot: 2, step: 5, element: 3, bit: 22));
        ImmutableArray<ModelState> states = SmallTask.StatesOf(honest.Open(Job)), wrong = SmallTask.StatesOf(faulty.Open(Job));
        Interval stretch = new(2, GraphPhase.Step, StartStep: 3, Runs: 2);

        DisputeVerdict verdict = Play(
            Job, stretch, Hash(states[3]), Hash(wrong[5]), Hash(states[5]), new ReplayWitness(faulty.Open(Job), stretch, wrong[3]), new ReplayWitness(honest.Open(Job), stretch, states[3]));

        Assert.Equal((DisputeSide?)DisputeSide.Challenger, verdict.Winner);
        Assert.Equal(5u, verdict.Step);

        static H256 Hash(ModelState state) => state.Commit(Job.Graph, Job.Summary).Hash();
    }

    private static bool IsOnlyWatched(TrainingJob job, GraphPhase phase, int record)
    {
        // The loss's own chain: nothing but its records read it.
        return phase == GraphPhase.Step && job.Graph.Step[record].Operator is OperatorId.CrossEntropyLoss or OperatorId.SumBlocks or OperatorId.Scale;
    }

    /// <summary>Low, middle and high bits in the first, the last and inner elements; then more, for operators whose faults rarely show.</summary>
    private static IEnumerable<(int Element, int Bit)> Faults(GraphRecord record)
    {
        int elements = record.Output.Shape.Elements;
        IEnumerable<(int Element, int Bit)> first = [(0, 0), (elements / 2, 21), (elements - 1, 30), (elements / 3, 3)];
        IEnumerable<int> spread = Enumerable.Range(0, 80).Select(i => (int)((long)i * elements / 80)).Distinct();
        return first.Concat(spread.SelectMany(static element => ((int, int)[])[(element, 30), (element, 0), (element, 1)])).Distinct();
    }

    private static DisputeVerdict Play(
        TrainingJob job, uint leaf, DisputeSide guilty, ITrainingEngine honest, ITrainingEngine faulty, TrainingHistory truth, TrainingHistory lie)
    {
        Assert.True(job.Plan.TryGet(leaf, out Interval interval));
        H256 start = leaf == 0 ? H256.Zero : truth.Leaves[(int)leaf - 1];
        Assert.True(leaf == 0 || lie.Leaves[(int)leaf - 1] == start);
        (H256 right, H256 wrong) = (truth.Leaves[(int)leaf], lie.Leaves[(int)leaf]);
        ReplayWitness forRight = Witness(job, honest, interval), forWrong = Witness(job, faulty, interval);
        return guilty == DisputeSide.Defender
            ? Play(job, interval, start, wrong, right, forWrong, forRight)
            : Play(job, interval, start, right, wrong, forRight, forWrong);
    }

    private static ReplayWitness Witness(TrainingJob job, ITrainingEngine engine, Interval interval)
    {
        ITrainingSession session = engine.Open(job);
        ModelState? start = null;
        if (interval.Phase != GraphPhase.Initialisation)
        {
            start = session.Initialise();
            while (start.Step < interval.StartStep) session.Step(start);
        }

        return new ReplayWitness(session, interval, start);
    }

    private static DisputeVerdict Play(
        TrainingJob job, Interval interval, H256 start, H256 defenderEnd, H256 challengerEnd, ReplayWitness defender, ReplayWitness challenger)
    {
        DisputeTask task = new(job.Graph.Root(), job.Summary, job.Seed, job.DataRoots());
        DisputeGame? game = DisputeGame.Open(task, DisputeSpan.Of(interval, start), defenderEnd, challengerEnd);
        Assert.NotNull(game);
        Dictionary<DisputeSide, DisputePlayer> players = new()
        {
            [DisputeSide.Defender] = new(defender),
            [DisputeSide.Challenger] = new(challenger),
        };
        while (game.Verdict is null)
        {
            bool moved = false;
            foreach ((DisputeSide side, DisputePlayer player) in players)
            {
                if (player.Next(game, side) is not { } move) continue;
                Assert.InRange(DisputeMove.Codec.ToBytes(move).Length, 1, DisputeMove.MaxBytes);
                MoveResult result = DisputeReferee.Apply(game, side, game.Rounds, move);
                Assert.True(result.Accepted);
                game = result.Game;
                moved = true;
            }

            Assert.True(moved, "Nobody moves and nothing is decided.");
        }

        return game.Verdict;
    }
}
