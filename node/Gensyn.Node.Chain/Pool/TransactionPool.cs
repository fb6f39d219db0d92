using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>Transactions on their way into blocks.</summary>
/// <remarks>
/// Source: sc-transaction-pool (graph/base_pool.rs, graph/validated_pool.rs). Safe for threads: validation runs outside the lock, and watchers are
/// called inside it, in order, so they must only take note.
/// </remarks>
public sealed partial class TransactionPool
{
    private readonly Lock _gate = new();
    private readonly ITransactionValidator _validator;
    private readonly PoolOptions _options;
    private readonly ReadyTransactions _ready = new();
    private readonly FutureTransactions _future = new();
    private readonly BanList _bans;

    // What the last two blocks provided: a transaction validated before them may still ask for it.
    private HashSet<Tag> _prunedNow = [];
    private HashSet<Tag> _prunedBefore = [];
    private BlockReference _best;

    /// <summary>An empty pool on top of a block.</summary>
    public TransactionPool(ITransactionValidator validator, PoolOptions options, TimeProvider clock, BlockReference best)
    {
        ArgumentNullException.ThrowIfNull(options);
        _validator = validator;
        _options = options;
        _best = best;
        _bans = new BanList(options.BanTime, Math.Max(2, 2 * options.ReadyCount), clock);
    }

    /// <summary>Fires when a transaction has become ready.</summary>
    public event Action? BecameReady;

    /// <summary>How many transactions are ready.</summary>
    public int ReadyCount
    {
        get
        {
            lock (_gate) return _ready.Count;
        }
    }

    /// <summary>How many transactions wait for others.</summary>
    public int FutureCount
    {
        get
        {
            lock (_gate) return _future.Count;
        }
    }

    /// <summary>The ready transactions in the order in which a block takes them.</summary>
    public ReadySequence InOrder()
    {
        lock (_gate) return _ready.InOrder();
    }

    /// <summary>The bytes of all ready transactions, in the order in which a block takes them.</summary>
    public IReadOnlyList<byte[]> Pending()
    {
        ReadySequence sequence = InOrder();
        List<byte[]> pending = [];
        while (sequence.Next() is { } transaction) pending.Add(transaction.Bytes);
        return pending;
    }

    /// <summary>Whether a ready transaction provides this tag.</summary>
    public bool Provides(byte[] tag)
    {
        lock (_gate) return _ready.Provides(new Tag(tag));
    }

    /// <summary>Takes a transaction, or says why not.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="extrinsic">Its bytes, length prefix included.</param>
    /// <param name="watcher">Hears of everything that becomes of it, if it is taken.</param>
    public PoolRefusal? Submit(TransactionSource source, byte[] extrinsic, Action<TransactionStatus>? watcher = null)
    {
        ArgumentNullException.ThrowIfNull(extrinsic);
        H256 hash = Hashing.Blake2_256(extrinsic);
        while (true)
        {
            BlockReference at;
            lock (_gate)
            {
                if (Known(hash) is { } known) return known;
                at = _best;
            }

            PoolTransaction? transaction = null;
            PoolRefusal? refusal;
            try
            {
                (transaction, refusal) = Validate(source, extrinsic, hash, at);
            }
            catch (StateException fault)
            {
                refusal = new PoolRefusal.VerificationFailed(fault.Message);
            }

            lock (_gate)
            {
                // A block came in between: the verdict may be about a nonce that is gone.
                if (at != _best) continue;
                if (transaction is not null) refusal = Known(hash) ?? Take(transaction, watcher);
                else if (refusal is PoolRefusal.NotValid { Error.Invalid.Kind: not InvalidTransactionKind.Future }) _bans.Add(hash);
            }

            if (refusal is null) BecameReady?.Invoke();
            return refusal;
        }
    }

    /// <summary>Removes transactions and all that need them, and refuses these for a while; tells what went.</summary>
    public IReadOnlyList<H256> Remove(IReadOnlyCollection<H256> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        lock (_gate)
        {
            foreach (H256 hash in hashes) _bans.Add(hash);
            List<PoolTransaction> removed = _ready.RemoveSubtree(hashes);
            removed.AddRange(hashes.Select(_future.Remove).OfType<PoolTransaction>());
            foreach (PoolTransaction gone in removed) Tell(gone.Hash, new TransactionStatus.Invalid());
            return [.. removed.Select(static gone => gone.Hash)];
        }
    }

    private PoolRefusal? Known(H256 hash)
    {
        if (_bans.Contains(hash)) return new PoolRefusal.TemporarilyBanned();
        return _ready.Contains(hash) || _future.Contains(hash) ? new PoolRefusal.AlreadyImported(hash) : null;
    }

    private (PoolTransaction? Transaction, PoolRefusal? Refusal) Validate(TransactionSource source, byte[] extrinsic, H256 hash, BlockReference at)
    {
        try
        {
            (ValidTransaction? valid, TransactionValidityError? error) = _validator.Validate(source, extrinsic, at.Hash);
            if (valid is null) return (null, error is null ? new PoolRefusal.VerificationFailed("no verdict") : new PoolRefusal.NotValid(error.Value));
            return valid.Provides.IsEmpty ? (null, new PoolRefusal.NoTagsProvided()) : (new PoolTransaction(hash, extrinsic, source, valid, at.Number), null);
        }
        catch (Exception trap) when (trap is RuntimeException or UnknownBlockException)
        {
            return (null, new PoolRefusal.VerificationFailed(trap.Message));
        }
    }

    /// <summary>Imports a valid transaction, and with it all that waited for it; the lock is held.</summary>
    private PoolRefusal? Take(PoolTransaction transaction, Action<TransactionStatus>? watcher)
    {
        List<(H256 Hash, TransactionStatus Status)> news = [];
        HashSet<Tag> missing = Missing(transaction);
        if (missing.Count > 0)
        {
            _future.Import(transaction, missing);
            news.Add((transaction.Hash, new TransactionStatus.Future()));
        }
        else if (Promote(transaction, news) is { } refusal)
        {
            return refusal;
        }

        EnforceLimits(news);
        if (!_ready.Contains(transaction.Hash) && !_future.Contains(transaction.Hash))
        {
            news.RemoveAll(item => item.Hash == transaction.Hash);
            foreach ((H256 hash, TransactionStatus status) in news) Tell(hash, status);
            return new PoolRefusal.ImmediatelyDropped();
        }

        if (watcher is not null) Watch(transaction.Hash, watcher);
        foreach ((H256 hash, TransactionStatus status) in news) Tell(hash, status);
        return null;
    }

    private HashSet<Tag> Missing(PoolTransaction transaction) =>
        [.. transaction.Requires.Where(tag => !_ready.Provides(tag) && !_prunedNow.Contains(tag) && !_prunedBefore.Contains(tag))];

    /// <summary>Makes a transaction ready, then those it frees; only the first one's refusal is the caller's.</summary>
    private PoolRefusal? Promote(PoolTransaction first, List<(H256 Hash, TransactionStatus Status)> news)
    {
        Queue<PoolTransaction> pending = new([first]);
        while (pending.TryDequeue(out PoolTransaction? transaction))
        {
            List<PoolTransaction> replaced = [];
            PoolRefusal? refusal = _ready.Import(transaction, replaced);
            if (refusal is not null)
            {
                if (ReferenceEquals(transaction, first)) return refusal;
                news.Add((transaction.Hash, new TransactionStatus.Invalid()));
                continue;
            }

            news.Add((transaction.Hash, new TransactionStatus.Ready()));
            news.AddRange(replaced.Select(gone => (gone.Hash, (TransactionStatus)new TransactionStatus.Usurped(transaction.Hash))));
            foreach (PoolTransaction freed in _future.Satisfy(transaction.Provides)) pending.Enqueue(freed);
        }

        return null;
    }

    private void EnforceLimits(List<(H256 Hash, TransactionStatus Status)> news)
    {
        while ((_ready.Count > _options.ReadyCount || _ready.Bytes > _options.ReadyBytes) && _ready.Worst() is { } worst)
        {
            news.AddRange(_ready.RemoveSubtree([worst.Hash]).Select(static gone => (gone.Hash, (TransactionStatus)new TransactionStatus.Dropped())));
        }

        while ((_future.Count > _options.ReadyCount / 10 || _future.Bytes > _options.ReadyBytes / 10) && _future.Worst() is { } worst)
        {
            _future.Remove(worst.Hash);
            news.Add((worst.Hash, new TransactionStatus.Dropped()));
        }
    }
}
