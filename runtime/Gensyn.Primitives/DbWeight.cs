using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What a read and a write of the database weigh, in picoseconds (sp_weights::RuntimeDbWeight).</summary>
public readonly record struct DbWeight(ulong Read, ulong Write)
{
    /// <summary>Encodes both prices.</summary>
    public static Codec<DbWeight> Codec { get; } = new DbWeightCodec();

    /// <summary>The weight of this many reads and writes.</summary>
    public Weight Of(ulong reads, ulong writes) => new Weight(Read, 0) * reads + new Weight(Write, 0) * writes;

    private sealed class DbWeightCodec : Codec<DbWeight>
    {
        public override TypeInfo Type { get; } = new("sp_weights::RuntimeDbWeight", [], static () => new TypeDefinition.Composite(
            [new("read", Codecs.U64.Type, "u64"), new("write", Codecs.U64.Type, "u64")]));

        public override int MinEncodedLen => 16;

        public override int? MaxEncodedLen => 16;

        public override void Encode(DbWeight value, ref ScaleWriter writer)
        {
            writer.WriteU64(value.Read);
            writer.WriteU64(value.Write);
        }

        public override DbWeight Decode(ref ScaleReader reader) => new(reader.ReadU64(), reader.ReadU64());
    }
}
