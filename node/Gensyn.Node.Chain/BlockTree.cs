using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>The blocks: a final chain, and above it a tree with one best leaf.</summary>
/// <remarks>
/// Everything is on disk before anybody hears of it. Listeners are called in order, inside the lock, so they must only take note. Leaves other
/// than the best one are forgotten when the node stops.
/// </remarks>
public sealed class BlockTree
{
    private readonly Lock _gate = new();
    private readonly IChainStorage _storage;
    private readonly Dictionary<H256, BlockHeader> _unfinalised = [];
    private ImmutableList<Action<ChainEvent>> _listeners = [];
    private Marks _marks;

    /// <summary>The tree that a storage with a first block holds.</summary>
    /// <exception cref="InvalidDataException">The storage lacks a block that its own marks name.</exception>
    public BlockTree(IChainStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        H256 genesis = storage.Genesis ?? throw new InvalidDataException("The storage has no first block.");
        _marks = new Marks(new(genesis, 0), Reference(storage.Best), Reference(storage.Finalised));
        H256 hash = storage.Best;
        while (hash != storage.Finalised && storage.Header(hash) is { } header && header.Number > _marks.Finalised.Number)
        {
            _unfinalised[hash] = header;
            hash = header.ParentHash;
        }
    }

    /// <summary>The first block.</summary>
    public BlockReference Genesis => Volatile.Read(ref _marks).Genesis;

    /// <summary>The leaf that the next block goes on.</summary>
    public BlockReference Best => Volatile.Read(ref _marks).Best;

    /// <summary>The newest final block.</summary>
    public BlockReference Finalised => Volatile.Read(ref _marks).Finalised;

    /// <summary>A block's header, or null.</summary>
    public BlockHeader? Header(H256 hash) => _storage.Header(hash);

    /// <summary>A block's extrinsics, or null.</summary>
    public ImmutableArray<byte[]>? Body(H256 hash) => _storage.Body(hash);

    /// <summary>The state after a block.</summary>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public IKeptState State(H256 hash)
    {
        BlockHeader header = Header(hash) ?? throw UnknownBlockException.Header(hash);
        return _storage.State(hash, header) ?? throw UnknownBlockException.State(hash);
    }

    /// <summary>The block of a number on the best chain, or null.</summary>
    public H256? HashOf(uint number)
    {
        Marks marks = Volatile.Read(ref _marks);
        if (number > marks.Best.Number) return null;
        if (number <= marks.Finalised.Number) return _storage.CanonicalHash(number);
        H256 hash = marks.Best.Hash;
        while (Header(hash) is { } header)
        {
            if (header.Number == number) return hash;
            hash = header.ParentHash;
        }

        return null;
    }

    /// <summary>Unfinalised blocks, parents first.</summary>
    public IReadOnlyList<(BlockReference Block, BlockHeader Header)> Unfinalised()
    {
        lock (_gate)
        {
            return [.. _unfinalised.OrderBy(static entry => entry.Value.Number).Select(static entry => (new BlockReference(entry.Key, entry.Value.Number), entry.Value))];
        }
    }

    /// <summary>Calls a listener for all later events, until the result is disposed.</summary>
    /// <param name="listener">Whom to call.</param>
    /// <param name="atStart">Runs before any event can come, with nothing changing meanwhile.</param>
    public IDisposable Subscribe(Action<ChainEvent> listener, Action? atStart = null)
    {
        lock (_gate)
        {
            atStart?.Invoke();
            _listeners = _listeners.Add(listener);
        }

        return new Registration(this, listener);
    }

    /// <summary>Adds an executed block; it becomes the best one when it is higher than that.</summary>
    /// <returns>Whether it is the best block now; a known block changes nothing.</returns>
    public bool Append(ExecutedBlock block, bool finalise)
    {
        ArgumentNullException.ThrowIfNull(block);
        lock (_gate)
        {
            if (Header(block.Hash) is not null) return Best.Hash == block.Hash;
            if (block.Header.Number <= Finalised.Number) throw new InvalidOperationException("The block is not above the final ones.");

            BlockReference reference = new(block.Hash, block.Header.Number);
            bool isBest = reference.Number > Best.Number;
            bool extendsBest = block.Header.ParentHash == Best.Hash;
            bool finaliseAtOnce = finalise && isBest && extendsBest;
            _storage.Commit(block, isBest, finaliseAtOnce);
            _unfinalised[block.Hash] = block.Header;
            Tell(new ChainEvent.Imported(reference, block.Header, block.Changes.Top));
            if (isBest) MoveBest(reference, block.Header);
            if (finaliseAtOnce) MoveFinalised(reference, block.Header);
            else if (finalise) Finalise(block.Hash);
            return isBest;
        }
    }

    /// <summary>Makes a block and all before it final; the best chain follows.</summary>
    /// <returns>False when the block is not above the final ones on one of their branches.</returns>
    public bool Finalise(H256 hash)
    {
        lock (_gate)
        {
            if (hash == Finalised.Hash) return true;
            if (!_unfinalised.TryGetValue(hash, out BlockHeader? header) || !IsAncestor(Finalised.Hash, hash)) return false;

            BlockReference reference = new(hash, header.Number);
            BlockReference best = IsAncestor(hash, Best.Hash) ? Best : HighestAbove(reference);
            _storage.Mark(best.Hash, hash);
            if (best != Best) MoveBest(best, _unfinalised[best.Hash]);
            MoveFinalised(reference, header);
            return true;
        }
    }

    private BlockReference Reference(H256 hash) =>
        new(hash, (_storage.Header(hash) ?? throw new InvalidDataException($"The storage lacks block {hash}.")).Number);

    private void MoveBest(BlockReference best, BlockHeader header)
    {
        (List<ChainedBlock> retracted, List<ChainedBlock> enacted) = Route(Best.Hash, best.Hash);
        _marks = _marks with { Best = best };
        Tell(new ChainEvent.BestChanged(best, header, retracted, enacted));
    }

    private void MoveFinalised(BlockReference reference, BlockHeader header)
    {
        List<BlockReference> path = [];
        for (H256 hash = reference.Hash; hash != Finalised.Hash; hash = _unfinalised[hash].ParentHash) path.Add(new(hash, _unfinalised[hash].Number));
        path.Reverse();

        foreach (BlockReference final in path) _unfinalised.Remove(final.Hash);
        List<H256> pruned = [.. _unfinalised.Where(entry => !DescendsFrom(entry.Key, reference)).Select(static entry => entry.Key)];
        foreach (H256 gone in pruned) _unfinalised.Remove(gone);
        _marks = _marks with { Finalised = reference };
        Tell(new ChainEvent.Finalised(path, header, pruned));
    }

    private bool DescendsFrom(H256 hash, BlockReference ancestor)
    {
        while (_unfinalised.TryGetValue(hash, out BlockHeader? header)) hash = header.ParentHash;
        return hash == ancestor.Hash;
    }

    private BlockReference HighestAbove(BlockReference root)
    {
        BlockReference highest = root;
        foreach ((H256 hash, BlockHeader header) in _unfinalised)
        {
            if (header.Number > highest.Number && IsAncestor(root.Hash, hash)) highest = new(hash, header.Number);
        }

        return highest;
    }

    private bool IsAncestor(H256 ancestor, H256 hash)
    {
        while (hash != ancestor)
        {
            if (!_unfinalised.TryGetValue(hash, out BlockHeader? header)) return false;
            hash = header.ParentHash;
        }

        return true;
    }

    private (List<ChainedBlock> Retracted, List<ChainedBlock> Enacted) Route(H256 from, H256 to)
    {
        List<ChainedBlock> retracted = [];
        List<ChainedBlock> enacted = [];
        while (from != to)
        {
            uint fromNumber = Header(from)!.Number; // Both ends are blocks of this tree, and so are their ancestors.
            uint toNumber = Header(to)!.Number;
            if (toNumber >= fromNumber) to = Step(to, enacted);
            if (fromNumber >= toNumber) from = Step(from, retracted);
        }

        enacted.Reverse();
        return (retracted, enacted);
    }

    private H256 Step(H256 hash, List<ChainedBlock> passed)
    {
        BlockHeader header = Header(hash)!; // As above.
        passed.Add(new ChainedBlock(new(hash, header.Number), header.ParentHash, Body(hash) ?? []));
        return header.ParentHash;
    }

    private void Tell(ChainEvent news)
    {
        foreach (Action<ChainEvent> listener in _listeners) listener(news);
    }

    private sealed record Marks(BlockReference Genesis, BlockReference Best, BlockReference Finalised);

    private sealed class Registration(BlockTree tree, Action<ChainEvent> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (tree._gate) tree._listeners = tree._listeners.Remove(listener);
        }
    }
}
