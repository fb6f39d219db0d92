using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Money held for a purpose: it stays with its owner, out of reach.</content>
public sealed partial class BalancesPallet
{
    /// <summary>How much of an account's money is held for a reason.</summary>
    public UInt128 HeldOf(AccountId who, RuntimeHoldReason reason)
    {
        foreach (HoldAmount hold in Holds.GetOrDefault(who))
        {
            if (hold.Id == reason) return hold.Amount;
        }

        return 0;
    }

    /// <summary>How much of an account's money is held for all reasons together.</summary>
    public UInt128 HeldOf(AccountId who)
    {
        UInt128 sum = 0;
        foreach (HoldAmount hold in Holds.GetOrDefault(who)) sum += hold.Amount;
        return sum;
    }

    /// <summary>Holds free money; the existential deposit stays free.</summary>
    public DispatchResult Hold(AccountId who, RuntimeHoldReason reason, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (accounts.Get(who).Providers == 0) return DispatchError.Token(TokenError.CannotCreateHold);
        if (ReducibleOf(who, Preservation.Protect, force: true) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        if (SetHold(who, reason, HeldOf(who, reason) + amount) is { IsError: true } refused) return refused;

        AccountData money = accounts.Get(who).Data;
        DispatchResult written = Write(who, money with { Free = money.Free - amount, Reserved = money.Reserved + amount });
        if (written.IsError)
        {
            // A hook may call this without a storage layer of its own, so nothing may be left behind.
            SetHold(who, reason, HeldOf(who, reason) - amount);
            return written;
        }

        Deposit(new Event.Held(reason, who, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Frees held money.</summary>
    public DispatchResult Release(AccountId who, RuntimeHoldReason reason, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (HeldOf(who, reason) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        if (CanDeposit(who, amount) is not null) return DispatchError.Token(TokenError.CannotCreate);

        AccountData money = accounts.Get(who).Data;
        DispatchResult written = Write(who, money with { Free = money.Free + amount, Reserved = money.Reserved - amount });
        if (written.IsError) return written;
        SetHold(who, reason, HeldOf(who, reason) - amount);
        Deposit(new Event.Released(reason, who, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Moves held money to another account's free money.</summary>
    public DispatchResult TransferHeld(AccountId source, AccountId dest, RuntimeHoldReason reason, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (source == dest) return Release(source, reason, amount);
        if (HeldOf(source, reason) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        if (CanDeposit(dest, amount) is { } unwelcome) return unwelcome;

        AccountData money = accounts.Get(source).Data;
        DispatchResult written = Write(source, money with { Reserved = money.Reserved - amount });
        if (written.IsError) return written;
        SetHold(source, reason, HeldOf(source, reason) - amount);
        DispatchResult received = AddFree(dest, amount, negative: false);
        if (received.IsError) return received;
        Deposit(new Event.TransferOnHold(reason, source, dest, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Destroys held money.</summary>
    public DispatchResult BurnHeld(AccountId who, RuntimeHoldReason reason, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (HeldOf(who, reason) < amount) return DispatchError.Token(TokenError.FundsUnavailable);

        AccountData money = accounts.Get(who).Data;
        DispatchResult written = Write(who, money with { Reserved = money.Reserved - amount });
        if (written.IsError) return written;
        SetHold(who, reason, HeldOf(who, reason) - amount);
        TotalIssuance.Set(TotalIssuance.Get() - amount);
        Deposit(new Event.BurnedHeld(reason, who, amount));
        return DispatchResult.Ok;
    }

    private DispatchResult SetHold(AccountId who, RuntimeHoldReason reason, UInt128 amount)
    {
        ImmutableArray<HoldAmount> holds = Holds.GetOrDefault(who);
        int index = -1;
        for (int i = 0; i < holds.Length && index < 0; i++)
        {
            if (holds[i].Id == reason) index = i;
        }

        if (index < 0 && holds.Length >= config.MaxHolds) return Fail(Error.TooManyHolds);
        ImmutableArray<HoldAmount> others = index < 0 ? holds : holds.RemoveAt(index);
        ImmutableArray<HoldAmount> changed = amount == 0 ? others : others.Insert(index < 0 ? others.Length : index, new(reason, amount));
        if (changed.IsEmpty) Holds.Remove(who);
        else Holds.Set(who, changed);
        return DispatchResult.Ok;
    }
}
