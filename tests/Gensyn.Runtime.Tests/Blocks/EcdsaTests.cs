using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Runtime.Tests.Blocks;

/// <summary>Accounts of ECDSA keys, which are recovered from the signature.</summary>
public sealed class EcdsaTests : IDisposable
{
    private const ulong Unit = 1_000_000_000_000;

    private readonly TestChain _chain = new();
    private readonly EcdsaKeyPair _key = KeyOf(1);
    private readonly EcdsaKeyPair _other = KeyOf(2);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(MultiSignatureKind.Ecdsa)]
    [InlineData(MultiSignatureKind.Eth)]
    public void Transaction_OfARecoveredKey_IsValidAndApplies(MultiSignatureKind kind)
    {
        AccountId account = Account(kind);
        _chain.Author(_chain.Sign(TestChain.Alice, new BalancesPallet.Call.TransferAllowDeath(new MultiAddress.Id(account), Unit)));

        byte[] extrinsic = Sign(kind, account, _key);

        Assert.Null(_chain.Validate(extrinsic).Error);
        Assert.Equal([0, 0], _chain.Author(extrinsic).Results[1]);
        Assert.Equal(1u, _chain.View.FrameSystem.NonceOf(account));
    }

    [Theory]
    [InlineData(MultiSignatureKind.Ecdsa)]
    [InlineData(MultiSignatureKind.Eth)]
    public void Transaction_OfAnotherKeyOrKind_IsABadProof(MultiSignatureKind kind)
    {
        MultiSignatureKind wrong = kind == MultiSignatureKind.Ecdsa ? MultiSignatureKind.Eth : MultiSignatureKind.Ecdsa;

        AssertBadProof(Sign(kind, Account(kind), _other));
        AssertBadProof(Sign(wrong, Account(kind), _key));
        AssertBadProof(Sign(kind, Account(wrong), _key));
    }

    [Fact]
    public void Transaction_WithASignatureThatRecoversNothing_IsABadProof()
    {
        AccountId account = Account(MultiSignatureKind.Ecdsa);

        AssertBadProof(Sign(MultiSignatureKind.Ecdsa, account, _key, static s => new byte[65]));
        AssertBadProof(Sign(MultiSignatureKind.Ecdsa, account, _key, static s => [.. s[..64], 4]));
        AssertBadProof(Sign(MultiSignatureKind.Ecdsa, account, _key, static s => [.. Enumerable.Repeat((byte)0xff, 64), 0]));
    }

    // Vector: polkadot-js/common, packages/util-crypto/src/ethereum/encode.spec.ts, has the address.
    [Fact]
    public void Account_OfAnEthereumKey_IsItsAddressAndAFiller()
    {
        byte[] key = Convert.FromHexString("03b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb13077");

        Assert.Equal("0x4119b2e6c3cb618f4f0b93ac77f9beec7ff02887eeeeeeeeeeeeeeeeeeeeeeee", MultiSigner.EthAccount(key)!.Value.ToString());
        Assert.Null(MultiSigner.EthAccount(new byte[33]));
    }

    private static EcdsaKeyPair KeyOf(byte number)
    {
        byte[] secret = new byte[32];
        secret[31] = number;
        Assert.True(EcdsaKeyPair.TryFromSecretKey(secret, out EcdsaKeyPair? pair));
        return pair;
    }

    private AccountId Account(MultiSignatureKind kind) =>
        kind == MultiSignatureKind.Ecdsa ? MultiSigner.EcdsaAccount(_key.PublicKey) : MultiSigner.EthAccount(_key.PublicKey)!.Value;

    private byte[] Sign(MultiSignatureKind kind, AccountId account, EcdsaKeyPair key, Func<byte[], byte[]>? tamper = null)
    {
        RuntimeCall call = _chain.Of(new SystemCall.MakeRemark([1, 2, 3]));
        OverlayExternalities state = new(_chain.State);
        GensynRuntime runtime = new(state);
        runtime.FrameSystem.Initialize(_chain.Best.Number + 1, _chain.Best.Hash(), Digest.Empty);
        TransactionExtensions extensions = runtime.Extensions(nonce: 0, Era.Immortal, tip: 0);
        Assert.Null(UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload));
        byte[] signature = kind == MultiSignatureKind.Ecdsa ? key.Sign(payload) : key.SignHash(Hashing.Keccak256(payload).Span);
        return UncheckedExtrinsic.EncodeSigned(new MultiAddress.Id(account), new MultiSignature(kind, tamper is null ? signature : tamper(signature)), extensions, call);
    }

    private void AssertBadProof(byte[] extrinsic) => Assert.Equal(InvalidTransaction.BadProof, _chain.Validate(extrinsic).Error!.Value.Invalid);
}
