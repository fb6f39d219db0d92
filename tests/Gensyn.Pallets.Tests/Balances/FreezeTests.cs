using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class FreezeTests : BalancesTest
{
    private static readonly RuntimeFreezeReason First = new(60, 0);
    private static readonly RuntimeFreezeReason Second = new(60, 1);

    [Fact]
    public void Frozen_MoneyMayBeHeld_ButNotSpent()
    {
        AssertOk(Balances.SetFreeze(First, Alice, 800));

        Assert.Equal<UInt128>(200, Balances.ReducibleBalance(Alice, Preservation.Expendable, Fortitude.Polite));
        Assert.Equal<UInt128>(990, Balances.ReducibleBalance(Alice, Preservation.Expendable, Fortitude.Force));
        Runtime.AssertNoop(DispatchError.Token(TokenError.Frozen), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 201));
        AssertOk(Balances.Hold(Escrow, Alice, 700));
        // What must stay is the larger of the frozen money that is not on hold and the existential deposit.
        Assert.Equal<UInt128>(200, Balances.ReducibleBalance(Alice, Preservation.Preserve, Fortitude.Polite));
        AssertOk(Balances.Hold(Escrow, Alice, 100));
        Assert.Equal<UInt128>(190, Balances.ReducibleBalance(Alice, Preservation.Preserve, Fortitude.Polite));
    }

    [Fact]
    public void Freezes_Overlap_AndTellHowMuchMoreOrLess()
    {
        AssertOk(Balances.SetFreeze(First, Alice, 300));
        AssertOk(Balances.SetFreeze(Second, Alice, 500));
        AssertOk(Balances.ExtendFreeze(First, Alice, 200));
        AssertOk(Balances.ExtendFreeze(First, Alice, 0));
        AssertOk(Balances.Thaw(Second, Alice));
        AssertOk(Balances.SetFreeze(First, Alice, 0));
        AssertOk(Balances.Thaw(First, Alice));

        Assert.Equal([new Event.Frozen(Alice, 300), new Event.Frozen(Alice, 200), new Event.Thawed(Alice, 200), new Event.Thawed(Alice, 300)], Runtime.Events);
        Assert.False(Balances.Freezes.Contains(Alice));
    }

    [Fact]
    public void Freezes_AreBounded_AndNeedAnAccount()
    {
        AssertOk(Balances.SetFreeze(First, Alice, 1));
        AssertOk(Balances.SetFreeze(Second, Alice, 1));

        Assert.False(Balances.CanFreeze(new(60, 2), Alice));
        Assert.True(Balances.CanFreeze(Second, Alice));
        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.TooManyFreezes), () => Balances.SetFreeze(new(60, 2), Alice, 1));
        AssertRefused(DispatchError.NoProviders, () => Balances.SetFreeze(First, Bob, 1));
    }

    [Fact]
    public void Frozen_IsBoundedByWhatIsThere_UnlessForced()
    {
        AssertRefused(DispatchError.Token(TokenError.FundsUnavailable), () => Balances.SetFrozen(First, Alice, 1001, Fortitude.Polite));
        AssertRefused(DispatchError.Token(TokenError.FundsUnavailable), () => Balances.EnsureFrozen(First, Alice, 1001, Fortitude.Polite));
        AssertOk(Balances.EnsureFrozen(First, Alice, 1001, Fortitude.Force));
        AssertOk(Balances.EnsureFrozen(First, Alice, 1, Fortitude.Polite));
        Assert.Equal<UInt128>(1001, Balances.BalanceFrozen(First, Alice));
        AssertRefused(DispatchError.Arithmetic(ArithmeticError.Underflow), () => Balances.DecreaseFrozen(First, Alice, 1002));
        AssertOk(Balances.DecreaseFrozen(First, Alice, 501));
        AssertRefused(DispatchError.Token(TokenError.FundsUnavailable), () => Balances.IncreaseFrozen(First, Alice, 501));
        AssertRefused(DispatchError.Arithmetic(ArithmeticError.Overflow), () => Balances.IncreaseFrozen(First, Alice, UInt128.MaxValue));
        AssertOk(Balances.IncreaseFrozen(First, Alice, 500));
        AssertOk(Balances.SetFrozen(First, Alice, 7, Fortitude.Polite));
        Assert.Equal<UInt128>(7, Of(Alice).Frozen);
    }

    [Fact]
    public void AFrozenAccount_CannotEnd()
    {
        AssertOk(Balances.SetFreeze(First, Alice, 1));

        Runtime.AssertNoop(DispatchError.Token(TokenError.Frozen), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 1000));
        Runtime.AssertNoop(DispatchError.ConsumerRemaining, Origin.Root, new Call.ForceSetBalance(Alice, 0));
    }

    [Fact]
    public void AFreeze_OutlivesTheMoney_WhereSomethingElseProvides()
    {
        Runtime.FrameSystem.IncProviders(Alice);
        AssertOk(Balances.SetFreeze(First, Alice, 7));
        Runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Alice, 0));

        Assert.Equal<UInt128>(7, Of(Alice).Frozen);
        Assert.Null(Balances.TryState());

        AssertOk(Balances.Thaw(First, Alice));
        AssertOk(Runtime.FrameSystem.DecProviders(Alice));
    }

    [Fact]
    public void Locks_OverlapWithEachOtherAndWithFreezes()
    {
        AssertOk(Balances.SetLock(Staking, Alice, 300, WithdrawReasons.All));
        AssertOk(Balances.SetLock(Voting, Alice, 500, WithdrawReasons.TransactionPayment));
        AssertOk(Balances.SetFreeze(First, Alice, 400));
        AssertOk(Balances.SetLock(Voting, Alice, 350, WithdrawReasons.Transfer));

        Assert.Equal([new Event.Locked(Alice, 300), new Event.Locked(Alice, 200), new Event.Unlocked(Alice, 100)], Runtime.Events);
        Assert.Equal<BalanceLock>([new(Staking, 300, Reasons.All), new(Voting, 350, Reasons.Misc)], Balances.Locks.GetOrDefault(Alice).Items);
        Assert.Equal<UInt128>(400, Of(Alice).Frozen);
        Assert.Equal<UInt128>(350, Balances.BalanceLocked(Voting, Alice));
    }

    [Fact]
    public void ExtendLock_OnlyEverLocksMore()
    {
        AssertOk(Balances.ExtendLock(Staking, Alice, 300, WithdrawReasons.TransactionPayment));
        AssertOk(Balances.ExtendLock(Staking, Alice, 100, WithdrawReasons.TransactionPayment));
        Assert.Equal<BalanceLock>([new(Staking, 300, Reasons.Fee)], Balances.Locks.GetOrDefault(Alice).Items);
        AssertOk(Balances.ExtendLock(Staking, Alice, 400, WithdrawReasons.Tip));
        AssertOk(Balances.ExtendLock(Staking, Alice, 900, WithdrawReasons.None));
        AssertOk(Balances.ExtendLock(Staking, Alice, 0, WithdrawReasons.All));

        Assert.Equal<BalanceLock>([new(Staking, 400, Reasons.All)], Balances.Locks.GetOrDefault(Alice).Items);
        AssertOk(Balances.RemoveLock(Staking, Alice));
        AssertOk(Balances.RemoveLock(Staking, Alice));
        Assert.False(Balances.Locks.Contains(Alice));
    }

    [Fact]
    public void SetLock_OfNothing_RemovesIt_AndALongListIsKept()
    {
        AssertOk(Balances.SetLock(Staking, Alice, 1, WithdrawReasons.All));
        AssertOk(Balances.SetLock(Staking, Alice, 0, WithdrawReasons.All));
        Assert.False(Balances.Locks.Contains(Alice));
        foreach (string name in (string[])["lock   1", "lock   2", "lock   3"]) AssertOk(Balances.SetLock(new(name), Alice, 5, WithdrawReasons.Fee | WithdrawReasons.TransactionPayment));
        Assert.Equal(3, Balances.Locks.GetOrDefault(Alice).Items.Length);
    }

    [Fact]
    public void ALock_OnAnAccountThatDoesNotExist_IsRefused() =>
        AssertRefused(DispatchError.NoProviders, () => Balances.SetLock(Staking, Bob, 1, WithdrawReasons.All));

    [Fact]
    public void LockIdentifiers_AreEightBytesInTheOrderOfNames()
    {
        Assert.Equal("7374616b696e6720", Convert.ToHexStringLower(LockIdentifier.Codec.ToBytes(Staking)));
        Assert.True(LockIdentifier.Codec.TryDecode("staking "u8, out LockIdentifier read));
        Assert.Equal(Staking, read);
        Assert.Equal("staking ", read.ToString());
        Assert.True(Voting.CompareTo(Staking) < 0);
        Assert.Throws<ArgumentException>(() => new LockIdentifier("short"));
    }
}
