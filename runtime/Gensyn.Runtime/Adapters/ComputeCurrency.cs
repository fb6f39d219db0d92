using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Keeps the compute pallets' escrows and stakes as holds on balances.</summary>
internal sealed class ComputeCurrency(BalancesPallet balances, byte tasks, byte staking) : ICurrency
{
    public UInt128 FreeOf(AccountId who) => balances.FreeOf(who);

    public UInt128 HeldOf(AccountId who, HoldReason reason) => balances.HeldOf(who, Outer(reason));

    public DispatchResult Hold(AccountId who, HoldReason reason, UInt128 amount) => balances.Hold(who, Outer(reason), amount);

    public DispatchResult Release(AccountId who, HoldReason reason, UInt128 amount) => balances.Release(who, Outer(reason), amount);

    public DispatchResult TransferHeld(AccountId from, HoldReason reason, AccountId to, UInt128 amount) =>
        balances.TransferHeld(from, to, Outer(reason), amount);

    public DispatchResult BurnHeld(AccountId from, HoldReason reason, UInt128 amount) => balances.BurnHeld(from, Outer(reason), amount);

    // A hold names the pallet that asked for it: submitters see their escrow under Tasks, providers their bond under Staking.
    private RuntimeHoldReason Outer(HoldReason reason) => new(reason == HoldReason.Escrow ? tasks : staking, (byte)reason);
}
