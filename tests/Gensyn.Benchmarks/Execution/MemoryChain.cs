using System.Collections.Immutable;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Benchmarks.Execution;

/// <summary>A chain whose newest state lies in memory, where a node has the nodes of its best state.</summary>
/// <param name="wrap">What stands around a state while a block is executed over it; null for nothing.</param>
internal sealed class MemoryChain(Func<TrieState, IKeptState>? wrap = null) : IChainStorage
{
    private readonly MemoryNodeStore _nodes = new();
    private readonly Dictionary<H256, (BlockHeader Header, ImmutableArray<byte[]> Body)> _blocks = [];

    public H256? Genesis { get; private set; }

    public H256 Best { get; private set; }

    public H256 Finalised { get; private set; }

    public IKeptState EmptyState => new TrieState(_nodes, TrieRoot.Empty);

    public BlockHeader? Header(H256 hash) => _blocks.TryGetValue(hash, out var block) ? block.Header : null;

    public ImmutableArray<byte[]>? Body(H256 hash) => _blocks.TryGetValue(hash, out var block) ? block.Body : null;

    public H256? CanonicalHash(uint number) => throw new NotSupportedException("Nobody asks a benchmark's chain for its history.");

    // On one core: without the means to work on parts of a trie at once, which the node's states have.
    public IKeptState? State(H256 hash, BlockHeader header)
    {
        if (hash != Best) return null;
        TrieState state = new(_nodes, header.StateRoot);
        return wrap is null ? state : wrap(state);
    }

    public void Commit(ExecutedBlock block, bool isBest, bool isFinalised)
    {
        TrieState parent = block.Parent as TrieState ?? ((ClockedState)block.Parent).Inner;
        _nodes.Apply(parent.CommitTo(block.Header.StateRoot, block.Changes));
        _blocks[block.Hash] = (block.Header, block.Extrinsics);
        Genesis ??= block.Hash;
        if (isBest) Best = block.Hash;
        if (isFinalised) Finalised = block.Hash;
    }

    public void Mark(H256 best, H256 finalised) => (Best, Finalised) = (best, finalised);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
