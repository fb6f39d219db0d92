using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Tests;

/// <summary>Money with holds in the test's state, so that a refused call's payments are rolled back with it.</summary>
internal sealed class HeldMoney(PalletContext context) : ICurrency
{
    public static readonly UInt128 ExistentialDeposit = 1_000_000_000;

    private readonly StorageMap<Blake2_128Concat, AccountId, UInt128> _free =
        new(context, new StorageItem("Money", "Free", StorageModifier.Default, ""), AccountId.Codec, Codecs.U128);

    private readonly StorageDoubleMap<Blake2_128Concat, AccountId, Twox64Concat, byte, UInt128> _held =
        new(context, new StorageItem("Money", "Held", StorageModifier.Default, ""), AccountId.Codec, Codecs.U8, Codecs.U128);

    private readonly StorageValue<UInt128> _burned = new(context, new StorageItem("Money", "Burned", StorageModifier.Default, ""), Codecs.U128);

    public UInt128 Burned => _burned.Get();

    public UInt128 Total =>
        _free.Entries().Aggregate((UInt128)0, (sum, e) => sum + e.Value) + _held.Entries().Aggregate((UInt128)0, (sum, e) => sum + e.Value);

    public UInt128 HeldInAll(HoldReason reason) =>
        _held.Entries().Where(e => e.Key.Second == (byte)reason).Aggregate((UInt128)0, (sum, e) => sum + e.Value);

    public void Endow(AccountId who, UInt128 amount) => _free.Set(who, FreeOf(who) + amount);

    public UInt128 FreeOf(AccountId who) => _free.TryGet(who, out UInt128 free) ? free : 0;

    public UInt128 HeldOf(AccountId who, HoldReason reason) => _held.TryGet(who, (byte)reason, out UInt128 held) ? held : 0;

    public DispatchResult Hold(AccountId who, HoldReason reason, UInt128 amount)
    {
        if (amount == 0) return DispatchResult.Ok;
        if (FreeOf(who) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        _free.Set(who, FreeOf(who) - amount);
        _held.Set(who, (byte)reason, HeldOf(who, reason) + amount);
        return DispatchResult.Ok;
    }

    public DispatchResult Release(AccountId who, HoldReason reason, UInt128 amount) => TransferHeld(who, reason, who, amount);

    public DispatchResult TransferHeld(AccountId from, HoldReason reason, AccountId to, UInt128 amount)
    {
        if (HeldOf(from, reason) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        bool alive = FreeOf(to) > 0 || HeldOf(to, HoldReason.Stake) > 0 || HeldOf(to, HoldReason.Escrow) > 0;
        if (!alive && amount < ExistentialDeposit) return DispatchError.Token(TokenError.BelowMinimum);
        Take(from, reason, amount);
        _free.Set(to, FreeOf(to) + amount);
        return DispatchResult.Ok;
    }

    public DispatchResult BurnHeld(AccountId from, HoldReason reason, UInt128 amount)
    {
        if (HeldOf(from, reason) < amount) return DispatchError.Token(TokenError.FundsUnavailable);
        Take(from, reason, amount);
        _burned.Set(Burned + amount);
        return DispatchResult.Ok;
    }

    private void Take(AccountId from, HoldReason reason, UInt128 amount)
    {
        UInt128 left = HeldOf(from, reason) - amount;
        if (left == 0) _held.Remove(from, (byte)reason);
        else _held.Set(from, (byte)reason, left);
    }
}
