using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Keeps the books of the chain: accounts, block hashes, events, weights.</summary>
/// <remarks>"System" in metadata. Source: polkadot-sdk substrate/frame/system, storage as of unstable2604.</remarks>
[Pallet("System", Crate = "frame_system")]
public sealed partial class FrameSystemPallet(PalletContext context, FrameSystemConfig config)
    : Pallet(context), IBlockSystem, IBlockDigest, IAccounts, IUnsignedValidator
{
    internal IFrameSystemWeights MeasuredWeights => config.Weights;

    private IFrameSystemWeights Weights => config.Weights;

    /// <summary>Block and extrinsic weights: base values and limits.</summary>
    [Constant]
    public BlockWeights BlockWeights => config.BlockWeights;

    /// <summary>The maximum length of a block, in bytes.</summary>
    [Constant]
    public BlockLength BlockLength => config.BlockLength;

    /// <summary>How many blocks' hashes are kept: the longest life of a mortal transaction.</summary>
    [Constant]
    public uint BlockHashCount => config.BlockHashCount;

    /// <summary>What a read and a write of the database weigh.</summary>
    [Constant]
    public DbWeight DbWeight => config.DbWeight;

    /// <summary>The version of the runtime.</summary>
    [Constant]
    public RuntimeVersion Version => config.Version;

    /// <summary>The prefix of this chain's addresses.</summary>
    [Constant(Name = "SS58Prefix")]
    public ushort Ss58Prefix => config.Ss58Prefix;

    /// <summary>The full account information for a particular account ID.</summary>
    // Hasher: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage(DefaultValue = nameof(EmptyAccount))]
    public partial StorageMap<Blake2_128Concat, AccountId, AccountInfo> Account { get; }

    /// <summary>Total extrinsics count for the current block.</summary>
    [Storage]
    public partial StorageValue<uint> ExtrinsicCount { get; }

    /// <summary>Whether all inherents have been applied.</summary>
    [Storage(Default = true, Name = "InherentsApplied")]
    public partial StorageValue<bool> InherentsAppliedFlag { get; }

    /// <summary>The current weight for the block.</summary>
    [Storage(Default = true)]
    public partial StorageValue<ConsumedWeight> BlockWeight { get; }

    /// <summary>Total size (in bytes) of the current block: header, digest and extrinsics.</summary>
    [Storage]
    public partial StorageValue<uint> BlockSize { get; }

    /// <summary>Map of block numbers to block hashes.</summary>
    // Hasher: twox, because block numbers are not chosen by users.
    [Storage(Default = true)]
    public partial StorageMap<Twox64Concat, uint, H256> BlockHash { get; }

    /// <summary>Extrinsics data for the current block (maps an extrinsic's index to its data).</summary>
    [Storage(Default = true, Unbounded = true)]
    public partial StorageMap<Twox64Concat, uint, byte[]> ExtrinsicData { get; }

    /// <summary>The current block number being processed. Set by `execute_block`.</summary>
    [Storage(Default = true, Name = "Number")]
    public partial StorageValue<uint> NumberValue { get; }

    /// <summary>Hash of the previous block.</summary>
    [Storage(Default = true)]
    public partial StorageValue<H256> ParentHash { get; }

    /// <summary>Digest of the current block, also part of the block header.</summary>
    [Storage(DefaultValue = nameof(EmptyDigest), Unbounded = true)]
    public partial StorageValue<Digest> Digest { get; }

    /// <summary>Events deposited for the current block.</summary>
    [Storage(Default = true, Unbounded = true)]
    public partial StorageValue<ImmutableArray<EventRecord>> Events { get; }

    /// <summary>The number of events in the `Events` list.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> EventCount { get; }

    /// <summary>Mapping between a topic (represented by H256) and a vector of indexes of events in the `Events` list.</summary>
    [Storage(Default = true, Unbounded = true)]
    public partial StorageMap<Blake2_128Concat, H256, ImmutableArray<(uint Block, uint Event)>> EventTopics { get; }

    /// <summary>Stores the `spec_version` and `spec_name` of when the last runtime upgrade happened.</summary>
    [Storage(Unbounded = true)]
    public partial StorageValue<LastRuntimeUpgradeInfo> LastRuntimeUpgrade { get; }

    /// <summary>Number of blocks till the pending code upgrade is applied: never there, since this chain applies code at once.</summary>
    [Storage]
    public partial StorageValue<byte> BlocksTillUpgrade { get; }

    /// <summary>True if the reference counts of accounts are 32 bits wide: always, since this chain began with them.</summary>
    [Storage(Default = true)]
    public partial StorageValue<bool> UpgradedToU32RefCount { get; }

    /// <summary>True if accounts count consumers, providers and sufficients apart: always, since this chain began with them.</summary>
    [Storage(Default = true)]
    public partial StorageValue<bool> UpgradedToTripleRefCount { get; }

    /// <summary>The execution phase of the block.</summary>
    [Storage]
    public partial StorageValue<Phase> ExecutionPhase { get; }

    /// <summary>`Some` if a code upgrade has been authorized.</summary>
    [Storage]
    public partial StorageValue<CodeUpgradeAuthorization> AuthorizedUpgrade { get; }

    /// <summary>The weight reclaimed for the extrinsic.</summary>
    [Storage(Default = true)]
    public partial StorageValue<Weight> ExtrinsicWeightReclaimed { get; }

    private static AccountInfo EmptyAccount => AccountInfo.Empty;

    private static Digest EmptyDigest => Primitives.Digest.Empty;

    /// <summary>Make some on-chain remark.</summary>
    /// <remarks>Origin: any.</remarks>
    // A record cannot have a field of its own name, so the method is not called Remark.
    [Call(0, Name = "remark")]
    public static DispatchResult MakeRemark(Origin origin, byte[] remark) => DispatchResult.Ok;

    /// <summary>Set the number of pages in the WebAssembly environment's heap; a native runtime has none, so only the number changes.</summary>
    /// <remarks>Origin: root.</remarks>
    [Call(1, Class = DispatchClass.Operational)]
    public DispatchResult SetHeapPages(Origin origin, ulong pages)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        Context.Externalities.Set(WellKnownKeys.HeapPages, Codecs.U64.ToBytes(pages));
        DepositLog(new DigestItem.RuntimeEnvironmentUpdated());
        return DispatchResult.Ok;
    }

    /// <summary>Set some items of storage.</summary>
    [Call(4, Class = DispatchClass.Operational)]
    public DispatchResult SetStorage(Origin origin, [TypeName("Vec<KeyValue>")] ImmutableArray<(byte[] Key, byte[] Value)> items)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        foreach ((byte[] key, byte[] value) in items) Context.Externalities.Set(key, value);
        return DispatchResult.Ok;
    }

    /// <summary>Kill some items from storage.</summary>
    [Call(5, Class = DispatchClass.Operational)]
    public DispatchResult KillStorage(Origin origin, [TypeName("Vec<Key>")] ImmutableArray<byte[]> keys)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        foreach (byte[] key in keys) Context.Externalities.Remove(key);
        return DispatchResult.Ok;
    }

    /// <summary>Kill all storage items with a key that starts with the given prefix, at most the given number of them.</summary>
    [Call(6, Class = DispatchClass.Operational)]
    public DispatchResult KillPrefix(Origin origin, [TypeName("Key")] byte[] prefix, uint subkeys)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        Context.Externalities.ClearPrefix(prefix, subkeys);
        return DispatchResult.Ok;
    }

    /// <summary>Make some on-chain remark and emit event.</summary>
    [Call(7)]
    public DispatchResult RemarkWithEvent(Origin origin, byte[] remark)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        Deposit(new Event.Remarked(who, Hashing.Blake2_256(remark)));
        return DispatchResult.Ok;
    }

    private Weight MakeRemarkWeight(byte[] remark) => Weights.Remark((uint)remark.Length);

    private Weight SetStorageWeight(ImmutableArray<(byte[] Key, byte[] Value)> items) => Weights.SetStorage((uint)items.Length);

    private Weight KillStorageWeight(ImmutableArray<byte[]> keys) => Weights.KillStorage((uint)keys.Length);

    private Weight KillPrefixWeight(uint subkeys) => Weights.KillPrefix(subkeys == uint.MaxValue ? subkeys : subkeys + 1);

    private Weight RemarkWithEventWeight(byte[] remark) => Weights.RemarkWithEvent((uint)remark.Length);

    /// <summary>Event for the System pallet.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>An extrinsic completed successfully.</summary>
        [Variant(0)]
        public sealed record ExtrinsicSuccess(DispatchEventInfo DispatchInfo) : Event;

        /// <summary>An extrinsic failed.</summary>
        [Variant(1)]
        public sealed record ExtrinsicFailed(DispatchError DispatchError, DispatchEventInfo DispatchInfo) : Event;

        /// <summary>`:code` was updated.</summary>
        [Variant(2)]
        public sealed record CodeUpdated([TypeName("T::Hash")] H256 Hash) : Event;

        /// <summary>A new account was created.</summary>
        [Variant(3)]
        public sealed record NewAccount(AccountId Account) : Event;

        /// <summary>An account was reaped.</summary>
        [Variant(4)]
        public sealed record KilledAccount(AccountId Account) : Event;

        /// <summary>On on-chain remark happened.</summary>
        [Variant(5)]
        public sealed record Remarked(AccountId Sender, [TypeName("T::Hash")] H256 Hash) : Event;

        /// <summary>An upgrade was authorized.</summary>
        // 6 to 8 are of tasks, which this chain has none of.
        [Variant(9)]
        public sealed record UpgradeAuthorized([TypeName("T::Hash")] H256 CodeHash, bool CheckVersion) : Event;

        /// <summary>An invalid authorized upgrade was rejected while trying to apply it.</summary>
        [Variant(10)]
        public sealed record RejectedInvalidAuthorizedUpgrade([TypeName("T::Hash")] H256 CodeHash, DispatchError Error) : Event;
    }

    /// <summary>Error for the System pallet.</summary>
    public enum Error : byte
    {
        /// <summary>The name of specification does not match between the current runtime and the new runtime.</summary>
        InvalidSpecName,

        /// <summary>The specification version is not allowed to decrease between the current runtime and the new runtime.</summary>
        SpecVersionNeedsToIncrease,

        /// <summary>Failed to extract the runtime version from the new runtime.</summary>
        FailedToExtractRuntimeVersion,

        /// <summary>Suicide called when the account has non-default composite data.</summary>
        NonDefaultComposite,

        /// <summary>There is a non-zero reference count preventing the account from being purged.</summary>
        NonZeroRefCount,

        /// <summary>The origin filter prevent the call to be dispatched.</summary>
        CallFiltered,

        /// <summary>No upgrade authorized.</summary>
        // 6 is of migrations over several blocks; 7 and 8 are of tasks: this chain has neither.
        NothingAuthorized = 9,

        /// <summary>The submitted code is not authorized.</summary>
        Unauthorized = 10,
    }
}
