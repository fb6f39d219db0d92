using Gensyn.Pallets.Substrate.Authorship;
using Gensyn.Primitives;
using Xunit;
using static Gensyn.Pallets.Tests.ConsensusTestRuntime;

namespace Gensyn.Pallets.Tests;

public sealed class AuthorshipPalletTests
{
    [Fact]
    public void Author_IsTheValidatorWhoseTurnItIs()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);

        runtime.Open(1, 4);
        Assert.Equal(Account(Alice), runtime.Authorship.Author);
        runtime.Open(3, 5);
        Assert.Equal(Account(Bob), runtime.Authorship.Author);

        Assert.Equal([Account(Alice), Account(Bob)], runtime.Authors);
    }

    [Fact]
    public void Author_StaysWhenASessionBeginsWithinTheBlock()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        runtime.Chosen = [Account(Bob)];
        runtime.Open(2, 4);
        runtime.Open(4, 6);

        // The validators are Bob alone from this block on, but whoever was first in the list made it.
        Assert.Equal([Account(Bob)], runtime.Session.Validators.Get().ToArray());
        Assert.Equal(Account(Alice), runtime.Authorship.Author);
    }

    [Fact]
    public void Author_OfABlockThatNamesNone_IsNobody()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);

        runtime.Open(1);

        Assert.Equal(new AuthorshipWeights(new DbWeight(1, 1)).OnInitialize(), runtime.Authorship.OnInitialize(1));
        Assert.Null(runtime.Authorship.Author);
        Assert.Empty(runtime.Authors);
        Assert.False(runtime.Authorship.AuthorValue.Exists);
    }

    // Source: the compatibility checklist, section 5.1.
    [Fact]
    public void Author_IsInTheStateWhileTheBlockIsExecuted()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        byte[] key = Convert.FromHexString("d57bce545fb382c34570e5dfbf338f5e326d21bc67a4b34023d577585d72bfd7");

        runtime.Open(1, 4);
        Assert.Equal(Alice.PublicKey.ToArray(), runtime.Externalities.Get(key));
        runtime.Authorship.OnFinalize(1);

        Assert.Null(runtime.Externalities.Get(key));
    }
}
