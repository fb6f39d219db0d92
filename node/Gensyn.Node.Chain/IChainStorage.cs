using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>The state after one block, as it is kept.</summary>
public interface IKeptState : IStateBackend
{
    /// <summary>Keys with a prefix, ascending, strictly after another one when it is given.</summary>
    IEnumerable<byte[]> Keys(byte[] prefix, byte[]? after);

    /// <summary>The Merkle value of the node at a key, or of the highest one below it; null when there is none.</summary>
    byte[]? ClosestMerkleValue(byte[] key);

    /// <summary>The trie nodes that prove what is or is not under these keys.</summary>
    IReadOnlyList<byte[]> Prove(IReadOnlyList<byte[]> keys);

    /// <summary>Keys of a default child trie with a prefix, ascending, strictly after another one when it is given.</summary>
    IEnumerable<byte[]> ChildKeys(byte[] id, byte[] prefix, byte[]? after);

    /// <summary>The Merkle value of the node at a key of a default child trie, or of the highest one below it; null when there is none.</summary>
    byte[]? ChildClosestMerkleValue(byte[] id, byte[] key);

    /// <summary>The trie nodes that prove what is or is not under these keys of a default child trie.</summary>
    IReadOnlyList<byte[]> ProveChild(byte[] id, IReadOnlyList<byte[]> keys);

    /// <summary>The same state for one block to be executed over it.</summary>
    IBlockState ForBlock();
}

/// <summary>A state under a block: it records what is read of it, as the proof for the relay chain will.</summary>
/// <remarks>
/// The runtime gives a transaction back what it declared of that proof and did not need, and what a block has used is part of the state. So who makes a block
/// and who executes it must record the same: what was read for a transaction that is left out is forgotten (cumulus does both likewise,
/// with enable_import_proof_recording and a recorder that has transactions).
/// </remarks>
public interface IBlockState : IKeptState, IRecordedState
{
    /// <summary>How many bytes of proof the reads so far take.</summary>
    ulong ProofSize { get; }
}

/// <summary>A block on its way to disk, with the state it leaves.</summary>
/// <param name="Hash">The header's hash.</param>
/// <param name="Header">The header.</param>
/// <param name="Extrinsics">The opaque extrinsics.</param>
/// <param name="Parent">The state it was executed on.</param>
/// <param name="Changes">What it changed there.</param>
public sealed record ExecutedBlock(
    H256 Hash, BlockHeader Header, ImmutableArray<byte[]> Extrinsics, IKeptState Parent, StateChanges Changes);

/// <summary>What the chain keeps: blocks, their states, and which are best and final.</summary>
/// <remarks>Reads are safe for threads; one thread writes at a time. A write is on disk when it returns, or has not happened.</remarks>
public interface IChainStorage : IAsyncDisposable
{
    /// <summary>The first block, or null while there is none.</summary>
    H256? Genesis { get; }

    /// <summary>The best block.</summary>
    H256 Best { get; }

    /// <summary>The newest final block.</summary>
    H256 Finalised { get; }

    /// <summary>A block's header.</summary>
    BlockHeader? Header(H256 hash);

    /// <summary>A block's extrinsics.</summary>
    ImmutableArray<byte[]>? Body(H256 hash);

    /// <summary>The final block of a number.</summary>
    H256? CanonicalHash(uint number);

    /// <summary>The state before the first block.</summary>
    IKeptState EmptyState { get; }

    /// <summary>The state after a block, or null when it is not kept any more.</summary>
    IKeptState? State(H256 hash, BlockHeader header);

    /// <summary>Keeps a block and moves the marks.</summary>
    void Commit(ExecutedBlock block, bool isBest, bool isFinalised);

    /// <summary>Moves the marks alone.</summary>
    void Mark(H256 best, H256 finalised);
}
