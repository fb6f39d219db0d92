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

    /// <summary>Why a block without this inherent is wrong, encoded, when a checking node knows this; null when the block needs none.</summary>
    byte[]? RequireInherent(InherentData data) => null;

    /// <summary>Whether an error of this pallet makes the block wrong for good, and not only as the checking node sees it now.</summary>
    bool IsFatal(ReadOnlySpan<byte> error) => true;
}

/// <summary>A pallet that vouches for calls of its own that nobody signed (FRAME's ValidateUnsigned).</summary>
/// <remarks>Bare transactions of other pallets are refused. Such a call runs with <see cref="Origin.None"/> and pays no fee, so it must not be easy to repeat.</remarks>
public interface IUnsignedValidator
{
    /// <summary>Judges a bare call, and tells the pool what it needs to know of a good one.</summary>
    /// <returns>Why the call is refused, or null.</returns>
    TransactionValidityError? ValidateUnsigned(PalletCall call, TransactionSource source, Validity validity);

    /// <summary>Judges a bare call once more right before it runs in a block; the pallet's inherents come here, too.</summary>
    TransactionValidityError? PreDispatch(PalletCall call) => ValidateUnsigned(call, TransactionSource.InBlock, new Validity());
}

/// <summary>A pallet that may refuse its own signed calls before they enter the pool or a block.</summary>
/// <remarks>Without a fee at stake: for calls that only a few accounts may make at a time, and that would otherwise crowd out others.</remarks>
public interface ICallGate
{
    /// <summary>Why this account may not make this call now, or null.</summary>
    TransactionValidityError? ValidateCall(PalletCall call, AccountId signer);
}
