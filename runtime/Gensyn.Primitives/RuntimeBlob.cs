using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What stands under <c>:code</c> for a runtime that is not Wasm: which runtime a node must have to go on.</summary>
/// <param name="SpecName">The runtime's name.</param>
/// <param name="SpecVersion">Which version of it.</param>
/// <param name="MetadataHash">The BLAKE2b-256 hash of its newest metadata, so that every upgrade changes the bytes.</param>
public sealed record RuntimeBlob(string SpecName, uint SpecVersion, H256 MetadataHash)
{
    /// <summary>Encodes a magic number, the name, the version and the hash.</summary>
    public static Codec<RuntimeBlob> Codec { get; } = new RuntimeBlobCodec();

    private sealed class RuntimeBlobCodec : Codec<RuntimeBlob>
    {
        // "\0" as in a Wasm module's own magic, so that the two are never confused.
        private static ReadOnlySpan<byte> Magic => "\0net"u8;

        public override TypeInfo Type => Codecs.Bytes.Type;

        public override int MinEncodedLen => Magic.Length + 1 + sizeof(uint) + 32;

        public override void Encode(RuntimeBlob value, ref ScaleWriter writer)
        {
            writer.WriteBytes(Magic);
            writer.WriteString(value.SpecName);
            writer.WriteU32(value.SpecVersion);
            writer.WriteBytes(value.MetadataHash.Span);
        }

        public override RuntimeBlob Decode(ref ScaleReader reader)
        {
            if (!reader.ReadBytes(Magic.Length).SequenceEqual(Magic)) reader.Fail();
            return new(reader.ReadString(), reader.ReadU32(), H256.Codec.Decode(ref reader));
        }
    }
}
