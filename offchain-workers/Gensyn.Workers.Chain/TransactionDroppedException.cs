namespace Gensyn.Workers.Chain;

/// <summary>A transaction left the pool without having been included.</summary>
public sealed class TransactionDroppedException(string call, string status)
    : Exception($"{call} was not included: the node reports it as {status}.");
