using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Proxy;

/// <summary>The cost of each call, for accounts with as many proxies and announcements as can be.</summary>
public interface IProxyWeights
{
    /// <summary>The cost of <c>proxy</c>, the call not among it.</summary>
    Weight Proxy(uint proxies);

    /// <summary>The cost of <c>proxy_announced</c>, the call not among it.</summary>
    Weight ProxyAnnounced(uint announcements, uint proxies);

    /// <summary>The cost of <c>add_proxy</c>.</summary>
    Weight AddProxy(uint proxies);

    /// <summary>The cost of <c>remove_proxy</c>.</summary>
    Weight RemoveProxy(uint proxies);

    /// <summary>The cost of <c>remove_proxies</c>.</summary>
    Weight RemoveProxies(uint proxies);

    /// <summary>The cost of <c>create_pure</c>.</summary>
    Weight CreatePure(uint proxies);

    /// <summary>The cost of <c>kill_pure</c>.</summary>
    Weight KillPure(uint proxies);

    /// <summary>The cost of <c>announce</c>.</summary>
    Weight Announce(uint announcements, uint proxies);

    /// <summary>The cost of <c>remove_announcement</c>.</summary>
    Weight RemoveAnnouncement(uint announcements, uint proxies);

    /// <summary>The cost of <c>reject_announcement</c>.</summary>
    Weight RejectAnnouncement(uint announcements, uint proxies);

    /// <summary>The cost of <c>poke_deposit</c>.</summary>
    Weight PokeDeposit();
}

/// <summary>Estimates in the manner of polkadot-sdk's pallet_proxy on its reference machine, in picoseconds, with this chain's database weights.</summary>
/// <param name="read">The weight of reading one entry of storage.</param>
/// <param name="write">The weight of writing one.</param>
public sealed class ProxyWeights(Weight read, Weight write) : IProxyWeights
{
    // What the proof of one list takes, and of a list and an account (pallet_proxy::weights).
    private const ulong ListProof = 4706;
    private const ulong ListsProof = 5698;

    /// <inheritdoc/>
    public Weight Proxy(uint proxies) => new Weight(16_000_000, ListProof) + PerItem(proxies) + read;

    /// <inheritdoc/>
    public Weight ProxyAnnounced(uint announcements, uint proxies) =>
        new Weight(44_000_000, ListsProof) + PerItem(announcements) + PerItem(proxies) + read * 3 + write * 2;

    /// <inheritdoc/>
    public Weight AddProxy(uint proxies) => Change(27_000_000, proxies);

    /// <inheritdoc/>
    public Weight RemoveProxy(uint proxies) => Change(27_000_000, proxies);

    /// <inheritdoc/>
    public Weight RemoveProxies(uint proxies) => Change(25_000_000, proxies);

    /// <inheritdoc/>
    public Weight CreatePure(uint proxies) => Change(29_000_000, proxies);

    /// <inheritdoc/>
    public Weight KillPure(uint proxies) => Change(26_000_000, proxies);

    /// <inheritdoc/>
    public Weight Announce(uint announcements, uint proxies) =>
        new Weight(40_000_000, ListsProof) + PerItem(announcements) + PerItem(proxies) + read * 3 + write * 2;

    /// <inheritdoc/>
    public Weight RemoveAnnouncement(uint announcements, uint proxies) =>
        new Weight(28_000_000, ListsProof) + PerItem(announcements) + PerItem(proxies) + read * 2 + write * 2;

    /// <inheritdoc/>
    public Weight RejectAnnouncement(uint announcements, uint proxies) => RemoveAnnouncement(announcements, proxies);

    /// <inheritdoc/>
    public Weight PokeDeposit() => new Weight(50_000_000, ListsProof) + read * 3 + write * 3;

    private static Weight PerItem(uint count) => new Weight(100_000, 0) * count;

    private Weight Change(ulong time, uint proxies) => new Weight(time, ListProof) + PerItem(proxies) + read + write;
}
