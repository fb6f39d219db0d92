using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Benchmarking;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Session;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Runtime.Benchmarking;

/// <summary>The runtime over a state that benchmarks set up: who plays in them, and which benchmarks there are.</summary>
public sealed class BenchmarkStage : IComputeStage
{
    // Late enough that whatever has to be over can be.
    private const uint Block = 100_000;

    private const ulong BlockTime = 1_700_000_000_000;

    private static readonly Slot BlockSlot = new(BlockTime / RuntimeConstants.SlotDuration);

    // Many providers win a draw only with a stake that covers any bond, and no task costs more than that.
    private static readonly UInt128 Stake = RuntimeConstants.Unit * 1_000_000;

    private readonly Lazy<BenchmarkHistory> _history = new(static () => new BenchmarkHistory());

    /// <summary>The runtime over this state, which <see cref="Open"/> was called on.</summary>
    public BenchmarkStage(IExternalities state) => Runtime = new GensynRuntime(state);

    /// <summary>The runtime.</summary>
    public GensynRuntime Runtime { get; }

    /// <summary>The pallets that have benchmarks, in the order of their indices.</summary>
    public ImmutableArray<Pallet> Pallets => [.. Runtime.Pallets.Where(static pallet => pallet is IBenchmarkedPallet)];

    /// <summary>Keys that every extrinsic touches in any case, or that never leave memory while a block is executed: they are not counted.</summary>
    // Source: the items that frame_system and pallet_balances mark as #[pallet::whitelist_storage], and the account of the caller.
    public ImmutableArray<byte[]> Whitelist
    {
        get
        {
            FrameSystemPallet system = Runtime.FrameSystem;
            return
            [
                system.NumberValue.Key.ToArray(), system.ExecutionPhase.Key.ToArray(), system.EventCount.Key.ToArray(), system.Events.Key.ToArray(),
                system.BlockWeight.Key.ToArray(), system.BlockSize.Key.ToArray(), system.ExtrinsicCount.Key.ToArray(), system.Digest.Key.ToArray(),
                system.InherentsAppliedFlag.Key.ToArray(), system.ExtrinsicWeightReclaimed.Key.ToArray(), Runtime.Balances.TotalIssuance.Key.ToArray(),
                Runtime.Timestamp.DidUpdate.Key.ToArray(), system.Account.KeyOf(Caller), system.Account.KeyOf(Runtime.Treasury), ":extrinsic_index"u8.ToArray(),
            ];
        }
    }

    /// <inheritdoc/>
    public AccountId Caller => Account("whitelisted_caller");

    /// <inheritdoc/>
    public ulong Time => BlockTime;

    /// <inheritdoc/>
    public AccountId Submitter => Account("submitter");

    /// <inheritdoc/>
    public AccountId Solver => Provider(0);

    /// <inheritdoc/>
    public BenchmarkHistory History => _history.Value;

    /// <summary>Opens a block above a chain's first state.</summary>
    public static void Open(IExternalities state)
    {
        GensynRuntime runtime = new(state);
        H256 parent = Hashing.Blake2_256("parent"u8);
        runtime.FrameSystem.NumberValue.Set(Block - 1);
        runtime.Executive.InitializeBlock(new(parent, Block, default, default, new([BlockSlot.ToDigestItem()])));

        // As many verifiers as the protocol has room for, so that what grows with them can be measured.
        runtime.Tasks.Parameters.Set(runtime.Tasks.Parameters.Get() with { MaxVerifiers = ProofParameters.MostSeats });
        Crowd(runtime);
        runtime.FrameSystem.ResetEvents();
    }

    /// <summary>A pallet's benchmarks.</summary>
    /// <exception cref="ArgumentException">The pallet has none.</exception>
    public ImmutableArray<Benchmark> BenchmarksOf(Pallet pallet) => pallet is IBenchmarkedPallet measured
        ? measured.Benchmarks(this)
        : throw new ArgumentException($"{pallet.Name} has no benchmarks.", nameof(pallet));

    /// <inheritdoc/>
    // Source: frame_benchmarking::account.
    public AccountId Account(string purpose, uint number = 0)
    {
        ScaleWriter writer = new(64);
        writer.WriteString(purpose);
        writer.WriteU32(number);
        writer.WriteU32(0);
        return new(Hashing.Blake2_256(writer.Written));
    }

    /// <inheritdoc/>
    public void Endow(AccountId who, UInt128 amount) => Runtime.Balances.SetBalance(who, Runtime.Balances.Balance(who) + amount);

    /// <inheritdoc/>
    public RuntimeCall Nothing(uint bytes = 0) => new(Runtime.FrameSystem.Index, new FrameSystemPallet.Call.MakeRemark(new byte[bytes]));

    /// <inheritdoc/>
    public AccountId Provider(uint number)
    {
        AccountId who = number == 0 ? Caller : Account("provider", number);
        if (Runtime.Providers.Providers.Contains(who)) return who;
        Endow(who, Stake * 2);
        Must(Runtime.Staking.Bond(Origin.Signed(who), Stake));
        ProviderProfile profile = new(
            Solver: true, Verifier: true, MemoryMebibytes: 1024, Cores: 8, DeviceKind.Cpu, Price: 1, new byte[ProviderProfile.MaxEndpoint]);
        Must(Runtime.Providers.Register(Origin.Signed(who), profile));
        return who;
    }

    /// <inheritdoc/>
    public uint Task(TaskState phase, uint verifiers = 2)
    {
        uint task = Submit(verifiers);
        if (phase == TaskState.Open) return task;
        Assign(task);
        if (phase == TaskState.Matched) return task;

        Assignment assignment = Runtime.Tasks.Progress.Get(task)!.Assignment!.Value;
        Must(Bonds.Lock(Solver, new LockId(LockKind.Solver, task), assignment.Bond));
        Enter(task, TaskState.Training);
        if (phase == TaskState.Training) return task;

        CommittedHistory history = new(
            Solver, History.Root, History.Leaves, History.Leaf(History.Leaves - 2), BenchmarkHistory.Metric, H256.Zero, Runtime.BlockNumber);
        Runtime.LearningProofs.Commitments.Set(task, history);
        Enter(task, TaskState.Committed);
        Runtime.LearningProofs.Audits.Set(task, new Audit(uint.MaxValue, phase == TaskState.Committed ? [] : Rounds(task, verifiers)));
        if (phase != TaskState.Committed) Enter(task, phase);
        return task;
    }

    // As many validators as there may be, all disabled but the author of the block: what Aura and Authorship read in every block.
    private static void Crowd(GensynRuntime runtime)
    {
        ImmutableArray<H256> names = [.. Enumerable.Range(0, (int)RuntimeConstants.MaxAuthorities).Select(static i => Hashing.Blake2_256(Codecs.U32.ToBytes((uint)i)))];
        int author = (int)(BlockSlot.Number % RuntimeConstants.MaxAuthorities);
        runtime.Session.Validators.Set([.. names.Select(static name => new AccountId(name.Span))]);
        runtime.Aura.Authorities.Set([.. names.Select(static name => new AuraId(name.Span))]);
        runtime.Session.DisabledValidators.Set(
            [.. Enumerable.Range(0, names.Length).Where(i => i != author).Select(static i => ((uint)i, OffenceSeverity.Max))]);
    }

    private IBonds Bonds => Runtime.Staking;

    private IProviderRegistry Registry => Runtime.Providers;

    private static void Must(DispatchResult result)
    {
        if (result.IsError) throw new InvalidOperationException($"A benchmark could not be set up: {result}.");
    }

    private uint Submit(uint verifiers)
    {
        Endow(Submitter, Stake);
        TaskSpec spec = new(
            BenchmarkGraph.Smallest, Seed: 0, BenchmarkHistory.Steps, BenchmarkHistory.Interval, [], H256.Zero, new byte[TaskSpec.MaxEndpoint],
            new Requirements(1, 1, null), TrainingBlocks: 1000, MaxPrice: RuntimeConstants.Unit, (byte)verifiers);
        Must(Runtime.Tasks.Submit(Origin.Signed(Submitter), spec));
        return Runtime.Tasks.NextTask.Get() - 1;
    }

    private void Assign(uint task)
    {
        Registry.Engage(Solver);
        Change(task, progress => progress with
        {
            State = TaskState.Matched,
            Phase = TaskState.Matched,
            Assignment = new Assignment(Solver, RuntimeConstants.Unit, RuntimeConstants.Unit * 10),
        });
    }

    private void Enter(uint task, TaskState phase) => Change(task, progress => progress with
    {
        State = phase,
        Phase = phase,
        Heartbeat = Runtime.BlockNumber,
        TrainingDeadline = Runtime.BlockNumber + 1000,
        WindowEnd = Runtime.BlockNumber + 1000,
    });

    private void Change(uint task, Func<TaskProgress, TaskProgress> change) =>
        Runtime.Tasks.Progress.Set(task, change(Runtime.Tasks.Progress.Get(task)!)); // The task was submitted just before.

    // As many rounds as a new chain draws, the last of them with the verdicts.
    private ImmutableArray<AuditRound> Rounds(uint task, uint verifiers)
    {
        ProofParameters parameters = Runtime.LearningProofs.Parameters.Get();
        ImmutableArray<DrawnInterval> drawn = [.. Enumerable.Range(1, (int)parameters.Intervals).Select(static i => new DrawnInterval((uint)i, []))];
        AuditRound missed = new(drawn, [.. Seats(verifiers, SeatState.Missed)], 0, 0, Revealing: true);
        AuditRound judged = missed with { Seats = [.. Seats(verifiers, SeatState.Revealed)] };
        foreach (Seat seat in judged.Seats)
        {
            Must(Bonds.Lock(seat.Verifier, new LockId(LockKind.Verifier, task), parameters.MinimumBond));
            Registry.Engage(seat.Verifier);
            Runtime.LearningProofs.Verdicts.Set(task, seat.Verifier, [.. drawn.Select(d => Against(d.Index, (int)parameters.InnerSteps))]);
        }

        return [.. Enumerable.Repeat(missed, (int)parameters.MaxRounds - 1), judged];
    }

    private IEnumerable<Seat> Seats(uint verifiers, SeatState state) =>
        Enumerable.Range(1, (int)verifiers).Select(i => new Seat(Provider((uint)i), state, H256.Zero));

    private IntervalVerdict Against(uint interval, int inner) =>
        new(interval, History.Leaf(interval - 1), History.Leaf(interval), H256.Zero, [.. Enumerable.Repeat(H256.Zero, inner)]);
}
