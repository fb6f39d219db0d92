using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>News of the chain, told in the order in which it happens and only after it is on disk.</summary>
public abstract record ChainEvent
{
    private ChainEvent()
    {
    }

    /// <summary>A block was imported.</summary>
    /// <param name="Block">Which.</param>
    /// <param name="Header">Its header.</param>
    /// <param name="Changes">What it changed in the top trie of the state, sorted by key.</param>
    public sealed record Imported(BlockReference Block, BlockHeader Header, IReadOnlyList<KeyValuePair<byte[], byte[]?>> Changes) : ChainEvent;

    /// <summary>The best block is another one.</summary>
    /// <param name="Block">Which now.</param>
    /// <param name="Header">Its header.</param>
    /// <param name="Retracted">Blocks that left the best chain, highest first.</param>
    /// <param name="Enacted">Blocks that joined it, lowest first; the last one is the best.</param>
    public sealed record BestChanged(
        BlockReference Block, BlockHeader Header, IReadOnlyList<ChainedBlock> Retracted, IReadOnlyList<ChainedBlock> Enacted) : ChainEvent;

    /// <summary>Blocks became final.</summary>
    /// <param name="Blocks">Which, lowest first.</param>
    /// <param name="Header">The header of the last one.</param>
    /// <param name="Pruned">Blocks that can never be final now.</param>
    public sealed record Finalised(IReadOnlyList<BlockReference> Blocks, BlockHeader Header, IReadOnlyList<H256> Pruned) : ChainEvent;
}
