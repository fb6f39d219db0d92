using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>What inclusion in a block costs, tip aside.</summary>
[Scale("pallet_transaction_payment::types::InclusionFee")]
public readonly partial record struct InclusionFee(UInt128 BaseFee, UInt128 LenFee, UInt128 AdjustedWeightFee)
{
    /// <summary>The three parts together, held at the maximum.</summary>
    public UInt128 Total => Saturating.Add(Saturating.Add(BaseFee, LenFee), AdjustedWeightFee);
}

/// <summary>Money that was taken of an account and belongs to nobody yet.</summary>
public readonly record struct FeeCredit(UInt128 Amount)
{
    /// <summary>Encodes the amount.</summary>
    public static Codec<FeeCredit> Codec { get; } = new FeeCreditCodec();

    private sealed class FeeCreditCodec : BitwiseCodec<FeeCredit>
    {
        // The callbacks of a credit are type parameters that scale-info skips.
        private static readonly TypeInfo Imbalance = new(
            "frame_support::traits::tokens::fungible::imbalance::Imbalance",
            [new("B", Codecs.U128.Type), new("OnDrop", null), new("OppositeOnDrop", null)],
            static () => new TypeDefinition.Composite([new("amount", Codecs.U128.Type, "B")]));

        public override TypeInfo Type { get; } = new(
            "frame_support::traits::storage::NoDrop",
            [new("T", Imbalance)],
            static () => new TypeDefinition.Composite([new(null, Imbalance, "T")]));
    }
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

/// <summary>Takes and returns the money of fees (OnChargeTransaction).</summary>
public interface IFeeCurrency
{
    /// <summary>Whether an account can pay a fee and stay alive.</summary>
    bool CanPay(AccountId who, UInt128 fee);

    /// <summary>Takes a fee; it belongs to nobody until it is refunded or collected.</summary>
    DispatchResult Withdraw(AccountId who, UInt128 fee);

    /// <summary>Gives back to an account that exists what was taken too much; returns what could not be given back.</summary>
    UInt128 Refund(AccountId who, UInt128 amount);

    /// <summary>Gives a fee and a tip to whom they belong.</summary>
    void Collect(UInt128 fee, UInt128 tip);
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="WeightToFee">What weight costs.</param>
/// <param name="LengthToFee">What bytes cost.</param>
/// <param name="MultiplierUpdate">How the price of weight follows demand.</param>
/// <param name="OperationalFeeMultiplier">How many times its fee an operational transaction counts in priority.</param>
/// <param name="BlockLength">How many bytes a block may hold.</param>
/// <param name="Weights">The cost of paying.</param>
public sealed record TransactionPaymentConfig(
    IWeightToFee WeightToFee,
    IWeightToFee LengthToFee,
    IMultiplierUpdate MultiplierUpdate,
    byte OperationalFeeMultiplier,
    BlockLength BlockLength,
    ITransactionPaymentWeights Weights);
