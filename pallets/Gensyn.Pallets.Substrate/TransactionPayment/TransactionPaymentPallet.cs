using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Prices transactions by weight, length and demand, and charges their signers.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/transaction-payment.</remarks>
[Pallet("TransactionPayment", Crate = "pallet_transaction_payment", Money = "BalanceOf<T>")]
public sealed partial class TransactionPaymentPallet(PalletContext context, TransactionPaymentConfig config, IBlockSystem system, IFeeCurrency currency)
    : Pallet(context)
{
    /// <summary>A fee multiplier for `Operational` extrinsics to compute "virtual tip" to boost their priority.</summary>
    [Constant]
    public byte OperationalFeeMultiplier => config.OperationalFeeMultiplier;

    /// <summary>The price of weight for the next transaction.</summary>
    [Storage(DefaultValue = nameof(InitialMultiplier))]
    public partial StorageValue<FixedU128> NextFeeMultiplier { get; }

    /// <summary>The layout of this pallet's storage.</summary>
    [Storage(Default = true)]
    public partial StorageValue<Releases> StorageVersion { get; }

    /// <summary>The `OnChargeTransaction` stores the withdrawn tx fee here.</summary>
    // There only while a transaction is applied; the tip is not in it.
    [Storage]
    public partial StorageValue<FeeCredit> TxPaymentCredit { get; }

    internal TransactionPaymentConfig Config => config;

    internal IFeeCurrency Currency => currency;

    internal BlockWeights Limits => system.BlockWeights;

    private static FixedU128 InitialMultiplier => FixedU128.One;

    /// <inheritdoc/>
    public override void OnFinalize(uint block) =>
        NextFeeMultiplier.Set(config.MultiplierUpdate.Next(NextFeeMultiplier.Get(), system.BlockWeights, system.ConsumedWeight));

    /// <inheritdoc/>
    public override string? TryState() =>
        TxPaymentCredit.Exists ? "A fee was withdrawn and never settled." : base.TryState();

    /// <summary>Writes what the chain starts with.</summary>
    /// <param name="multiplier">The price of weight; one by default.</param>
    public void Genesis(FixedU128? multiplier = null)
    {
        NextFeeMultiplier.Set(multiplier ?? InitialMultiplier);
        StorageVersion.Set(Releases.V2);
    }

    /// <summary>What a number of bytes costs.</summary>
    public UInt128 LengthToFee(uint length) => config.LengthToFee.ToFee(new(length, 0));

    /// <summary>What a weight costs before the price of the day; more than a whole block costs no more.</summary>
    public UInt128 WeightToFee(Weight weight) => config.WeightToFee.ToFee(new(
        Math.Min(weight.RefTime, system.BlockWeights.MaxBlock.RefTime), Math.Min(weight.ProofSize, system.BlockWeights.MaxBlock.ProofSize)));

    /// <summary>The parts of the fee for a transaction of this length, weight and class.</summary>
    public FeeDetails FeeDetailsOf(uint length, Weight weight, DispatchClass dispatchClass, Pays pays)
    {
        if (pays == Pays.No) return new(null, Tip: 0);
        UInt128 adjusted = NextFeeMultiplier.Get().MultiplyInteger(WeightToFee(weight));
        return new(new InclusionFee(WeightToFee(system.BlockWeights[dispatchClass].BaseExtrinsic), LengthToFee(length), adjusted), Tip: 0);
    }

    /// <summary>The weight, the class and the fee of a transaction without a tip.</summary>
    public RuntimeDispatchInfo DispatchInfoOf(uint length, DispatchInfo info, bool isFree = false) =>
        new(info.TotalWeight, info.Class, isFree ? 0 : FeeOf(length, info.TotalWeight, info.Class, info.Pays, tip: 0));

    /// <summary>The whole fee of a transaction, tip included, held at the maximum.</summary>
    public UInt128 FeeOf(uint length, Weight weight, DispatchClass dispatchClass, Pays pays, UInt128 tip)
    {
        UInt128 fee = FeeDetailsOf(length, weight, dispatchClass, pays).InclusionFee?.Total ?? 0;
        return Saturating.Add(fee, tip);
    }

    /// <summary>Adds to the fee that the transaction being applied has paid, for example what a call took of its signer.</summary>
    public void DepositTxFee(UInt128 credit)
    {
        if (credit != 0) TxPaymentCredit.Set(new(Saturating.Add(RemainingTxFee, credit)));
    }

    /// <summary>Takes of the fee that the transaction being applied has paid; false, and nothing is taken, when there is less.</summary>
    /// <remarks>Whoever takes must leave what the transaction costs in the end, or the chain collects too little.</remarks>
    public bool TryWithdrawTxFee(UInt128 amount)
    {
        UInt128 rest = RemainingTxFee;
        if (rest < amount) return false;
        TxPaymentCredit.Set(new(rest - amount));
        return true;
    }

    /// <summary>How much of the paid fee is left while a transaction is applied.</summary>
    public UInt128 RemainingTxFee => TxPaymentCredit.TryGet(out FeeCredit credit) ? credit.Amount : 0;

    // Source: FungibleAdapter::correct_and_deposit_fee. An account that the call ended gets nothing back: a refund must not create it again.
    internal void Settle(AccountId who, UInt128 fee, UInt128 tip)
    {
        UInt128 paid = RemainingTxFee;
        TxPaymentCredit.Remove();
        UInt128 refund = Saturating.Subtract(paid, fee);
        UInt128 kept = refund == 0 ? 0 : Currency.Refund(who, refund);
        Currency.Collect(paid - refund + kept, tip);
    }

    internal void Report(AccountId who, UInt128 fee, UInt128 tip) => Deposit(new Event.TransactionFeePaid(who, fee, tip));

    /// <summary>What was paid.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A transaction fee `actual_fee`, of which `tip` was added to the minimum inclusion fee, has been paid by `who`.</summary>
        [Variant(0)]
        public sealed record TransactionFeePaid(AccountId Who, UInt128 ActualFee, UInt128 Tip) : Event;
    }
}
