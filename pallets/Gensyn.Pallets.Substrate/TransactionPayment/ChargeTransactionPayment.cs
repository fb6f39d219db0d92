using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Takes the fee before the call, and gives back what the call did not use after it.</summary>
public sealed class ChargeTransactionPayment(TransactionPaymentPallet payment) : TransactionExtension
{
    private static readonly TypeInfo Described = new(
        "pallet_transaction_payment::ChargeTransactionPayment",
        [],
        static () => new TypeDefinition.Composite([new(null, Codecs.CompactU128.Type, "BalanceOf<T>")]));

    private UInt128 _fee;

    /// <summary>What the signer adds to be served first.</summary>
    public UInt128 Tip { get; set; }

    /// <inheritdoc/>
    public override string Identifier => "ChargeTransactionPayment";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight Weight => payment.Config.Weights.ChargeTransactionPayment();

    /// <inheritdoc/>
    public override void Decode(ref ScaleReader reader) => Tip = reader.ReadCompactU128();

    /// <inheritdoc/>
    public override void Encode(ref ScaleWriter writer) => writer.WriteCompact(Tip);

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        // Where no account vouches for a transaction there is nobody to charge (Val::NoCharge).
        if (transaction.Signer is not { } who) return null;
        _fee = FeeOf(transaction, transaction.Info.TotalWeight, transaction.Info.Pays);
        if (_fee != 0 && !payment.Currency.CanPay(who, _fee)) return InvalidTransaction.Payment;
        if (validity.IsWanted) validity.AddPriority(PriorityOf(transaction, _fee));
        return null;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? Prepare(Transaction transaction)
    {
        if (transaction.Signer is not { } who) return null;
        if (_fee == 0) return null;
        if (payment.Currency.Withdraw(who, _fee).IsError) return InvalidTransaction.Payment;

        // The tip is kept apart: what the call may use of the fee must not touch it.
        payment.DepositTxFee(_fee - Tip);
        return null;
    }

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        // Nobody was charged: what charging weighs comes back.
        if (transaction.Signer is not { } who) return Weight;
        UInt128 fee = FeeOf(transaction, outcome.Weight, outcome.Pays);
        if (_fee != 0) payment.Settle(who, fee - Tip, Tip);
        payment.Report(who, fee, Tip);
        return default;
    }

    private UInt128 FeeOf(Transaction transaction, Weight weight, Pays pays) =>
        payment.FeeOf((uint)transaction.Length, weight, transaction.Info.Class, pays, Tip);

    // A transaction that takes little of a block and tips much goes first. Source: pallet_transaction_payment::ChargeTransactionPayment::get_priority.
    private ulong PriorityOf(Transaction transaction, UInt128 fee)
    {
        Weight most = payment.Limits.MaxBlock;
        Weight weight = transaction.Info.TotalWeight;
        ulong perBlock = Math.Min(
            Math.Min(Fitting(most.RefTime, weight.RefTime), Fitting(most.ProofSize, weight.ProofSize)),
            Fitting(payment.Config.BlockLength.Max[transaction.Info.Class], (ulong)transaction.Length));

        UInt128 priority = Saturating.Multiply(Saturating.Add(Tip, 1), perBlock);
        if (transaction.Info.Class == DispatchClass.Operational)
        {
            UInt128 virtualTip = Saturating.Multiply(fee, payment.OperationalFeeMultiplier);
            priority = Saturating.Add(priority, Saturating.Multiply(virtualTip, perBlock));
        }

        return priority > ulong.MaxValue ? ulong.MaxValue : (ulong)priority;
    }

    // How often a size fits into a block; a block without room bounds nothing.
    private static ulong Fitting(ulong most, ulong size) => most == 0 ? ulong.MaxValue : most / Math.Clamp(size, 1, most);
}
