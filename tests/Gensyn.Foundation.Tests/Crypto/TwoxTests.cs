using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class TwoxTests
{
    // Vectors: xxhashAsHex(data, 256, onlyJs) of @polkadot/util-crypto 14 over bytes 0, 1, 2, …
    [Theory]
    [InlineData(0, "99e9d85137db46ef4bbea33613baafd56f963c64b1f3685a4eb4abd67ff6203a")]
    [InlineData(1, "682705db4aa834e95124eef6c71719772dde12a78da5a8d714ac0f1ccc690fab")]
    [InlineData(3, "dd65bc3345bbc7e551b482c5898d16a201a3a9404b832ad3d0766e2641f07964")]
    [InlineData(4, "1ecc534460d8ceffa970587e8c6f5094a391057cb624fb58ab7308ded57ca333")]
    [InlineData(7, "d2720c633f64cc14b7777cc411534caf62c33204db2664cda0c37869c5faa7b6")]
    [InlineData(8, "8d1bb81436174a88234efe54737c2b9dc085ca2354b2be24852fa71ffadf29ea")]
    [InlineData(31, "e18e4d9bb5d246c3fc7d97651d0331f03d9e6480dd3996582837fddcad785bd1")]
    [InlineData(32, "b432ff16519cf5cb94ba9dce66674ed7b8637f03e2a77ddb375c135bbcc9f18f")]
    [InlineData(33, "ad8efbca1a5d530c99fe10425f8271a352bd61a26d70589aac039a2967352672")]
    [InlineData(63, "4f8e5fa9e2a96ae29505e11907ec6452832b4be782a56f237ddba79fdda3c345")]
    [InlineData(64, "f01367db0173c6f7c0265957f7bde53c93cd86df2aaca4c61d1247696aa08d91")]
    [InlineData(100, "9765163280e5c16a23708a09a2a3193d44c1d7fcf25cd859033ed69339cbc25d")]
    public void Hash_OfAnyLength_IsWhatClientsHash(int length, string expected)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        byte[] hash = new byte[32];

        Twox.Hash(data, hash);

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    // Vectors: the storage prefix of System.Account on every Substrate chain.
    [Fact]
    public void Hash_OfPalletAndItemNames_IsTheStoragePrefix()
    {
        byte[] prefix = new byte[32];

        Twox.Hash("System"u8, prefix.AsSpan(0, 16));
        Twox.Hash("Account"u8, prefix.AsSpan(16));

        Assert.Equal("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9", Convert.ToHexStringLower(prefix));
    }

    [Fact]
    public void Hash_OfASizeThatDoesNotExist_Throws() => Assert.Throws<ArgumentException>(() => Twox.Hash([], new byte[20]));
}
