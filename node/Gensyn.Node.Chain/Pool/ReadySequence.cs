using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>One pass over the ready transactions, as they were when it began.</summary>
/// <remarks>Source: sc-transaction-pool, BestIterator. Used by one thread.</remarks>
public sealed class ReadySequence
{
    private readonly PriorityQueue<Waiting, (ulong, ulong, ulong)> _free = new();
    private readonly Dictionary<H256, List<Waiting>> _dependants = [];
    private readonly HashSet<H256> _refused = [];
    private PoolTransaction? _current;

    internal ReadySequence(IReadOnlyList<ReadyTransactions.Entry> entries, Dictionary<Tag, H256> providers)
    {
        foreach (ReadyTransactions.Entry entry in entries)
        {
            Waiting waiting = new(entry);
            foreach (H256 needed in entry.Transaction.Requires.Where(providers.ContainsKey).Select(tag => providers[tag]).Distinct())
            {
                if (!_dependants.TryGetValue(needed, out List<Waiting>? list)) _dependants[needed] = list = [];
                list.Add(waiting);
                waiting.Missing++;
            }

            if (waiting.Missing == 0) Free(waiting);
        }
    }

    /// <summary>Steps to the next transaction; null at the end.</summary>
    public PoolTransaction? Next()
    {
        if (_current is { } done) Release(done.Hash);
        _current = _free.TryDequeue(out Waiting? next, out _) ? next.Entry.Transaction : null;
        return _current;
    }

    /// <summary>Leaves out everything that needs the transaction just returned.</summary>
    public void ReportInvalid()
    {
        if (_current is { } current) _refused.Add(current.Hash);
    }

    private void Release(H256 hash)
    {
        if (_refused.Contains(hash) || !_dependants.TryGetValue(hash, out List<Waiting>? dependants)) return;
        foreach (Waiting dependant in dependants)
        {
            if (--dependant.Missing == 0) Free(dependant);
        }
    }

    // The queue gives the smallest first: priority inverted, then the soonest to expire, then the oldest.
    private void Free(Waiting waiting) =>
        _free.Enqueue(waiting, (ulong.MaxValue - waiting.Entry.Transaction.Priority, waiting.Entry.Transaction.ValidTill, waiting.Entry.Id));

    private sealed class Waiting(ReadyTransactions.Entry entry)
    {
        public ReadyTransactions.Entry Entry { get; } = entry;

        public int Missing { get; set; }
    }
}
