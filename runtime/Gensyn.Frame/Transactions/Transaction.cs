using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A transaction on its way through its extensions, which may change who calls.</summary>
/// <param name="origin">Who calls, before any extension was asked: the signer, or nobody.</param>
/// <param name="call">What is called.</param>
/// <param name="info">What the call declares to cost.</param>
/// <param name="length">The bytes of the extrinsic, its length prefix included.</param>
/// <param name="source">Where it came from.</param>
public sealed class Transaction(Origin origin, RuntimeCall call, DispatchInfo info, int length, TransactionSource source)
{
    /// <summary>Who calls; an extension that vouches for somebody sets it while it validates.</summary>
    public Origin Origin { get; set; } = origin;

    /// <summary>What is called.</summary>
    public RuntimeCall Call => call;

    /// <summary>What the call declares to cost.</summary>
    public DispatchInfo Info => info;

    /// <summary>The bytes of the extrinsic, its length prefix included.</summary>
    public int Length => length;

    /// <summary>Where it came from.</summary>
    public TransactionSource Source => source;

    /// <summary>The account that calls; null when none does.</summary>
    public AccountId? Signer => Origin.IsSigned(out AccountId who) ? who : null;

    /// <summary>Whether somebody or something vouches for the transaction, so that it may be dispatched.</summary>
    public bool IsAuthorized => !Origin.IsNone;

    internal TransactionExtensions? Extensions { get; set; }

    internal int Position { get; set; }

    /// <summary>Writes what the extension that is validating vouches for, when it says who calls: what its signature covers.</summary>
    /// <remarks>
    /// The version of the extensions, the call, the data of the extensions after this one, then what those sign without sending it.
    /// Source: sp_runtime::traits::transaction_extension, ImplicationParts.
    /// </remarks>
    /// <returns>Why something is unknown, or null.</returns>
    public TransactionValidityError? EncodeImplication(ref ScaleWriter writer)
    {
        writer.WriteByte(UncheckedExtrinsic.ExtensionVersion);
        RuntimeCall.Codec.Encode(call, ref writer);
        return Extensions?.EncodeAfter(Position, ref writer);
    }
}
