using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>Keeps and moves the chain's money.</summary>
/// <remarks>
/// Invariant: free and reserved money of all accounts together is <see cref="TotalIssuance"/>; dust is taken out of it, with an event.
/// Source: polkadot-sdk substrate/frame/balances with accounts stored in frame_system.
/// </remarks>
[Pallet("Balances", Crate = "pallet_balances")]
public sealed partial class BalancesPallet(PalletContext context, BalancesConfig config, IAccounts accounts) : Pallet(context)
{
    private IBalancesWeights Weights => config.Weights;

    /// <summary>The minimum amount required to keep an account open.</summary>
    [Constant]
    public UInt128 ExistentialDeposit => config.ExistentialDeposit;

    /// <summary>The total units issued in the system.</summary>
    [Storage(Default = true)]
    public partial StorageValue<UInt128> TotalIssuance { get; }

    /// <summary>Holds on account balances.</summary>
    // Hasher: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage(Default = true)]
    public partial StorageMap<Blake2_128Concat, AccountId, ImmutableArray<HoldAmount>> Holds { get; }

    /// <summary>Transfer some liquid free balance to another account; the sender's account ends when it falls below the minimum.</summary>
    [Call(0)]
    public DispatchResult TransferAllowDeath(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Lookup(dest, out AccountId target) ? Transfer(who, target, value, Preservation.Expendable) : DispatchError.CannotLookup;
    }

    /// <summary>Transfer some liquid free balance from one account to another, as root.</summary>
    [Call(2)]
    public DispatchResult ForceTransfer(
        Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress source, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(source, out AccountId from) || !Lookup(dest, out AccountId to)) return DispatchError.CannotLookup;
        return Transfer(from, to, value, Preservation.Expendable);
    }

    /// <summary>Transfer some liquid free balance to another account; refused when it would end the sender's account.</summary>
    [Call(3)]
    public DispatchResult TransferKeepAlive(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Lookup(dest, out AccountId target) ? Transfer(who, target, value, Preservation.Preserve) : DispatchError.CannotLookup;
    }

    /// <summary>Transfer the entire transferable balance from the caller account.</summary>
    [Call(4)]
    public DispatchResult TransferAll(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, bool keepAlive)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(dest, out AccountId target)) return DispatchError.CannotLookup;
        Preservation preservation = keepAlive ? Preservation.Preserve : Preservation.Expendable;
        return Transfer(who, target, ReducibleOf(who, preservation), preservation);
    }

    /// <summary>Unreserve some balance from a user by force; what is held for a named reason stays.</summary>
    [Call(5)]
    public DispatchResult ForceUnreserve(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress who, UInt128 amount)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(who, out AccountId account)) return DispatchError.CannotLookup;

        AccountData money = accounts.Get(account).Data;
        UInt128 unreserved = UInt128.Min(amount, money.Reserved - HeldOf(account));
        if (unreserved == 0) return DispatchResult.Ok;
        DispatchResult written = Write(account, money with { Free = money.Free + unreserved, Reserved = money.Reserved - unreserved });
        if (written.IsError) return written;
        Deposit(new Event.Unreserved(account, unreserved));
        return DispatchResult.Ok;
    }

    /// <summary>Set the regular balance of a given account.</summary>
    [Call(8)]
    public DispatchResult ForceSetBalance(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress who, [Compact] UInt128 newFree)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(who, out AccountId account)) return DispatchError.CannotLookup;

        UInt128 free = newFree < ExistentialDeposit ? 0 : newFree;
        AccountData money = accounts.Get(account).Data;
        UInt128 issuance = TotalIssuance.Get();
        if (free > money.Free && free - money.Free > UInt128.MaxValue - issuance) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        TotalIssuance.Set(free > money.Free ? issuance + (free - money.Free) : issuance - (money.Free - free));
        DispatchResult written = Write(account, money with { Free = free });
        if (written.IsError) return written;
        Deposit(new Event.BalanceSet(account, free));
        return DispatchResult.Ok;
    }

    /// <summary>Burn the specified liquid free balance from the origin account.</summary>
    [Call(10)]
    public DispatchResult Burn(Origin origin, [Compact] UInt128 value, bool keepAlive)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (ReducibleOf(who, keepAlive ? Preservation.Preserve : Preservation.Expendable) < value) return DispatchError.Token(TokenError.FundsUnavailable);

        AccountData money = accounts.Get(who).Data;
        DispatchResult written = Write(who, money with { Free = money.Free - value });
        if (written.IsError) return written;
        TotalIssuance.Set(TotalIssuance.Get() - value);
        Deposit(new Event.Burned(who, value));
        return DispatchResult.Ok;
    }

    private static bool Lookup(MultiAddress address, out AccountId account)
    {
        account = address is MultiAddress.Id id ? id.Account : default;
        return address is MultiAddress.Id;
    }

    /// <summary>What happened to money.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>An account was created with some free balance.</summary>
        [Variant(0)]
        public sealed record Endowed(AccountId Account, UInt128 FreeBalance) : Event;

        /// <summary>An account was removed whose balance was non-zero but below the minimum: the rest is out of circulation.</summary>
        [Variant(1)]
        public sealed record DustLost(AccountId Account, UInt128 Amount) : Event;

        /// <summary>Transfer succeeded.</summary>
        [Variant(2)]
        public sealed record Transfer(AccountId From, AccountId To, UInt128 Amount) : Event;

        /// <summary>A balance was set by root.</summary>
        [Variant(3)]
        public sealed record BalanceSet(AccountId Who, UInt128 Free) : Event;

        /// <summary>Some balance was unreserved (moved from reserved to free).</summary>
        [Variant(5)]
        public sealed record Unreserved(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was deposited, such as the rest of a fee.</summary>
        [Variant(7)]
        public sealed record Deposit(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was withdrawn from the account, such as for transaction fees.</summary>
        [Variant(8)]
        public sealed record Withdraw(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was burned from an account.</summary>
        [Variant(12)]
        public sealed record Burned(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Total issuance was decreased by this amount, which could not be given to anyone.</summary>
        [Variant(18)]
        public sealed record Rescinded(UInt128 Amount) : Event;

        /// <summary>Some balance was placed on hold.</summary>
        [Variant(24)]
        public sealed record Held(RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;

        /// <summary>Held balance was burned from an account.</summary>
        [Variant(25)]
        public sealed record BurnedHeld(RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;

        /// <summary>A transfer of held balance went to another account.</summary>
        [Variant(26)]
        public sealed record TransferOnHold(RuntimeHoldReason Reason, AccountId Source, AccountId Dest, UInt128 Amount) : Event;

        /// <summary>Some balance was released from hold.</summary>
        [Variant(28)]
        public sealed record Released(RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;
    }

    /// <summary>Why money did not move.</summary>
    public enum Error : byte
    {
        /// <summary>Vesting balance too high to send value.</summary>
        VestingBalance,

        /// <summary>Account liquidity restrictions prevent withdrawal.</summary>
        LiquidityRestrictions,

        /// <summary>Balance too low to send value.</summary>
        InsufficientBalance,

        /// <summary>Value too low to create account due to existential deposit.</summary>
        ExistentialDeposit,

        /// <summary>Transfer/payment would kill account.</summary>
        Expendability,

        /// <summary>A vesting schedule already exists for this account.</summary>
        ExistingVestingSchedule,

        /// <summary>Beneficiary account must pre-exist.</summary>
        DeadAccount,

        /// <summary>Number of named reserves exceed the maximum.</summary>
        TooManyReserves,

        /// <summary>Number of holds exceed the maximum: release one of another kind first.</summary>
        TooManyHolds,

        /// <summary>Number of freezes exceed the maximum.</summary>
        TooManyFreezes,

        /// <summary>The issuance cannot be modified since it is already deactivated.</summary>
        IssuanceDeactivated,

        /// <summary>The delta cannot be zero.</summary>
        DeltaZero,
    }
}
