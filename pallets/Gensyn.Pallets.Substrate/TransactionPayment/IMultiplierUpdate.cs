using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Lets the price of weight follow demand from block to block.</summary>
/// <remarks>Source: pallet_transaction_payment::MultiplierUpdate.</remarks>
public interface IMultiplierUpdate
{
    /// <summary>The price of the next block, from the price and the fullness of this one.</summary>
    FixedU128 Next(FixedU128 previous, BlockWeights limits, ConsumedWeight consumed);
}

/// <summary>Moves the price towards where blocks are as full as they should be.</summary>
/// <remarks>
/// Source: pallet_transaction_payment::TargetedFeeAdjustment. With the fullness s, the target t and the variability v, the price changes by the factor
/// 1 + v(s - t) + v²(s - t)²/2. Fullness is that of the normal class, in whichever of time and proof is scarcer.
/// </remarks>
/// <param name="Target">How full blocks should be.</param>
/// <param name="Variability">How fast the price moves.</param>
/// <param name="Minimum">The lowest price.</param>
/// <param name="Maximum">The highest price.</param>
public sealed record TargetedFeeAdjustment(Perquintill Target, FixedU128 Variability, FixedU128 Minimum, FixedU128 Maximum) : IMultiplierUpdate
{
    /// <summary>The rule of Polkadot and of polkadot-sdk's parachain template: a quarter full, 75 millionths, never below a tenth.</summary>
    // Source: polkadot/runtime/common/src/lib.rs, SlowAdjustingFeeUpdate.
    public static TargetedFeeAdjustment Slow { get; } =
        new(Perquintill.FromPercent(25), FixedU128.FromRational(75, 1_000_000), FixedU128.FromRational(1, 10), FixedU128.MaxValue);

    /// <inheritdoc/>
    public FixedU128 Next(FixedU128 previous, BlockWeights limits, ConsumedWeight consumed)
    {
        FixedU128 price = previous.CompareTo(Minimum) >= 0 ? previous : Minimum;
        Weight most = limits[DispatchClass.Normal].MaxTotal ?? limits.MaxBlock;
        Weight used = new(
            Math.Min(consumed[DispatchClass.Normal].RefTime, most.RefTime), Math.Min(consumed[DispatchClass.Normal].ProofSize, most.ProofSize));

        bool isProof = Perbill.FromRational(used.RefTime, most.RefTime).CompareTo(Perbill.FromRational(used.ProofSize, most.ProofSize)) < 0;
        ulong limit = isProof ? most.ProofSize : most.RefTime;
        UInt128 actual = isProof ? used.ProofSize : used.RefTime;
        UInt128 target = Target * limit;

        FixedU128 difference = FixedU128.FromRational(actual >= target ? actual - target : target - actual, Math.Max(1, limit));
        FixedU128 first = Variability * difference;
        FixedU128 second = Variability * Variability / FixedU128.FromInteger(2) * (difference * difference);
        FixedU128 next = actual >= target ? price + ((first + second) * price) : price - ((first - second) * price);
        return next.Clamp(Minimum, Maximum);
    }
}

/// <summary>A price that never changes.</summary>
/// <remarks>Source: pallet_transaction_payment::ConstFeeMultiplier.</remarks>
public sealed class ConstantFeeMultiplier(FixedU128 price) : IMultiplierUpdate
{
    /// <inheritdoc/>
    public FixedU128 Next(FixedU128 previous, BlockWeights limits, ConsumedWeight consumed) => price;
}
