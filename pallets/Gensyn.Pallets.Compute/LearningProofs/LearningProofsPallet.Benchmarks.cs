using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Pallets.Compute.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.LearningProofs;

/// <content>What its calls cost, and what blocks do by themselves.</content>
public sealed partial class LearningProofsPallet : IBenchmarkedPallet
{
    private const uint MostProviders = 1000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        IComputeStage stage = (IComputeStage)host;
        BenchmarkComponent seats = new("seats", 2, ProofParameters.MostSeats);
        return
        [
            new("commit", () =>
            {
                uint task = stage.Task(TaskState.Training);
                Crowd(ProofParameters.Development.AuditDelay);
                return Run(stage.Solver, new Call.Commit(task, Committed(stage.History)), () => Commitments.Contains(task));
            }),

            // The last one to commit, so that reveals start.
            new("commit_verdict", seats, count =>
            {
                uint task = Audited(stage, count, answers: ProofParameters.Development.Intervals, SeatState.Committed, SeatState.Drawn, H256.Zero);
                Crowd(ProofParameters.Development.RevealBlocks);
                return Run(stage.Provider(count), new Call.CommitVerdict(task, H256.Zero), () => Audits.Get(task) is { Rounds: [{ Revealing: true }] });
            }),

            // Another end than the solver's and than everybody else's, so that games with all of them open.
            new("reveal_verdict", new("answers", 1, ProofParameters.MostIntervals), seats, (answers, count) =>
            {
                AccountId verifier = stage.Provider(count);
                ImmutableArray<IntervalAnswer> verdict = Answers(stage.History, answers, count);
                uint task = Audited(stage, count, answers, SeatState.Revealed, SeatState.Committed, H256.Zero);
                H256 hash = VerdictHash(task, verifier, verdict, H256.Zero);
                Audit audit = Audits.Get(task)!;
                AuditRound round = audit.Rounds[0] with { Revealing = true };
                Audits.Set(task, WithLast(audit, WithSeat(round, (int)count - 1, new Seat(verifier, SeatState.Committed, hash))));
                for (uint i = 1; i < count; i++) Verdicts.Set(task, stage.Provider(i), Verdict(stage.History, answers, i));
                return Run(verifier, new Call.RevealVerdict(task, verdict, H256.Zero), () => Verdicts.Contains(task, verifier));
            }),

            // Nobody revealed: all are fined, and others have to be drawn.
            new("poke", seats, count =>
            {
                uint task = Audited(
                    stage, count, answers: ProofParameters.Development.Intervals, SeatState.Committed, SeatState.Committed, H256.Zero);
                Audit audit = Audits.Get(task)!;
                Audits.Set(task, WithLast(audit, audit.Rounds[0] with { Revealing = true, RevealBy = Context.BlockNumber }));
                Deadlines.Set(task, new Deadline(Context.BlockNumber, 0));
                Crowd(ProofParameters.Development.AuditDelay);
                return Run(host.Caller, new Call.Poke(task), () => Audits.Get(task)!.Rounds[0].Seats.All(static s => s.State == SeatState.Missed));
            }),
            new("set_parameters", () =>
            {
                ProofParameters changed = ProofParameters.Development with { MaxRounds = 1 };
                return BenchmarkRun.Of(Context, Origin.Root, new Call.SetParameters(changed), () => Parameters.Get() == changed);
            }),
            new("on_initialize", new("tasks", 0, DeadlineQueue.PerBlock), count =>
            {
                BenchmarkAgenda.Fill(Deadlines, Agenda, Context.BlockNumber, count);
                return new BenchmarkRun(() => OnInitialize(Context.BlockNumber), () => !Agenda.Contains(Context.BlockNumber));
            }),
            new("draw_round", new("providers", ProofParameters.MostSeats + 1, MostProviders), seats, (providers, count) =>
            {
                for (uint i = 0; i < providers; i++) stage.Provider(i);
                uint task = stage.Task(TaskState.Committed, count);
                Audits.Set(task, new Audit(uint.MaxValue, []));
                Crowd(ProofParameters.Development.CommitBlocks);
                return new BenchmarkRun(() => MoveOn(task), () => Audits.Get(task) is { Rounds: [var round] } && round.Seats.Length == (int)count);
            }),
        ];
    }

    private BenchmarkRun Run(AccountId who, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(who), call, verify);

    private void Crowd(uint ahead) => BenchmarkAgenda.Crowd(Agenda, Context.BlockNumber + ahead);

    private static HistoryCommitment Committed(BenchmarkHistory history) => new(
        history.Root, history.Leaf(history.Leaves - 2), history.Path(history.Leaves - 2), BenchmarkHistory.Metric, history.Path(history.Leaves - 1), H256.Zero);

    // A task with one round of verifiers, of whom the last stands elsewhere than the others.
    private uint Audited(IComputeStage stage, uint count, uint answers, SeatState others, SeatState last, H256 hash)
    {
        uint task = stage.Task(TaskState.Auditing, count);
        Verdicts.ClearPrefix(task);
        ImmutableArray<Seat> seats = [.. Enumerable.Range(1, (int)count).Select(i => new Seat(stage.Provider((uint)i), i == (int)count ? last : others, hash))];
        ImmutableArray<DrawnInterval> drawn = [.. Enumerable.Range(1, (int)answers).Select(static i => Drawn((uint)i))];
        Audits.Set(task, new Audit(uint.MaxValue, [new AuditRound(drawn, seats, uint.MaxValue, uint.MaxValue, Revealing: false)]));
        return task;
    }

    private static DrawnInterval Drawn(uint interval)
    {
        uint start = (interval - 1) * BenchmarkHistory.Interval;
        return new(interval, [.. Enumerable.Range(1, (int)ProofParameters.Development.InnerSteps).Select(q => start + (uint)q)]);
    }

    private static ImmutableArray<IntervalVerdict> Verdict(BenchmarkHistory history, uint answers, uint whose) =>
        [.. Answers(history, answers, whose).Select(static a => new IntervalVerdict(a.Index, a.Start, a.Claimed, a.Own, a.Inner))];

    private static ImmutableArray<IntervalAnswer> Answers(BenchmarkHistory history, uint answers, uint whose) =>
        [.. Enumerable.Range(1, (int)answers).Select(i => Answer(history, (uint)i, whose))];

    private static IntervalAnswer Answer(BenchmarkHistory history, uint interval, uint whose)
    {
        H256 own = Hashing.Blake2_256(Codecs.U32.ToBytes(whose));

        // The states inside agree, so that all of them are compared before the ends are.
        ImmutableArray<H256> inner = [.. Enumerable.Repeat(H256.Zero, (int)ProofParameters.Development.InnerSteps)];
        return new(interval, history.Leaf(interval - 1), history.Path(interval - 1), history.Leaf(interval), history.Path(interval), own, inner);
    }
}
