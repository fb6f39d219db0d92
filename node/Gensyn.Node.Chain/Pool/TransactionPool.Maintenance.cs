using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>A block that joined or left the best chain.</summary>
public sealed record ChainedBlock(BlockReference Block, H256 Parent, ImmutableArray<byte[]> Extrinsics);

/// <content>What a new block changes.</content>
public sealed partial class TransactionPool
{
    private int _revalidating;

    /// <summary>Follows the best chain: drops what was included, takes back what was retracted, expires what is old.</summary>
    public void Follow(IReadOnlyList<ChainedBlock> retracted, IReadOnlyList<ChainedBlock> enacted)
    {
        ArgumentNullException.ThrowIfNull(retracted);
        ArgumentNullException.ThrowIfNull(enacted);
        if (enacted.Count == 0) return;

        HashSet<H256> included = [];
        foreach (ChainedBlock block in enacted)
        {
            H256[] hashes = [.. block.Extrinsics.Select(static extrinsic => Hashing.Blake2_256(extrinsic))];
            included.UnionWith(hashes);
            HashSet<Tag> foreign = ForeignTags(block, hashes);
            lock (_gate) Prune(block, hashes, foreign);
        }

        lock (_gate)
        {
            _best = enacted[^1].Block;
            foreach (ChainedBlock block in retracted) TellRetracted(block.Block.Hash);
            foreach (PoolTransaction old in _ready.All.Concat(_future.All).Where(transaction => transaction.ValidTill < _best.Number).ToList())
            {
                _ready.RemoveOne(old.Hash);
                _future.Remove(old.Hash);
                Tell(old.Hash, new TransactionStatus.Invalid());
            }
        }

        foreach (byte[] extrinsic in retracted.SelectMany(static block => block.Extrinsics).Where(IsTransaction))
        {
            if (!included.Contains(Hashing.Blake2_256(extrinsic))) Submit(TransactionSource.External, extrinsic);
        }
    }

    /// <summary>Tells watchers that blocks are final.</summary>
    public void Finalise(IReadOnlyList<H256> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        lock (_gate)
        {
            foreach (H256 block in blocks) TellFinalised(block);
        }
    }

    /// <summary>Asks the runtime again about ready transactions, those checked longest ago first.</summary>
    /// <remarks>One pass at a time: a pass that is still running when the next block comes goes on alone.</remarks>
    /// <exception cref="Gensyn.Runtime.Interface.StateException">The state cannot be read; those not yet asked about stay as they are.</exception>
    public void Revalidate(CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref _revalidating, 1) == 1) return;
        try
        {
            BlockReference at;
            List<PoolTransaction> due;
            lock (_gate)
            {
                at = _best;
                due =
                [
                    .. _ready.All.Where(transaction => transaction.ValidatedAt < at.Number)
                        .OrderBy(static transaction => transaction.ValidatedAt)
                        .Take(_options.RevalidationBatch),
                ];
            }

            foreach (PoolTransaction old in due)
            {
                if (cancellation.IsCancellationRequested) return;
                (PoolTransaction? renewed, PoolRefusal? refusal) = Validate(old.Source, old.Bytes, old.Hash, at);
                lock (_gate)
                {
                    if (at != _best) return;
                    if (ReferenceEquals(_ready.Find(old.Hash), old)) Settle(old, renewed, refusal);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _revalidating, 0);
        }
    }

    private void Settle(PoolTransaction old, PoolTransaction? renewed, PoolRefusal? refusal)
    {
        if (renewed is not null)
        {
            // The tags can only have shrunk to what the chain does not provide yet; dependants are not touched.
            if (renewed.Provides.SequenceEqual(old.Provides) && renewed.Requires.All(tag => old.Requires.Contains(tag)))
            {
                _ready.Refresh(renewed);
                return;
            }

            _ready.RemoveOne(old.Hash);
            List<(H256 Hash, TransactionStatus Status)> news = [];
            HashSet<Tag> missing = Missing(renewed);
            if (missing.Count > 0) _future.Import(renewed, missing);
            else if (Promote(renewed, news) is not null) Tell(old.Hash, new TransactionStatus.Invalid());
            foreach ((H256 hash, TransactionStatus status) in news.Where(item => item.Hash != old.Hash)) Tell(hash, status);
            return;
        }

        if (refusal is PoolRefusal.NotValid { Error.IsUnknown: true }) return;
        _bans.Add(old.Hash);
        foreach (PoolTransaction gone in _ready.RemoveSubtree([old.Hash])) Tell(gone.Hash, new TransactionStatus.Invalid());
    }

    private void Prune(ChainedBlock block, H256[] hashes, HashSet<Tag> foreign)
    {
        HashSet<Tag> provided = foreign;
        for (int index = 0; index < hashes.Length; index++)
        {
            PoolTransaction? done = _ready.RemoveOne(hashes[index]) ?? _future.Remove(hashes[index]);
            if (done is not null) provided.UnionWith(done.Provides);
            TellIncluded(hashes[index], block.Block.Hash, index);
        }

        // Whoever else provides the same, such as another transaction of that nonce, came too late.
        foreach (Tag tag in provided)
        {
            if (_ready.ProviderOf(tag) is not { } late) continue;
            _ready.RemoveOne(late.Hash);
            Tell(late.Hash, new TransactionStatus.Invalid());
        }

        (_prunedBefore, _prunedNow) = (_prunedNow, provided);
        foreach (PoolTransaction freed in _future.Satisfy(provided))
        {
            List<(H256 Hash, TransactionStatus Status)> news = [];
            if (Promote(freed, news) is not null) Tell(freed.Hash, new TransactionStatus.Invalid());
            foreach ((H256 hash, TransactionStatus status) in news) Tell(hash, status);
        }
    }

    /// <summary>The tags of a block's transactions that this pool never saw: the runtime knows them, one block earlier.</summary>
    private HashSet<Tag> ForeignTags(ChainedBlock block, H256[] hashes)
    {
        HashSet<Tag> tags = [];
        for (int index = 0; index < hashes.Length; index++)
        {
            lock (_gate)
            {
                if (_ready.Count == 0 && _future.Count == 0) return tags;
                if (_ready.Contains(hashes[index]) || _future.Contains(hashes[index])) continue;
            }

            if (!IsTransaction(block.Extrinsics[index])) continue;
            BlockReference parent = new(block.Parent, block.Block.Number - 1);
            if (Validate(TransactionSource.InBlock, block.Extrinsics[index], hashes[index], parent).Transaction is { } known) tags.UnionWith(known.Provides);
        }

        return tags;
    }

    /// <summary>Whether the bytes are a transaction rather than an inherent: its preamble's type bits are not bare.</summary>
    private static bool IsTransaction(byte[] extrinsic)
    {
        Gensyn.Scale.ScaleReader reader = new(extrinsic);
        reader.ReadCompactU32();
        return (reader.ReadByte() & 0b1100_0000) != 0;
    }
}
