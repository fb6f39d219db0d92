using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Money held for a purpose: it stays with its owner, out of reach.</content>
// Source: pallet_balances::impl_fungible, frame_support::traits::tokens::fungible::hold. FRAME takes free money and adds it to what is held in two steps;
// here both are one write, so that an account is never judged half-way, and a refusal leaves nothing behind even without a storage layer.
public sealed partial class BalancesPallet
{
    /// <inheritdoc/>
    public UInt128 TotalBalanceOnHold(AccountId who) => accounts.Get(who).Data.Reserved;

    /// <inheritdoc/>
    public UInt128 ReducibleTotalBalanceOnHold(AccountId who, Fortitude fortitude)
    {
        AccountData money = accounts.Get(who).Data;
        // A freeze lies on the whole of the money, so what is free counts towards it.
        return SaturatingSub(money.Reserved, fortitude == Fortitude.Force ? 0 : SaturatingSub(money.Frozen, money.Free));
    }

    /// <inheritdoc/>
    public UInt128 BalanceOnHold(RuntimeHoldReason reason, AccountId who)
    {
        foreach (HoldAmount hold in Holds.GetOrDefault(who))
        {
            if (hold.Id == reason) return hold.Amount;
        }

        return 0;
    }

    /// <inheritdoc/>
    public bool HoldAvailable(RuntimeHoldReason reason, AccountId who)
    {
        if (accounts.Get(who).Providers == 0) return false;
        ImmutableArray<HoldAmount> holds = Holds.GetOrDefault(who);
        return holds.Length < config.MaxHolds || IndexOf(holds, reason) >= 0;
    }

    /// <inheritdoc/>
    public DispatchError? EnsureCanHold(RuntimeHoldReason reason, AccountId who, UInt128 amount)
    {
        if (!HoldAvailable(reason, who)) return DispatchError.Token(TokenError.CannotCreateHold);
        return amount > ReducibleBalance(who, Preservation.Protect, Fortitude.Force) ? DispatchError.Token(TokenError.FundsUnavailable) : null;
    }

    /// <inheritdoc/>
    public DispatchResult Hold(RuntimeHoldReason reason, AccountId who, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (EnsureCanHold(reason, who, amount) is { } refused) return refused;
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        DispatchResult written = Write(who, account, money with { Free = money.Free - amount, Reserved = money.Reserved + amount });
        if (written.IsError) return written;
        SetHold(reason, who, BalanceOnHold(reason, who) + amount);
        Deposit(new Event.Held(reason, who, amount));
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> Release(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision)
    {
        if (amount == 0) return amount;
        AccountInfo account = accounts.Get(who);
        if (CanDeposit(account, amount, Provenance.Extant) != DepositConsequence.Success) return DispatchError.Token(TokenError.CannotCreate);
        UInt128 held = BalanceOnHold(reason, who);
        if (amount > held && precision == Precision.Exact) return DispatchError.Token(TokenError.FundsUnavailable);

        UInt128 released = UInt128.Min(amount, held);
        AccountData money = account.Data;
        DispatchResult written = Write(who, account, money with { Free = money.Free + released, Reserved = money.Reserved - released });
        if (written.Error is { } refused) return refused;
        SetHold(reason, who, held - released);
        Deposit(new Event.Released(reason, who, released));
        return released;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> ReleaseAll(RuntimeHoldReason reason, AccountId who, Precision precision) =>
        Release(reason, who, BalanceOnHold(reason, who), precision);

    /// <inheritdoc/>
    public DispatchResult SetOnHold(RuntimeHoldReason reason, AccountId who, UInt128 amount)
    {
        UInt128 held = BalanceOnHold(reason, who);
        return held < amount ? Hold(reason, who, amount - held) : Outcome(Release(reason, who, held - amount, Precision.Exact));
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> BurnHeld(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision, Fortitude fortitude)
    {
        if (amount == 0) return amount;
        Result<UInt128, DispatchError> taken = TakeHeld(reason, who, amount, precision, fortitude);
        if (taken.IsError) return taken;
        TotalIssuance.Set(SaturatingSub(TotalIssuance.Get(), taken.Value));
        Deposit(new Event.BurnedHeld(reason, who, taken.Value));
        return taken;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> BurnAllHeld(RuntimeHoldReason reason, AccountId who, Precision precision, Fortitude fortitude) =>
        BurnHeld(reason, who, BalanceOnHold(reason, who), precision, fortitude);

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> TransferOnHold(
        RuntimeHoldReason reason, AccountId source, AccountId dest, UInt128 amount, Precision precision, Restriction mode, Fortitude fortitude)
    {
        if (amount == 0) return amount;
        Result<UInt128, DispatchError> available = Takeable(reason, source, amount, precision, fortitude);
        if (available.IsError) return available;

        UInt128 moved = available.Value;
        AccountInfo to = accounts.Get(dest);
        if (CanDeposit(to, moved, Provenance.Extant) != DepositConsequence.Success) return DispatchError.Token(TokenError.CannotCreate);
        if (mode == Restriction.OnHold && !HoldAvailable(reason, dest)) return DispatchError.Token(TokenError.CannotCreateHold);

        // The receiver first: its account may not take another consumer, and nothing has changed by then. The giver only loses.
        AccountData gained = to.Data;
        gained = mode == Restriction.OnHold ? gained with { Reserved = gained.Reserved + moved } : gained with { Free = gained.Free + moved };
        if (moved != 0 && Write(dest, to, gained) is { Error: { } refused }) return refused;
        AccountInfo from = accounts.Get(source);
        if (Write(source, from, from.Data with { Reserved = from.Data.Reserved - moved }) is { Error: { } stuck }) return stuck;
        SetHold(reason, source, BalanceOnHold(reason, source) - moved);
        if (mode == Restriction.OnHold) SetHold(reason, dest, BalanceOnHold(reason, dest) + moved);
        Deposit(new Event.TransferOnHold(reason, source, dest, moved));
        return moved;
    }

    /// <inheritdoc/>
    public Result<UInt128, DispatchError> TransferAndHold(
        RuntimeHoldReason reason, AccountId source, AccountId dest, UInt128 amount, Precision precision, Preservation preservation, Fortitude fortitude)
    {
        if (!HoldAvailable(reason, dest)) return DispatchError.Token(TokenError.CannotCreateHold);
        AccountInfo to = accounts.Get(dest);
        if (CanDeposit(to, amount, Provenance.Extant) != DepositConsequence.Success) return DispatchError.Token(TokenError.CannotCreate);
        AccountInfo from = accounts.Get(source);
        UInt128 reducible = Reducible(from, preservation, fortitude);
        if (amount > reducible && precision == Precision.Exact) return DispatchError.Token(TokenError.FundsUnavailable);

        UInt128 moved = UInt128.Min(amount, reducible);
        if (Write(dest, to, to.Data with { Reserved = to.Data.Reserved + moved }) is { Error: { } refused }) return refused;
        from = accounts.Get(source);
        if (Write(source, from, from.Data with { Free = from.Data.Free - moved }) is { Error: { } stuck }) return stuck;
        SetHold(reason, dest, BalanceOnHold(reason, dest) + moved);
        Deposit(new Event.TransferAndHold(reason, source, dest, moved));
        return moved;
    }

    /// <inheritdoc/>
    public UInt128 Slash(RuntimeHoldReason reason, AccountId who, UInt128 amount)
    {
        Result<UInt128, DispatchError> taken = TakeHeld(reason, who, amount, Precision.BestEffort, Fortitude.Force);
        return taken.IsError ? 0 : taken.Value;
    }

    private static int IndexOf(ImmutableArray<HoldAmount> holds, RuntimeHoldReason reason)
    {
        for (int i = 0; i < holds.Length; i++)
        {
            if (holds[i].Id == reason) return i;
        }

        return -1;
    }

    private Result<UInt128, DispatchError> Takeable(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision, Fortitude fortitude)
    {
        UInt128 held = BalanceOnHold(reason, who);
        UInt128 liquid = ReducibleTotalBalanceOnHold(who, fortitude);
        if (precision == Precision.BestEffort) return UInt128.Min(amount, UInt128.Min(liquid, held));
        if (amount > liquid) return DispatchError.Token(TokenError.Frozen);
        return amount > held ? DispatchError.Token(TokenError.FundsUnavailable) : amount;
    }

    private Result<UInt128, DispatchError> TakeHeld(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision, Fortitude fortitude)
    {
        Result<UInt128, DispatchError> available = Takeable(reason, who, amount, precision, fortitude);
        if (available.IsError || available.Value == 0) return available;
        AccountInfo account = accounts.Get(who);
        if (Write(who, account, account.Data with { Reserved = account.Data.Reserved - available.Value }) is { Error: { } refused }) return refused;
        SetHold(reason, who, BalanceOnHold(reason, who) - available.Value);
        return available;
    }

    private void SetHold(RuntimeHoldReason reason, AccountId who, UInt128 amount)
    {
        ImmutableArray<HoldAmount> holds = Holds.GetOrDefault(who);
        int index = IndexOf(holds, reason);
        ImmutableArray<HoldAmount> others = index < 0 ? holds : holds.RemoveAt(index);
        ImmutableArray<HoldAmount> changed = amount == 0 ? others : others.Insert(index < 0 ? others.Length : index, new(reason, amount));
        if (changed.IsEmpty) Holds.Remove(who);
        else Holds.Set(who, changed);
    }
}
