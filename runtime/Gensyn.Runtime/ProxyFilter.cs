using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Utility;

namespace Gensyn.Runtime;

/// <summary>Which calls each kind of proxy may make on this chain.</summary>
/// <remarks>Calls inside others are asked about one by one, so Utility and Multisig give no kind more than it has.</remarks>
public sealed class ProxyFilter : IProxyFilter
{
    /// <inheritdoc/>
    public bool Allows(ProxyType type, RuntimeCall call) => type switch
    {
        ProxyType.Any => true,
        // A submitted task spends its escrow, and root could spend anything.
        ProxyType.NonTransfer => call.Call is not (BalancesPallet.Call or SudoPallet.Call or TasksPallet.Call.Submit),
        ProxyType.CancelProxy => call.Call is ProxyPallet.Call.RejectAnnouncement or UtilityPallet.Call or MultisigPallet.Call,
        ProxyType.Compute => call.Call is TasksPallet.Call or ProvidersPallet.Call or LearningProofsPallet.Call or StakingPallet.Call or ArbitrationPallet.Call
            or UtilityPallet.Call or MultisigPallet.Call,
        _ => false,
    };

    /// <inheritdoc/>
    public bool IsSuperset(ProxyType larger, ProxyType smaller) =>
        larger == smaller || larger == ProxyType.Any || (larger == ProxyType.NonTransfer && smaller == ProxyType.CancelProxy);
}
