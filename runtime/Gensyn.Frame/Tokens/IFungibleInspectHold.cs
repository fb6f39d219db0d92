using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Looks at money that is held for a reason (frame_support's <c>fungible::InspectHold</c>).</summary>
public interface IFungibleInspectHold : IFungibleInspect
{
    /// <summary>What an account has on hold for all reasons together, reserves included.</summary>
    UInt128 TotalBalanceOnHold(AccountId who);

    /// <summary>How much of that can go without breaking a freeze.</summary>
    UInt128 ReducibleTotalBalanceOnHold(AccountId who, Fortitude fortitude);

    /// <summary>What an account has on hold for a reason.</summary>
    UInt128 BalanceOnHold(RuntimeHoldReason reason, AccountId who);

    /// <summary>Whether anything can be held of an account for a reason: it exists, and its list of reasons has room.</summary>
    bool HoldAvailable(RuntimeHoldReason reason, AccountId who);

    /// <summary>Why this much cannot be held, or null.</summary>
    DispatchError? EnsureCanHold(RuntimeHoldReason reason, AccountId who, UInt128 amount);
}
