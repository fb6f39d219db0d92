using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Xunit;
using Call = Gensyn.Pallets.Compute.Arbitration.ArbitrationPallet.Call;
using Event = Gensyn.Pallets.Compute.Arbitration.ArbitrationPallet.Event;

namespace Gensyn.Pallets.Tests.Arbitration;

/// <summary>Games played to their end, by parties that compute: who lies loses, whoever else colludes.</summary>
public sealed class ConvictionTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;

    private readonly ComputeTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    public ConvictionTests()
    {
        for (int i = 0; i < 5; i++) _runtime.Provide(i);
    }

    [Theory]
    [InlineData(Lie.Initialisation, 0u, 0u, OperatorId.ImportRows)]
    [InlineData(Lie.Step, 1u, 1u, OperatorId.Scale)]
    [InlineData(Lie.Step, 6u, 2u, OperatorId.Scale)]
    [InlineData(Lie.Step, 10u, 3u, OperatorId.Scale)]
    [InlineData(Lie.Metric, 0u, 4u, OperatorId.RowSum)]
    public void Solver_ThatLied_LosesToAWhistleblower_ThoughVerifiersCollude(Lie lie, uint step, uint interval, OperatorId culprit)
    {
        // All intervals are drawn, so that every colluding verdict confirmed the lie and none of them is paid.
        _runtime.Proofs.Genesis(ProofParameters.Development with { Intervals = 5 });
        TaskDriver driver = new(_runtime, SmallRun.Spec(steps: 10, interval: 4));
        SmallRun run = new(10, 4, lie, step);
        driver.Audit(run);
        ImmutableArray<IntervalAnswer> lazy = run.LazyAnswers(driver.Round.Intervals);
        driver.Verdicts(run, lazy, lazy);
        AccountId solver = driver.Solver;
        AccountId whistleblower = Whistleblower(20);
        UInt128 before = _runtime.Money.FreeOf(whistleblower);
        UInt128 bond = _runtime.Bonds.LockedOf(solver, new LockId(LockKind.Solver, driver.Task));

        uint game = Challenge(driver, run, whistleblower, interval);
        Assert.Equal(TaskState.Disputed, _runtime.StateOf(driver.Task));
        GameVerdict verdict = _runtime.PlayOut(game, new SmallWitness(run), new SmallWitness(run, interval));

        Assert.Equal((GameOutcome.LeftLost, Decision.Leaf, (ushort)culprit), (verdict.Outcome, verdict.DecidedBy, verdict.Operator));
        Assert.True(verdict.LeafBytes > 0);
        Assert.Equal(before + (bond * 4 / 10), _runtime.Money.FreeOf(whistleblower));
        Assert.Equal(bond / 2, _runtime.Money.Burned);
        TaskProgress progress = _runtime.ProgressOf(driver.Task);
        Assert.Equal((TaskState.Open, 1u), (progress.State, progress.Attempt));
        Assert.Equal(solver, Assert.Single(progress.Excluded));
        Assert.Equal(0u, _runtime.Bonds.LockedOf(whistleblower, new LockId(LockKind.Challenge, 0)));
        _runtime.AssertBooks();
        AssertNothingLeft();
    }

    [Fact]
    public void Task_OfAConvictedSolver_IsSolvedByAnother()
    {
        TaskDriver driver = new(_runtime);
        SmallRun lie = new(8, 4, Lie.Step, 3);
        driver.Audit(lie).Verdicts(lie);
        AccountId first = driver.Solver;
        PlayAll(lie);

        SmallRun run = driver.Honest;
        driver.Audit(run);
        Assert.NotEqual(first, driver.Solver);
        Assert.DoesNotContain(driver.Round.Seats, s => s.Verifier == first);
        driver.Verdicts(run).Settle();

        Assert.Equal(TaskState.Settled, _runtime.StateOf(driver.Task));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Verifier_ThatRejects_ConvictsTheSolver_AndTheOtherHonestOneIsPaid()
    {
        // All intervals are drawn, so that the lie is seen.
        _runtime.Proofs.Genesis(ProofParameters.Development with { Intervals = 4 });
        TaskDriver driver = new(_runtime);
        SmallRun run = new(8, 4, Lie.Step, 5);
        driver.Audit(run).Verdicts(run);
        ImmutableArray<Event.GameOpened> opened = [.. _runtime.AllEvents.OfType<Event.GameOpened>()];

        Assert.Equal(2, opened.Length);
        Assert.All(opened, g => Assert.Equal((GameKind.Rejection, 2u), (g.Kind, g.Interval)));
        UInt128 fee = ((ITaskBoard)_runtime.Tasks).Find(driver.Task)!.VerifierFee;
        UInt128 second = _runtime.Money.FreeOf(opened[1].Right);
        GameVerdict verdict = _runtime.PlayOut(opened[0].Game, new SmallWitness(run), new SmallWitness(run, 2));

        Assert.Equal(GameOutcome.LeftLost, verdict.Outcome);
        Assert.Equal(second + fee, _runtime.Money.FreeOf(opened[1].Right));
        Assert.Contains(new Event.GameClosed(opened[1].Game, driver.Task), _runtime.AllEvents);
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        _runtime.AssertBooks();
        AssertNothingLeft();
    }

    [Fact]
    public void Verifier_ThatRanNothing_LosesToTheOther_AndIsReplaced()
    {
        _runtime.Proofs.Genesis(ProofParameters.Development with { Intervals = 4 });
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        AccountId lazy = driver.Round.Seats[0].Verifier;
        AccountId honest = driver.Round.Seats[1].Verifier;
        driver.Verdicts(run, run.LazyAnswers(driver.Round.Intervals));
        Event.GameOpened opened = Assert.Single(_runtime.AllEvents.OfType<Event.GameOpened>());
        Assert.Equal((GameKind.Verifiers, lazy, honest), (opened.Kind, opened.Left, opened.Right));
        UInt128 before = _runtime.Money.FreeOf(honest);

        GameVerdict verdict = _runtime.PlayOut(opened.Game, null, new SmallWitness(run));

        Assert.Equal((GameOutcome.LeftLost, Decision.Timeout), (verdict.Outcome, verdict.DecidedBy));
        Assert.True(_runtime.Money.FreeOf(honest) > before);
        Assert.Equal(SeatState.Convicted, _runtime.Proofs.Audits.Get(driver.Task)!.Rounds[0].Seats[0].State);
        Assert.Equal(TaskState.Auditing, _runtime.StateOf(driver.Task));
        _runtime.AssertBooks();

        for (int i = 0; i < 10 && _runtime.Proofs.Audits.Get(driver.Task)!.Rounds.Length == 1; i++) _runtime.NextBlock();
        Assert.Single(driver.Round.Seats);
        Assert.NotEqual(lazy, driver.Round.Seats[0].Verifier);
        driver.Verdicts(run).Settle();
        _runtime.AssertBooks();
    }

    [Fact]
    public void Verifier_ThatPostsNonsense_LosesAtOnce()
    {
        _runtime.Proofs.Genesis(ProofParameters.Development with { Intervals = 4 });
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run, run.LazyAnswers(driver.Round.Intervals));
        Event.GameOpened opened = Assert.Single(_runtime.AllEvents.OfType<Event.GameOpened>());

        _runtime.AssertOk(Origin.Signed(opened.Left), new Call.Move(opened.Game, 0, new DisputeMove.Tile([])));

        GameVerdict verdict = _runtime.Last<Event.GameDecided>()!.Verdict;
        Assert.Equal((GameOutcome.LeftLost, Decision.Post, DisputeReason.BadPost), (verdict.Outcome, verdict.DecidedBy, verdict.Reason!.Value));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Whistleblower_ThatIsWrong_LosesItsBondToTheSolver()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run);
        AccountId liar = Whistleblower(20);
        UInt128 before = _runtime.Money.FreeOf(driver.Solver);
        UInt128 bond = _runtime.Arbitration.NextBond(driver.Task);
        SmallRun invented = new(8, 4, Lie.Step, 6);

        uint game = Challenge(driver, run, liar, 2, invented.Leaves[2]);
        GameVerdict verdict = _runtime.PlayOut(game, new SmallWitness(run), new SmallWitness(invented));

        Assert.Equal((GameOutcome.RightLost, Decision.Leaf), (verdict.Outcome, verdict.DecidedBy));
        Assert.Equal(before + (bond * 4 / 10), _runtime.Money.FreeOf(driver.Solver));
        Assert.Equal(TaskState.ChallengeWindow, _runtime.StateOf(driver.Task));
        _runtime.AssertBooks();
        driver.RunUntil(TaskState.Settled);
        _runtime.AssertBooks();
        AssertNothingLeft();
    }

    [Fact]
    public void Sides_ThatBothLie_BothLose()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = new(8, 4, Lie.Step, 6);
        driver.Audit(run);
        ImmutableArray<IntervalAnswer> lazy = run.LazyAnswers(driver.Round.Intervals);
        driver.Verdicts(run, lazy, lazy);
        AccountId liar = Whistleblower(20);
        SmallRun other = new(8, 4, Lie.OtherStep, 6);

        uint game = Challenge(driver, run, liar, 2, other.Leaves[2]);
        GameVerdict verdict = _runtime.PlayOut(game, new SmallWitness(run), new SmallWitness(other));

        Assert.Equal(GameOutcome.BothLost, verdict.Outcome);
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        Assert.True(_runtime.Bonds.FreeOf(liar) < 1000 * Unit);
        _runtime.AssertBooks();
        AssertNothingLeft();
    }

    [Fact]
    public void Solver_ThatFallsSilent_LosesByItsClock()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run);
        AccountId liar = Whistleblower(20);
        SmallRun invented = new(8, 4, Lie.Step, 6);

        uint game = Challenge(driver, run, liar, 2, invented.Leaves[2]);
        GameVerdict verdict = _runtime.PlayOut(game, null, new SmallWitness(invented));

        Assert.Equal((GameOutcome.LeftLost, Decision.Timeout), (verdict.Outcome, verdict.DecidedBy));
        Assert.Equal(TaskState.Open, _runtime.StateOf(driver.Task));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Conviction_ReturnsTheBondsOfAllOtherGamesAndChallenges()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = new(8, 4, Lie.Step, 6);
        driver.Audit(run);
        ImmutableArray<IntervalAnswer> lazy = run.LazyAnswers(driver.Round.Intervals);
        driver.Verdicts(run, lazy, lazy);
        AccountId first = Whistleblower(20);
        AccountId second = Whistleblower(21);
        AccountId third = Whistleblower(22);
        uint game = Challenge(driver, run, first, 2);
        uint other = Challenge(driver, run, second, 2);
        _runtime.AssertOk(Origin.Signed(third), new Call.CommitChallenge(driver.Task, H256.Zero));
        UInt128 stake = _runtime.Bonds.FreeOf(second) + _runtime.Bonds.LockedOf(second, new LockId(LockKind.Challenge, 1));

        _runtime.PlayOut(game, new SmallWitness(run), new SmallWitness(run, 2));

        Assert.Equal(stake, _runtime.Bonds.FreeOf(second));
        Assert.Contains(new Event.GameClosed(other, driver.Task), _runtime.AllEvents);
        Assert.Contains(new Event.ChallengeClosed(2, driver.Task), _runtime.AllEvents);
        _runtime.AssertBooks();
        AssertNothingLeft();
    }

    private AccountId Whistleblower(int number)
    {
        AccountId who = _runtime.Endow(DevAccounts.Number(number), 10_000 * Unit);
        _runtime.AssertOk(Origin.Signed(who), new Compute.Staking.StakingPallet.Call.Bond(1000 * Unit));
        return who;
    }

    private uint Challenge(TaskDriver driver, SmallRun run, AccountId who, uint interval, H256? other = null)
    {
        uint id = _runtime.Arbitration.NextChallenge.Get();
        uint game = _runtime.Arbitration.NextGame.Get();
        ChallengeOpening opening = new(
            interval, run.StartOf(interval), run.StartPath(interval), run.Leaves[(int)interval], run.Path((int)interval),
            other ?? run.Replayed(interval), TaskDriver.Salt);
        _runtime.AssertOk(
            Origin.Signed(who), new Call.CommitChallenge(driver.Task, ArbitrationPallet.ChallengeHash(driver.Task, who, opening)));
        _runtime.NextBlock();
        _runtime.AssertOk(Origin.Signed(who), new Call.Challenge(id, opening));
        _runtime.AssertBooks();
        return game;
    }

    private void PlayAll(SmallRun run)
    {
        while (_runtime.Arbitration.Games.Entries().FirstOrDefault() is { Value: { } game } entry)
        {
            _runtime.PlayOut(entry.Key, new SmallWitness(run), new SmallWitness(run, game.Interval));
        }
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(_runtime.Arbitration.Games.Entries());
        Assert.Empty(_runtime.Arbitration.Boards.Entries());
        Assert.Empty(_runtime.Arbitration.Challenges.Entries());
        Assert.Empty(_runtime.Arbitration.TaskGames.Entries());
        Assert.Empty(_runtime.Arbitration.TaskChallenges.Entries());
        Assert.Empty(_runtime.Arbitration.ChallengeCounts.Entries());
        Assert.Empty(_runtime.Arbitration.Deadlines.Entries());
        Assert.Empty(_runtime.Arbitration.ChallengeDeadlines.Entries());
        Assert.Empty(_runtime.Proofs.Audits.Entries());
        Assert.Empty(_runtime.Proofs.Verdicts.Entries());
        Assert.Empty(_runtime.Proofs.Commitments.Entries());
    }
}
