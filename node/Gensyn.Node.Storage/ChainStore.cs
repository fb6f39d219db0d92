using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Storage;

/// <summary>The node's database: blocks, their states, which are best and final, and auxiliary values.</summary>
/// <remarks>
/// Every change is one record of a write-ahead log and is on disk when the method returns; a process killed at any moment has lost nothing
/// that a method returned from. Reads are safe for many threads and never wait for a write; writes take turns.
/// </remarks>
public sealed class ChainStore : IAsyncDisposable
{
    private readonly Lock _writing = new();
    private readonly StoreOptions _options;
    private readonly FileStream _lockFile;
    private readonly WriteAheadLog _log;
    private readonly TableFolder _table;
    private readonly StoreTables _tables;
    private StoreMarks _marks;
    private Exception? _fault;
    private bool _disposed;

    private ChainStore(StoreOptions options, FileStream lockFile, WriteAheadLog log, TableFolder table)
    {
        _options = options;
        _lockFile = lockFile;
        _log = log;
        _table = table;
        _tables = new StoreTables(table, new NodeCache(options.NodeCacheBytes));
        bool prunes = options.KeptStates is not null;
        _marks = _tables.Marks() ?? new StoreMarks(0, default, default, default, 0, prunes);
        Replay();
        if (_marks.Record > 0 && _marks.Prunes != prunes)
        {
            throw new StorageException(_marks.Prunes
                ? "The database was made to prune states and cannot keep all of them now."
                : "The database was made to keep all states and cannot prune them now.");
        }
    }

    /// <summary>The first block, or null while there is none.</summary>
    public H256? Genesis => Marks is { Record: > 0 } marks && marks.Genesis != default ? marks.Genesis : null;

    /// <summary>The best block; zeros while there is none.</summary>
    public H256 Best => Marks.Best;

    /// <summary>The newest final block; zeros while there is none.</summary>
    public H256 Finalised => Marks.Finalised;

    /// <summary>The lowest number whose final state is kept.</summary>
    public uint OldestState => Marks.Oldest;

    /// <summary>All trie nodes that are kept.</summary>
    public INodeStore Nodes => _tables;

    private StoreMarks Marks => Volatile.Read(ref _marks);

    /// <summary>Opens a directory's database, or makes it; finishes what a killed process had logged.</summary>
    /// <exception cref="StorageException">Another process has it open, or it is damaged or of another kind.</exception>
    public static ChainStore Open(string directory, StoreOptions? options = null)
    {
        options ??= new StoreOptions();
        Directory.CreateDirectory(directory);
        var opened = new Stack<IDisposable>();
        try
        {
            FileStream lockFile = Lock(directory);
            opened.Push(lockFile);
            var log = new WriteAheadLog(directory);
            opened.Push(log);
            var table = new TableFolder(directory, options);
            opened.Push(table);
            return new ChainStore(options, lockFile, log, table);
        }
        catch (Exception failure)
        {
            while (opened.TryPop(out IDisposable? part)) part.Dispose();
            if (failure is StorageException or OutOfMemoryException) throw;
            throw new StorageException($"The database in {directory} cannot be opened; it may be damaged: {failure.Message}", failure);
        }
    }

    /// <summary>A block's SCALE-encoded header, or null.</summary>
    public byte[]? GetHeader(H256 hash) => _tables.Header(hash);

    /// <summary>A block's extrinsics, or null.</summary>
    public ImmutableArray<byte[]>? GetBody(H256 hash) => _tables.Body(hash);

    /// <summary>The block of a number on the best chain, or null.</summary>
    public H256? GetCanonicalHash(uint number) => _tables.Canonical(number);

    /// <summary>An auxiliary value, or null.</summary>
    public byte[]? GetAux(ReadOnlySpan<byte> key) => _tables.Aux(key);

    /// <summary>Whether the state after a block is kept.</summary>
    public bool HasState(H256 block) => HasState(block, Marks);

    /// <summary>The state after a block, or null when the block is unknown or its state is not kept any more.</summary>
    public IStateReader? StateAt(H256 block) => HasState(block) && _tables.Link(block) is { } link ? new TrieDb(_tables, link.StateRoot) : null;

    /// <summary>Keeps a block and its state, and moves the marks as the batch says; a known block only moves marks.</summary>
    /// <exception cref="ArgumentException">Hash, header and state do not fit together, or the parent is unknown or its state gone.</exception>
    /// <exception cref="InvalidOperationException">The marks would leave the final chain.</exception>
    public void CommitBlock(BlockBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_writing)
        {
            bool known = _tables.Header(batch.Hash) is not null;
            BlockLink link = BlockLink.Of(batch.Header) ?? throw new ArgumentException("The header cannot be read.", nameof(batch));
            if (Hashing.Blake2_256(batch.Header) != batch.Hash) throw new ArgumentException("The hash is not the header's.", nameof(batch));
            if (!known) Check(batch, link);
            H256? finalised = batch.IsFinalised ? batch.Hash : null;
            H256? best = batch.IsBest ? batch.Hash : null;
            // The first block is best and final from the beginning.
            if (link.Number == 0 && !known) (best, finalised) = (batch.Hash, batch.Hash);
            CheckMarks(best, finalised, known ? null : link, batch.Hash);
            Write(new StoreRecord(known ? null : batch, best, finalised, batch.Aux));
        }
    }

    /// <summary>Moves the marks: the best block, and the newest final one, which the best one must descend from.</summary>
    /// <exception cref="InvalidOperationException">A block is unknown, or the marks would leave the final chain.</exception>
    public void MoveMarks(H256 best, H256 finalised)
    {
        lock (_writing)
        {
            if (best == _marks.Best && finalised == _marks.Finalised) return;
            CheckMarks(best, finalised, null, default);
            Write(new StoreRecord(null, best, finalised, []));
        }
    }

    /// <summary>Sets auxiliary values together; null removes.</summary>
    public void SetAux(IReadOnlyList<KeyValuePair<byte[], byte[]?>> values)
    {
        lock (_writing) Write(new StoreRecord(null, null, null, values));
    }

    /// <summary>Sets an auxiliary value; null removes.</summary>
    public void SetAux(byte[] key, byte[]? value) => SetAux([new(key, value)]);

    /// <summary>Writes the table to disk, so that the next start has nothing to replay.</summary>
    public void Checkpoint()
    {
        lock (_writing)
        {
            ThrowIfUnusable();
            CheckpointNow();
        }
    }

    /// <summary>Writes the table to disk and closes the files.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_writing)
        {
            if (_disposed) return ValueTask.CompletedTask;
            _disposed = true;
            try
            {
                if (_fault is null && _log.Length > 0) CheckpointNow();
            }
            finally
            {
                _table.Dispose();
                _log.Dispose();
                _lockFile.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new StorageException($"The database in {directory} is in use by another process.", failure);
        }
    }

    private void Replay()
    {
        foreach ((ulong number, byte[] bytes) in _log.Records())
        {
            if (number <= _marks.Record) continue;
            if (number != _marks.Record + 1) throw new StorageException($"The log is damaged: record {_marks.Record + 1} is missing.");
            Apply(number, StoreRecord.Decode(bytes));
        }
    }

    private void Check(BlockBatch batch, BlockLink link)
    {
        if (link.StateRoot != batch.State.Root) throw new ArgumentException("The state is not the header's.", nameof(batch));
        if (link.Number == 0)
        {
            if (Genesis is not null) throw new ArgumentException("There is a first block already.", nameof(batch));
            return;
        }

        if (Genesis is null) throw new ArgumentException("The first block is missing.", nameof(batch));
        if (link.Number <= Linked(_marks.Finalised).Number) throw new ArgumentException("The block is not above the final ones.", nameof(batch));
        bool follows = _tables.Link(link.Parent) is { } parent && parent.Number + 1 == link.Number;
        if (!follows) throw new ArgumentException("The parent is unknown.", nameof(batch));
        if (!HasState(link.Parent, _marks)) throw new ArgumentException("The parent's state is not kept any more.", nameof(batch));
    }

    private void CheckMarks(H256? best, H256? finalised, BlockLink? newBlock, H256 newHash)
    {
        if (_marks.Genesis == default && newBlock is { Number: 0 }) return;
        H256 final = finalised ?? _marks.Finalised;
        if (!Descends(final, _marks.Finalised)) throw new InvalidOperationException("The block does not descend from the final ones.");
        if (!Descends(best ?? _marks.Best, final)) throw new InvalidOperationException("The best block would not descend from the final one.");

        bool Descends(H256 hash, H256 ancestor)
        {
            if (Link(ancestor) is not { } floor) return false;
            while (hash != ancestor)
            {
                // What the marks say already needs no second walk.
                if (hash == _marks.Best && ancestor == _marks.Finalised) return true;
                if (Link(hash) is not { } link || link.Number <= floor.Number) return false;
                hash = link.Parent;
            }

            return true;
        }

        BlockLink? Link(H256 hash) => newBlock is not null && hash == newHash ? newBlock : _tables.Link(hash);
    }

    private bool HasState(H256 block, StoreMarks marks)
    {
        if (!marks.Prunes) return _tables.Header(block) is not null;
        return _tables.HasJournal(block) || (marks.Genesis != default && _tables.Canonical(marks.Oldest) == block);
    }

    private void Write(StoreRecord record)
    {
        ThrowIfUnusable();
        try
        {
            _log.Append(_marks.Record + 1, record.Encode());
            Apply(_marks.Record + 1, record);
            if (_log.Length >= _options.CheckpointBytes) CheckpointNow();
        }
        catch (Exception failure)
        {
            // Log and table may disagree now; the next start replays what the log has.
            _fault = failure;
            throw;
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_fault is not null) throw new StorageException("An earlier write failed; the database takes no more until it is opened again.", _fault);
    }

    private void CheckpointNow()
    {
        long tail = _log.Tail;
        _table.Checkpoint();
        _log.Truncate(tail);
    }

    /// <summary>Makes a logged record part of the table; marks move last, so that readers see whole blocks.</summary>
    private void Apply(ulong number, StoreRecord record)
    {
        StoreMarks marks = _marks with { Record = number };
        if (record.Block is { } block)
        {
            BlockLink link = BlockLink.Of(block.Header) ?? throw new StorageException("The log is damaged: a header cannot be read.");
            foreach (TrieNode node in block.State.Inserted) _tables.Retain(node.Hash, node.Bytes.Span);
            // The first state leaves when the second one's removals are let go; it needs no journal of its own.
            if (marks.Prunes && link.Number > 0) _tables.SetJournal(block.Hash, block.State);
            _tables.SetBody(block.Hash, block.Extrinsics);
            _tables.SetHeader(block.Hash, block.Header);
            _tables.AddAtHeight(link.Number, block.Hash);
            if (link.Number == 0) marks = marks with { Genesis = block.Hash };
        }

        if (record.Best is { } best) marks = MoveBest(marks, best);
        if (record.Finalised is { } finalised && finalised != marks.Finalised) marks = Finalise(marks, finalised);
        foreach (KeyValuePair<byte[], byte[]?> value in record.Aux) _tables.SetAux(value.Key, value.Value);
        _tables.SetMarks(marks);
        Volatile.Write(ref _marks, marks);
    }

    private StoreMarks MoveBest(StoreMarks marks, H256 best)
    {
        uint oldNumber = marks.Best == default ? 0 : Linked(marks.Best).Number;
        uint newNumber = Linked(best).Number;
        for (uint number = oldNumber; number > newNumber; number--) _tables.SetCanonical(number, null);
        H256 hash = best;
        for (BlockLink link = Linked(hash); _tables.Canonical(link.Number) != hash; link = Linked(hash))
        {
            _tables.SetCanonical(link.Number, hash);
            if (link.Number == 0) break;
            hash = link.Parent;
        }

        return marks with { Best = best };
    }

    private StoreMarks Finalise(StoreMarks marks, H256 finalised)
    {
        uint from = marks.Finalised == default ? 0 : Linked(marks.Finalised).Number + 1;
        uint to = Linked(finalised).Number;
        marks = marks with { Finalised = finalised };
        if (!marks.Prunes)
        {
            for (uint number = from; number <= to; number++) _tables.ForgetHeight(number);
            return marks;
        }

        // States that no chain leads to any more: on heights that are final now, and above them on dead branches.
        for (uint number = from; number <= to; number++)
        {
            H256? canonical = _tables.Canonical(number);
            foreach (H256 block in _tables.AtHeight(number).Where(block => block != canonical)) Discard(block);
            _tables.ForgetHeight(number);
        }

        HashSet<H256> alive = [finalised];
        for (uint number = to + 1; _tables.AtHeight(number) is { Count: > 0 } blocks; number++)
        {
            HashSet<H256> next = [];
            foreach (H256 block in blocks)
            {
                if (alive.Contains(Linked(block).Parent)) next.Add(block);
                else Discard(block);
            }

            alive = next;
        }

        // A state leaves the window when what its successor removed from it is let go.
        uint kept = (uint)Math.Max(0, _options.KeptStates ?? int.MaxValue);
        uint oldest = marks.Oldest;
        while (to - oldest > kept)
        {
            oldest++;
            H256 block = _tables.Canonical(oldest) ?? throw new StorageException($"The database is damaged: final block {oldest} is missing.");
            if (_tables.Journal(block) is not { } journal) throw new StorageException($"The database is damaged: the journal of block {oldest} is missing.");
            foreach (H256 node in journal.Removed) _tables.Release(node);
            _tables.RemoveJournal(block);
        }

        return marks with { Oldest = oldest };
    }

    /// <summary>Lets go of all that a block on a dead branch had inserted.</summary>
    private void Discard(H256 block)
    {
        if (_tables.Journal(block) is not { } journal) return;
        foreach (H256 node in journal.Inserted) _tables.Release(node);
        _tables.RemoveJournal(block);
    }

    private BlockLink Linked(H256 block) => _tables.Link(block) ?? throw new StorageException($"The database is damaged: block {block} is missing.");
}
