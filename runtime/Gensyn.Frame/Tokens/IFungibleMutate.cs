using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Makes, destroys and moves one kind of money (frame_support's <c>fungible::Mutate</c> and <c>Unbalanced</c>).</summary>
/// <remarks>A result is the amount that the operation was about; a refusal changes nothing.</remarks>
public interface IFungibleMutate : IFungibleInspect
{
    /// <summary>Makes money and gives it to an account.</summary>
    Result<UInt128, DispatchError> MintInto(AccountId who, UInt128 amount);

    /// <summary>Destroys money of an account.</summary>
    Result<UInt128, DispatchError> BurnFrom(AccountId who, UInt128 amount, Preservation preservation, Precision precision, Fortitude fortitude);

    /// <summary>Takes money out of circulation that is to come back with <see cref="Restore"/>.</summary>
    Result<UInt128, DispatchError> Shelve(AccountId who, UInt128 amount);

    /// <summary>Puts money back into circulation.</summary>
    Result<UInt128, DispatchError> Restore(AccountId who, UInt128 amount);

    /// <summary>Moves money from an account to another.</summary>
    Result<UInt128, DispatchError> Transfer(AccountId source, AccountId dest, UInt128 amount, Preservation preservation);

    /// <summary>Makes or destroys money until an account has this much, or as near as can be; returns what it has then.</summary>
    UInt128 SetBalance(AccountId who, UInt128 amount);

    /// <summary>Counts this much of the issuance as inactive, as what a treasury keeps; never more than there is.</summary>
    void Deactivate(UInt128 amount);

    /// <summary>Counts this much of the issuance as active again.</summary>
    void Reactivate(UInt128 amount);
}
