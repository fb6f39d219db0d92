using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Multisig.MultisigPallet.Call;
using Error = Gensyn.Pallets.Substrate.Multisig.MultisigPallet.Error;
using Event = Gensyn.Pallets.Substrate.Multisig.MultisigPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class MultisigPalletTests : IDisposable
{
    private static readonly AccountId[] People = [.. Enumerable.Range(1, 4).Select(DevAccounts.Number).Order()];
    private static readonly AccountId Stranger = DevAccounts.Number(99);

    private SubstrateTestRuntime _runtime;
    private readonly AccountId _shared = MultisigPallet.MultiAccountId([People[0], People[1], People[2]], 2);

    public MultisigPalletTests()
    {
        _runtime = new SubstrateTestRuntime().With([.. People.Select(static p => new Endowment(p, 1000)), new(_shared, 500)]);
    }

    private RuntimeCall Pay => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Stranger, 100));

    private CallHash Hash => new(Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(Pay)));

    private uint Length => LengthOf(Pay);

    private static Timepoint Opened => new(1, 1);

    private static Weight Enough => new(1_000_000_000_000, 1_000_000);

    private static MultisigWeights Weights => new(new(10, 0));

    private static uint LengthOf(RuntimeCall call) => (uint)RuntimeCall.Codec.ToBytes(call).Length;

    public void Dispose() => _runtime.Dispose();

    private static ImmutableArray<AccountId> Without(int who) => [.. People.Take(3).Where((_, i) => i != who)];

    private Call.AsMulti Approve(int who, Timepoint? when) => new(2, Without(who), when, Pay, Enough);

    private Call.ApproveAsMulti ApproveHash(int who, Timepoint? when) => new(2, Without(who), when, Hash, Enough);

    [Fact]
    public void AsMulti_MakesTheCallWithTheLastApproval()
    {
        DispatchResult first = _runtime.AssertOk(Origin.Signed(People[0]), Approve(0, null));
        Assert.Equal(Weights.AsMultiCreate(2, Length), first.ActualWeight);
        Assert.Equal<UInt128>(26, _runtime.Balances.ReservedBalance(People[0]));
        MultisigOperation open = _runtime.Multisig.Multisigs.Get(_shared, Hash)!;
        Assert.Equal((Opened, (UInt128)26, People[0]), (open.When, open.Deposit, open.Depositor));

        DispatchResult second = _runtime.AssertOk(Origin.Signed(People[2]), Approve(2, Opened));

        Assert.Null(second.ActualWeight);
        Assert.Equal(
            [new Event.NewMultisig(People[0], _shared, Hash), new Event.MultisigExecuted(People[2], Opened, _shared, Hash, DispatchResult.Ok)],
            _runtime.Events.OfType<Event>());
        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Stranger));
        Assert.Equal<UInt128>(400, _runtime.Balances.Balance(_shared));
        Assert.Equal<UInt128>(0, _runtime.Balances.ReservedBalance(People[0]));
        Assert.Empty(_runtime.Multisig.Multisigs.Entries());
    }

    [Fact]
    public void AsMulti_OfACallThatKnowsItsWeight_CostsThat()
    {
        RuntimeCall batch = _runtime.Of(new Substrate.Utility.UtilityPallet.Call.Batch([Pay]));
        _runtime.AssertOk(Origin.Signed(People[0]), new Call.AsMulti(2, Without(0), null, batch, Enough));

        DispatchResult done = _runtime.AssertOk(Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), Opened, batch, Enough));

        uint length = LengthOf(batch);
        Assert.Equal(Weights.AsMultiComplete(2, length) + _runtime.InfoOf(batch).Weight, done.ActualWeight);
    }

    [Fact]
    public void AsMulti_OfACallThatFails_TellsSo_AndIsOver()
    {
        RuntimeCall tooMuch = _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Stranger, 600));
        CallHash hash = new(Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(tooMuch)));
        _runtime.AssertOk(Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), null, tooMuch, Enough));
        _runtime.AssertOk(Origin.Signed(People[0]), new Call.AsMulti(2, Without(0), Opened, tooMuch, Enough));

        Assert.Equal(
            new Event.MultisigExecuted(People[0], Opened, _shared, hash, DispatchError.Token(TokenError.FundsUnavailable)), _runtime.Last<Event.MultisigExecuted>());
        Assert.Empty(_runtime.Multisig.Multisigs.Entries());
    }

    [Fact]
    public void ApproveAsMulti_CollectsApprovalsInOrder_AndNeverMakesTheCall()
    {
        ImmutableArray<AccountId> Others(int who) => [.. People.Where((_, i) => i != who)];
        AccountId three = MultisigPallet.MultiAccountId([.. People], 3);
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(three, 500));
        Assert.Equal(Weights.ApproveAsMultiCreate(3), _runtime.AssertOk(Origin.Signed(People[2]), new Call.ApproveAsMulti(3, Others(2), null, Hash, Enough)).ActualWeight);
        Assert.Equal(Weights.ApproveAsMultiApprove(3), _runtime.AssertOk(Origin.Signed(People[0]), new Call.ApproveAsMulti(3, Others(0), Opened, Hash, Enough)).ActualWeight);
        _runtime.AssertOk(Origin.Signed(People[1]), new Call.ApproveAsMulti(3, Others(1), Opened, Hash, Enough));

        Assert.Equal([People[0], People[1], People[2]], _runtime.Multisig.Multisigs.Get(three, Hash)!.Approvals.AsEnumerable());
        Assert.Equal(new Event.MultisigApproval(People[1], Opened, three, Hash), _runtime.Last<Event.MultisigApproval>());
        // At the threshold more approvals are of no use; but whoever brings the call completes it, a member that approved already, too.
        _runtime.AssertNoop(Error.AlreadyApproved, Origin.Signed(People[3]), new Call.ApproveAsMulti(3, Others(3), Opened, Hash, Enough));
        _runtime.AssertOk(Origin.Signed(People[0]), new Call.AsMulti(3, Others(0), Opened, Pay, Enough));
        Assert.Equal<UInt128>(400, _runtime.Balances.Balance(three));
    }

    [Fact]
    public void Operations_AreToldApartByTheirTimepoint()
    {
        _runtime.AssertNoop(Error.UnexpectedTimepoint, Origin.Signed(People[0]), Approve(0, Opened));
        _runtime.RunToBlock(7);
        _runtime.AssertOk(Origin.Signed(People[0]), Approve(0, null));

        _runtime.AssertNoop(Error.NoTimepoint, Origin.Signed(People[1]), Approve(1, null));
        _runtime.AssertNoop(Error.WrongTimepoint, Origin.Signed(People[1]), Approve(1, Opened));
        _runtime.AssertNoop(Error.WrongTimepoint, Origin.Signed(People[1]), Approve(1, new(7, 2)));
        _runtime.AssertNoop(Error.AlreadyApproved, Origin.Signed(People[0]), Approve(0, new(7, 1)));
        _runtime.AssertOk(Origin.Signed(People[1]), Approve(1, new(7, 1)));
    }

    [Fact]
    public void MaxWeight_BoundsTheCall()
    {
        _runtime.AssertOk(Origin.Signed(People[0]), Approve(0, null));
        Weight needed = _runtime.InfoOf(Pay).Weight;

        _runtime.AssertNoop(Error.MaxWeightTooLow, Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), Opened, Pay, needed - new Weight(1, 0)));
        _runtime.AssertNoop(Error.MaxWeightTooLow, Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), Opened, Pay, needed - new Weight(0, 1)));
        _runtime.AssertOk(Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), Opened, Pay, needed));
    }

    [Fact]
    public void Members_AreCheckedEverywhere()
    {
        ImmutableArray<AccountId> all = [People[1], People[2], People[3]];
        ImmutableArray<AccountId> five = [People[1], People[2], People[3], DevAccounts.Number(5)];
        (Error Error, ushort Threshold, ImmutableArray<AccountId> Others)[] table =
        [
            (Error.MinimumThreshold, 1, all), (Error.MinimumThreshold, 0, all), (Error.TooFewSignatories, 2, []), (Error.TooManySignatories, 2, five),
            (Error.SignatoriesOutOfOrder, 2, [People[2], People[1]]), (Error.SignatoriesOutOfOrder, 2, [People[1], People[1]]), (Error.SenderInSignatories, 2, [People[0], People[1]]),
        ];
        foreach ((Error error, ushort threshold, ImmutableArray<AccountId> others) in table)
        {
            _runtime.AssertNoop(error, Origin.Signed(People[0]), new Call.AsMulti(threshold, others, null, Pay, Enough));
            _runtime.AssertNoop(error, Origin.Signed(People[0]), new Call.ApproveAsMulti(threshold, others, null, Hash, Enough));
            _runtime.AssertNoop(error, Origin.Signed(People[0]), new Call.CancelAsMulti(threshold, others, Opened, Hash));
            _runtime.AssertNoop(error, Origin.Signed(People[0]), new Call.PokeDeposit(threshold, others, Hash));
            if (threshold == 2) _runtime.AssertNoop(error, Origin.Signed(People[0]), new Call.AsMultiThreshold1(others, Pay));
        }

        foreach (Origin origin in (Origin[])[Origin.Root, Origin.None])
        {
            _runtime.AssertNoop(DispatchError.BadOrigin, origin, new Call.AsMultiThreshold1(all, Pay));
            _runtime.AssertNoop(DispatchError.BadOrigin, origin, new Call.AsMulti(2, all, null, Pay, Enough));
            _runtime.AssertNoop(DispatchError.BadOrigin, origin, new Call.ApproveAsMulti(2, all, null, Hash, Enough));
            _runtime.AssertNoop(DispatchError.BadOrigin, origin, new Call.CancelAsMulti(2, all, Opened, Hash));
            _runtime.AssertNoop(DispatchError.BadOrigin, origin, new Call.PokeDeposit(2, all, Hash));
        }
    }

    [Fact]
    public void Open_NeedsTheDeposit()
    {
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(People[0], 25));
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(People[0]), Approve(0, null));
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(People[0], 35));
        _runtime.AssertNoop(DispatchError.ConsumerRemaining, Origin.Signed(People[0]), Approve(0, null));
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(People[0], 36));
        _runtime.AssertOk(Origin.Signed(People[0]), Approve(0, null));
    }

    [Fact]
    public void CancelAsMulti_IsForWhoOpenedIt()
    {
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(People[0]), new Call.CancelAsMulti(2, Without(0), Opened, Hash));
        _runtime.AssertOk(Origin.Signed(People[0]), ApproveHash(0, null));
        _runtime.AssertNoop(Error.NotOwner, Origin.Signed(People[1]), new Call.CancelAsMulti(2, Without(1), Opened, Hash));
        _runtime.AssertNoop(Error.WrongTimepoint, Origin.Signed(People[0]), new Call.CancelAsMulti(2, Without(0), new(2, 0), Hash));
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(People[0]), new Call.CancelAsMulti(3, Without(0), Opened, Hash));

        _runtime.AssertOk(Origin.Signed(People[0]), new Call.CancelAsMulti(2, Without(0), Opened, Hash));

        Assert.Equal(new Event.MultisigCancelled(People[0], Opened, _shared, Hash), _runtime.Last<Event.MultisigCancelled>());
        Assert.Equal<UInt128>(1000, _runtime.Balances.Balance(People[0]));
        Assert.Empty(_runtime.Multisig.Multisigs.Entries());
    }

    [Fact]
    public void PokeDeposit_FollowsTheRuntime_AndIsFreeWhenItChanges()
    {
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(People[0]), new Call.PokeDeposit(2, Without(0), Hash));
        _runtime.AssertOk(Origin.Signed(People[0]), ApproveHash(0, null));
        _runtime.AssertNoop(Error.NotOwner, Origin.Signed(People[1]), new Call.PokeDeposit(2, Without(1), Hash));
        Assert.Equal(Pays.Yes, _runtime.AssertOk(Origin.Signed(People[0]), new Call.PokeDeposit(2, Without(0), Hash)).Pays);

        _runtime = new(_runtime, depositsBy: 5);
        Assert.Equal(Pays.No, _runtime.AssertOk(Origin.Signed(People[0]), new Call.PokeDeposit(2, Without(0), Hash)).Pays);
        Assert.Equal<UInt128>(31, _runtime.Balances.ReservedBalance(People[0]));
        _runtime = new(_runtime, depositsBy: -5);
        Assert.Equal(Pays.No, _runtime.AssertOk(Origin.Signed(People[0]), new Call.PokeDeposit(2, Without(0), Hash)).Pays);
        _runtime = new(_runtime, depositsBy: 2000);
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(People[0]), new Call.PokeDeposit(2, Without(0), Hash));

        Assert.Equal([new Event.DepositPoked(People[0], Hash, 26, 31), new Event.DepositPoked(People[0], Hash, 31, 21)], _runtime.Events.OfType<Event.DepositPoked>());
        Assert.Equal<UInt128>(21, _runtime.Balances.ReservedBalance(People[0]));
    }

    [Fact]
    public void AsMultiThreshold1_ActsAtOnce_AndGivesTheResult()
    {
        AccountId either = MultisigPallet.MultiAccountId([People[0], People[1]], 1);
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(either, 500));

        Assert.Null(_runtime.AssertOk(Origin.Signed(People[1]), new Call.AsMultiThreshold1([People[0]], Pay)).ActualWeight);
        RuntimeCall batch = _runtime.Of(new Substrate.Utility.UtilityPallet.Call.Batch([Pay]));
        DispatchResult batched = _runtime.AssertOk(Origin.Signed(People[0]), new Call.AsMultiThreshold1([People[1]], batch));

        Assert.Equal(Weights.AsMultiThreshold1(LengthOf(batch)) + _runtime.InfoOf(batch).Weight, batched.ActualWeight);
        Assert.Equal<UInt128>(300, _runtime.Balances.Balance(either));
        _runtime.AssertNoop(
            DispatchError.Token(TokenError.FundsUnavailable),
            Origin.Signed(People[0]),
            new Call.AsMultiThreshold1([People[1]], _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Stranger, 301))));
    }

    [Fact]
    public void Info_CountsTheCallInside()
    {
        RuntimeCall operational = _runtime.Of(new Substrate.FrameSystem.FrameSystemPallet.Call.SetStorage([]));
        CallInfo one = _runtime.InfoOf(_runtime.Of(new Call.AsMultiThreshold1([People[1]], Pay)));
        Assert.Equal(_runtime.InfoOf(Pay).Weight + Weights.AsMultiThreshold1(Length) + new Weight(1000, 0), one.Weight);
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.AsMultiThreshold1([People[1]], operational))).Class);

        Weight dearest = Weight.Max(Weight.Max(Weights.AsMultiCreate(2, Length), Weights.AsMultiApprove(2, Length)), Weights.AsMultiComplete(2, Length));
        Assert.Equal(dearest + Enough, _runtime.InfoOf(_runtime.Of(Approve(0, null))).Weight);
        Assert.Equal(DispatchClass.Normal, _runtime.InfoOf(_runtime.Of(new Call.AsMulti(2, Without(0), null, operational, Enough))).Class);
        Assert.Equal(Weight.Max(Weights.ApproveAsMultiCreate(2), Weights.ApproveAsMultiApprove(2)) + Enough, _runtime.InfoOf(_runtime.Of(ApproveHash(0, null))).Weight);
        Assert.Equal(Weights.CancelAsMulti(2), _runtime.InfoOf(_runtime.Of(new Call.CancelAsMulti(2, Without(0), Opened, Hash))).Weight);
        Assert.Equal(Weights.PokeDeposit(2), _runtime.InfoOf(_runtime.Of(new Call.PokeDeposit(2, Without(0), Hash))).Weight);
    }

    [Fact]
    public void AMultisig_CanActForAnother_OnceForEachApproval()
    {
        // The call opens an operation of a second account, of which the first is a member.
        AccountId[] members = [.. ((AccountId[])[_shared, People[3]]).Order()];
        AccountId second = MultisigPallet.MultiAccountId([.. members], 2);
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(second, 500));
        RuntimeCall nested = _runtime.Of(new Call.AsMulti(2, [People[3]], null, Pay, Enough));
        _runtime.AssertOk(Origin.Signed(People[0]), new Call.AsMulti(2, Without(0), null, nested, new(ulong.MaxValue, ulong.MaxValue)));
        _runtime.AssertOk(Origin.Signed(People[1]), new Call.AsMulti(2, Without(1), Opened, nested, new(ulong.MaxValue, ulong.MaxValue)));
        Assert.Equal(new Event.NewMultisig(_shared, second, Hash), _runtime.Last<Event.NewMultisig>());

        _runtime.AssertOk(Origin.Signed(People[3]), new Call.AsMulti(2, [_shared], Opened, Pay, Enough));

        Assert.Equal<UInt128>(400, _runtime.Balances.Balance(second));
    }

    [Fact]
    public void TryState_FindsWhatIsWrong()
    {
        (string Wrong, MultisigOperation Operation)[] table =
        [
            ("without approvals", new(Opened, 0, People[0], [])),
            ("out of order", new(Opened, 0, People[0], [People[1], People[0]])), ("lacks", new(Opened, 1, People[0], [People[0]])),
        ];
        foreach ((string wrong, MultisigOperation operation) in table)
        {
            _runtime.Externalities.BeginTransaction();
            _runtime.Multisig.Multisigs.Set(_shared, Hash, operation);
            Assert.Contains(wrong, _runtime.Multisig.TryState(), StringComparison.Ordinal);
            _runtime.Externalities.RollbackTransaction();
        }
    }

    [Fact]
    public void Approvals_AreBoundedByTheConfiguration()
    {
        MultisigOperation crowded = new(Opened, 0, People[0], [.. People, Stranger]);

        Assert.Throws<ArgumentException>(() => _runtime.Multisig.Multisigs.Set(_shared, Hash, crowded));
        Assert.Equal((8 + 32) + (16 + 32) + 8 + 16 + 32 + 1 + (4 * 32), _runtime.Multisig.Multisigs.Info.MaxSize);
    }
}
