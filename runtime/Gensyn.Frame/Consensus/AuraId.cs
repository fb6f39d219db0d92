using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The sr25519 key that an authority seals its blocks with.</summary>
/// <remarks>Source: sp_consensus_aura::sr25519::AuthorityId.</remarks>
public readonly record struct AuraId(H256 Key)
{
    /// <summary>The key of these 32 bytes.</summary>
    public AuraId(ReadOnlySpan<byte> key)
        : this(new H256(key))
    {
    }

    /// <summary>Encodes the key's 32 bytes.</summary>
    public static Codec<AuraId> Codec { get; } = new AuraIdCodec();

    private sealed class AuraIdCodec : BitwiseCodec<AuraId>
    {
        public override TypeInfo Type { get; } = new(
            "sp_consensus_aura::sr25519::app_sr25519::Public",
            [],
            static () => new TypeDefinition.Composite([new(null, TypeInfo.Array(Codecs.U8.Type, 32), "sr25519::Public")]));
    }
}
