using System.Buffers.Binary;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Which inherent some data is for: eight bytes.</summary>
/// <remarks>The value is read big-endian, so ids sort as their bytes do.</remarks>
public readonly record struct InherentId(ulong Value) : IComparable<InherentId>
{
    /// <summary>The id of these eight bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 8 bytes long.</exception>
    public InherentId(ReadOnlySpan<byte> bytes)
        : this(bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : throw new ArgumentException("An inherent id has 8 bytes.", nameof(bytes)))
    {
    }

    /// <summary>Encodes the eight bytes.</summary>
    public static Codec<InherentId> Codec { get; } = new InherentIdCodec();

    /// <summary>The time in milliseconds (sp_timestamp).</summary>
    public static InherentId Timestamp => new("timstap0"u8);

    /// <summary>The slot (sp_consensus_aura).</summary>
    public static InherentId AuraSlot => new("auraslot"u8);

    /// <inheritdoc/>
    public int CompareTo(InherentId other) => Value.CompareTo(other.Value);

    private sealed class InherentIdCodec : Codec<InherentId>
    {
        public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, 8);

        public override int MinEncodedLen => 8;

        public override int? MaxEncodedLen => 8;

        public override void Encode(InherentId value, ref ScaleWriter writer) => BinaryPrimitives.WriteUInt64BigEndian(writer.Reserve(8), value.Value);

        public override InherentId Decode(ref ScaleReader reader) => reader.ReadBytes(8) is { IsEmpty: false } bytes ? new InherentId(bytes) : default;
    }
}
