using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Xunit.Sdk;
using Call = Gensyn.Frame.Tests.Mock.LedgerPallet.Call;
using Error = Gensyn.Frame.Tests.Mock.LedgerPallet.Error;
using Event = Gensyn.Frame.Tests.Mock.LedgerPallet.Event;
using SystemEvent = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Frame.Tests.Mock;

/// <summary>A ledger at index 50.</summary>
public sealed class LedgerRuntime : MockRuntime
{
    public LedgerRuntime(LedgerFault fault = LedgerFault.None) => Ledger = Add(new LedgerPallet(At(50), fault));

    public LedgerRuntime(LedgerRuntime before, LedgerFault fault)
        : base(before) => Ledger = Add(new LedgerPallet(At(50), fault));

    public LedgerPallet Ledger { get; }
}

public sealed class MockRuntimeTests
{
    private static readonly AccountId Alice = DevAccounts.Alice;
    private static readonly AccountId Bob = DevAccounts.Bob;
    private static readonly Origin SignedByAlice = Origin.Signed(Alice);

    private static Call.Put Put(uint amount, params byte[] note) => new(amount, note);

    [Fact]
    public void AssertNoop_OfARefusalThatLeavesATrace_FailsAndNamesIt()
    {
        using LedgerRuntime runtime = new(LedgerFault.Escape);

        XunitException failure = Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, SignedByAlice, new Call.Nest(runtime.Of(new Call.Take()))));

        Assert.Contains("Ledger.Total", failure.Message, StringComparison.Ordinal);
        Assert.Contains("as in the last block -> 01000000", failure.Message, StringComparison.Ordinal);
        runtime.Ledger.Total.Remove();
    }

    [Fact]
    public void AssertNoop_OutsideALayer_FailsForWhatWasWrittenFirst()
    {
        using LedgerRuntime runtime = new();

        Assert.Contains(
            "Ledger.Total", Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, runtime.Ledger.WriteAndRefuse)).Message, StringComparison.Ordinal);
        runtime.Ledger.Total.Set(5);
        Assert.Contains(
            "05000000 -> 07000000", Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, runtime.Ledger.WriteAndRefuse)).Message, StringComparison.Ordinal);
        runtime.Ledger.Total.Remove();
    }

    [Fact]
    public void AssertNoop_OfALayerLeftOpen_Fails()
    {
        using LedgerRuntime runtime = new();
        Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, runtime.Ledger.OpenAndRefuse));
        runtime.Externalities.RollbackTransaction();
    }

    [Fact]
    public void AssertNoop_OfARefusalThatOnlyDepositsAnEvent_Fails()
    {
        using LedgerRuntime runtime = new();
        Assert.Contains(
            "System.Events",
            Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(DispatchError.Other, () =>
            {
                runtime.DepositEvent(50, new Event.Moved(Alice, []));
                return DispatchError.Other;
            })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AssertNoop_OfAnotherErrorOrOfNone_Fails()
    {
        using LedgerRuntime runtime = new();
        Assert.Contains(
            "expected Ledger.TooMuch, was Ledger.Nothing",
            Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, SignedByAlice, new Call.Take())).Message,
            StringComparison.Ordinal);
        Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(Error.TooMuch, SignedByAlice, Put(1)));
        Assert.ThrowsAny<XunitException>(() => runtime.AssertNoop(DispatchError.BadOrigin, SignedByAlice, new Call.Take()));
        runtime.AssertNoop(Error.TooMuch, SignedByAlice, Put(10_001));
    }

    [Fact]
    public void AssertOk_OfARefusal_FailsWithTheErrorsName()
    {
        using LedgerRuntime runtime = new();
        Assert.Contains(
            "Ledger.Nothing", Assert.ThrowsAny<XunitException>(() => runtime.AssertOk(SignedByAlice, new Call.Take())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispatch_OfACallBeyondItsBounds_IsNotEvenEncoded()
    {
        using LedgerRuntime runtime = new();

        Assert.Contains(
            "more than the bound of 8", Assert.Throws<ArgumentException>(() => runtime.Dispatch(SignedByAlice, Put(1, 1, 2, 3, 4, 5, 6, 7, 8, 9))).Message, StringComparison.Ordinal);
        runtime.AssertOk(SignedByAlice, Put(1, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    [Fact]
    public void Dispose_ChecksWhatPalletsAndTestsSay()
    {
        LedgerRuntime broken = new();
        broken.Ledger.Total.Set(3);
        Assert.Contains("Ledger: the parts are 0, the total is 3", Assert.ThrowsAny<XunitException>(broken.Dispose).Message, StringComparison.Ordinal);

        int checks = 0;
        LedgerRuntime sound = new();
        sound.AddCheck(() => checks++);
        sound.Dispose();
        Assert.Equal(1, checks);

        LedgerRuntime complaining = new();
        complaining.Ledger.Complain();
        Assert.Contains("this cannot be", Assert.ThrowsAny<XunitException>(complaining.Dispose).Message, StringComparison.Ordinal);
        complaining.LogLines.Clear();
        complaining.Dispose();
    }

    [Fact]
    public void RuntimeTest_ChecksTheStateWhenTheTestEnds()
    {
        LedgerTest test = new();
        test.Break();
        Assert.ThrowsAny<XunitException>(test.Dispose);
    }

    [Fact]
    public void RunToBlock_RunsHooksInTheOrderOfFrame()
    {
        List<string> trace = [];
        using MockRuntime runtime = new MockRuntime()
            .With(7, at => new SecondPallet(at, trace))
            .With(3, at => new FirstPallet(at, trace));

        runtime.RunToBlock(2, new BlockHooks
        {
            BeforeInitialize = n => trace.Add($"before initialize {n}"),
            AfterInitialize = n => trace.Add($"after initialize {n}"),
            BeforeFinalize = n => trace.Add($"before finalize {n}"),
            AfterFinalize = n => trace.Add($"after finalize {n}"),
        });

        // Source: polkadot-sdk substrate/frame/executive, initialize_block and finalize_block: pallets by index in every hook.
        Assert.Equal(
            [
                "before initialize 1", "3 initialize 1", "7 initialize 1", "after initialize 1",
                "before finalize 1", "3 idle 1", "7 idle 1", "3 finalize 1", "7 finalize 1", "after finalize 1",
                "before initialize 2", "3 initialize 2", "7 initialize 2", "after initialize 2",
            ],
            trace);
    }

    [Fact]
    public void OnIdle_IsGivenWhatTheBlockHasLeft()
    {
        List<string> trace = [];
        using MockRuntime runtime = new MockRuntime()
            .With(3, at => new FirstPallet(at, trace), out FirstPallet first)
            .With(7, at => new SecondPallet(at, trace), out SecondPallet second)
            .With(50, static at => new LedgerPallet(at));
        runtime.FrameSystem.IncProviders(Alice);
        runtime.AssertApplied(Alice, Put(1, 9));
        Weight used = runtime.FrameSystem.ConsumedWeight.Total;
        Assert.True(used.RefTime > 100_001 + (2 * TracedPallet.InitializeWeight.RefTime));

        runtime.RunToBlock(2);

        Assert.Equal(runtime.FrameSystem.BlockWeights.MaxBlock - used, first.Remaining);
        Assert.Equal(first.Remaining - TracedPallet.IdleWeight, second.Remaining);
    }

    [Fact]
    public void Blocks_AreChainedAndCommitted()
    {
        using LedgerRuntime runtime = new LedgerRuntime().WithGenesis(static r => r.Ledger.Parts.Set(Bob, 0));
        H256 genesis = runtime.Best.Hash();
        Assert.Equal((1u, genesis), (runtime.BlockNumber, runtime.FrameSystem.HashOf(0)));
        runtime.AssertOk(SignedByAlice, Put(5));

        runtime.RunToBlock(4);

        Assert.Equal((4u, 3u), (runtime.BlockNumber, runtime.Best.Number));
        Assert.Equal(runtime.Best.Hash(), runtime.FrameSystem.ParentHash.Get());
        Assert.Equal(5u, runtime.Ledger.Total.Get());
        runtime.SkipToBlock(1_000_000);
        Assert.Equal((1_000_000u, 999_999u), (runtime.BlockNumber, runtime.Best.Number));
        Assert.Equal(5u, runtime.Ledger.Total.Get());
        Assert.Throws<ArgumentOutOfRangeException>(() => runtime.SkipToBlock(1_000_000));
    }

    [Fact]
    public void Events_AreThoseOfTheBlock_WithPhaseAndTopics()
    {
        using LedgerRuntime runtime = new();
        runtime.AssertOk(SignedByAlice, Put(1, 1, 2));
        runtime.AssertOk(Origin.Signed(Bob), Put(1));

        runtime.AssertEvents(new Event.Moved(Alice, [1, 2]), new Event.Moved(Bob, []));
        runtime.AssertLastEvent(new Event.Moved(Bob, []));
        runtime.AssertHasEvent(new Event.Moved(Alice, [1, 2]));
        Assert.Equal(Phase.ApplyExtrinsic(0), runtime.SystemEvents[0].Phase);
        Assert.Equal([Hashing.Blake2_256([1, 2])], runtime.SystemEvents[0].Topics.AsEnumerable());
        Assert.ThrowsAny<XunitException>(() => runtime.AssertHasEvent(new Event.Moved(Alice, [1])));
        Assert.ThrowsAny<XunitException>(() => runtime.AssertLastEvent(new Event.Moved(Alice, [1, 2])));
        Assert.ThrowsAny<XunitException>(() => runtime.AssertEvents(new Event.Moved(Alice, [1, 2])));

        runtime.RunToBlock(2);
        runtime.AssertEvents();
        Assert.ThrowsAny<XunitException>(() => runtime.AssertLastEvent(new Event.Moved(Bob, [])));
        Assert.Equal(2, runtime.AllEvents.Count());
        Assert.Equal(Bob, runtime.Last<Event.Moved>()?.Who);
        runtime.ClearEvents();
        Assert.Empty(runtime.AllEvents);
    }

    [Fact]
    public void AssertApplied_SendsAWholeTransaction()
    {
        using LedgerRuntime runtime = new();
        runtime.FrameSystem.IncProviders(Alice);

        DispatchResult good = runtime.AssertApplied(Alice, Put(5));
        DispatchResult bad = runtime.AssertApplied(Alice, Put(10_001));

        Assert.False(good.IsError);
        runtime.AssertError(Error.TooMuch, bad);
        Assert.Equal((2u, 5u), (runtime.FrameSystem.NonceOf(Alice), runtime.Ledger.Total.Get()));
        Assert.Equal(2u, runtime.FrameSystem.ExtrinsicIndex);
        Assert.IsType<SystemEvent.ExtrinsicSuccess>(runtime.SystemEvents[^2].Event.Event);
        Assert.Equal(Phase.ApplyExtrinsic(1), runtime.SystemEvents[^1].Phase);
        Assert.Equal(runtime.ErrorOf(Error.TooMuch), Assert.IsType<SystemEvent.ExtrinsicFailed>(runtime.SystemEvents[^1].Event.Event).DispatchError);
        Assert.Equal([new Event.Moved(Alice, []).Who], runtime.Events.OfType<Event.Moved>().Select(static e => e.Who));
    }

    [Fact]
    public void AssertInvalid_FindsTransactionsThatMayNotStandInABlock()
    {
        using LedgerRuntime runtime = new();
        runtime.AssertInvalid(InvalidTransaction.Payment, Alice, Put(5));
        runtime.FrameSystem.IncProviders(Alice);
        runtime.AssertInvalid(InvalidTransaction.Future, Alice, Put(5), static extensions => extensions.Items.OfType<CheckNonce>().Single().Nonce = 1);
        Assert.ThrowsAny<XunitException>(() => runtime.AssertInvalid(InvalidTransaction.Stale, Alice, Put(5)));

        runtime.AssertApplied(Alice, Put(5));
        runtime.AssertInvalid(InvalidTransaction.Stale, Alice, Put(5), static extensions => extensions.Items.OfType<CheckNonce>().Single().Nonce = 0);
        Assert.ThrowsAny<XunitException>(() => runtime.AssertApplied(Bob, Put(5)));
    }

    [Fact]
    public void Signatures_AreThoseOfTheAccountAndTheMessage()
    {
        using LedgerRuntime runtime = new();
        runtime.FrameSystem.IncProviders(Alice);
        byte[] extrinsic = runtime.Sign(Alice, Put(5, 1));
        byte[] tampered = [.. extrinsic];
        tampered[^1]++;

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadProof, runtime.Apply(tampered, out _));
        Assert.Null(runtime.Apply(extrinsic, out _));
    }

    [Fact]
    public void Validate_JudgesOnTopOfTheBlock_AndLeavesNoTrace()
    {
        using LedgerRuntime runtime = new();
        runtime.FrameSystem.IncProviders(Alice);
        runtime.AssertApplied(Alice, Put(1));
        byte[] extrinsic = runtime.Sign(Alice, Put(5));

        runtime.AssertNoTrace(() =>
        {
            Assert.Null(runtime.Validate(extrinsic, out ValidTransaction validity));
            Assert.Single(validity.Provides);
            Assert.Empty(validity.Requires);
        });
        Assert.Null(runtime.Apply(extrinsic, out _));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Stale, runtime.Validate(extrinsic, out _));
    }

    [Fact]
    public void ARuntime_OverTheStateOfAnother_GoesOn()
    {
        using LedgerRuntime before = new(LedgerFault.Escape);
        before.AssertOk(SignedByAlice, Put(5));

        using LedgerRuntime after = new(before, LedgerFault.None);

        after.AssertOk(SignedByAlice, new Call.Nest(after.Of(new Call.Take())));
        after.RunToBlock(3);
        Assert.Equal((3u, 0u), (before.BlockNumber, before.Ledger.Total.Get()));
    }

    [Fact]
    public void Composition_EndsWithTheFirstBlock()
    {
        using LedgerRuntime runtime = new();
        Assert.Throws<ArgumentException>(() => runtime.Add(new FirstPallet(runtime.At(50), [])));
        runtime.RunToBlock(1);
        Assert.Throws<InvalidOperationException>(() => runtime.Add(new FirstPallet(runtime.At(51), [])));
        Assert.Throws<InvalidOperationException>(() => runtime.WithGenesis(static _ => { }));
        Assert.Throws<ArgumentException>(() => runtime.ErrorOf(Sample.SamplePallet.Error.StakeTooLow));
        Assert.Throws<ArgumentException>(() => runtime.Of(new Sample.SamplePallet.Call.Spoil()));
    }

    private sealed class LedgerTest() : RuntimeTest<LedgerRuntime>(new LedgerRuntime())
    {
        public void Break() => Runtime.Ledger.Total.Set(1);
    }
}
