using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>What inclusion in a block costs, tip aside.</summary>
[Scale("pallet_transaction_payment::types::InclusionFee")]
public readonly partial record struct InclusionFee(UInt128 BaseFee, UInt128 LenFee, UInt128 AdjustedWeightFee)
{
    /// <summary>The three parts together.</summary>
    public UInt128 Total => BaseFee + LenFee + AdjustedWeightFee;
}

/// <summary>The parts of a fee; a free call has no inclusion fee. Queries know no tip.</summary>
[Scale("pallet_transaction_payment::types::FeeDetails")]
public readonly partial record struct FeeDetails(InclusionFee? InclusionFee, UInt128 Tip);

/// <summary>What a transaction weighs and costs.</summary>
[Scale("pallet_transaction_payment::types::RuntimeDispatchInfo")]
public readonly partial record struct RuntimeDispatchInfo(Weight Weight, DispatchClass Class, UInt128 PartialFee);

/// <summary>The layouts that this pallet's storage has had.</summary>
[Scale("pallet_transaction_payment::Releases")]
public enum Releases : byte
{
    /// <summary>With a multiplier of another kind.</summary>
    V1Ancient,

    /// <summary>With a FixedU128 multiplier.</summary>
    V2,
}

/// <summary>Takes and returns the money of fees.</summary>
public interface IFeeCurrency
{
    /// <summary>Whether an account can pay a fee and stay alive.</summary>
    bool CanPay(AccountId who, UInt128 fee);

    /// <summary>Takes a fee; it belongs to nobody until it is settled.</summary>
    DispatchResult Withdraw(AccountId who, UInt128 fee);

    /// <summary>Gives back what was taken too much, and the rest to whom fees belong.</summary>
    void Settle(AccountId who, UInt128 refund, UInt128 fee);
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="Rule">What weight and bytes cost.</param>
/// <param name="OperationalFeeMultiplier">How many times its fee an operational transaction counts in priority.</param>
/// <param name="BlockLength">How many bytes a block may hold.</param>
/// <param name="Weights">The cost of paying.</param>
public sealed record TransactionPaymentConfig(FeeRule Rule, byte OperationalFeeMultiplier, BlockLength BlockLength, ITransactionPaymentWeights Weights);
