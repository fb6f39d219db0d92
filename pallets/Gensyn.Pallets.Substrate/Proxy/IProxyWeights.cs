using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <summary>The measured cost of each call, for accounts with this many proxies and announcements.</summary>
public interface IProxyWeights
{
    /// <summary>Of <c>proxy</c>, the call not among it.</summary>
    Weight Proxy(uint proxies);

    /// <summary>Of <c>proxy_announced</c>, the call not among it.</summary>
    Weight ProxyAnnounced(uint announcements, uint proxies);

    /// <summary>Of <c>remove_announcement</c>.</summary>
    Weight RemoveAnnouncement(uint announcements, uint proxies);

    /// <summary>Of <c>reject_announcement</c>.</summary>
    Weight RejectAnnouncement(uint announcements, uint proxies);

    /// <summary>Of <c>announce</c>.</summary>
    Weight Announce(uint announcements, uint proxies);

    /// <summary>Of <c>add_proxy</c>.</summary>
    Weight AddProxy(uint proxies);

    /// <summary>Of <c>remove_proxy</c>.</summary>
    Weight RemoveProxy(uint proxies);

    /// <summary>Of <c>remove_proxies</c>.</summary>
    Weight RemoveProxies(uint proxies);

    /// <summary>Of <c>create_pure</c>.</summary>
    Weight CreatePure(uint proxies);

    /// <summary>Of <c>kill_pure</c>.</summary>
    Weight KillPure(uint proxies);

    /// <summary>Of <c>poke_deposit</c>.</summary>
    Weight PokeDeposit();
}
