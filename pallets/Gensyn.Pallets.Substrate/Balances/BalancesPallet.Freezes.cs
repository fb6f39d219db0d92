using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Freezes and locks: an account's money, held money included, may not fall below the largest of them.</content>
// Source: pallet_balances::impl_fungible and impl_currency, frame_support::traits::tokens::fungible::freeze.
public sealed partial class BalancesPallet
{
    /// <inheritdoc/>
    public UInt128 BalanceFrozen(RuntimeFreezeReason id, AccountId who)
    {
        foreach (FreezeAmount freeze in Freezes.GetOrDefault(who))
        {
            if (freeze.Id == id) return freeze.Amount;
        }

        return 0;
    }

    /// <inheritdoc/>
    public UInt128 BalanceFreezable(AccountId who) => TotalBalance(who);

    /// <inheritdoc/>
    public bool CanFreeze(RuntimeFreezeReason id, AccountId who)
    {
        ImmutableArray<FreezeAmount> freezes = Freezes.GetOrDefault(who);
        return freezes.Length < MaxFreezes || IndexOf(freezes, id) >= 0;
    }

    /// <inheritdoc/>
    public DispatchResult SetFreeze(RuntimeFreezeReason id, AccountId who, UInt128 amount)
    {
        ImmutableArray<FreezeAmount> freezes = Freezes.GetOrDefault(who);
        int index = IndexOf(freezes, id);
        if (amount == 0) return index < 0 ? DispatchResult.Ok : UpdateFreezes(who, freezes.RemoveAt(index));
        if (index >= 0) return UpdateFreezes(who, freezes.SetItem(index, new(id, amount)));
        return freezes.Length >= MaxFreezes ? Fail(Error.TooManyFreezes) : UpdateFreezes(who, freezes.Add(new(id, amount)));
    }

    /// <inheritdoc/>
    public DispatchResult ExtendFreeze(RuntimeFreezeReason id, AccountId who, UInt128 amount) =>
        amount == 0 ? DispatchResult.Ok : SetFreeze(id, who, UInt128.Max(amount, BalanceFrozen(id, who)));

    /// <inheritdoc/>
    public DispatchResult Thaw(RuntimeFreezeReason id, AccountId who) => SetFreeze(id, who, 0);

    /// <inheritdoc/>
    public DispatchResult SetFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount, Fortitude fortitude) =>
        IsFreezable(who, amount, fortitude) ? SetFreeze(id, who, amount) : DispatchError.Token(TokenError.FundsUnavailable);

    /// <inheritdoc/>
    public DispatchResult EnsureFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount, Fortitude fortitude) =>
        IsFreezable(who, amount, fortitude) ? ExtendFreeze(id, who, amount) : DispatchError.Token(TokenError.FundsUnavailable);

    /// <inheritdoc/>
    public DispatchResult DecreaseFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount)
    {
        UInt128 frozen = BalanceFrozen(id, who);
        return amount > frozen ? DispatchError.Arithmetic(ArithmeticError.Underflow) : SetFrozen(id, who, frozen - amount, Fortitude.Force);
    }

    /// <inheritdoc/>
    public DispatchResult IncreaseFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount)
    {
        UInt128 frozen = BalanceFrozen(id, who);
        return amount > UInt128.MaxValue - frozen
            ? DispatchError.Arithmetic(ArithmeticError.Overflow)
            : SetFrozen(id, who, frozen + amount, Fortitude.Polite);
    }

    /// <inheritdoc/>
    public UInt128 BalanceLocked(LockIdentifier id, AccountId who)
    {
        foreach (BalanceLock @lock in Locks.GetOrDefault(who).Items)
        {
            if (@lock.Id == id) return @lock.Amount;
        }

        return 0;
    }

    /// <inheritdoc/>
    public DispatchResult SetLock(LockIdentifier id, AccountId who, UInt128 amount, WithdrawReasons reasons)
    {
        if (amount == 0 || reasons == WithdrawReasons.None) return RemoveLock(id, who);
        ImmutableArray<BalanceLock> locks = Locks.GetOrDefault(who).Items;
        BalanceLock changed = new(id, amount, ToReasons(reasons));
        int index = IndexOf(locks, id);
        return UpdateLocks(who, index < 0 ? locks.Add(changed) : locks.SetItem(index, changed));
    }

    /// <inheritdoc/>
    public DispatchResult ExtendLock(LockIdentifier id, AccountId who, UInt128 amount, WithdrawReasons reasons)
    {
        if (amount == 0 || reasons == WithdrawReasons.None) return DispatchResult.Ok;
        ImmutableArray<BalanceLock> locks = Locks.GetOrDefault(who).Items;
        int index = IndexOf(locks, id);
        if (index < 0) return UpdateLocks(who, locks.Add(new(id, amount, ToReasons(reasons))));
        BalanceLock old = locks[index];
        Reasons wider = old.Reasons == ToReasons(reasons) ? old.Reasons : Reasons.All;
        return UpdateLocks(who, locks.SetItem(index, new(id, UInt128.Max(old.Amount, amount), wider)));
    }

    /// <inheritdoc/>
    public DispatchResult RemoveLock(LockIdentifier id, AccountId who)
    {
        ImmutableArray<BalanceLock> locks = Locks.GetOrDefault(who).Items;
        int index = IndexOf(locks, id);
        return index < 0 ? DispatchResult.Ok : UpdateLocks(who, locks.RemoveAt(index));
    }

    private static Reasons ToReasons(WithdrawReasons reasons) =>
        reasons == WithdrawReasons.TransactionPayment ? Reasons.Fee
        : reasons.HasFlag(WithdrawReasons.TransactionPayment) ? Reasons.All
        : Reasons.Misc;

    private static int IndexOf(ImmutableArray<FreezeAmount> freezes, RuntimeFreezeReason id)
    {
        for (int i = 0; i < freezes.Length; i++)
        {
            if (freezes[i].Id == id) return i;
        }

        return -1;
    }

    private static int IndexOf(ImmutableArray<BalanceLock> locks, LockIdentifier id)
    {
        for (int i = 0; i < locks.Length; i++)
        {
            if (locks[i].Id == id) return i;
        }

        return -1;
    }

    private static UInt128 FrozenBy(ImmutableArray<BalanceLock> locks, ImmutableArray<FreezeAmount> freezes)
    {
        UInt128 frozen = 0;
        foreach (BalanceLock @lock in locks) frozen = UInt128.Max(frozen, @lock.Amount);
        foreach (FreezeAmount freeze in freezes) frozen = UInt128.Max(frozen, freeze.Amount);
        return frozen;
    }

    private bool IsFreezable(AccountId who, UInt128 amount, Fortitude fortitude) => fortitude == Fortitude.Force || BalanceFreezable(who) >= amount;

    private DispatchResult UpdateFreezes(AccountId who, ImmutableArray<FreezeAmount> freezes)
    {
        DispatchResult result = SetFrozen(who, FrozenBy(Locks.GetOrDefault(who).Items, freezes), out UInt128 before, out UInt128 after);
        if (result.IsError) return result;
        if (freezes.IsEmpty) Freezes.Remove(who);
        else Freezes.Set(who, freezes);
        if (before > after) Deposit(new Event.Thawed(who, before - after));
        else if (after > before) Deposit(new Event.Frozen(who, after - before));
        return DispatchResult.Ok;
    }

    // FRAME records a lock even where the account does not exist and nothing comes of it; here that is refused.
    private DispatchResult UpdateLocks(AccountId who, ImmutableArray<BalanceLock> locks)
    {
        if (locks.Length > MaxLocks) Context.Externalities.Log(RuntimeLogLevel.Warn, "runtime::balances", "An account has more locks than expected.");
        DispatchResult result = SetFrozen(who, FrozenBy(locks, Freezes.GetOrDefault(who)), out UInt128 before, out UInt128 after);
        if (result.IsError) return result;
        if (locks.IsEmpty) Locks.Remove(who);
        else Locks.Set(who, new(locks));
        if (before > after) Deposit(new Event.Unlocked(who, before - after));
        else if (after > before) Deposit(new Event.Locked(who, after - before));
        return DispatchResult.Ok;
    }

    private DispatchResult SetFrozen(AccountId who, UInt128 frozen, out UInt128 before, out UInt128 after)
    {
        AccountInfo account = accounts.Get(who);
        before = account.Data.Frozen;
        after = frozen;
        return before == after ? DispatchResult.Ok : Write(who, account, account.Data with { Frozen = frozen });
    }
}
