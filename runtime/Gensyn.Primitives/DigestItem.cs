using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>An entry of a header's digest; two entries are equal when their bytes are.</summary>
/// <remarks>Source: sp_runtime::generic::DigestItem.</remarks>
public abstract record DigestItem
{
    private DigestItem()
    {
    }

    /// <summary>Encodes the entry as clients show it in a header's logs.</summary>
    public static Codec<DigestItem> Codec { get; } = new DigestItemCodec();

    /// <summary>What the author tells the runtime, such as the slot.</summary>
    public sealed record PreRuntime(EngineId Engine, byte[] Payload) : DigestItem
    {
        /// <inheritdoc/>
        public bool Equals(PreRuntime? other) => other is not null && Engine == other.Engine && Payload.AsSpan().SequenceEqual(other.Payload);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Engine, Payload.Length);
    }

    /// <summary>What the runtime tells the engine, such as a change of authorities.</summary>
    public sealed record Consensus(EngineId Engine, byte[] Payload) : DigestItem
    {
        /// <inheritdoc/>
        public bool Equals(Consensus? other) => other is not null && Engine == other.Engine && Payload.AsSpan().SequenceEqual(other.Payload);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Engine, Payload.Length);
    }

    /// <summary>The author's signature over the header without this entry.</summary>
    public sealed record Seal(EngineId Engine, byte[] Payload) : DigestItem
    {
        /// <inheritdoc/>
        public bool Equals(Seal? other) => other is not null && Engine == other.Engine && Payload.AsSpan().SequenceEqual(other.Payload);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Engine, Payload.Length);
    }

    /// <summary>Anything else.</summary>
    public sealed record Other(byte[] Payload) : DigestItem
    {
        /// <inheritdoc/>
        public bool Equals(Other? other) => other is not null && Payload.AsSpan().SequenceEqual(other.Payload);

        /// <inheritdoc/>
        public override int GetHashCode() => Payload.Length;
    }

    /// <summary>The runtime's code or heap size changed in this block.</summary>
    public sealed record RuntimeEnvironmentUpdated : DigestItem;

    private sealed class DigestItemCodec : Codec<DigestItem>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::generic::digest::DigestItem", [], static () =>
        {
            ImmutableArray<TypeField> engine = [new(null, EngineId.Codec.Type, "ConsensusEngineId"), new(null, Codecs.Bytes.Type, "Vec<u8>")];
            return new TypeDefinition.Variant(
            [
                new("PreRuntime", 6, engine),
                new("Consensus", 4, engine),
                new("Seal", 5, engine),
                new("Other", 0, [new(null, Codecs.Bytes.Type, "Vec<u8>")]),
                new("RuntimeEnvironmentUpdated", 8, []),
            ]);
        });

        public override void Encode(DigestItem value, ref ScaleWriter writer)
        {
            switch (value)
            {
                case Other other:
                    writer.WriteByte(0);
                    writer.WriteByteString(other.Payload);
                    break;
                case Consensus consensus:
                    WriteEngine(ref writer, 4, consensus.Engine, consensus.Payload);
                    break;
                case Seal seal:
                    WriteEngine(ref writer, 5, seal.Engine, seal.Payload);
                    break;
                case PreRuntime preRuntime:
                    WriteEngine(ref writer, 6, preRuntime.Engine, preRuntime.Payload);
                    break;
                default:
                    writer.WriteByte(8);
                    break;
            }
        }

        public override DigestItem Decode(ref ScaleReader reader)
        {
            switch (reader.ReadByte())
            {
                case 0:
                    return new Other(reader.ReadByteString().ToArray());
                case 4:
                    return new Consensus(new EngineId(reader.ReadU32()), reader.ReadByteString().ToArray());
                case 5:
                    return new Seal(new EngineId(reader.ReadU32()), reader.ReadByteString().ToArray());
                case 6:
                    return new PreRuntime(new EngineId(reader.ReadU32()), reader.ReadByteString().ToArray());
                case 8:
                    return new RuntimeEnvironmentUpdated();
                default:
                    reader.Fail();
                    return new Other([]);
            }
        }

        private static void WriteEngine(ref ScaleWriter writer, byte index, EngineId engine, byte[] payload)
        {
            writer.WriteByte(index);
            writer.WriteU32(engine.Value);
            writer.WriteByteString(payload);
        }
    }
}
