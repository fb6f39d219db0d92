using System.Buffers.Binary;
using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>The five compute pallets over a state in memory, with money, and randomness that a test chooses.</summary>
internal sealed class ComputeTestRuntime : MockRuntime, IComputeRuntime, IRandomness
{
    public static readonly UInt128 Unit = 1_000_000_000_000;

    public ComputeTestRuntime()
    {
        Balances = Add(new BalancesPallet(At(10), new(TestMoney.ExistentialDeposit, MaxLocks: 8, MaxReserves: 8, MaxHolds: 8, MaxFreezes: 8, new BalancesWeights(default)), FrameSystem));
        Balances.Genesis([(Faucet, Endowed), (Treasury, TestMoney.ExistentialDeposit), (Jackpot, TestMoney.ExistentialDeposit)]);
        Money = new TestMoney(At(10), Balances);
        Tasks = Add(new TasksPallet(At(50), this, new TasksWeights(default)));
        Providers = Add(new ProvidersPallet(At(51), this, new ProvidersWeights(default)));
        Proofs = Add(new LearningProofsPallet(At(52), this, new LearningProofsWeights(default)));
        Staking = Add(new StakingPallet(At(53), this, new StakingWeights(default)));
        Arbitration = Add(new ArbitrationPallet(At(54), this, new ArbitrationWeights(default)));
        Tasks.Genesis(TaskParameters.Development);
        Providers.Genesis(ProviderParameters.Development);
        Proofs.Genesis(ProofParameters.Development);
        Staking.Genesis(StakingParameters.Development);
        Arbitration.Genesis(ArbitrationParameters.Development);
        AddCheck(AssertBooks);
        RunToBlock(1);
    }

    public BalancesPallet Balances { get; }

    public TestMoney Money { get; }

    public TasksPallet Tasks { get; }

    public ProvidersPallet Providers { get; }

    public LearningProofsPallet Proofs { get; }

    public StakingPallet Staking { get; }

    public ArbitrationPallet Arbitration { get; }

    /// <summary>What the faucet starts with.</summary>
    private static UInt128 Endowed => 1_000_000_000 * Unit;

    private static AccountId Faucet => DevAccounts.Number(1_000_000);

    /// <summary>What blocks' randomness is made from.</summary>
    public uint Luck { get; set; }

    public AccountId Treasury => PalletAccounts.Of("py/trsry");

    public AccountId Jackpot => PalletAccounts.Of("gn/jackp");

    ICurrency IComputeRuntime.Currency => Money;

    IRandomness IComputeRuntime.Randomness => this;

    IBonds IComputeRuntime.Bonds => Staking;

    IProviderRegistry IComputeRuntime.Registry => Providers;

    ITaskBoard IComputeRuntime.Board => Tasks;

    IProofLedger IComputeRuntime.Proofs => Proofs;

    IDisputes IComputeRuntime.Disputes => Arbitration;

    public IBonds Bonds => Staking;

    H256? IRandomness.Of(uint block)
    {
        if (block >= BlockNumber) return null;
        byte[] seed = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(seed, block);
        BinaryPrimitives.WriteUInt32LittleEndian(seed.AsSpan(4), Luck);
        return Hashing.Blake2_256(seed);
    }

    public AccountId Endow(AccountId who, UInt128 amount)
    {
        Assert.False(Balances.Transfer(Faucet, who, amount, Preservation.Expendable).IsError);
        return who;
    }

    /// <summary>An account with a stake, registered in these roles.</summary>
    public AccountId Provide(int number, bool solver = true, bool verifier = true, UInt128? price = null, UInt128? stake = null)
    {
        AccountId who = Endow(DevAccounts.Number(number), 10_000 * Unit);
        AssertOk(Origin.Signed(who), new StakingPallet.Call.Bond(stake ?? (1000 * Unit)));
        AssertOk(Origin.Signed(who), new ProvidersPallet.Call.Register(Profile(solver, verifier, price)));
        return who;
    }

    public static ProviderProfile Profile(bool solver = true, bool verifier = true, UInt128? price = null) =>
        new(solver, verifier, MemoryMebibytes: 1024, Cores: 2, DeviceKind.Cpu, price ?? 1_000_000_000, [.. "http://127.0.0.1:1"u8]);

    public void NextBlock(uint count = 1) => RunToBlock(BlockNumber + count);

    public TaskProgress ProgressOf(uint task) => Tasks.Progress.Get(task)!;

    public TaskState StateOf(uint task) => ProgressOf(task).State;

    /// <summary>What must hold after every block: no money appears or vanishes, and every book agrees with every other.</summary>
    public void AssertBooks()
    {
        UInt128 free = 0;
        UInt128 held = 0;
        foreach ((AccountId _, AccountInfo account) in FrameSystem.Account.Entries())
        {
            free += account.Data.Free;
            held += account.Data.Reserved;
        }

        Assert.Equal(Balances.TotalIssuance.Get(), free + held);
        Assert.Equal(Endowed + (2 * TestMoney.ExistentialDeposit), Balances.TotalIssuance.Get() + Money.Burned);

        UInt128 stakes = 0;
        foreach ((AccountId who, StakeLedger ledger) in Staking.Ledgers.Entries())
        {
            UInt128 locked = Staking.Locks.EntriesOf(who).Aggregate((UInt128)0, (sum, e) => sum + e.Value);
            UInt128 unbonding = ledger.Unbonding.Aggregate((UInt128)0, (sum, u) => sum + u.Amount);
            Assert.Equal(locked, ledger.Locked);
            Assert.True(ledger.Locked <= ledger.Total);
            Assert.Equal(ledger.Total + unbonding, Money.HeldOf(who, HoldReason.Stake));
            stakes += ledger.Total + unbonding;
        }


        UInt128 escrows = 0;
        Dictionary<AccountId, uint> engagements = [];
        HashSet<(AccountId, LockId)> answering = [];
        foreach ((uint task, TaskProgress progress) in Tasks.Progress.Entries())
        {
            TaskRecord record = Tasks.Tasks.Get(task)!;
            bool ended = progress.State is TaskState.Settled or TaskState.Failed or TaskState.Cancelled or TaskState.Expired;
            Assert.Equal(!ended, Tasks.Graphs.Contains(task));
            Assert.True(progress.State == progress.Phase || progress.State == TaskState.Disputed);
            Assert.Equal(progress.State == TaskState.Disputed, Arbitration.TaskGames.EntriesOf(task).Any());
            if (ended)
            {
                Assert.False(Proofs.Audits.Contains(task));
                Assert.False(Tasks.Deadlines.Contains(task));
                continue;
            }

            escrows += record.Escrow + record.Deposit;
            if (progress.Assignment is { } assignment)
            {
                engagements[assignment.Solver] = engagements.GetValueOrDefault(assignment.Solver) + 1;
                if (progress.State != TaskState.Matched) answering.Add((assignment.Solver, new LockId(LockKind.Solver, task)));
            }

            foreach (Seat seat in Proofs.Audits.Get(task)?.Rounds.SelectMany(r => r.Seats) ?? [])
            {
                if (seat.State is SeatState.Missed or SeatState.Convicted or SeatState.Unavailable) continue;
                engagements[seat.Verifier] = engagements.GetValueOrDefault(seat.Verifier) + 1;
                answering.Add((seat.Verifier, new LockId(LockKind.Verifier, task)));
            }
        }

        Assert.Equal(held, stakes + escrows);
        foreach ((uint id, Challenge challenge) in Arbitration.Challenges.Entries())
        {
            answering.Add((challenge.Challenger, new LockId(LockKind.Challenge, id)));
        }

        foreach ((uint id, Game game) in Arbitration.Games.Entries())
        {
            Assert.True(Arbitration.Boards.Contains(id));
            Assert.True(Arbitration.Deadlines.Contains(id));
            if (game.Challenge is { } challenge) answering.Add((game.Right.Who, new LockId(LockKind.Challenge, challenge)));
        }

        foreach (((AccountId who, LockId id), _) in Staking.Locks.Entries())
        {
            if (id.Kind == LockKind.Registration) Assert.True(Providers.Providers.Contains(who));
            else Assert.Contains((who, id), answering);
        }

        foreach ((AccountId who, Provider provider) in Providers.Providers.Entries())
        {
            Assert.Equal(engagements.GetValueOrDefault(who), provider.Engagements);
        }

        Assert.Equal(Providers.Providers.Entries().Count(), (int)Providers.Count.Get());
    }
}
