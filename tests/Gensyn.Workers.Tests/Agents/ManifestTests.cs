using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Commands;
using Xunit;

namespace Gensyn.Workers.Tests.Agents;

public sealed class ManifestTests
{
    private static readonly H256 One = Hash(1), Two = Hash(2), Three = Hash(3);

    [Fact]
    public void DataManifest_RoundTrips()
    {
        DataManifest manifest = new([new(new TensorType(DataType.UInt8, Shape.Of(8, 4)), One, Two)]);

        Assert.True(DataManifest.TryParse(manifest.ToBytes(), out DataManifest back));
        Assert.Equal(manifest.Tensors, back.Tensors.AsEnumerable());
        Assert.Equal([One], back.Roots.AsEnumerable());
    }

    [Fact]
    public void HistoryManifest_RoundTripsAndProvesItsLeaves()
    {
        HistoryManifest manifest = new([One, Two, Three], [Two, One]);

        Assert.True(HistoryManifest.TryParse(manifest.ToBytes(), out HistoryManifest back));
        Assert.Equal(manifest.Root(), back.Root());
        for (uint leaf = 0; leaf < 3; leaf++) Assert.True(Commitment.VerifyHistory(back.Root(), 3, (int)leaf, back.Leaves[(int)leaf], back.PathOf(leaf)));
    }

    [Fact]
    public void HistoryManifest_WithoutACheckpointForEveryState_IsRefused() =>
        Assert.False(HistoryManifest.TryParse(new HistoryManifest([One, Two, Three], [Two]).ToBytes(), out _));

    [Fact]
    public void Manifests_OfAnyBytes_ParseOrNotButNeverThrow()
    {
        Random random = new(3);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 0) bytes[0] = (byte)(random.Next(4) << 2);
            if (DataManifest.TryParse(bytes, out DataManifest data)) Assert.Equal(bytes, data.ToBytes());
            if (HistoryManifest.TryParse(bytes, out HistoryManifest history)) Assert.Equal(bytes, history.ToBytes());
        }
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("100", "100000000000000")]
    [InlineData("12.5", "12500000000000")]
    [InlineData("0.000000000001", "1")]
    public void Tokens_WellFormed_AreRead(string text, string plancks)
    {
        Assert.True(CommonOptions.TryParseTokens(text, out UInt128 amount));
        Assert.Equal(UInt128.Parse(plancks), amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1.0000000000001")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void Tokens_Malformed_AreRefused(string text) => Assert.False(CommonOptions.TryParseTokens(text, out _));

    private static H256 Hash(byte fill)
    {
        byte[] bytes = new byte[32];
        Array.Fill(bytes, fill);
        return new H256(bytes);
    }
}
