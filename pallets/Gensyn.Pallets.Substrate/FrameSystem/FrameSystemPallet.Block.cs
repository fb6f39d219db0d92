using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <content>The books of the block being executed.</content>
public sealed partial class FrameSystemPallet
{
    /// <inheritdoc/>
    public uint Number => NumberValue.Get();

    /// <inheritdoc/>
    public uint ExtrinsicIndex =>
        Context.Externalities.Get(WellKnownKeys.ExtrinsicIndex) is { } bytes && Codecs.U32.TryDecode(bytes, out uint index) ? index : 0;

    Digest IBlockDigest.Current => Digest.Get();

    /// <inheritdoc/>
    public bool InherentsApplied => InherentsAppliedFlag.Get();

    /// <inheritdoc/>
    public ConsumedWeight ConsumedWeight => BlockWeight.Get();

    /// <inheritdoc/>
    // Source: frame_system::LastRuntimeUpgradeInfo::was_upgraded.
    public bool IsRuntimeUpgraded => !LastRuntimeUpgrade.TryGet(out LastRuntimeUpgradeInfo last)
        || config.Version.SpecVersion > last.SpecVersion || config.Version.SpecName != last.SpecName;

    /// <inheritdoc/>
    public void NoteRuntimeVersion() => LastRuntimeUpgrade.Set(new(config.Version.SpecVersion, config.Version.SpecName));

    /// <inheritdoc/>
    public void ResetEvents()
    {
        Events.Remove();
        EventCount.Remove();
        EventTopics.Clear();
    }

    /// <inheritdoc/>
    public void Initialize(uint number, H256 parentHash, Digest digest)
    {
        // Source: frame_system::Pallet::initialize. A block that skips a number could overwrite history.
        if (number != checked(Number + 1)) throw new RuntimeException($"Block number must be strictly increasing: {number} after {Number}.");

        IExternalities state = Context.Externalities;
        ExecutionPhase.Set(Phase.Initialization);
        state.Set(WellKnownKeys.ExtrinsicIndex, new byte[4]);
        state.Set(WellKnownKeys.IntrablockEntropy, EntropyOf(parentHash));
        NumberValue.Set(number);
        Digest.Set(digest);
        ParentHash.Set(parentHash);
        BlockHash.Set(number - 1, parentHash);
        BlockWeight.Remove();

        // As Substrate counts: a header without a digest, and the digest beside it.
        int header = BlockHeader.Codec.ToBytes(new(parentHash, number, default, default, Primitives.Digest.Empty)).Length;
        uint size = (uint)(header + Primitives.Digest.Codec.ToBytes(digest).Length);
        BlockSize.Set(size);
        uint limit = config.BlockLength.HeaderLimit;
        if (size > limit) throw new RuntimeException($"Header size ({size}) exceeds max header size limit ({limit})");
    }

    /// <inheritdoc/>
    // Source: frame_executive::Executive::offchain_worker.
    public void InitializeOffchain(BlockHeader header)
    {
        ImmutableArray<DigestItem> known = Digest.Get().Logs;
        foreach (DigestItem item in header.Digest.Logs)
        {
            if (!known.Contains(item)) DepositLog(item);
        }

        Context.Externalities.Set(WellKnownKeys.IntrablockEntropy, EntropyOf(header.ParentHash));
        BlockHash.Set(header.Number, header.Hash());
    }

    /// <inheritdoc/>
    public void DepositLog(DigestItem item)
    {
        // The header is part of the block's length, and grows.
        ulong size = (BlockSize.TryGet(out uint before) ? before : 0ul) + (ulong)DigestItem.Codec.ToBytes(item).Length;
        BlockSize.Set((uint)Math.Min(size, uint.MaxValue));
        Digest.Set(Digest.Get().With(item));
    }

    /// <inheritdoc/>
    public void NoteFinishedInitialize() => ExecutionPhase.Set(Phase.ApplyExtrinsic(0));

    /// <inheritdoc/>
    public void RegisterExtraWeight(Weight weight, DispatchClass dispatchClass) => BlockWeight.Set(BlockWeight.Get().Add(dispatchClass, weight));

    /// <summary>Gives the block back the weight that an extrinsic declared and did not use; what was given back before is not given back again.</summary>
    // Source: frame_system::Pallet::reclaim_weight.
    public void ReclaimWeight(in DispatchInfo info, in DispatchOutcome outcome)
    {
        Weight already = ExtrinsicWeightReclaimed.Get();
        Weight more = info.TotalWeight - outcome.Weight - already;
        if (more == Weight.Zero) return;
        BlockWeight.Set(BlockWeight.Get().Subtract(info.Class, more));
        ExtrinsicWeightReclaimed.Set(already + more);
    }

    /// <inheritdoc/>
    public H256 HashOf(uint block) => BlockHash.GetOrDefault(block);

    /// <inheritdoc/>
    public void NoteInherentsApplied() => InherentsAppliedFlag.Set(true);

    /// <inheritdoc/>
    public void NoteExtrinsic(byte[] encoded) => ExtrinsicData.Set(ExtrinsicIndex, encoded);

    /// <inheritdoc/>
    public void NoteAppliedExtrinsic(in DispatchResult result, in DispatchInfo info, in DispatchOutcome outcome)
    {
        DispatchEventInfo reported = new(outcome.Weight + config.BlockWeights[info.Class].BaseExtrinsic, info.Class, outcome.Pays);
        Deposit(result.Error is { } error ? new Event.ExtrinsicFailed(error, reported) : new Event.ExtrinsicSuccess(reported));

        uint next = checked(ExtrinsicIndex + 1);
        Context.Externalities.Set(WellKnownKeys.ExtrinsicIndex, Codecs.U32.ToBytes(next));
        ExecutionPhase.Set(Phase.ApplyExtrinsic(next));
        ExtrinsicWeightReclaimed.Remove();
    }

    /// <inheritdoc/>
    public void NoteFinishedExtrinsics()
    {
        ExtrinsicCount.Set(ExtrinsicIndex);
        Context.Externalities.Remove(WellKnownKeys.ExtrinsicIndex);
        ExecutionPhase.Set(Phase.Finalization);
    }

    /// <inheritdoc/>
    public BlockHeader Finalize()
    {
        IExternalities state = Context.Externalities;
        ExecutionPhase.Remove();
        BlockSize.Remove();
        state.Remove(WellKnownKeys.IntrablockEntropy);
        InherentsAppliedFlag.Remove();

        uint number = Number;
        uint count = ExtrinsicCount.Take();
        List<byte[]> extrinsics = new((int)Math.Min(count, 4096));
        for (uint i = 0; i < count; i++) extrinsics.Add(ExtrinsicData.Take(i) ?? []);
        H256 extrinsicsRoot = state.OrderedRoot(extrinsics, config.Version.SystemVersion >= 2 ? StateVersion.V1 : StateVersion.V0);

        // The genesis hash stays for ever: immortal transactions sign it.
        uint kept = config.BlockHashCount + 1;
        if (number > kept) BlockHash.Remove(number - kept);

        H256 stateRoot = state.StorageRoot(config.Version.SystemVersion >= 1 ? StateVersion.V1 : StateVersion.V0);
        return new(ParentHash.Get(), number, stateRoot, extrinsicsRoot, Digest.Get());
    }

    /// <inheritdoc/>
    public void DepositEvent(RuntimeEvent deposited, ImmutableArray<H256> topics)
    {
        uint block = Number;
        if (block == 0) return;

        Phase phase = ExecutionPhase.TryGet(out Phase current) ? current : Phase.Initialization;
        ImmutableArray<H256> filed = topics.IsDefault ? [] : topics;
        uint index = EventCount.Get();
        // As FRAME: what no index is left for is not recorded.
        if (index == uint.MaxValue) return;
        EventCount.Set(index + 1);
        Events.Append(EventRecord.Codec, new EventRecord(phase, deposited, filed));
        foreach (H256 topic in filed) EventTopics.Append(topic, TopicEntry, (block, index));
    }

    private static readonly Codec<(uint Block, uint Event)> TopicEntry = Codecs.Tuple(Codecs.U32, Codecs.U32);

    private static byte[] EntropyOf(H256 parentHash)
    {
        // Source: frame_system::Pallet::initialize: blake2_256(("frame_system::initialize" as a byte array, parent_hash)).
        byte[] seed = [.. "frame_system::initialize"u8, .. parentHash.Span];
        return Hashing.Blake2_256(seed).ToArray();
    }
}
