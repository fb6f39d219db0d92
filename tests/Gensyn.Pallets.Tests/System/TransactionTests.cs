using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;
using Call = Gensyn.Pallets.Tests.ProbePallet.Call;
using Event = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

/// <summary>Transactions of all kinds on their way through extensions, filters and layers.</summary>
public sealed class TransactionTests
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;

    [Fact]
    public void Signed_PassesEveryStepOfEveryExtensionInOrder()
    {
        List<string> trace = [];
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(_ => [new TestExtension("a") { Trace = trace }, new TestExtension("b") { Trace = trace }]).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Write(1, false)), out _));
        Assert.Equal(["a begin", "b begin", "a validate", "b validate", "a prepare", "b prepare", "a settle", "b settle"], trace);

        trace.Clear();
        Assert.Null(runtime.Executive.ApplyExtrinsic(ExecutiveTestRuntime.Bare(new Call.Claim(1)), out _));
        Assert.Equal(["a validate bare", "b validate bare", "a prepare bare", "b prepare bare", "a settle bare", "b settle bare"], trace);
    }

    // Source: polkadot-sdk, the weights of check_genesis.rs and check_mortality.rs.
    [Fact]
    public void HashOfTheFirstBlock_CountsInNoTransactionsProof()
    {
        FrameSystemPallet system = new ExecutiveTestRuntime().System;
        Weight genesis = new CheckGenesis(system).Weight, immortal = new CheckMortality(system).Weight;
        Weight mortal = new CheckMortality(system) { Era = Era.Mortal(64, 1) }.Weight;

        Assert.Equal((0ul, 0ul), (genesis.ProofSize, immortal.ProofSize));
        Assert.True(genesis.RefTime > 0 && immortal.RefTime > 0 && mortal.ProofSize > 0);
    }

    [Fact]
    public void General_ThatNothingVouchesFor_HasAnUnknownOrigin()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(static _ => [new TestExtension("a")]).Open();
        byte[] general = runtime.General(new Call.Write(1, false));

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.UnknownOrigin, runtime.Executive.ApplyExtrinsic(general, out _));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.UnknownOrigin, runtime.Validate(general).Error);
        Assert.Null(runtime.Probe.Written.Get(1u));
    }

    [Fact]
    public void General_RunsAsWhomAnExtensionSays_AndLaterExtensionsSeeThat()
    {
        AccountId? seen = null;
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(_ =>
        [
            new TestExtension("before") { OnValidate = (transaction, _) => Expect(transaction.Signer is null && !transaction.IsAuthorized) },
            new TestExtension("vouches") { OnValidate = static (transaction, validity) => Vouch(transaction, validity) },
            new TestExtension("after")
            {
                OnValidate = (transaction, _) =>
                {
                    seen = transaction.Signer;
                    return null;
                },
            },
        ]).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.General(new FrameSystemPallet.Call.RemarkWithEvent([1])), out DispatchResult result));
        Assert.False(result.IsError);
        Assert.Equal(Alice, seen);
        Assert.Contains(new Event.Remarked(Alice, Hashing.Blake2_256([1])), runtime.Events);
        (ValidTransaction? valid, _) = runtime.Validate(runtime.General(new FrameSystemPallet.Call.RemarkWithEvent([1])));
        Assert.Equal(5ul, valid!.Priority);
        Assert.False(valid.Propagate);

        static TransactionValidityError? Vouch(Transaction transaction, Validity validity)
        {
            transaction.Origin = Origin.Signed(Alice);
            validity.AddPriority(5);
            validity.KeepLocal();
            return null;
        }
    }

    [Fact]
    public void General_WhoseImplicitDataIsUnknown_IsRefusedBeforeAnyExtension()
    {
        List<string> trace = [];
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(_ => [new TestExtension("a") { Trace = trace, Unknown = UnknownTransaction.CannotLookup }]).Open();

        Assert.Equal<TransactionValidityError?>(UnknownTransaction.CannotLookup, runtime.Executive.ApplyExtrinsic(runtime.General(new Call.Write(1, false)), out _));
        Assert.Empty(trace);
    }

    // Source: frame_system::extensions::authorize_call's tests.
    [Fact]
    public void General_OfACallThatVouchesForItself_RunsAuthorized()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(static r => [new AuthorizeCall(r), new CheckNonZeroSender()]).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.General(new Call.Vouched(9)), out DispatchResult result));
        Assert.False(result.IsError);
        Assert.Equal(9u, runtime.Probe.Written.Get(3000u));
        // 50 declared for the answer, 3 of it given back.
        Assert.Equal(new Weight(100 + 7 + 50 - 3, 5) + new CheckNonZeroSender().Weight, Reported(runtime));

        (ValidTransaction? valid, _) = runtime.Validate(runtime.General(new Call.Vouched(9)));
        Assert.Equal(9ul, valid!.Priority);
        Assert.Equal([4], Assert.Single(valid.Provides));
        Assert.Equal(5ul, valid.Longevity);
        Assert.True(valid.Propagate);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Custom(7), runtime.Validate(runtime.General(new Call.Vouched(101))).Error);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Custom(7), runtime.Executive.ApplyExtrinsic(runtime.General(new Call.Vouched(101)), out _));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.UnknownOrigin, runtime.Executive.ApplyExtrinsic(runtime.General(new Call.Write(1, false)), out _));

        // A signer vouches already: the call is not asked, and its answer's weight is given back.
        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Vouched(9)), out _));
        Assert.Equal(0u, runtime.Probe.Written.Get(3000u));
        Assert.Equal(new Weight(100 + 7, 0) + new CheckNonZeroSender().Weight, Reported(runtime));
    }

    [Fact]
    public void Feeless_LeavesOutTheExtensionThatTakesFees()
    {
        List<string> trace = [];
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(r => [new SkipCheckIfFeeless(r, new TestExtension("fee") { Trace = trace, Unspent = new(1, 0) })]).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Even(2)), out _));
        Assert.Equal(["fee begin"], trace);
        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Even(3)), out _));
        Assert.Equal(["fee begin", "fee begin", "fee validate", "fee prepare", "fee settle"], trace);
        Assert.Equal("fee", runtime.Extensions().Items[0].Identifier);
    }

    // Source: sp_runtime::traits::transaction_extension: (version, call), the explicit data that follows, the implicit data that follows.
    [Fact]
    public void Implication_IsWhatFollowsTheExtensionThatVouches()
    {
        byte[] implied = [];
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(_ =>
        [
            new TestExtension("first") { Sent = [1], SignedOnly = [11] },
            new TestExtension("vouches")
            {
                Sent = [2],
                SignedOnly = [12],
                OnValidate = (transaction, _) =>
                {
                    ScaleWriter writer = new(64);
                    Assert.Null(transaction.EncodeImplication(ref writer));
                    implied = writer.ToArray();
                    return null;
                },
            },
            new TestExtension("third") { Sent = [3], SignedOnly = [13] },
            new TestExtension("fourth") { Sent = [4], SignedOnly = [14] },
        ]).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Write(1, false)), out _));
        Assert.Equal([0, .. RuntimeCall.Codec.ToBytes(ExecutiveTestRuntime.Of(new Call.Write(1, false))), 3, 4, 13, 14], implied);
    }

    [Fact]
    public void Extensions_GiveBackWeightTheyDidNotUse()
    {
        TestExtension last = new("last") { Declared = new(20, 2) };
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(r => [new CheckWeight(r.System), new TestExtension("first") { Declared = new(100, 10), Unspent = new(60, 4) }, last]).Open();
        Weight before = runtime.System.BlockWeight.Get().Total;
        byte[] transaction = runtime.Signed(Alice, new Call.Write(1, false));

        Assert.Null(runtime.Executive.ApplyExtrinsic(transaction, out _));

        // The transaction is the first, so polling, at 250, came before it. CheckWeight settles first: the call's refund is the block's; what came later shows in the event.
        Weight checkWeight = new CheckWeight(runtime.System).Weight;
        Assert.Equal(new Weight(300, 30) + checkWeight + new Weight(120, 12) - new Weight(60, 4), last.Outcome.Weight);
        Assert.Equal(new Weight(300 + 7 + 120 - 60, 30 + 12 - 4) + checkWeight, Reported(runtime));
        Assert.Equal(new Weight(300 + 7 + 120, (ulong)(30 + 12 + transaction.Length)) + checkWeight + before + new Weight(250, 0), runtime.System.BlockWeight.Get().Total);
    }

    // Source: cumulus_pallet_weight_reclaim's tests, basic_refund and the case where the node measures more than was declared.
    [Fact]
    public void StorageWeightReclaim_TakesWhatTheHostMeasured()
    {
        ulong measured = 1000;
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(
            r => [new CheckWeight(r.System), new TestExtension("moves") { OnPrepare = () => Grow(12) }, new StorageWeightReclaim(r.System, r.Externalities)], () => measured).Open();
        // Room for what was recorded before this transaction.
        runtime.System.RegisterExtraWeight(new(0, 5000), DispatchClass.Mandatory);
        byte[] transaction = runtime.Signed(Alice, new Call.Write(1, false));

        Assert.Null(runtime.Executive.ApplyExtrinsic(transaction, out _));

        // Declared 50, the call reported 30, the host measured 12.
        Assert.Equal(12ul, Reported(runtime).ProofSize);
        Assert.Equal(12 + (ulong)transaction.Length, runtime.System.BlockWeight.Get()[DispatchClass.Normal].ProofSize);
        Assert.False(runtime.System.ExtrinsicWeightReclaimed.Exists);

        TransactionValidityError? Grow(ulong by)
        {
            measured += by;
            return null;
        }
    }

    [Fact]
    public void StorageWeightReclaim_WhenTheNodeHasMoreThanTheBlockBelieves_CatchesUp()
    {
        ulong measured = 1000;
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(r => [new CheckWeight(r.System), new StorageWeightReclaim(r.System, r.Externalities)], () => measured += 40).Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Write(1, false)), out _));

        Assert.Equal(measured + runtime.System.BlockSize.Get(), runtime.System.BlockWeight.Get().Total.ProofSize);
    }

    [Fact]
    public void StorageWeightReclaim_WithoutARecorder_LeavesTheDeclaration()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime(r => [new CheckWeight(r.System), new StorageWeightReclaim(r.System, r.Externalities)]).Open();
        byte[] transaction = runtime.Signed(Alice, new Call.Write(1, false));

        Assert.Null(runtime.Executive.ApplyExtrinsic(transaction, out _));

        Assert.Equal(30ul, Reported(runtime).ProofSize);
        Assert.Equal(30 + (ulong)transaction.Length, runtime.System.BlockWeight.Get()[DispatchClass.Normal].ProofSize);
    }

    [Theory]
    [InlineData(TransactionSource.External, true)]
    [InlineData(TransactionSource.Local, false)]
    public void Bare_OfAPalletThatJudges_TellsThePoolWhatItSays(TransactionSource source, bool propagates)
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime().Open();

        (ValidTransaction? valid, _) = runtime.Validate(ExecutiveTestRuntime.Bare(new Call.Claim(7)), source);

        Assert.Equal(7ul, valid!.Priority);
        Assert.Equal([1], Assert.Single(valid.Requires));
        Assert.Equal([2, 3], valid.Provides.Select(Assert.Single));
        Assert.Equal(64ul, valid.Longevity);
        Assert.Equal(propagates, valid.Propagate);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Custom((byte)source), runtime.Validate(ExecutiveTestRuntime.Bare(new Call.Claim(101)), source).Error);
    }

    [Fact]
    public void Bare_RunsWithoutAnOrigin_AndIsJudgedOnceMoreInItsBlock()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime().Open();

        Assert.Null(runtime.Executive.ApplyExtrinsic(ExecutiveTestRuntime.Bare(new Call.Claim(7)), out DispatchResult result));
        Assert.False(result.IsError);
        Assert.Equal(7u, runtime.Probe.Written.Get(2000u));
        Assert.Equal<TransactionValidityError?>(
            InvalidTransaction.Custom((byte)TransactionSource.InBlock), runtime.Executive.ApplyExtrinsic(ExecutiveTestRuntime.Bare(new Call.Claim(101)), out _));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Call, runtime.Executive.ApplyExtrinsic(ExecutiveTestRuntime.Bare(new Call.Vouched(1)), out _));

        // Version 4 says the same as version 5.
        byte[] old = ExecutiveTestRuntime.Bare(new Call.Claim(8));
        old[1] = 4;
        Assert.Null(runtime.Executive.ApplyExtrinsic(old, out _));
        Assert.Equal(8u, runtime.Probe.Written.Get(2000u));
    }

    [Fact]
    public void Filter_OfTheRuntime_HoldsForAllButRoot_AtEveryDepth()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime { Refuses = static call => call.Call is Call.Write }.Open();
        RuntimeCall write = ExecutiveTestRuntime.Of(new Call.Write(1, false));
        RuntimeCall nested = ExecutiveTestRuntime.Of(new Call.Nest(write));

        Assert.Equal(DispatchError.CallFiltered, runtime.Dispatch(write, Origin.Signed(Alice)).Error);
        Assert.Equal(DispatchError.CallFiltered, runtime.Dispatch(nested, Origin.Signed(Alice)).Error);
        Assert.Null(runtime.Dispatch(nested, Origin.Root).Error);
        // Past the filter once, but what it makes meets the filter again.
        Assert.Null(runtime.DispatchUnfiltered(write, Origin.Signed(Alice)).Error);
        Assert.Equal(DispatchError.CallFiltered, runtime.DispatchUnfiltered(nested, Origin.Signed(Alice)).Error);
        // System's own error, by the index of System.
        Assert.Equal(DispatchError.Module(0, (byte)FrameSystemPallet.Error.CallFiltered), DispatchError.CallFiltered);
        Assert.Null(runtime.Executive.ApplyExtrinsic(runtime.Signed(Alice, new Call.Write(1, false)), out DispatchResult result));
        Assert.Equal(DispatchError.CallFiltered, result.Error);
    }

    // Source: frame_support::storage::transactional: 255 layers, and the next is refused.
    [Theory]
    [InlineData(254, null)]
    [InlineData(255, TransactionalError.LimitReached)]
    public void Layers_NestAsDeepAsInSubstrate(int depth, TransactionalError? expected)
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime().Open();
        RuntimeCall call = ExecutiveTestRuntime.Of(new Call.Write(1, false));
        for (int i = 0; i < depth; i++) call = ExecutiveTestRuntime.Of(new Call.Nest(call));

        Assert.Equal(expected is { } error ? DispatchError.Transactional(error) : null, runtime.Dispatch(call, Origin.Signed(Alice)).Error);
        Assert.Equal(expected is null, runtime.Probe.Written.Contains(1));
        Assert.Equal(0, runtime.State.OpenTransactions);
        Assert.Null(runtime.Dispatch(ExecutiveTestRuntime.Of(new Call.Write(2, false)), Origin.Signed(Alice)).Error);
    }

    [Fact]
    public void Layers_OfACallsOwn_AreDroppedAlone()
    {
        ExecutiveTestRuntime runtime = new ExecutiveTestRuntime().Open();

        Assert.Null(runtime.Dispatch(ExecutiveTestRuntime.Of(new Call.Drop(1)), Origin.Signed(Alice)).Error);

        Assert.False(runtime.Probe.Written.Contains(1));
        Assert.True(runtime.Probe.Written.Contains(2));
        Assert.Empty(runtime.Events);
    }

    private static TransactionValidityError? Expect(bool holds)
    {
        Assert.True(holds);
        return null;
    }

    private static Weight Reported(ExecutiveTestRuntime runtime) => runtime.Events.OfType<Event.ExtrinsicSuccess>().Last().DispatchInfo.Weight;
}
