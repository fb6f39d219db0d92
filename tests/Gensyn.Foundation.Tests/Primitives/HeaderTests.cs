using System.Collections.Immutable;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class HeaderTests
{
    // Vectors: genesis of Polkadot and Kusama; state roots and hashes as their chain specifications give them.
    [Theory]
    [InlineData("29d0d972cd27cbc511e9589fcb7a4506d5eb6a9e8df205f00472e5ab354a4e17", "91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3")]
    [InlineData("b0006203c3a6e6bd2c6a17b1d4ae8ca49a31da0f4579da950b127774b44aef6b", "b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe")]
    public void Hash_OfAGenesisHeader_IsTheChainsGenesisHash(string stateRoot, string expected)
    {
        Assert.True(H256.TryParse(stateRoot, out H256 root));
        BlockHeader genesis = new(H256.Zero, 0, root, Hashing.Blake2_256([0]), Digest.Empty);

        Assert.Equal("0x" + expected, genesis.Hash().ToString());
        Assert.Equal(98, BlockHeader.Codec.ToBytes(genesis).Length);
    }

    // Vectors: the pre-digest and seal shapes of an Aura block (polkadot-js SignedBlock.004 for the slot item).
    [Fact]
    public void Digest_OfAnAuraBlock_EncodesItemByItem()
    {
        DigestItem slot = new DigestItem.PreRuntime(EngineId.Aura, Convert.FromHexString("8e08491700000000"));
        DigestItem seal = new DigestItem.Seal(EngineId.Aura, new byte[64]);
        Digest digest = Digest.Empty.With(slot).With(new DigestItem.RuntimeEnvironmentUpdated()).With(seal);

        Assert.Equal("0661757261208e08491700000000", Convert.ToHexStringLower(DigestItem.Codec.ToBytes(slot)));
        Assert.Equal("05617572610101" + new string('0', 128), Convert.ToHexStringLower(DigestItem.Codec.ToBytes(seal)));
        Assert.Equal("0c", Convert.ToHexStringLower(Digest.Codec.ToBytes(digest).AsSpan(0, 1)));
        Assert.True(Digest.Codec.TryDecode(Digest.Codec.ToBytes(digest), out Digest decoded));
        Assert.Equal(digest, decoded);
        Assert.Equal("aura", EngineId.Aura.ToString());
    }

    [Fact]
    public void Block_WithExtrinsics_KeepsTheirBytes()
    {
        // The timestamp inherent of a template chain, and an empty extrinsic.
        ImmutableArray<byte[]> extrinsics = [Convert.FromHexString("280503000b0068e5cf8b01"), [0]];
        BlockHeader header = new(H256.Zero, 7, H256.Zero, H256.Zero, Digest.Empty);

        byte[] encoded = Block.Codec.ToBytes(new Block(header, extrinsics));

        Assert.EndsWith("08280503000b0068e5cf8b0100", Convert.ToHexStringLower(encoded));
        Assert.True(Block.Codec.TryDecode(encoded, out Block decoded));
        Assert.Equal(header, decoded.Header);
        Assert.Equal(extrinsics.AsEnumerable(), decoded.Extrinsics);
    }
}
