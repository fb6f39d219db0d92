using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>The measured cost of each call.</summary>
public interface IBalancesWeights
{
    /// <summary>Of <c>transfer_allow_death</c> that ends one account and begins another.</summary>
    Weight TransferAllowDeath();

    /// <summary>Of <c>transfer_keep_alive</c> that begins an account.</summary>
    Weight TransferKeepAlive();

    /// <summary>Of <c>force_transfer</c> that ends one account and begins another.</summary>
    Weight ForceTransfer();

    /// <summary>Of <c>transfer_all</c>.</summary>
    Weight TransferAll();

    /// <summary>Of <c>force_unreserve</c>.</summary>
    Weight ForceUnreserve();

    /// <summary>Of <c>upgrade_accounts</c> for this many accounts.</summary>
    Weight UpgradeAccounts(uint accounts);

    /// <summary>Of <c>force_set_balance</c> that begins an account.</summary>
    Weight ForceSetBalanceCreating();

    /// <summary>Of <c>force_set_balance</c> that ends one.</summary>
    Weight ForceSetBalanceKilling();

    /// <summary>Of <c>force_adjust_total_issuance</c>.</summary>
    Weight ForceAdjustTotalIssuance();

    /// <summary>Of <c>burn</c> that ends the account.</summary>
    Weight BurnAllowDeath();

    /// <summary>Of <c>burn</c> that keeps it.</summary>
    Weight BurnKeepAlive();
}
