using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Looks at freezes (frame_support's <c>fungible::InspectFreeze</c>).</summary>
/// <remarks>Freezes overlap: an account's money may not fall below the largest. Held money counts towards it.</remarks>
public interface IFungibleInspectFreeze : IFungibleInspect
{
    /// <summary>How much is frozen for a reason.</summary>
    UInt128 BalanceFrozen(RuntimeFreezeReason id, AccountId who);

    /// <summary>How much could be frozen.</summary>
    UInt128 BalanceFreezable(AccountId who);

    /// <summary>Whether the account's list of freezes has room for this reason.</summary>
    bool CanFreeze(RuntimeFreezeReason id, AccountId who);
}

/// <summary>Freezes money for a reason (frame_support's <c>fungible::MutateFreeze</c>).</summary>
public interface IFungibleMutateFreeze : IFungibleInspectFreeze
{
    /// <summary>Freezes this much, whatever was frozen for the reason before; nothing ends the freeze.</summary>
    DispatchResult SetFreeze(RuntimeFreezeReason id, AccountId who, UInt128 amount);

    /// <summary>Freezes this much at least.</summary>
    DispatchResult ExtendFreeze(RuntimeFreezeReason id, AccountId who, UInt128 amount);

    /// <summary>Ends a freeze.</summary>
    DispatchResult Thaw(RuntimeFreezeReason id, AccountId who);

    /// <summary>As <see cref="SetFreeze"/>, but refused for more than the account has, unless forced.</summary>
    DispatchResult SetFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount, Fortitude fortitude);

    /// <summary>As <see cref="ExtendFreeze"/>, but refused for more than the account has, unless forced.</summary>
    DispatchResult EnsureFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount, Fortitude fortitude);

    /// <summary>Freezes less.</summary>
    DispatchResult DecreaseFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount);

    /// <summary>Freezes more; refused for more than the account has.</summary>
    DispatchResult IncreaseFrozen(RuntimeFreezeReason id, AccountId who, UInt128 amount);
}
