using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Sudo;

/// <summary>Lets one key act as root: for development chains.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/sudo.</remarks>
[Pallet("Sudo", Crate = "pallet_sudo")]
public sealed partial class SudoPallet(PalletContext context, SudoConfig config) : Pallet(context)
{
    private ISudoWeights Weights => config.Weights;

    /// <summary>The `AccountId` of the sudo key.</summary>
    [Storage]
    public partial StorageValue<AccountId> Key { get; }

    /// <summary>Authenticates the sudo key and dispatches a function call with `Root` origin.</summary>
    [Call(0)]
    public DispatchResult Sudo(Origin origin, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call) => MayAct(origin) ? Report(Context.Runtime.Dispatch(call, Origin.Root)) : Refuse(origin);

    /// <summary>As `sudo`, with a weight that the caller names.</summary>
    [Call(1)]
    public DispatchResult SudoUncheckedWeight(Origin origin, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call, Weight weight) =>
        MayAct(origin) ? Report(Context.Runtime.Dispatch(call, Origin.Root)) : Refuse(origin);

    /// <summary>Authenticates the current sudo key and sets the given account as the new sudo key.</summary>
    [Call(2)]
    public DispatchResult SetKey(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress @new)
    {
        if (!MayAct(origin)) return Refuse(origin);
        if (@new is not MultiAddress.Id { Account: AccountId account }) return DispatchError.CannotLookup;
        AccountId? old = Key.TryGet(out AccountId key) ? key : null;
        Key.Set(account);
        Deposit(new Event.KeyChanged(old, account));
        return DispatchResult.OkFree();
    }

    /// <summary>Authenticates the sudo key and dispatches a function call with `Signed` origin from a given account.</summary>
    [Call(3)]
    public DispatchResult SudoAs(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress who, [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!MayAct(origin)) return Refuse(origin);
        if (who is not MultiAddress.Id { Account: AccountId account }) return DispatchError.CannotLookup;
        DispatchResult result = Context.Runtime.DispatchUnfiltered(call, Origin.Signed(account));
        Deposit(new Event.SudoAsDone(result));
        return DispatchResult.OkFree();
    }

    /// <summary>Permanently removes the sudo key. This cannot be undone.</summary>
    [Call(4)]
    public DispatchResult RemoveKey(Origin origin)
    {
        if (!MayAct(origin)) return Refuse(origin);
        Key.Remove();
        Deposit(new Event.KeyRemoved());
        return DispatchResult.OkFree();
    }

    private bool MayAct(Origin origin) => origin.IsRoot || (origin.IsSigned(out AccountId who) && Key.TryGet(out AccountId key) && key == who);

    private DispatchResult Refuse(Origin origin) => origin.IsSigned(out _) ? Fail(Error.RequireSudo) : DispatchError.BadOrigin;

    private DispatchResult Report(DispatchResult result)
    {
        Deposit(new Event.Sudid(result));
        return DispatchResult.OkFree();
    }

    private CallInfo SudoInfo(RuntimeCall call) => Around(call, Weights.Sudo());

    private CallInfo SudoUncheckedWeightInfo(RuntimeCall call, Weight weight) => Around(call, default) with { Weight = weight };

    private CallInfo SudoAsInfo(RuntimeCall call) => Around(call, Weights.SudoAs());

    // The inner call is asked once: calls nest, and asking twice at each level would double the work with every level.
    private CallInfo Around(RuntimeCall call, Weight around) => Context.Runtime.InfoOf(call).Inside(around);

    /// <summary>What the sudo key did.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A sudo call just took place.</summary>
        [Variant(0)]
        public sealed record Sudid(DispatchResult SudoResult) : Event;

        /// <summary>The sudo key has been updated.</summary>
        [Variant(1)]
        public sealed record KeyChanged(AccountId? Old, AccountId New) : Event;

        /// <summary>The key was permanently removed.</summary>
        [Variant(2)]
        public sealed record KeyRemoved : Event;

        /// <summary>A call as another account just took place.</summary>
        [Variant(3)]
        public sealed record SudoAsDone(DispatchResult SudoResult) : Event;
    }

    /// <summary>Why the caller may not act as root.</summary>
    public enum Error : byte
    {
        /// <summary>Sender must be the Sudo account.</summary>
        RequireSudo,
    }
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="Weights">The cost of each call.</param>
public sealed record SudoConfig(ISudoWeights Weights);
