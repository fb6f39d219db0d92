using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Call;
using Event = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Event;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Pallets.Tests;

public sealed class UtilityPalletTests : IDisposable
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly AccountId Bob = SubstrateTestRuntime.Bob;
    private static readonly DispatchError Unavailable = DispatchError.Token(TokenError.FundsUnavailable);

    private readonly SubstrateTestRuntime _runtime = new SubstrateTestRuntime().With(new Endowment(Alice, 1000), new(DevAccounts.Charlie, 9000));

    public void Dispose() => _runtime.Dispose();

    private RuntimeCall Good => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Bob, 100));

    private RuntimeCall Bad => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Bob, 5000));

    [Fact]
    public void Batch_StopsAtTheFirstFailure_AndKeepsWhatCameBefore()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.Batch([Good, Bad, Good]));

        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Bob));
        Assert.Equal([new Event.ItemCompleted(), new Event.BatchInterrupted(1, Unavailable)], _runtime.Events.OfType<Event>());
    }

    [Fact]
    public void BatchAll_UndoesEverythingOnAFailure()
    {
        _runtime.AssertNoop(Unavailable, Origin.Signed(Alice), new Call.BatchAll([Good, Bad, Good]));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.BatchAll([Good, Good]));

        Assert.Equal<UInt128>(200, _runtime.Balances.Balance(Bob));
        Assert.Equal([new Event.ItemCompleted(), new Event.ItemCompleted(), new Event.BatchCompleted()], _runtime.Events.OfType<Event>());
    }

    [Fact]
    public void ForceBatch_GoesOnAfterAFailure()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.ForceBatch([Good, Bad, Good]));

        Assert.Equal<UInt128>(200, _runtime.Balances.Balance(Bob));
        Assert.Equal(
            [new Event.ItemCompleted(), new Event.ItemFailed(Unavailable), new Event.ItemCompleted(), new Event.BatchCompletedWithErrors()],
            _runtime.Events.OfType<Event>());
    }

    [Fact]
    public void Batches_AreBounded_AndNeedACaller()
    {
        RuntimeCall[] six = [.. Enumerable.Repeat(Good, 6)];
        foreach (PalletCall call in (PalletCall[])[new Call.Batch([.. six]), new Call.BatchAll([.. six]), new Call.ForceBatch([.. six])])
        {
            _runtime.AssertNoop(UtilityPallet.Error.TooManyCalls, Origin.Signed(Alice), call);
        }

        foreach (PalletCall call in (PalletCall[])[new Call.Batch([Good]), new Call.BatchAll([Good]), new Call.ForceBatch([Good]), new Call.IfElse(Good, Good)])
        {
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, call);
        }
    }

    [Fact]
    public void Batch_OfRoot_ActsAsRoot()
    {
        _runtime.AssertOk(Origin.Root, new Call.BatchAll([_runtime.Of(new BalancesPallet.Call.ForceSetBalance(Bob, 77)), _runtime.Of(new Call.BatchAll([]))]));
        Assert.Equal<UInt128>(77, _runtime.Balances.Balance(Bob));
    }

    [Fact]
    public void BatchAll_InsideAnother_IsFilteredAtAnyDepth()
    {
        RuntimeCall inner = _runtime.Of(new Call.BatchAll([Good]));
        _runtime.AssertNoop(DispatchError.CallFiltered, Origin.Signed(Alice), new Call.BatchAll([inner]));
        _runtime.AssertNoop(DispatchError.CallFiltered, Origin.Signed(Alice), new Call.BatchAll([_runtime.Of(new Call.AsDerivative(0, inner))]));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.BatchAll([_runtime.Of(new Call.Batch([inner]))]));
        Assert.Equal(new Event.BatchInterrupted(0, DispatchError.CallFiltered), _runtime.Last<Event.BatchInterrupted>());
        Assert.Equal(DispatchError.CallFiltered, _runtime.ErrorOf(Substrate.FrameSystem.FrameSystemPallet.Error.CallFiltered));
    }

    [Fact]
    public void AsDerivative_ActsAsAnAccountOfTheSenders()
    {
        AccountId derived = UtilityPallet.DerivativeAccountId(Alice, 7);
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(derived, 500));

        DispatchResult result = _runtime.AssertOk(Origin.Signed(Alice), new Call.AsDerivative(7, Good));

        Assert.Equal(_runtime.InfoOf(_runtime.Of(new Call.AsDerivative(7, Good))).Weight, result.ActualWeight);
        Assert.Equal<UInt128>(400, _runtime.Balances.Balance(derived));
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.AsDerivative(8, Good));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.AsDerivative(7, Good));
    }

    [Fact]
    public void DispatchAs_TakesAnyOrigin_AndOnlyTellsWhatCame()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), new Call.DispatchAs(new(RawOrigin.Root), Good));
        _runtime.AssertOk(Origin.Root, new Call.DispatchAs(new(RawOrigin.Signed, Alice), Good));
        _runtime.AssertOk(Origin.Root, new Call.DispatchAs(new(RawOrigin.None), Good));
        _runtime.AssertOk(Origin.Root, new Call.DispatchAs(new(RawOrigin.Authorized), Good));

        DispatchResult refused = DispatchError.BadOrigin;
        Assert.Equal([new Event.DispatchedAs(DispatchResult.Ok), new Event.DispatchedAs(refused), new Event.DispatchedAs(refused)], _runtime.Events.OfType<Event>());
        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Bob));
    }

    [Fact]
    public void DispatchAsFallible_FailsWithTheCall()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), new Call.DispatchAsFallible(new(RawOrigin.Root), Good));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.DispatchAsFallible(new(RawOrigin.Root), Good));
        _runtime.AssertOk(Origin.Root, new Call.DispatchAsFallible(new(RawOrigin.Signed, Alice), Good));
        Assert.Equal([new Event.DispatchedAs(DispatchResult.Ok)], _runtime.Events.OfType<Event>());
    }

    [Fact]
    public void WithWeight_CostsWhatRootSays()
    {
        RuntimeCall call = _runtime.Of(new BalancesPallet.Call.ForceSetBalance(Bob, 77));
        Assert.Equal(new Weight(5, 6), _runtime.InfoOf(_runtime.Of(new Call.WithWeight(call, new(5, 6)))).Weight);
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), new Call.WithWeight(call, default));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.WithWeight(Good, default));
        _runtime.AssertOk(Origin.Root, new Call.WithWeight(call, default));
        Assert.Equal<UInt128>(77, _runtime.Balances.Balance(Bob));
    }

    [Fact]
    public void IfElse_TriesTheSecondCallWhenTheFirstFails()
    {
        Weight one = _runtime.InfoOf(Good).Weight;
        Weight around = new UtilityWeights(default).IfElse();
        Assert.Equal(around + one, _runtime.AssertOk(Origin.Signed(Alice), new Call.IfElse(Good, Bad)).ActualWeight);
        Assert.Equal(around + one * 2, _runtime.AssertOk(Origin.Signed(Alice), new Call.IfElse(Bad, Good)).ActualWeight);
        RuntimeCall dust = _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(DevAccounts.Dave, 9));
        _runtime.AssertNoop(DispatchError.Token(TokenError.BelowMinimum), Origin.Signed(Alice), new Call.IfElse(Bad, dust));

        Assert.Equal([new Event.IfElseMainSuccess(), new Event.IfElseFallbackCalled(Unavailable)], _runtime.Events.OfType<Event>());
        Assert.Equal<UInt128>(200, _runtime.Balances.Balance(Bob));
    }

    [Fact]
    public void Weight_OfABatch_IsTheSumOfItsCalls()
    {
        UtilityWeights weights = new(default);
        Weight one = _runtime.InfoOf(Good).Weight;
        RuntimeCall operational = _runtime.Of(new SystemCall.SetStorage([]));

        Assert.Equal(one * 2 + weights.BatchAll(2), _runtime.InfoOf(_runtime.Of(new Call.BatchAll([Good, Good]))).Weight);
        Assert.Equal(one + weights.ForceBatch(1), _runtime.InfoOf(_runtime.Of(new Call.ForceBatch([Good]))).Weight);
        // Source: pallet_utility's weight_and_dispatch_class: only a normal call makes a batch normal.
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.Batch([Good, operational]))).Class);
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.Batch([]))).Class);
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.IfElse(Good, operational))).Class);
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.IfElse(operational, Good))).Class);
        foreach (PalletCall call in (PalletCall[])
            [
                new Call.Batch([operational]), new Call.IfElse(operational, operational), new Call.AsDerivative(0, operational),
                new Call.DispatchAs(new(RawOrigin.Root), operational), new Call.DispatchAsFallible(new(RawOrigin.Root), operational), new Call.WithWeight(operational, default),
            ])
        {
            Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(call)).Class);
        }

        // Around an inherent's call: mandatory, so that the pool refuses it.
        RuntimeCall mandatory = _runtime.Of(new TimestampPallet.Call.Set(1));
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.Batch([mandatory]))).Class);
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.IfElse(mandatory, operational))).Class);
        foreach (PalletCall call in (PalletCall[])
            [
                new Call.AsDerivative(0, mandatory), new Call.DispatchAs(new(RawOrigin.Root), mandatory), new Call.DispatchAsFallible(new(RawOrigin.Root), mandatory),
                new Call.WithWeight(mandatory, default), new SudoPallet.Call.Sudo(mandatory), new SudoPallet.Call.SudoUncheckedWeight(mandatory, default),
                new SudoPallet.Call.SudoAs(Alice, mandatory), new ProxyPallet.Call.MakeProxied(Alice, null, mandatory), new MultisigPallet.Call.AsMultiThreshold1([Bob], mandatory),
            ])
        {
            Assert.Equal(DispatchClass.Mandatory, _runtime.InfoOf(_runtime.Of(call)).Class);
        }

        Assert.Equal(one + weights.Batch(1), _runtime.AssertOk(Origin.Signed(Alice), new Call.Batch([Good])).ActualWeight);
        Assert.Equal(one * 2 + weights.Batch(2), _runtime.AssertOk(Origin.Signed(Alice), new Call.Batch([Good, Bad, Good])).ActualWeight);
        DispatchResult refused = _runtime.Dispatch(Origin.Signed(Alice), new Call.BatchAll([Good, Bad, Good]));
        Assert.Equal(one * 2 + weights.BatchAll(2), refused.ActualWeight);
        Assert.Equal(_runtime.InfoOf(Good).Weight + weights.DispatchAs(), _runtime.InfoOf(_runtime.Of(new Call.DispatchAs(new(RawOrigin.Root), Good))).Weight);
        Assert.Equal(
            _runtime.InfoOf(Good).Weight + weights.DispatchAsFallible(), _runtime.InfoOf(_runtime.Of(new Call.DispatchAsFallible(new(RawOrigin.Root), Good))).Weight);
    }
    // Source: frame_executive's max_transaction_depth_is_respected: as many batches in one another as MAX_EXTRINSIC_DEPTH, and no more.
    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Calls_NestSoDeepAndNoDeeper(int depth, bool decodes)
    {
        RuntimeCall call = _runtime.Of(new SystemCall.MakeRemark([1, 2, 3]));
        for (int i = 0; i < depth; i++) call = _runtime.Of(i % 2 == 0 ? new Call.Batch([call]) : new Call.AsDerivative(0, call));

        Assert.Equal(decodes, RuntimeCall.Codec.TryDecode(RuntimeCall.Codec.ToBytes(call), out _, _runtime));
    }
}
