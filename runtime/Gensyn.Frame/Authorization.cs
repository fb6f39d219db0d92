using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>What a call without a signature says of itself: why it may enter a block, or why not.</summary>
/// <remarks>Source: frame_support, #[pallet::authorize], whose result is TransactionValidityWithRefund.</remarks>
public readonly record struct Authorization
{
    private readonly ValidTransaction? _valid;

    private Authorization(ValidTransaction? valid, Weight refund, TransactionValidityError? error) => (_valid, Refund, Error) = (valid, refund, error);

    /// <summary>What the pool needs to know of the transaction; the default while it is refused.</summary>
    public ValidTransaction Valid => _valid ?? ValidTransaction.Default;

    /// <summary>What of the weight declared for the answer was not used.</summary>
    public Weight Refund { get; }

    /// <summary>Why the call may not enter a block, or null.</summary>
    public TransactionValidityError? Error { get; }

    /// <summary>The call may enter a block.</summary>
    public static implicit operator Authorization(ValidTransaction valid) => Grant(valid);

    /// <summary>The call may not enter a block.</summary>
    public static implicit operator Authorization(TransactionValidityError error) => new(null, default, error);

    /// <summary>The call may not enter a block.</summary>
    public static implicit operator Authorization(InvalidTransaction error) => new(null, default, error);

    /// <summary>Whether the call may enter a block is not known.</summary>
    public static implicit operator Authorization(UnknownTransaction error) => new(null, default, error);

    /// <summary>The call may enter a block; the answer cost less than was declared.</summary>
    public static Authorization Grant(ValidTransaction valid, Weight refund = default) => new(valid, refund, null);
}
