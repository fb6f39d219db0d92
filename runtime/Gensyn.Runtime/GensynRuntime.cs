using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Aura;
using Gensyn.Pallets.Substrate.Authorship;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Session;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Runtime;

/// <summary>The Gensyn runtime over one view of the state: which pallets there are, at which index, and how they meet.</summary>
/// <remarks>One object serves one view and one thread; it keeps no state of its own.</remarks>
public sealed class GensynRuntime : FrameRuntime, IComputeRuntime
{
    // The extensions that keep nothing of a transaction serve all of them: a block has thousands, and each would make five objects more.
    private readonly ImmutableArray<TransactionExtension> _first;
    private readonly CheckWeight _weight;
    private readonly Weight _metadataHashWeight;

    /// <summary>The runtime over this state.</summary>
    /// <param name="externalities">The state.</param>
    /// <param name="version">What the runtime says that it is; null is what it is.</param>
    public GensynRuntime(IExternalities externalities, RuntimeVersion? version = null)
        : base(externalities)
    {
        version ??= RuntimeApis.Version;
        DbWeight db = RuntimeConstants.DbWeight;
        FrameSystemWeights system = new(db);

        FrameSystem = new(At(0), new(
            RuntimeConstants.BlockWeights,
            RuntimeConstants.BlockLength,
            RuntimeConstants.BlockHashCount,
            db,
            version,
            RuntimeConstants.Ss58Prefix,
            RuntimeConstants.MaxConsumers,
            system));
        Balances = new(
            At(10),
            new(
                RuntimeConstants.ExistentialDeposit,
                RuntimeConstants.MaxLocks,
                RuntimeConstants.MaxReserves,
                RuntimeConstants.MaxHolds,
                RuntimeConstants.MaxFreezes,
                new BalancesWeights(db)),
            FrameSystem);
        TransactionPayment = new(
            At(11),
            new(
                WeightToFee,
                new ConstantMultiplier(RuntimeConstants.TransactionByteFee),
                TargetedFeeAdjustment.Slow,
                RuntimeConstants.OperationalFeeMultiplier,
                RuntimeConstants.BlockLength,
                new TransactionPaymentWeights(db)),
            FrameSystem,
            new DealWithFees(this));
        Authorship = new(At(20), new AuthorshipWeights(db), FrameSystem, new ValidatorAuthors(this));
        Session = new(
            At(22),
            new(new PeriodicSessions(RuntimeConstants.SessionPeriod, Offset: 0), KeyDeposit: 0, new SessionWeights(db)),
            FrameSystem,
            Balances,
            new GenesisValidators(),
            new AuraSessions(this));
        Aura = new(
            At(23), new(RuntimeConstants.SlotDuration, RuntimeConstants.MaxAuthorities, AllowMultipleBlocksPerSlot: true, new AuraWeights(db)), FrameSystem, Session);
        Timestamp = new(At(2), new(RuntimeConstants.MinimumPeriod, new TimestampWeights(db)), Aura);
        Sudo = new(At(15), new(new SudoWeights(db)));
        Utility = new(At(40), new(BatchedCallsLimit: 10_000, db.Of(1, 1), new UtilityWeights(db)));
        Multisig = new(
            At(41),
            new(
                RuntimeConstants.Deposit(items: 1, bytes: 88),
                RuntimeConstants.Deposit(items: 0, bytes: 32),
                RuntimeConstants.MaxSignatories,
                db.Of(1, 1),
                new MultisigWeights(db)),
            Balances,
            FrameSystem);
        Proxy = new(
            At(42),
            new(
                RuntimeConstants.Deposit(items: 1, bytes: 40),
                RuntimeConstants.Deposit(items: 0, bytes: 33),
                RuntimeConstants.MaxProxies,
                RuntimeConstants.MaxPending,
                RuntimeConstants.Deposit(items: 1, bytes: 48),
                RuntimeConstants.Deposit(items: 0, bytes: 66),
                db.Of(1, 1),
                new ProxyFilter(),
                new ProxyWeights(db)),
            Balances,
            FrameSystem);
        Tasks = new(At(50), this, new TasksWeights(db));
        Providers = new(At(51), this, new ProvidersWeights(db));
        LearningProofs = new(At(52), this, new LearningProofsWeights(db));
        Staking = new(At(53), this, new StakingWeights(db));
        Arbitration = new(At(54), this, new ArbitrationWeights(db));
        Currency = new ComputeCurrency(Balances, Tasks.Index, Staking.Index);
        Randomness = new BlockHashRandomness(FrameSystem);

        Compose(
            FrameSystem, Timestamp, Balances, TransactionPayment, Sudo, Authorship, Session, Aura, Utility, Multisig, Proxy,
            Tasks, Providers, LearningProofs, Staking, Arbitration);
        _first =
        [
            new CheckNonZeroSender(system.CheckNonZeroSender()), new CheckSpecVersion(version, system.CheckSpecVersion()),
            new CheckTxVersion(version, system.CheckTxVersion()), new CheckGenesis(FrameSystem),
        ];
        _metadataHashWeight = system.CheckMetadataHash();
        _weight = new(FrameSystem);
    }

    /// <summary>Accounts, blocks, events. "System" in metadata.</summary>
    public FrameSystemPallet FrameSystem { get; }

    /// <summary>The time.</summary>
    public TimestampPallet Timestamp { get; }

    /// <summary>Money.</summary>
    public BalancesPallet Balances { get; }

    /// <summary>Fees.</summary>
    public TransactionPaymentPallet TransactionPayment { get; }

    /// <summary>Root for development.</summary>
    public SudoPallet Sudo { get; }

    /// <summary>Who makes the block.</summary>
    public AuthorshipPallet Authorship { get; }

    /// <summary>Validators and their keys.</summary>
    public SessionPallet Session { get; }

    /// <summary>Whose turn it is to make a block.</summary>
    public AuraPallet Aura { get; }

    /// <summary>Several calls in one.</summary>
    public UtilityPallet Utility { get; }

    /// <summary>Accounts of several.</summary>
    public MultisigPallet Multisig { get; }

    /// <summary>Accounts that act for others.</summary>
    public ProxyPallet Proxy { get; }

    /// <summary>Training tasks.</summary>
    public TasksPallet Tasks { get; }

    /// <summary>Who offers work.</summary>
    public ProvidersPallet Providers { get; }

    /// <summary>Commitments and verdicts.</summary>
    public LearningProofsPallet LearningProofs { get; }

    /// <summary>Stakes.</summary>
    public StakingPallet Staking { get; }

    /// <summary>Disputes.</summary>
    public ArbitrationPallet Arbitration { get; }

    /// <inheritdoc/>
    public ICurrency Currency { get; }

    /// <inheritdoc/>
    public IRandomness Randomness { get; }

    /// <inheritdoc/>
    public AccountId Treasury { get; } = PalletAccounts.Of(RuntimeConstants.TreasuryId);

    /// <inheritdoc/>
    public AccountId Jackpot { get; } = PalletAccounts.Of(RuntimeConstants.JackpotId);

    IBonds IComputeRuntime.Bonds => Staking;

    IProviderRegistry IComputeRuntime.Registry => Providers;

    ITaskBoard IComputeRuntime.Board => Tasks;

    IProofLedger IComputeRuntime.Proofs => LearningProofs;

    IDisputes IComputeRuntime.Disputes => Arbitration;

    /// <inheritdoc/>
    protected override IBlockSystem BlockSystem => FrameSystem;

    // A tenth of a MILLI_UNIT for a hundred empty extrinsics. Source: polkadot-sdk templates/parachain/runtime/src/lib.rs, WeightToFee.
    private static WeightToFeePolynomial WeightToFee { get; } = WeightToFeePolynomial.Linear(
        RuntimeConstants.MilliUnit / 10, 100 * (UInt128)RuntimeConstants.BlockWeights[DispatchClass.Normal].BaseExtrinsic.RefTime);

    /// <summary>The extensions of a transaction, in the order of polkadot-sdk's parachain template.</summary>
    public override TransactionExtensions Extensions() => new(
    [
        new AuthorizeCall(this),
        .. _first,
        new CheckMortality(FrameSystem),
        new CheckNonce(FrameSystem),
        _weight,
        new SkipCheckIfFeeless(this, new ChargeTransactionPayment(TransactionPayment)),
        new CheckMetadataHash(() => RuntimeApis.MetadataHashOf(FrameSystem.Version), _metadataHashWeight),
        new StorageWeightReclaim(FrameSystem, Externalities),
    ]);

    /// <summary>The extensions of a transaction that somebody is about to sign.</summary>
    public TransactionExtensions Extensions(uint nonce, Era era, UInt128 tip)
    {
        TransactionExtensions extensions = Extensions();
        foreach (TransactionExtension extension in extensions.Items)
        {
            switch (extension)
            {
                case CheckNonce check:
                    check.Nonce = nonce;
                    break;
                case CheckMortality check:
                    check.Era = era;
                    break;
                case SkipCheckIfFeeless { Inner: ChargeTransactionPayment charge }:
                    charge.Tip = tip;
                    break;
            }
        }

        return extensions;
    }
}
