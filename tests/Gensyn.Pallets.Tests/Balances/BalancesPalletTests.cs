using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;
using SystemEvent = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class BalancesPalletTests : BalancesTest
{
    // Vector: the live Asset Hub's metadata: pallet 10, call indices 0 to 10; MultiAddress::Id is 00; compact amounts.
    [Fact]
    public void Calls_HaveTheBytesOfSubstrate()
    {
        string id = "00" + Convert.ToHexStringLower(Bob.Bytes.Span);
        (PalletCall Call, string Hex)[] table =
        [
            (new Call.TransferAllowDeath(Bob, 1), "0a00" + id + "04"),
            (new Call.ForceTransfer(Alice, Bob, 64), "0a0200" + Convert.ToHexStringLower(Alice.Bytes.Span) + id + "0101"),
            (new Call.TransferKeepAlive(Bob, 1_000_000_000_000), "0a03" + id + "070010a5d4e8"),
            (new Call.TransferAll(Bob, true), "0a04" + id + "01"),
            (new Call.ForceUnreserve(Bob, 1), "0a05" + id + "01000000000000000000000000000000"),
            (new Call.UpgradeAccounts([Bob]), "0a0604" + id[2..]),
            (new Call.ForceSetBalance(Bob, 0), "0a08" + id + "00"),
            (new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Decrease, 3), "0a09010c"),
            (new Call.Burn(5, false), "0a0a1400"),
        ];

        foreach ((PalletCall call, string hex) in table) Assert.Equal(hex, Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(Runtime.Of(call))));
    }

    // Vector: the live Asset Hub's metadata: event indices.
    [Fact]
    public void Events_HaveTheIndicesOfSubstrate()
    {
        string[] names =
        [
            "Endowed", "DustLost", "Transfer", "BalanceSet", "Reserved", "Unreserved", "ReserveRepatriated", "Deposit", "Withdraw", "Slashed", "Minted", "MintedCredit", "Burned",
            "BurnedDebt", "Suspended", "Restored", "Upgraded", "Issued", "Rescinded", "Locked", "Unlocked", "Frozen", "Thawed", "TotalIssuanceForced", "Held", "BurnedHeld",
            "TransferOnHold", "TransferAndHold", "Released", "Unexpected",
        ];
        Assert.Equal(names, ((TypeDefinition.Variant)Event.Codec.Type.Definition).Variants.Select(static (v, i) => v.Index == i ? v.Name : $"{v.Name} at {v.Index}"));
        Assert.Equal(
            "0a1835" + "01" + Convert.ToHexStringLower(Bob.Bytes.Span) + "07000000000000000000000000000000",
            Convert.ToHexStringLower(RuntimeEvent.Codec.ToBytes(new(10, new Event.Held(Stake, Bob, 7)))));
    }

    // Vectors: twox128 of the names, from the compatibility checklist, section 5.1.
    [Fact]
    public void Storage_HasTheKeysOfSubstrate()
    {
        Assert.Equal("c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80", Convert.ToHexStringLower(Balances.TotalIssuance.Key));
        Assert.Equal("c2261276cc9d1f8598ea4b6a74b15c2f811187ede3c61f3269344d168d3e6337", Convert.ToHexStringLower(Balances.Holds.Prefix));
        Assert.Equal(
            ["TotalIssuance", "InactiveIssuance", "Account", "Locks", "Reserves", "Holds", "Freezes"], Balances.Metadata.Storage.Select(static item => item.Name));
        Assert.Equal(["ExistentialDeposit", "MaxLocks", "MaxReserves", "MaxFreezes"], Balances.Metadata.Constants.Select(static constant => constant.Name));
        Assert.Equal("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9", Convert.ToHexStringLower(Runtime.FrameSystem.Account.Prefix));
    }

    [Fact]
    public void TransferAllowDeath_ToANewAccount_CreatesIt()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));

        Assert.Equal([new SystemEvent.NewAccount(Bob), new Event.Endowed(Bob, 100), new Event.Transfer(Alice, Bob, 100)], Runtime.Events);
        Assert.Equal<UInt128>(900, Balances.Balance(Alice));
        Assert.Equal<UInt128>(100, Balances.Balance(Bob));
    }

    [Fact]
    public void TransferAllowDeath_BelowTheDeposit_EndsTheSenderAndBurnsTheDust()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 995));

        Assert.Equal(
            [new SystemEvent.KilledAccount(Alice), new Event.DustLost(Alice, 5), new SystemEvent.NewAccount(Bob), new Event.Endowed(Bob, 995), new Event.Transfer(Alice, Bob, 995)],
            Runtime.Events);
        Assert.False(Runtime.FrameSystem.Account.Contains(Alice));
        Assert.Equal<UInt128>(995, Balances.TotalIssuance.Get());
    }

    [Fact]
    public void TransferAllowDeath_Refused_LeavesNoTrace()
    {
        Runtime.AssertNoop(DispatchError.Arithmetic(ArithmeticError.Underflow), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 1001));
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(DevAccounts.Charlie, 1000));
        Runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 1001));
        Runtime.AssertNoop(DispatchError.Token(TokenError.BelowMinimum), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 9));
        Runtime.AssertNoop(DispatchError.CannotLookup, Origin.Signed(Alice), new Call.TransferAllowDeath(new MultiAddress.Index(), 100));
        Runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.TransferAllowDeath(Bob, 100));
        Runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.TransferAllowDeath(Bob, 100));
    }

    [Fact]
    public void TransferKeepAlive_KeepsTheDeposit()
    {
        Runtime.AssertNoop(DispatchError.Token(TokenError.NotExpendable), Origin.Signed(Alice), new Call.TransferKeepAlive(Bob, 991));
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferKeepAlive(Bob, 990));

        Assert.Equal<UInt128>(10, Balances.Balance(Alice));
    }

    [Theory]
    [InlineData(true, 10u)]
    [InlineData(false, 0u)]
    public void TransferAll_LeavesWhatItMust(bool keepAlive, uint left)
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAll(Bob, keepAlive));

        Assert.Equal<UInt128>(left, Balances.Balance(Alice));
        Assert.Equal<UInt128>(1000 - left, Balances.Balance(Bob));
    }

    [Fact]
    public void TransferAll_WithMoneyOnHold_LeavesTheAccountAlive()
    {
        Assert.False(Balances.Hold(Escrow, Alice, 400).IsError);

        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAll(Bob, KeepAlive: false));

        Assert.Equal<UInt128>(10, Balances.Balance(Alice));
        Assert.Equal<UInt128>(590, Balances.Balance(Bob));
    }

    [Fact]
    public void Transfer_ToOneself_ChangesNothing()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Alice, 1000));

        Assert.Equal<UInt128>(1000, Balances.Balance(Alice));
    }

    [Fact]
    public void ForceCalls_AreRootsOnly()
    {
        foreach (
            PalletCall call in (PalletCall[])[new Call.ForceTransfer(Alice, Bob, 100), new Call.ForceSetBalance(Bob, 100), new Call.ForceUnreserve(Alice, 1)])
        {
            Runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), call);
        }

        Runtime.AssertOk(Origin.Root, new Call.ForceTransfer(Alice, Bob, 100));
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Bob, 5000));
        Assert.Equal<UInt128>(5900, Balances.TotalIssuance.Get());
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Bob, 9));
        Assert.False(Runtime.FrameSystem.Account.Contains(Bob));
        Runtime.AssertNoop(DispatchError.Arithmetic(ArithmeticError.Overflow), Origin.Root, new Call.ForceSetBalance(Bob, UInt128.MaxValue));
    }

    [Fact]
    public void ForceUnreserve_DoesNotTouchHolds()
    {
        Assert.False(Balances.Hold(Escrow, Alice, 400).IsError);

        Runtime.AssertOk(Origin.Root, new Call.ForceUnreserve(Alice, 400));

        Assert.Equal<UInt128>(400, Balances.BalanceOnHold(Escrow, Alice));
    }

    [Fact]
    public void Burn_LowersTheIssuance()
    {
        Runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.Burn(991, KeepAlive: true));
        Runtime.AssertOk(Origin.Signed(Alice), new Call.Burn(500, KeepAlive: true));
        Assert.Equal<UInt128>(500, Balances.TotalIssuance.Get());

        Runtime.AssertOk(Origin.Signed(Alice), new Call.Burn(495, KeepAlive: false));
        Assert.Equal(UInt128.Zero, Balances.TotalIssuance.Get());
    }

    [Fact]
    public void ForceSetBalance_TellsHowTheIssuanceFollowed()
    {
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Alice, 1500));
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Alice, 200));

        Assert.Equal(
            [new Event.Issued(500), new Event.BalanceSet(Alice, 1500), new Event.Rescinded(1300), new Event.BalanceSet(Alice, 200)],
            Runtime.Events);
    }

    [Fact]
    public void ForceUnreserve_FreesWhatNothingElseCovers()
    {
        AssertOk(Balances.Reserve(Alice, 300));
        AssertOk(Balances.ReserveNamed(Staking, Alice, 200));
        AssertOk(Balances.Hold(Escrow, Alice, 100));
        Runtime.ClearEvents();

        Runtime.AssertOk(Origin.Root, new Call.ForceUnreserve(Alice, 1000));
        Runtime.AssertOk(Origin.Root, new Call.ForceUnreserve(Bob, 1000));

        Assert.Equal([new Event.Unreserved(Alice, 300)], Runtime.Events);
        Assert.Equal<UInt128>(300, Balances.ReservedBalance(Alice));
    }

    [Fact]
    public void UpgradeAccounts_BringsOldAccountsUpToDate_AndIsFreeWhenNeeded()
    {
        AssertOk(Balances.Reserve(Alice, 300));
        AccountInfo alice = Runtime.FrameSystem.Get(Alice);
        Runtime.FrameSystem.Account.Set(Alice, alice with { Consumers = 0, Data = alice.Data with { Flags = 0 } });
        // As an account of an old chain may be: something reserved, and nothing that provides for it.
        Runtime.FrameSystem.Account.Set(Bob, AccountInfo.Empty with { Data = new(0, 20, 0, 0) });
        Balances.TotalIssuance.Set(1020);
        Runtime.ClearEvents();

        Runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.UpgradeAccounts([Alice]));
        Assert.Equal(Pays.Yes, Runtime.AssertOk(Origin.Signed(Alice), new Call.UpgradeAccounts([])).Pays);
        Assert.Equal(Pays.No, Runtime.AssertOk(Origin.Signed(Alice), new Call.UpgradeAccounts([Alice, Bob])).Pays);
        Assert.Equal(Pays.Yes, Runtime.AssertOk(Origin.Signed(Alice), new Call.UpgradeAccounts([Alice, Bob])).Pays);

        Assert.Equal([new Event.Upgraded(Alice), new SystemEvent.NewAccount(Bob), new Event.Upgraded(Bob)], Runtime.Events);
        Assert.Equal(1u, Runtime.FrameSystem.Get(Alice).Consumers);
        Assert.Equal(new AccountData(10, 20, 0, UInt128.One << 127), Of(Bob));
    }

    [Fact]
    public void AnOldAccount_IsUpgradedWhenItsMoneyMoves()
    {
        AssertOk(Balances.Reserve(Alice, 300));
        AccountInfo alice = Runtime.FrameSystem.Get(Alice);
        Runtime.FrameSystem.Account.Set(Alice, alice with { Consumers = 0, Data = alice.Data with { Flags = 0 } });
        Runtime.ClearEvents();

        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferKeepAlive(Bob, 100));

        Assert.Equal(new Event.Upgraded(Alice), Runtime.Events.First());
        Assert.Equal(new AccountData(600, 300, 0, UInt128.One << 127), Of(Alice));
    }

    [Fact]
    public void ForceAdjustTotalIssuance_IsRootsOnly_AndKeepsToItsBounds()
    {
        Runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, 1));
        Runtime.AssertNoop(BalancesPallet.Error.DeltaZero, Origin.Root, new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, 0));

        Runtime.AssertOk(Origin.Root, new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, 64));
        Runtime.AssertOk(Origin.Root, new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, UInt128.MaxValue));
        Assert.Equal(UInt128.MaxValue, Balances.TotalIssuance.Get());
        Runtime.AssertOk(Origin.Root, new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Decrease, UInt128.MaxValue - 1000));
        Balances.Deactivate(999);
        Runtime.AssertNoop(BalancesPallet.Error.IssuanceDeactivated, Origin.Root, new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Decrease, 2));

        Assert.Equal(
            [new Event.TotalIssuanceForced(1000, 1064), new Event.TotalIssuanceForced(1064, UInt128.MaxValue), new Event.TotalIssuanceForced(UInt128.MaxValue, 1000)],
            Runtime.Events);
    }

    [Fact]
    public void TryState_FindsWhatIsWrong()
    {
        (string Wrong, Action Break)[] table =
        [
            ("issuance", () => Balances.TotalIssuance.Set(1)),
            ("inactive", () => Balances.InactiveIssuance.Set(1001)),
            ("held", () => Balances.Holds.Set(Alice, [new(Escrow, 1)])),
            ("empty hold", () => Balances.Holds.Set(Alice, [new(Escrow, 0)])),
            ("empty reserve", () => Balances.Reserves.Set(Alice, [new(Staking, 0)])),
            ("frozen", () => Balances.Freezes.Set(Alice, [new(new(1, 1), 1)])),
            ("does not exist", () => Balances.Locks.Set(Bob, new([new(Staking, 1, Reasons.All)]))),
            ("provides", () => Runtime.FrameSystem.Account.Set(Alice, Runtime.FrameSystem.Get(Alice) with { Providers = 0 })),
            ("needs", () => Runtime.FrameSystem.Account.Set(Alice, Runtime.FrameSystem.Get(Alice) with { Data = new(500, 500, 0, UInt128.One << 127) })),
            ("dust", () => Runtime.FrameSystem.Account.Set(Bob, AccountInfo.Empty with { Providers = 1, Data = new(5, 0, 0, UInt128.One << 127) })),
        ];
        foreach ((string wrong, Action corrupt) in table)
        {
            Runtime.Externalities.BeginTransaction();
            corrupt();
            Assert.Contains(wrong, Balances.TryState(), StringComparison.Ordinal);
            Runtime.Externalities.RollbackTransaction();
        }
    }

    [Fact]
    public void Weight_OfEveryCall_IsItsOwn()
    {
        BalancesWeights weights = new(new DbWeight(1, 1));
        Assert.Equal(weights.UpgradeAccounts(1) - weights.UpgradeAccounts(0), weights.UpgradeAccounts(2) - weights.UpgradeAccounts(1));
        foreach (PalletCall call in (PalletCall[])
            [
                new Call.TransferAllowDeath(Bob, 1), new Call.ForceTransfer(Alice, Bob, 1), new Call.TransferKeepAlive(Bob, 1), new Call.TransferAll(Bob, true),
                new Call.ForceUnreserve(Bob, 1), new Call.UpgradeAccounts([Bob]), new Call.ForceSetBalance(Bob, 1),
                new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, 1), new Call.Burn(1, true), new Call.Burn(1, false),
            ])
        {
            CallInfo info = Runtime.InfoOf(Runtime.Of(call));
            Assert.Equal((DispatchClass.Normal, Pays.Yes), (info.Class, info.Pays));
            Assert.NotEqual(default, info.Weight);
        }
    }

    [Fact]
    public void Genesis_RefusesWhatContradictsItself()
    {
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, 9)));
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, 10), new(Alice, 10)));
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, UInt128.MaxValue), new(Bob, 10)));
    }
}
