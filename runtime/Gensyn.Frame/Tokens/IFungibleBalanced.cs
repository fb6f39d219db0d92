using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Money on its way (frame_support's <c>fungible::Balanced</c>): a credit is issued, and belongs to nobody.</summary>
/// <remarks>Whoever has a credit must <see cref="Resolve"/> it to an account or <see cref="Rescind"/> it, or the issuance is more than all accounts have.</remarks>
public interface IFungibleBalanced : IFungibleInspect
{
    /// <summary>Makes money; returns the credit, which is less than asked for when the issuance is full.</summary>
    UInt128 Issue(UInt128 amount);

    /// <summary>Destroys a credit.</summary>
    void Rescind(UInt128 credit);

    /// <summary>Takes money of an account as a credit.</summary>
    Result<UInt128, DispatchError> Withdraw(AccountId who, UInt128 amount, Precision precision, Preservation preservation, Fortitude fortitude);

    /// <summary>Gives a credit to an account; where that cannot be, the credit is destroyed.</summary>
    void Resolve(AccountId who, UInt128 credit);
}
