using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Frame.Tests;

public sealed class DevAccountsTests
{
    [Fact]
    public void DevAccounts_AreTheKeysOfTheirNames()
    {
        (string, AccountId)[] accounts =
        [
            ("//Alice", DevAccounts.Alice), ("//Bob", DevAccounts.Bob), ("//Charlie", DevAccounts.Charlie),
            ("//Dave", DevAccounts.Dave), ("//Eve", DevAccounts.Eve), ("//Ferdie", DevAccounts.Ferdie),
        ];

        Assert.All(accounts, a => Assert.Equal(a.Item2, new AccountId(Sr25519KeyPair.FromUri(a.Item1).PublicKey)));
    }
}
