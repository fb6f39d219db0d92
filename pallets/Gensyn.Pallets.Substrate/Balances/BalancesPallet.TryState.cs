using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>What must hold of the state at the end of every call.</content>
public sealed partial class BalancesPallet
{
    /// <inheritdoc/>
    /// <remarks>
    /// Every coin is somewhere; an account with the minimum is provided for, and one with something held or frozen is needed; what is held and reserved
    /// under names is reserved in all; what is frozen is the largest of locks and freezes; no list is longer than its limit or has empty entries.
    /// </remarks>
    public override string? TryState()
    {
        UInt128 sum = 0;
        foreach ((AccountId who, AccountInfo account) in accounts.Entries())
        {
            AccountData money = account.Data;
            sum += money.Total;
            if (CheckAccount(who, account) is { } wrong) return $"{who}: {wrong}";
            if (money.Free >= ExistentialDeposit && account.Providers == 0) return $"{who} has money, and nothing provides for it";
            if (Consumes(money) && account.Consumers == 0) return $"{who} has money held or frozen, and nothing needs it";
            if (money.Free != 0 && money.Free < ExistentialDeposit && money.Reserved == 0) return $"{who} has dust";
        }

        if (sum != TotalIssuance.Get()) return $"the accounts have {sum}, the issuance is {TotalIssuance.Get()}";
        if (InactiveIssuance.Get() > TotalIssuance.Get()) return "more is inactive than was issued";
        foreach ((AccountId who, _) in Locks.Entries()) if (!accounts.Exists(who)) return $"{who} has locks and does not exist";
        foreach ((AccountId who, _) in Reserves.Entries()) if (!accounts.Exists(who)) return $"{who} has reserves and does not exist";
        foreach ((AccountId who, _) in Holds.Entries()) if (!accounts.Exists(who)) return $"{who} has holds and does not exist";
        foreach ((AccountId who, _) in Freezes.Entries()) if (!accounts.Exists(who)) return $"{who} has freezes and does not exist";
        return null;
    }

    private string? CheckAccount(AccountId who, in AccountInfo account)
    {
        AccountData money = account.Data;
        UInt128 covered = HoldsOf(who);
        foreach (HoldAmount hold in Holds.GetOrDefault(who)) if (hold.Amount == 0) return "an empty hold";

        ImmutableArray<ReserveData> reserves = Reserves.GetOrDefault(who);
        for (int i = 0; i < reserves.Length; i++)
        {
            covered += reserves[i].Amount;
            if (reserves[i].Amount == 0) return "an empty reserve";
            if (i > 0 && reserves[i].Id.CompareTo(reserves[i - 1].Id) <= 0) return "reserves out of order";
        }

        if (covered > money.Reserved) return $"{covered} held and reserved under names, {money.Reserved} in all";
        UInt128 frozen = FrozenBy(Locks.GetOrDefault(who).Items, Freezes.GetOrDefault(who));
        return frozen == money.Frozen ? null : $"{money.Frozen} frozen, locks and freezes say {frozen}";
    }
}
