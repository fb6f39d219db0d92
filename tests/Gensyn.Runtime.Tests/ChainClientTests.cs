using System.Reflection;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Workers.Chain;
using Xunit;

namespace Gensyn.Runtime.Tests;

/// <summary>What the workers' client believes of the runtime, held against the runtime.</summary>
public sealed class ChainClientTests
{
    private readonly TestChain _chain = new();

    [Fact]
    public void KnownPallets_HaveTheRuntimesIndices()
    {
        Dictionary<string, byte> runtime = _chain.View.Pallets.ToDictionary(p => p.Name, p => p.Index);
        Dictionary<string, byte> known = typeof(KnownPallets).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral).ToDictionary(f => f.Name, f => (byte)f.GetRawConstantValue()!);

        Assert.All(known, pair => Assert.Equal(runtime[pair.Key], pair.Value));

        // Timestamp's inherent is the node's, Authorship and Aura have neither calls nor events; all else a client may meet.
        Assert.Equal(["Timestamp", "Authorship", "Aura"], runtime.Keys.Except(known.Keys));
    }

    [Fact]
    public void Signer_SignsWhatTheRuntimeAccepts()
    {
        Signer alice = Signer.FromUri("//Alice");
        PalletCall call = new BalancesPallet.Call.TransferKeepAlive(TestChain.Account(TestChain.Bob), 1_000_000_000_000);

        (ValidTransaction? valid, TransactionValidityError? error) = _chain.Validate(alice.Sign(call.ToRuntimeCall(), Data(nonce: 0)));

        Assert.Null(error);
        Assert.NotEmpty(valid!.Provides);
        Assert.Equal("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", alice.Address);
    }

    // Vectors: the wiki of paritytech/substrate, Secret-URI-Test-Vectors.
    [Theory]
    [InlineData("bottom drive obey lake curtain smoke basket hold race lonely fit walk///password", "5GC6LfpV352HtJPySfAecb5JdePtf4R9Vq49NUU8RhzgBqgq")]
    [InlineData("//foo/bar//42/69///password", "5CP8S23JBNXYNpJsL7ESPJBNnUZE6itcfM4EnDxEhaVEU6dT")]
    public void Signer_OfAPhraseWithAPassword_IsItsAccount(string uri, string address) => Assert.Equal(address, Signer.FromUri(uri).Address);

    [Fact]
    public void Signer_ForAnotherVersion_IsRefused() => AssertBadProof(Data(nonce: 0) with { SpecVersion = Data(nonce: 0).SpecVersion + 1 });

    [Fact]
    public void Signer_ForAnotherChain_IsRefused() => AssertBadProof(Data(nonce: 0) with { Genesis = H256.Zero });

    private void AssertBadProof(SigningData data)
    {
        (_, TransactionValidityError? error) = _chain.Validate(Signer.FromUri("//Alice").Sign(new TasksPallet.Call.Cancel(0).ToRuntimeCall(), data));

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadProof, error);
    }

    private SigningData Data(uint nonce) => new(
        RuntimeConstants.SpecVersion, RuntimeConstants.TransactionVersion, _chain.Genesis, Era.Mortal(64, _chain.Best.Number), _chain.Best.Hash(), nonce);
}
