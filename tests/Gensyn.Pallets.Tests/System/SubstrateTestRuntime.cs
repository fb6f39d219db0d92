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
/// <remarks>The time is the first extrinsic of every block, so what a test sends counts as the second.</remarks>
internal sealed class SubstrateTestRuntime : MockRuntime
{
    public static readonly AccountId Alice = DevAccounts.Alice;
    public static readonly AccountId Bob = DevAccounts.Bob;

    public SubstrateTestRuntime()
        : base(Settings) => (Timestamp, Balances, Sudo, Utility, Multisig, Proxy) = AddPallets(depositsBy: 0);

    /// <summary>Pallets whose deposits are dearer (or cheaper), over the state of another runtime.</summary>
    public SubstrateTestRuntime(SubstrateTestRuntime before, int depositsBy)
        : base(before, Settings) => (Timestamp, Balances, Sudo, Utility, Multisig, Proxy) = AddPallets(depositsBy);

    public TimestampPallet Timestamp { get; }

    public BalancesPallet Balances { get; }

    public SudoPallet Sudo { get; }

    public UtilityPallet Utility { get; }

    public MultisigPallet Multisig { get; }

    public ProxyPallet Proxy { get; }

    private static FrameSystemConfig Settings { get; } = SystemDefaults with
    {
        BlockWeights = BlockWeights.Build(default, default, new(1_000_000_000_000, 1_000_000), normalPercent: 75, initializePercent: 5),
        BlockLength = new(new(100_000, 100_000, 100_000), null),
        BlockHashCount = 16,
        DbWeight = new(1, 1),
        MaxConsumers = 2,
        Weights = new FrameSystemWeights(new(1, 1)),
    };

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
        new ProxyWeights(new(10, 20)));

    /// <summary>Gives accounts money at genesis, and opens block 1.</summary>
    public SubstrateTestRuntime With(params Endowment[] endowed) => this.WithGenesis(r => r.Balances.Genesis([.. endowed.Select(static e => (e.Account, e.Free))]));

    private (TimestampPallet, BalancesPallet, SudoPallet, UtilityPallet, MultisigPallet, ProxyPallet) AddPallets(int depositsBy)
    {
        UInt128 Moved(UInt128 amount) => (UInt128)((Int128)amount + depositsBy);
        MultisigConfig multisig = MultisigSettings;
        ProxyConfig proxy = ProxySettings;
        BalancesPallet balances = new(At(10), new(ExistentialDeposit: 10, MaxLocks: 2, MaxReserves: 3, MaxHolds: 3, MaxFreezes: 2, new BalancesWeights(default)), FrameSystem);
        AddCheck(CheckAccounts);
        return (
            Add(new TimestampPallet(At(2), new(MinimumPeriod: 500, new TimestampWeights(default)))),
            Add(balances),
            Add(new SudoPallet(At(15), new(new SudoWeights(default)))),
            Add(new UtilityPallet(At(40), new(BatchedCallsLimit: 5, AccountAccess: new(1000, 0), new UtilityWeights(default)))),
            Add(new MultisigPallet(At(41), multisig with { DepositBase = Moved(multisig.DepositBase) }, balances, FrameSystem)),
            Add(new ProxyPallet(
                At(42),
                proxy with { ProxyDepositBase = Moved(proxy.ProxyDepositBase), AnnouncementDepositBase = Moved(proxy.AnnouncementDepositBase) },
                balances,
                FrameSystem)));
    }

    // Accounts exist for a reason: money provides, and what is held or frozen consumes.
    private void CheckAccounts()
    {
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
