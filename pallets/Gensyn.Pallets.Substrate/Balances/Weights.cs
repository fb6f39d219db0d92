using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>The measured cost of each call.</summary>
public interface IBalancesWeights
{
    /// <summary>The cost of <c>transfer_allow_death</c>.</summary>
    Weight TransferAllowDeath();

    /// <summary>The cost of <c>force_transfer</c>.</summary>
    Weight ForceTransfer();

    /// <summary>The cost of <c>transfer_keep_alive</c>.</summary>
    Weight TransferKeepAlive();

    /// <summary>The cost of <c>transfer_all</c>.</summary>
    Weight TransferAll();

    /// <summary>The cost of <c>force_unreserve</c>.</summary>
    Weight ForceUnreserve();

    /// <summary>The cost of <c>force_set_balance</c>.</summary>
    Weight ForceSetBalance();

    /// <summary>The cost of <c>burn</c>.</summary>
    Weight Burn();
}

/// <summary>Weights of polkadot-sdk's pallet_balances on its reference machine, in picoseconds, with this chain's database weights.</summary>
/// <param name="access">The weight of reading and writing one account.</param>
public sealed class BalancesWeights(Weight access) : IBalancesWeights
{
    // What the proof of one account's entry takes (pallet_balances::weights).
    private const ulong AccountProof = 3593;

    /// <inheritdoc/>
    public Weight TransferAllowDeath() => new Weight(48_834_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight ForceTransfer() => new Weight(49_850_000, 6196) + access * 2;

    /// <inheritdoc/>
    public Weight TransferKeepAlive() => new Weight(39_051_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight TransferAll() => new Weight(48_107_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight ForceUnreserve() => new Weight(17_763_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight ForceSetBalance() => new Weight(18_253_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight Burn() => new Weight(30_151_000, AccountProof) + access;
}
