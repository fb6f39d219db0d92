using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>The base pallets at the indices of the runtime: an existential deposit of 10, three reasons to hold, free calls.</summary>
internal sealed class SubstrateTestRuntime : TestRuntime
{
    public static readonly AccountId Alice = DevAccounts.Alice;
    public static readonly AccountId Bob = DevAccounts.Bob;

    public SubstrateTestRuntime()
    {
        DbWeight db = new(1, 1);
        BlockWeights weights = BlockWeights.Build(default, default, new(1_000_000_000_000, 1_000_000), normalPercent: 75, initializePercent: 5);
        RuntimeVersion version = new("test", "test", 1, 1, 1, [], 1, 1);
        FrameSystem = Add(
            new FrameSystemPallet(At(0), new(weights, new(new(100_000, 100_000, 100_000), null), 16, db, version, 42, MaxConsumers: 2, new FrameSystemWeights(db))));
        Timestamp = Add(new TimestampPallet(At(2), new(MinimumPeriod: 500, new TimestampWeights(default))));
        Balances = Add(new BalancesPallet(At(10), new(ExistentialDeposit: 10, MaxLocks: 2, MaxReserves: 3, MaxHolds: 3, MaxFreezes: 2, new BalancesWeights(default)), FrameSystem));
        Sudo = Add(new SudoPallet(At(15), new(new Weight(7, 0))));
        Utility = Add(new UtilityPallet(At(40), new(BatchedCallsLimit: 5, AccountAccess: new(1000, 0), new UtilityWeights())));
        Multisig = Add(new MultisigPallet(At(41), MultisigSettings, Balances, FrameSystem));
        Proxy = Add(new ProxyPallet(At(42), ProxySettings, Balances, FrameSystem));
    }

    public FrameSystemPallet FrameSystem { get; }

    public TimestampPallet Timestamp { get; }

    public BalancesPallet Balances { get; }

    public SudoPallet Sudo { get; }

    public UtilityPallet Utility { get; }

    public MultisigPallet Multisig { get; private set; }

    public ProxyPallet Proxy { get; private set; }

    private static MultisigConfig MultisigSettings => new(DepositBase: 20, DepositFactor: 3, MaxSignatories: 4, AccountAccess: new(1000, 0), new MultisigWeights(new(10, 0)));

    private static ProxyConfig ProxySettings => new(
        ProxyDepositBase: 20,
        ProxyDepositFactor: 5,
        MaxProxies: 3,
        MaxPending: 2,
        AnnouncementDepositBase: 30,
        AnnouncementDepositFactor: 7,
        AccountAccess: new(1000, 0),
        new TestProxyFilter(),
        new ProxyWeights(new(10, 0), new(20, 0)));

    /// <summary>Pallets whose deposits are dearer (or cheaper) than they were, over the same state.</summary>
    public void ChangeDeposits(int by)
    {
        MultisigConfig multisig = MultisigSettings;
        ProxyConfig proxy = ProxySettings;
        UInt128 Moved(UInt128 amount) => (UInt128)((Int128)amount + by);
        Multisig = Replace(new MultisigPallet(At(41), multisig with { DepositBase = Moved(multisig.DepositBase) }, Balances, FrameSystem));
        Proxy = Replace(new ProxyPallet(
            At(42),
            proxy with { ProxyDepositBase = Moved(proxy.ProxyDepositBase), AnnouncementDepositBase = Moved(proxy.AnnouncementDepositBase) },
            Balances,
            FrameSystem));
    }

    public SubstrateTestRuntime With(params Endowment[] endowed)
    {
        Balances.Genesis([.. endowed.Select(static e => (e.Account, e.Free))]);
        ClearEvents();
        return this;
    }

    /// <summary>What must hold after whatever happened: every pallet's state is whole, and accounts exist for a reason.</summary>
    public void AssertInvariants()
    {
        foreach (Pallet pallet in Pallets) Assert.Null(pallet.TryState());
        foreach ((AccountId _, AccountInfo account) in FrameSystem.Account.Entries())
        {
            AccountData money = account.Data;
            Assert.Equal(money.Free >= Balances.ExistentialDeposit ? 1u : 0u, account.Providers);
            Assert.Equal(money.Reserved > 0 || money.Frozen > 0 ? 1u : 0u, account.Consumers);
        }
    }
}

/// <summary>What an account starts with.</summary>
internal readonly record struct Endowment(AccountId Account, UInt128 Free);

/// <summary>NonTransfer keeps out of Balances, CancelProxy rejects announcements, Compute makes remarks.</summary>
internal sealed class TestProxyFilter : IProxyFilter
{
    public bool Allows(ProxyType type, RuntimeCall call) => type switch
    {
        ProxyType.Any => true,
        ProxyType.NonTransfer => call.Call is not BalancesPallet.Call,
        ProxyType.CancelProxy => call.Call is ProxyPallet.Call.RejectAnnouncement,
        _ => call.Call is FrameSystemPallet.Call.RemarkWithEvent or UtilityPallet.Call,
    };

    public bool IsSuperset(ProxyType larger, ProxyType smaller) => larger == smaller || larger == ProxyType.Any || (larger == ProxyType.NonTransfer && smaller != ProxyType.Any);
}
