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

    private UInt128 _withdrawn;

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
        // What no account sends, no account pays for.
        if (transaction.Signer is not { } who) return null;
        UInt128 fee = FeeOf(transaction, transaction.Info.TotalWeight, transaction.Info.Pays);
        if (!payment.Currency.CanPay(who, fee)) return InvalidTransaction.Payment;
        validity.AddPriority(PriorityOf(transaction, fee));
        return null;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? Prepare(Transaction transaction)
    {
        if (transaction.Signer is not { } who) return null;
        _withdrawn = FeeOf(transaction, transaction.Info.TotalWeight, transaction.Info.Pays);
        return payment.Currency.Withdraw(who, _withdrawn).IsError ? InvalidTransaction.Payment : null;
    }

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        if (transaction.Signer is not { } who) return Weight;
        UInt128 fee = UInt128.Min(_withdrawn, FeeOf(transaction, outcome.Weight, outcome.Pays));
        payment.Currency.Settle(who, _withdrawn - fee, fee);
        payment.Report(who, fee, UInt128.Min(fee, Tip));
        return default;
    }

    private UInt128 FeeOf(Transaction transaction, Weight weight, Pays pays) =>
        payment.FeeOf((uint)transaction.Length, weight, transaction.Info.Class, pays, Tip);

    // A transaction that takes little of a block and tips much goes first. Source: pallet_transaction_payment::ChargeTransactionPayment::get_priority.
    private ulong PriorityOf(Transaction transaction, UInt128 fee)
    {
        Weight most = payment.Limits.MaxBlock;
        Weight weight = transaction.Info.TotalWeight;
        uint longest = payment.Config.BlockLength.Max[transaction.Info.Class];
        ulong byTime = most.RefTime / Math.Clamp(weight.RefTime, 1, most.RefTime);
        ulong byProof = most.ProofSize / Math.Clamp(weight.ProofSize, 1, most.ProofSize);
        ulong byLength = longest / Math.Clamp((ulong)transaction.Length, 1, longest);
        ulong perBlock = Math.Min(Math.Min(byTime, byProof), byLength);

        UInt128 priority = Times(Tip == UInt128.MaxValue ? Tip : Tip + 1, perBlock);
        if (transaction.Info.Class == DispatchClass.Operational)
        {
            UInt128 boost = Times(Times(fee, payment.OperationalFeeMultiplier), perBlock);
            priority = boost > UInt128.MaxValue - priority ? UInt128.MaxValue : priority + boost;
        }

        return priority > ulong.MaxValue ? ulong.MaxValue : (ulong)priority;
    }

    private static UInt128 Times(UInt128 value, ulong factor) => factor != 0 && value > UInt128.MaxValue / factor ? UInt128.MaxValue : value * factor;
}
