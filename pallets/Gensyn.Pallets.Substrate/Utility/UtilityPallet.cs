using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Utility;

/// <summary>Sends several calls in one transaction, or one as somebody else.</summary>
/// <remarks>Filters of the origin hold for every call made here. Source: polkadot-sdk substrate/frame/utility.</remarks>
[Pallet("Utility", Crate = "pallet_utility")]
public sealed partial class UtilityPallet(PalletContext context, UtilityConfig config) : Pallet(context), ICallGate
{
    /// <summary>The limit on the number of batched calls.</summary>
    [Constant(Name = "batched_calls_limit")]
    public uint BatchedCallsLimit => config.BatchedCallsLimit;

    /// <summary>Send a batch of dispatch calls; the first that fails ends the batch, and those before it stand.</summary>
    /// <remarks>Origin: any but none. Deposits <see cref="Event.ItemCompleted"/>, and <see cref="Event.BatchInterrupted"/> or <see cref="Event.BatchCompleted"/>.</remarks>
    [Call(0)]
    public DispatchResult Batch(Origin origin, [TypeName("Vec<<T as Config>::RuntimeCall>")] ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Weight used = default;
        for (int i = 0; i < calls.Length; i++)
        {
            DispatchResult result = Run(calls[i], origin, ref used);
            if (result.Error is { } error)
            {
                Deposit(new Event.BatchInterrupted((uint)i, error));
                return DispatchResult.OkWithWeight(config.Weights.Batch((uint)(i + 1)) + used);
            }

            Deposit(new Event.ItemCompleted());
        }

        Deposit(new Event.BatchCompleted());
        return DispatchResult.OkWithWeight(config.Weights.Batch((uint)calls.Length) + used);
    }

    /// <summary>Make a call as one of the sender's derivative accounts, which have an index.</summary>
    /// <remarks>Origin: signed. The result is the call's.</remarks>
    [Call(1)]
    public DispatchResult AsDerivative(Origin origin, ushort index, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        Weight used = config.Weights.AsDerivative() + config.AccountAccess;
        DispatchResult result = Run(call, origin.As(DerivativeAccountId(who, index)), ref used);
        return new() { Error = result.Error, ActualWeight = used };
    }

    /// <summary>Send a batch of dispatch calls and atomically execute them: one that fails undoes all.</summary>
    /// <remarks>Origin: any but none; another `batch_all` inside is refused. Deposits <see cref="Event.ItemCompleted"/> and <see cref="Event.BatchCompleted"/>.</remarks>
    [Call(2)]
    public DispatchResult BatchAll(Origin origin, [TypeName("Vec<<T as Config>::RuntimeCall>")] ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Origin inner = origin.WithFilter(static call => call.Call is not Call.BatchAll);
        Weight used = default;
        for (int i = 0; i < calls.Length; i++)
        {
            DispatchResult result = Run(calls[i], inner, ref used);
            if (result.Error is { } error) return new() { Error = error, ActualWeight = config.Weights.BatchAll((uint)(i + 1)) + used };
            Deposit(new Event.ItemCompleted());
        }

        Deposit(new Event.BatchCompleted());
        return DispatchResult.OkWithWeight(config.Weights.BatchAll((uint)calls.Length) + used);
    }

    /// <summary>Make a call with an origin of one's choice; what comes of it is told by the event only.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.DispatchedAs"/>.</remarks>
    [Call(3)]
    public DispatchResult DispatchAs(
        Origin origin, [TypeName("Box<T::PalletsOrigin>")] OriginCaller asOrigin, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        DispatchResult result = Context.Runtime.DispatchUnfiltered(call, asOrigin.ToOrigin());
        Deposit(new Event.DispatchedAs(result.Error is { } error ? error : DispatchResult.Ok));
        return DispatchResult.Ok;
    }

    /// <summary>Send a batch of dispatch calls; unlike `batch`, one that fails does not end it.</summary>
    /// <remarks>Origin: any but none. Deposits <see cref="Event.ItemCompleted"/> or <see cref="Event.ItemFailed"/> for each, and how it ended.</remarks>
    [Call(4)]
    public DispatchResult ForceBatch(Origin origin, [TypeName("Vec<<T as Config>::RuntimeCall>")] ImmutableArray<RuntimeCall> calls)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        if (calls.Length > BatchedCallsLimit) return Fail(Error.TooManyCalls);

        Weight used = config.Weights.ForceBatch((uint)calls.Length);
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

    /// <summary>Make a call as root at a weight that root names; the result is the call's.</summary>
    /// <remarks>Origin: root.</remarks>
    [Call(5)]
    public DispatchResult WithWeight(Origin origin, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call, Weight weight)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        return Context.Runtime.Dispatch(call, Origin.Root) is { Error: { } error } ? error : DispatchResult.Ok;
    }

    /// <summary>Make a call, and another if that one fails.</summary>
    /// <remarks>
    /// Origin: any but none. Deposits <see cref="Event.IfElseMainSuccess"/> or <see cref="Event.IfElseFallbackCalled"/>; when both fail, the error is the
    /// second call's.
    /// </remarks>
    [Call(6)]
    public DispatchResult IfElse(
        Origin origin,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall main,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall fallback)
    {
        if (origin.IsNone) return DispatchError.BadOrigin;
        Weight used = config.Weights.IfElse();
        if (Run(main, origin, ref used).Error is not { } mainError)
        {
            Deposit(new Event.IfElseMainSuccess());
            return DispatchResult.OkWithWeight(used);
        }

        if (Run(fallback, origin, ref used).Error is { } error) return new() { Error = error, ActualWeight = used };
        Deposit(new Event.IfElseFallbackCalled(mainError));
        return DispatchResult.OkWithWeight(used);
    }

    /// <summary>Make a call with an origin of one's choice; as `dispatch_as`, but an error of the call is an error of this one.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.DispatchedAs"/>.</remarks>
    [Call(7)]
    public DispatchResult DispatchAsFallible(
        Origin origin, [TypeName("Box<T::PalletsOrigin>")] OriginCaller asOrigin, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (Context.Runtime.DispatchUnfiltered(call, asOrigin.ToOrigin()).Error is { } error) return error;
        Deposit(new Event.DispatchedAs(DispatchResult.Ok));
        return DispatchResult.Ok;
    }

    /// <summary>An account's derivative account of an index.</summary>
    // Source: pallet_utility::derivative_account_id.
    public static AccountId DerivativeAccountId(AccountId who, ushort index)
    {
        ScaleWriter writer = new(stackalloc byte[64]);
        writer.WriteBytes("modlpy/utilisuba"u8);
        AccountId.Codec.Encode(who, ref writer);
        writer.WriteU16(index);
        return new(Hashing.Blake2_256(writer.Written));
    }

    /// <inheritdoc/>
    /// <remarks>A batch of operational calls is operational, so what a pallet keeps out of the reserved space it keeps out of batches too.</remarks>
    public TransactionValidityError? ValidateCall(PalletCall call, AccountId signer)
    {
        (ImmutableArray<RuntimeCall> calls, AccountId maker) = call switch
        {
            Call.Batch batch => (batch.Calls, signer),
            Call.BatchAll batch => (batch.Calls, signer),
            Call.ForceBatch batch => (batch.Calls, signer),
            Call.AsDerivative act => ([act.Call], DerivativeAccountId(signer, act.Index)),
            Call.IfElse choice => ([choice.Main, choice.Fallback], signer),
            Call.DispatchAs act => ([act.Call], act.AsOrigin.Kind == RawOrigin.Signed ? act.AsOrigin.Who : signer),
            Call.DispatchAsFallible act => ([act.Call], act.AsOrigin.Kind == RawOrigin.Signed ? act.AsOrigin.Who : signer),
            Call.WithWeight act => ([act.Call], signer),
            _ => (ImmutableArray<RuntimeCall>.Empty, signer),
        };
        foreach (RuntimeCall inner in calls)
        {
            if (Context.Runtime.ValidateCall(inner, maker) is { } closed) return closed;
        }

        return null;
    }

    private DispatchResult Run(RuntimeCall call, Origin origin, ref Weight used)
    {
        CallInfo info = Context.Runtime.InfoOf(call);
        DispatchResult result = Context.Runtime.Dispatch(call, origin);
        used += info.ActualWeight(result);
        return result;
    }

    private CallInfo BatchInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls, config.Weights.Batch((uint)calls.Length));

    private CallInfo BatchAllInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls, config.Weights.BatchAll((uint)calls.Length));

    private CallInfo ForceBatchInfo(ImmutableArray<RuntimeCall> calls) => Sum(calls, config.Weights.ForceBatch((uint)calls.Length));

    private CallInfo IfElseInfo(RuntimeCall main, RuntimeCall fallback)
    {
        CallInfo first = Context.Runtime.InfoOf(main), second = Context.Runtime.InfoOf(fallback);
        bool isOperational = first.Class == DispatchClass.Operational && second.Class == DispatchClass.Operational;
        return new(config.Weights.IfElse() + first.Weight + second.Weight, isOperational ? DispatchClass.Operational : DispatchClass.Normal);
    }

    private CallInfo AsDerivativeInfo(RuntimeCall call) => Context.Runtime.InfoOf(call).Inside(config.Weights.AsDerivative() + config.AccountAccess);

    private CallInfo DispatchAsInfo(RuntimeCall call) => Context.Runtime.InfoOf(call).Inside(config.Weights.DispatchAs());

    private CallInfo DispatchAsFallibleInfo(RuntimeCall call) => Context.Runtime.InfoOf(call).Inside(config.Weights.DispatchAsFallible());

    private CallInfo WithWeightInfo(RuntimeCall call, Weight weight) => Context.Runtime.InfoOf(call).Inside(default) with { Weight = weight };

    // Source: pallet_utility's weight_and_dispatch_class: one normal call makes the batch normal, and nothing else does.
    private CallInfo Sum(ImmutableArray<RuntimeCall> calls, Weight around)
    {
        CallInfo sum = new(around, DispatchClass.Operational);
        foreach (RuntimeCall call in calls)
        {
            CallInfo info = Context.Runtime.InfoOf(call);
            sum = new(sum.Weight + info.Weight, info.Class == DispatchClass.Normal ? DispatchClass.Normal : sum.Class);
        }

        return sum;
    }

    /// <summary>What became of calls.</summary>
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

        /// <summary>A call was made with another origin.</summary>
        [Variant(5)]
        public sealed record DispatchedAs(DispatchResult Result) : Event;

        /// <summary>The first of two calls succeeded.</summary>
        [Variant(6)]
        public sealed record IfElseMainSuccess : Event;

        /// <summary>The first of two calls failed, and the second succeeded.</summary>
        [Variant(7)]
        public sealed record IfElseFallbackCalled(DispatchError MainError) : Event;
    }

    /// <summary>Why a call is refused.</summary>
    public enum Error : byte
    {
        /// <summary>Too many calls batched: split them over several transactions.</summary>
        TooManyCalls,
    }
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="BatchedCallsLimit">The most calls in one batch.</param>
/// <param name="AccountAccess">The weight of reading and writing the account that a derivative's call is made from.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record UtilityConfig(uint BatchedCallsLimit, Weight AccountAccess, IUtilityWeights Weights);
