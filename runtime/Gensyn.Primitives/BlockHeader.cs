using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What a block commits to; its hash is the block's.</summary>
/// <remarks>Source: sp_runtime::generic::Header with a 32-bit number and BLAKE2b-256.</remarks>
public sealed record BlockHeader(H256 ParentHash, uint Number, H256 StateRoot, H256 ExtrinsicsRoot, Digest Digest)
{
    /// <summary>Encodes the fields in order, the number compactly.</summary>
    public static Codec<BlockHeader> Codec { get; } = new HeaderCodec();

    /// <summary>The block's hash.</summary>
    public H256 Hash()
    {
        ScaleWriter writer = new(256);
        Codec.Encode(this, ref writer);
        return Hashing.Blake2_256(writer.Written);
    }

    private sealed class HeaderCodec : Codec<BlockHeader>
    {
        public override TypeInfo Type { get; } = new(
            "sp_runtime::generic::header::Header",
            [
                new("Number", Codecs.U32.Type),
                new("Hash", new TypeInfo("sp_runtime::traits::BlakeTwo256", [], static () => new TypeDefinition.Composite([]))),
            ],
            static () => new TypeDefinition.Composite(
            [
                new("parent_hash", H256.Codec.Type, "Hash::Output"),
                new("number", Codecs.CompactU32.Type, "Number"),
                new("state_root", H256.Codec.Type, "Hash::Output"),
                new("extrinsics_root", H256.Codec.Type, "Hash::Output"),
                new("digest", Digest.Codec.Type, "Digest"),
            ]));

        public override int MinEncodedLen => (3 * 32) + 2;

        public override void Encode(BlockHeader value, ref ScaleWriter writer)
        {
            H256.Codec.Encode(value.ParentHash, ref writer);
            writer.WriteCompact(value.Number);
            H256.Codec.Encode(value.StateRoot, ref writer);
            H256.Codec.Encode(value.ExtrinsicsRoot, ref writer);
            Digest.Codec.Encode(value.Digest, ref writer);
        }

        public override BlockHeader Decode(ref ScaleReader reader) => new(
            H256.Codec.Decode(ref reader), reader.ReadCompactU32(), H256.Codec.Decode(ref reader), H256.Codec.Decode(ref reader), Digest.Codec.Decode(ref reader));
    }
}
