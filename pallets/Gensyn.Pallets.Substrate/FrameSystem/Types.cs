using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>What an applied extrinsic cost, as events tell it.</summary>
[Scale("frame_system::DispatchEventInfo")]
public readonly partial record struct DispatchEventInfo(Weight Weight, DispatchClass Class, Pays PaysFee);

/// <summary>Which runtime executed last.</summary>
[Scale("frame_system::LastRuntimeUpgradeInfo")]
public readonly partial record struct LastRuntimeUpgradeInfo([Compact, TypeName("codec::Compact<u32>")] uint SpecVersion, [TypeName("Cow<'static, str>")] string SpecName);

/// <summary>An upgrade that root allowed before anybody brought its code.</summary>
[Scale("frame_system::CodeUpgradeAuthorization")]
public readonly partial record struct CodeUpgradeAuthorization([TypeName("T::Hash")] H256 CodeHash, bool CheckVersion);

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="BlockWeights">How much weight a block may use.</param>
/// <param name="BlockLength">How many bytes a block may hold.</param>
/// <param name="BlockHashCount">How many blocks' hashes are kept.</param>
/// <param name="DbWeight">What a read and a write of the database weigh.</param>
/// <param name="Version">The version of the runtime.</param>
/// <param name="Ss58Prefix">The prefix of this chain's addresses.</param>
/// <param name="MaxConsumers">How many modules may need one account.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record FrameSystemConfig(
    BlockWeights BlockWeights,
    BlockLength BlockLength,
    uint BlockHashCount,
    DbWeight DbWeight,
    RuntimeVersion Version,
    ushort Ss58Prefix,
    uint MaxConsumers,
    IFrameSystemWeights Weights);
