using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <summary>The cost of each call, by what becomes of it.</summary>
public interface IMultisigWeights
{
    /// <summary>The cost of <c>as_multi_threshold_1</c>, the call not among it; unlike in Substrate, the call's length does not matter.</summary>
    Weight AsMultiThreshold1();

    /// <summary>The cost of opening an operation with this many other signatories.</summary>
    Weight AsMultiCreate(int signatories, int callLength);

    /// <summary>The cost of approving one.</summary>
    Weight AsMultiApprove(int signatories, int callLength);

    /// <summary>The cost of completing one, the call not among it.</summary>
    Weight AsMultiComplete(int signatories, int callLength);

    /// <summary>The cost of opening an operation by its hash.</summary>
    Weight ApproveAsMultiCreate(int signatories);

    /// <summary>The cost of approving one by its hash.</summary>
    Weight ApproveAsMultiApprove(int signatories);

    /// <summary>The cost of <c>cancel_as_multi</c>.</summary>
    Weight CancelAsMulti(int signatories);

    /// <summary>The cost of <c>poke_deposit</c>.</summary>
    Weight PokeDeposit(int signatories);
}

/// <summary>Estimates in the manner of polkadot-sdk's pallet_multisig on its reference machine, in picoseconds, with this chain's database weights.</summary>
/// <param name="access">The weight of reading and writing one entry of storage.</param>
public sealed class MultisigWeights(Weight access) : IMultisigWeights
{
    // What the proof of one operation's entry takes, with a hundred approvals (pallet_multisig::weights).
    private const ulong OperationProof = 6811;

    /// <inheritdoc/>
    public Weight AsMultiThreshold1() => new(18_000_000, 3997);

    /// <inheritdoc/>
    public Weight AsMultiCreate(int signatories, int callLength) => Operation(48_000_000, signatories, callLength);

    /// <inheritdoc/>
    public Weight AsMultiApprove(int signatories, int callLength) => Operation(32_000_000, signatories, callLength);

    /// <inheritdoc/>
    public Weight AsMultiComplete(int signatories, int callLength) => Operation(55_000_000, signatories, callLength) + access;

    /// <inheritdoc/>
    public Weight ApproveAsMultiCreate(int signatories) => Operation(46_000_000, signatories, 0);

    /// <inheritdoc/>
    public Weight ApproveAsMultiApprove(int signatories) => Operation(31_000_000, signatories, 0);

    /// <inheritdoc/>
    public Weight CancelAsMulti(int signatories) => Operation(45_000_000, signatories, 0);

    /// <inheritdoc/>
    public Weight PokeDeposit(int signatories) => Operation(46_000_000, signatories, 0) + access;

    private Weight Operation(ulong time, int signatories, int callLength) =>
        new Weight(time, OperationProof) + new Weight(130_000, 0) * (ulong)signatories + new Weight(2_000, 0) * (ulong)callLength + access;
}
