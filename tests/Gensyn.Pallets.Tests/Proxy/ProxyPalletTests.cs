using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using BatchCall = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Call.Batch;
using Call = Gensyn.Pallets.Substrate.Proxy.ProxyPallet.Call;
using Error = Gensyn.Pallets.Substrate.Proxy.ProxyPallet.Error;
using Event = Gensyn.Pallets.Substrate.Proxy.ProxyPallet.Event;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Pallets.Tests;

public sealed class ProxyPalletTests : IDisposable
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly AccountId Bob = SubstrateTestRuntime.Bob;
    private static readonly AccountId Charlie = DevAccounts.Charlie;
    private static readonly AccountId Dave = DevAccounts.Dave;

    private SubstrateTestRuntime _runtime = new SubstrateTestRuntime().With(new Endowment(Alice, 1000), new(Bob, 1000), new(Charlie, 1000));

    private RuntimeCall Pay => _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Dave, 100));

    private RuntimeCall Remark => _runtime.Of(new SystemCall.RemarkWithEvent([1]));

    private H256 Hash => Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(Pay));

    public void Dispose() => _runtime.Dispose();

    private void Add(AccountId delegator, AccountId proxy, ProxyType type, uint delay = 0) =>
        _runtime.AssertOk(Origin.Signed(delegator), new Call.AddProxy(proxy, type, delay));

    private void AssertExecuted(DispatchResult expected, AccountId proxy, RuntimeCall call, ProxyType? force = null)
    {
        _runtime.ClearEvents();
        _runtime.AssertOk(Origin.Signed(proxy), new Call.MakeProxied(Alice, force, call));
        Assert.Equal(new Event.ProxyExecuted(expected), _runtime.Last<Event.ProxyExecuted>());
    }

    [Fact]
    public void Proxy_ActsForAnother()
    {
        Add(Alice, Bob, ProxyType.Any);
        AssertExecuted(DispatchResult.Ok, Bob, Pay);

        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Dave));
        Assert.Equal<UInt128>(1000 - 25 - 100, _runtime.Balances.Balance(Alice));
        AssertExecuted(DispatchError.Token(TokenError.FundsUnavailable), Bob, _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Dave, 2000)));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Charlie), new Call.MakeProxied(Alice, null, Pay));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Alice), new Call.MakeProxied(Bob, null, Pay));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Bob), new Call.MakeProxied(Alice, ProxyType.NonTransfer, Pay));
    }

    [Fact]
    public void Calls_NeedASignerAndAnAddress()
    {
        MultiAddress nowhere = new MultiAddress.Index();
        PalletCall[] calls =
        [
            new Call.MakeProxied(nowhere, null, Pay), new Call.AddProxy(nowhere, ProxyType.Any, 0), new Call.RemoveProxy(nowhere, ProxyType.Any, 0),
            new Call.KillPure(nowhere, ProxyType.Any, 0, 1, 0), new Call.Announce(nowhere, Hash), new Call.RemoveAnnouncement(nowhere, Hash),
            new Call.RejectAnnouncement(nowhere, Hash), new Call.ProxyAnnounced(nowhere, Alice, null, Pay), new Call.ProxyAnnounced(Alice, nowhere, null, Pay),
        ];
        foreach (PalletCall call in calls) _runtime.AssertNoop(DispatchError.CannotLookup, Origin.Signed(Alice), call);
        foreach (PalletCall call in calls.Append(new Call.RemoveProxies()).Append(new Call.CreatePure(ProxyType.Any, 0, 0)).Append(new Call.PokeDeposit()))
        {
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, call);
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, call);
        }
    }

    [Fact]
    public void Kinds_FilterCallsAtAnyDepth()
    {
        Add(Alice, Bob, ProxyType.NonTransfer);
        AssertExecuted(DispatchError.CallFiltered, Bob, Pay);
        AssertExecuted(DispatchResult.Ok, Bob, Remark);

        AssertExecuted(DispatchResult.Ok, Bob, _runtime.Of(new BatchCall([Remark, Pay])));
        Assert.Equal(
            new Substrate.Utility.UtilityPallet.Event.BatchInterrupted(1, DispatchError.CallFiltered), _runtime.Last<Substrate.Utility.UtilityPallet.Event.BatchInterrupted>());
        AssertExecuted(DispatchError.CallFiltered, Bob, _runtime.Of(new Substrate.Utility.UtilityPallet.Call.AsDerivative(1, Pay)));
        Assert.Equal<UInt128>(0, _runtime.Balances.Balance(Dave));
    }

    [Fact]
    public void AProxyOfAProxy_StartsAfresh()
    {
        // Bob may not pay for Alice; but for Charlie, who trusts Alice with everything, it is Alice's call to make.
        Add(Alice, Bob, ProxyType.NonTransfer);
        Add(Charlie, Alice, ProxyType.Any);
        AssertExecuted(DispatchResult.Ok, Bob, _runtime.Of(new Call.MakeProxied(Charlie, null, Pay)));
        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Dave));
    }

    [Fact]
    public void TheFirstKind_CountsUnlessOneIsForced()
    {
        Add(Alice, Bob, ProxyType.NonTransfer);
        Add(Alice, Bob, ProxyType.Any);
        AssertExecuted(DispatchResult.Ok, Bob, Pay);
        AssertExecuted(DispatchError.CallFiltered, Bob, Pay, ProxyType.NonTransfer);
        AssertExecuted(DispatchResult.Ok, Bob, Pay, ProxyType.Any);
    }

    [Fact]
    public void AProxy_CannotMakeItselfOrOthersMoreThanItIs()
    {
        Add(Alice, Bob, ProxyType.NonTransfer);
        RuntimeCall Of(PalletCall call) => _runtime.Of(call);

        foreach (PalletCall call in (PalletCall[])[new Call.AddProxy(Bob, ProxyType.Any, 0), new Call.RemoveProxy(Charlie, ProxyType.Any, 0), new Call.RemoveProxies(), new Call.KillPure(Bob, ProxyType.Any, 0, 1, 0)])
        {
            AssertExecuted(DispatchError.CallFiltered, Bob, Of(call));
        }

        AssertExecuted(DispatchResult.Ok, Bob, Of(new Call.AddProxy(Charlie, ProxyType.Compute, 0)));
        AssertExecuted(DispatchResult.Ok, Bob, Of(new Call.RemoveProxy(Charlie, ProxyType.Compute, 0)));
        Add(Alice, Charlie, ProxyType.Any);
        AssertExecuted(DispatchResult.Ok, Charlie, Of(new Call.RemoveProxies()));
    }

    [Fact]
    public void AddProxy_KeepsThemInOrder_AndTakesADeposit()
    {
        Add(Alice, Charlie, ProxyType.NonTransfer);
        Add(Alice, Bob, ProxyType.Any, 5);
        Add(Alice, Bob, ProxyType.Any);

        Assert.Equal<ProxyDefinition>(
            [new(Bob, ProxyType.Any, 0), new(Bob, ProxyType.Any, 5), new(Charlie, ProxyType.NonTransfer, 0)], _runtime.Proxy.Proxies.GetOrDefault(Alice).Value.Items);
        Assert.Equal<UInt128>(35, _runtime.Balances.ReservedBalance(Alice));
        Assert.Equal(new Event.ProxyAdded(Alice, Bob, ProxyType.Any, 5), _runtime.Events.OfType<Event.ProxyAdded>().ElementAt(1));
        _runtime.AssertNoop(Error.TooMany, Origin.Signed(Alice), new Call.AddProxy(Dave, ProxyType.Any, 0));
        _runtime.AssertNoop(Error.Duplicate, Origin.Signed(Alice), new Call.AddProxy(Bob, ProxyType.Any, 5));
        _runtime.AssertNoop(Error.NoSelfProxy, Origin.Signed(Alice), new Call.AddProxy(Alice, ProxyType.Any, 0));
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(Dave), new Call.AddProxy(Bob, ProxyType.Any, 0));
    }

    [Fact]
    public void RemoveProxy_GivesItsDepositBack()
    {
        Add(Alice, Bob, ProxyType.Any);
        Add(Alice, Charlie, ProxyType.NonTransfer, 3);
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(Alice), new Call.RemoveProxy(Charlie, ProxyType.NonTransfer, 0));
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(Bob), new Call.RemoveProxy(Charlie, ProxyType.NonTransfer, 3));

        _runtime.AssertOk(Origin.Signed(Alice), new Call.RemoveProxy(Charlie, ProxyType.NonTransfer, 3));
        Assert.Equal(new Event.ProxyRemoved(Alice, Charlie, ProxyType.NonTransfer, 3), _runtime.Last<Event.ProxyRemoved>());
        Assert.Equal<UInt128>(25, _runtime.Balances.ReservedBalance(Alice));
        Add(Alice, Charlie, ProxyType.NonTransfer, 3);
        _runtime.AssertOk(Origin.Signed(Alice), new Call.RemoveProxies());
        _runtime.AssertOk(Origin.Signed(Alice), new Call.RemoveProxies());
        Assert.Equal<UInt128>(0, _runtime.Balances.ReservedBalance(Alice));
        Assert.Empty(_runtime.Proxy.Proxies.Entries());
    }

    [Fact]
    public void APureAccount_IsMadeUsedAndEnded()
    {
        _runtime.RunToBlock(9);
        AccountId pure = ProxyPallet.PureAccount(Alice, ProxyType.Any, 7, 9, 1);
        _runtime.AssertOk(Origin.Signed(Alice), new Call.CreatePure(ProxyType.Any, 0, 7));
        Assert.Equal(new Event.PureCreated(pure, Alice, ProxyType.Any, 7, 9, 1), _runtime.Last<Event.PureCreated>());
        _runtime.AssertNoop(Error.Duplicate, Origin.Signed(Alice), new Call.CreatePure(ProxyType.Any, 0, 7));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.CreatePure(ProxyType.Any, 0, 8));
        _runtime.AssertOk(Origin.Signed(Bob), new BalancesPallet.Call.TransferAllowDeath(pure, 500));

        _runtime.AssertOk(Origin.Signed(Alice), new Call.MakeProxied(pure, null, Pay));
        Assert.Equal<UInt128>(400, _runtime.Balances.Balance(pure));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Bob), new Call.MakeProxied(pure, null, Pay));
        _runtime.AssertNoop(Error.NoPermission, Origin.Signed(Alice), new Call.KillPure(Alice, ProxyType.Any, 7, 9, 1));
        _runtime.AssertNoop(Error.NoPermission, Origin.Signed(pure), new Call.KillPure(Alice, ProxyType.Any, 7, 9, 2));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.MakeProxied(pure, null, _runtime.Of(new Call.KillPure(Alice, ProxyType.Any, 7, 9, 1))));

        Assert.Equal(new Event.PureKilled(pure, Alice, ProxyType.Any, 7), _runtime.Last<Event.PureKilled>());
        Assert.Equal<UInt128>(25, _runtime.Balances.ReservedBalance(Alice));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Alice), new Call.MakeProxied(pure, null, Pay));
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(DevAccounts.Eve), new Call.CreatePure(ProxyType.Any, 0, 0));
    }

    [Fact]
    public void ADelayedProxy_AnnouncesAndWaits()
    {
        Add(Alice, Bob, ProxyType.Any, delay: 10);
        _runtime.AssertNoop(Error.Unannounced, Origin.Signed(Bob), new Call.MakeProxied(Alice, null, Pay));
        _runtime.AssertNoop(Error.Unannounced, Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, null, Pay));
        _runtime.AssertOk(Origin.Signed(Bob), new Call.Announce(Alice, Hash));
        Assert.Equal(new Event.Announced(Alice, Bob, Hash), _runtime.Last<Event.Announced>());
        Assert.Equal<UInt128>(37, _runtime.Balances.ReservedBalance(Bob));

        _runtime.RunToBlock(10);
        _runtime.AssertNoop(Error.Unannounced, Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, null, Pay));
        _runtime.RunToBlock(11);
        _runtime.AssertNoop(Error.Unannounced, Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, null, Remark));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Charlie), new Call.ProxyAnnounced(Charlie, Alice, null, Pay));
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, ProxyType.Compute, Pay));
        _runtime.AssertOk(Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, ProxyType.Any, Pay));

        Assert.Equal(new Event.ProxyExecuted(DispatchResult.Ok), _runtime.Last<Event.ProxyExecuted>());
        Assert.Equal<UInt128>(100, _runtime.Balances.Balance(Dave));
        Assert.Equal<UInt128>(0, _runtime.Balances.ReservedBalance(Bob));
        _runtime.AssertNoop(Error.Unannounced, Origin.Signed(Charlie), new Call.ProxyAnnounced(Bob, Alice, null, Pay));
    }

    [Fact]
    public void Announcements_AreBounded_TakenBackAndRejected()
    {
        Add(Alice, Bob, ProxyType.Any, 10);
        Add(Charlie, Bob, ProxyType.Any, 10);
        _runtime.AssertNoop(Error.NotProxy, Origin.Signed(Charlie), new Call.Announce(Alice, Hash));
        _runtime.AssertOk(Origin.Signed(Bob), new Call.Announce(Alice, Hash));
        _runtime.AssertOk(Origin.Signed(Bob), new Call.Announce(Charlie, Hash));
        Assert.Equal<UInt128>(44, _runtime.Balances.ReservedBalance(Bob));
        _runtime.AssertNoop(Error.TooMany, Origin.Signed(Bob), new Call.Announce(Alice, H256.Zero));
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(Bob), new Call.RemoveAnnouncement(Alice, H256.Zero));
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(Alice), new Call.RejectAnnouncement(Bob, H256.Zero));
        _runtime.AssertNoop(Error.NotFound, Origin.Signed(Dave), new Call.RejectAnnouncement(Bob, Hash));

        _runtime.AssertOk(Origin.Signed(Bob), new Call.RemoveAnnouncement(Alice, Hash));
        Assert.Equal<Announcement>([new(Charlie, Hash, 1)], _runtime.Proxy.Announcements.GetOrDefault(Bob).Value.Items);
        Assert.Equal<UInt128>(37, _runtime.Balances.ReservedBalance(Bob));
        _runtime.AssertOk(Origin.Signed(Charlie), new Call.RejectAnnouncement(Bob, Hash));
        Assert.Equal<UInt128>(0, _runtime.Balances.ReservedBalance(Bob));
        Assert.Empty(_runtime.Proxy.Announcements.Entries());
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(Poor()), new Call.Announce(Alice, Hash));
    }

    [Fact]
    public void PokeDeposit_FollowsTheRuntime_AndIsFreeWhenSomethingChanges()
    {
        Add(Bob, Charlie, ProxyType.Any);
        Add(Alice, Bob, ProxyType.Any, 10);
        _runtime.AssertOk(Origin.Signed(Bob), new Call.Announce(Alice, Hash));
        Assert.Equal(Pays.Yes, _runtime.AssertOk(Origin.Signed(Bob), new Call.PokeDeposit()).Pays);
        Assert.Equal(Pays.Yes, _runtime.AssertOk(Origin.Signed(Dave), new Call.PokeDeposit()).Pays);

        _runtime = new(_runtime, depositsBy: 3);
        Assert.Equal(Pays.No, _runtime.AssertOk(Origin.Signed(Bob), new Call.PokeDeposit()).Pays);
        Assert.Equal<UInt128>(28 + 40, _runtime.Balances.ReservedBalance(Bob));
        _runtime = new(_runtime, depositsBy: -3);
        Assert.Equal(Pays.No, _runtime.AssertOk(Origin.Signed(Bob), new Call.PokeDeposit()).Pays);
        _runtime = new(_runtime, depositsBy: 5000);
        _runtime.AssertNoop(BalancesPallet.Error.InsufficientBalance, Origin.Signed(Bob), new Call.PokeDeposit());

        Assert.Equal(
            [
                new(Bob, DepositKind.Proxies, 25, 28), new(Bob, DepositKind.Announcements, 37, 40),
                new(Bob, DepositKind.Proxies, 28, 22), new(Bob, DepositKind.Announcements, 40, 34),
            ],
            _runtime.Events.OfType<Event.DepositPoked>());
        Assert.Equal<UInt128>(56, _runtime.Balances.ReservedBalance(Bob));
    }

    [Fact]
    public void Weights_AreOfTheFullestLists_AndOfTheCallInside()
    {
        ProxyWeights weights = new(new(10, 20));
        Weight inner = _runtime.InfoOf(Pay).Weight + new Weight(1000, 0);
        RuntimeCall operational = _runtime.Of(new SystemCall.SetStorage([]));
        (PalletCall Call, Weight Weight)[] table =
        [
            (new Call.MakeProxied(Alice, null, Pay), weights.Proxy(3) + inner), (new Call.ProxyAnnounced(Bob, Alice, null, Pay), weights.ProxyAnnounced(2, 3) + inner),
            (new Call.AddProxy(Bob, ProxyType.Any, 0), weights.AddProxy(3)), (new Call.RemoveProxy(Bob, ProxyType.Any, 0), weights.RemoveProxy(3)),
            (new Call.RemoveProxies(), weights.RemoveProxies(3)), (new Call.CreatePure(ProxyType.Any, 0, 0), weights.CreatePure(3)),
            (new Call.KillPure(Bob, ProxyType.Any, 0, 0, 0), weights.KillPure(3)), (new Call.Announce(Alice, Hash), weights.Announce(2, 3)),
            (new Call.RemoveAnnouncement(Alice, Hash), weights.RemoveAnnouncement(2, 3)), (new Call.RejectAnnouncement(Bob, Hash), weights.RejectAnnouncement(2, 3)),
            (new Call.PokeDeposit(), weights.PokeDeposit()),
        ];

        foreach ((PalletCall call, Weight weight) in table) Assert.Equal(new CallInfo(weight), _runtime.InfoOf(_runtime.Of(call)));
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.MakeProxied(Alice, null, operational))).Class);
        Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(_runtime.Of(new Call.ProxyAnnounced(Bob, Alice, null, operational))).Class);
    }

    [Fact]
    public void Info_OfDeeplyNestedCalls_IsFoundInLinearTime()
    {
        RuntimeCall call = Pay;
        for (int i = 0; i < 200; i++) call = _runtime.Of(new Call.MakeProxied(Alice, null, call));
        Assert.True(_runtime.InfoOf(call).Weight.RefTime > 200 * new ProxyWeights(new(10, 20)).Proxy(3).RefTime);
    }

    [Fact]
    public void TryState_FindsWhatIsWrong()
    {
        ProxyDefinition bob = new(Bob, ProxyType.Any, 0), charlie = new(Charlie, ProxyType.Any, 0);
        (string Wrong, Action Break)[] table =
        [
            ("without proxies", () => _runtime.Proxy.Proxies.Set(Alice, new(new([], 0)))),
            ("out of order", () => _runtime.Proxy.Proxies.Set(Alice, new(new([charlie, bob], 0)))),
            ("without announcements", () => _runtime.Proxy.Announcements.Set(Alice, new(new([], 0)))),
            ("lacks", () => _runtime.Proxy.Announcements.Set(Alice, new(new([new(Bob, Hash, 1)], 1)))),
        ];
        foreach ((string wrong, Action corrupt) in table)
        {
            _runtime.Externalities.BeginTransaction();
            corrupt();
            Assert.Contains(wrong, _runtime.Proxy.TryState(), StringComparison.Ordinal);
            _runtime.Externalities.RollbackTransaction();
        }
    }

    [Fact]
    public void Lists_AreBoundedByTheConfiguration()
    {
        ProxyDefinition bob = new(Bob, ProxyType.Any, 0);
        Announcement announced = new(Bob, Hash, 1);

        Assert.Throws<ArgumentException>(() => _runtime.Proxy.Proxies.Set(Alice, new(new([bob, bob, bob, bob], 0))));
        Assert.Throws<ArgumentException>(() => _runtime.Proxy.Announcements.Set(Alice, new(new([.. Enumerable.Repeat(announced, 9)], 0))));
        Assert.Equal(40 + 1 + (3 * 37) + 16, _runtime.Proxy.Proxies.Info.MaxSize);
    }

    private AccountId Poor()
    {
        AccountId poor = DevAccounts.Ferdie;
        _runtime.AssertOk(Origin.Root, new BalancesPallet.Call.ForceSetBalance(poor, 20));
        Add(Alice, poor, ProxyType.Any);
        return poor;
    }
}
