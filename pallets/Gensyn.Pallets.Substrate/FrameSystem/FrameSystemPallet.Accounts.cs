using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <content>Accounts, their nonces and who keeps them alive.</content>
public sealed partial class FrameSystemPallet
{
    /// <inheritdoc/>
    public AccountInfo Get(AccountId who) => Account.GetOrDefault(who);

    /// <inheritdoc/>
    public bool Exists(AccountId who) => Account.Contains(who);

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<AccountId, AccountInfo>> Entries() => Account.Entries();

    /// <inheritdoc/>
    public void SetData(AccountId who, AccountData data)
    {
        AccountInfo account = Get(who);
        if (account.Providers > 0 || account.Sufficients > 0) Account.Set(who, account with { Data = data });
        else Account.Remove(who);
    }

    /// <inheritdoc/>
    public void IncProviders(AccountId who)
    {
        AccountInfo account = Get(who);
        bool created = account is { Providers: 0, Sufficients: 0 };
        Account.Set(who, account with { Providers = account.Providers + 1 });
        if (created) Deposit(new Event.NewAccount(who));
    }

    /// <inheritdoc/>
    public DispatchResult DecProviders(AccountId who)
    {
        if (Account.Get(who) is not { } account || account.Providers == 0)
        {
            Context.Externalities.Log(RuntimeLogLevel.Error, "runtime::system", "A provider was removed from an account without providers.");
            return DispatchResult.Ok;
        }

        switch (account)
        {
            case { Providers: 1, Consumers: 0, Sufficients: 0 }:
                Account.Remove(who);
                Deposit(new Event.KilledAccount(who));
                return DispatchResult.Ok;
            case { Providers: 1, Consumers: > 0 }:
                return DispatchError.ConsumerRemaining;
            default:
                Account.Set(who, account with { Providers = account.Providers - 1 });
                return DispatchResult.Ok;
        }
    }

    /// <inheritdoc/>
    public DispatchResult IncConsumers(AccountId who)
    {
        AccountInfo account = Get(who);
        if (account.Providers == 0) return DispatchError.NoProviders;
        if (account.Consumers >= config.MaxConsumers) return DispatchError.TooManyConsumers;
        Account.Set(who, account with { Consumers = account.Consumers + 1 });
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public DispatchResult IncConsumersWithoutLimit(AccountId who)
    {
        AccountInfo account = Get(who);
        if (account.Providers == 0) return DispatchError.NoProviders;
        Account.Set(who, account with { Consumers = checked(account.Consumers + 1) });
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public void DecConsumers(AccountId who)
    {
        AccountInfo account = Get(who);
        if (account.Consumers > 0) Account.Set(who, account with { Consumers = account.Consumers - 1 });
        else Context.Externalities.Log(RuntimeLogLevel.Error, "runtime::system", "A consumer was removed from an account without consumers.");
    }

    /// <inheritdoc/>
    public bool CanDecProvider(AccountId who) => Get(who).CanDecProvider;

    /// <inheritdoc/>
    public bool CanIncConsumer(AccountId who) => Get(who) is { Providers: > 0 } account && account.Consumers < config.MaxConsumers;

    /// <summary>How many transactions an account has sent.</summary>
    public uint NonceOf(AccountId who) => Get(who).Nonce;

    internal void IncrementNonce(AccountId who)
    {
        AccountInfo account = Get(who);
        // 2^32 transactions of one account: FRAME wraps here too, and a stuck account would be worse.
        Account.Set(who, account with { Nonce = unchecked(account.Nonce + 1) });
    }
}
