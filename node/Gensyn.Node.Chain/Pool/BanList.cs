using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>Transactions that are refused unseen for a while.</summary>
/// <remarks>Source: sc-transaction-pool, graph/rotator.rs. Not safe for threads: the pool's lock guards it.</remarks>
internal sealed class BanList(TimeSpan banTime, int capacity, TimeProvider clock)
{
    private readonly Dictionary<H256, long> _since = [];

    public bool Contains(H256 hash)
    {
        if (!_since.TryGetValue(hash, out long since)) return false;
        if (clock.GetElapsedTime(since) < banTime) return true;
        _since.Remove(hash);
        return false;
    }

    public void Add(H256 hash)
    {
        if (banTime <= TimeSpan.Zero) return;
        if (_since.Count >= capacity)
        {
            // The older half goes: forgetting a ban costs one validation.
            foreach (H256 old in _since.OrderBy(static entry => entry.Value).Take(capacity / 2).Select(static entry => entry.Key).ToList()) _since.Remove(old);
        }

        _since[hash] = clock.GetTimestamp();
    }
}
