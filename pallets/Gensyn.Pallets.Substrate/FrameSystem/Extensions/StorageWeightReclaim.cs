using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Gives the block back the proof size that a transaction declared and did not use, as the host measured it.</summary>
/// <remarks>
/// Measures from before the first extension to after the last, so it stands last; one object serves one transaction. Where nothing records a proof there is
/// nothing to measure. Source: cumulus_pallet_weight_reclaim::StorageWeightReclaim.
/// </remarks>
public sealed class StorageWeightReclaim(FrameSystemPallet system, IExternalities externalities) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("cumulus_pallet_weight_reclaim::StorageWeightReclaim");

    private ulong? _before;

    /// <inheritdoc/>
    public override string Identifier => "StorageWeightReclaim";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight Weight => system.MeasuredWeights.WeightReclaim();

    /// <inheritdoc/>
    public override void Begin(Transaction transaction) => _before = externalities.ProofSize;

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        if (_before is not { } before || externalities.ProofSize is not { } after) return default;
        DispatchInfo info = transaction.Info;
        ulong measured = after > before ? after - before : 0;
        Weight used = outcome.Weight with { ProofSize = measured };

        ConsumedWeight block = system.BlockWeight.Get()
            .Add(info.Class, system.ExtrinsicWeightReclaimed.Get())
            .Subtract(info.Class, info.TotalWeight)
            .Add(info.Class, used);

        // The proof must never outgrow what the block believes it to be.
        ulong size = system.BlockSize.TryGet(out uint stored) ? stored : 0;
        ulong actual = (new Weight(0, after) + new Weight(0, size)).ProofSize;
        ulong missing = actual > block.Total.ProofSize ? actual - block.Total.ProofSize : 0;
        system.BlockWeight.Set(block.Add(info.Class, new Weight(0, missing)));

        Weight unspent = info.TotalWeight - used - new Weight(0, missing);
        system.ExtrinsicWeightReclaimed.Set(unspent);
        return unspent - (info.TotalWeight - outcome.Weight);
    }

    /// <inheritdoc/>
    public override void PostDispatchBare(Transaction transaction, DispatchOutcome outcome) => system.ReclaimWeight(transaction.Info, outcome);
}
