using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Workers.Chain;

/// <summary>The chain's state after one block, through the pallets' own storage items.</summary>
/// <remarks>Reads block their thread for a round trip; the view serves one thread. Nothing can be executed or written.</remarks>
public sealed class ChainView
{
    private readonly StorageMap<Blake2_128Concat, AccountId, AccountInfo> _accounts;
    private readonly StorageValue<ImmutableArray<EventRecord>> _events;
    private readonly StorageValue<UInt128> _totalIssuance;

    internal ChainView(IExternalities state, FinalisedHead head)
    {
        Head = head;
        ReadOnlyRuntime runtime = new(head.Number);
        PalletContext system = new(state, runtime, KnownPallets.System);
        _accounts = new(system, Item("System", "Account"), AccountId.Codec, AccountInfo.Codec);
        _events = new(system, Item("System", "Events"), Codecs.Vec(EventRecord.Codec), []);
        _totalIssuance = new(system, Item("Balances", "TotalIssuance"), Codecs.U128);
        Tasks = new(new(state, runtime, KnownPallets.Tasks), runtime, new TasksWeights(default));
        Providers = new(new(state, runtime, KnownPallets.Providers), runtime, new ProvidersWeights(default));
        LearningProofs = new(new(state, runtime, KnownPallets.LearningProofs), runtime, new LearningProofsWeights(default));
        Staking = new(new(state, runtime, KnownPallets.Staking), runtime, new StakingWeights(default));
        Arbitration = new(new(state, runtime, KnownPallets.Arbitration), runtime, new ArbitrationWeights(default));
    }

    /// <summary>The block whose state this is.</summary>
    public FinalisedHead Head { get; }

    /// <summary>Tasks and their settlements.</summary>
    public TasksPallet Tasks { get; }

    /// <summary>Who offers work.</summary>
    public ProvidersPallet Providers { get; }

    /// <summary>Commitments, audits and verdicts.</summary>
    public LearningProofsPallet LearningProofs { get; }

    /// <summary>Stakes and their locks.</summary>
    public StakingPallet Staking { get; }

    /// <summary>Challenges and games.</summary>
    public ArbitrationPallet Arbitration { get; }

    /// <summary>The events of the block.</summary>
    public ImmutableArray<EventRecord> Events => _events.Get();

    /// <summary>The sum of all balances.</summary>
    public UInt128 TotalIssuance => _totalIssuance.Get();

    /// <summary>An account's nonce and balances; zero where it does not exist.</summary>
    public AccountInfo AccountOf(AccountId who) => _accounts.TryGet(who, out AccountInfo info) ? info : default;

    /// <summary>Every account, in the order of storage keys.</summary>
    public IEnumerable<KeyValuePair<AccountId, AccountInfo>> Accounts() => _accounts.Entries();

    /// <summary>Throws when the last event of a transaction says that its call failed.</summary>
    internal static void ThrowIfFailed(string call, ImmutableArray<EventRecord> events)
    {
        foreach (EventRecord record in events)
        {
            if (record.Event.Event is FrameSystemPallet.Event.ExtrinsicFailed failed) throw new DispatchFailedException(call, KnownPallets.NameOf(failed.DispatchError));
        }
    }

    private static StorageItem Item(string pallet, string name) => new(pallet, name, StorageModifier.Optional, "");

    /// <summary>What pallets need of a runtime when only their storage is read.</summary>
    private sealed class ReadOnlyRuntime(uint block) : IRuntimeContext, IRuntimeEventDecoder, IComputeRuntime
    {
        public uint BlockNumber => block;

        public ICurrency Currency => throw ReadOnly();

        public IRandomness Randomness => throw ReadOnly();

        public AccountId Treasury => throw ReadOnly();

        public AccountId Jackpot => throw ReadOnly();

        public IBonds Bonds => throw ReadOnly();

        public IProviderRegistry Registry => throw ReadOnly();

        public ITaskBoard Board => throw ReadOnly();

        public IProofLedger Proofs => throw ReadOnly();

        public IDisputes Disputes => throw ReadOnly();

        public Codec<PalletEvent>? EventCodecOf(byte pallet) => KnownPallets.EventCodecOf(pallet);

        public void DepositEvent(byte pallet, PalletEvent deposited, ImmutableArray<H256> topics = default) => throw ReadOnly();

        public DispatchResult Dispatch(RuntimeCall call, Origin origin) => throw ReadOnly();

        public DispatchResult DispatchUnfiltered(RuntimeCall call, Origin origin) => throw ReadOnly();

        public DispatchResult InLayer(Func<DispatchResult> work) => throw ReadOnly();

        public CallInfo InfoOf(RuntimeCall call) => throw ReadOnly();

        private static InvalidOperationException ReadOnly() => new("A view of a remote chain's state can be read, not executed on.");
    }
}
