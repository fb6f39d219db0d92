using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Utility;

/// <summary>Sends several calls in one transaction.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/utility.</remarks>
[Pallet("Utility", Crate = "pallet_utility")]
public sealed partial class UtilityPallet(PalletContext context, UtilityConfig config) : Pallet(context), ICallGate
{
    /// <summary>The limit on the number of batched calls.</summary>
    [Constant(Name = "batched_calls_limit")]
    public uint BatchedCallsLimit => config.BatchedCallsLimit;

    /// <summary>Send a batch of dispatch calls; the first that fails ends the batch, and those before it stand.</summary>
    [Call(0)]
    public DispatchResult Batch(Origin origin, ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Weight used = config.BaseWeight;
        for (int i = 0; i < calls.Length; i++)
        {
            DispatchResult result = Run(calls[i], origin, ref used);
            if (result.Error is { } error)
            {
                Deposit(new Event.BatchInterrupted((uint)i, error));
                return DispatchResult.OkWithWeight(used);
            }

            Deposit(new Event.ItemCompleted());
        }

        Deposit(new Event.BatchCompleted());
        return DispatchResult.OkWithWeight(used);
    }

    /// <summary>Send a batch of dispatch calls and atomically execute them: one that fails undoes all.</summary>
    [Call(2)]
    public DispatchResult BatchAll(Origin origin, ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Weight used = config.BaseWeight;
        foreach (RuntimeCall call in calls)
        {
            DispatchResult result = Run(call, origin, ref used);
            if (result.IsError) return result with { ActualWeight = used };
            Deposit(new Event.ItemCompleted());
        }

        Deposit(new Event.BatchCompleted());
        return DispatchResult.OkWithWeight(used);
    }

    /// <summary>Send a batch of dispatch calls; unlike `batch`, one that fails does not end it.</summary>
    [Call(4)]
    public DispatchResult ForceBatch(Origin origin, ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Weight used = config.BaseWeight;
        bool hasFailed = false;
        foreach (RuntimeCall call in calls)
        {
            DispatchResult result = Run(call, origin, ref used);
            hasFailed |= result.IsError;
            Deposit(result.Error is { } error ? new Event.ItemFailed(error) : new Event.ItemCompleted());
        }

        Deposit(hasFailed ? new Event.BatchCompletedWithErrors() : new Event.BatchCompleted());
        return DispatchResult.OkWithWeight(used);
    }

    /// <inheritdoc/>
    /// <remarks>A batch of operational calls is operational, so what a pallet keeps out of the reserved space it keeps out of batches too.</remarks>
    public TransactionValidityError? ValidateCall(PalletCall call, AccountId signer)
    {
        ImmutableArray<RuntimeCall> calls = call switch
        {
            Call.Batch batch => batch.Calls,
            Call.BatchAll batch => batch.Calls,
            Call.ForceBatch batch => batch.Calls,
            _ => [],
        };
        foreach (RuntimeCall inner in calls)
        {
            if (Context.Runtime.ValidateCall(inner, signer) is { } closed) return closed;
        }

        return null;
    }

    private DispatchResult Run(RuntimeCall call, Origin origin, ref Weight used)
    {
        CallInfo info = Context.Runtime.InfoOf(call);
        DispatchResult result = Context.Runtime.Dispatch(call, origin);
        used += config.ItemWeight + info.ActualWeight(result);
        return result;
    }

    private CallInfo BatchInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls);

    private CallInfo BatchAllInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls);

    private CallInfo ForceBatchInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls);

    // A batch of nothing but operational calls is operational itself.
    private CallInfo Sum(ImmutableArray<RuntimeCall> calls)
    {
        Weight weight = config.BaseWeight;
        bool isOperational = !calls.IsEmpty;
        foreach (RuntimeCall call in calls)
        {
            CallInfo info = Context.Runtime.InfoOf(call);
            weight += config.ItemWeight + info.Weight;
            isOperational &= info.Class == DispatchClass.Operational;
        }

        return new(weight, isOperational ? DispatchClass.Operational : DispatchClass.Normal);
    }

    /// <summary>What became of a batch.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>Batch of dispatches did not complete fully. Index of first failing dispatch given, as well as the error.</summary>
        [Variant(0)]
        public sealed record BatchInterrupted(uint Index, DispatchError Error) : Event;

        /// <summary>Batch of dispatches completed fully with no error.</summary>
        [Variant(1)]
        public sealed record BatchCompleted : Event;

        /// <summary>Batch of dispatches completed but has errors.</summary>
        [Variant(2)]
        public sealed record BatchCompletedWithErrors : Event;

        /// <summary>A single item within a Batch of dispatches has completed with no error.</summary>
        [Variant(3)]
        public sealed record ItemCompleted : Event;

        /// <summary>A single item within a Batch of dispatches has completed with error.</summary>
        [Variant(4)]
        public sealed record ItemFailed(DispatchError Error) : Event;
    }

    /// <summary>Why a batch is refused.</summary>
    public enum Error : byte
    {
        /// <summary>Too many calls batched: split them over several transactions.</summary>
        TooManyCalls,
    }
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="BatchedCallsLimit">The most calls in one batch.</param>
/// <param name="BaseWeight">The weight of an empty batch.</param>
/// <param name="ItemWeight">What each call adds, its own weight aside.</param>
public sealed record UtilityConfig(uint BatchedCallsLimit, Weight BaseWeight, Weight ItemWeight);
