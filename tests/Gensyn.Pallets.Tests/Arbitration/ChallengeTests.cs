using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Gensyn.Verification.Disputes;
using Xunit;
using Call = Gensyn.Pallets.Compute.Arbitration.ArbitrationPallet.Call;
using Error = Gensyn.Pallets.Compute.Arbitration.ArbitrationPallet.Error;
using Event = Gensyn.Pallets.Compute.Arbitration.ArbitrationPallet.Event;

namespace Gensyn.Pallets.Tests.Arbitration;

/// <summary>Challenges before they are games, the clock, and everything that is refused.</summary>
public sealed class ChallengeTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;
    private static readonly ArbitrationParameters Rules = ArbitrationParameters.Development;

    private readonly ComputeTestRuntime _runtime = new();
    private readonly SmallRun _run = new(8, 4);
    private readonly AccountId _challenger;

    public void Dispose() => _runtime.Dispose();

    public ChallengeTests()
    {
        for (int i = 0; i < 5; i++) _runtime.Provide(i);
        _challenger = _runtime.Endow(DevAccounts.Bob, 10_000 * Unit);
        _runtime.AssertOk(Who, new Compute.Staking.StakingPallet.Call.Bond(1000 * Unit));
    }

    private Origin Who => Origin.Signed(_challenger);

    private ChallengeOpening Opening => new(
        2, _run.StartOf(2), _run.StartPath(2), _run.Leaves[2], _run.Path(2), new SmallRun(8, 4, Lie.Step, 6).Leaves[2], TaskDriver.Salt);

    [Fact]
    public void CommitChallenge_WhereNothingIsCommitted_IsRefused()
    {
        TaskDriver driver = new TaskDriver(_runtime).Train();
        Call.CommitChallenge call = new(driver.Task, H256.Zero);
        _runtime.AssertNoop(Error.WrongState, Who, call);
        _runtime.AssertNoop(Error.UnknownTask, Who, new Call.CommitChallenge(9, H256.Zero));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, call);

        driver.Audit(_run).Verdicts(_run);
        _runtime.AssertNoop(Error.SelfChallenge, Origin.Signed(driver.Solver), call);
        _runtime.AssertNoop(Compute.Staking.StakingPallet.Error.InsufficientStake, Origin.Signed(driver.Submitter), call);
        _runtime.RunToBlock(_runtime.ProgressOf(driver.Task).WindowEnd);
        _runtime.AssertNoop(Error.TooLate, Who, call);
    }

    [Fact]
    public void CommitChallenge_GetsDearerWithEach_AndIsBounded()
    {
        _runtime.Arbitration.Genesis(Rules with { MaxChallenges = 3 });
        TaskDriver driver = new TaskDriver(_runtime).Commit(_run);
        for (uint i = 0; i < 3; i++)
        {
            UInt128 bond = Unit + (i * Unit / 2);
            Assert.Equal(bond, _runtime.Arbitration.NextBond(driver.Task));
            _runtime.AssertOk(Who, new Call.CommitChallenge(driver.Task, H256.Zero));
            Assert.Equal(bond, _runtime.Bonds.LockedOf(_challenger, new LockId(LockKind.Challenge, i)));
        }

        _runtime.AssertNoop(Error.TooManyChallenges, Who, new Call.CommitChallenge(driver.Task, H256.Zero));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Challenge_ThatStaysHidden_HoldsUpTheSettlementAndIsFined()
    {
        TaskDriver driver = new TaskDriver(_runtime).Audit(_run).Verdicts(_run);
        _runtime.RunToBlock(_runtime.ProgressOf(driver.Task).WindowEnd - 1);
        _runtime.AssertOk(Who, new Call.CommitChallenge(driver.Task, H256.Zero));
        UInt128 solver = _runtime.Money.FreeOf(driver.Solver);
        _runtime.NextBlock();
        _runtime.AssertNoop(TasksPallet.Error.DisputesOpen, Who, new TasksPallet.Call.Settle(driver.Task));
        _runtime.AssertNoop(Error.NotOverdue, Who, new Call.PokeChallenge(0));
        _runtime.NextBlock(Rules.RevealBlocks - 1);

        Assert.Equal(new Event.ChallengeExpired(0, driver.Task), _runtime.Last<Event.ChallengeExpired>());
        Assert.Equal((1000 * Unit) - (Unit / 10), _runtime.Bonds.FreeOf(_challenger));
        Assert.Equal(solver + (Unit / 25), _runtime.Money.FreeOf(driver.Solver));
        _runtime.AssertNoop(Error.UnknownChallenge, Who, new Call.Challenge(0, Opening));
        _runtime.AssertNoop(Error.UnknownChallenge, Who, new Call.PokeChallenge(0));
        _runtime.AssertOk(Who, new TasksPallet.Call.Settle(driver.Task));
        Assert.Empty(_runtime.Arbitration.ChallengeCounts.Entries());
        _runtime.AssertBooks();
    }

    [Fact]
    public void Challenge_MayBeShownAfterTheWindow_AndTheTaskWaits()
    {
        TaskDriver driver = new TaskDriver(_runtime).Audit(_run).Verdicts(_run);
        _runtime.RunToBlock(_runtime.ProgressOf(driver.Task).WindowEnd - 1);
        Commit(driver.Task, Opening);
        _runtime.NextBlock(2);

        _runtime.AssertOk(Who, new Call.Challenge(0, Opening));

        Assert.Equal(TaskState.Disputed, _runtime.StateOf(driver.Task));
        _runtime.AssertNoop(TasksPallet.Error.DisputesOpen, Who, new TasksPallet.Call.Settle(driver.Task));
        Assert.Equal(GameOutcome.RightLost, _runtime.PlayOut(0, new SmallWitness(_run), null).Outcome);
        driver.RunUntil(TaskState.Settled);
        _runtime.AssertBooks();
    }

    [Fact]
    public void Challenge_ThatDoesNotOpenTheCommittedHistory_IsRefused()
    {
        TaskDriver driver = new TaskDriver(_runtime).Commit(_run);
        ChallengeOpening good = Opening;
        (ChallengeOpening Opening, Error Error)[] cases =
        [
            (good with { Interval = 4 }, Error.IntervalOutOfRange),
            (good with { Interval = uint.MaxValue }, Error.IntervalOutOfRange),
            (good with { Interval = 1 }, Error.ProofInvalid),
            (good with { Interval = 0 }, Error.ProofInvalid),
            (good with { Start = good.Claimed }, Error.ProofInvalid),
            (good with { StartProof = [] }, Error.ProofInvalid),
            (good with { ClaimedProof = good.ClaimedProof.Add(H256.Zero) }, Error.ProofInvalid),
            (good with { Claimed = good.Other }, Error.ProofInvalid),
            (good with { Other = good.Claimed }, Error.NothingDisputed),
        ];
        for (uint i = 0; i < cases.Length; i++)
        {
            Commit(driver.Task, cases[i].Opening);
            _runtime.AssertNoop(cases[i].Error, Who, new Call.Challenge(i, cases[i].Opening));
            _runtime.AssertNoop(Error.HashMismatch, Who, new Call.Challenge(i, good with { Salt = H256.Zero }));
            _runtime.AssertNoop(Error.NotChallenger, Origin.Signed(driver.Solver), new Call.Challenge(i, cases[i].Opening));
        }
    }

    [Fact]
    public void Challenge_CopiedFromAnother_OpensNothing()
    {
        TaskDriver driver = new TaskDriver(_runtime).Commit(_run);
        AccountId thief = _runtime.Provide(30);
        H256 seen = ArbitrationPallet.ChallengeHash(driver.Task, _challenger, Opening);
        _runtime.AssertOk(Origin.Signed(thief), new Call.CommitChallenge(driver.Task, seen));

        _runtime.AssertNoop(Error.HashMismatch, Origin.Signed(thief), new Call.Challenge(0, Opening));
    }

    [Fact]
    public void Move_OutOfTurn_IsRefusedInValidationAndInTheCall()
    {
        uint game = OpenGame();
        DisputeMove move = new DisputePlayer(new SmallWitness(_run)).Next(_runtime.Arbitration.Boards.Get(game)!, DisputeSide.Defender)!;
        AccountId solver = _runtime.Arbitration.Games.Get(game)!.Left.Who;
        Assert.True(_runtime.Arbitration.MayMove(solver, game));
        Assert.True(_runtime.Arbitration.MayMove(_challenger, game));
        Assert.False(_runtime.Arbitration.MayMove(DevAccounts.Alice, game));
        Assert.False(_runtime.Arbitration.MayMove(solver, game + 1));
        _runtime.AssertNoop(Error.NotOnTheClock, Origin.Signed(DevAccounts.Alice), new Call.Move(game, 0, move));
        _runtime.AssertNoop(Error.UnknownGame, Origin.Signed(solver), new Call.Move(game + 1, 0, move));
        _runtime.AssertNoop(Error.MoveRefused, Origin.Signed(solver), new Call.Move(game, 1, move));

        _runtime.AssertOk(Origin.Signed(solver), new Call.Move(game, 0, move));

        Assert.False(_runtime.Arbitration.MayMove(solver, game));
        Assert.True(_runtime.Arbitration.MayMove(_challenger, game));
        _runtime.AssertNoop(Error.NotOnTheClock, Origin.Signed(solver), new Call.Move(game, 0, move));
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.Move(game, 0, move))).Class);
    }

    [Fact]
    public void Clock_RunsOnlyForTheSideThatOwesAMove_AndIsExtendedNearItsEnd()
    {
        uint game = OpenGame();
        Player left = _runtime.Arbitration.Games.Get(game)!.Left;
        Player right = _runtime.Arbitration.Games.Get(game)!.Right;
        _runtime.NextBlock(3);
        Play(game, left.Who, DisputeSide.Defender);
        _runtime.NextBlock(Rules.ClockBlocks - 4);
        Assert.Equal(Rules.ClockBlocks - 3, _runtime.Arbitration.Games.Get(game)!.Left.Clock);
        Play(game, right.Who, DisputeSide.Challenger, new SmallWitness(new SmallRun(8, 4, Lie.Step, 6)));

        Game after = _runtime.Arbitration.Games.Get(game)!;
        Assert.Equal((Rules.ClockBlocks - 3, 0u), (after.Left.Clock, after.Left.Extensions));
        Assert.Equal((Rules.ExtensionBlocks, 1u), (after.Right.Clock, after.Right.Extensions));
        _runtime.NextBlock(Rules.ExtensionBlocks - 1);
        Assert.True(_runtime.Arbitration.Games.Contains(game));
        _runtime.AssertNoop(Error.NotOverdue, Who, new Call.Poke(game));
        _runtime.NextBlock();
        Assert.Equal(GameOutcome.RightLost, _runtime.Last<Event.GameDecided>()!.Verdict.Outcome);
        _runtime.AssertNoop(Error.UnknownGame, Who, new Call.Poke(game));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Sides_ThatAreBothSilent_BothLose()
    {
        uint game = OpenGame();
        uint task = _runtime.Arbitration.Games.Get(game)!.Task;

        _runtime.NextBlock(Rules.ClockBlocks);

        GameVerdict verdict = _runtime.Last<Event.GameDecided>()!.Verdict;
        Assert.Equal((GameOutcome.BothLost, Decision.Timeout), (verdict.Outcome, verdict.DecidedBy));
        Assert.Equal(TaskState.Open, _runtime.StateOf(task));
        _runtime.AssertBooks();
    }

    [Fact]
    public void SetParameters_IsForRootAndChecked()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Who, new Call.SetParameters(Rules));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { ClockBlocks = 0 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { MaxExtensions = 65 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(Rules with { HiddenPenalty = 1001 }));
        _runtime.AssertOk(Origin.Root, new Call.SetParameters(Rules with { ClockBlocks = 10 }));
    }

    [Fact]
    public void CommitChallenge_Encoded_IsPalletCallTaskAndHash()
    {
        // Vectors: index 54 and call 0 by this runtime's table, then u32 and 32 bytes by the SCALE specification.
        byte[] bytes = RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.CommitChallenge(1, H256.Zero)));
        Assert.Equal("360001000000" + new string('0', 64), Convert.ToHexStringLower(bytes));
    }

    private void Play(uint game, AccountId who, DisputeSide side, SmallWitness? witness = null)
    {
        DisputeGame board = _runtime.Arbitration.Boards.Get(game)!;
        DisputeMove move = new DisputePlayer(witness ?? new SmallWitness(_run)).Next(board, side)!;
        _runtime.AssertOk(Origin.Signed(who), new Call.Move(game, board.Rounds, move));
    }

    private void Commit(uint task, ChallengeOpening opening) =>
        _runtime.AssertOk(Who, new Call.CommitChallenge(task, ArbitrationPallet.ChallengeHash(task, _challenger, opening)));

    private uint OpenGame()
    {
        TaskDriver driver = new TaskDriver(_runtime).Audit(_run).Verdicts(_run);
        Commit(driver.Task, Opening);
        _runtime.AssertOk(Who, new Call.Challenge(0, Opening));
        return 0;
    }
}
