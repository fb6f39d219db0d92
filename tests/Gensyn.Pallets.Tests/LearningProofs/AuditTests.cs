using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Compute.LearningProofs.LearningProofsPallet.Call;
using Error = Gensyn.Pallets.Compute.LearningProofs.LearningProofsPallet.Error;
using Event = Gensyn.Pallets.Compute.LearningProofs.LearningProofsPallet.Event;

namespace Gensyn.Pallets.Tests.LearningProofs;

public sealed class AuditTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;
    private static readonly ProofParameters Rules = ProofParameters.Development;

    private readonly ComputeTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    public AuditTests()
    {
        for (int i = 0; i < 5; i++) _runtime.Provide(i);
    }

    [Fact]
    public void Commit_WithAWrongProof_IsRefused()
    {
        TaskDriver driver = new TaskDriver(_runtime).Train();
        HistoryCommitment good = driver.Honest.Commitment;
        Origin solver = Origin.Signed(driver.Solver);
        foreach (HistoryCommitment wrong in (HistoryCommitment[])[
            good with { History = H256.Zero }, good with { Metric = good.Metric + 1 }, good with { FinalState = H256.Zero },
            good with { FinalProof = good.MetricProof }, good with { MetricProof = [] }, good with { MetricProof = good.MetricProof.Add(H256.Zero) }])
        {
            _runtime.AssertNoop(Error.ProofInvalid, solver, new Call.Commit(driver.Task, wrong));
        }

        // A history of another length does not fit the task's leaf count.
        _runtime.AssertNoop(Error.ProofInvalid, solver, new Call.Commit(driver.Task, new SmallRun(12, 4).Commitment));
        _runtime.AssertNoop(Error.NotSolver, Origin.Signed(driver.Submitter), new Call.Commit(driver.Task, good));
        _runtime.AssertNoop(Error.WrongState, solver, new Call.Commit(7, good));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.Commit(driver.Task, good));

        _runtime.AssertOk(solver, new Call.Commit(driver.Task, good));
        _runtime.AssertNoop(Error.WrongState, solver, new Call.Commit(driver.Task, good));
        Assert.Equal(TaskState.Committed, _runtime.StateOf(driver.Task));
    }

    [Fact]
    public void Draw_ComesAfterTheCommitment_AndLeavesOutSolverAndSubmitter()
    {
        HashSet<string> draws = [];
        for (uint luck = 0; luck < 20; luck++)
        {
            using ComputeTestRuntime runtime = new();
            for (int i = 0; i < 6; i++) runtime.Provide(i);
            TaskDriver driver = new(runtime, SmallRun.Spec(steps: 40, interval: 8));
            driver.Commit(driver.Honest);

            // Only what comes after the commitment decides the draw.
            runtime.Luck = luck;
            runtime.NextBlock(Rules.AuditDelay - 1);
            Assert.Equal(TaskState.Committed, runtime.StateOf(driver.Task));
            runtime.NextBlock();
            AuditRound round = driver.Round;

            Assert.Equal(2, round.Seats.Select(s => s.Verifier).Distinct().Count());
            Assert.DoesNotContain(round.Seats, s => s.Verifier == driver.Solver || s.Verifier == driver.Submitter);
            Assert.Equal(3, round.Intervals.Length);
            Assert.All(round.Intervals, d => Assert.Equal(d.Index is 0 or 6 ? 0 : 2, d.InnerSteps.Length));
            Assert.All(round.Intervals, d => Assert.All(d.InnerSteps, t => Assert.InRange(t, ((d.Index - 1) * 8) + 1, (d.Index * 8) - 1)));
            Assert.All(round.Seats, s => Assert.Equal(Unit, runtime.Bonds.LockedOf(s.Verifier, new LockId(LockKind.Verifier, driver.Task))));
            draws.Add(string.Join(",", round.Seats.Select(s => s.Verifier)) + string.Join(",", round.Intervals.Select(i => i.Index)));
            runtime.AssertBooks();
        }

        Assert.True(draws.Count > 10);
    }

    [Fact]
    public void Verdict_IsBoundToAccountTaskAnswersAndSalt()
    {
        SmallRun run = new(8, 4);
        ImmutableArray<IntervalAnswer> answers = run.HonestAnswers([new DrawnInterval(1, [2])]);
        H256 hash = LearningProofsPallet.VerdictHash(1, DevAccounts.Alice, answers, TaskDriver.Salt);

        Assert.NotEqual(hash, LearningProofsPallet.VerdictHash(2, DevAccounts.Alice, answers, TaskDriver.Salt));
        Assert.NotEqual(hash, LearningProofsPallet.VerdictHash(1, DevAccounts.Bob, answers, TaskDriver.Salt));
        Assert.NotEqual(hash, LearningProofsPallet.VerdictHash(1, DevAccounts.Alice, answers, H256.Zero));
        Assert.NotEqual(hash, LearningProofsPallet.VerdictHash(1, DevAccounts.Alice, [answers[0] with { Own = H256.Zero }], TaskDriver.Salt));
    }

    [Fact]
    public void Verdict_OutOfTurn_IsRefused()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        ImmutableArray<IntervalAnswer> answers = run.HonestAnswers(driver.Round.Intervals);
        AccountId first = driver.Round.Seats[0].Verifier;
        AccountId second = driver.Round.Seats[1].Verifier;
        Call.RevealVerdict reveal = new(driver.Task, answers, TaskDriver.Salt);
        H256 hash = LearningProofsPallet.VerdictHash(driver.Task, first, answers, TaskDriver.Salt);

        _runtime.AssertNoop(Error.NotCommitted, Origin.Signed(first), reveal);
        _runtime.AssertNoop(Error.NotDrawn, Origin.Signed(driver.Solver), new Call.CommitVerdict(driver.Task, hash));
        _runtime.AssertNoop(Error.NotDrawn, Origin.Signed(driver.Solver), reveal);
        _runtime.AssertNoop(Error.NoAudit, Origin.Signed(first), new Call.CommitVerdict(9, hash));
        _runtime.AssertNoop(Error.NoAudit, Origin.Signed(first), new Call.RevealVerdict(9, answers, TaskDriver.Salt));
        _runtime.AssertOk(Origin.Signed(first), new Call.CommitVerdict(driver.Task, hash));
        _runtime.AssertNoop(Error.AlreadyCommitted, Origin.Signed(first), new Call.CommitVerdict(driver.Task, hash));
        _runtime.AssertNoop(Error.RevealTooEarly, Origin.Signed(first), reveal);

        // A copy of another's hash opens nothing: the account is inside it.
        _runtime.AssertOk(Origin.Signed(second), new Call.CommitVerdict(driver.Task, hash));
        _runtime.AssertNoop(Error.HashMismatch, Origin.Signed(second), reveal);
        _runtime.AssertNoop(Error.HashMismatch, Origin.Signed(first), new Call.RevealVerdict(driver.Task, answers, H256.Zero));
        _runtime.AssertOk(Origin.Signed(first), reveal);
        _runtime.AssertNoop(Error.NotCommitted, Origin.Signed(first), reveal);
        _runtime.AssertNoop(Error.NotOverdue, Origin.Signed(first), new Call.Poke(driver.Task));
        _runtime.AssertNoop(Error.NoAudit, Origin.Signed(first), new Call.Poke(9));
    }

    [Fact]
    public void Verdict_ThatDoesNotFitTheDraw_IsRefused()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        AuditRound round = driver.Round;
        ImmutableArray<IntervalAnswer> good = run.HonestAnswers(round.Intervals);
        (ImmutableArray<IntervalAnswer> Answers, Error Error)[] cases =
        [
            (good.RemoveAt(0), Error.AnswersMismatch),
            (good.SetItem(0, good[1]), Error.AnswersMismatch),
            (good.SetItem(0, good[0] with { Inner = good[0].Inner.Add(H256.Zero) }), Error.AnswersMismatch),
            (good.SetItem(1, good[1] with { Claimed = H256.Zero }), Error.ProofInvalid),
            (good.SetItem(1, good[1] with { Start = good[1].Claimed }), Error.ProofInvalid),
            (good.SetItem(1, good[1] with { ClaimedProof = [] }), Error.ProofInvalid),
        ];
        foreach ((ImmutableArray<IntervalAnswer> answers, Error error) in cases)
        {
            _runtime.Externalities.BeginTransaction();
            for (int i = 0; i < 2; i++) driver.CommitVerdict(round.Seats[i].Verifier, answers);
            _runtime.AssertNoop(error, Origin.Signed(round.Seats[0].Verifier), new Call.RevealVerdict(driver.Task, answers, TaskDriver.Salt));
            _runtime.Externalities.RollbackTransaction();
        }
    }

    [Fact]
    public void Verifier_ThatNeverCommits_IsFinedAndReplacedByAFreshDraw()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        AccountId answers = driver.Round.Seats[0].Verifier;
        AccountId silent = driver.Round.Seats[1].Verifier;
        driver.CommitVerdict(answers, run.HonestAnswers(driver.Round.Intervals));
        _runtime.AssertNoop(
            Error.RevealTooEarly, Origin.Signed(answers), new Call.RevealVerdict(driver.Task, run.HonestAnswers(driver.Round.Intervals), TaskDriver.Salt));
        _runtime.RunToBlock(driver.Round.CommitBy);
        _runtime.AssertNoop(Error.AlreadyCommitted, Origin.Signed(silent), new Call.CommitVerdict(driver.Task, H256.Zero));

        Assert.Equal(SeatState.Missed, driver.Round.Seats[1].State);
        Assert.Equal((999 * Unit) - (Unit / 10), _runtime.Bonds.FreeOf(silent));
        driver.Reveal(answers, run.HonestAnswers(driver.Round.Intervals));
        _runtime.NextBlock(Rules.AuditDelay);

        AuditRound second = driver.Round;
        Assert.Equal(2, _runtime.Proofs.Audits.Get(driver.Task)!.Rounds.Length);
        Assert.DoesNotContain(Assert.Single(second.Seats).Verifier, (AccountId[])[answers, silent, driver.Solver]);
        driver.Verdicts(run);
        Assert.Equal(TaskState.ChallengeWindow, _runtime.StateOf(driver.Task));
        driver.Settle();
        Assert.Equal(2, _runtime.Tasks.Settlements.Get(driver.Task)!.Payments.Count(p => p.Kind == PaymentKind.Verifier));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Verifier_ThatCommitsButDoesNotReveal_IsFined()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        foreach (Seat seat in driver.Round.Seats) driver.CommitVerdict(seat.Verifier, run.HonestAnswers(driver.Round.Intervals));
        driver.Reveal(driver.Round.Seats[0].Verifier, run.HonestAnswers(driver.Round.Intervals));
        AccountId silent = driver.Round.Seats[1].Verifier;
        _runtime.RunToBlock(driver.Round.RevealBy);

        Assert.Equal(SeatState.Missed, _runtime.Proofs.Audits.Get(driver.Task)!.Rounds[0].Seats[1].State);
        Assert.Equal((999 * Unit) - (Unit / 10), _runtime.Bonds.FreeOf(silent));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Solver_ThatServesNoCheckpoints_IsFinedAndLosesTheTask_AndVerifiersAreNot()
    {
        for (int i = 10; i < 20; i++) _runtime.Provide(i, solver: false);
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        AccountId solver = driver.Solver;
        List<AccountId> verifiers = [];
        for (int round = 1; round <= Rules.MaxRounds; round++)
        {
            verifiers.AddRange(driver.Round.Seats.Select(s => s.Verifier));
            driver.Verdicts(run, ImmutableArray<IntervalAnswer>.Empty, ImmutableArray<IntervalAnswer>.Empty);
            if (round < Rules.MaxRounds) _runtime.NextBlock(Rules.AuditDelay);
            _runtime.AssertBooks();
        }

        Assert.Equal(
            new TasksPallet.Event.TaskReassigned(driver.Task, 1, solver, ReassignReason.Unavailable), _runtime.Last<TasksPallet.Event.TaskReassigned>());
        Assert.Equal((999 * Unit) - (Unit / 10), _runtime.Bonds.FreeOf(solver));
        Assert.All(verifiers, v => Assert.Equal(999 * Unit, _runtime.Bonds.FreeOf(v)));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Verdict_ThatTheHistoryIsUnavailable_IsOverruledByOneThatIsNot()
    {
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run).Verdicts(run, ImmutableArray<IntervalAnswer>.Empty);
        Assert.Equal(TaskState.Auditing, _runtime.StateOf(driver.Task));
        _runtime.NextBlock(Rules.AuditDelay);
        Assert.Single(driver.Round.Seats);

        driver.Verdicts(run).Settle();

        Assert.Equal(2, _runtime.Tasks.Settlements.Get(driver.Task)!.Payments.Count(p => p.Kind == PaymentKind.Verifier));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Poke_OfAnOverdueDraw_LeavesItToALaterBlock()
    {
        TaskDriver driver = new(_runtime);
        driver.Commit(driver.Honest);

        // An audit for which no agenda had room.
        uint due = _runtime.BlockNumber + Rules.AuditDelay;
        _runtime.Proofs.Agenda.Remove(due);
        _runtime.Proofs.Deadlines.Set(driver.Task, new Deadline(due, Queued: 0));
        _runtime.RunToBlock(due + 5);

        _runtime.AssertOk(Origin.Signed(DevAccounts.Bob), new Call.Poke(driver.Task));

        Assert.Equal(TaskState.Committed, _runtime.StateOf(driver.Task));
        _runtime.NextBlock(Rules.AuditDelay);
        Assert.Equal(TaskState.Auditing, _runtime.StateOf(driver.Task));
    }

    [Fact]
    public void Verdict_OfOneAlone_DoesNotOverruleThoseWhoGotNothing()
    {
        for (int i = 10; i < 20; i++) _runtime.Provide(i, solver: false);
        TaskDriver driver = new(_runtime);
        SmallRun made = new(8, 4, Lie.Step, 3);
        driver.Audit(made);
        AccountId solver = driver.Solver;
        driver.Verdicts(made, made.LazyAnswers(driver.Round.Intervals), ImmutableArray<IntervalAnswer>.Empty);
        for (int round = 2; round <= Rules.MaxRounds; round++)
        {
            _runtime.NextBlock(Rules.AuditDelay);
            Assert.Single(driver.Round.Seats);
            driver.Verdicts(made, ImmutableArray<IntervalAnswer>.Empty);
        }

        Assert.Equal(
            new TasksPallet.Event.TaskReassigned(driver.Task, 1, solver, ReassignReason.Unavailable), _runtime.Last<TasksPallet.Event.TaskReassigned>());
        Assert.Equal((999 * Unit) - (Unit / 10), _runtime.Bonds.FreeOf(solver));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Audit_WithOneVerdictOfTwo_IsNotPaidFor()
    {
        for (int i = 10; i < 20; i++) _runtime.Provide(i, solver: false);
        TaskDriver driver = new(_runtime);
        SmallRun run = driver.Honest;
        driver.Audit(run);
        AccountId solver = driver.Solver;
        AccountId first = driver.Round.Seats[0].Verifier;
        ImmutableArray<IntervalAnswer> answers = run.HonestAnswers(driver.Round.Intervals);
        driver.CommitVerdict(first, answers);
        _runtime.RunToBlock(driver.Round.CommitBy);
        driver.Reveal(first, answers);

        driver.RunUntil(TaskState.Failed);

        Assert.Equal(999 * Unit, _runtime.Bonds.FreeOf(solver));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Audit_ThatNobodyAnswers_EndsTheTaskUnpaidAndBlamesNobodyElse()
    {
        for (int i = 10; i < 20; i++) _runtime.Provide(i, solver: false);
        TaskDriver driver = new(_runtime);
        driver.Audit(driver.Honest);
        AccountId solver = driver.Solver;

        driver.RunUntil(TaskState.Failed);

        Assert.Equal(999 * Unit, _runtime.Bonds.FreeOf(solver));
        Assert.Equal(1_000_000 * Unit, _runtime.Money.FreeOf(driver.Submitter));
        Assert.Equal(2 * (int)Rules.MaxRounds, _runtime.AllEvents.OfType<Event.VerdictMissed>().Count());
        _runtime.AssertBooks();
    }

    [Fact]
    public void Audit_WithoutEnoughVerifiers_WaitsForThemAndThenGivesUp()
    {
        using ComputeTestRuntime runtime = new();
        runtime.Provide(1);
        runtime.Provide(2, solver: false);
        TaskDriver driver = new(runtime);
        driver.Commit(driver.Honest);
        runtime.NextBlock(100);
        Assert.Equal(TaskState.Committed, runtime.StateOf(driver.Task));

        driver.RunUntil(TaskState.Failed);
        runtime.AssertBooks();
    }

    [Fact]
    public void SetParameters_IsForRootAndChecked()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(DevAccounts.Bob), new Call.SetParameters(Rules));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { AuditDelay = 1 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { Intervals = 0 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { InnerSteps = 17 }));
        _runtime.AssertOk(Origin.Root, new Call.SetParameters(Rules with { Intervals = 1 }));
    }

    [Fact]
    public void CommitVerdict_Encoded_IsPalletCallTaskAndHash()
    {
        // Vectors: index 52 and call 1 by this runtime's table, then u32 and 32 bytes by the SCALE specification.
        byte[] bytes = RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.CommitVerdict(258, H256.Zero)));
        Assert.Equal("340102010000" + new string('0', 64), Convert.ToHexStringLower(bytes));
    }
}
