using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <content>Keeps moves out of the pool and of blocks unless their signer is on the clock.</content>
public sealed partial class ArbitrationPallet : ICallGate
{
    /// <inheritdoc/>
    public TransactionValidityError? ValidateCall(PalletCall call, AccountId signer) =>
        call is Call.Move move && !MayMove(signer, move.Game) ? InvalidTransaction.Call : null;
}
