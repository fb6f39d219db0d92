using Gensyn.ChainSpec;
using Gensyn.Frame;
using Gensyn.Node.Benchmarking;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Node.Tests.Benchmarking;

public sealed class ProofEstimateTests
{
    private static readonly ProofEstimate Estimate = new(
        new StorageCatalogue(new GensynRuntime(new OverlayExternalities(new MemoryState(ChainSpecification.Dev().GenesisStorage))).Pallets), mapEntries: 1_000_000, layers: 2);

    // Vectors: easy_log_16_works of polkadot-sdk substrate/utils/frame/benchmarking-cli/src/pallet/writer.rs.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(16, 1)]
    [InlineData(17, 2)]
    [InlineData(256, 2)]
    [InlineData(257, 3)]
    [InlineData(4096, 3)]
    [InlineData(4097, 4)]
    [InlineData(65536, 4)]
    [InlineData(65537, 5)]
    [InlineData(1 << 20, 5)]
    [InlineData((1 << 20) + 1, 6)]
    [InlineData(1 << 24, 6)]
    [InlineData((1 << 24) + 1, 7)]
    [InlineData(1 << 28, 7)]
    [InlineData((1 << 28) + 1, 8)]
    [InlineData(uint.MaxValue, 8)]
    public void Layers_OfSoManyKeys_AreThoseOfTheVector(uint keys, ulong layers) => Assert.Equal(layers, ProofEstimate.LayersOf(keys));

    // Vectors: weights of polkadot-sdk with one item each. System.Account: transfer_allow_death of pallet_balances, 3593. Timestamp.Now: 1493 - 990 for
    // set of pallet_timestamp, where an item that is not a map has one layer.
    [Theory]
    [InlineData("System", "Account", 1u, 3593ul)]
    [InlineData("System", "Account", 2u, 6196ul)]
    [InlineData("Timestamp", "Now", 1u, 1493ul)]
    public void Estimate_OfABoundedItem_IsThatOfTheVector(string pallet, string item, uint reads, ulong expected) =>
        Assert.Equal(expected, Estimate.Of([new(StoragePrefix.Of(pallet, item), reads, 1)], recorded: 777));

    [Fact]
    public void Estimate_OfSeveralItems_IsTheirSum() => Assert.Equal(3593ul + 1493, Estimate.Of(
        [new(StoragePrefix.Of("System", "Account"), 1, 0), new(StoragePrefix.Of("Timestamp", "Now"), 1, 0)], recorded: 0));

    [Fact]
    public void Estimate_OfAnUnknownKey_TakesWhatWasRecorded() => Assert.Equal((5ul * 15 * 33) + (2 * 15 * 33) + 1000, Estimate.Of([new([1, 2, 3], 1, 0)], recorded: 1000));

    [Fact]
    public void Describe_OfManyKeysOfNoPallet_TellsTheirNumberInOneLine()
    {
        PrefixAccess account = new(StoragePrefix.Of("System", "Account"), 1, 1);
        PrefixAccess[] strange = [.. Enumerable.Range(0, 1_000).Select(static key => new PrefixAccess([(byte)key, (byte)(key >> 8)], (uint)key & 1, 1))];
        const string Known = "System.Account (r:1 w:1; at most 128 bytes, proof 2603)";

        Assert.Equal(["1_000 keys of no pallet (r:500 w:1000)", Known], Estimate.Describe([.. strange[..600], account, .. strange[600..]]));
        Assert.Equal(["0x0000 (r:0 w:1)", Known, "0x0100 (r:1 w:1)"], Estimate.Describe([strange[0], account, strange[1]]));
    }

    [Fact]
    public void Estimate_OfWritesAlone_IsNothing() => Assert.Equal(0ul, Estimate.Of([new(StoragePrefix.Of("System", "Account"), 0, 5)], recorded: 1000));
}
