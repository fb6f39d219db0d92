using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/proxy/src/benchmarking.rs.</content>
public sealed partial class ProxyPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        AccountId caller = host.Caller;
        AccountId real = host.Account("real");
        AccountId last = host.Account("proxy", MaxProxies - 1);
        BenchmarkComponent proxies = new("proxies", 1, MaxProxies - 1);
        BenchmarkComponent announcements = new("announcements", 0, MaxPending - 1);
        H256 hash = Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(host.Nothing()));
        return
        [
            // The caller is the last of the proxies to be looked at.
            new("proxy", proxies, count =>
            {
                AddProxies(host, real, count - 1);
                AddProxy(host, real, caller);
                return Run(caller, new Call.MakeProxied(real, ProxyType.Any, host.Nothing()), static () => true);
            }),
            new("proxy_announced", announcements, proxies, (pending, count) =>
            {
                AccountId proxy = Announcing(host, real, pending, count);
                _ = Announce(Origin.Signed(proxy), real, hash);
                Call call = new Call.ProxyAnnounced(proxy, real, ProxyType.Any, host.Nothing());
                return Run(caller, call, () => PendingOf(proxy) == pending);
            }),
            new("remove_announcement", announcements, proxies, (pending, count) =>
            {
                AccountId proxy = Announcing(host, real, pending, count);
                _ = Announce(Origin.Signed(proxy), real, hash);
                return Run(proxy, new Call.RemoveAnnouncement(real, hash), () => PendingOf(proxy) == pending);
            }),
            new("reject_announcement", announcements, proxies, (pending, count) =>
            {
                AccountId proxy = Announcing(host, real, pending, count);
                _ = Announce(Origin.Signed(proxy), real, hash);
                return Run(real, new Call.RejectAnnouncement(proxy, hash), () => PendingOf(proxy) == pending);
            }),
            new("announce", announcements, proxies, (pending, count) =>
            {
                AccountId proxy = Announcing(host, real, pending, count);
                return Run(proxy, new Call.Announce(real, hash), () => PendingOf(proxy) == pending + 1);
            }),
            new("add_proxy", proxies, count =>
            {
                AddProxies(host, caller, count);
                return Run(caller, new Call.AddProxy(last, ProxyType.Any, 0), () => ProxiesOf(caller) == count + 1);
            }),
            new("remove_proxy", proxies, count =>
            {
                AddProxies(host, caller, count);
                return Run(caller, new Call.RemoveProxy(host.Account("proxy"), ProxyType.Any, 0), () => ProxiesOf(caller) == count - 1);
            }),
            new("remove_proxies", proxies, count =>
            {
                AddProxies(host, caller, count);
                return Run(caller, new Call.RemoveProxies(), () => !Proxies.Contains(caller));
            }),
            new("create_pure", proxies, count =>
            {
                AddProxies(host, caller, count);
                return Run(caller, new Call.CreatePure(ProxyType.Any, 0, 0), () => Proxies.Contains(PureOf(caller)));
            }),
            new("kill_pure", proxies, count =>
            {
                AddProxies(host, caller, count);
                _ = CreatePure(Origin.Signed(caller), ProxyType.Any, 0, 0);
                AccountId pure = PureOf(caller);
                Call call = new Call.KillPure(caller, ProxyType.Any, 0, Context.BlockNumber, system.ExtrinsicIndex);
                return Run(pure, call, () => !Proxies.Contains(pure));
            }),

            // Both lists are as long as can be, and both deposits are wrong.
            new("poke_deposit", () =>
            {
                AddProxies(host, caller, MaxProxies);
                AccountId proxy = Announcing(host, real, 0, 1);
                for (uint i = 0; i < MaxPending; i++) _ = Announce(Origin.Signed(proxy), real, hash);
                Delegations own = Proxies.GetOrDefault(caller);
                Announcements.Set(caller, new(new(Announcements.GetOrDefault(proxy).Value.Items, 1)));
                Proxies.Set(caller, new(new(own.Value.Items, own.Value.Deposit - 1)));
                _ = currency.Reserve(caller, 1);
                return Run(caller, new Call.PokeDeposit(), () => Proxies.GetOrDefault(caller).Value.Deposit == ProxyDeposit((int)MaxProxies));
            }),
        ];
    }

    private BenchmarkRun Run(AccountId caller, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(caller), call, verify);

    private uint ProxiesOf(AccountId who) => (uint)Proxies.GetOrDefault(who).Value.Items.Length;

    private uint PendingOf(AccountId proxy) => (uint)Announcements.GetOrDefault(proxy).Value.Items.Length;

    private AccountId PureOf(AccountId spawner) => PureAccount(spawner, ProxyType.Any, 0, Context.BlockNumber, system.ExtrinsicIndex);

    private void AddProxies(IBenchmarkHost host, AccountId who, uint count)
    {
        for (uint i = 0; i < count; i++) AddProxy(host, who, host.Account("proxy", i));
    }

    private void AddProxy(IBenchmarkHost host, AccountId who, AccountId proxy)
    {
        host.Endow(who, ProxyDeposit((int)MaxProxies) * 2);
        _ = AddProxy(Origin.Signed(who), proxy, ProxyType.Any, 0);
    }

    // A proxy with announcements of other calls, of an account with that many proxies.
    private AccountId Announcing(IBenchmarkHost host, AccountId real, uint pending, uint proxies)
    {
        AccountId proxy = host.Account("announcing");
        host.Endow(proxy, AnnouncementDeposit((int)MaxPending) * 2);
        AddProxies(host, real, proxies - 1);
        AddProxy(host, real, proxy);
        for (uint i = 0; i < pending; i++) _ = Announce(Origin.Signed(proxy), real, Hashing.Blake2_256(Codecs.U32.ToBytes(i)));
        return proxy;
    }
}
