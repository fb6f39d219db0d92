using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class AccountIdTests
{
    private const string Hex = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

    // Vectors: sp_keyring's Alice, on the generic network and on Polkadot.
    [Theory]
    [InlineData(Hex)]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")]
    [InlineData("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5")]
    public void TryParse_OfAlice_InAnyForm_IsHerAccount(string text)
    {
        Assert.True(AccountId.TryParse(text, out AccountId account));
        Assert.Equal(Hex, account.ToString());
        Assert.Equal("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", account.ToAddress());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")]
    [InlineData("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ")]
    [InlineData("F7NZ")] // an index
    [InlineData("KWCv1L3QX9LDPwY4VzvLmarEmXjVJidUzZcinvVnmxAJJCBou")] // a secp256k1 key
    public void TryParse_OfAnythingElse_Refuses(string? text) => Assert.False(AccountId.TryParse(text, out _));

    [Fact]
    public void DirectSignatureVerifier_OfEachScheme_ChecksOrRefuses()
    {
        Sr25519KeyPair pair = Sr25519KeyPair.FromUri("//Alice");
        Ed25519KeyPair ed25519 = Ed25519KeyPair.FromSeed(new byte[32]);
        DirectSignatureVerifier verifier = DirectSignatureVerifier.Instance;

        Assert.True(verifier.Verify(SignatureScheme.Sr25519, pair.Sign([1]), [1], pair.PublicKey));
        Assert.True(verifier.Verify(SignatureScheme.Ed25519, ed25519.Sign([1]), [1], ed25519.PublicKey));
        Assert.False(verifier.Verify(SignatureScheme.Ed25519, pair.Sign([1]), [1], pair.PublicKey));
        Assert.False(verifier.Verify((SignatureScheme)4, pair.Sign([1]), [1], pair.PublicKey));
    }
}
