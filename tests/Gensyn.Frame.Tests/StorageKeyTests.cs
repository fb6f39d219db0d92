using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Frame.Tests;

// Vectors: prefixes and keys as every Substrate chain has them; Alice's is the development account's.
public sealed class StorageKeyTests
{
    private readonly SampleRuntime _runtime = new();

    [Theory]
    [InlineData("System", "Account", "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9")]
    [InlineData("System", "BlockHash", "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746")]
    [InlineData("System", ":__STORAGE_VERSION__:", "26aa394eea5630e07c48ae0c9558cef74e7b9012096b41c4eb3aaf947f6ea429")]
    [InlineData("Timestamp", "Now", "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb")]
    [InlineData("Balances", "TotalIssuance", "c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80")]
    [InlineData("Sudo", "Key", "5c0d1176a568c1f92944340dbfed9e9c530ebca703c85910e7164cb7d1c9e47b")]
    public void StoragePrefix_KnownItem_IsTheOneEveryChainUses(string pallet, string item, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(StoragePrefix.Of(pallet, item)));

    [Fact]
    public void Blake2_128Concat_SystemAccountOfAlice_IsTheOneEveryChainUses() => Assert.Equal(
        "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9de1e86a9a8c739864cf3cc5ec2bea59f"
        + "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
        Key<Blake2_128Concat, AccountId>("Account", AccountId.Codec, DevAccounts.Alice));

    [Fact]
    public void Twox64Concat_BlockHashOfZero_IsTheOneEveryChainUses() => Assert.Equal(
        "26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c118746b4def25cfda6ef3a00000000",
        Key<Twox64Concat, uint>("BlockHash", Codecs.U32, 0u));

    [Fact]
    public void Hashers_WithoutTheKey_HaveTheLengthTheySay()
    {
        const int Prefix = 64;
        Assert.Equal(Prefix + 32, Key<Blake2_128, uint>("X", Codecs.U32, 1u).Length);
        Assert.Equal(Prefix + 64, Key<Blake2_256, uint>("X", Codecs.U32, 1u).Length);
        Assert.Equal(Prefix + 32, Key<Twox128, uint>("X", Codecs.U32, 1u).Length);
        Assert.Equal(Prefix + 64, Key<Twox256, uint>("X", Codecs.U32, 1u).Length);
        Assert.Equal(Prefix + 8, Key<Identity, uint>("X", Codecs.U32, 1u).Length);
    }

    [Fact]
    public void StorageDoubleMap_Key_IsBothPartsAfterThePrefix()
    {
        string expected = Convert.ToHexStringLower(StoragePrefix.Of("Sample", "Results"))
            + "de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d" + "b4def25cfda6ef3a00000000";

        Assert.Equal(expected, Convert.ToHexStringLower(_runtime.Sample.Results.KeyOf(DevAccounts.Alice, 0)));
    }

    private string Key<THasher, TKey>(string item, Codec<TKey> codec, TKey key)
        where THasher : IStorageHasher
        => Convert.ToHexStringLower(new StorageMap<THasher, TKey, uint>(
            _runtime.At(0), new StorageItem("System", item, StorageModifier.Optional, ""), codec, Codecs.U32).KeyOf(key));
}
