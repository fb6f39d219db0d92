using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Timestamp;

/// <summary>Takes the time of each block from its author, within bounds.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/timestamp.</remarks>
[Pallet("Timestamp", Crate = "pallet_timestamp")]
public sealed partial class TimestampPallet(PalletContext context, TimestampConfig config, params ImmutableArray<ITimestampListener> listeners)
    : Pallet(context), IInherentPallet
{
    // How far ahead of a checking node's clock a block may be, in milliseconds (pallet_timestamp::MAX_TIMESTAMP_DRIFT_MILLIS).
    private const ulong MaxDrift = 30_000;

    private const byte TooEarly = 0;
    private const byte TooFarInFuture = 1;

    private ITimestampWeights Weights => config.Weights;

    /// <summary>The minimum period between blocks, in milliseconds.</summary>
    [Constant]
    public ulong MinimumPeriod => config.MinimumPeriod;

    /// <summary>The current time for the current block, in milliseconds since 1970.</summary>
    [Storage(Default = true)]
    public partial StorageValue<ulong> Now { get; }

    /// <summary>Whether the timestamp has been updated in this block.</summary>
    [Storage(Default = true)]
    public partial StorageValue<bool> DidUpdate { get; }

    /// <inheritdoc/>
    public InherentId InherentId => InherentId.Timestamp;

    private ulong Earliest => Now.Get() is 0 ? 0 : checked(Now.Get() + config.MinimumPeriod);

    /// <summary>Set the current time.</summary>
    [Call(0, Class = DispatchClass.Mandatory)]
    public DispatchResult Set(Origin origin, [Compact, TypeName("T::Moment")] ulong now)
    {
        if (!origin.IsNone) return DispatchError.BadOrigin;
        // Mandatory: a refusal makes the whole block invalid.
        if (DidUpdate.Get() || now < Earliest) return DispatchError.Other;
        Now.Set(now);
        DidUpdate.Set(true);
        foreach (ITimestampListener listener in listeners) listener.OnTimestampSet(now);
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block) => Weights.OnFinalize();

    /// <inheritdoc/>
    public override void OnFinalize(uint block)
    {
        if (!DidUpdate.Take()) throw new RuntimeException("Timestamp must be updated once in the block.");
    }

    /// <inheritdoc/>
    public bool IsInherent(PalletCall call) => call is Call.Set;

    /// <inheritdoc/>
    public bool TryCreateInherent(InherentData data, [NotNullWhen(true)] out PalletCall? call)
    {
        call = data.Get(InherentId) is { } bytes && Codecs.U64.TryDecode(bytes, out ulong now) ? new Call.Set(Math.Max(now, Earliest)) : null;
        return call is not null;
    }

    /// <inheritdoc/>
    public byte[]? CheckInherent(PalletCall call, InherentData data)
    {
        if (call is not Call.Set set || data.Get(InherentId) is not { } bytes || !Codecs.U64.TryDecode(bytes, out ulong known)) return null;
        if (set.Now > known && set.Now - known > MaxDrift) return [TooFarInFuture];
        return set.Now < Earliest ? [TooEarly] : null;
    }
}
