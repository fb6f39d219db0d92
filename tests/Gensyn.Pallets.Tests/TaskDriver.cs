using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>Takes the smallest task through its life on a test runtime.</summary>
internal sealed class TaskDriver
{
    public static readonly H256 Salt = Hashing.Blake2_256("salt"u8);

    private readonly ComputeTestRuntime _runtime;

    public TaskDriver(ComputeTestRuntime runtime, TaskSpec? spec = null)
    {
        _runtime = runtime;
        Spec = spec ?? SmallRun.Spec();
        Submitter = runtime.Endow(DevAccounts.Alice, 1_000_000 * ComputeTestRuntime.Unit);
        Task = runtime.Tasks.NextTask.Get();
        runtime.AssertOk(Origin.Signed(Submitter), new TasksPallet.Call.Submit(Spec));
    }

    public TaskSpec Spec { get; }

    public AccountId Submitter { get; }

    public uint Task { get; }

    public AccountId Solver => _runtime.ProgressOf(Task).Assignment!.Value.Solver;

    public AuditRound Round => _runtime.Proofs.Audits.Get(Task)!.Rounds[^1];

    public SmallRun Honest => new(Spec.Steps, Spec.Interval);

    public TaskDriver Match()
    {
        RunUntil(TaskState.Matched);
        return this;
    }

    public TaskDriver Train()
    {
        Match();
        _runtime.AssertOk(Origin.Signed(Solver), new TasksPallet.Call.Accept(Task));
        return this;
    }

    public TaskDriver Commit(SmallRun run)
    {
        Train();
        _runtime.AssertOk(Origin.Signed(Solver), new LearningProofsPallet.Call.Commit(Task, run.Commitment));
        return this;
    }

    public TaskDriver Audit(SmallRun run)
    {
        Commit(run);
        RunUntil(TaskState.Auditing);
        return this;
    }

    /// <summary>Has every drawn verifier commit and reveal: honest answers, or what is given for its seat.</summary>
    public TaskDriver Verdicts(SmallRun run, params ImmutableArray<IntervalAnswer>?[] answers)
    {
        AuditRound round = Round;
        for (int i = 0; i < round.Seats.Length; i++) CommitVerdict(round.Seats[i].Verifier, AnswersFor(i));
        for (int i = 0; i < round.Seats.Length; i++) Reveal(round.Seats[i].Verifier, AnswersFor(i));
        return this;

        ImmutableArray<IntervalAnswer> AnswersFor(int seat) =>
            seat < answers.Length && answers[seat] is { } given ? given : run.HonestAnswers(round.Intervals);
    }

    public void CommitVerdict(AccountId verifier, ImmutableArray<IntervalAnswer> answers) => _runtime.AssertOk(
        Origin.Signed(verifier),
        new LearningProofsPallet.Call.CommitVerdict(Task, LearningProofsPallet.VerdictHash(Task, verifier, answers, Salt)));

    public void Reveal(AccountId verifier, ImmutableArray<IntervalAnswer> answers) =>
        _runtime.AssertOk(Origin.Signed(verifier), new LearningProofsPallet.Call.RevealVerdict(Task, answers, Salt));

    public TaskDriver Settle()
    {
        _runtime.RunToBlock(_runtime.ProgressOf(Task).WindowEnd);
        _runtime.AssertOk(Origin.Signed(Submitter), new TasksPallet.Call.Settle(Task));
        return this;
    }

    public void RunUntil(TaskState state)
    {
        for (int i = 0; i < 2000 && _runtime.StateOf(Task) != state; i++) _runtime.NextBlock();
        Assert.Equal(state, _runtime.StateOf(Task));
    }
}
