using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <content>Acting after an announcement, and what is reserved.</content>
public sealed partial class ProxyPallet
{
    /// <summary>Say, by its hash, what call the sender is going to make as a proxy.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Announced"/>.</remarks>
    [Call(6)]
    public DispatchResult Announce(
        Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress real, [TypeName("CallHashOf<T>")] H256 callHash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(real, out AccountId account)) return DispatchError.CannotLookup;
        if (Find(account, who, null) is null) return Fail(Error.NotProxy);

        Deposited<Announcement> pending = Announcements.GetOrDefault(who).Value;
        if (pending.Items.Length >= MaxPending) return Fail(Error.TooMany);
        Announcement added = new(account, callHash, Context.BlockNumber);
        if (SetAnnouncements(who, pending, pending.Items.Add(added), out _) is { IsError: true } unpaid) return unpaid;
        Deposit(new Event.Announced(account, who, callHash));
        return DispatchResult.Ok;
    }

    /// <summary>Take back an announcement of the sender's.</summary>
    /// <remarks>Origin: signed.</remarks>
    [Call(7)]
    public DispatchResult RemoveAnnouncement(
        Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress real, [TypeName("CallHashOf<T>")] H256 callHash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(real, out AccountId account)) return DispatchError.CannotLookup;
        return RemoveAnnouncements(who, announced => announced.Real == account && announced.CallHash == callHash);
    }

    /// <summary>Reject what a proxy of the sender's announced.</summary>
    /// <remarks>Origin: signed.</remarks>
    [Call(8)]
    public DispatchResult RejectAnnouncement(
        Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress @delegate, [TypeName("CallHashOf<T>")] H256 callHash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(@delegate, out AccountId proxy)) return DispatchError.CannotLookup;
        return RemoveAnnouncements(proxy, announced => announced.Real == who && announced.CallHash == callHash);
    }

    /// <summary>Make a call that a proxy announced, once it has waited long enough; anybody may.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.ProxyExecuted"/>, which tells what came of the call.</remarks>
    [Call(9)]
    public DispatchResult ProxyAnnounced(
        Origin origin,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress @delegate,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress real,
        [TypeName("Option<T::ProxyType>")] ProxyType? forceProxyType,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (!Lookup(@delegate, out AccountId proxy) || !Lookup(real, out AccountId account)) return DispatchError.CannotLookup;
        if (Find(account, proxy, forceProxyType) is not { } definition) return Fail(Error.NotProxy);

        H256 hash = Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(call));
        uint now = Context.BlockNumber;
        DispatchResult removed = RemoveAnnouncements(
            proxy, announced => announced.Real == account && announced.CallHash == hash && now - Math.Min(now, announced.Height) >= definition.Delay);
        if (removed.IsError) return Fail(Error.Unannounced);
        Run(definition, account, call);
        return DispatchResult.Ok;
    }

    private ProxyDefinition? Find(AccountId real, AccountId proxy, ProxyType? type)
    {
        foreach (ProxyDefinition definition in Proxies.GetOrDefault(real).Value.Items)
        {
            if (definition.Delegate == proxy && (type is null || definition.ProxyType == type)) return definition;
        }

        return null;
    }

    // The account is a fresh origin: what held the proxy back does not hold it back. Source: pallet_proxy::Pallet::do_proxy.
    private void Run(ProxyDefinition proxy, AccountId real, RuntimeCall call)
    {
        DispatchResult result = Context.Runtime.Dispatch(call, Origin.Signed(real).WithFilter(made => Allows(proxy.ProxyType, made)));
        Deposit(new Event.ProxyExecuted(result.Error is { } error ? error : DispatchResult.Ok));
    }

    // A proxy cannot make itself or others more than it is.
    private bool Allows(ProxyType type, RuntimeCall call) => call.Call switch
    {
        Call.AddProxy add when !config.Filter.IsSuperset(type, add.ProxyType) => false,
        Call.RemoveProxy remove when !config.Filter.IsSuperset(type, remove.ProxyType) => false,
        Call.RemoveProxies or Call.KillPure when type != ProxyType.Any => false,
        _ => config.Filter.Allows(type, call),
    };

    private DispatchResult RemoveAnnouncements(AccountId proxy, Predicate<Announcement> which)
    {
        Deposited<Announcement> pending = Announcements.GetOrDefault(proxy).Value;
        ImmutableArray<Announcement> rest = pending.Items.RemoveAll(which);
        return rest.Length == pending.Items.Length ? Fail(Error.NotFound) : SetAnnouncements(proxy, pending, rest, out _);
    }

    private UInt128 ProxyDeposit(int count) => count == 0 ? 0 : ProxyDepositBase + (ProxyDepositFactor * (uint)count);

    private UInt128 AnnouncementDeposit(int count) => count == 0 ? 0 : AnnouncementDepositBase + (AnnouncementDepositFactor * (uint)count);

    private DispatchResult SetProxies(AccountId who, Deposited<ProxyDefinition> old, ImmutableArray<ProxyDefinition> proxies, out UInt128 deposit)
    {
        deposit = ProxyDeposit(proxies.Length);
        if (Settle(who, old.Deposit, deposit) is { IsError: true } unpaid) return unpaid;
        if (proxies.IsEmpty) Proxies.Remove(who);
        else Proxies.Set(who, new(new(proxies, deposit)));
        return DispatchResult.Ok;
    }

    private DispatchResult SetAnnouncements(AccountId who, Deposited<Announcement> old, ImmutableArray<Announcement> pending, out UInt128 deposit)
    {
        deposit = AnnouncementDeposit(pending.Length);
        if (Settle(who, old.Deposit, deposit) is { IsError: true } unpaid) return unpaid;
        if (pending.IsEmpty) Announcements.Remove(who);
        else Announcements.Set(who, new(new(pending, deposit)));
        return DispatchResult.Ok;
    }

    private DispatchResult Settle(AccountId who, UInt128 old, UInt128 due)
    {
        if (due > old) return currency.Reserve(who, due - old);
        currency.Unreserve(who, old - due);
        return DispatchResult.Ok;
    }

    private Weight AnnounceWeight() => config.Weights.Announce(MaxPending, MaxProxies);

    private Weight RemoveAnnouncementWeight() => config.Weights.RemoveAnnouncement(MaxPending, MaxProxies);

    private Weight RejectAnnouncementWeight() => config.Weights.RejectAnnouncement(MaxPending, MaxProxies);

    private CallInfo ProxyAnnouncedInfo(RuntimeCall call) =>
        Context.Runtime.InfoOf(call).Inside(config.Weights.ProxyAnnounced(MaxPending, MaxProxies) + config.AccountAccess);

    /// <summary>What proxies did.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A proxy's call was made, with this result.</summary>
        [Variant(0)]
        public sealed record ProxyExecuted(DispatchResult Result) : Event;

        /// <summary>A pure account has been made.</summary>
        [Variant(1)]
        public sealed record PureCreated(
            AccountId Pure, AccountId Who, [TypeName("T::ProxyType")] ProxyType ProxyType, ushort DisambiguationIndex, [TypeName("BlockNumberFor<T>")] uint At, uint ExtrinsicIndex) : Event;

        /// <summary>A pure account was ended by its spawner.</summary>
        [Variant(2)]
        public sealed record PureKilled(AccountId Pure, AccountId Spawner, [TypeName("T::ProxyType")] ProxyType ProxyType, ushort DisambiguationIndex) : Event;

        /// <summary>An announcement was placed to make a call in the future.</summary>
        [Variant(3)]
        public sealed record Announced(AccountId Real, AccountId Proxy, [TypeName("CallHashOf<T>")] H256 CallHash) : Event;

        /// <summary>A proxy was added.</summary>
        [Variant(4)]
        public sealed record ProxyAdded(AccountId Delegator, AccountId Delegatee, [TypeName("T::ProxyType")] ProxyType ProxyType, [TypeName("BlockNumberFor<T>")] uint Delay) : Event;

        /// <summary>A proxy was removed.</summary>
        [Variant(5)]
        public sealed record ProxyRemoved(AccountId Delegator, AccountId Delegatee, [TypeName("T::ProxyType")] ProxyType ProxyType, [TypeName("BlockNumberFor<T>")] uint Delay) : Event;

        /// <summary>A deposit for proxies or announcements was brought up to date.</summary>
        [Variant(6)]
        public sealed record DepositPoked(AccountId Who, DepositKind Kind, UInt128 OldDeposit, UInt128 NewDeposit) : Event;
    }

    /// <summary>Why a proxy may not act.</summary>
    public enum Error : byte
    {
        /// <summary>There are too many proxies registered or too many announcements pending.</summary>
        TooMany,

        /// <summary>Proxy registration not found.</summary>
        NotFound,

        /// <summary>Sender is not a proxy of the account to be proxied.</summary>
        NotProxy,

        /// <summary>A call which is incompatible with the proxy type's filter was attempted.</summary>
        Unproxyable,

        /// <summary>Account is already a proxy.</summary>
        Duplicate,

        /// <summary>Call may not be made by proxy because it may escalate its privileges.</summary>
        NoPermission,

        /// <summary>Announcement, if made at all, was made too recently.</summary>
        Unannounced,

        /// <summary>Cannot add self as proxy.</summary>
        NoSelfProxy,
    }
}
