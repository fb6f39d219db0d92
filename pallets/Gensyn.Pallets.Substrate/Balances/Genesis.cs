using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>The first state.</content>
public sealed partial class BalancesPallet
{
    /// <summary>Writes the accounts that the chain starts with.</summary>
    /// <exception cref="ArgumentException">An account is named twice, has less than the minimum, or the sum is too large.</exception>
    public void Genesis(IReadOnlyList<(AccountId Account, UInt128 Free)> endowed)
    {
        UInt128 issuance = 0;
        SortedSet<AccountId> seen = [];
        foreach ((AccountId account, UInt128 free) in endowed)
        {
            if (!seen.Add(account)) throw new ArgumentException($"The account {account} has two balances in genesis.", nameof(endowed));
            if (free < ExistentialDeposit)
            {
                throw new ArgumentException($"The balance of {account} is below the existential deposit of {ExistentialDeposit}.", nameof(endowed));
            }

            if (free > UInt128.MaxValue - issuance) throw new ArgumentException("The balances of genesis do not fit into 128 bits.", nameof(endowed));

            issuance += free;
            accounts.IncProviders(account);
            accounts.SetData(account, accounts.Get(account).Data with { Free = free });
        }

        TotalIssuance.Set(issuance);
    }
}
