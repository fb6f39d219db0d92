using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A stretch of time in which one authority may make blocks, counted from 1970.</summary>
/// <remarks>Source: sp_consensus_slots::Slot.</remarks>
public readonly record struct Slot(ulong Number) : IComparable<Slot>
{
    /// <summary>Encodes the number.</summary>
    public static Codec<Slot> Codec { get; } = new SlotCodec();

    /// <summary>The slot that the author of a block named in its digest, or null.</summary>
    public static Slot? Of(Digest digest)
    {
        foreach (DigestItem item in digest.Logs)
        {
            if (item is not DigestItem.PreRuntime named || named.Engine != EngineId.Aura) continue;
            // What follows the number is ignored, as Slot::decode ignores it.
            ScaleReader reader = new(named.Payload);
            ulong number = reader.ReadU64();
            return reader.Failed ? null : new(number);
        }

        return null;
    }

    /// <summary>The digest item by which the author of a block names its slot.</summary>
    public DigestItem ToDigestItem() => new DigestItem.PreRuntime(EngineId.Aura, Codecs.U64.ToBytes(Number));

    /// <inheritdoc/>
    public int CompareTo(Slot other) => Number.CompareTo(other.Number);

    private sealed class SlotCodec : BitwiseCodec<Slot>
    {
        public override TypeInfo Type { get; } =
            new("sp_consensus_slots::Slot", [], static () => new TypeDefinition.Composite([new(null, Codecs.U64.Type, "u64")]));
    }
}
