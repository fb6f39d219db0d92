using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Arbitration;

public sealed partial class ArbitrationPallet
{
    // A clock ran out: who was due first loses, and both if both were.
    private void TimeOut(uint id)
    {
        if (Games.Get(id) is not { } game || Boards.Get(id) is not { } board) return;
        GameOutcome outcome = game.Left.Deadline.CompareTo(game.Right.Deadline) switch
        {
            < 0 => GameOutcome.LeftLost,
            > 0 => GameOutcome.RightLost,
            _ => GameOutcome.BothLost,
        };
        Decide(id, game, new GameVerdict(
            outcome, Decision.Timeout, Reason: null, board.Step, (ushort)(board.Operator?.Graph.Operator ?? 0), board.Rounds, LeafBytes: 0));
    }

    // A challenge stayed hidden: it held up the settlement for nothing.
    private void Expire(uint id)
    {
        if (Challenges.Get(id) is not { } challenge) return;
        LockId held = new(LockKind.Challenge, id);
        UInt128 bond = runtime.Bonds.LockedOf(challenge.Challenger, held);
        ImmutableArray<Claim> wronged = runtime.Board.Find(challenge.Task) is { Solver: { } solver } ? [new Claim(solver, UInt128.MaxValue)] : [];
        runtime.Bonds.Slash(challenge.Challenger, held, Share.Of(bond, Parameters.Get().HiddenPenalty), wronged);
        Forget(id, challenge);
        Deposit(new Event.ChallengeExpired(id, challenge.Task));
    }

    private void Forget(uint id, Challenge challenge)
    {
        runtime.Bonds.Unlock(challenge.Challenger, new LockId(LockKind.Challenge, id));
        Challenges.Remove(id);
        TaskChallenges.Remove(challenge.Task, id);
        Reveals.Clear(id);
    }

    // Ends a game: the losers' bonds are cut, and a convicted solver loses its task.
    private void Decide(uint id, Game game, GameVerdict verdict)
    {
        Remove(id, game);
        Deposit(new Event.GameDecided(id, game.Task, verdict));
        bool leftLost = verdict.Outcome != GameOutcome.RightLost;
        bool rightLost = verdict.Outcome != GameOutcome.LeftLost;
        if (game.Kind == GameKind.Verifiers)
        {
            if (leftLost) ConvictVerifier(game.Task, game.Left.Who, rightLost ? [] : [Everything(game.Right.Who)]);
            if (rightLost) ConvictVerifier(game.Task, game.Right.Who, leftLost ? [] : [Everything(game.Left.Who)]);
            GoOn(game.Task);
            return;
        }

        if (rightLost) ConvictChallenger(game, leftLost ? [] : [Everything(game.Left.Who)]);
        if (leftLost)
        {
            ConvictSolver(game, rightLost);
            return;
        }

        GoOn(game.Task);
    }

    private static Claim Everything(AccountId who) => new(who, UInt128.MaxValue);

    private void ConvictChallenger(Game game, ImmutableArray<Claim> winners)
    {
        if (game.Challenge is not { } challenge)
        {
            ConvictVerifier(game.Task, game.Right.Who, winners);
            return;
        }

        LockId held = new(LockKind.Challenge, challenge);
        runtime.Bonds.Slash(game.Right.Who, held, runtime.Bonds.LockedOf(game.Right.Who, held), winners);
        runtime.Registry.Punish(game.Right.Who);
    }

    private void ConvictVerifier(uint task, AccountId verifier, ImmutableArray<Claim> winners)
    {
        LockId held = new(LockKind.Verifier, task);
        runtime.Bonds.Slash(verifier, held, runtime.Bonds.LockedOf(verifier, held), winners);
        runtime.Registry.Punish(verifier);
        runtime.Proofs.DropVerdict(task, verifier);
    }

    // Verifiers whose verdict did not confirm the interval get their fee first, then who convicted. The other games of the task are called off.
    private void ConvictSolver(Game game, bool rightLost)
    {
        AccountId solver = game.Left.Who;
        LockId held = new(LockKind.Solver, game.Task);
        ImmutableArray<Claim> winners = [];
        if (runtime.Board.Find(game.Task) is { } view)
        {
            winners = [.. runtime.Proofs.VerifiersAgainst(game.Task, game.Interval)
                .Where(v => v != game.Right.Who)
                .Select(v => new Claim(v, view.VerifierFee))];
        }

        if (!rightLost)
        {
            winners = winners.Add(Everything(game.Right.Who));
            if (game.Challenge is { } challenge) runtime.Bonds.Unlock(game.Right.Who, new LockId(LockKind.Challenge, challenge));
        }

        runtime.Bonds.Slash(solver, held, runtime.Bonds.LockedOf(solver, held), winners);
        runtime.Registry.Punish(solver);
        Close(game.Task);
        runtime.Proofs.Close(game.Task);
        runtime.Board.Convicted(game.Task);
    }

    /// <inheritdoc cref="IDisputes.Close"/>
    private void Close(uint task)
    {
        foreach (uint id in (ImmutableArray<uint>)[.. TaskGames.EntriesOf(task).Select(e => e.Key)])
        {
            if (Games.Get(id) is not { } game) continue;
            Remove(id, game);
            if (game.Challenge is { } challenge) runtime.Bonds.Unlock(game.Right.Who, new LockId(LockKind.Challenge, challenge));
            Deposit(new Event.GameClosed(id, task));
        }

        foreach (uint id in (ImmutableArray<uint>)[.. TaskChallenges.EntriesOf(task).Select(e => e.Key)])
        {
            if (Challenges.Get(id) is not { } challenge) continue;
            Forget(id, challenge);
            Deposit(new Event.ChallengeClosed(id, task));
        }

        ChallengeCounts.Remove(task);
    }

    // The solver stands, and so do the other games.
    private void GoOn(uint task)
    {
        if (!TaskGames.EntriesOf(task).Any()) runtime.Board.Undisputed(task);
        runtime.Proofs.GameClosed(task);
    }

    private void Remove(uint id, Game game)
    {
        Games.Remove(id);
        Boards.Remove(id);
        TaskGames.Remove(game.Task, id);
        Clocks.Clear(id);
    }
}
