using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Takes fees and tips out of balances: fees go to the treasury, tips to the author of the block.</summary>
/// <remarks>
/// As on Polkadot, a tip pays for being served first, so it belongs to whoever serves. What the fee paid for, the chain's state and everybody's
/// verification, is the treasury's. (The parachain template gives both to the collators' pot, which this chain does not have yet.)
/// </remarks>
internal sealed class DealWithFees(GensynRuntime runtime) : IFeeCurrency
{
    private BalancesPallet Balances => runtime.Balances;

    // Source: FungibleAdapter::can_withdraw_fee. Who can, and lives on, also has that much that may leave.
    public bool CanPay(AccountId who, UInt128 fee) => Balances.CanWithdraw(who, fee).ToError(mustLive: true) is null;

    public DispatchResult Withdraw(AccountId who, UInt128 fee) =>
        Balances.Withdraw(who, fee, Precision.Exact, Preservation.Preserve, Fortitude.Polite) is { IsError: true } refused ? refused.Error : DispatchResult.Ok;

    public UInt128 Refund(AccountId who, UInt128 amount)
    {
        // Too little for the existential deposit of an account that others keep alive cannot be given back either.
        if (!runtime.FrameSystem.Exists(who) || !CanReceive(who, amount)) return amount;
        Balances.Resolve(who, amount);
        return 0;
    }

    public void Collect(UInt128 fee, UInt128 tip)
    {
        // A tip that no author can receive is not lost.
        AccountId? author = tip == 0 ? null : runtime.Authorship.Author;
        UInt128 share = author is { } found && CanReceive(found, tip) ? tip : 0;
        Balances.Resolve(runtime.Treasury, fee + tip - share);
        if (author is { } served) Balances.Resolve(served, share);
    }

    private bool CanReceive(AccountId who, UInt128 amount) => Balances.CanDeposit(who, amount, Provenance.Extant).ToError() is null;
}
