namespace Gensyn.Pallets.Substrate.Aura;

/// <summary>What the runtime tells those who follow the chain (sp_consensus_aura::ConsensusLog): the first byte of a digest item.</summary>
public static class AuraLog
{
    /// <summary>The authorities change; their keys follow.</summary>
    public const byte AuthoritiesChange = 1;

    /// <summary>An authority is disabled; its index follows.</summary>
    public const byte OnDisabled = 2;
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="SlotDuration">How long a slot is, in milliseconds.</param>
/// <param name="MaxAuthorities">How many authorities there may be.</param>
/// <param name="AllowMultipleBlocksPerSlot">Whether a block may be in its parent's slot.</param>
/// <param name="Weights">The cost of the hook.</param>
public sealed record AuraConfig(ulong SlotDuration, uint MaxAuthorities, bool AllowMultipleBlocksPerSlot, IAuraWeights Weights);
