using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Aura;

/// <summary>The authorities, in the order of their turns.</summary>
public readonly record struct AuthorityList
{
    private readonly ImmutableArray<AuraId> _ids;

    /// <summary>These authorities.</summary>
    public AuthorityList(ImmutableArray<AuraId> ids) => _ids = ids;

    /// <summary>Encodes the list; its bound is the runtime's and does not change the bytes.</summary>
    public static Codec<AuthorityList> Codec { get; } = new AuthorityListCodec();

    /// <summary>The authorities' keys.</summary>
    public ImmutableArray<AuraId> Ids => _ids.IsDefault ? [] : _ids;

    /// <inheritdoc/>
    public bool Equals(AuthorityList other) => Ids.AsSpan().SequenceEqual(other.Ids.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Ids.Length;

    private sealed class AuthorityListCodec : Codec<AuthorityList>
    {
        // More than any runtime would take; a list is bounded where it is written.
        private static readonly Codec<ImmutableArray<AuraId>> List = Codecs.BoundedVec(AuraId.Codec, 100_000);

        public override TypeInfo Type => List.Type;

        public override int MinEncodedLen => List.MinEncodedLen;

        public override int? MaxEncodedLen => List.MaxEncodedLen;

        public override void Encode(AuthorityList value, ref ScaleWriter writer) => List.Encode(value.Ids, ref writer);

        public override AuthorityList Decode(ref ScaleReader reader) => new(List.Decode(ref reader));
    }
}

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
/// <param name="DbWeight">What a read and a write of the database weigh.</param>
public sealed record AuraConfig(ulong SlotDuration, uint MaxAuthorities, bool AllowMultipleBlocksPerSlot, DbWeight DbWeight);
