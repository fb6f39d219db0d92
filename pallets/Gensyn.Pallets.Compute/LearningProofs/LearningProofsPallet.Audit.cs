using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.LearningProofs;

public sealed partial class LearningProofsPallet
{
    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        ImmutableArray<uint> due = Queue.Take(block);
        Weight weight = Weights.OnInitialize((uint)due.Length);
        foreach (uint task in due) weight += MoveOn(task);
        return weight;
    }

    /// <inheritdoc/>
    CommittedHistory? IProofLedger.Find(uint task) => Commitments.Get(task);

    /// <inheritdoc/>
    ImmutableArray<AccountId> IProofLedger.StandingVerifiers(uint task) => [.. SeatsOf(task, SeatState.Revealed).Select(s => s.Verifier)];

    /// <inheritdoc/>
    ImmutableArray<AccountId> IProofLedger.VerifiersAgainst(uint task, uint interval)
    {
        ImmutableArray<AccountId>.Builder against = ImmutableArray.CreateBuilder<AccountId>();
        foreach (Seat seat in SeatsOf(task, SeatState.Revealed))
        {
            bool confirms = Verdicts.TryGet(task, seat.Verifier, out ImmutableArray<IntervalVerdict> verdict)
                && verdict.Any(v => v.Index == interval && v.Own == v.Claimed);
            if (!confirms) against.Add(seat.Verifier);
        }

        return against.ToImmutable();
    }

    /// <inheritdoc/>
    void IProofLedger.DropVerdict(uint task, AccountId verifier)
    {
        if (Audits.Get(task) is not { } audit) return;
        for (int i = 0; i < audit.Rounds.Length; i++)
        {
            int place = PlaceOf(audit.Rounds[i], verifier);
            if (place < 0 || audit.Rounds[i].Seats[place].State != SeatState.Revealed) continue;
            AuditRound round = WithSeat(audit.Rounds[i], place, audit.Rounds[i].Seats[place] with { State = SeatState.Convicted });
            Audits.Set(task, audit with { Rounds = audit.Rounds.SetItem(i, round) });
            Verdicts.Remove(task, verifier);
            Release(task, verifier);
            return;
        }
    }

    /// <inheritdoc/>
    void IProofLedger.GameClosed(uint task)
    {
        if (runtime.Board.Find(task) is { Phase: TaskState.Auditing }) Conclude(task);
    }

    /// <inheritdoc/>
    void IProofLedger.Close(uint task)
    {
        foreach (SeatState held in (ReadOnlySpan<SeatState>)[SeatState.Drawn, SeatState.Committed, SeatState.Revealed])
        {
            foreach (Seat seat in SeatsOf(task, held)) Release(task, seat.Verifier);
        }

        Verdicts.ClearPrefix(task);
        Audits.Remove(task);
        Commitments.Remove(task);
        Queue.Clear(task);
    }

    private ImmutableArray<Seat> SeatsOf(uint task, SeatState state) =>
        Audits.Get(task) is { } audit ? [.. audit.Rounds.SelectMany(r => r.Seats).Where(s => s.State == state)] : [];

    // What happens when a deadline of an audit has come; returns what it cost.
    private Weight MoveOn(uint task)
    {
        if (Audits.Get(task) is not { } audit || runtime.Board.Find(task) is not { } view) return default;
        if (audit.Rounds is not [.., AuditRound round] || !IsActive(round))
        {
            DrawRound(task, audit, view);
            return Weights.DrawRound(runtime.Registry.Count, ProofParameters.MostSeats);
        }

        uint now = Context.BlockNumber;
        round = WithoutSilent(task, round, round.Revealing ? SeatState.Committed : SeatState.Drawn);
        if (!round.Revealing && IsActive(round)) round = StartReveals(task, audit.Rounds.Length - 1, round, now);
        Audits.Set(task, WithLast(audit, round));
        Conclude(task);
        return Weights.Poke(ProofParameters.MostSeats);
    }

    private bool IsDraw(uint task) => Audits.Get(task) is { } audit && (audit.Rounds is not [.., AuditRound round] || !IsActive(round));

    private static bool IsActive(AuditRound round) => round.Seats.Any(s => s.State is SeatState.Drawn or SeatState.Committed);

    private AuditRound StartReveals(uint task, int index, AuditRound round, uint now)
    {
        uint until = now + Parameters.Get().RevealBlocks;
        Queue.Set(task, until, now);
        Deposit(new Event.RevealOpened(task, (uint)index, until));
        return round with { Revealing = true, CommitBy = now, RevealBy = until };
    }

    // Fines those who still owe what the phase asked for, and takes them out of the draw until they say that they are back.
    private AuditRound WithoutSilent(uint task, AuditRound round, SeatState owing)
    {
        for (int i = 0; i < round.Seats.Length; i++)
        {
            Seat seat = round.Seats[i];
            if (seat.State != owing) continue;
            LockId id = new(LockKind.Verifier, task);
            UInt128 bond = runtime.Bonds.LockedOf(seat.Verifier, id);
            runtime.Bonds.Slash(seat.Verifier, id, Share.Of(bond, Parameters.Get().MissPenalty), []);
            Release(task, seat.Verifier);
            runtime.Registry.Punish(seat.Verifier);
            runtime.Registry.Suspend(seat.Verifier);
            round = WithSeat(round, i, seat with { State = SeatState.Missed });
            Deposit(new Event.VerdictMissed(task, seat.Verifier));
        }

        return round;
    }

    private void MarkUnavailable(uint task, Audit audit, AuditRound round, int place)
    {
        AccountId verifier = round.Seats[place].Verifier;
        Audits.Set(task, WithLast(audit, WithSeat(round, place, round.Seats[place] with { State = SeatState.Unavailable })));
        Release(task, verifier);
        Deposit(new Event.HistoryUnavailable(task, verifier));
        Conclude(task);
    }

    private void Release(uint task, AccountId verifier)
    {
        runtime.Bonds.Unlock(verifier, new LockId(LockKind.Verifier, task));
        runtime.Registry.Disengage(verifier);
    }

    // Draws what is missing: verifiers by stake, intervals and inner steps evenly, all from the block before this one.
    private void DrawRound(uint task, Audit audit, TaskView view)
    {
        uint now = Context.BlockNumber;
        ProofParameters parameters = Parameters.Get();
        if (view.Phase is not (TaskState.Committed or TaskState.Auditing)) return;
        if (audit.Rounds.Length >= Math.Min(parameters.MaxRounds, ProofParameters.MostRounds))
        {
            GiveUp(task);
            return;
        }

        UInt128 bond = UInt128.Max(parameters.MinimumBond, Share.Of(view.Fee, parameters.BondShare));
        ImmutableArray<AccountId> candidates = [.. runtime.Registry.Candidates(ProviderRole.Verifier, view.Requirements)
            .Select(c => c.Account)
            .Where(a => a != view.Solver && a != view.Submitter && !view.Excluded.Contains(a) && !audit.Rounds.Any(r => PlaceOf(r, a) >= 0))
            .Where(a => runtime.Bonds.FreeOf(a) >= bond && runtime.Bonds.FreeOf(a) > 0)];
        int missing = view.Verifiers - SeatsOf(task, SeatState.Revealed).Length;
        if (candidates.Length < missing || runtime.Randomness.Of(now - 1) is not { } randomness)
        {
            if (now >= audit.DrawBy) GiveUp(task);
            else Queue.Set(task, now + parameters.AuditDelay, now);
            return;
        }

        uint round = (view.Attempt * ProofParameters.MostRounds) + (uint)audit.Rounds.Length;
        Draw seats = new(randomness, DrawPurpose.Verifiers, task, round);
        ImmutableArray<AccountId> drawn =
            [.. seats.Weighted([.. candidates.Select(runtime.Bonds.FreeOf)], missing).Select(i => candidates[i])];
        foreach (AccountId verifier in drawn)
        {
            if (runtime.Bonds.Lock(verifier, new LockId(LockKind.Verifier, task), bond).IsError)
            {
                throw new InvalidOperationException("A candidate's free stake covers its bond.");
            }

            runtime.Registry.Engage(verifier);
        }

        uint commitBy = now + parameters.CommitBlocks;
        AuditRound added = new(
            DrawIntervals(randomness, task, round, view.Plan, parameters),
            [.. drawn.Select(v => new Seat(v, SeatState.Drawn, H256.Zero))],
            commitBy, commitBy + parameters.RevealBlocks, Revealing: false);
        Audits.Set(task, audit with { Rounds = audit.Rounds.Add(added) });
        Queue.Set(task, commitBy, now);
        if (view.Phase == TaskState.Committed) runtime.Board.AuditStarted(task);
        Deposit(new Event.AuditDrawn(task, (uint)audit.Rounds.Length, drawn, commitBy));
    }

    private static ImmutableArray<DrawnInterval> DrawIntervals(
        H256 randomness, uint task, uint round, IntervalPlan plan, ProofParameters parameters)
    {
        Draw draw = new(randomness, DrawPurpose.Intervals, task, round);
        ImmutableArray<DrawnInterval>.Builder drawn = ImmutableArray.CreateBuilder<DrawnInterval>();
        foreach (uint index in draw.Distinct(0, plan.Intervals, parameters.Intervals))
        {
            plan.TryGet(index, out Interval interval);
            ImmutableArray<uint> inner = interval.Phase == GraphPhase.Step
                ? draw.Distinct(interval.StartStep + 1, interval.Runs - 1, parameters.InnerSteps)
                : [];
            drawn.Add(new DrawnInterval(index, inner));
        }

        return drawn.ToImmutable();
    }

    // Each first difference opens one game: with the solver about the end, and with every verifier of the round that answered otherwise.
    private void OpenGames(uint task, AuditRound round, AccountId solver, AccountId who, ImmutableArray<IntervalVerdict> verdict)
    {
        foreach (IntervalVerdict answer in verdict)
        {
            if (answer.Own == answer.Claimed || who == solver) continue;
            runtime.Disputes.OpenRejection(task, who, answer.Index, answer.Start, answer.Claimed, answer.Own);
            break;
        }

        if (runtime.Board.Find(task) is not { } view) return;
        foreach (Seat seat in round.Seats)
        {
            if (seat.State != SeatState.Revealed || seat.Verifier == who) continue;
            if (!Verdicts.TryGet(task, seat.Verifier, out ImmutableArray<IntervalVerdict> other)) continue;
            if (FirstDifference(round, view.Plan, other, verdict) is not { } found) continue;
            runtime.Disputes.OpenVerifiers(task, seat.Verifier, who, found.Interval, found.Steps, found.Start, found.Left, found.Right);
        }
    }

    private static (uint Interval, uint Steps, H256 Start, H256 Left, H256 Right)? FirstDifference(
        AuditRound round, IntervalPlan plan, ImmutableArray<IntervalVerdict> left, ImmutableArray<IntervalVerdict> right)
    {
        for (int i = 0; i < round.Intervals.Length; i++)
        {
            plan.TryGet(round.Intervals[i].Index, out Interval interval);
            for (int q = 0; q < round.Intervals[i].InnerSteps.Length; q++)
            {
                if (left[i].Inner[q] == right[i].Inner[q]) continue;
                uint steps = round.Intervals[i].InnerSteps[q] - interval.StartStep;
                return (interval.Index, steps, left[i].Start, left[i].Inner[q], right[i].Inner[q]);
            }

            if (left[i].Own != right[i].Own) return (interval.Index, interval.Runs, left[i].Start, left[i].Own, right[i].Own);
        }

        return null;
    }

    // Ends the audit when enough verdicts stand and no game about them is open; otherwise draws again.
    private void Conclude(uint task)
    {
        if (Audits.Get(task) is not { Rounds: [.., AuditRound round] } audit || runtime.Board.Find(task) is not { } view) return;
        if (IsActive(round)) return;

        // Until its games are over the round has no deadline: the games have theirs, and their end comes back here.
        Queue.Clear(task);
        if (runtime.Disputes.HasVerdictGames(task)) return;
        int standing = SeatsOf(task, SeatState.Revealed).Length;
        ProofParameters parameters = Parameters.Get();
        if (standing < view.Verifiers && audit.Rounds.Length < parameters.MaxRounds && audit.Rounds.Length < ProofParameters.MostRounds)
        {
            uint now = Context.BlockNumber;
            Audits.Set(task, audit with { DrawBy = now + parameters.DrawBlocks });
            Queue.Set(task, now + parameters.AuditDelay, now);
            return;
        }

        GiveUp(task);
    }

    // Goes on with the verdicts that there are, when they speak for most of the verifiers; otherwise the task cannot be paid for.
    private void GiveUp(uint task)
    {
        Queue.Clear(task);
        if (runtime.Board.Find(task) is not { } view) return;
        int standing = SeatsOf(task, SeatState.Revealed).Length;
        int unavailable = SeatsOf(task, SeatState.Unavailable).Length;

        // Whoever colludes with a solver can say what it likes: with seats still empty, its word does not outweigh those who got nothing. Neither side
        // decides alone: a history counts as seen, or as withheld, when most of the verifiers asked for say so.
        bool doubted = standing < view.Verifiers && unavailable > 0 && unavailable >= standing;
        bool withheld = doubted && unavailable * 2 > view.Verifiers;
        if (!doubted && standing * 2 > view.Verifiers)
        {
            Deposit(new Event.AuditCompleted(task, (uint)standing));
            runtime.Board.AuditCompleted(task);
            return;
        }

        if (!runtime.Disputes.IsQuiet(task))
        {
            // A whistleblower's game may yet convict: the solver's bond stays until it is decided.
            Queue.Set(task, Context.BlockNumber + Parameters.Get().RevealBlocks, Context.BlockNumber);
            return;
        }

        runtime.Disputes.Close(task);
        ((IProofLedger)this).Close(task);
        if (withheld) runtime.Board.HistoryUnavailable(task);
        else runtime.Board.AuditImpossible(task);
    }
}
