using System.Diagnostics.CodeAnalysis;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Tests;

/// <summary>Shows what the executive does with a pallet: its hooks are noted, its calls do one thing each.</summary>
[Pallet("Probe", Crate = "pallet_probe")]
public sealed partial class ProbePallet(PalletContext context, ProbeConfig config) : Pallet(context), IInherentPallet, IUnsignedValidator
{
    public static readonly InherentId Fact = new("probefct"u8);

    private static readonly ProbeWeights Weights = new();

    /// <summary>What calls wrote.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, uint> Written { get; }

    /// <inheritdoc/>
    public InherentId InherentId => Fact;

    /// <summary>Writes, and then fails if asked to.</summary>
    [Call(0)]
    public DispatchResult Write(Origin origin, uint key, bool fails)
    {
        Written.Set(key, Context.BlockNumber);
        Deposit(new Event.Wrote(key));
        return fails ? new DispatchResult { Error = Fail(Error.Asked), ActualWeight = new Weight(400, 40), Pays = Pays.No } : DispatchResult.OkWithWeight(new Weight(300, 30));
    }

    /// <summary>The author's fact.</summary>
    [Call(1, Class = DispatchClass.Mandatory)]
    public DispatchResult State(Origin origin, uint fact)
    {
        if (!origin.IsNone) return DispatchError.BadOrigin;
        if (fact == 13) return Fail(Error.Asked);
        Written.Set(1000, fact);
        return DispatchResult.Ok;
    }

    /// <summary>What nobody signs, but whose number speaks for itself.</summary>
    [Call(2)]
    public DispatchResult Claim(Origin origin, uint number)
    {
        if (!origin.IsNone) return DispatchError.BadOrigin;
        Written.Set(2000, number);
        return DispatchResult.Ok;
    }

    /// <summary>What an extension vouches for.</summary>
    [Call(3)]
    public DispatchResult Vouched(Origin origin, uint number)
    {
        Written.Set(3000, origin.Kind == RawOrigin.Authorized ? number : 0);
        return DispatchResult.Ok;
    }

    private static Authorization VouchedAuthorize(TransactionSource source, uint number) => number > 100
        ? InvalidTransaction.Custom(7)
        : Authorization.Grant(new(number, [], [[4]], 5, source != TransactionSource.InBlock), refund: new(3, 0));

    private static Weight VouchedAuthorizeWeight() => new(50, 5);

    /// <summary>Makes another call with the same origin.</summary>
    [Call(4)]
    public DispatchResult Nest(Origin origin, RuntimeCall call) => Context.Runtime.Dispatch(call, origin);

    /// <summary>Makes another call in a layer that it then drops.</summary>
    [Call(5)]
    public DispatchResult Drop(Origin origin, uint key)
    {
        Context.InLayer(() =>
        {
            Written.Set(key, 1);
            Deposit(new Event.Wrote(key));
            return Fail(Error.Asked);
        });
        Context.InLayer(() =>
        {
            Written.Set(key + 1, 1);
            return DispatchResult.Ok;
        });
        return DispatchResult.Ok;
    }

    /// <summary>Costs a fee when the number is odd.</summary>
    [Call(6)]
    public DispatchResult Even(Origin origin, uint number) => DispatchResult.Ok;

    private static bool EvenIsFeeless(Origin origin, uint number) => origin.IsSigned(out _) && number % 2 == 0;

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block) => Note("initialize", 1000, config.Used());

    /// <inheritdoc/>
    public override void OnPoll(uint block, WeightMeter meter) => meter.Consume(Note("poll", 200, meter.Remaining));

    /// <inheritdoc/>
    public override Weight OnIdle(uint block, Weight remaining) => Note("idle", 30, remaining);

    /// <inheritdoc/>
    public override void OnFinalize(uint block) => Note("finalize", 0);

    /// <inheritdoc/>
    public override void OffchainWorker(uint block) => Note("offchain", 0);

    /// <inheritdoc/>
    public override string? TryState() => Written.Contains(666) ? "a bad number" : null;

    /// <inheritdoc/>
    public bool IsInherent(PalletCall call) => call is Call.State;

    /// <inheritdoc/>
    public bool TryCreateInherent(InherentData data, [NotNullWhen(true)] out PalletCall? call)
    {
        call = data.Get(Fact) is { } bytes ? new Call.State(bytes[0]) : null;
        return call is not null;
    }

    /// <inheritdoc/>
    public byte[]? CheckInherent(PalletCall call, InherentData data) => call is Call.State state && data.Get(Fact) is { } known && known[0] != state.Fact ? [(byte)state.Fact] : null;

    /// <inheritdoc/>
    public byte[]? RequireInherent(InherentData data) => data.Get(Fact) is null ? null : [99];

    /// <inheritdoc/>
    public bool IsFatal(ReadOnlySpan<byte> error) => error[0] != 1;

    /// <inheritdoc/>
    public TransactionValidityError? ValidateUnsigned(PalletCall call, TransactionSource source, Validity validity)
    {
        if (call is not Call.Claim { Number: var number }) return InvalidTransaction.Call;
        if (number > 100) return InvalidTransaction.Custom((byte)source);
        validity.Join(new(number, [[1]], [[2], [3]], 64, Propagate: source != TransactionSource.Local));
        return null;
    }

    /// <inheritdoc/>
    public TransactionValidityError? PreDispatch(PalletCall call) => call is Call.State ? null : ValidateUnsigned(call, TransactionSource.InBlock, new Validity());

    private Weight Note(string hook, ulong weight, Weight seen = default)
    {
        config.Trace.Add(seen == default ? $"{Name} {hook}" : $"{Name} {hook} {seen.RefTime}");
        return new Weight(weight, 0);
    }

    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A call wrote.</summary>
        [Variant(0)]
        public sealed record Wrote(uint Key) : Event;
    }

    /// <summary>Why a call is refused.</summary>
    public enum Error : byte
    {
        /// <summary>It was asked to.</summary>
        Asked,
    }
}

/// <summary>What the probe knows of its block.</summary>
/// <param name="Trace">Where it notes its hooks.</param>
/// <param name="Used">What the block has used so far.</param>
public sealed record ProbeConfig(List<string> Trace, Func<Weight> Used);

/// <summary>What the probe's calls declare.</summary>
public sealed class ProbeWeights
{
    public Weight Write() => new(500, 50);

    public Weight State() => new(100, 0);

    public Weight Claim() => new(100, 0);

    public Weight Vouched() => new(100, 0);

    public Weight Nest() => new(100, 0);

    public Weight Drop() => new(100, 0);

    public Weight Even() => new(100, 0);
}

/// <summary>Has hooks only, and spends less than the probe.</summary>
[Pallet("Echo", Crate = "pallet_echo")]
public sealed partial class EchoPallet(PalletContext context, ProbeConfig config) : Pallet(context)
{
    /// <inheritdoc/>
    public override Weight OnInitialize(uint block) => Note("initialize", config.Used(), 1000);

    /// <inheritdoc/>
    public override void OnPoll(uint block, WeightMeter meter) => meter.Consume(Note("poll", meter.Remaining, 50));

    /// <inheritdoc/>
    public override Weight OnIdle(uint block, Weight remaining) => Note("idle", remaining, 10);

    /// <inheritdoc/>
    public override void OnFinalize(uint block) => Note("finalize", default, 0);

    /// <inheritdoc/>
    public override void OffchainWorker(uint block) => Note("offchain", default, 0);

    private Weight Note(string hook, Weight seen, ulong weight)
    {
        config.Trace.Add(seen == default ? $"{Name} {hook}" : $"{Name} {hook} {seen.RefTime}");
        return new Weight(weight, 0);
    }
}
