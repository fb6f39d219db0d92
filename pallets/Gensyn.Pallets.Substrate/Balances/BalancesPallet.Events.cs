using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>What the pallet reports, and why it refuses.</content>
public sealed partial class BalancesPallet
{
    /// <summary>What happened to money.</summary>
    /// <remarks>
    /// All of pallet_balances' events, so that indices agree. Not deposited here: `MintedCredit` and `BurnedDebt`, which tell of imbalances that FRAME
    /// drops, and `Unexpected`, since what it tells of is refused here.
    /// </remarks>
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

        /// <summary>Some balance was reserved (moved from free to reserved).</summary>
        [Variant(4)]
        public sealed record Reserved(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some balance was unreserved (moved from reserved to free).</summary>
        [Variant(5)]
        public sealed record Unreserved(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some balance was moved from the reserve of the first account to the second account, free or reserved there.</summary>
        [Variant(6)]
        public sealed record ReserveRepatriated(AccountId From, AccountId To, UInt128 Amount, [TypeName("Status")] BalanceStatus DestinationStatus) : Event;

        /// <summary>Some amount was deposited, such as the rest of a fee.</summary>
        [Variant(7)]
        public sealed record Deposit(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was withdrawn from the account, such as for transaction fees.</summary>
        [Variant(8)]
        public sealed record Withdraw(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was removed from the account, such as for misbehaviour.</summary>
        [Variant(9)]
        public sealed record Slashed(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was minted into an account.</summary>
        [Variant(10)]
        public sealed record Minted(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some credit was balanced and added to the total issuance.</summary>
        [Variant(11)]
        public sealed record MintedCredit(UInt128 Amount) : Event;

        /// <summary>Some amount was burned from an account.</summary>
        [Variant(12)]
        public sealed record Burned(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some debt was dropped from the total issuance.</summary>
        [Variant(13)]
        public sealed record BurnedDebt(UInt128 Amount) : Event;

        /// <summary>Some amount was suspended from an account; it can be restored later.</summary>
        [Variant(14)]
        public sealed record Suspended(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some amount was restored into an account.</summary>
        [Variant(15)]
        public sealed record Restored(AccountId Who, UInt128 Amount) : Event;

        /// <summary>An account was upgraded.</summary>
        [Variant(16)]
        public sealed record Upgraded(AccountId Who) : Event;

        /// <summary>Total issuance was increased by this amount, as a credit.</summary>
        [Variant(17)]
        public sealed record Issued(UInt128 Amount) : Event;

        /// <summary>Total issuance was decreased by this amount, a credit that was given to nobody.</summary>
        [Variant(18)]
        public sealed record Rescinded(UInt128 Amount) : Event;

        /// <summary>Some balance was locked.</summary>
        [Variant(19)]
        public sealed record Locked(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some balance was unlocked.</summary>
        [Variant(20)]
        public sealed record Unlocked(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some balance was frozen.</summary>
        [Variant(21)]
        public sealed record Frozen(AccountId Who, UInt128 Amount) : Event;

        /// <summary>Some balance was thawed.</summary>
        [Variant(22)]
        public sealed record Thawed(AccountId Who, UInt128 Amount) : Event;

        /// <summary>The total issuance was changed by root.</summary>
        [Variant(23)]
        public sealed record TotalIssuanceForced(UInt128 Old, UInt128 New) : Event;

        /// <summary>Some balance was placed on hold.</summary>
        [Variant(24)]
        public sealed record Held([TypeName("T::RuntimeHoldReason")] RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;

        /// <summary>Held balance was burned from an account.</summary>
        [Variant(25)]
        public sealed record BurnedHeld([TypeName("T::RuntimeHoldReason")] RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;

        /// <summary>A transfer of held balance went to another account.</summary>
        [Variant(26)]
        public sealed record TransferOnHold([TypeName("T::RuntimeHoldReason")] RuntimeHoldReason Reason, AccountId Source, AccountId Dest, UInt128 Amount) : Event;

        /// <summary>Some balance was transferred and placed on hold at the receiver.</summary>
        [Variant(27)]
        public sealed record TransferAndHold([TypeName("T::RuntimeHoldReason")] RuntimeHoldReason Reason, AccountId Source, AccountId Dest, UInt128 Transferred) : Event;

        /// <summary>Some balance was released from hold.</summary>
        [Variant(28)]
        public sealed record Released([TypeName("T::RuntimeHoldReason")] RuntimeHoldReason Reason, AccountId Who, UInt128 Amount) : Event;

        /// <summary>Something happened that cannot happen.</summary>
        [Variant(29)]
        public sealed record Unexpected(UnexpectedKind Item) : Event;
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
