using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Verification.Disputes;
using Xunit;
using Xunit.Abstractions;

namespace Gensyn.Pallets.Tests.Tasks;

/// <summary>Crowds of honest, lazy, lying and silent accounts: whatever they call, no money appears or vanishes.</summary>
public sealed class RandomMarketTests(ITestOutputHelper output)
{
    [Fact]
    public void AnyCalls_KeepEveryBookBalanced() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), (int seed) =>
        {
            Crowd crowd = new(seed);
            for (int i = 0; i < 250; i++) crowd.Act();
            crowd.Drain();
            output.WriteLine(crowd.Summary);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    [Fact]
    public void HonestCrowds_AreNeverSlashed() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), (int seed) =>
        {
            Crowd crowd = new(seed, honest: true);
            for (int i = 0; i < 150; i++) crowd.Act();
            output.WriteLine(crowd.Summary);
            return !crowd.Runtime.AllEvents.OfType<StakingPallet.Event.Slashed>().Any()
                && crowd.Runtime.AllEvents.OfType<TasksPallet.Event.TaskSettled>().Any();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    private sealed class Crowd
    {
        private const int People = 9;
        private readonly Random _random;
        private readonly bool _honest;
        private readonly Dictionary<uint, SmallRun> _runs = [];
        private readonly Dictionary<(uint, AccountId), ImmutableArray<IntervalAnswer>> _answers = [];
        private readonly Dictionary<uint, (ChallengeOpening Opening, AccountId Who, SmallWitness? Witness)> _challenges = [];
        private readonly Dictionary<uint, SmallWitness?> _witnesses = [];

        public Crowd(int seed, bool honest = false)
        {
            _random = new Random(seed);
            _honest = honest;
            Runtime.Luck = (uint)seed;
            for (int i = 0; i < People; i++)
            {
                Runtime.Endow(DevAccounts.Number(i), 100_000 * ComputeTestRuntime.Unit);
                if (i < 6) Runtime.Dispatch(Origin.Signed(DevAccounts.Number(i)), new StakingPallet.Call.Bond(500 * ComputeTestRuntime.Unit));
                if (i < 6) Runtime.Dispatch(Origin.Signed(DevAccounts.Number(i)), new ProvidersPallet.Call.Register(ComputeTestRuntime.Profile()));
            }
        }

        public ComputeTestRuntime Runtime { get; } = new();

        /// <summary>How often each thing happened.</summary>
        public string Summary => string.Join(", ", Runtime.AllEvents
            .Select(e => e is ArbitrationPallet.Event.GameDecided g ? $"{g.Verdict.Outcome} by {g.Verdict.DecidedBy}" : e.GetType().Name)
            .GroupBy(n => n).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"));

        private AccountId Anyone => DevAccounts.Number(_random.Next(People));

        private uint AnyTask => (uint)_random.Next((int)Math.Max(1, Runtime.Tasks.NextTask.Get()));

        public void Act()
        {
            if (!_honest) Misbehave();
            if (_random.Next(8) == 0) Send(Anyone, new TasksPallet.Call.Submit(SmallRun.Spec()));
            foreach ((uint task, TaskProgress progress) in Runtime.Tasks.Progress.Entries().ToList()) Work(task, progress);
            foreach ((uint id, Game game) in Runtime.Arbitration.Games.Entries().ToList()) Play(id, game);
            Runtime.NextBlock((uint)_random.Next(_honest ? 2 : 5) + (_honest ? 1u : 0u));
            Runtime.AssertBooks();
        }

        /// <summary>With nobody acting any more, everything ends by itself, and all stakes can be taken home.</summary>
        public void Drain()
        {
            for (int i = 0; i < 400 && Runtime.Tasks.Deadlines.Entries().Concat(Runtime.Proofs.Deadlines.Entries())
                .Concat(Runtime.Arbitration.Deadlines.Entries()).Any(); i++)
            {
                Runtime.NextBlock(20);
            }

            Assert.All(Runtime.Tasks.Progress.Entries(), e =>
                Assert.True(e.Value.State is TaskState.Settled or TaskState.Failed or TaskState.Cancelled or TaskState.Expired));
            Assert.Empty(Runtime.Arbitration.Boards.Entries());
            Assert.Empty(Runtime.Arbitration.Challenges.Entries());
            Assert.Empty(Runtime.Proofs.Verdicts.Entries());
            for (int i = 0; i < People; i++)
            {
                AccountId who = DevAccounts.Number(i);
                Assert.Equal(0u, Runtime.Money.HeldOf(who, HoldReason.Escrow));
                Send(who, new ProvidersPallet.Call.Deregister());
                if (Runtime.Staking.Ledgers.Get(who) is not { } ledger) continue;
                Assert.Equal(0u, ledger.Locked);
            }

            Runtime.AssertBooks();
        }

        private void Misbehave()
        {
            UInt128 some = (UInt128)_random.Next(1, 300) * ComputeTestRuntime.Unit / 3;
            AccountId who = Anyone;
            switch (_random.Next(12))
            {
                case 0: Send(who, new StakingPallet.Call.Bond(some)); break;
                case 1: Send(who, new StakingPallet.Call.Unbond(some)); break;
                case 2: Send(who, new StakingPallet.Call.Withdraw()); break;
                case 3: Send(who, new ProvidersPallet.Call.Deregister()); break;
                case 4: Send(who, new ProvidersPallet.Call.SetAvailable(_random.Next(4) > 0)); break;
                case 5: Send(who, new ProvidersPallet.Call.Register(ComputeTestRuntime.Profile(price: (UInt128)_random.NextInt64(1, 2_000_000_000_000)))); break;
                case 6: Send(who, new TasksPallet.Call.Cancel(AnyTask)); break;
                case 7: Send(who, new TasksPallet.Call.Settle(AnyTask)); break;
                case 8: Send(who, new TasksPallet.Call.Poke(AnyTask)); break;
                case 9: Send(who, new LearningProofsPallet.Call.Poke(AnyTask)); break;
                case 10: Send(who, new ArbitrationPallet.Call.CommitChallenge(AnyTask, H256.Zero)); break;
                default: Challenge(who, AnyTask); break;
            }
        }

        private void Work(uint task, TaskProgress progress)
        {
            if (!_honest && _random.Next(12) == 0) return;
            AccountId solver = progress.Assignment?.Solver ?? default;
            switch (progress.Phase)
            {
                case TaskState.Matched when !_honest && _random.Next(10) == 0: Send(solver, new TasksPallet.Call.Decline(task)); break;
                case TaskState.Matched: Send(solver, new TasksPallet.Call.Accept(task)); break;
                case TaskState.Training when _random.Next(2) == 0: Send(solver, new TasksPallet.Call.Heartbeat(task, progress.Step, 0)); break;
                case TaskState.Training:
                    Lie lie = _honest || _random.Next(2) == 0 ? Lie.None : (Lie)_random.Next(1, 5);
                    _runs[task] = new SmallRun(8, 4, lie, (uint)_random.Next(1, 9));
                    Send(solver, new LearningProofsPallet.Call.Commit(task, _runs[task].Commitment));
                    break;
                case TaskState.Auditing: Judge(task); break;
                case TaskState.ChallengeWindow: Send(Anyone, new TasksPallet.Call.Settle(task)); break;
            }
        }

        private void Judge(uint task)
        {
            if (Runtime.Proofs.Audits.Get(task) is not { Rounds: [.., AuditRound round] } || !_runs.TryGetValue(task, out SmallRun? run)) return;
            foreach (Seat seat in round.Seats)
            {
                if (seat.State == SeatState.Drawn && (_honest || _random.Next(10) > 0))
                {
                    ImmutableArray<IntervalAnswer> answers = _honest || _random.Next(3) > 0 ? run.HonestAnswers(round.Intervals) : run.LazyAnswers(round.Intervals);
                    if (!_honest && _random.Next(8) == 0) answers = [];
                    else if (!_honest && _random.Next(8) == 0) answers = answers.SetItem(0, answers[0] with { Own = Hashing.Blake2_256("invented"u8) });
                    _answers[(task, seat.Verifier)] = answers;
                    Send(seat.Verifier, new LearningProofsPallet.Call.CommitVerdict(
                        task, LearningProofsPallet.VerdictHash(task, seat.Verifier, answers, TaskDriver.Salt)));
                }
                else if (seat.State == SeatState.Committed && (_honest || _random.Next(10) > 0))
                {
                    Send(seat.Verifier, new LearningProofsPallet.Call.RevealVerdict(task, _answers[(task, seat.Verifier)], TaskDriver.Salt));
                }
            }
        }

        private void Challenge(AccountId who, uint task)
        {
            if (!_runs.TryGetValue(task, out SmallRun? run)) return;
            uint interval = (uint)_random.Next(4);
            bool truly = _random.Next(2) == 0;
            ChallengeOpening opening = new(
                interval, run.StartOf(interval), run.StartPath(interval), run.Leaves[(int)interval], run.Path((int)interval),
                truly ? run.Replayed(interval) : Hashing.Blake2_256("other"u8), TaskDriver.Salt);
            uint id = Runtime.Arbitration.NextChallenge.Get();
            if (Send(who, new ArbitrationPallet.Call.CommitChallenge(task, ArbitrationPallet.ChallengeHash(task, who, opening))).IsError) return;
            if (_random.Next(6) > 0) _challenges[id] = (opening, who, truly ? new SmallWitness(run, interval) : null);
        }

        private void Play(uint id, Game game)
        {
            // Solvers answer from what they committed to; verifiers and challengers from a replay, if they made one. Anyone may fall silent or babble.
            if (!_runs.TryGetValue(game.Task, out SmallRun? run) || Runtime.Arbitration.Boards.Get(id) is not { } board) return;
            SmallWitness? left = game.Kind == GameKind.Verifiers ? new SmallWitness(run, game.Interval) : new SmallWitness(run);
            SmallWitness? right = game.Challenge is { } challenge && _witnesses.TryGetValue(challenge, out SmallWitness? kept)
                ? kept
                : new SmallWitness(run, game.Interval);
            TryMove(id, board, game.Left.Who, DisputeSide.Defender, left);
            if (Runtime.Arbitration.Boards.Get(id) is { } next) TryMove(id, next, game.Right.Who, DisputeSide.Challenger, right);
        }

        private void TryMove(uint id, DisputeGame board, AccountId who, DisputeSide side, SmallWitness? witness)
        {
            if (_random.Next(5) == 0) return;
            DisputeMove? move = _random.Next(40) == 0 ? new DisputeMove.Tile([]) : witness is null ? null : new DisputePlayer(witness).Next(board, side);
            if (move is not null) Send(who, new ArbitrationPallet.Call.Move(id, board.Rounds, move));
        }

        private DispatchResult Send(AccountId who, PalletCall call)
        {
            foreach ((uint id, (ChallengeOpening opening, AccountId challenger, SmallWitness? witness)) in _challenges.ToList())
            {
                _challenges.Remove(id);
                _witnesses[id] = witness;
                Runtime.Dispatch(Origin.Signed(challenger), new ArbitrationPallet.Call.Challenge(id, opening));
            }

            return Runtime.Dispatch(Origin.Signed(who), call);
        }
    }
}
