using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Pallets.Compute.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <content>What its calls cost, and what blocks do by themselves.</content>
public sealed partial class ArbitrationPallet : IBenchmarkedPallet
{
    // A post of the descent over steps has sixteen children and two paths; of a game over 2^30 states they are this long.
    private const uint Children = 16;
    private const uint LongestPath = 26;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        IComputeStage stage = (IComputeStage)host;
        uint most = ArbitrationParameters.Development.MaxChallenges;
        return
        [
            new("commit_challenge", new("open", 0, most - 1), open =>
            {
                uint task = stage.Task(TaskState.ChallengeWindow);
                for (uint i = 0; i < open; i++) TaskChallenges.Set(task, i, true);
                Crowd(ChallengeAgenda, ArbitrationParameters.Development.RevealBlocks);
                NextChallenge.Set(most);
                return Run(stage.Provider(1), new Call.CommitChallenge(task, H256.Zero), () => Challenges.Contains(most));
            }),
            new("challenge", () =>
            {
                AccountId challenger = stage.Provider(1);
                uint task = stage.Task(TaskState.ChallengeWindow);
                ChallengeOpening opening = Opening(stage.History);
                Hide(task, challenger, 0, ChallengeHash(task, challenger, opening));
                Crowd(Agenda, ArbitrationParameters.Development.ClockBlocks);
                return Run(challenger, new Call.Challenge(0, opening), () => TaskGames.EntriesOf(task).Any());
            }),
            new("move", new("hashes", Children + 2, Children + (2 * LongestPath)), hashes =>
            {
                AccountId challenger = stage.Provider(1);
                uint task = stage.Task(TaskState.ChallengeWindow);
                DisputeGame board = Descent(stage, task, (int)(hashes - Children) / 2, out DisputeMove move);
                Play(task, 0, challenger, board, isOver: false);
                Crowd(Agenda, ArbitrationParameters.Development.ClockBlocks);
                return Run(challenger, new Call.Move(0, 0, move), () => Boards.Get(0u) is { Rounds: 1, Verdict: null });
            }),
            new("poke", new("verifiers", 2, MostVerifiers), new("games", 0, most), (verifiers, games) =>
            {
                uint task = stage.Task(TaskState.ChallengeWindow, verifiers);
                DisputeGame board = Board(stage, task, interval: 1);
                for (uint i = 0; i <= games; i++) Play(task, i, stage.Provider(verifiers + 1 + i), board, isOver: i == 0);
                return Run(host.Caller, new Call.Poke(0), () => !TaskGames.EntriesOf(task).Any());
            }),
            new("poke_challenge", () =>
            {
                uint task = stage.Task(TaskState.ChallengeWindow);
                Hide(task, stage.Provider(1), 0, H256.Zero);
                ChallengeDeadlines.Set(0, new Deadline(Context.BlockNumber, 0));
                return Run(host.Caller, new Call.PokeChallenge(0), () => !Challenges.Contains(0));
            }),
            new("set_parameters", () =>
            {
                ArbitrationParameters changed = ArbitrationParameters.Development with { MaxChallenges = 1 };
                return BenchmarkRun.Of(Context, Origin.Root, new Call.SetParameters(changed), () => Parameters.Get() == changed);
            }),
            new("on_initialize", new("games", 0, DeadlineQueue.PerBlock), count =>
            {
                BenchmarkAgenda.Fill(Deadlines, Agenda, Context.BlockNumber, count);
                return new BenchmarkRun(() => OnInitialize(Context.BlockNumber), () => !Agenda.Contains(Context.BlockNumber));
            }),
        ];
    }

    private BenchmarkRun Run(AccountId who, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(who), call, verify);

    private void Crowd(StorageMap<Twox64Concat, uint, ImmutableArray<uint>> agenda, uint ahead) => BenchmarkAgenda.Crowd(agenda, Context.BlockNumber + ahead);

    private static ChallengeOpening Opening(BenchmarkHistory history) =>
        new(1, history.Leaf(0), history.Path(0), history.Leaf(1), history.Path(1), H256.Zero, H256.Zero);

    private void Bond(AccountId challenger, uint challenge) =>
        _ = runtime.Bonds.Lock(challenger, new LockId(LockKind.Challenge, challenge), ArbitrationParameters.Development.MinimumBond);

    // A challenge that is not shown yet.
    private void Hide(uint task, AccountId challenger, uint id, H256 hash)
    {
        Bond(challenger, id);
        Challenges.Set(id, new Challenge(task, challenger, hash, uint.MaxValue));
        TaskChallenges.Set(task, id, true);
        Reveals.Set(id, Context.BlockNumber + 1, Context.BlockNumber);
    }

    private DisputeGame Board(IComputeStage stage, uint task, uint interval)
    {
        TaskView view = runtime.Board.Find(task)!;
        view.Plan.TryGet(interval, out Interval played);
        DisputeTask disputed = new(view.GraphRoot, view.Summary, view.Seed, view.DataRoots);
        return DisputeGame.Open(disputed, DisputeSpan.Of(played, stage.History.Leaf(interval - 1)), stage.History.Leaf(interval), H256.Zero)!;
    }

    // A game of a challenge, with the challenger on the clock, or with a solver whose clock has run out.
    private void Play(uint task, uint id, AccountId challenger, DisputeGame board, bool isOver)
    {
        Bond(challenger, id);
        uint now = Context.BlockNumber;
        Player waiting = new(runtime.Board.Find(task)!.Solver!.Value, Clock: 1, Extensions: 0, Since: isOver ? now - 1 : null);
        Games.Set(id, new Game(
            task, GameKind.Challenge, Interval: 1, Steps: 1, id, waiting,
            new Player(challenger, ArbitrationParameters.Development.ClockBlocks, Extensions: 0, Since: isOver ? null : now), now, Moves: 0));
        Boards.Set(id, board);
        TaskGames.Set(task, id, true);
        Clocks.Set(id, now + 1, now);
        if (isOver) Deadlines.Set(id, new Deadline(now, 0));
        runtime.Board.Disputed(task);
    }

    // A game over as many states as make paths of this length, in which the defender has posted and the challenger has not.
    private DisputeGame Descent(IComputeStage stage, uint task, int length, out DisputeMove answer)
    {
        DisputeGame opened = Board(stage, task, interval: 1);
        int leaves = 1 << (length + TreeCursor.LevelsPerRound);
        DisputeGame board = opened with
        {
            Span = opened.Span with { Runs = (uint)leaves - 1 },
            Level = DisputeLevel.Steps,
            Cursor = TreeCursor.Root(leaves),
        };
        answer = Post(board, DisputeSide.Challenger, leaves, length);
        return board with { Pending = Post(board, DisputeSide.Defender, leaves, length), PendingSide = DisputeSide.Defender };
    }

    private static DisputeMove.Nodes Post(DisputeGame board, DisputeSide side, int leaves, int length)
    {
        ImmutableArray<H256> path = [.. Enumerable.Range(0, length).Select(static i => Hashing.Blake2_256(Codecs.U32.ToBytes((uint)i)))];
        Merkle.TryClimb(leaves, 0, 0, Merkle.Leaf(board.Span.Start), path.AsSpan(), length, out H256 first);
        Merkle.TryClimb(leaves, 0, leaves - 1, Merkle.Leaf(board.Claim(side).End), path.AsSpan(), length, out H256 last);

        // They agree on all but the last child.
        ImmutableArray<H256> between = [.. Enumerable.Repeat(H256.Zero, (int)Children - 2)];
        return new([first, .. between, last], path, path, Before: null, BeforePath: [], LastAccumulator: []);
    }
}
