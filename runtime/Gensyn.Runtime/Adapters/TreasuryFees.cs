using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Takes fees and tips out of balances and gives them to the treasury.</summary>
internal sealed class TreasuryFees(BalancesPallet balances, AccountId treasury) : IFeeCurrency
{
    public bool CanPay(AccountId who, UInt128 fee) => fee == 0
        || (balances.CanWithdraw(who, fee).ToError(mustLive: true) is null && balances.ReducibleBalance(who, Preservation.Preserve, Fortitude.Polite) >= fee);

    public DispatchResult Withdraw(AccountId who, UInt128 fee)
    {
        if (fee == 0) return DispatchResult.Ok;
        return balances.Withdraw(who, fee, Precision.Exact, Preservation.Preserve, Fortitude.Polite) is { IsError: true } refused
            ? refused.Error
            : DispatchResult.Ok;
    }

    public void Settle(AccountId who, UInt128 refund, UInt128 fee)
    {
        balances.Resolve(who, refund);
        balances.Resolve(treasury, fee);
    }
}
