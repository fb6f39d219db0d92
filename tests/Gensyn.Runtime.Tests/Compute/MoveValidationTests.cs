using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Runtime.Tests.Compute;

/// <summary>The space reserved for moves is only for those who are on the clock.</summary>
public sealed class MoveValidationTests
{
    private static readonly PalletCall Move = new ArbitrationPallet.Call.Move(0, 0, new DisputeMove.Tile([]));

    private readonly TestChain _chain = new();

    [Fact]
    public void Move_OfWhoIsNotOnTheClock_IsRefusedBeforeItCosts()
    {
        Assert.Equal(InvalidTransaction.Call, _chain.Validate(_chain.Sign(TestChain.Alice, Move)).Error);
        Assert.NotNull(_chain.Validate(_chain.Sign(TestChain.Alice, new FrameSystemPallet.Call.RemarkWithEvent([1]))).Valid);
    }

    [Fact]
    public void Move_InsideBatches_IsRefusedLikewise()
    {
        RuntimeCall move = _chain.Of(Move);
        RuntimeCall remark = _chain.Of(new FrameSystemPallet.Call.RemarkWithEvent([1]));
        foreach (PalletCall batch in (PalletCall[])[
            new UtilityPallet.Call.Batch([move]),
            new UtilityPallet.Call.BatchAll([remark, move]),
            new UtilityPallet.Call.ForceBatch([_chain.Of(new UtilityPallet.Call.Batch([remark, move]))])])
        {
            Assert.Equal(InvalidTransaction.Call, _chain.Validate(_chain.Sign(TestChain.Alice, batch)).Error);
        }

        Assert.NotNull(_chain.Validate(_chain.Sign(TestChain.Alice, new UtilityPallet.Call.Batch([remark]))).Valid);
    }

    [Fact]
    public void Move_InsideOtherCalls_IsRefusedForWhoWouldMakeIt()
    {
        RuntimeCall move = _chain.Of(Move);
        RuntimeCall remark = _chain.Of(new FrameSystemPallet.Call.RemarkWithEvent([1]));
        AccountId bob = TestChain.Account(TestChain.Bob);
        foreach (PalletCall call in (PalletCall[])[
            new UtilityPallet.Call.AsDerivative(0, move),
            new UtilityPallet.Call.IfElse(remark, move),
            new UtilityPallet.Call.DispatchAs(new(RawOrigin.Signed, bob), move),
            new UtilityPallet.Call.DispatchAsFallible(new(RawOrigin.Root), move),
            new UtilityPallet.Call.WithWeight(move, default),
            new MultisigPallet.Call.AsMultiThreshold1([bob], move),
            new ProxyPallet.Call.MakeProxied(bob, null, move),
            new ProxyPallet.Call.ProxyAnnounced(bob, bob, null, move)])
        {
            Assert.Equal(InvalidTransaction.Call, _chain.Validate(_chain.Sign(TestChain.Alice, call)).Error);
        }

        Assert.NotNull(_chain.Validate(_chain.Sign(TestChain.Alice, new ProxyPallet.Call.MakeProxied(bob, null, remark))).Valid);
    }

    [Fact]
    public void Move_OfASideOnTheClock_MayBeMadeByItsProxy()
    {
        OverlayExternalities state = new(_chain.State);
        GensynRuntime runtime = new(state);
        AccountId side = TestChain.Account(TestChain.Bob);
        Player alice = new(TestChain.Account(TestChain.Alice), Clock: 10, Extensions: 0, Since: null);
        Player bob = new(side, Clock: 10, Extensions: 0, Since: 1);
        runtime.Arbitration.Games.Set(0, new Game(0, GameKind.Challenge, 0, 1, null, alice, bob, Opened: 1, Moves: 0));
        _chain.State.Apply(state.Drain());

        Assert.NotNull(_chain.Validate(_chain.Sign(TestChain.Alice, new ProxyPallet.Call.MakeProxied(side, null, _chain.Of(Move)))).Valid);
    }

    [Fact]
    public void Move_OfASideOnTheClock_IsLetIn()
    {
        OverlayExternalities state = new(_chain.State);
        GensynRuntime runtime = new(state);
        Player alice = new(TestChain.Account(TestChain.Alice), Clock: 10, Extensions: 0, Since: 1);
        Player bob = new(TestChain.Account(TestChain.Bob), Clock: 10, Extensions: 0, Since: null);
        runtime.Arbitration.Games.Set(0, new Game(0, GameKind.Challenge, 0, 1, null, alice, bob, Opened: 1, Moves: 0));
        _chain.State.Apply(state.Drain());

        Assert.NotNull(_chain.Validate(_chain.Sign(TestChain.Alice, Move)).Valid);
        Assert.Equal(InvalidTransaction.Call, _chain.Validate(_chain.Sign(TestChain.Bob, Move)).Error);
    }
}
