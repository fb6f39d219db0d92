using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What the author gives the runtime to make inherents of, by id.</summary>
/// <remarks>Source: sp_inherents::InherentData.</remarks>
public sealed class InherentData
{
    private readonly ImmutableSortedDictionary<InherentId, byte[]> _entries;

    private InherentData(ImmutableSortedDictionary<InherentId, byte[]> entries) => _entries = entries;

    /// <summary>Encodes the entries sorted by id.</summary>
    public static Codec<InherentData> Codec { get; } = new InherentDataCodec();

    /// <summary>Nothing.</summary>
    public static InherentData Empty { get; } = new(ImmutableSortedDictionary<InherentId, byte[]>.Empty);

    /// <summary>Ids in order.</summary>
    public IEnumerable<InherentId> Ids => _entries.Keys;

    /// <summary>This data with an entry added or replaced; the array is kept.</summary>
    public InherentData With(InherentId id, byte[] encoded) => new(_entries.SetItem(id, encoded));

    /// <summary>The entry under an id, or null.</summary>
    public byte[]? Get(InherentId id) => _entries.GetValueOrDefault(id);

    private sealed class InherentDataCodec : Codec<InherentData>
    {
        public override TypeInfo Type { get; } = new("sp_inherents::InherentData", [], static () =>
        {
            TypeInfo map = new(
                "BTreeMap",
                [new("K", InherentId.Codec.Type), new("V", Codecs.Bytes.Type)],
                static () => new TypeDefinition.Composite([new(null, TypeInfo.Sequence(TypeInfo.Tuple(InherentId.Codec.Type, Codecs.Bytes.Type)))]));
            return new TypeDefinition.Composite([new("data", map, "BTreeMap<InherentIdentifier, Vec<u8>>")]);
        });

        public override void Encode(InherentData value, ref ScaleWriter writer)
        {
            writer.WriteCompact((uint)value._entries.Count);
            foreach ((InherentId id, byte[] encoded) in value._entries)
            {
                InherentId.Codec.Encode(id, ref writer);
                writer.WriteByteString(encoded);
            }
        }

        public override InherentData Decode(ref ScaleReader reader)
        {
            int count = reader.ReadLength(itemBytes: 9);
            ImmutableSortedDictionary<InherentId, byte[]>.Builder entries = ImmutableSortedDictionary.CreateBuilder<InherentId, byte[]>();
            for (int i = 0; i < count && !reader.Failed; i++) entries[InherentId.Codec.Decode(ref reader)] = reader.ReadByteString().ToArray();
            return new InherentData(entries.ToImmutable());
        }
    }
}
