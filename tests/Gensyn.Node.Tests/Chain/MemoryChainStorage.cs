using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Node.Tests.Chain;

/// <summary>A chain's storage in memory that keeps every state, and fails when told to.</summary>
internal sealed class MemoryChainStorage : IChainStorage, INodeStore
{
    private static readonly H256 EmptyRoot = TrieRoot.Ordered([], StateVersion.V0);

    private readonly ConcurrentDictionary<H256, ReadOnlyMemory<byte>> _nodes = new();
    private readonly ConcurrentDictionary<H256, (BlockHeader Header, ImmutableArray<byte[]> Body)> _blocks = new();

    public H256? Genesis { get; private set; }

    public H256 Best { get; private set; }

    public H256 Finalised { get; private set; }

    public IKeptState EmptyState => new TrieState(this, EmptyRoot);

    /// <summary>Blocks whose state counts as pruned.</summary>
    public HashSet<H256> Discarded { get; } = [];

    /// <summary>Makes the next commit fail.</summary>
    public bool FailNextCommit { get; set; }

    /// <summary>Makes every read of a node fail.</summary>
    public bool FailReads { get; set; }

    public int Closed { get; private set; }

    public BlockHeader? Header(H256 hash) => _blocks.TryGetValue(hash, out var block) ? block.Header : null;

    public ImmutableArray<byte[]>? Body(H256 hash) => _blocks.TryGetValue(hash, out var block) ? block.Body : null;

    public H256? CanonicalHash(uint number)
    {
        for (H256 hash = Finalised; Header(hash) is { } header; hash = header.ParentHash)
        {
            if (header.Number == number) return hash;
        }

        return null;
    }

    public IKeptState? State(H256 hash, BlockHeader header) => Discarded.Contains(hash) ? null : new TrieState(this, header.StateRoot);

    public void Commit(ExecutedBlock block, bool isBest, bool isFinalised)
    {
        if (FailNextCommit)
        {
            FailNextCommit = false;
            throw new IOException("the disk is full");
        }

        foreach (TrieNode node in ((TrieState)block.Parent).CommitTo(block.Header.StateRoot, block.Changes).Inserted) _nodes[node.Hash] = node.Bytes;
        _blocks[block.Hash] = (block.Header, block.Extrinsics);
        Genesis ??= block.Hash;
        if (isBest) Best = block.Hash;
        if (isFinalised) Finalised = block.Hash;
    }

    public void Mark(H256 best, H256 finalised) => (Best, Finalised) = (best, finalised);

    public ValueTask DisposeAsync()
    {
        Closed++;
        return ValueTask.CompletedTask;
    }

    bool INodeStore.TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes) =>
        FailReads ? throw new IOException("the disk cannot be read") : _nodes.TryGetValue(hash, out bytes);
}
