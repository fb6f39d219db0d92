using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>When in a block an event happened (frame_system::Phase).</summary>
/// <param name="Kind">The variant.</param>
/// <param name="Extrinsic">Which extrinsic was being applied.</param>
public readonly record struct Phase(PhaseKind Kind, uint Extrinsic = 0)
{
    /// <summary>Encodes the variant and, while an extrinsic is applied, its index.</summary>
    public static Codec<Phase> Codec { get; } = new PhaseCodec();

    /// <summary>After the last extrinsic.</summary>
    public static Phase Finalization => new(PhaseKind.Finalization);

    /// <summary>Before the first extrinsic.</summary>
    public static Phase Initialization => new(PhaseKind.Initialization);

    /// <summary>While an extrinsic was applied.</summary>
    public static Phase ApplyExtrinsic(uint index) => new(PhaseKind.ApplyExtrinsic, index);

    private sealed class PhaseCodec : Codec<Phase>
    {
        public override TypeInfo Type { get; } = new("frame_system::Phase", [], static () => new TypeDefinition.Variant(
            [new("ApplyExtrinsic", 0, [new(null, Codecs.U32.Type, "u32")]), new("Finalization", 1, []), new("Initialization", 2, [])]));

        public override int? MaxEncodedLen => 5;

        public override void Encode(Phase value, ref ScaleWriter writer)
        {
            writer.WriteByte((byte)value.Kind);
            if (value.Kind == PhaseKind.ApplyExtrinsic) writer.WriteU32(value.Extrinsic);
        }

        public override Phase Decode(ref ScaleReader reader)
        {
            PhaseKind kind = (PhaseKind)reader.ReadByte();
            if (kind == PhaseKind.ApplyExtrinsic) return new(kind, reader.ReadU32());
            if (kind > PhaseKind.Initialization) reader.Fail();
            return new(kind);
        }
    }
}

/// <summary>The phases of a block, by index.</summary>
public enum PhaseKind : byte
{
    /// <summary>While an extrinsic was applied.</summary>
    ApplyExtrinsic = 0,

    /// <summary>After the last extrinsic.</summary>
    Finalization = 1,

    /// <summary>Before the first extrinsic.</summary>
    Initialization = 2,
}

/// <summary>An event, when it happened and what it is filed under: an item of <c>System.Events</c>.</summary>
public readonly record struct EventRecord(Phase Phase, RuntimeEvent Event, ImmutableArray<H256> Topics)
{
    private static readonly Codec<ImmutableArray<H256>> _topics = Codecs.Vec(H256.Codec);

    /// <summary>Encodes the record as frame_system does.</summary>
    public static Codec<EventRecord> Codec { get; } = new EventRecordCodec();

    private sealed class EventRecordCodec : Codec<EventRecord>
    {
        public override TypeInfo Type { get; } = new(
            "frame_system::EventRecord",
            [new("E", RuntimeTypes.Event), new("T", H256.Codec.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("phase", Phase.Codec.Type, "Phase"),
                new("event", RuntimeTypes.Event, "E"),
                new("topics", _topics.Type, "Vec<T>"),
            ]));

        public override int MinEncodedLen => 4;

        public override void Encode(EventRecord value, ref ScaleWriter writer)
        {
            Phase.Codec.Encode(value.Phase, ref writer);
            RuntimeEvent.Codec.Encode(value.Event, ref writer);
            _topics.Encode(value.Topics, ref writer);
        }

        public override EventRecord Decode(ref ScaleReader reader) =>
            new(Phase.Codec.Decode(ref reader), RuntimeEvent.Codec.Decode(ref reader), _topics.Decode(ref reader));
    }
}
