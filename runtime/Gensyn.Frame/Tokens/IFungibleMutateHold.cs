using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Holds money for a reason, and lets it go (frame_support's <c>fungible::MutateHold</c> and <c>BalancedHold</c>).</summary>
/// <remarks>Held money stays with its owner, out of reach. A result is the amount that the operation was about; a refusal changes nothing.</remarks>
public interface IFungibleMutateHold : IFungibleInspectHold
{
    /// <summary>Holds free money; what keeps the account alive stays free.</summary>
    DispatchResult Hold(RuntimeHoldReason reason, AccountId who, UInt128 amount);

    /// <summary>Frees held money.</summary>
    Result<UInt128, DispatchError> Release(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision);

    /// <summary>Frees all that is held for a reason.</summary>
    Result<UInt128, DispatchError> ReleaseAll(RuntimeHoldReason reason, AccountId who, Precision precision);

    /// <summary>Holds or frees money until this much is held for a reason.</summary>
    DispatchResult SetOnHold(RuntimeHoldReason reason, AccountId who, UInt128 amount);

    /// <summary>Destroys held money.</summary>
    Result<UInt128, DispatchError> BurnHeld(RuntimeHoldReason reason, AccountId who, UInt128 amount, Precision precision, Fortitude fortitude);

    /// <summary>Destroys all that is held for a reason.</summary>
    Result<UInt128, DispatchError> BurnAllHeld(RuntimeHoldReason reason, AccountId who, Precision precision, Fortitude fortitude);

    /// <summary>Hands held money to another account, free there or held for the same reason.</summary>
    Result<UInt128, DispatchError> TransferOnHold(
        RuntimeHoldReason reason, AccountId source, AccountId dest, UInt128 amount, Precision precision, Restriction mode, Fortitude fortitude);

    /// <summary>Hands free money to another account, held there.</summary>
    Result<UInt128, DispatchError> TransferAndHold(
        RuntimeHoldReason reason, AccountId source, AccountId dest, UInt128 amount, Precision precision, Preservation preservation, Fortitude fortitude);

    /// <summary>Takes as much held money as there is, up to the amount, as a credit (see <see cref="IFungibleBalanced"/>); returns the credit.</summary>
    UInt128 Slash(RuntimeHoldReason reason, AccountId who, UInt128 amount);
}
