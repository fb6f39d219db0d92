using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Gensyn.Testing;

namespace Gensyn.Pallets.Tests;

/// <summary>Fees over balances, as the mock runtime of pallet_transaction_payment's own tests has them.</summary>
/// <remarks>
/// A block holds 1024 picoseconds of normal and of operational calls, the existential deposit is 1, an operational transaction's fee counts five times.
/// Accounts 1 to 6 have 10, 20 … 60 times the factor.
/// </remarks>
internal sealed class PaymentTestRuntime : MockRuntime, IFeeCurrency, ITransactionPaymentWeights
{
    /// <summary>What charging a fee weighs in those tests.</summary>
    public static readonly Weight ChargeWeight = new(10, 0);

    private static readonly BlockLength Length = new(new(5 * 1024 * 1024 / 4 * 3, 5 * 1024 * 1024, 5 * 1024 * 1024), null);

    public PaymentTestRuntime(
        uint factor = 1, ulong baseWeight = 0, uint byteFee = 1, uint weightFee = 1, FixedU128? multiplier = null, IMultiplierUpdate? update = null,
        IWeightToFee? weightToFee = null, ulong blockProof = ulong.MaxValue)
        : base(SystemDefaults with { BlockWeights = Limits(new(baseWeight, 0), blockProof), BlockLength = Length })
    {
        Balances = Add(new BalancesPallet(At(10), new(ExistentialDeposit: 1, 0, 0, 0, 0, new BalancesWeights(default)), FrameSystem));
        Payment = Add(new TransactionPaymentPallet(
            At(11),
            new(
                weightToFee ?? new ConstantMultiplier(weightFee), new ConstantMultiplier(byteFee), update ?? TargetedFeeAdjustment.Slow,
                OperationalFeeMultiplier: 5, Length, this),
            FrameSystem,
            this));
        Balances.Genesis(factor == 0 ? [] : [.. Enumerable.Range(1, 6).Select(i => (Account((byte)i), (UInt128)(10 * i * factor)))]);
        Payment.Genesis(multiplier);
        RunToBlock(1);
    }

    public BalancesPallet Balances { get; }

    public TransactionPaymentPallet Payment { get; }

    /// <summary>What was collected as fees, and as tips.</summary>
    public Collection Collected { get; private set; }

    public static AccountId Account(byte index) => new([.. Enumerable.Repeat(index, 32)]);

    public UInt128 Free(byte account) => Balances.Balance(Account(account));

    /// <summary>Judges, charges, runs and settles a transaction, as the executive does.</summary>
    /// <returns>Why it was refused, or null.</returns>
    public TransactionValidityError? Run(byte signer, DispatchInfo info, UInt128 tip = default, int length = 10, Func<DispatchResult>? call = null)
    {
        ChargeTransactionPayment charge = new(Payment) { Tip = tip };
        Transaction transaction = Of(signer, info, length);
        if (charge.Validate(transaction, new()) is { } invalid) return invalid;
        if (charge.Prepare(transaction) is { } refused) return refused;
        CallInfo declared = new(info.CallWeight, info.Class, info.Pays);
        DispatchResult result = call?.Invoke() ?? DispatchResult.Ok;
        charge.PostDispatch(transaction, new(declared.ActualWeight(result) + info.ExtensionWeight, declared.ActualPays(result)));
        return null;
    }

    public (TransactionValidityError? Refused, ulong Priority) Validate(byte signer, DispatchInfo info, UInt128 tip = default, int length = 10)
    {
        Validity validity = new();
        TransactionValidityError? refused = new ChargeTransactionPayment(Payment) { Tip = tip }.Validate(Of(signer, info, length), validity);
        return (refused, validity.ToValidTransaction().Priority);
    }

    Weight ITransactionPaymentWeights.ChargeTransactionPayment() => ChargeWeight;

    bool IFeeCurrency.CanPay(AccountId who, UInt128 fee) => Balances.CanWithdraw(who, fee) == WithdrawConsequence.Success;

    DispatchResult IFeeCurrency.Withdraw(AccountId who, UInt128 fee) =>
        Balances.Withdraw(who, fee, Precision.Exact, Preservation.Preserve, Fortitude.Polite) is { IsError: true } refused ? refused.Error : DispatchResult.Ok;

    UInt128 IFeeCurrency.Refund(AccountId who, UInt128 amount)
    {
        if (!FrameSystem.Exists(who) || Balances.CanDeposit(who, amount, Provenance.Extant) != DepositConsequence.Success) return amount;
        Balances.Resolve(who, amount);
        return 0;
    }

    void IFeeCurrency.Collect(UInt128 fee, UInt128 tip)
    {
        Balances.Rescind(fee + tip);
        Collected = new(Collected.Fees + fee, Collected.Tips + tip);
    }

    internal readonly record struct Collection(UInt128 Fees, UInt128 Tips);

    private static BlockWeights Limits(Weight baseExtrinsic, ulong proof)
    {
        Weight most = new(1024, proof);
        ClassWeights limited = new(baseExtrinsic, most, most, Weight.Zero);
        return new(Weight.Zero, most, new(limited, limited, new(baseExtrinsic, null, null, null)));
    }

    private Transaction Of(byte signer, DispatchInfo info, int length) =>
        new(Origin.Signed(Account(signer)), Of(new BalancesPallet.Call.TransferAllowDeath(Account(2), 69)), info, length, TransactionSource.External);
}
