using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>What weight and bytes cost, and how the price of weight follows demand.</summary>
/// <remarks>
/// Source: polkadot-sdk's parachain template (WeightToFee, TransactionByteFee) and pallet_transaction_payment's TargetedFeeAdjustment.
/// </remarks>
/// <param name="BaseExtrinsicFee">What the weight of an empty extrinsic costs.</param>
/// <param name="BaseExtrinsicWeight">The weight of an empty extrinsic, in picoseconds.</param>
/// <param name="ByteFee">What one byte of an extrinsic costs.</param>
public sealed record FeeRule(UInt128 BaseExtrinsicFee, ulong BaseExtrinsicWeight, UInt128 ByteFee)
{
    private const ulong Billion = 1_000_000_000;

    // Perbill::from_rational rounds down.
    private UInt128 Parts => BaseExtrinsicFee % BaseExtrinsicWeight * Billion / BaseExtrinsicWeight;

    private UInt128 Whole => BaseExtrinsicFee / BaseExtrinsicWeight;

    // Polkadot's SlowAdjustingFeeUpdate: a quarter of the block is the target, the price moves by at most 75 millionths of the difference, and never
    // below a tenth.
    private static FixedU128 Adjustment => FixedU128.FromRational(75, 1_000_000);

    private static FixedU128 LeastMultiplier => FixedU128.FromRational(1, 10);

    /// <summary>What a number of bytes costs.</summary>
    public UInt128 LengthFee(uint length) => ByteFee * length;

    /// <summary>What a weight costs before the price of the day.</summary>
    public UInt128 WeightFee(Weight weight)
    {
        // Perbill times an integer rounds to the nearest, ties down (sp_arithmetic::per_things::overflow_prune_mul).
        UInt128 time = weight.RefTime;
        UInt128 rest = time % Billion * Parts;
        UInt128 rounded = rest / Billion + (rest % Billion > Billion / 2 ? 1u : 0u);
        return time / Billion * Parts + rounded + time * Whole;
    }

    /// <summary>The price of the next block, from the price and the fullness of this one.</summary>
    public static FixedU128 NextMultiplier(FixedU128 previous, BlockWeights limits, ConsumedWeight consumed)
    {
        FixedU128 price = Max(previous, LeastMultiplier);
        Weight most = limits[DispatchClass.Normal].MaxTotal ?? limits.MaxBlock;
        Weight used = new(Math.Min(consumed[DispatchClass.Normal].RefTime, most.RefTime), Math.Min(consumed[DispatchClass.Normal].ProofSize, most.ProofSize));

        // The scarcer of the two dimensions decides.
        bool isProof = PerBillion(used.RefTime, most.RefTime) < PerBillion(used.ProofSize, most.ProofSize);
        ulong limit = Math.Max(1, isProof ? most.ProofSize : most.RefTime);
        UInt128 actual = isProof ? used.ProofSize : used.RefTime;
        UInt128 target = limit / 4;

        FixedU128 difference = FixedU128.FromRational(actual >= target ? actual - target : target - actual, limit);
        FixedU128 first = Adjustment * difference;
        FixedU128 second = FixedU128.FromRational((Adjustment * Adjustment).Inner, 2 * FixedU128.One.Inner) * (difference * difference);
        FixedU128 next = actual >= target ? price + (first + second) * price : price - (first - second) * price;
        return Max(next, LeastMultiplier);
    }

    private static UInt128 PerBillion(ulong part, ulong whole) => (UInt128)part * Billion / Math.Max(1, whole);

    private static FixedU128 Max(FixedU128 left, FixedU128 right) => left.CompareTo(right) >= 0 ? left : right;
}
