using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Takes fees and tips out of balances and gives them to the treasury.</summary>
internal sealed class TreasuryFees(BalancesPallet balances, AccountId treasury) : IFeeCurrency
{
    public bool CanPay(AccountId who, UInt128 fee) => balances.CanPay(who, fee);

    public DispatchResult Withdraw(AccountId who, UInt128 fee) => balances.Withdraw(who, fee);

    public void Settle(AccountId who, UInt128 refund, UInt128 fee)
    {
        balances.DepositWithdrawn(who, refund);
        balances.DepositWithdrawn(treasury, fee);
    }
}
