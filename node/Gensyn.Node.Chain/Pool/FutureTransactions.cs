using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>Transactions that wait for tags nobody provides yet.</summary>
/// <remarks>Source: sc-transaction-pool, graph/future.rs. Not safe for threads: the pool's lock guards it.</remarks>
internal sealed class FutureTransactions
{
    private readonly Dictionary<H256, Waiting> _waiting = [];
    private readonly Dictionary<Tag, HashSet<H256>> _wanted = [];
    private ulong _nextId;

    public int Count => _waiting.Count;

    public long Bytes { get; private set; }

    public IEnumerable<PoolTransaction> All => _waiting.Values.Select(static waiting => waiting.Transaction);

    public bool Contains(H256 hash) => _waiting.ContainsKey(hash);

    public void Import(PoolTransaction transaction, HashSet<Tag> missing)
    {
        _waiting[transaction.Hash] = new Waiting(transaction, missing, _nextId++);
        Bytes += transaction.Bytes.Length;
        foreach (Tag tag in missing)
        {
            if (!_wanted.TryGetValue(tag, out HashSet<H256>? hashes)) _wanted[tag] = hashes = [];
            hashes.Add(transaction.Hash);
        }
    }

    /// <summary>Takes out those that wait for nothing else now, in the order in which they came.</summary>
    public List<PoolTransaction> Satisfy(IEnumerable<Tag> provided)
    {
        List<Waiting> freed = [];
        foreach (Tag tag in provided)
        {
            if (!_wanted.Remove(tag, out HashSet<H256>? hashes)) continue;
            foreach (H256 hash in hashes)
            {
                Waiting waiting = _waiting[hash];
                waiting.Missing.Remove(tag);
                if (waiting.Missing.Count == 0) freed.Add(waiting);
            }
        }

        foreach (Waiting waiting in freed) Forget(waiting);
        return [.. freed.OrderBy(static waiting => waiting.Id).Select(static waiting => waiting.Transaction)];
    }

    public PoolTransaction? Remove(H256 hash)
    {
        if (!_waiting.TryGetValue(hash, out Waiting? waiting)) return null;
        Forget(waiting);
        return waiting.Transaction;
    }

    /// <summary>The one to go when there are too many: the lowest priority, the oldest among equals.</summary>
    public PoolTransaction? Worst() =>
        _waiting.Values.OrderBy(static waiting => waiting.Transaction.Priority).ThenBy(static waiting => waiting.Id).FirstOrDefault()?.Transaction;

    private void Forget(Waiting waiting)
    {
        if (!_waiting.Remove(waiting.Transaction.Hash)) return;
        Bytes -= waiting.Transaction.Bytes.Length;
        foreach (Tag tag in waiting.Missing)
        {
            if (!_wanted.TryGetValue(tag, out HashSet<H256>? hashes)) continue;
            hashes.Remove(waiting.Transaction.Hash);
            if (hashes.Count == 0) _wanted.Remove(tag);
        }
    }

    private sealed record Waiting(PoolTransaction Transaction, HashSet<Tag> Missing, ulong Id);
}
