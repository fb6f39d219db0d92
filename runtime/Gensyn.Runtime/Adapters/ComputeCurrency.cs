using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>Keeps the compute pallets' escrows and stakes as holds on balances.</summary>
internal sealed class ComputeCurrency(BalancesPallet balances, byte tasks, byte staking) : ICurrency
{
    public UInt128 FreeOf(AccountId who) => balances.Balance(who);

    public UInt128 HeldOf(AccountId who, HoldReason reason) => balances.BalanceOnHold(Outer(reason), who);

    public DispatchResult Hold(AccountId who, HoldReason reason, UInt128 amount) => balances.Hold(Outer(reason), who, amount);

    public DispatchResult Release(AccountId who, HoldReason reason, UInt128 amount) => Outcome(balances.Release(Outer(reason), who, amount, Precision.Exact));

    // By force, here and below: a freeze of their own making must not keep anyone from paying what a verdict says.
    public DispatchResult TransferHeld(AccountId from, HoldReason reason, AccountId to, UInt128 amount) =>
        Outcome(balances.TransferOnHold(Outer(reason), from, to, amount, Precision.Exact, Restriction.Free, Fortitude.Force));

    public DispatchResult BurnHeld(AccountId from, HoldReason reason, UInt128 amount) =>
        Outcome(balances.BurnHeld(Outer(reason), from, amount, Precision.Exact, Fortitude.Force));

    private static DispatchResult Outcome(Result<UInt128, DispatchError> result) => result.IsError ? result.Error : DispatchResult.Ok;

    // A hold names the pallet that asked for it: submitters see their escrow under Tasks, providers their bond under Staking.
    private RuntimeHoldReason Outer(HoldReason reason) => new(reason == HoldReason.Escrow ? tasks : staking, (byte)reason);
}
