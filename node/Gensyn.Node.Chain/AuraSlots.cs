using System.Buffers.Binary;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>What the author of a block tells a runtime with Aura: the slot that the block is made in.</summary>
/// <remarks>Source: sc-consensus-aura, pre_digest_data.</remarks>
internal static class AuraSlots
{
    private static readonly RuntimeApiId Api = RuntimeApiId.Of("AuraApi");

    /// <summary>The digest that a block on a parent begins with: the slot of the time in its inherents; nothing where the runtime has no Aura.</summary>
    /// <exception cref="RuntimeException">The runtime's slots are malformed, or the time is missing.</exception>
    public static Digest DigestOf(ExecutionHost host, H256 parent, InherentData inherents)
    {
        if (!host.VersionAt(parent).Apis.Any(static api => api.Id == Api)) return Digest.Empty;
        if (host.Call(parent, "AuraApi_slot_duration", []) is not { Length: 8 } answer || BinaryPrimitives.ReadUInt64LittleEndian(answer) is not (> 0 and var duration))
        {
            throw new RuntimeException("The runtime's slots have no duration.");
        }

        if (inherents.Get(InherentId.Timestamp) is not { Length: 8 } time) throw new RuntimeException("A block with a slot needs a time.");
        byte[] slot = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(slot, BinaryPrimitives.ReadUInt64LittleEndian(time) / duration);
        return new Digest([new DigestItem.PreRuntime(EngineId.Aura, slot)]);
    }
}
