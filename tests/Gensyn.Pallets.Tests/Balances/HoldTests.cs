using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class HoldTests : BalancesTest
{
    private static readonly RuntimeFreezeReason Freeze = new(60, 0);

    [Fact]
    public void Hold_KeepsTheDepositFree_AndNeedsAnAccount()
    {
        AssertRefused(DispatchError.Token(TokenError.FundsUnavailable), () => Balances.Hold(Escrow, Alice, 991));
        AssertRefused(DispatchError.Token(TokenError.CannotCreateHold), () => Balances.Hold(Escrow, Bob, 1));
        AssertOk(Balances.Hold(Escrow, Alice, 500));
        AssertOk(Balances.Hold(Stake, Alice, 490));
        AssertOk(Balances.Hold(Stake, Alice, 0));

        Assert.Equal([new Event.Held(Escrow, Alice, 500), new Event.Held(Stake, Alice, 490)], Runtime.Events);
        Assert.Equal<UInt128>(10, Balances.Balance(Alice));
        Assert.Equal<UInt128>(990, Balances.TotalBalanceOnHold(Alice));
        Runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 11));
        Runtime.AssertNoop(DispatchError.Token(TokenError.Frozen), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 10));
    }

    [Fact]
    public void Hold_ForTooManyReasons_IsRefused()
    {
        for (byte i = 0; i < 3; i++) AssertOk(Balances.Hold(new(60, i), Alice, 10));

        Assert.False(Balances.HoldAvailable(new(60, 3), Alice));
        AssertRefused(DispatchError.Token(TokenError.CannotCreateHold), () => Balances.Hold(new(60, 3), Alice, 10));
        AssertOk(Balances.Hold(new(60, 2), Alice, 10));
    }

    [Fact]
    public void Hold_OfAnAccountWithTooManyConsumers_LeavesNothingBehind()
    {
        AssertOk(Runtime.FrameSystem.IncConsumers(Alice));
        AssertOk(Runtime.FrameSystem.IncConsumers(Alice));

        AssertRefused(DispatchError.TooManyConsumers, () => Balances.Hold(Escrow, Alice, 10));

        Runtime.FrameSystem.DecConsumers(Alice);
        Runtime.FrameSystem.DecConsumers(Alice);
    }

    [Fact]
    public void HeldMoney_IsReleasedTransferredAndBurned()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        AssertOk(Balances.Hold(Escrow, Alice, 500));
        Runtime.ClearEvents();

        AssertIs(100, Balances.Release(Escrow, Alice, 100, Precision.Exact));
        AssertIs(100, Balances.TransferOnHold(Escrow, Alice, Bob, 100, Precision.Exact, Restriction.Free, Fortitude.Polite));
        AssertIs(300, Balances.BurnHeld(Escrow, Alice, 300, Precision.Exact, Fortitude.Polite));
        AssertToken(TokenError.FundsUnavailable, Balances.Release(Escrow, Alice, 1, Precision.Exact));
        AssertIs(0, Balances.Release(Escrow, Alice, 0, Precision.Exact));

        Assert.Equal(
            [new Event.Released(Escrow, Alice, 100), new Event.TransferOnHold(Escrow, Alice, Bob, 100), new Event.BurnedHeld(Escrow, Alice, 300)],
            Runtime.Events);
        Assert.Equal<UInt128>(500, Balances.Balance(Alice));
        Assert.Equal<UInt128>(200, Balances.Balance(Bob));
        Assert.Equal<UInt128>(700, Balances.TotalIssuance.Get());
        Assert.False(Balances.Holds.Contains(Alice));
    }

    [Fact]
    public void BestEffort_DoesWhatItCan()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        AssertOk(Balances.Hold(Escrow, Alice, 300));

        AssertIs(100, Balances.TransferOnHold(Escrow, Alice, Bob, 100, Precision.BestEffort, Restriction.OnHold, Fortitude.Polite));
        AssertIs(100, Balances.BalanceOnHold(Escrow, Bob));
        AssertIs(100, Balances.TransferOnHold(Escrow, Bob, Alice, 999, Precision.BestEffort, Restriction.Free, Fortitude.Polite));
        AssertIs(50, Balances.BurnHeld(Escrow, Alice, 50, Precision.BestEffort, Fortitude.Polite));
        AssertIs(150, Balances.Release(Escrow, Alice, 999, Precision.BestEffort));
        AssertIs(0, Balances.BurnAllHeld(Escrow, Alice, Precision.Exact, Fortitude.Polite));
    }

    [Fact]
    public void TransferOnHold_ToAnAccountThatCannotTakeIt_IsRefused()
    {
        AssertOk(Balances.Hold(Escrow, Alice, 500));
        H256 before = Runtime.StateRoot;

        AssertToken(TokenError.CannotCreate, Balances.TransferOnHold(Escrow, Alice, Bob, 9, Precision.Exact, Restriction.Free, Fortitude.Polite));
        AssertToken(TokenError.CannotCreateHold, Balances.TransferOnHold(Escrow, Alice, Bob, 50, Precision.Exact, Restriction.OnHold, Fortitude.Polite));
        AssertToken(TokenError.FundsUnavailable, Balances.TransferOnHold(Stake, Alice, Bob, 50, Precision.Exact, Restriction.Free, Fortitude.Polite));

        Assert.Equal(before, Runtime.StateRoot);
    }

    [Fact]
    public void TransferOnHold_ToOneself_OnlyFreesTheMoney()
    {
        AssertOk(Balances.Hold(Escrow, Alice, 500));
        AssertIs(200, Balances.TransferOnHold(Escrow, Alice, Alice, 200, Precision.Exact, Restriction.Free, Fortitude.Polite));
        AssertIs(200, Balances.TransferOnHold(Escrow, Alice, Alice, 200, Precision.Exact, Restriction.OnHold, Fortitude.Polite));

        Assert.Equal(new AccountData(700, 300, 0, UInt128.One << 127), Of(Alice));
        AssertIs(300, Balances.BalanceOnHold(Escrow, Alice));
    }

    [Fact]
    public void TransferAndHold_HoldsAtTheReceiver()
    {
        AssertToken(
            TokenError.CannotCreateHold, Balances.TransferAndHold(Escrow, Alice, Bob, 100, Precision.Exact, Preservation.Preserve, Fortitude.Polite));
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        Runtime.ClearEvents();

        AssertIs(300, Balances.TransferAndHold(Escrow, Alice, Bob, 300, Precision.Exact, Preservation.Preserve, Fortitude.Polite));
        AssertToken(
            TokenError.FundsUnavailable, Balances.TransferAndHold(Escrow, Alice, Bob, 591, Precision.Exact, Preservation.Preserve, Fortitude.Polite));
        AssertIs(590, Balances.TransferAndHold(Escrow, Alice, Bob, 999, Precision.BestEffort, Preservation.Preserve, Fortitude.Polite));

        Assert.Equal([new Event.TransferAndHold(Escrow, Alice, Bob, 300), new Event.TransferAndHold(Escrow, Alice, Bob, 590)], Runtime.Events);
        AssertIs(890, Balances.BalanceOnHold(Escrow, Bob));
    }

    [Fact]
    public void AFreeze_KeepsHeldMoneyFromGoing_UnlessForced()
    {
        AssertOk(Balances.Hold(Escrow, Alice, 600));
        AssertOk(Balances.SetFreeze(Freeze, Alice, 900));

        Assert.Equal<UInt128>(100, Balances.ReducibleTotalBalanceOnHold(Alice, Fortitude.Polite));
        AssertToken(TokenError.Frozen, Balances.BurnHeld(Escrow, Alice, 101, Precision.Exact, Fortitude.Polite));
        AssertIs(100, Balances.BurnHeld(Escrow, Alice, 101, Precision.BestEffort, Fortitude.Polite));
        AssertIs(500, Balances.BurnHeld(Escrow, Alice, 500, Precision.Exact, Fortitude.Force));
    }

    [Fact]
    public void Slash_TakesACredit_ThatResolvesOrLeavesCirculation()
    {
        AssertOk(Balances.Hold(Escrow, Alice, 600));

        Assert.Equal<UInt128>(200, Balances.Slash(Escrow, Alice, 200));
        Balances.Resolve(Bob, 200);
        Assert.Equal<UInt128>(400, Balances.Slash(Escrow, Alice, 999));
        Balances.Rescind(400);

        Assert.Equal<UInt128>(200, Balances.Balance(Bob));
        Assert.Equal<UInt128>(600, Balances.TotalIssuance.Get());
        Assert.Equal(UInt128.Zero, Balances.Slash(Escrow, Alice, 1));
    }

    [Fact]
    public void SetOnHold_HoldsOrReleasesTheDifference()
    {
        AssertOk(Balances.SetOnHold(Escrow, Alice, 500));
        AssertOk(Balances.SetOnHold(Escrow, Alice, 200));
        AssertOk(Balances.SetOnHold(Escrow, Alice, 200));

        Assert.Equal([new Event.Held(Escrow, Alice, 500), new Event.Released(Escrow, Alice, 300)], Runtime.Events);
        AssertIs(200, Balances.ReleaseAll(Escrow, Alice, Precision.Exact));
    }
}
