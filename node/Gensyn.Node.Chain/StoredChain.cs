using System.Collections.Immutable;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Chain;

/// <summary>A chain in the node's database.</summary>
public sealed class StoredChain(ChainStore store) : IChainStorage
{
    /// <inheritdoc/>
    public H256? Genesis => store.Genesis;

    /// <inheritdoc/>
    public H256 Best => store.Best;

    /// <inheritdoc/>
    public H256 Finalised => store.Finalised;

    /// <inheritdoc/>
    public IKeptState EmptyState => new TrieState(store.Nodes, TrieRoot.Empty, ThreadPoolParallel.Instance);

    /// <inheritdoc/>
    public BlockHeader? Header(H256 hash)
    {
        if (store.GetHeader(hash) is not { } bytes) return null;
        return BlockHeader.Codec.TryDecode(bytes, out BlockHeader? header)
            ? header
            : throw new StorageException($"The database is damaged: header {hash} cannot be read.");
    }

    /// <inheritdoc/>
    public ImmutableArray<byte[]>? Body(H256 hash) => store.GetBody(hash);

    /// <inheritdoc/>
    public H256? CanonicalHash(uint number) => store.GetCanonicalHash(number);

    /// <inheritdoc/>
    public IKeptState? State(H256 hash, BlockHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return store.HasState(hash) ? new TrieState(store.Nodes, header.StateRoot, ThreadPoolParallel.Instance) : null;
    }

    /// <inheritdoc/>
    public void Commit(ExecutedBlock block, bool isBest, bool isFinalised)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.Parent is not TrieState parent) throw new ArgumentException("The block was executed on a state of another storage.", nameof(block));
        TrieCommit state = parent.CommitTo(block.Header.StateRoot, block.Changes);
        store.CommitBlock(new BlockBatch(block.Hash, BlockHeader.Codec.ToBytes(block.Header), block.Extrinsics, state)
        {
            IsBest = isBest,
            IsFinalised = isFinalised,
        });
    }

    /// <inheritdoc/>
    public void Mark(H256 best, H256 finalised) => store.MoveMarks(best, finalised);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
