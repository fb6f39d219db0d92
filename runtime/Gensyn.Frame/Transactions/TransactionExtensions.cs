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

    /// <summary>What all checks around a call cost together.</summary>
    public Weight WeightOf(RuntimeCall call)
    {
        Weight sum = default;
        foreach (TransactionExtension item in items) sum += item.WeightOf(call);
        return sum;
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

    /// <summary>Judges a signed or general transaction without changing the state; the first refusal counts, and somebody must vouch for it.</summary>
    public TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        transaction.Extensions = this;
        foreach (TransactionExtension item in items) item.Begin(transaction);
        for (int i = 0; i < items.Length; i++)
        {
            transaction.Position = i;
            if (items[i].Validate(transaction, validity) is { } refused) return refused;
        }

        return transaction.IsAuthorized ? null : InvalidTransaction.UnknownOrigin;
    }

    /// <summary>Does what must hold even when the call fails; the first refusal counts.</summary>
    public TransactionValidityError? Prepare(Transaction transaction)
    {
        foreach (TransactionExtension item in items)
        {
            if (item.Prepare(transaction) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>Settles after the call, whatever its result; returns the outcome without what the extensions did not use.</summary>
    public DispatchOutcome PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        foreach (TransactionExtension item in items) outcome = outcome.Refund(item.PostDispatch(transaction, outcome));
        return outcome;
    }

    /// <summary>Judges a bare extrinsic without changing the state; the first refusal counts.</summary>
    public TransactionValidityError? ValidateBare(Transaction transaction, Validity validity)
    {
        foreach (TransactionExtension item in items)
        {
            if (item.ValidateBare(transaction, validity) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>Does for a bare extrinsic what must hold even when the call fails; the first refusal counts.</summary>
    public TransactionValidityError? PrepareBare(Transaction transaction)
    {
        foreach (TransactionExtension item in items)
        {
            if (item.PrepareBare(transaction) is { } refused) return refused;
        }

        return null;
    }

    /// <summary>Settles after a bare extrinsic's call.</summary>
    public void PostDispatchBare(Transaction transaction, DispatchOutcome outcome)
    {
        foreach (TransactionExtension item in items) item.PostDispatchBare(transaction, outcome);
    }

    internal TransactionValidityError? EncodeAfter(int position, ref ScaleWriter writer)
    {
        for (int i = position + 1; i < items.Length; i++) items[i].Encode(ref writer);
        for (int i = position + 1; i < items.Length; i++)
        {
            if (items[i].EncodeImplicit(ref writer) is { } refused) return refused;
        }

        return null;
    }
}
