using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>Transactions that may go into the next block, with what unlocks what.</summary>
/// <remarks>Source: sc-transaction-pool, graph/ready.rs. Not safe for threads: the pool's lock guards it.</remarks>
internal sealed class ReadyTransactions
{
    private readonly Dictionary<H256, Entry> _entries = [];
    private readonly Dictionary<Tag, H256> _providers = [];
    private readonly Dictionary<Tag, HashSet<H256>> _needing = [];
    private ulong _nextId;

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public IEnumerable<PoolTransaction> All => _entries.Values.Select(static entry => entry.Transaction);

    public bool Contains(H256 hash) => _entries.ContainsKey(hash);

    public PoolTransaction? Find(H256 hash) => _entries.GetValueOrDefault(hash)?.Transaction;

    public bool Provides(Tag tag) => _providers.ContainsKey(tag);

    public PoolTransaction? ProviderOf(Tag tag) => _providers.TryGetValue(tag, out H256 hash) ? _entries[hash].Transaction : null;

    /// <summary>Adds a transaction whose requirements are met; null and the replaced ones, or why not.</summary>
    public PoolRefusal? Import(PoolTransaction transaction, List<PoolTransaction> replaced)
    {
        HashSet<H256> rivals = [];
        foreach (Tag tag in transaction.Provides)
        {
            if (_providers.TryGetValue(tag, out H256 rival)) rivals.Add(rival);
        }

        ulong old = 0;
        foreach (H256 rival in rivals)
        {
            ulong priority = _entries[rival].Transaction.Priority;
            old = old > ulong.MaxValue - priority ? ulong.MaxValue : old + priority;
        }

        if (rivals.Count > 0 && old >= transaction.Priority) return new PoolRefusal.PriorityTooLow(old, transaction.Priority);

        // A newcomer that needs what hangs on its rivals, or on what it provides itself, would wait for itself.
        if (transaction.Requires.Any(tag => transaction.Provides.Contains(tag))) return new PoolRefusal.CycleDetected();
        IEnumerable<H256> hanging = transaction.Provides.SelectMany(tag => _needing.GetValueOrDefault(tag, []));
        bool cycle = Subtree(rivals.Concat(hanging), []).Any(dependant => dependant.Provides.Any(tag => transaction.Requires.Contains(tag)));
        if (cycle) return new PoolRefusal.CycleDetected();

        // Dependants that the newcomer serves as well stay.
        List<PoolTransaction> leaving = Subtree(rivals, [.. transaction.Provides]);
        foreach (PoolTransaction gone in leaving) RemoveOne(gone.Hash);
        replaced.AddRange(leaving);

        foreach (Tag tag in transaction.Requires)
        {
            if (!_needing.TryGetValue(tag, out HashSet<H256>? needing)) _needing[tag] = needing = [];
            needing.Add(transaction.Hash);
        }

        foreach (Tag tag in transaction.Provides) _providers[tag] = transaction.Hash;
        _entries[transaction.Hash] = new Entry(transaction, _nextId++);
        Bytes += transaction.Bytes.Length;
        return null;
    }

    /// <summary>Puts a newly validated twin in a transaction's place.</summary>
    public void Refresh(PoolTransaction transaction)
    {
        if (_entries.TryGetValue(transaction.Hash, out Entry? entry)) _entries[transaction.Hash] = entry with { Transaction = transaction };
    }

    /// <summary>Removes these and everything that needs them; returns all that went.</summary>
    public List<PoolTransaction> RemoveSubtree(IEnumerable<H256> roots)
    {
        List<PoolTransaction> leaving = Subtree(roots, []);
        foreach (PoolTransaction gone in leaving) RemoveOne(gone.Hash);
        return leaving;
    }

    /// <summary>Removes a transaction alone: its dependants have what they need from the chain.</summary>
    public PoolTransaction? RemoveOne(H256 hash)
    {
        if (!_entries.Remove(hash, out Entry? entry)) return null;
        Bytes -= entry.Transaction.Bytes.Length;
        foreach (Tag tag in entry.Transaction.Provides)
        {
            if (_providers.TryGetValue(tag, out H256 provider) && provider == hash) _providers.Remove(tag);
        }

        foreach (Tag tag in entry.Transaction.Requires)
        {
            if (_needing.TryGetValue(tag, out HashSet<H256>? needing) && needing.Remove(hash) && needing.Count == 0) _needing.Remove(tag);
        }

        return entry.Transaction;
    }

    /// <summary>The one to go when the pool is full: the lowest priority, the oldest among equals.</summary>
    public PoolTransaction? Worst() =>
        _entries.Values.OrderBy(static entry => entry.Transaction.Priority).ThenBy(static entry => entry.Id).FirstOrDefault()?.Transaction;

    /// <summary>All in the order in which a block takes them: best first, but nothing before what it needs.</summary>
    public ReadySequence InOrder() => new([.. _entries.Values], _providers);

    private List<PoolTransaction> Subtree(IEnumerable<H256> roots, HashSet<Tag> stillProvided)
    {
        List<PoolTransaction> found = [];
        HashSet<H256> seen = [];
        Queue<H256> pending = new(roots);
        while (pending.TryDequeue(out H256 hash))
        {
            if (!seen.Add(hash) || Find(hash) is not { } transaction) continue;
            found.Add(transaction);
            foreach (Tag tag in transaction.Provides)
            {
                if (stillProvided.Contains(tag) || !_needing.TryGetValue(tag, out HashSet<H256>? needing)) continue;
                foreach (H256 dependant in needing) pending.Enqueue(dependant);
            }
        }

        return found;
    }

    internal sealed record Entry(PoolTransaction Transaction, ulong Id);
}
