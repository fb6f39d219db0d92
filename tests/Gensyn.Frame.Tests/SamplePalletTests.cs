using System.Collections.Immutable;
using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Frame.Tests.Sample.SamplePallet.Call;
using Error = Gensyn.Frame.Tests.Sample.SamplePallet.Error;
using Event = Gensyn.Frame.Tests.Sample.SamplePallet.Event;

namespace Gensyn.Frame.Tests;

public sealed class SamplePalletTests : IDisposable
{
    private static readonly AccountId _alice = DevAccounts.Alice;
    private readonly SampleRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Register_WithTheMinimumStake_BondsTheWorkerAndSaysSo()
    {
        DispatchResult result = _runtime.AssertOk(Origin.Signed(_alice), new Call.Register(100, "abc"u8.ToArray()));

        Assert.Equal(new Weight(7, 0), result.ActualWeight);
        Assert.Equal(new Worker(100, Stage.Idle, LastActive: 1), _runtime.Sample.Workers.Get(_alice));
        Assert.Equal("abc", _runtime.Sample.Profiles.Get(_alice)?.Name);
        Assert.Equal(1u, _runtime.Sample.WorkerCount.Get());
        Assert.Equal([new Event.Registered(_alice, 100)], _runtime.Events);
    }

    [Theory]
    [InlineData(99, Error.StakeTooLow)]
    [InlineData(100, Error.AlreadyRegistered)]
    public void Register_WhenRefused_LeavesNoTrace(uint stake, Error error)
    {
        _runtime.AssertOk(Origin.Signed(_alice), new Call.Register(100, []));

        _runtime.AssertNoop(error, Origin.Signed(_alice), new Call.Register(stake, []));
    }

    [Fact]
    public void Register_Unsigned_IsABadOrigin()
    {
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.Register(100, []));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.Register(100, []));
    }

    [Fact]
    public void Dispatch_RefusedAfterWriting_IsRolledBack() => _runtime.AssertNoop(Error.StakeTooLow, Origin.Root, new Call.Spoil());

    [Fact]
    public void Dispatch_CallInACall_RunsAndRollsBackOnItsOwn()
    {
        _runtime.AssertOk(Origin.Root, new Call.Sudo(new RuntimeCall(50, new Call.Sudo(_runtime.Of(new Call.Remark([1]))))));
        _runtime.AssertNoop(Error.StakeTooLow, Origin.Root, new Call.Sudo(new RuntimeCall(50, new Call.Spoil())));
    }

    [Fact]
    public void Dispatch_EveryKindOfArgument_ArrivesUnchanged()
    {
        Outcome outcome = new Outcome.Split([new Outcome.Failed(), new Outcome.Done(_alice.Bytes)]);

        _runtime.AssertOk(Origin.Root, new Call.Everything(true, 7, (9, _alice), null, "text", outcome, [_alice.Bytes], DispatchClass.Mandatory));

        Assert.Equal(Outcome.Codec.ToBytes(outcome), Outcome.Codec.ToBytes(_runtime.Sample.Results.Get(_alice, 9u)!));
    }

    [Fact]
    public void InfoOf_ACall_TakesTheWeightByNameAndTheClassFromTheAttribute()
    {
        Assert.Equal(new CallInfo(new Weight(103, 10)), _runtime.Sample.InfoOf(new Call.Register(1, [1, 2, 3])));
        Assert.Equal(new CallInfo(new Weight(2, 0), DispatchClass.Operational, Pays.No), _runtime.Sample.InfoOf(new Call.Remark([1, 2])));
        Assert.Equal(new CallInfo(new Weight(50, 1), DispatchClass.Operational), _runtime.Sample.InfoOf(new Call.Sudo(new RuntimeCall(50, new Call.Spoil()))));
        Call.Everything everything = new(true, 7, (9, _alice), 6, null, new Outcome.Failed(), [_alice.Bytes, _alice.Bytes], DispatchClass.Normal);
        Assert.Equal(new CallInfo(new Weight(2, 6)), _runtime.Sample.InfoOf(everything));
    }

    [Fact]
    public void IsFeeless_AsksTheCallsOwnMethod()
    {
        Assert.True(_runtime.Sample.IsFeeless(new Call.Remark([1]), Origin.Root));
        Assert.False(_runtime.Sample.IsFeeless(new Call.Remark([1, 2]), Origin.Root));
        Assert.False(_runtime.Sample.IsFeeless(new Call.Remark([1]), Origin.Signed(_alice)));
        Assert.False(_runtime.Sample.IsFeeless(new Call.Spoil(), Origin.Root));
    }

    [Fact]
    public void Authorize_AsksTheCallsOwnMethod()
    {
        _runtime.Sample.WorkerCount.Set(2);
        Call.Remark call = new([1, 2]);

        Authorization granted = _runtime.Sample.Authorize(call, TransactionSource.Local)!.Value;
        Assert.Null(granted.Error);
        Assert.Equal(2ul, granted.Valid.Priority);
        Assert.Equal(new Weight(1, 0), granted.Refund);
        Assert.Equal(InvalidTransaction.Call, _runtime.Sample.Authorize(call, TransactionSource.External)!.Value.Error);
        Assert.Equal(UnknownTransaction.CannotLookup, _runtime.Sample.Authorize(new Call.Remark([1, 2, 3]), TransactionSource.Local)!.Value.Error);
        Assert.Null(_runtime.Sample.Authorize(new Call.Spoil(), TransactionSource.Local));
        Assert.Equal(new Weight(42, 4), _runtime.Sample.AuthorizeWeight(call));
        Assert.Equal(default, _runtime.Sample.AuthorizeWeight(new Call.Spoil()));
    }

    [Fact]
    public void View_DecodesItsArgumentsAndEncodesItsAnswer()
    {
        _runtime.AssertOk(Origin.Signed(_alice), new Call.Register(100, []));

        Assert.Equal(Scale.Codecs.Option(Scale.Codecs.U128).ToBytes(103), View(0, [.. _alice.Bytes.Span, 3 << 2]));
        Assert.Equal([0], View(0, [.. DevAccounts.Bob.Bytes.Span, 0]));
        Assert.Equal([1, 0, 0, 0, 1], View(1, []));
    }

    [Fact]
    public void View_WithArgumentsThatAreMalformedOrTooMany_AnswersNothing()
    {
        Assert.Null(View(0, [.. _alice.Bytes.Span]));
        Assert.Null(View(0, [.. _alice.Bytes.Span, 0, 0]));
        Assert.Null(View(1, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => View(2, []));
    }

    private byte[]? View(int function, byte[] arguments)
    {
        Scale.ScaleReader reader = new(arguments, _runtime);
        return _runtime.Sample.View(function, ref reader);
    }

    [Fact]
    public void InCodeStorageVersion_IsTheAttributes() => Assert.Equal(3, _runtime.Sample.InCodeStorageVersion);

    [Fact]
    public void Dispatch_ACallOfAnotherPallet_IsABug() =>
        Assert.Throws<ArgumentException>(() => _runtime.Sample.Dispatch(new ForeignCall(), Origin.Root));

    [Fact]
    public void Storage_Absent_ReadsAsTheDeclaredDefault()
    {
        Assert.Equal(0u, _runtime.Sample.WorkerCount.Get());
        Assert.False(_runtime.Sample.WorkerCount.TryGet(out _));
        Assert.Equal("nobody", _runtime.Sample.Profiles.GetOrDefault(_alice).Name);
        Assert.Null(_runtime.Sample.Profiles.Get(_alice));
        Assert.Null(_runtime.Sample.Workers.Get(_alice));
        Assert.Empty(_runtime.Sample.Queue.Get());
        Assert.Null(_runtime.Sample.Next.Get());
    }

    [Fact]
    public void StorageDoubleMap_OneFirstKey_IsIteratedAndClearedAlone()
    {
        foreach (uint job in (uint[])[3, 1, 2]) _runtime.Sample.Results.Set(_alice, job, new Outcome.Failed());
        _runtime.Sample.Results.Set(DevAccounts.Bob, 7, new Outcome.Failed());

        Assert.Equal([1u, 2u, 3u], _runtime.Sample.Results.EntriesOf(_alice).Select(e => e.Key).Order());
        Assert.Equal(4, _runtime.Sample.Results.Entries().Count());
        Assert.Equal(new RemovalResult(null, 0, 3, 0), _runtime.Sample.Results.ClearPrefix(_alice));
        Assert.Equal([(DevAccounts.Bob, 7u)], _runtime.Sample.Results.Entries().Select(e => e.Key));
    }

    [Fact]
    public void StorageMap_Entries_ComeInTheOrderOfTheirStorageKeys()
    {
        for (int i = 0; i < 20; i++) _runtime.Sample.Workers.Set(DevAccounts.Number(i), new Worker((UInt128)i, Stage.Busy, 1));

        string[] keys = [.. _runtime.Sample.Workers.Entries().Select(e => Convert.ToHexString(_runtime.Sample.Workers.KeyOf(e.Key)))];
        Assert.Equal(20, keys.Length);
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.Equal(new Worker(3, Stage.Busy, 1), _runtime.Sample.Workers.Take(DevAccounts.Number(3)));
        Assert.False(_runtime.Sample.Workers.Contains(DevAccounts.Number(3)));
    }

    [Fact]
    public void StorageValue_OfAList_GrowsWithoutBeingRead()
    {
        _runtime.Sample.Queue.Append(Scale.Codecs.U32, 5u);
        _runtime.Sample.Queue.Append(Scale.Codecs.U32, 6u);

        Assert.Equal(2u, _runtime.Sample.Queue.DecodeLength());
        Assert.Equal<uint>([5, 6], _runtime.Sample.Queue.Get());
    }

    [Fact]
    public void StorageValue_BeyondItsBound_ReadsAsAbsent()
    {
        foreach (uint item in (uint[])[1, 2, 3, 4, 5]) _runtime.Sample.Queue.Append(Scale.Codecs.U32, item);

        Assert.False(_runtime.Sample.Queue.TryGet(out ImmutableArray<uint> _));
    }

    [Fact]
    public void StorageValue_OfACall_DecodesThroughTheRuntime()
    {
        _runtime.Sample.Next.Set(_runtime.Of(new Call.Remark([9])));

        Call.Remark remark = Assert.IsType<Call.Remark>(_runtime.Sample.Next.Take()?.Call);
        Assert.Equal([9], remark.RemarkValue);
        Assert.False(_runtime.Sample.Next.Exists);
    }

    private sealed record ForeignCall : PalletCall
    {
        public override void Encode(ref Scale.ScaleWriter writer) => writer.WriteByte(0);
    }
}
