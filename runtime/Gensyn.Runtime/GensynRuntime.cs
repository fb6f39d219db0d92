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
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
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

    /// <summary>The runtime over this state.</summary>
    public GensynRuntime(IExternalities externalities)
        : base(externalities)
    {
        DbWeight db = RuntimeConstants.DbWeight;

        FrameSystem = new(At(0), new(
            RuntimeConstants.BlockWeights,
            RuntimeConstants.BlockLength,
            RuntimeConstants.BlockHashCount,
            db,
            RuntimeApis.Version,
            RuntimeConstants.Ss58Prefix,
            RuntimeConstants.MaxConsumers,
            new FrameSystemWeights(db)));
        Timestamp = new(At(2), new(RuntimeConstants.MinimumPeriod, new TimestampWeights(db.Of(1, 1))));
        Balances = new(
            At(10),
            new(
                RuntimeConstants.ExistentialDeposit,
                RuntimeConstants.MaxLocks,
                RuntimeConstants.MaxReserves,
                RuntimeConstants.MaxHolds,
                RuntimeConstants.MaxFreezes,
                new BalancesWeights(db.Of(1, 1))),
            FrameSystem);
        TransactionPayment = new(
            At(11),
            new(Fees, RuntimeConstants.OperationalFeeMultiplier, RuntimeConstants.BlockLength, ChargeWeight(db)),
            FrameSystem,
            new TreasuryFees(Balances, Treasury));
        Sudo = new(At(15), new(new Weight(10_000_000, 1505) + db.Of(1, 0)));
        Utility = new(At(40), new(BatchedCallsLimit: 10_000, db.Of(1, 1), new UtilityWeights()));
        Multisig = new(
            At(41),
            new(
                RuntimeConstants.Deposit(items: 1, bytes: 88),
                RuntimeConstants.Deposit(items: 0, bytes: 32),
                RuntimeConstants.MaxSignatories,
                db.Of(1, 1),
                new MultisigWeights(db.Of(1, 1))),
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
                new ProxyWeights(db.Of(1, 0), db.Of(0, 1))),
            Balances,
            FrameSystem);
        Tasks = new(At(50), this, new TasksWeights());
        Providers = new(At(51), this, new ProvidersWeights());
        LearningProofs = new(At(52), this, new LearningProofsWeights());
        Staking = new(At(53), this, new StakingWeights());
        Arbitration = new(At(54), this, new ArbitrationWeights());
        Currency = new ComputeCurrency(Balances, Tasks.Index, Staking.Index);
        Randomness = new BlockHashRandomness(FrameSystem);

        Compose(FrameSystem, Timestamp, Balances, TransactionPayment, Sudo, Utility, Multisig, Proxy, Tasks, Providers, LearningProofs, Staking, Arbitration);
        _first = [new CheckNonZeroSender(), new CheckSpecVersion(RuntimeApis.Version), new CheckTxVersion(RuntimeApis.Version), new CheckGenesis(FrameSystem)];
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

    private static FeeRule Fees { get; } = new(
        BaseExtrinsicFee: RuntimeConstants.MilliUnit / 10 / 100,
        BaseExtrinsicWeight: RuntimeConstants.BlockWeights[DispatchClass.Normal].BaseExtrinsic.RefTime,
        ByteFee: 10 * RuntimeConstants.MicroUnit);

    /// <summary>The extensions of a transaction, in the order of polkadot-sdk's parachain template.</summary>
    public override TransactionExtensions Extensions() => new(
    [
        new AuthorizeCall(this),
        .. _first,
        new CheckMortality(FrameSystem),
        new CheckNonce(FrameSystem),
        _weight,
        new SkipCheckIfFeeless(this, new ChargeTransactionPayment(TransactionPayment)),
        new CheckMetadataHash(static () => RuntimeApis.MetadataHash),
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

    // Source: pallet_transaction_payment::weights, charge_transaction_payment.
    private static Weight ChargeWeight(DbWeight db) => new Weight(39_528_000, 3593) + db.Of(3, 0);
}
