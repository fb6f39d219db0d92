using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Session;

/// <content>How one session follows another, and who may not take part until the next.</content>
public sealed partial class SessionPallet
{
    /// <summary>Writes the first validators and their keys.</summary>
    /// <param name="keys">The account that pays for the keys, the validator, and its keys.</param>
    /// <param name="nonAuthorityKeys">The same of those who have keys and are no validators yet: they may be chosen from the third session on.</param>
    /// <exception cref="ArgumentException">Two of them have the same key.</exception>
    public void Genesis(
        ImmutableArray<(AccountId Account, AccountId Validator, SessionKeys Keys)> keys,
        ImmutableArray<(AccountId Account, AccountId Validator, SessionKeys Keys)> nonAuthorityKeys)
    {
        foreach ((AccountId account, AccountId validator, SessionKeys own) in keys.Concat(nonAuthorityKeys))
        {
            if (IsTaken(validator, own)) throw new ArgumentException("genesis config must not contain duplicates", nameof(keys));
            Register(validator, own);
            // An account without money may have keys from the start; its reference is never given back.
            if (accounts.IncConsumersWithoutLimit(account).IsError) accounts.IncProviders(account);
        }

        ImmutableArray<AccountId> first = manager.NewSessionAtGenesis(0) ?? [.. keys.Select(static k => k.Validator)];
        ImmutableArray<AccountId> second = manager.NewSessionAtGenesis(1) ?? first;
        ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued = WithKeys(second);
        handler.OnGenesisSession(queued);
        Validators.Set(first);
        QueuedKeys.Set(queued);
        manager.StartSession(0);
    }

    /// <summary>Ends the session and begins the next: what was queued is used, and what was set meanwhile is queued.</summary>
    /// <returns>What that cost.</returns>
    public Weight RotateSession()
    {
        uint ending = CurrentIndex.Get();
        bool changed = QueuedChanged.Get();
        handler.OnBeforeSessionEnding();
        manager.EndSession(ending);

        ImmutableArray<(AccountId Validator, SessionKeys Keys)> active = QueuedKeys.Get();
        Validators.Set([.. active.Select(static v => v.Validator)]);
        if (changed) DisabledValidators.Remove();

        uint beginning = checked(ending + 1);
        CurrentIndex.Set(beginning);
        manager.StartSession(beginning);

        // A list that the manager names counts as changed even where it is the same: what stands behind it may have changed.
        ImmutableArray<AccountId>? chosen = manager.NewSession(checked(beginning + 1));
        if (chosen is not null) Deposit(new Event.NewQueued());
        ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued = WithKeys(chosen ?? [.. active.Select(static v => v.Validator)]);
        QueuedKeys.Set(queued);
        QueuedChanged.Set(chosen is not null || HaveKeysChanged(active, queued));

        Deposit(new Event.NewSession(beginning));
        handler.OnNewSession(changed, active, queued);
        return config.Weights.Rotate((uint)Math.Max(active.Length, queued.Length));
    }

    /// <summary>Disables the validator of an index until its session ends, or raises the severity of what it is disabled for.</summary>
    /// <returns>False when there is no such validator.</returns>
    public bool DisableIndex(uint index, OffenceSeverity? severity = null)
    {
        if (index >= Validators.DecodeLength()) return false;
        OffenceSeverity weight = severity ?? OffenceSeverity.Max;
        ImmutableArray<(uint Index, OffenceSeverity Severity)> disabled = DisabledValidators.Get();
        int at = 0;
        while (at < disabled.Length && disabled[at].Index < index) at++;
        if (at < disabled.Length && disabled[at].Index == index)
        {
            if (weight.CompareTo(disabled[at].Severity) > 0) DisabledValidators.Set(disabled.SetItem(at, (index, weight)));
            return true;
        }

        Deposit(new Event.ValidatorDisabled(Validators.Get()[(int)index]));
        DisabledValidators.Set(disabled.Insert(at, (index, weight)));
        handler.OnDisabled(index);
        return true;
    }

    /// <summary>Disables a validator until its session ends.</summary>
    /// <returns>False when it is none.</returns>
    public bool Disable(AccountId validator)
    {
        int index = Validators.Get().IndexOf(validator);
        return index >= 0 && DisableIndex((uint)index);
    }

    /// <summary>Lets a disabled validator take part again.</summary>
    /// <returns>False when it was not disabled.</returns>
    public bool ReenableIndex(uint index)
    {
        ImmutableArray<(uint Index, OffenceSeverity Severity)> disabled = DisabledValidators.Get();
        ImmutableArray<(uint Index, OffenceSeverity Severity)> left = disabled.RemoveAll(entry => entry.Index == index);
        if (left.Length == disabled.Length || index >= Validators.DecodeLength()) return false;
        Deposit(new Event.ValidatorReenabled(Validators.Get()[(int)index]));
        DisabledValidators.Set(left);
        return true;
    }

    /// <inheritdoc/>
    public override string? TryState()
    {
        // Every key that a validator has is its own, and nobody owns a key that no validator has.
        int owned = 0;
        foreach ((AccountId who, SessionKeys keys) in NextKeys.Entries())
        {
            foreach (KeyTypeId type in SessionKeys.KeyTypes)
            {
                if (!KeyOwner.TryGet((type, keys.Raw(type)), out AccountId owner) || owner != who) return $"A key of {who} is not registered as its own.";
                owned++;
            }
        }

        if (KeyOwner.Entries().Count() != owned) return "A key has an owner that does not have the key.";
        foreach ((AccountId who, ValueTuple _) in ExternallySetKeys.Entries())
        {
            if (!NextKeys.Contains(who)) return $"{who} is marked as set from outside, without keys.";
        }

        ImmutableArray<(uint Index, OffenceSeverity Severity)> disabled = DisabledValidators.Get();
        for (int i = 1; i < disabled.Length; i++)
        {
            if (disabled[i - 1].Index >= disabled[i].Index) return "The disabled validators are not sorted.";
        }

        return null;
    }

    // Those without keys are left out, as in Substrate: they could do nothing.
    private ImmutableArray<(AccountId Validator, SessionKeys Keys)> WithKeys(ImmutableArray<AccountId> validators)
    {
        ImmutableArray<(AccountId, SessionKeys)>.Builder found = ImmutableArray.CreateBuilder<(AccountId, SessionKeys)>(validators.Length);
        foreach (AccountId validator in validators)
        {
            if (NextKeys.Get(validator) is { } keys) found.Add((validator, keys));
        }

        return found.ToImmutable();
    }

    // Source: rotate_session's check_next_changed: key by key in order, and no further than both lists go.
    private static bool HaveKeysChanged(
        ImmutableArray<(AccountId Validator, SessionKeys Keys)> active, ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued)
    {
        for (int i = 0; i < Math.Min(active.Length, queued.Length); i++)
        {
            if (active[i].Keys != queued[i].Keys) return true;
        }

        return false;
    }
}
