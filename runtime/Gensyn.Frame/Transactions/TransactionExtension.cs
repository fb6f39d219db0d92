using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>One check of signed transactions, with the data it adds to the extrinsic and to the signed payload.</summary>
/// <remarks>
/// An object that keeps something, what was decoded or what <see cref="Prepare"/> leaves for <see cref="PostDispatch"/>, serves one transaction;
/// one that keeps nothing may serve many.
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

    /// <summary>What the check itself costs.</summary>
    public virtual Weight Weight => default;

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

    /// <summary>Judges a transaction without changing the state.</summary>
    public virtual TransactionValidityError? Validate(Transaction transaction, Validity validity) => null;

    /// <summary>Does what must hold even when the call fails, such as taking the fee.</summary>
    public virtual TransactionValidityError? Prepare(Transaction transaction) => null;

    /// <summary>Settles after the call, whatever its result.</summary>
    public virtual void PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
    }

    /// <summary>Judges an unsigned extrinsic, such as an inherent.</summary>
    public virtual TransactionValidityError? ValidateBare(Transaction transaction) => null;

    /// <summary>Does for an unsigned extrinsic what must hold even when the call fails.</summary>
    public virtual TransactionValidityError? PrepareBare(Transaction transaction) => null;

    /// <summary>Settles after an unsigned extrinsic's call.</summary>
    public virtual void PostDispatchBare(Transaction transaction, DispatchOutcome outcome)
    {
    }
}

/// <summary>A transaction as its extensions see it.</summary>
/// <param name="Signer">Who signed; null for a bare extrinsic.</param>
/// <param name="Call">What it calls.</param>
/// <param name="Info">What it declares to cost.</param>
/// <param name="Length">The bytes of the extrinsic, its length prefix included.</param>
/// <param name="Source">Where it came from.</param>
public sealed record Transaction(AccountId? Signer, RuntimeCall Call, DispatchInfo Info, int Length, TransactionSource Source);
