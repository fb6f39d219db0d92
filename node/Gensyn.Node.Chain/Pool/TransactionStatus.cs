using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>What became of a watched transaction.</summary>
public abstract record TransactionStatus
{
    private TransactionStatus()
    {
    }

    /// <summary>Whether nothing can follow.</summary>
    public virtual bool IsFinal => true;

    /// <summary>It waits for other transactions.</summary>
    public sealed record Future : TransactionStatus
    {
        /// <inheritdoc/>
        public override bool IsFinal => false;
    }

    /// <summary>It may go into the next block.</summary>
    public sealed record Ready : TransactionStatus
    {
        /// <inheritdoc/>
        public override bool IsFinal => false;
    }

    /// <summary>It is in a block of the best chain.</summary>
    public sealed record InBlock(H256 Block, int Index) : TransactionStatus
    {
        /// <inheritdoc/>
        public override bool IsFinal => false;
    }

    /// <summary>Its block left the best chain.</summary>
    public sealed record Retracted(H256 Block) : TransactionStatus
    {
        /// <inheritdoc/>
        public override bool IsFinal => false;
    }

    /// <summary>Its block stayed without finality for too long.</summary>
    public sealed record FinalityTimeout(H256 Block) : TransactionStatus;

    /// <summary>Its block is final.</summary>
    public sealed record Finalized(H256 Block, int Index) : TransactionStatus;

    /// <summary>Another transaction took its place.</summary>
    public sealed record Usurped(H256 Transaction) : TransactionStatus;

    /// <summary>The pool was full.</summary>
    public sealed record Dropped : TransactionStatus;

    /// <summary>It is no longer valid.</summary>
    public sealed record Invalid : TransactionStatus;
}
