using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Runtime.Tests.Blocks;

public sealed class ValidationTests
{
    private readonly TestChain _chain = new();
    private readonly PalletCall _remark = new SystemCall.MakeRemark([1, 2, 3]);

    [Fact]
    public void Validate_AtGenesis_IsValidBecauseTheNextBlockIsOpened()
    {
        (ValidTransaction? valid, TransactionValidityError? error) = _chain.Validate(_chain.Sign(TestChain.Alice, _remark));

        Assert.Null(error);
        Assert.Equal(Tag(0), Assert.Single(valid!.Provides));
        Assert.Empty(valid.Requires);
        Assert.Equal(ulong.MaxValue - 1, valid.Longevity); // as Substrate: the end of time, less the current block
        Assert.True(valid.Propagate);
    }

    [Fact]
    public void Validate_ANonceAhead_RequiresTheOneBefore()
    {
        (ValidTransaction? valid, _) = _chain.Validate(_chain.Sign(TestChain.Alice, _remark, nonce: 5));

        Assert.Equal(Tag(5), Assert.Single(valid!.Provides));
        Assert.Equal(Tag(4), Assert.Single(valid.Requires));
    }

    [Fact]
    public void Validate_AMortalTransaction_LivesAsLongAsItsEra()
    {
        for (int i = 0; i < 9; i++) _chain.Author();
        byte[] mortal = _chain.Sign(TestChain.Alice, _remark, era: Era.Mortal(8, 8));

        Assert.Equal(6ul, _chain.Validate(mortal).Valid!.Longevity); // born at 8, judged at 10, dies at 16
        (_, System.Collections.Immutable.ImmutableArray<byte[]> results) = _chain.Author(mortal);
        Assert.Equal([0, 0], results[1]);
    }

    [Fact]
    public void Validate_AMortalTransactionAfterItsEra_HasABadSignature()
    {
        for (int i = 0; i < 3; i++) _chain.Author();
        byte[] mortal = _chain.Sign(TestChain.Alice, _remark, era: Era.Mortal(4, 1));
        for (int i = 0; i < 4; i++) _chain.Author();

        // The era now names another block of birth, whose hash was not signed.
        Assert.Equal(InvalidTransaction.BadProof, _chain.Validate(mortal).Error!.Value.Invalid);
    }

    [Fact]
    public void Validate_AnEraWhoseBirthIsForgotten_IsAncient()
    {
        for (int i = 0; i < 3; i++) _chain.Author();
        byte[] mortal = _chain.Sign(TestChain.Alice, _remark, era: Era.Mortal(4, 1));
        OverlayExternalities state = new(_chain.State);
        new GensynRuntime(state).FrameSystem.BlockHash.Remove(1);

        byte[] result = TestChain.Call("TaggedTransactionQueue_validate_transaction", state, [2], mortal, _chain.Best.Hash().ToArray());

        Assert.Equal([1, 0, 5], result);
    }

    [Fact]
    public void Validate_WithAnotherMessageSigned_IsABadProof() =>
        Assert.Equal(InvalidTransaction.BadProof, _chain.Validate(_chain.Sign(TestChain.Alice, _remark, tamper: static p => [.. p, 1])).Error!.Value.Invalid);

    [Fact]
    public void Validate_OfAnAccountThatDoesNotExist_CannotPay() =>
        Assert.Equal(InvalidTransaction.Payment, _chain.Validate(_chain.Sign(Crypto.Sr25519KeyPair.FromUri("//Nobody"), _remark)).Error!.Value.Invalid);

    [Fact]
    public void Validate_OfAnAccountWithTooLittle_CannotPay()
    {
        Crypto.Sr25519KeyPair poor = Crypto.Sr25519KeyPair.FromUri("//Poor");
        _chain.Author(_chain.Sign(TestChain.Alice, new BalancesPallet.Call.TransferAllowDeath(TestChain.Account(poor), RuntimeConstants.ExistentialDeposit)));

        Assert.Equal(InvalidTransaction.Payment, _chain.Validate(_chain.Sign(poor, _remark)).Error!.Value.Invalid);
    }

    [Fact]
    public void Validate_ACallHeavierThanABlock_ExhaustsResources() =>
        Assert.Equal(
            InvalidTransaction.ExhaustsResources,
            _chain.Validate(_chain.Sign(TestChain.Alice, new SystemCall.MakeRemark(new byte[5 * 1024 * 1024]))).Error!.Value.Invalid);

    [Fact]
    public void Validate_WithTheMetadataHash_NeedsItSigned()
    {
        byte[] signed = _chain.Sign(TestChain.Alice, _remark, withMetadataHash: true);
        Assert.NotNull(_chain.Validate(signed).Valid);
        (_, System.Collections.Immutable.ImmutableArray<byte[]> results) = _chain.Author(signed);
        Assert.Equal([0, 0], results[1]);

        // Mode is the last extension byte before the call of 5 bytes: 00 00 0c 01 02 03 -> pallet, call, length, three bytes.
        byte[] enabled = _chain.Sign(TestChain.Alice, _remark);
        enabled[^7] = 1;
        Assert.Equal(InvalidTransaction.BadProof, _chain.Validate(enabled).Error!.Value.Invalid);
        enabled[^7] = 2;
        Assert.Throws<RuntimeException>(() => _chain.Validate(enabled));
    }

    [Fact]
    public void CheckMetadataHash_OfARuntimeWithoutOne_CannotLookItUp()
    {
        ScaleWriter writer = new(64);

        Assert.Equal<TransactionValidityError?>(UnknownTransaction.CannotLookup, new CheckMetadataHash(static () => null) { IsEnabled = true }.EncodeImplicit(ref writer));
        Assert.Null(new CheckMetadataHash(static () => null).EncodeImplicit(ref writer));
        Assert.Equal([0], writer.ToArray());
        Assert.Null(new CheckMetadataHash(static () => Hashing.Blake2_256([1])) { IsEnabled = true }.EncodeImplicit(ref writer));
        Assert.Equal([0, 1, .. Hashing.Blake2_256([1]).Span], writer.ToArray());
    }

    [Fact]
    public void Validate_AHigherTip_HasAHigherPriority()
    {
        ulong low = _chain.Validate(_chain.Sign(TestChain.Alice, _remark)).Valid!.Priority;
        ulong high = _chain.Validate(_chain.Sign(TestChain.Alice, _remark, tip: 1)).Valid!.Priority;

        Assert.InRange(low, 1ul, ulong.MaxValue);
        Assert.Equal(2 * low, high);
    }

    [Fact]
    public void Validate_ASignerOfZeros_IsABadSigner()
    {
        // The all-zero sr25519 key verifies nothing that this test could make, so the extension is asked directly.
        Transaction transaction = new(Origin.Signed(default), _chain.Of(_remark), default, 100, TransactionSource.External);

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadSigner, new CheckNonZeroSender().Validate(transaction, new Validity()));
    }

    [Fact]
    public void Validate_AddressesThatAreNotAccounts_CannotBeLookedUp()
    {
        byte[] good = _chain.Sign(TestChain.Alice, _remark);
        // length (2 bytes), 0x84, address kind: 03 is Address32, as long as an account id.
        byte[] other = [.. good];
        other[3] = 3;

        Assert.Equal(UnknownTransaction.CannotLookup, _chain.Validate(other).Error!.Value.Unknown);
    }

    [Fact]
    public void Validate_LeavesTheStateAlone()
    {
        H256 before = _chain.State.CurrentRoot;
        _chain.Validate(_chain.Sign(TestChain.Alice, _remark));

        Assert.Equal(before, _chain.State.CurrentRoot);
    }

    private static byte[] Tag(uint nonce) => [.. TestChain.Alice.PublicKey, .. Codecs.U32.ToBytes(nonce)];
}
