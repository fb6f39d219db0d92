using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Keeps a block within its limits of weight and length.</summary>
/// <remarks>Source: frame_system::extensions::check_weight.</remarks>
public sealed class CheckWeight(FrameSystemPallet system) : TransactionExtension
{
    private static readonly TypeInfo Described = ExtensionTypes.Empty("frame_system::extensions::check_weight::CheckWeight");

    /// <inheritdoc/>
    public override string Identifier => "CheckWeight";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight Weight => system.MeasuredWeights.CheckWeight();

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity) => ValidateBare(transaction, validity);

    /// <inheritdoc/>
    public override TransactionValidityError? Prepare(Transaction transaction) => PrepareBare(transaction);

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        PostDispatchBare(transaction, outcome);
        return default;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? ValidateBare(Transaction transaction, Validity validity)
    {
        DispatchInfo info = transaction.Info;
        if (!FitsLength(transaction, out _)) return InvalidTransaction.ExhaustsResources;
        // The pool judges on an opened but otherwise empty block, so the block's own limit is looked at only in Prepare.
        Weight total = info.TotalWeight + new Weight(0, (ulong)transaction.Length);
        return system.BlockWeights[info.Class].MaxExtrinsic is { } limit && total.AnyGreaterThan(limit) ? InvalidTransaction.ExhaustsResources : null;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? PrepareBare(Transaction transaction)
    {
        if (!FitsLength(transaction, out uint size)) return InvalidTransaction.ExhaustsResources;
        if (!FitsWeight(transaction, out ConsumedWeight consumed)) return InvalidTransaction.ExhaustsResources;
        system.BlockSize.Set(size);
        system.BlockWeight.Set(consumed);
        return null;
    }

    /// <inheritdoc/>
    public override void PostDispatchBare(Transaction transaction, DispatchOutcome outcome) => system.ReclaimWeight(transaction.Info, outcome);

    private bool FitsLength(Transaction transaction, out uint size)
    {
        uint current = system.BlockSize.TryGet(out uint stored) ? stored : 0;
        ulong next = current + (ulong)transaction.Length;
        size = (uint)Math.Min(next, uint.MaxValue);
        return next <= system.BlockLength.Max[transaction.Info.Class];
    }

    private bool FitsWeight(Transaction transaction, out ConsumedWeight consumed)
    {
        BlockWeights limits = system.BlockWeights;
        DispatchInfo info = transaction.Info;
        ClassWeights limit = limits[info.Class];
        Weight added = info.TotalWeight + limit.BaseExtrinsic + new Weight(0, (ulong)transaction.Length);
        ConsumedWeight before = system.BlockWeight.Get();
        consumed = before.Add(info.Class, added);
        // Sums stop at the largest weight, which only a class without limits may reach.
        if ((limit.MaxTotal is not null || limit.Reserved is not null) && consumed[info.Class] - added != before[info.Class]) return false;
        if (limit.MaxTotal is { } most && consumed[info.Class].AnyGreaterThan(most)) return false;

        // Over the whole block's limit a class may still use what is reserved for it.
        return !consumed.Total.AnyGreaterThan(limits.MaxBlock) || limit.Reserved is not { } reserved || !consumed[info.Class].AnyGreaterThan(reserved);
    }
}
