using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>What must stay in an account that pays.</summary>
public enum Preservation
{
    /// <summary>Nothing: the account may end.</summary>
    Expendable,

    /// <summary>What keeps it alive, unless something else does.</summary>
    Protect,

    /// <summary>The existential deposit.</summary>
    Preserve,
}

/// <content>Free money: how much can go, and how it goes.</content>
public sealed partial class BalancesPallet
{
    /// <summary>What an account may spend, freezes aside.</summary>
    public UInt128 FreeOf(AccountId who) => accounts.Get(who).Data.Free;

    /// <summary>How much of its free money an account can part with.</summary>
    /// <param name="who">The account.</param>
    /// <param name="preservation">What must stay.</param>
    /// <param name="force">Whether frozen money may go too.</param>
    public UInt128 ReducibleOf(AccountId who, Preservation preservation, bool force = false)
    {
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        // A freeze lies on the whole of the money, so what is held counts towards it.
        UInt128 untouchable = force || money.Frozen <= money.Reserved ? 0 : money.Frozen - money.Reserved;
        bool mustStay = preservation switch
        {
            Preservation.Preserve => true,
            Preservation.Protect => money.Free != 0 && account.Providers == 1,
            _ => money.Free != 0 && !accounts.CanDecProvider(who),
        };
        if (mustStay) untouchable = UInt128.Max(untouchable, ExistentialDeposit);
        return money.Free > untouchable ? money.Free - untouchable : 0;
    }

    /// <summary>Moves free money.</summary>
    public DispatchResult Transfer(AccountId from, AccountId to, UInt128 amount, Preservation preservation)
    {
        if (CanWithdraw(from, amount, preservation) is { } refused) return refused;
        if (CanDeposit(to, amount) is { } unwelcome) return unwelcome;
        if (from == to) return DispatchResult.Ok;
        if (amount != 0)
        {
            if (ReducibleOf(from, preservation) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
            if (AddFree(from, amount, negative: true) is { IsError: true } stuck) return stuck;
            if (AddFree(to, amount, negative: false) is { IsError: true } lost) return lost;
        }

        Deposit(new Event.Transfer(from, to, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Takes money for a fee; until it is deposited somewhere it counts as issued and belongs to nobody.</summary>
    public DispatchResult Withdraw(AccountId who, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (CanWithdraw(who, amount, Preservation.Preserve) is { } refused) return refused;
        if (ReducibleOf(who, Preservation.Preserve) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        if (AddFree(who, amount, negative: true) is { IsError: true } stuck) return stuck;
        Deposit(new Event.Withdraw(who, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Whether <see cref="Withdraw"/> would succeed.</summary>
    public bool CanPay(AccountId who, UInt128 amount) =>
        amount == 0 || (CanWithdraw(who, amount, Preservation.Preserve) is null && ReducibleOf(who, Preservation.Preserve) >= amount);

    /// <summary>Gives withdrawn money to an account; where that cannot be, it leaves circulation, with an event.</summary>
    public void DepositWithdrawn(AccountId who, UInt128 amount)
    {
        if (amount == 0) return;
        if (CanDeposit(who, amount) is null && !AddFree(who, amount, negative: false).IsError)
        {
            Deposit(new Event.Deposit(who, amount));
            return;
        }

        TotalIssuance.Set(TotalIssuance.Get() - amount);
        Deposit(new Event.Rescinded(amount));
    }

    private DispatchError? CanWithdraw(AccountId who, UInt128 amount, Preservation preservation)
    {
        if (amount == 0) return null;
        AccountData money = accounts.Get(who).Data;
        if (money.Free < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        if (amount > ReducibleOf(who, Preservation.Expendable)) return DispatchError.Token(TokenError.Frozen);
        if (money.Free - amount >= ExistentialDeposit) return null;
        if (!accounts.CanDecProvider(who)) return DispatchError.Token(TokenError.OnlyProvider);
        return preservation == Preservation.Expendable ? null : DispatchError.Token(TokenError.NotExpendable);
    }

    private DispatchError? CanDeposit(AccountId who, UInt128 amount)
    {
        if (amount == 0) return null;
        AccountData money = accounts.Get(who).Data;
        if (money.Free > UInt128.MaxValue - amount || money.Reserved > UInt128.MaxValue - amount - money.Free)
        {
            return DispatchError.Arithmetic(ArithmeticError.Overflow);
        }

        return money.Free + amount < ExistentialDeposit ? DispatchError.Token(TokenError.BelowMinimum) : null;
    }

    private DispatchResult AddFree(AccountId who, UInt128 amount, bool negative)
    {
        AccountData money = accounts.Get(who).Data;
        return Write(who, money with { Free = negative ? money.Free - amount : money.Free + amount });
    }

    // Writes an account's money and keeps its references true: it provides while it has the minimum, it consumes while something is held or frozen.
    // Source: pallet_balances::Pallet::try_mutate_account.
    private DispatchResult Write(AccountId who, AccountData after)
    {
        AccountData before = accounts.Get(who).Data;
        bool isNew = before == AccountData.Empty;
        bool didProvide = before.Free >= ExistentialDeposit;
        bool doesProvide = after.Free >= ExistentialDeposit;
        bool didConsume = Consumes(before);
        bool doesConsume = Consumes(after);

        if (!didProvide && doesProvide) accounts.IncProviders(who);
        if (didConsume && !doesConsume) accounts.DecConsumers(who);
        if (!didConsume && doesConsume && accounts.IncConsumers(who) is { IsError: true } unneeded)
        {
            if (!didProvide && doesProvide) accounts.DecProviders(who);
            return unneeded;
        }

        // This can end the account, so it goes last.
        if (didProvide && !doesProvide && accounts.DecProviders(who) is { IsError: true } needed)
        {
            if (didConsume && !doesConsume) accounts.IncConsumers(who);
            if (!didConsume && doesConsume) accounts.DecConsumers(who);
            return needed;
        }

        bool isDust = after.Free < ExistentialDeposit && after.Reserved == 0;
        accounts.SetData(who, isDust ? AccountData.Empty : after);
        if (isNew) Deposit(new Event.Endowed(who, after.Free));
        if (isDust && after.Free != 0)
        {
            TotalIssuance.Set(TotalIssuance.Get() - after.Free);
            Deposit(new Event.DustLost(who, after.Free));
        }

        return DispatchResult.Ok;
    }

    private static bool Consumes(AccountData money) => money.Reserved != 0 || money.Frozen != 0;
}
