using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>The cost of each call.</summary>
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

    /// <summary>The cost of <c>upgrade_accounts</c>.</summary>
    Weight UpgradeAccounts(ImmutableArray<AccountId> who);

    /// <summary>The cost of <c>force_set_balance</c>: of making or ending an account, whichever is more.</summary>
    Weight ForceSetBalance();

    /// <summary>The cost of <c>force_adjust_total_issuance</c>.</summary>
    Weight ForceAdjustTotalIssuance();

    /// <summary>The cost of <c>burn</c>.</summary>
    Weight Burn(bool keepAlive);
}

/// <summary>Estimates: what polkadot-sdk's pallet_balances takes on its reference machine, in picoseconds, with this chain's database weights.</summary>
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
    public Weight UpgradeAccounts(ImmutableArray<AccountId> who) =>
        new Weight(17_000_000, 990) + (new Weight(14_000_000, 2603) + access) * (ulong)who.Length;

    /// <inheritdoc/>
    public Weight ForceSetBalance() => new Weight(27_200_000, AccountProof) + access;

    /// <inheritdoc/>
    public Weight ForceAdjustTotalIssuance() => new Weight(7_000_000, 1501);

    /// <inheritdoc/>
    public Weight Burn(bool keepAlive) => new Weight(keepAlive ? 21_000_000ul : 30_151_000ul, AccountProof) + access;
}
