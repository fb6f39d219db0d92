using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>A header and its extrinsics, each as its full bytes: compact length, then content.</summary>
/// <remarks>The bytes are kept because an extrinsic's hash and the extrinsics root are made of them as received.</remarks>
public sealed record Block(BlockHeader Header, ImmutableArray<byte[]> Extrinsics)
{
    /// <summary>Encodes one extrinsic whose bytes include their compact length.</summary>
    // Stands before the block's codec, which is made of it: initialisers run in the order of the text.
    public static Codec<byte[]> ExtrinsicCodec { get; } = new OpaqueCodec();

    /// <summary>Encodes the header and the list of extrinsics.</summary>
    public static Codec<Block> Codec { get; } = new BlockCodec();

    private sealed class BlockCodec : Codec<Block>
    {
        private readonly Codec<ImmutableArray<byte[]>> _extrinsics = Codecs.Vec(ExtrinsicCodec);

        public override TypeInfo Type { get; } = new(
            "sp_runtime::generic::block::Block",
            [new("Header", BlockHeader.Codec.Type), new("Extrinsic", ExtrinsicCodec.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("header", BlockHeader.Codec.Type, "Header"),
                new("extrinsics", TypeInfo.Sequence(ExtrinsicCodec.Type), "Vec<Extrinsic>"),
            ]));

        public override int MinEncodedLen => BlockHeader.Codec.MinEncodedLen + 1;

        public override void Encode(Block value, ref ScaleWriter writer)
        {
            BlockHeader.Codec.Encode(value.Header, ref writer);
            _extrinsics.Encode(value.Extrinsics, ref writer);
        }

        public override Block Decode(ref ScaleReader reader) => new(BlockHeader.Codec.Decode(ref reader), _extrinsics.Decode(ref reader));
    }

    private sealed class OpaqueCodec : Codec<byte[]>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::OpaqueExtrinsic", [], static () =>
            new TypeDefinition.Composite([new(null, Codecs.Bytes.Type, "Vec<u8>")]));

        public override void Encode(byte[] value, ref ScaleWriter writer) => writer.WriteBytes(value);

        public override byte[] Decode(ref ScaleReader reader) => ReadEncoded(ref reader).ToArray();

        public override void Skip(ref ScaleReader reader) => reader.ReadByteString();
    }
}
