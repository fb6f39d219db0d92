using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <summary>Lets accounts act for other accounts: for some calls only, or only after they announced it.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/proxy.</remarks>
[Pallet("Proxy", Crate = "pallet_proxy", Money = "BalanceOf<T>")]
public sealed partial class ProxyPallet(PalletContext context, ProxyConfig config, IReservableCurrency currency, IBlockSystem system) : Pallet(context), ICallGate
{
    /// <summary>The base amount of currency to reserve for having proxies.</summary>
    [Constant]
    public UInt128 ProxyDepositBase => config.ProxyDepositBase;

    /// <summary>The amount of currency to reserve per proxy.</summary>
    [Constant]
    public UInt128 ProxyDepositFactor => config.ProxyDepositFactor;

    /// <summary>The maximum number of proxies of an account.</summary>
    [Constant]
    public uint MaxProxies => config.MaxProxies;

    /// <summary>The maximum number of announcements that a proxy may have pending.</summary>
    [Constant]
    public uint MaxPending => config.MaxPending;

    /// <summary>The base amount of currency to reserve for having announcements pending.</summary>
    [Constant]
    public UInt128 AnnouncementDepositBase => config.AnnouncementDepositBase;

    /// <summary>The amount of currency to reserve per announcement.</summary>
    [Constant]
    public UInt128 AnnouncementDepositFactor => config.AnnouncementDepositFactor;

    /// <summary>The proxies of an account, and what it reserved for them.</summary>
    // Hashers: twox, as in pallet_proxy; the deposit pays for unbalancing the trie.
    [Storage(Default = true, MaxLength = nameof(MaxProxies))]
    public partial StorageMap<Twox64Concat, AccountId, Delegations> Proxies { get; }

    /// <summary>What a proxy announced, and what it reserved for that.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxPending))]
    public partial StorageMap<Twox64Concat, AccountId, PendingAnnouncements> Announcements { get; }

    /// <summary>Whether a proxy of a kind may make a call.</summary>
    [ViewFunction]
    public bool CheckPermissions([TypeName("<T as Config>::RuntimeCall")] RuntimeCall call, [TypeName("T::ProxyType")] ProxyType proxyType) =>
        config.Filter.Allows(proxyType, call);

    /// <summary>Whether one kind of proxy may make every call that another may.</summary>
    [ViewFunction]
    public bool IsSuperset([TypeName("T::ProxyType")] ProxyType toCheck, [TypeName("T::ProxyType")] ProxyType against) =>
        config.Filter.IsSuperset(toCheck, against);

    /// <summary>Make a call for an account that the sender is a proxy of.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.ProxyExecuted"/>, which tells what came of the call.</remarks>
    // A record cannot have a field of its own name's pallet, so the method is not called Proxy.
    [Call(0, Name = "proxy")]
    public DispatchResult MakeProxied(
        Origin origin,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress real,
        [TypeName("Option<T::ProxyType>")] ProxyType? forceProxyType,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(real, out AccountId account)) return DispatchError.CannotLookup;
        if (Find(account, who, forceProxyType) is not { } proxy) return Fail(Error.NotProxy);
        if (proxy.Delay != 0) return Fail(Error.Unannounced);
        Run(proxy, account, call);
        return DispatchResult.Ok;
    }

    /// <summary>Make an account a proxy of the sender.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.ProxyAdded"/>.</remarks>
    [Call(1)]
    public DispatchResult AddProxy(
        Origin origin,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress @delegate,
        [TypeName("T::ProxyType")] ProxyType proxyType,
        [TypeName("BlockNumberFor<T>")] uint delay)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(@delegate, out AccountId proxy)) return DispatchError.CannotLookup;
        if (who == proxy) return Fail(Error.NoSelfProxy);

        Deposited<ProxyDefinition> proxies = Proxies.GetOrDefault(who).Value;
        ProxyDefinition added = new(proxy, proxyType, delay);
        int index = proxies.Items.BinarySearch(added);
        if (index >= 0) return Fail(Error.Duplicate);
        if (proxies.Items.Length >= MaxProxies) return Fail(Error.TooMany);
        if (SetProxies(who, proxies, proxies.Items.Insert(~index, added), out _) is { IsError: true } unpaid) return unpaid;
        Deposit(new Event.ProxyAdded(who, proxy, proxyType, delay));
        return DispatchResult.Ok;
    }

    /// <summary>Take an account off the proxies of the sender.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.ProxyRemoved"/>.</remarks>
    [Call(2)]
    public DispatchResult RemoveProxy(
        Origin origin,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress @delegate,
        [TypeName("T::ProxyType")] ProxyType proxyType,
        [TypeName("BlockNumberFor<T>")] uint delay)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(@delegate, out AccountId proxy)) return DispatchError.CannotLookup;

        Deposited<ProxyDefinition> proxies = Proxies.GetOrDefault(who).Value;
        int index = proxies.Items.BinarySearch(new ProxyDefinition(proxy, proxyType, delay));
        if (index < 0) return Fail(Error.NotFound);
        if (SetProxies(who, proxies, proxies.Items.RemoveAt(index), out _) is { IsError: true } unpaid) return unpaid;
        Deposit(new Event.ProxyRemoved(who, proxy, proxyType, delay));
        return DispatchResult.Ok;
    }

    /// <summary>Take all accounts off the proxies of the sender; called by a pure account, this loses it for good.</summary>
    /// <remarks>Origin: signed.</remarks>
    [Call(3)]
    public DispatchResult RemoveProxies(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        currency.Unreserve(who, Proxies.GetOrDefault(who).Value.Deposit);
        Proxies.Remove(who);
        return DispatchResult.Ok;
    }

    /// <summary>Make an account that nobody has the key of, and the sender its proxy.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.PureCreated"/>, which tells the account.</remarks>
    /// <param name="origin">Who reserves the deposit.</param>
    /// <param name="proxyType">What the sender may do for the account.</param>
    /// <param name="delay">How many blocks before acting the sender must announce it.</param>
    /// <param name="index">Tells apart accounts that are made in the same transaction.</param>
    [Call(4)]
    public DispatchResult CreatePure(
        Origin origin, [TypeName("T::ProxyType")] ProxyType proxyType, [TypeName("BlockNumberFor<T>")] uint delay, ushort index)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        (uint height, uint extrinsic) = (Context.BlockNumber, system.ExtrinsicIndex);
        AccountId pure = PureAccount(who, proxyType, index, height, extrinsic);
        if (Proxies.Contains(pure)) return Fail(Error.Duplicate);
        if (MaxProxies == 0) return Fail(Error.TooMany);

        UInt128 deposit = ProxyDeposit(1);
        if (currency.Reserve(who, deposit) is { IsError: true } unpaid) return unpaid;
        Proxies.Set(pure, new(new([new(who, proxyType, delay)], deposit)));
        Deposit(new Event.PureCreated(pure, who, proxyType, index, height, extrinsic));
        return DispatchResult.Ok;
    }

    /// <summary>End a pure account: whatever it has is out of reach for good.</summary>
    /// <remarks>Origin: signed, by the pure account. Deposits <see cref="Event.PureKilled"/>.</remarks>
    /// <param name="origin">The pure account.</param>
    /// <param name="spawner">Who made it, and gets the deposit back.</param>
    /// <param name="proxyType">What the spawner was allowed.</param>
    /// <param name="index">The index given when it was made.</param>
    /// <param name="height">The block in which it was made.</param>
    /// <param name="extIndex">The extrinsic in which it was made.</param>
    [Call(5)]
    public DispatchResult KillPure(
        Origin origin,
        [TypeName("AccountIdLookupOf<T>")] MultiAddress spawner,
        [TypeName("T::ProxyType")] ProxyType proxyType,
        ushort index,
        [Compact, TypeName("BlockNumberFor<T>")] uint height,
        [Compact] uint extIndex)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(spawner, out AccountId maker)) return DispatchError.CannotLookup;
        if (PureAccount(maker, proxyType, index, height, extIndex) != who) return Fail(Error.NoPermission);

        currency.Unreserve(maker, Proxies.GetOrDefault(who).Value.Deposit);
        Proxies.Remove(who);
        Deposit(new Event.PureKilled(who, maker, proxyType, index));
        return DispatchResult.Ok;
    }

    /// <summary>Bring the deposits for the sender's proxies and announcements up to date; free of charge when one changes.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.DepositPoked"/> for each that changes.</remarks>
    [Call(10)]
    public DispatchResult PokeDeposit(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        Deposited<ProxyDefinition> proxies = Proxies.GetOrDefault(who).Value;
        if (SetProxies(who, proxies, proxies.Items, out UInt128 forProxies) is { IsError: true } unpaid) return unpaid;
        if (forProxies != proxies.Deposit) Deposit(new Event.DepositPoked(who, DepositKind.Proxies, proxies.Deposit, forProxies));

        Deposited<Announcement> pending = Announcements.GetOrDefault(who).Value;
        if (SetAnnouncements(who, pending, pending.Items, out UInt128 forPending) is { IsError: true } unmet) return unmet;
        if (forPending != pending.Deposit) Deposit(new Event.DepositPoked(who, DepositKind.Announcements, pending.Deposit, forPending));
        return forProxies != proxies.Deposit || forPending != pending.Deposit ? DispatchResult.OkFree() : DispatchResult.Ok;
    }

    /// <summary>The account that <c>create_pure</c> makes.</summary>
    // Source: pallet_proxy::Pallet::pure_account.
    public static AccountId PureAccount(AccountId spawner, ProxyType proxyType, ushort index, uint height, uint extrinsic)
    {
        ScaleWriter writer = new(stackalloc byte[64]);
        writer.WriteBytes("modlpy/proxy____"u8);
        AccountId.Codec.Encode(spawner, ref writer);
        writer.WriteU32(height);
        writer.WriteU32(extrinsic);
        ProxyTypeCodec.Instance.Encode(proxyType, ref writer);
        writer.WriteU16(index);
        return new(Hashing.Blake2_256(writer.Written));
    }

    /// <inheritdoc/>
    public TransactionValidityError? ValidateCall(PalletCall call, AccountId signer) => call switch
    {
        Call.MakeProxied proxied when Lookup(proxied.Real, out AccountId real) => Context.Runtime.ValidateCall(proxied.Call, real),
        Call.ProxyAnnounced announced when Lookup(announced.Real, out AccountId real) => Context.Runtime.ValidateCall(announced.Call, real),
        _ => null,
    };

    /// <inheritdoc/>
    /// <remarks>Lists are in order and not empty.</remarks>
    public override string? TryState()
    {
        foreach ((AccountId who, Delegations delegations) in Proxies.Entries())
        {
            ImmutableArray<ProxyDefinition> proxies = delegations.Value.Items;
            if (proxies.IsEmpty) return $"{who} has a list without proxies";
            for (int i = 1; i < proxies.Length; i++)
            {
                if (proxies[i - 1].CompareTo(proxies[i]) >= 0) return $"{who} has proxies out of order";
            }
        }

        foreach ((AccountId who, PendingAnnouncements pending) in Announcements.Entries())
        {
            if (pending.Value.Items.IsEmpty) return $"{who} has a list without announcements";
            if (currency.ReservedBalance(who) < pending.Value.Deposit) return $"{who} lacks a deposit";
        }

        return null;
    }

    private static bool Lookup(MultiAddress address, out AccountId account)
    {
        account = address is MultiAddress.Id id ? id.Account : default;
        return address is MultiAddress.Id;
    }

    private CallInfo MakeProxiedInfo(RuntimeCall call) => Context.Runtime.InfoOf(call).Inside(config.Weights.Proxy(MaxProxies) + config.AccountAccess);

    private Weight AddProxyWeight() => config.Weights.AddProxy(MaxProxies);

    private Weight RemoveProxyWeight() => config.Weights.RemoveProxy(MaxProxies);

    private Weight RemoveProxiesWeight() => config.Weights.RemoveProxies(MaxProxies);

    private Weight CreatePureWeight() => config.Weights.CreatePure(MaxProxies);

    private Weight KillPureWeight() => config.Weights.KillPure(MaxProxies);

    private Weight PokeDepositWeight() => config.Weights.PokeDeposit();
}
