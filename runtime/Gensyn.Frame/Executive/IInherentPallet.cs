using System.Diagnostics.CodeAnalysis;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>A pallet that takes a fact from the block's author, such as the time.</summary>
public interface IInherentPallet
{
    /// <summary>The id by which the author hands the fact over.</summary>
    InherentId InherentId { get; }

    /// <summary>Whether a call is this pallet's inherent.</summary>
    bool IsInherent(PalletCall call);

    /// <summary>The call that carries the author's fact; false when the author handed none over.</summary>
    bool TryCreateInherent(InherentData data, [NotNullWhen(true)] out PalletCall? call);

    /// <summary>Compares a block's call with what a checking node knows; the encoded error, or null when it holds.</summary>
    byte[]? CheckInherent(PalletCall call, InherentData data);
}

/// <summary>A pallet that may refuse its own signed calls before they enter the pool or a block.</summary>
/// <remarks>Without a fee at stake: for calls that only a few accounts may make at a time, and that would otherwise crowd out others.</remarks>
public interface ICallGate
{
    /// <summary>Why this account may not make this call now, or null.</summary>
    TransactionValidityError? ValidateCall(PalletCall call, AccountId signer);
}
