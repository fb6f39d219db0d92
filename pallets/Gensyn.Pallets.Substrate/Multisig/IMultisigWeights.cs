using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <summary>The measured cost of each call, by what becomes of it.</summary>
public interface IMultisigWeights
{
    /// <summary>Of <c>as_multi_threshold_1</c> with a call of this many bytes, the call not among it.</summary>
    Weight AsMultiThreshold1(uint bytes);

    /// <summary>Of opening an operation with this many other signatories.</summary>
    Weight AsMultiCreate(uint signatories, uint bytes);

    /// <summary>Of approving one.</summary>
    Weight AsMultiApprove(uint signatories, uint bytes);

    /// <summary>Of completing one, the call not among it.</summary>
    Weight AsMultiComplete(uint signatories, uint bytes);

    /// <summary>Of opening an operation by its hash.</summary>
    Weight ApproveAsMultiCreate(uint signatories);

    /// <summary>Of approving one by its hash.</summary>
    Weight ApproveAsMultiApprove(uint signatories);

    /// <summary>Of <c>cancel_as_multi</c>.</summary>
    Weight CancelAsMulti(uint signatories);

    /// <summary>Of <c>poke_deposit</c>.</summary>
    Weight PokeDeposit(uint signatories);
}
