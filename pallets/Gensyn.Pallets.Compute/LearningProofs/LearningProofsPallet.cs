using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.LearningProofs;

/// <summary>Takes a solver's commitment to its whole history and has drawn verifiers re-run parts of it.</summary>
/// <remarks>
/// Verifiers, intervals and inner steps are drawn from the randomness of a block after the commitment. Verdicts are committed, bound to account
/// and salt, before any is revealed; a replacement gets a draw of its own, so that it has nothing to copy. Unequal answers open a game by themselves.
/// </remarks>
[Pallet("LearningProofs", Crate = "gensyn_learning_proofs")]
public sealed partial class LearningProofsPallet(PalletContext context, IComputeRuntime runtime, ILearningProofsWeights weights)
    : Pallet(context), IProofLedger
{
    private ILearningProofsWeights Weights => weights;

    private static ProofParameters InitialParameters => ProofParameters.Development;

    /// <summary>What solvers committed to, by task.</summary>
    // Hasher: twox, because the chain chooses the numbers. The same holds for the maps below.
    [Storage]
    public partial StorageMap<Twox64Concat, uint, CommittedHistory> Commitments { get; }

    /// <summary>Audits under way, by task.</summary>
    // Unbounded: the ceilings that no rule exceeds allow a hundred times what rules make of it, so that the proof is better measured.
    [Storage(Unbounded = true)]
    public partial StorageMap<Twox64Concat, uint, Audit> Audits { get; }

    /// <summary>Revealed verdicts, by task and verifier.</summary>
    // Unbounded: as above.
    [Storage(Unbounded = true)]
    public partial StorageDoubleMap<Twox64Concat, uint, Blake2_128Concat, AccountId, ImmutableArray<IntervalVerdict>> Verdicts { get; }

    /// <summary>When each audit moves on.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Deadline> Deadlines { get; }

    /// <summary>The audits that each block looks at.</summary>
    [Storage]
    [MaxLength(DeadlineQueue.PerBlock)]
    public partial StorageMap<Twox64Concat, uint, ImmutableArray<uint>> Agenda { get; }

    /// <summary>The rules of audits.</summary>
    [Storage(DefaultValue = nameof(InitialParameters))]
    public partial StorageValue<ProofParameters> Parameters { get; }

    private DeadlineQueue Queue => new(Deadlines, Agenda);

    /// <summary>Sets the rules of a new chain.</summary>
    public void Genesis(ProofParameters parameters) => Parameters.Set(parameters);

    /// <summary>What a verifier commits to: its answers and a salt, bound to task and account.</summary>
    public static H256 VerdictHash(uint task, AccountId verifier, ImmutableArray<IntervalAnswer> answers, H256 salt)
    {
        ScaleWriter writer = new(1024);
        writer.WriteU32(task);
        writer.WriteBytes(verifier.Bytes.Span);
        Codecs.Vec(IntervalAnswer.Codec).Encode(answers, ref writer);
        writer.WriteBytes(salt.Span);
        return Hashing.Blake2_256(writer.ToArray());
    }

    /// <summary>Commits the solver to all its checkpoints and to its metric.</summary>
    /// <remarks>Origin: signed, the solver, in time. Deposits <see cref="Event.HistoryCommitted"/>.</remarks>
    [Call(0)]
    public DispatchResult Commit(Origin origin, uint task, HistoryCommitment commitment)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (runtime.Board.Find(task) is not { Phase: TaskState.Training } view) return Fail(Error.WrongState);
        if (view.Solver != who) return Fail(Error.NotSolver);
        uint now = Context.BlockNumber;
        if (now >= view.TrainingDeadline) return Fail(Error.TooLate);
        uint leaves = view.Plan.HistoryLeaves;
        CommittedHistory history = new(
            who, commitment.History, leaves, commitment.FinalState, commitment.Metric, commitment.Artefacts, now);
        H256 metric = Commitment.ScalarRoot(DataType.Float32, commitment.Metric);
        if (!history.Holds(leaves - 2, commitment.FinalState, commitment.FinalProof)) return Fail(Error.ProofInvalid);
        if (!history.Holds(leaves - 1, metric, commitment.MetricProof)) return Fail(Error.ProofInvalid);

        ProofParameters parameters = Parameters.Get();
        Commitments.Set(task, history);
        Audits.Set(task, new Audit(now + parameters.DrawBlocks, []));
        runtime.Board.Committed(task);
        Queue.Set(task, now + parameters.AuditDelay, now);
        Deposit(new Event.HistoryCommitted(task, who, history.History, history.FinalState, history.Metric, history.Artefacts, commitment.Effort));
        return DispatchResult.Ok;
    }

    /// <summary>Commits a drawn verifier to its verdict without showing it.</summary>
    /// <remarks>Origin: signed, a drawn verifier. Deposits <see cref="Event.VerdictCommitted"/>.</remarks>
    [Call(1)]
    public DispatchResult CommitVerdict(Origin origin, uint task, H256 hash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Audits.Get(task) is not { Rounds: [.., AuditRound round] } audit) return Fail(Error.NoAudit);
        int place = PlaceOf(round, who);
        if (place < 0) return Fail(Error.NotDrawn);
        if (round.Seats[place].State != SeatState.Drawn) return Fail(Error.AlreadyCommitted);
        uint now = Context.BlockNumber;
        if (round.Revealing || now >= round.CommitBy) return Fail(Error.TooLate);

        round = WithSeat(round, place, round.Seats[place] with { State = SeatState.Committed, Hash = hash });
        Deposit(new Event.VerdictCommitted(task, who));
        if (round.Seats.All(s => s.State == SeatState.Committed)) round = StartReveals(task, audit.Rounds.Length - 1, round, now);
        Audits.Set(task, WithLast(audit, round));
        return DispatchResult.Ok;
    }

    /// <summary>Shows a committed verdict; where it differs, from the solver or from another verifier, a game opens.</summary>
    /// <remarks>
    /// No answers at all say that the solver's checkpoints could not be had. Origin: signed, a verifier that committed.
    /// Deposits <see cref="Event.VerdictRevealed"/> or <see cref="Event.HistoryUnavailable"/>.
    /// </remarks>
    [Call(2)]
    public DispatchResult RevealVerdict(
        Origin origin, uint task, [MaxLength(ProofParameters.MostIntervals)] ImmutableArray<IntervalAnswer> answers, H256 salt)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Audits.Get(task) is not { Rounds: [.., AuditRound round] } audit) return Fail(Error.NoAudit);
        if (Commitments.Get(task) is not { } history) return Fail(Error.NoAudit);
        int place = PlaceOf(round, who);
        if (place < 0) return Fail(Error.NotDrawn);
        if (round.Seats[place].State != SeatState.Committed) return Fail(Error.NotCommitted);
        if (!round.Revealing) return Fail(Error.RevealTooEarly);
        if (Context.BlockNumber >= round.RevealBy) return Fail(Error.TooLate);
        if (VerdictHash(task, who, answers, salt) != round.Seats[place].Hash) return Fail(Error.HashMismatch);
        if (answers.IsEmpty)
        {
            MarkUnavailable(task, audit, round, place);
            return DispatchResult.Ok;
        }

        if (!AnswersFit(round, answers)) return Fail(Error.AnswersMismatch);
        foreach (IntervalAnswer answer in answers)
        {
            if (!history.Bounds(answer.Index, answer.Start, answer.StartProof, answer.Claimed, answer.ClaimedProof)) return Fail(Error.ProofInvalid);
        }

        ImmutableArray<IntervalVerdict> verdict = [.. answers.Select(a => new IntervalVerdict(a.Index, a.Start, a.Claimed, a.Own, a.Inner))];
        Verdicts.Set(task, who, verdict);
        round = WithSeat(round, place, round.Seats[place] with { State = SeatState.Revealed });
        Audits.Set(task, WithLast(audit, round));
        Deposit(new Event.VerdictRevealed(task, who, verdict.All(v => v.Own == v.Claimed)));
        OpenGames(task, round, history.Solver, who, verdict);
        Conclude(task);
        return DispatchResult.Ok;
    }

    /// <summary>Moves an audit on whose deadline has passed, should its block have been too full; a draw is only put back in line.</summary>
    /// <remarks>Origin: signed, anyone.</remarks>
    [Call(3)]
    public DispatchResult Poke(Origin origin, uint task)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (!Audits.Contains(task)) return Fail(Error.NoAudit);
        if (!Queue.IsDue(task, Context.BlockNumber)) return Fail(Error.NotOverdue);

        if (IsDraw(task))
        {
            // The randomness of this block is known: who pokes would choose the draw with the moment. A block to come decides.
            if (Queue.IsQueued(task, Context.BlockNumber)) return Fail(Error.NotOverdue);
            Queue.Set(task, Context.BlockNumber + Parameters.Get().AuditDelay, Context.BlockNumber);
            return DispatchResult.Ok;
        }

        Queue.Clear(task);
        MoveOn(task);
        return DispatchResult.Ok;
    }

    /// <summary>Changes the rules of audits.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.ParametersChanged"/>.</remarks>
    [Call(4)]
    public DispatchResult SetParameters(Origin origin, ProofParameters parameters)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!parameters.IsValid) return Fail(Error.ParametersInvalid);

        Parameters.Set(parameters);
        Deposit(new Event.ParametersChanged());
        return DispatchResult.Ok;
    }

    private Weight CommitVerdictWeight() => Weights.CommitVerdict(ProofParameters.MostSeats);

    private Weight RevealVerdictWeight(ImmutableArray<IntervalAnswer> answers) => Weights.RevealVerdict((uint)answers.Length, ProofParameters.MostSeats);

    private Weight PokeWeight() => Weights.Poke(ProofParameters.MostSeats);

    private static bool AnswersFit(AuditRound round, ImmutableArray<IntervalAnswer> answers)
    {
        if (answers.Length != round.Intervals.Length) return false;
        for (int i = 0; i < answers.Length; i++)
        {
            if (answers[i].Index != round.Intervals[i].Index || answers[i].Inner.Length != round.Intervals[i].InnerSteps.Length) return false;
        }

        return true;
    }

    private static int PlaceOf(AuditRound round, AccountId verifier)
    {
        for (int i = 0; i < round.Seats.Length; i++)
        {
            if (round.Seats[i].Verifier == verifier) return i;
        }

        return -1;
    }

    private static AuditRound WithSeat(AuditRound round, int place, Seat seat) => round with { Seats = round.Seats.SetItem(place, seat) };

    private static Audit WithLast(Audit audit, AuditRound round) => audit with { Rounds = audit.Rounds.SetItem(audit.Rounds.Length - 1, round) };
}
