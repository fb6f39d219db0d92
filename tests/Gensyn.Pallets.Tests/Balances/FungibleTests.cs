using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;
using SystemEvent = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class FungibleTests : BalancesTest
{
    [Fact]
    public void Money_IsMintedBurnedShelvedAndRestored()
    {
        AssertIs(100, Balances.MintInto(Alice, 100));
        AssertIs(50, Balances.BurnFrom(Alice, 50, Preservation.Preserve, Precision.Exact, Fortitude.Polite));
        AssertIs(50, Balances.Shelve(Alice, 50));
        AssertIs(25, Balances.Restore(Alice, 25));

        Assert.Equal([new Event.Minted(Alice, 100), new Event.Burned(Alice, 50), new Event.Suspended(Alice, 50), new Event.Restored(Alice, 25)], Runtime.Events);
        Assert.Equal<UInt128>(1025, ((IFungibleInspect)Balances).TotalIssuance);
        Assert.Equal<UInt128>(1025, Balances.Balance(Alice));
        Assert.Equal<UInt128>(10, Balances.MinimumBalance);
    }

    [Fact]
    public void Money_ThatCannotBe_IsRefused()
    {
        H256 before = Runtime.StateRoot;
        AssertToken(TokenError.BelowMinimum, Balances.MintInto(Bob, 9));
        Assert.Equal(DispatchError.Arithmetic(ArithmeticError.Overflow), Balances.MintInto(Bob, UInt128.MaxValue).Error);
        AssertToken(TokenError.FundsUnavailable, Balances.BurnFrom(Alice, 991, Preservation.Preserve, Precision.Exact, Fortitude.Polite));
        AssertToken(TokenError.FundsUnavailable, Balances.Shelve(Alice, 1001));
        AssertToken(TokenError.BelowMinimum, Balances.Restore(Bob, 1));
        Assert.Equal(before, Runtime.StateRoot);
        AssertIs(990, Balances.BurnFrom(Alice, 5000, Preservation.Preserve, Precision.BestEffort, Fortitude.Polite));
    }

    [Fact]
    public void SetBalance_ComesAsNearAsItCan()
    {
        Assert.Equal<UInt128>(700, Balances.SetBalance(Alice, 700));
        Assert.Equal<UInt128>(900, Balances.SetBalance(Alice, 900));
        Assert.Equal<UInt128>(0, Balances.SetBalance(Bob, 9));
        AssertOk(Balances.Reserve(Alice, 100));
        // What keeps the reserve alive stays.
        Assert.Equal<UInt128>(10, Balances.SetBalance(Alice, 0));
    }

    [Fact]
    public void Consequences_TellWhatWouldCome()
    {
        Assert.Equal(DepositConsequence.Success, Balances.CanDeposit(Bob, 0, Provenance.Minted));
        Assert.Equal(DepositConsequence.BelowMinimum, Balances.CanDeposit(Bob, 9, Provenance.Extant));
        Assert.Equal(DepositConsequence.Overflow, Balances.CanDeposit(Bob, UInt128.MaxValue, Provenance.Minted));
        Assert.Equal(DepositConsequence.Success, Balances.CanDeposit(Bob, UInt128.MaxValue, Provenance.Extant));
        Assert.Equal(DepositConsequence.Overflow, Balances.CanDeposit(Alice, UInt128.MaxValue, Provenance.Extant));
        Assert.Equal(WithdrawConsequence.Success, Balances.CanWithdraw(Alice, 990));
        Assert.Equal(WithdrawConsequence.ReducedToZero, Balances.CanWithdraw(Alice, 991));
        Assert.Equal(WithdrawConsequence.Underflow, Balances.CanWithdraw(Alice, 1001));
        Assert.Equal(WithdrawConsequence.BalanceLow, Balances.CanWithdraw(Bob, 1));
        AssertOk(Runtime.FrameSystem.IncConsumers(Alice));
        Assert.Equal(WithdrawConsequence.Frozen, Balances.CanWithdraw(Alice, 991));
        Runtime.FrameSystem.DecConsumers(Alice);
        AssertOk(Balances.SetFreeze(new(60, 0), Alice, 500));
        Assert.Equal(WithdrawConsequence.Frozen, Balances.CanWithdraw(Alice, 501));
    }

    [Fact]
    public void Protect_LetsTheAccountGo_WhereSomethingElseProvides()
    {
        Assert.Equal<UInt128>(990, Balances.ReducibleBalance(Alice, Preservation.Protect, Fortitude.Polite));
        Runtime.FrameSystem.IncProviders(Alice);
        Assert.Equal<UInt128>(1000, Balances.ReducibleBalance(Alice, Preservation.Protect, Fortitude.Polite));
        Assert.Equal<UInt128>(990, Balances.ReducibleBalance(Alice, Preservation.Preserve, Fortitude.Polite));
        AssertOk(Runtime.FrameSystem.DecProviders(Alice));
    }

    [Fact]
    public void Inactive_IssuanceIsCountedApart()
    {
        Balances.Deactivate(400);
        Assert.Equal<UInt128>(600, Balances.ActiveIssuance);
        Balances.Deactivate(UInt128.MaxValue);
        Assert.Equal<UInt128>(0, Balances.ActiveIssuance);
        Balances.Reactivate(300);
        Assert.Equal<UInt128>(300, Balances.ActiveIssuance);
        Balances.Reactivate(UInt128.MaxValue);
        Assert.Equal<UInt128>(1000, Balances.ActiveIssuance);
    }

    [Fact]
    public void ACredit_IsIssuedResolvedOrRescinded()
    {
        Assert.Equal<UInt128>(100, Balances.Issue(100));
        Balances.Resolve(Bob, 60);
        Balances.Rescind(40);
        Assert.Equal<UInt128>(0, Balances.Issue(0));
        Balances.Rescind(0);
        Balances.Resolve(Bob, 0);
        AssertIs(0, Balances.Withdraw(Alice, 0, Precision.Exact, Preservation.Preserve, Fortitude.Polite));

        Assert.Equal(
            [new Event.Issued(100), new SystemEvent.NewAccount(Bob), new Event.Endowed(Bob, 60), new Event.Deposit(Bob, 60), new Event.Rescinded(40)], Runtime.Events);
        UInt128 rest = UInt128.MaxValue - 1060;
        Assert.Equal(rest, Balances.Issue(UInt128.MaxValue));
        Balances.Rescind(rest);
    }

    [Fact]
    public void Withdrawn_ThatNobodyCanTake_LeavesCirculationWithAnEvent()
    {
        AssertIs(5, Balances.Withdraw(Alice, 5, Precision.Exact, Preservation.Preserve, Fortitude.Polite));
        Balances.Resolve(Bob, 5);

        Assert.Equal([new Event.Withdraw(Alice, 5), new Event.Rescinded(5)], Runtime.Events);
    }

    [Fact]
    public void Withdraw_KeepsTheAccountAlive()
    {
        AssertToken(TokenError.FundsUnavailable, Balances.Withdraw(Alice, 991, Precision.Exact, Preservation.Preserve, Fortitude.Polite));
        AssertIs(990, Balances.Withdraw(Alice, 991, Precision.BestEffort, Preservation.Preserve, Fortitude.Polite));
        Balances.Resolve(Alice, 990);
    }

    [Fact]
    public void Transfer_OfNothingFromNobody_IsToldAsInSubstrate()
    {
        AccountId nobody = DevAccounts.Number(9);
        AssertIs(0, Balances.Transfer(nobody, Alice, 0, Preservation.Expendable));
        // pallet_balances writes the giver back even when nothing goes, and an account without money is new each time.
        Assert.Equal([new Event.Endowed(nobody, 0), new Event.Transfer(nobody, Alice, 0)], Runtime.Events);
        Assert.False(Runtime.FrameSystem.Account.Contains(nobody));
    }
}
