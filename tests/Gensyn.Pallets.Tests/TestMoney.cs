using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Tests;

/// <summary>The compute pallets' money: holds on the real balances. Counts what burns.</summary>
internal sealed class TestMoney(PalletContext context, BalancesPallet balances) : ICurrency
{
    public static readonly UInt128 ExistentialDeposit = 1_000_000_000;

    private readonly StorageValue<UInt128> _burned = new(context, new StorageItem("Test", "Burned", StorageModifier.Default, ""), Codecs.U128);

    public UInt128 Burned => _burned.Get();

    public UInt128 FreeOf(AccountId who) => balances.Balance(who);

    public UInt128 HeldOf(AccountId who, HoldReason reason) => balances.BalanceOnHold(Outer(reason), who);

    public DispatchResult Hold(AccountId who, HoldReason reason, UInt128 amount) => balances.Hold(Outer(reason), who, amount);

    public DispatchResult Release(AccountId who, HoldReason reason, UInt128 amount) => Outcome(balances.Release(Outer(reason), who, amount, Precision.Exact));

    public DispatchResult TransferHeld(AccountId from, HoldReason reason, AccountId to, UInt128 amount) =>
        Outcome(balances.TransferOnHold(Outer(reason), from, to, amount, Precision.Exact, Restriction.Free, Fortitude.Force));

    public DispatchResult BurnHeld(AccountId from, HoldReason reason, UInt128 amount)
    {
        DispatchResult result = Outcome(balances.BurnHeld(Outer(reason), from, amount, Precision.Exact, Fortitude.Force));
        if (!result.IsError) _burned.Set(Burned + amount);
        return result;
    }

    private static DispatchResult Outcome(Result<UInt128, DispatchError> result) => result.IsError ? result.Error : DispatchResult.Ok;

    private static RuntimeHoldReason Outer(HoldReason reason) => new(reason == HoldReason.Escrow ? (byte)50 : (byte)53, (byte)reason);
}
