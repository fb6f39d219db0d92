using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame.Tests.Sample;

/// <summary>Registers workers against a stake and keeps their jobs.</summary>
/// <remarks>Uses every feature of the pallet model once.</remarks>
[Pallet("Sample", Crate = "pallet_sample", StorageVersion = 3)]
public sealed partial class SamplePallet(PalletContext context, SampleConfig config) : Pallet(context)
{
    private static readonly Profile _nobody = new("nobody", [], null, []);

    private static ISampleWeights Weights => SampleWeights.Instance;

    /// <summary>The least stake that is accepted.</summary>
    [Constant]
    public UInt128 MinimumStake => config.MinimumStake;

    /// <summary>The account that holds the stakes.</summary>
    [Constant(Name = "pot_account")]
    public AccountId Pot => PalletAccounts.Of("gsn/pot_");

    private uint MaxQueue => config.MaxQueue;

    /// <summary>Bonded workers by account.</summary>
    // Hasher: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage]
    public partial StorageMap<Blake2_128Concat, AccountId, Worker> Workers { get; }

    /// <summary>How many workers are bonded.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> WorkerCount { get; }

    /// <summary>What workers say of themselves.</summary>
    [Storage(DefaultValue = nameof(_nobody), Unbounded = true)]
    public partial StorageMap<Twox64Concat, AccountId, Profile> Profiles { get; }

    /// <summary>Results by worker and job.</summary>
    [Storage(Unbounded = true)]
    public partial StorageDoubleMap<Blake2_128Concat, AccountId, Twox64Concat, uint, Outcome> Results { get; }

    /// <summary>Jobs that wait.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxQueue))]
    public partial StorageValue<ImmutableArray<uint>> Queue { get; }

    /// <summary>The call that runs next.</summary>
    [Storage(Unbounded = true)]
    public partial StorageValue<RuntimeCall?> Next { get; }

    /// <summary>Names, and how many there are.</summary>
    [Storage(MaxValues = 8)]
    public partial StorageCountedMap<Twox64Concat, uint, ushort> Named { get; }

    /// <summary>Marks by worker, era and job.</summary>
    [Storage(Default = true)]
    public partial StorageNMap<(Blake2_128Concat, Twox64Concat, Identity), (AccountId Who, uint Era, byte Job), ulong> Marks { get; }

    /// <summary>Lists by a key that cannot be read back.</summary>
    [Storage]
    [MaxLength(2)]
    public partial StorageMap<Blake2_256, uint, ImmutableArray<byte>> Hidden { get; }

    /// <summary>Bonds a stake and registers the caller as a worker.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Registered"/>.</remarks>
    [Call(0)]
    public DispatchResult Register(Origin origin, [Compact] UInt128 stake, [MaxLength(16)] byte[] name)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (stake < config.MinimumStake) return Fail(Error.StakeTooLow);
        if (Workers.Contains(who)) return Fail(Error.AlreadyRegistered);

        Workers.Set(who, new Worker(stake, Stage.Idle, Context.BlockNumber));
        Profiles.Set(who, new Profile(System.Text.Encoding.UTF8.GetString(name), name, null, []));
        WorkerCount.Mutate(static n => n + 1);
        Deposit(new Event.Registered(who, stake));
        return DispatchResult.OkWithWeight(new Weight(7, 0));
    }

    /// <summary>Writes first and refuses afterwards: what it wrote must not stay.</summary>
    [Call(1)]
    public DispatchResult Spoil(Origin origin)
    {
        WorkerCount.Set(99);
        Deposit(new Event.Idle());
        return Fail(Error.StakeTooLow);
    }

    /// <summary>Makes remarks.</summary>
    [Call(3, Class = DispatchClass.Operational, Pays = Pays.No)]
    public DispatchResult Remark(Origin origin, byte[] remark) => DispatchResult.Ok;

    /// <summary>Runs another call as the chain itself.</summary>
    [Call(4)]
    public DispatchResult Sudo(Origin origin, RuntimeCall call) => Context.Runtime.Dispatch(call, Origin.Root);

    /// <summary>Takes everything that an argument can be.</summary>
    [Call(7, Name = "everything_at_once")]
    public DispatchResult Everything(
        Origin origin, bool a, ushort b, (uint Block, AccountId Who) pair, uint? maybe, string? text, Outcome outcome,
        [TypeName("Vec<T::Hash>")] ImmutableArray<H256> hashes, DispatchClass @class)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        Results.Set(pair.Who, pair.Block, outcome);
        return DispatchResult.Ok;
    }

    private static bool RemarkIsFeeless(Origin origin, byte[] remark) => origin.IsRoot && remark.Length < 2;

    private Authorization RemarkAuthorize(TransactionSource source, byte[] remark)
    {
        if (source == TransactionSource.External) return InvalidTransaction.Call;
        if (remark.Length > WorkerCount.Get()) return UnknownTransaction.CannotLookup;
        return Authorization.Grant(ValidTransaction.Default with { Priority = (ulong)remark.Length }, refund: new Weight(1, 0));
    }

    private static CallInfo SudoInfo(RuntimeCall call) => new(new Weight((ulong)call.Pallet, 1), DispatchClass.Operational);

    private static Weight EverythingWeight(ImmutableArray<H256> hashes, uint? maybe) => new((ulong)hashes.Length, maybe ?? 0);

    /// <summary>The stake of a worker, with a bonus on top.</summary>
    [ViewFunction]
    [return: TypeName("Option<T::Balance>")]
    public UInt128? StakeOf([TypeName("T::AccountId")] AccountId who, [Compact] uint bonus) =>
        Workers.Get(who) is { } worker ? worker.Stake + bonus : null;

    /// <summary>How many workers there are.</summary>
    [ViewFunction(Name = "count")]
    [Obsolete("Read WorkerCount.")]
    public (uint Count, bool Any) CountWorkers() => (WorkerCount.Get(), WorkerCount.Get() > 0);

    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>An account bonded its stake.</summary>
        /// <param name="Who">The new worker.</param>
        [Variant(0)]
        public sealed record Registered(AccountId Who, UInt128 Stake) : Event;

        /// <summary>Nothing happened.</summary>
        [Variant(5)]
        public sealed record Idle : Event;

        /// <summary>Something ended.</summary>
        [Variant(2)]
        public sealed record Ended(DispatchResult Item) : Event;

        /// <summary>A worker left.</summary>
        // Without a word why: deprecations have two forms.
#pragma warning disable CA1041, MA0070
        [Obsolete]
#pragma warning restore CA1041, MA0070
        [Variant(6)]
        public sealed record Left : Event;
    }

    /// <summary>What this pallet vouches for.</summary>
    public abstract partial record CustomOrigin : PalletOrigin
    {
        /// <summary>The chair.</summary>
        [Variant(0)]
        public sealed record Chair : CustomOrigin;

        /// <summary>As many of so many members.</summary>
        [Variant(1)]
        public sealed record Members(uint Ayes, [Compact] uint Of) : CustomOrigin;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>The stake is below the minimum: bond more.</summary>
        StakeTooLow,

        /// <summary>The account is a worker already.</summary>
        AlreadyRegistered,

        /// <summary>There is no work.</summary>
        [Obsolete("Never happens.")]
        OutOfWork,
    }

    /// <summary>A type inside a pallet.</summary>
    [Scale]
    public readonly partial record struct Inner([Compact] uint Value, Mood Mood);

    /// <summary>An enum inside a pallet.</summary>
    [Scale]
    public enum Mood : byte
    {
        /// <summary>Fine.</summary>
        Good = 1,

        /// <summary>Not fine.</summary>
        Bad = 4,
    }
}
