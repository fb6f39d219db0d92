using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Call;
using Event = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Event;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Pallets.Tests;

public sealed class UtilityPalletTests
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly AccountId Bob = SubstrateTestRuntime.Bob;
    private static readonly DispatchError Unavailable = DispatchError.Token(TokenError.FundsUnavailable);

    private readonly SubstrateTestRuntime _runtime = new SubstrateTestRuntime().With(new Endowment(Alice, 1000), new(DevAccounts.Charlie, 9000));

    private RuntimeCall Good => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Bob, 100));

    private RuntimeCall Bad => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Bob, 5000));

    [Fact]
    public void Calls_HaveTheIndicesOfSubstrate()
    {
        Assert.Equal([16, 0, 0], RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.Batch([]))));
        Assert.Equal([16, 2, 0], RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.BatchAll([]))));
        Assert.Equal([16, 4, 0], RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.ForceBatch([]))));
    }

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
        _runtime.AssertNoop(UtilityPallet.Error.TooManyCalls, Origin.Signed(Alice), new Call.BatchAll([.. six]));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.Batch([Good]));
    }

    [Fact]
    public void Weight_OfABatch_IsTheSumOfItsCalls()
    {
        Weight one = _runtime.InfoOf(Good).Weight;
        RuntimeCall operational = _runtime.Of(new SystemCall.SetStorage([]));

        Assert.Equal(one * 2 + new Weight(3 + 2 * 2, 0), _runtime.InfoOf(_runtime.Of(new Call.BatchAll([Good, Good]))).Weight);
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.Batch([Good, operational]))).Class);
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.Batch([operational]))).Class);
        Assert.Equal(one + new Weight(3 + 2, 0), _runtime.AssertOk(Origin.Signed(Alice), new Call.Batch([Good])).ActualWeight);
    }
}
