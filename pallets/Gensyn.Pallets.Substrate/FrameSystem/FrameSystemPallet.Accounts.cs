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
    public void Set(AccountId who, in AccountInfo account)
    {
        if (account.Providers > 0 || account.Sufficients > 0) Account.Set(who, account);
        else Account.Remove(who);
    }

    /// <inheritdoc/>
    public void SetData(AccountId who, AccountData data) => Set(who, Get(who) with { Data = data });

    /// <inheritdoc/>
    public void IncProviders(AccountId who)
    {
        AccountInfo account = Get(who);
        bool created = account is { Providers: 0, Sufficients: 0 };
        Account.Set(who, account with { Providers = Above(account.Providers) });
        if (created) Deposit(new Event.NewAccount(who));
    }

    /// <inheritdoc/>
    public DispatchResult DecProviders(AccountId who)
    {
        if (Account.Get(who) is not { } account)
        {
            LogMiscount(who, "provider");
            return DispatchResult.Ok;
        }

        if (account.Providers == 0)
        {
            // One more was taken than given: as FRAME, go on as if there were one left.
            LogMiscount(who, "provider");
            account = account with { Providers = 1 };
        }

        if (account is { Providers: 1, Consumers: > 0 }) return DispatchError.ConsumerRemaining;
        if (account is { Providers: 1, Sufficients: 0 }) Kill(who);
        else Account.Set(who, account with { Providers = account.Providers - 1 });
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public void IncSufficients(AccountId who)
    {
        AccountInfo account = Get(who);
        bool created = account is { Providers: 0, Sufficients: 0 };
        Account.Set(who, account with { Sufficients = Above(account.Sufficients) });
        if (created) Deposit(new Event.NewAccount(who));
    }

    /// <inheritdoc/>
    public void DecSufficients(AccountId who)
    {
        AccountInfo? known = Account.Get(who);
        if (known is not { Sufficients: > 0 }) LogMiscount(who, "sufficient");
        if (known is not { } account) return;
        if (account is { Sufficients: <= 1, Providers: 0 }) Kill(who);
        else Account.Set(who, account with { Sufficients = account.Sufficients == 0 ? 0 : account.Sufficients - 1 });
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
        Account.Set(who, account with { Consumers = Above(account.Consumers) });
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    public void DecConsumers(AccountId who)
    {
        AccountInfo account = Get(who);
        if (account.Consumers > 0) Account.Set(who, account with { Consumers = account.Consumers - 1 });
        else LogMiscount(who, "consumer");
    }

    /// <inheritdoc/>
    public bool CanDecProvider(AccountId who) => Get(who).CanDecProvider;

    /// <inheritdoc/>
    public bool CanAccrueConsumers(AccountId who, uint count) =>
        Get(who) is { Providers: > 0 } account && (ulong)account.Consumers + count <= config.MaxConsumers;

    /// <summary>How many transactions an account has sent.</summary>
    public uint NonceOf(AccountId who) => Get(who).Nonce;

    // 2^32 transactions of one account: FRAME wraps here too, and a stuck account would be worse.
    internal void IncrementNonce(AccountId who, in AccountInfo account) => Account.Set(who, account with { Nonce = unchecked(account.Nonce + 1) });

    // Counts stop at the largest number, as FRAME's do.
    private static uint Above(uint count) => count == uint.MaxValue ? count : count + 1;

    private void Kill(AccountId who)
    {
        Account.Remove(who);
        Deposit(new Event.KilledAccount(who));
    }

    private void LogMiscount(AccountId who, string reference) =>
        Context.Externalities.Log(RuntimeLogLevel.Error, "runtime::system", $"Logic error: a {reference} was taken from {who}, which has none.");
}
