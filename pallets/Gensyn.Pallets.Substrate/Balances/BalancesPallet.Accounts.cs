using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>Writing an account's money.</content>
public sealed partial class BalancesPallet
{
    private static bool Consumes(in AccountData money) => money.Reserved != 0 || money.Frozen != 0;

    // Writes an account's money and keeps its references true: it provides while it has the minimum, it consumes while something is held or frozen.
    // Source: pallet_balances::Pallet::try_mutate_account. A refusal changes nothing.
    private DispatchResult Write(AccountId who, in AccountInfo account, AccountData after)
    {
        AccountData before = account.Data;
        if (!before.IsNewLogic)
        {
            // Money moves relative to what the account has, so that what an upgrade adds to it is kept.
            EnsureUpgraded(who);
            AccountInfo upgraded = accounts.Get(who);
            return Write(who, upgraded, (after with { Free = after.Free + (upgraded.Data.Free - before.Free) }).Upgraded);
        }

        bool isNew = before == AccountData.Empty;
        bool didProvide = before.Free >= ExistentialDeposit;
        bool doesProvide = after.Free >= ExistentialDeposit;
        bool didConsume = Consumes(before);
        bool doesConsume = Consumes(after);

        if (!didProvide && doesProvide) accounts.IncProviders(who);
        if (didConsume && !doesConsume) accounts.DecConsumers(who);
        // No money is given and taken into reserve by one write, so nothing has been counted yet where this is refused.
        if (!didConsume && doesConsume && accounts.IncConsumers(who) is { IsError: true } unneeded) return unneeded;

        // This can end the account, so it goes last. Nor is money taken from both sides by one write.
        if (didProvide && !doesProvide && accounts.DecProviders(who) is { IsError: true } needed)
        {
            if (!didConsume && doesConsume) accounts.DecConsumers(who);
            return needed;
        }

        bool isDust = after.Free < ExistentialDeposit && after.Reserved == 0;
        // A freeze outlives the money where something else keeps the account alive.
        AccountData kept = isDust ? AccountData.Empty with { Frozen = after.Frozen } : after;
        // The account is as it was read, unless its references were just counted anew.
        if (didProvide == doesProvide && didConsume == doesConsume) accounts.Set(who, account with { Data = kept });
        else accounts.SetData(who, kept);
        if (isNew) Deposit(new Event.Endowed(who, after.Free));
        if (isDust && after.Free != 0)
        {
            TotalIssuance.Set(SaturatingSub(TotalIssuance.Get(), after.Free));
            Deposit(new Event.DustLost(who, after.Free));
        }

        return DispatchResult.Ok;
    }

    // Accounts from before holds did not count as consumers for what was reserved. Source: pallet_balances::Pallet::ensure_upgraded.
    private bool EnsureUpgraded(AccountId who)
    {
        AccountInfo account = accounts.Get(who);
        AccountData money = account.Data;
        if (money.IsNewLogic) return false;
        if (money.Reserved != 0 && money.Frozen == 0)
        {
            if (account.Providers == 0)
            {
                // FRAME lifts the balance without issuing what it adds.
                UInt128 lifted = UInt128.Max(money.Free, ExistentialDeposit);
                TotalIssuance.Set(TotalIssuance.Get() + (lifted - money.Free));
                money = money with { Free = lifted };
                accounts.IncProviders(who);
            }

            accounts.IncConsumersWithoutLimit(who);
        }

        accounts.SetData(who, money.Upgraded);
        Deposit(new Event.Upgraded(who));
        return true;
    }
}
