using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>Why a transaction was not taken into the pool.</summary>
public abstract record PoolRefusal
{
    private PoolRefusal()
    {
    }

    /// <summary>The runtime calls it invalid, or cannot tell.</summary>
    public sealed record NotValid(TransactionValidityError Error) : PoolRefusal;

    /// <summary>It was found invalid a short while ago.</summary>
    public sealed record TemporarilyBanned : PoolRefusal;

    /// <summary>The pool has it.</summary>
    public sealed record AlreadyImported(H256 Hash) : PoolRefusal;

    /// <summary>It would replace transactions of higher priority.</summary>
    public sealed record PriorityTooLow(ulong Old, ulong New) : PoolRefusal;

    /// <summary>It depends on itself.</summary>
    public sealed record CycleDetected : PoolRefusal;

    /// <summary>The pool is full of better ones.</summary>
    public sealed record ImmediatelyDropped : PoolRefusal;

    /// <summary>It provides no tags, so nothing could tell when it is done.</summary>
    public sealed record NoTagsProvided : PoolRefusal;

    /// <summary>The runtime trapped, or its answer made no sense.</summary>
    public sealed record VerificationFailed(string Reason) : PoolRefusal;
}
