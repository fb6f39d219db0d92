using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Reserves, plain and named: the older form of holds, which deposits of Multisig and Proxy still are.</content>
// Source: pallet_balances::impl_currency. Plain reserves reach only what no hold and no name covers.
public sealed partial class BalancesPallet
{
    /// <inheritdoc/>
    public bool CanReserve(AccountId who, UInt128 value)
    {
        AccountData money = accounts.Get(who).Data;
        return value == 0 || (value <= money.Free && money.Free - value >= UInt128.Max(ExistentialDeposit, money.Frozen));
    }

    /// <inheritdoc/>
    public UInt128 ReservedBalance(AccountId who) => accounts.Get(who).Data.Reserved;

    /// <inheritdoc/>
    public DispatchResult Reserve(AccountId who, UInt128 value)
    {
        if (value == 0) return DispatchResult.Ok;
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        if (value > money.Free) return Fail(Error.InsufficientBalance);
        if (value > UInt128.MaxValue - money.Reserved) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        if (money.Free - value < money.Frozen) return Fail(Error.LiquidityRestrictions);
        DispatchResult written = Write(who, account, money with { Free = money.Free - value, Reserved = money.Reserved + value });
        if (written.IsError) return written;
        Deposit(new Event.Reserved(who, value));
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public UInt128 Unreserve(AccountId who, UInt128 value) => value - Unreserve(who, value, PlainReserveOf(who));

    /// <inheritdoc/>
    public UInt128 SlashReserved(AccountId who, UInt128 value) => Slash(who, value, PlainReserveOf(who));

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> RepatriateReserved(AccountId slashed, AccountId beneficiary, UInt128 value, BalanceStatus status)
    {
        Result<UInt128, DispatchError> moved = Repatriate(slashed, beneficiary, value, PlainReserveOf(slashed), status);
        return moved.IsError ? moved : value - moved.Value;
    }

    /// <inheritdoc/>
    public UInt128 ReservedBalanceNamed(LockIdentifier id, AccountId who)
    {
        ImmutableArray<ReserveData> reserves = Reserves.GetOrDefault(who);
        return Find(reserves, id, out int index) ? reserves[index].Amount : 0;
    }

    /// <inheritdoc/>
    public DispatchResult ReserveNamed(LockIdentifier id, AccountId who, UInt128 value)
    {
        if (value == 0) return DispatchResult.Ok;
        ImmutableArray<ReserveData> reserves = Reserves.GetOrDefault(who);
        if (!Find(reserves, id, out _) && reserves.Length >= MaxReserves) return Fail(Error.TooManyReserves);
        DispatchResult reserved = Reserve(who, value);
        if (reserved.IsError) return reserved;
        // The sum is part of what is reserved in all, so it fits.
        SetNamed(id, who, ReservedBalanceNamed(id, who) + value);
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public UInt128 UnreserveNamed(LockIdentifier id, AccountId who, UInt128 value)
    {
        UInt128 named = ReservedBalanceNamed(id, who);
        UInt128 freed = Unreserve(who, UInt128.Min(value, named), named);
        if (freed != 0) SetNamed(id, who, named - freed);
        return value - freed;
    }

    /// <inheritdoc/>
    public UInt128 SlashReservedNamed(LockIdentifier id, AccountId who, UInt128 value)
    {
        UInt128 named = ReservedBalanceNamed(id, who);
        UInt128 taken = Slash(who, UInt128.Min(value, named), named);
        if (taken != 0) SetNamed(id, who, named - taken);
        return taken;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> RepatriateReservedNamed(
        LockIdentifier id, AccountId slashed, AccountId beneficiary, UInt128 value, BalanceStatus status)
    {
        UInt128 named = ReservedBalanceNamed(id, slashed);
        if (slashed == beneficiary) return status == BalanceStatus.Free ? UnreserveNamed(id, slashed, value) : SaturatingSub(value, named);

        ImmutableArray<ReserveData> theirs = Reserves.GetOrDefault(beneficiary);
        bool isFull = status == BalanceStatus.Reserved && theirs.Length >= MaxReserves && !Find(theirs, id, out _);
        if (named != 0 && value != 0 && isFull) return Fail(Error.TooManyReserves);
        Result<UInt128, DispatchError> moved = Repatriate(slashed, beneficiary, UInt128.Min(value, named), named, status);
        if (moved.IsError) return moved;
        if (moved.Value != 0)
        {
            SetNamed(id, slashed, named - moved.Value);
            if (status == BalanceStatus.Reserved) SetNamed(id, beneficiary, ReservedBalanceNamed(id, beneficiary) + moved.Value);
        }

        return value - moved.Value;
    }

    // The list is in the order of names.
    private static bool Find(ImmutableArray<ReserveData> reserves, LockIdentifier id, out int index)
    {
        for (index = 0; index < reserves.Length; index++)
        {
            int order = reserves[index].Id.CompareTo(id);
            if (order >= 0) return order == 0;
        }

        return false;
    }

    private UInt128 HoldsOf(AccountId who)
    {
        UInt128 sum = 0;
        foreach (HoldAmount hold in Holds.GetOrDefault(who)) sum += hold.Amount;
        return sum;
    }

    // What is reserved and neither held nor reserved under a name.
    private UInt128 PlainReserveOf(AccountId who)
    {
        UInt128 covered = HoldsOf(who);
        foreach (ReserveData reserve in Reserves.GetOrDefault(who)) covered += reserve.Amount;
        return SaturatingSub(accounts.Get(who).Data.Reserved, covered);
    }

    private void SetNamed(LockIdentifier id, AccountId who, UInt128 amount)
    {
        ImmutableArray<ReserveData> reserves = Reserves.GetOrDefault(who);
        if (Find(reserves, id, out int index)) reserves = reserves.RemoveAt(index);
        if (amount != 0) reserves = reserves.Insert(index, new(id, amount));
        if (reserves.IsEmpty) Reserves.Remove(who);
        else Reserves.Set(who, reserves);
    }

    // Returns how much became free.
    private UInt128 Unreserve(AccountId who, UInt128 value, UInt128 available)
    {
        if (value == 0) return 0;
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        if (money.Total == 0) return 0;
        UInt128 actual = UInt128.Min(value, available);
        if (Write(who, account, money with { Free = money.Free + actual, Reserved = money.Reserved - actual }).IsError) return 0;
        Deposit(new Event.Unreserved(who, actual));
        return actual;
    }

    private UInt128 Slash(AccountId who, UInt128 value, UInt128 available)
    {
        if (value == 0) return 0;
        AccountInfo account = accounts.Get(who);
        if (account.Data.Total == 0) return 0;
        UInt128 actual = UInt128.Min(value, available);
        if (Write(who, account, account.Data with { Reserved = account.Data.Reserved - actual }).IsError) return 0;
        Deposit(new Event.Slashed(who, actual));
        return actual;
    }

    // Returns how much moved. Source: pallet_balances::Pallet::do_transfer_reserved, polite and with the best effort.
    private Result<UInt128, DispatchError> Repatriate(AccountId slashed, AccountId beneficiary, UInt128 value, UInt128 available, BalanceStatus status)
    {
        if (value == 0) return value;
        UInt128 actual = UInt128.Min(value, UInt128.Min(available, ReducibleTotalBalanceOnHold(slashed, Fortitude.Polite)));
        if (slashed == beneficiary) return status == BalanceStatus.Free ? Unreserve(slashed, actual, available) : actual;

        AccountInfo to = accounts.Get(beneficiary);
        AccountData gained = to.Data;
        if (gained == AccountData.Empty) return Fail(Error.DeadAccount);
        if (actual > UInt128.MaxValue - gained.Total) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        gained = status == BalanceStatus.Free ? gained with { Free = gained.Free + actual } : gained with { Reserved = gained.Reserved + actual };
        if (Write(beneficiary, to, gained) is { Error: { } refused }) return refused;
        AccountInfo from = accounts.Get(slashed);
        if (Write(slashed, from, from.Data with { Reserved = from.Data.Reserved - actual }) is { Error: { } stuck }) return stuck;
        Deposit(new Event.ReserveRepatriated(slashed, beneficiary, actual, status));
        return actual;
    }
}
