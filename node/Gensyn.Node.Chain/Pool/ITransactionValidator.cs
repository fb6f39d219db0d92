using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>Asks the runtime about a transaction on top of a block.</summary>
public interface ITransactionValidator
{
    /// <summary>The runtime's verdict: one of the two is set.</summary>
    /// <exception cref="Gensyn.Runtime.Interface.RuntimeException">The runtime trapped.</exception>
    /// <exception cref="Gensyn.Runtime.Interface.StateException">The state cannot be read.</exception>
    (ValidTransaction? Valid, TransactionValidityError? Error) Validate(TransactionSource source, byte[] extrinsic, H256 at);
}
