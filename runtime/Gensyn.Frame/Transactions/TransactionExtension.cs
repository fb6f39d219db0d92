using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>One check of transactions, with the data it adds to the extrinsic and to the signed payload.</summary>
/// <remarks>
/// An object that keeps something, what was decoded or what one step leaves for the next, serves one transaction;
/// one that keeps nothing may serve many. Signed and general transactions pass <see cref="Validate"/>, <see cref="Prepare"/> and
/// <see cref="PostDispatch"/>; bare ones only the methods named so.
/// Source: sp_runtime::traits::TransactionExtension.
/// </remarks>
public abstract class TransactionExtension
{
    private static readonly TypeInfo Nothing = TypeInfo.Tuple();

    /// <summary>The name by which wallets know what to encode and to sign.</summary>
    public abstract string Identifier { get; }

    /// <summary>The type of the data inside the extrinsic.</summary>
    public virtual TypeInfo Explicit => Nothing;

    /// <summary>The type of the data that is signed without being sent.</summary>
    public virtual TypeInfo Implicit => Nothing;

    /// <summary>What the check itself costs for any call.</summary>
    public virtual Weight Weight => default;

    /// <summary>What the check itself costs for this call.</summary>
    public virtual Weight WeightOf(RuntimeCall call) => Weight;

    /// <summary>Reads the data inside the extrinsic.</summary>
    public virtual void Decode(ref ScaleReader reader)
    {
    }

    /// <summary>Writes the data inside the extrinsic.</summary>
    public virtual void Encode(ref ScaleWriter writer)
    {
    }

    /// <summary>Writes the data that is signed without being sent, or says why it is unknown.</summary>
    public virtual TransactionValidityError? EncodeImplicit(ref ScaleWriter writer) => null;

    /// <summary>Runs before any extension has judged the transaction: for one that measures all the others, and stands last.</summary>
    public virtual void Begin(Transaction transaction)
    {
    }

    /// <summary>Judges a transaction without changing the state; may say who calls.</summary>
    public virtual TransactionValidityError? Validate(Transaction transaction, Validity validity) => null;

    /// <summary>Does what must hold even when the call fails, such as taking the fee.</summary>
    public virtual TransactionValidityError? Prepare(Transaction transaction) => null;

    /// <summary>Settles after the call, whatever its result; returns how much of the declared weight turns out to be unspent.</summary>
    public virtual Weight PostDispatch(Transaction transaction, DispatchOutcome outcome) => default;

    /// <summary>Judges a bare extrinsic, such as an inherent.</summary>
    public virtual TransactionValidityError? ValidateBare(Transaction transaction, Validity validity) => null;

    /// <summary>Does for a bare extrinsic what must hold even when the call fails.</summary>
    public virtual TransactionValidityError? PrepareBare(Transaction transaction) => null;

    /// <summary>Settles after a bare extrinsic's call.</summary>
    public virtual void PostDispatchBare(Transaction transaction, DispatchOutcome outcome)
    {
    }
}
