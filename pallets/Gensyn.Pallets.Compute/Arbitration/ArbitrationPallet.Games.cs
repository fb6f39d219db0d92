using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Compute.Arbitration;

public sealed partial class ArbitrationPallet
{
    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        ImmutableArray<uint> games = Clocks.Take(block);
        foreach (uint game in games) TimeOut(game);
        ImmutableArray<uint> challenges = Reveals.Take(block);
        foreach (uint challenge in challenges) Expire(challenge);
        return Weights.OnInitialize((uint)(games.Length + challenges.Length))
            + (games.IsEmpty ? default : DecisionWeight * (ulong)games.Length)
            + Weights.PokeChallenge() * (ulong)challenges.Length;
    }

    /// <inheritdoc/>
    bool IDisputes.IsQuiet(uint task) => !TaskGames.EntriesOf(task).Any() && !TaskChallenges.EntriesOf(task).Any();

    /// <inheritdoc/>
    bool IDisputes.HasVerdictGames(uint task) =>
        TaskGames.EntriesOf(task).Any(e => Games.Get(e.Key) is { Kind: GameKind.Rejection or GameKind.Verifiers });

    /// <inheritdoc/>
    void IDisputes.Close(uint task) => Close(task);

    /// <inheritdoc/>
    void IDisputes.OpenRejection(uint task, AccountId verifier, uint interval, H256 start, H256 claimed, H256 other)
    {
        if (runtime.Board.Find(task) is not { Solver: { } solver } view || !view.Plan.TryGet(interval, out Interval played)) return;
        Open(task, view, GameKind.Rejection, challenge: null, solver, verifier, played, start, claimed, other);
    }

    /// <inheritdoc/>
    void IDisputes.OpenVerifiers(
        uint task, AccountId left, AccountId right, uint interval, uint steps, H256 start, H256 leftState, H256 rightState)
    {
        if (runtime.Board.Find(task) is not { } view || !view.Plan.TryGet(interval, out Interval played)) return;
        Open(task, view, GameKind.Verifiers, challenge: null, left, right, played with { Runs = steps }, start, leftState, rightState);
    }

    private void Open(
        uint task, TaskView view, GameKind kind, uint? challenge, AccountId left, AccountId right, Interval interval,
        H256 start, H256 leftEnd, H256 rightEnd)
    {
        uint game = NextGame.Get();
        NextGame.Set(game + 1);
        uint now = Context.BlockNumber;
        ArbitrationParameters parameters = Parameters.Get();
        DisputeTask disputed = new(view.GraphRoot, view.Summary, view.Seed, view.DataRoots);
        if (DisputeGame.Open(disputed, DisputeSpan.Of(interval, start), leftEnd, rightEnd) is not { } board)
        {
            throw new InvalidOperationException("Two ends of an interval of the task's plan differ.");
        }

        Game opened = OnTheClock(new Game(
            task, kind, interval.Index, interval.Runs, challenge, new Player(left, parameters.ClockBlocks, 0, Since: null),
            new Player(right, parameters.ClockBlocks, 0, Since: null), now, Moves: 0), board, now);
        Games.Set(game, opened);
        Boards.Set(game, board);
        TaskGames.Set(task, game, true);
        Clocks.Set(game, DeadlineOf(opened), now);
        runtime.Board.Disputed(task);
        Deposit(new Event.GameOpened(game, task, kind, interval.Index, left, right));
    }

    private DispatchResult Play(uint id, Game game, DisputeGame board, bool isLeft, uint round, DisputeMove move)
    {
        MoveResult result = DisputeReferee.Apply(board, isLeft ? DisputeSide.Defender : DisputeSide.Challenger, round, move);
        if (!result.Accepted) return Fail(Error.MoveRefused);
        AccountId mover = isLeft ? game.Left.Who : game.Right.Who;
        game = game with { Moves = game.Moves + 1 };
        if (result.Game.Verdict is { } verdict)
        {
            Decide(id, game, VerdictOf(verdict));
            return DispatchResult.Ok;
        }

        uint now = Context.BlockNumber;
        ArbitrationParameters parameters = Parameters.Get();
        game = isLeft ? game with { Left = Stopped(game.Left, parameters, now) } : game with { Right = Stopped(game.Right, parameters, now) };
        game = OnTheClock(game, result.Game, now);
        Games.Set(id, game);
        Boards.Set(id, result.Game);
        Clocks.Set(id, DeadlineOf(game), now);
        Deposit(new Event.MovePlayed(id, mover, DeadlineOf(game)));
        return DispatchResult.OkWithWeight(CheckWeight(move));
    }

    private static GameVerdict VerdictOf(DisputeVerdict verdict) => new(
        verdict.Winner switch
        {
            DisputeSide.Defender => GameOutcome.RightLost,
            DisputeSide.Challenger => GameOutcome.LeftLost,
            _ => GameOutcome.BothLost,
        },
        verdict.Reason == DisputeReason.WrongOutput ? Decision.Leaf : Decision.Post,
        verdict.Reason,
        verdict.Step,
        verdict.Operator is { } disputed ? (ushort)disputed.Id : (ushort)0,
        verdict.Rounds,
        verdict.LeafBytes);

    // Sets each clock going or stops it, as the game now expects moves.
    private static Game OnTheClock(Game game, DisputeGame board, uint now) => game with
    {
        Left = Ticking(game.Left, board.Expected(DisputeSide.Defender) is not null, now),
        Right = Ticking(game.Right, board.Expected(DisputeSide.Challenger) is not null, now),
    };

    private static Player Ticking(Player player, bool expected, uint now) =>
        expected == player.Since is not null ? player : player with { Since = expected ? now : null };

    private static uint DeadlineOf(Game game) => Math.Min(game.Left.Deadline, game.Right.Deadline);

    // Takes the time of a move off the mover's clock; near the end it is filled up again, a bounded number of times.
    private static Player Stopped(Player player, ArbitrationParameters parameters, uint now)
    {
        uint used = now - (player.Since ?? now);
        uint left = player.Clock > used ? player.Clock - used : 0;
        bool extended = left < parameters.ExtensionBlocks && player.Extensions < parameters.MaxExtensions;
        return player with
        {
            Clock = extended ? parameters.ExtensionBlocks : left,
            Extensions = extended ? player.Extensions + 1 : player.Extensions,
            Since = null,
        };
    }
}
