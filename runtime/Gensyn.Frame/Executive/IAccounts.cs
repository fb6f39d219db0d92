using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>The book of accounts and of who keeps them alive, which frame_system holds.</summary>
/// <remarks>An account exists while something provides for it; while something consumes it, its last provider may not leave.</remarks>
public interface IAccounts
{
    /// <summary>What is known of an account; an empty record when it does not exist.</summary>
    AccountInfo Get(AccountId who);

    /// <summary>Whether anything is known of an account.</summary>
    bool Exists(AccountId who);

    /// <summary>All accounts, in the order of their storage keys.</summary>
    IEnumerable<KeyValuePair<AccountId, AccountInfo>> Entries();

    /// <summary>Writes an account that was just read, with other money: saves the reading where nothing else of it changed meanwhile.</summary>
    /// <remarks>Without a provider the whole record goes instead.</remarks>
    void Set(AccountId who, in AccountInfo account);

    /// <summary>Writes an account's money; without a provider the whole record goes instead.</summary>
    void SetData(AccountId who, AccountData data);

    /// <summary>Adds a reason for the account to exist.</summary>
    void IncProviders(AccountId who);

    /// <summary>Removes a reason for the account to exist; the last one ends it.</summary>
    DispatchResult DecProviders(AccountId who);

    /// <summary>Adds a reason for the account to exist for its own sake: one that bears no consumers.</summary>
    void IncSufficients(AccountId who);

    /// <summary>Removes such a reason; the last one ends the account when nothing provides for it.</summary>
    void DecSufficients(AccountId who);

    /// <summary>Adds something that needs the account.</summary>
    DispatchResult IncConsumers(AccountId who);

    /// <summary>Adds something that needs the account, however many there are: for what must not fail.</summary>
    DispatchResult IncConsumersWithoutLimit(AccountId who);

    /// <summary>Removes something that needs the account.</summary>
    void DecConsumers(AccountId who);

    /// <summary>Whether a provider may leave without breaking a consumer.</summary>
    bool CanDecProvider(AccountId who);

    /// <summary>Whether so many more consumers may be added.</summary>
    bool CanAccrueConsumers(AccountId who, uint count);

    /// <summary>Whether one more consumer may be added.</summary>
    bool CanIncConsumer(AccountId who) => CanAccrueConsumers(who, 1);
}
