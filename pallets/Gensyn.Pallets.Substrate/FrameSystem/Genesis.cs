using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <content>The first state.</content>
public sealed partial class FrameSystemPallet
{
    // frame_system's stand-in for the hash of a block that does not exist: the genesis block's parent, and its own until block 1.
    private static readonly H256 NoHash = new(Enumerable.Repeat((byte)0x45, 32).ToArray());

    /// <summary>Writes what the chain starts with.</summary>
    /// <param name="code">The identity of the runtime.</param>
    public void Genesis(byte[] code)
    {
        BlockHash.Set(0, NoHash);
        ParentHash.Set(NoHash);
        LastRuntimeUpgrade.Set(new(config.Version.SpecVersion, config.Version.SpecName));
        UpgradedToU32RefCount.Set(true);
        UpgradedToTripleRefCount.Set(true);
        Context.Externalities.Set(WellKnownKeys.ExtrinsicIndex, new byte[4]);
        Context.Externalities.Set(WellKnownKeys.Code, code);
    }
}
