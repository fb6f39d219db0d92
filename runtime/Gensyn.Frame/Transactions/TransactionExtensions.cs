using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Makes the extensions of one transaction, in the order of the runtime.</summary>
public delegate TransactionExtensions ExtensionFactory();

/// <summary>The extensions of one transaction, run in order.</summary>
public sealed class TransactionExtensions(ImmutableArray<TransactionExtension> items)
{
    /// <summary>The extensions, in order.</summary>
    public ImmutableArray<TransactionExtension> Items => items;

    /// <summary>What all checks cost together.</summary>
    public Weight Weight
    {
        get
        {
            Weight sum = default;
            foreach (TransactionExtension item in items) sum += item.Weight;
            return sum;
        }
    }

    /// <summary>Reads the data inside the extrinsic.</summary>
    public void Decode(ref ScaleReader reader)
    {
        foreach (TransactionExtension item in items) item.Decode(ref reader);
    }

    /// <summary>Writes the data inside the extrinsic.</summary>
    public void Encode(ref ScaleWriter writer)
    {
        foreach (TransactionExtension item in items) item.Encode(ref writer);
    }

    /// <summary>Writes the data that is signed without being sent, or says why it is unknown.</summary>
    public TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        foreach (TransactionExtension item in items)
        {
            if (item.EncodeImplicit(ref writer) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>Judges a transaction without changing the state; the first refusal counts.</summary>
    public TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        foreach (TransactionExtension item in items)
        {
            TransactionValidityError? refused = transaction.Signer is null ? item.ValidateBare(transaction) : item.Validate(transaction, validity);
            if (refused is not null) return refused;
        }

        return null;
    }

    /// <summary>Does what must hold even when the call fails; the first refusal counts.</summary>
    public TransactionValidityError? Prepare(Transaction transaction)
    {
        foreach (TransactionExtension item in items)
        {
            TransactionValidityError? refused = transaction.Signer is null ? item.PrepareBare(transaction) : item.Prepare(transaction);
            if (refused is not null) return refused;
        }

        return null;
    }

    /// <summary>Settles after the call, whatever its result.</summary>
    public void PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        foreach (TransactionExtension item in items)
        {
            if (transaction.Signer is null) item.PostDispatchBare(transaction, outcome);
            else item.PostDispatch(transaction, outcome);
        }
    }
}
