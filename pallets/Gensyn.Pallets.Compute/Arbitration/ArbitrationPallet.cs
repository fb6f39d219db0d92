using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <summary>Takes challenges and lets two parties pinpoint their difference, until the chain can recompute it.</summary>
/// <remarks>
/// Every game stands alone: losing one never decides another. A side has a clock for the whole game, extended near its end a bounded number of
/// times; whoever lets it run out, posts what contradicts the task, or is wrong at the leaf loses its bond. The bonds cover the storage of a game,
/// which is bounded, and all of it is removed at its end.
/// </remarks>
[Pallet("Arbitration", Crate = "gensyn_arbitration")]
public sealed partial class ArbitrationPallet(PalletContext context, IComputeRuntime runtime, IArbitrationWeights weights)
    : Pallet(context), IDisputes
{
    private IArbitrationWeights Weights => weights;

    private static ArbitrationParameters InitialParameters => ArbitrationParameters.Development;

    /// <summary>The number of the next challenge.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> NextChallenge { get; }

    /// <summary>The number of the next game.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> NextGame { get; }

    /// <summary>Challenges that are not shown yet.</summary>
    // Hasher: twox, because the chain chooses the numbers. The same holds for the maps below.
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Challenge> Challenges { get; }

    /// <summary>Open games: who plays for what, and the clocks.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Game> Games { get; }

    /// <summary>Open games: what was posted and how far the descent is.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, DisputeGame> Boards { get; }

    /// <summary>The open games of a task.</summary>
    [Storage]
    public partial StorageDoubleMap<Twox64Concat, uint, Twox64Concat, uint, bool> TaskGames { get; }

    /// <summary>The challenges of a task that are not shown yet.</summary>
    [Storage]
    public partial StorageDoubleMap<Twox64Concat, uint, Twox64Concat, uint, bool> TaskChallenges { get; }

    /// <summary>How many challenges a task's commitment has seen; each makes the next dearer.</summary>
    [Storage(Default = true)]
    public partial StorageMap<Twox64Concat, uint, uint> ChallengeCounts { get; }

    /// <summary>When the clock of each game runs out.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Deadline> Deadlines { get; }

    /// <summary>The games that each block looks at.</summary>
    [Storage]
    [MaxLength(DeadlineQueue.PerBlock)]
    public partial StorageMap<Twox64Concat, uint, ImmutableArray<uint>> Agenda { get; }

    /// <summary>When each challenge must be shown.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Deadline> ChallengeDeadlines { get; }

    /// <summary>The challenges that each block looks at.</summary>
    [Storage]
    [MaxLength(DeadlineQueue.PerBlock)]
    public partial StorageMap<Twox64Concat, uint, ImmutableArray<uint>> ChallengeAgenda { get; }

    /// <summary>The rules of challenges and games.</summary>
    [Storage(DefaultValue = nameof(InitialParameters))]
    public partial StorageValue<ArbitrationParameters> Parameters { get; }

    private DeadlineQueue Clocks => new(Deadlines, Agenda);

    private DeadlineQueue Reveals => new(ChallengeDeadlines, ChallengeAgenda);

    /// <summary>Sets the rules of a new chain.</summary>
    public void Genesis(ArbitrationParameters parameters) => Parameters.Set(parameters);

    /// <summary>What a challenger commits to: its opening, bound to task and account.</summary>
    public static H256 ChallengeHash(uint task, AccountId challenger, ChallengeOpening opening)
    {
        ScaleWriter writer = new(1024);
        writer.WriteU32(task);
        writer.WriteBytes(challenger.Bytes.Span);
        ChallengeOpening.Codec.Encode(opening, ref writer);
        return Hashing.Blake2_256(writer.ToArray());
    }

    /// <summary>Whether an account may move in a game now: it plays there and its clock runs.</summary>
    /// <remarks>Validation refuses every other move, so that reserved block space is only for those on the clock.</remarks>
    public bool MayMove(AccountId who, uint game) =>
        Games.Get(game) is { } found
        && ((found.Left.Who == who && found.Left.Since is not null) || (found.Right.Who == who && found.Right.Since is not null));

    /// <summary>Commits the caller to a challenge without showing it, and locks its bond.</summary>
    /// <remarks>Origin: signed, anyone but the solver, from the commitment to the end of the window. Deposits <see cref="Event.ChallengeCommitted"/>.</remarks>
    [Call(0)]
    public DispatchResult CommitChallenge(Origin origin, uint task, H256 hash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (runtime.Board.Find(task) is not { } view) return Fail(Error.UnknownTask);
        if (view.Phase is not (TaskState.Committed or TaskState.Auditing or TaskState.ChallengeWindow)) return Fail(Error.WrongState);
        uint now = Context.BlockNumber;
        if (view.Phase == TaskState.ChallengeWindow && now >= view.Until) return Fail(Error.TooLate);
        if (view.Solver == who) return Fail(Error.SelfChallenge);
        ArbitrationParameters parameters = Parameters.Get();
        int open = TaskChallenges.EntriesOf(task).Count() + TaskGames.EntriesOf(task).Count();
        if (open >= parameters.MaxChallenges) return Fail(Error.TooManyChallenges);

        uint challenge = NextChallenge.Get();
        uint earlier = ChallengeCounts.GetOrDefault(task);
        UInt128 bond = BondOf(view, parameters, earlier);
        if (runtime.Bonds.Lock(who, new LockId(LockKind.Challenge, challenge), bond) is { IsError: true } refused) return refused;
        uint revealBy = now + parameters.RevealBlocks;
        NextChallenge.Set(challenge + 1);
        ChallengeCounts.Set(task, earlier + 1);
        Challenges.Set(challenge, new Challenge(task, who, hash, revealBy));
        TaskChallenges.Set(task, challenge, true);
        Reveals.Set(challenge, revealBy, now);
        Deposit(new Event.ChallengeCommitted(challenge, task, who, bond, revealBy));
        return DispatchResult.Ok;
    }

    /// <summary>Shows a committed challenge: its game opens.</summary>
    /// <remarks>Origin: signed, who committed it. Deposits <see cref="Event.GameOpened"/>.</remarks>
    [Call(1)]
    public DispatchResult Challenge(Origin origin, uint id, ChallengeOpening opening)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Challenges.Get(id) is not { } pending) return Fail(Error.UnknownChallenge);
        if (pending.Challenger != who) return Fail(Error.NotChallenger);
        if (Context.BlockNumber >= pending.RevealBy) return Fail(Error.TooLate);
        if (ChallengeHash(pending.Task, who, opening) != pending.Hash) return Fail(Error.HashMismatch);
        if (runtime.Proofs.Find(pending.Task) is not { } history || runtime.Board.Find(pending.Task) is not { } view) return Fail(Error.WrongState);
        if (!view.Plan.TryGet(opening.Interval, out Gensyn.Verification.Interval interval)) return Fail(Error.IntervalOutOfRange);
        if (!history.Bounds(opening.Interval, opening.Start, opening.StartProof, opening.Claimed, opening.ClaimedProof)) return Fail(Error.ProofInvalid);
        if (opening.Claimed == opening.Other) return Fail(Error.NothingDisputed);

        Challenges.Remove(id);
        TaskChallenges.Remove(pending.Task, id);
        Reveals.Clear(id);
        Open(pending.Task, view, GameKind.Challenge, id, history.Solver, who, interval, opening.Start, opening.Claimed, opening.Other);
        return DispatchResult.Ok;
    }

    /// <summary>Plays a move of a game, for the round that it is in; a move that contradicts itself or the task loses.</summary>
    /// <remarks>Origin: signed, a side on the clock. Deposits <see cref="Event.MovePlayed"/> or <see cref="Event.GameDecided"/>.</remarks>
    [Call(2, Class = DispatchClass.Operational)]
    public DispatchResult Move(Origin origin, uint game, uint round, DisputeMove move)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Games.Get(game) is not { } open || Boards.Get(game) is not { } board) return Fail(Error.UnknownGame);
        bool isLeft = open.Left.Who == who;
        if (!isLeft && open.Right.Who != who) return Fail(Error.NotOnTheClock);
        Player player = isLeft ? open.Left : open.Right;
        if (player.Since is null) return Fail(Error.NotOnTheClock);
        if (Context.BlockNumber >= player.Deadline) return Fail(Error.TooLate);

        return Play(game, open, board, isLeft, round, move);
    }

    /// <summary>Ends a game whose clock has run out, should its block have been too full.</summary>
    /// <remarks>Origin: signed, anyone.</remarks>
    [Call(3)]
    public DispatchResult Poke(Origin origin, uint game)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (!Games.Contains(game)) return Fail(Error.UnknownGame);
        if (!Clocks.IsDue(game, Context.BlockNumber)) return Fail(Error.NotOverdue);

        Clocks.Clear(game);
        TimeOut(game);
        return DispatchResult.Ok;
    }

    /// <summary>Fines a challenge that was not shown in time, should its block have been too full.</summary>
    /// <remarks>Origin: signed, anyone. Deposits <see cref="Event.ChallengeExpired"/>.</remarks>
    [Call(4)]
    public DispatchResult PokeChallenge(Origin origin, uint id)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (!Challenges.Contains(id)) return Fail(Error.UnknownChallenge);
        if (!Reveals.IsDue(id, Context.BlockNumber)) return Fail(Error.NotOverdue);

        Reveals.Clear(id);
        Expire(id);
        return DispatchResult.Ok;
    }

    /// <summary>Changes the rules of challenges and games.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.ParametersChanged"/>.</remarks>
    [Call(5)]
    public DispatchResult SetParameters(Origin origin, ArbitrationParameters parameters)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!parameters.IsValid) return Fail(Error.ParametersInvalid);

        Parameters.Set(parameters);
        Deposit(new Event.ParametersChanged());
        return DispatchResult.Ok;
    }

    /// <summary>What the next challenge of a task locks; zero when there is no such task.</summary>
    public UInt128 NextBond(uint task) =>
        runtime.Board.Find(task) is { } view ? BondOf(view, Parameters.Get(), ChallengeCounts.GetOrDefault(task)) : 0;

    // A task's audit has no more verifiers than that.
    private const uint MostVerifiers = 32;

    private Weight DecisionWeight => Weights.Poke(MostVerifiers, Parameters.Get().MaxChallenges);

    private Weight CommitChallengeWeight() => Weights.CommitChallenge(Parameters.Get().MaxChallenges);

    private Weight MoveWeight(DisputeMove move) => CheckWeight(move) + DecisionWeight;

    private Weight PokeWeight() => DecisionWeight;

    // Nothing in a move takes longer for its bytes than a path's hashes, each of which is climbed from once.
    private Weight CheckWeight(DisputeMove move) => Weights.Move(((uint)DisputeMove.Codec.ToBytes(move).Length + 31) / 32);

    private static UInt128 BondOf(TaskView view, ArbitrationParameters parameters, uint earlier)
    {
        UInt128 bond = UInt128.Max(parameters.MinimumBond, Share.Of(view.Fee, parameters.BondShare));
        return bond + (Share.Of(bond, parameters.BondGrowth) * earlier);
    }
}
