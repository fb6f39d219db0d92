using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>The books of the block being executed, which frame_system keeps.</summary>
public interface IBlockSystem
{
    /// <summary>The number of the block being executed.</summary>
    uint Number { get; }

    /// <summary>The index of the extrinsic being applied.</summary>
    uint ExtrinsicIndex { get; }

    /// <summary>Whether the first extrinsic that is not an inherent has been seen.</summary>
    bool InherentsApplied { get; }

    /// <summary>How much weight a block may use.</summary>
    BlockWeights BlockWeights { get; }

    /// <summary>How much weight the block has used.</summary>
    ConsumedWeight ConsumedWeight { get; }

    /// <summary>Whether no block of this runtime's version has been opened yet.</summary>
    bool IsRuntimeUpgraded { get; }

    /// <summary>Records the runtime's version, once its migrations have run.</summary>
    void NoteRuntimeVersion();

    /// <summary>Drops the events of the block before.</summary>
    void ResetEvents();

    /// <summary>Appends an event to the block's events; at genesis nothing is recorded.</summary>
    void DepositEvent(RuntimeEvent deposited, ImmutableArray<H256> topics);

    /// <summary>Opens the books of a block.</summary>
    void Initialize(uint number, H256 parentHash, Digest digest);

    /// <summary>Prepares the books of a finished block for off-chain workers: its hash and the items that the node added to its digest.</summary>
    void InitializeOffchain(BlockHeader header);

    /// <summary>Appends an item to the block's digest.</summary>
    void DepositLog(DigestItem item);

    /// <summary>Ends the hooks before the first extrinsic.</summary>
    void NoteFinishedInitialize();

    /// <summary>Adds weight that no extrinsic uses.</summary>
    void RegisterExtraWeight(Weight weight, DispatchClass dispatchClass);

    /// <summary>The hash of a block, or zeros where it is not known any more.</summary>
    H256 HashOf(uint block);

    /// <summary>Ends the inherents.</summary>
    void NoteInherentsApplied();

    /// <summary>Keeps an extrinsic for the extrinsics root.</summary>
    void NoteExtrinsic(byte[] encoded);

    /// <summary>Reports the result of an extrinsic and moves on to the next.</summary>
    void NoteAppliedExtrinsic(in DispatchResult result, in DispatchInfo info, in DispatchOutcome outcome);

    /// <summary>Ends the extrinsics.</summary>
    void NoteFinishedExtrinsics();

    /// <summary>Closes the books and returns the block's header.</summary>
    BlockHeader Finalize();
}
