using Gensyn.Scale;
using Xunit;

namespace Gensyn.Runtime.Tests;

public sealed class MetadataTests
{
    private readonly TestChain _chain = new();

    [Fact]
    public void Versions_AreFourteenToSixteen() => Assert.Equal([12, 14, 0, 0, 0, 15, 0, 0, 0, 16, 0, 0, 0], _chain.Query("Metadata_metadata_versions"));

    [Theory]
    [InlineData(14u)]
    [InlineData(15u)]
    [InlineData(16u)]
    public void AtVersion_KnownOnes_StartWithTheirNumber(uint version)
    {
        ScaleReader reader = new(_chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(version)));
        Assert.True(reader.ReadBool());
        ReadOnlySpan<byte> metadata = reader.ReadByteString();

        Assert.Equal(0, reader.Remaining);
        Assert.Equal([.. "meta"u8, (byte)version], metadata[..5].ToArray());
    }

    [Theory]
    [InlineData(13u)]
    [InlineData(17u)]
    [InlineData(uint.MaxValue)]
    public void AtVersion_UnknownOnes_AreNone(uint version) => Assert.Equal([0], _chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(version)));

    [Fact]
    public void Metadata_WithoutAVersion_IsFourteen()
    {
        byte[] bare = _chain.Query("Metadata_metadata");
        byte[] fourteen = _chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(14));

        Assert.Equal(bare, fourteen[1..]);
    }

    [Fact]
    public void Code_IsTheIdentityOfTheRuntime_AndHoldsTheHashOfItsNewestMetadata()
    {
        byte[] code = _chain.State.Get(":code"u8)!;
        ScaleReader reader = new(_chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(16)));
        reader.ReadBool();
        Primitives.H256 hash = Primitives.Hashing.Blake2_256(reader.ReadByteString());

        Assert.Equal(TestChain.Native.Code.ToArray(), code);
        Assert.Equal(hash.ToArray(), code[^32..]);
        Assert.Equal("\0net"u8.ToArray(), code[..4]);
    }
}
