using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>Keeps and moves the chain's money.</summary>
/// <remarks>
/// Invariant (<see cref="TryState"/>): free and reserved money of all accounts together is <see cref="TotalIssuance"/>, credits on their way aside;
/// dust is taken out of it, with an event. What is held and what is reserved under names is part of what is reserved.
/// Source: polkadot-sdk substrate/frame/balances (the shape of unstable2604) with accounts stored in frame_system. On purpose different: money that
/// is held, or reserved under a name, cannot be freed or slashed but for that reason or name, while FRAME's plain reserves reach into both; and
/// the issuance never overflows silently.
/// </remarks>
[Pallet("Balances", Crate = "pallet_balances", StorageVersion = 1, Money = "T::Balance")]
public sealed partial class BalancesPallet(PalletContext context, BalancesConfig config, IAccounts accounts)
    : Pallet(context), IFungibleMutate, IFungibleBalanced, IFungibleMutateHold, IFungibleMutateFreeze, INamedReservableCurrency, ILockableCurrency
{
    private IBalancesWeights Weights => config.Weights;

    /// <summary>The minimum amount required to keep an account open.</summary>
    [Constant]
    public UInt128 ExistentialDeposit => config.ExistentialDeposit;

    /// <summary>The number of locks that an account should have at most; more are kept, with a warning.</summary>
    [Constant]
    public uint MaxLocks => config.MaxLocks;

    /// <summary>The maximum number of named reserves of an account.</summary>
    [Constant]
    public uint MaxReserves => config.MaxReserves;

    /// <summary>The maximum number of freezes of an account.</summary>
    [Constant]
    public uint MaxFreezes => config.MaxFreezes;

    /// <summary>The total units issued in the system.</summary>
    [Storage(Default = true)]
    public partial StorageValue<UInt128> TotalIssuance { get; }

    /// <summary>The total units of outstanding deactivated balance in the system.</summary>
    [Storage(Default = true)]
    public partial StorageValue<UInt128> InactiveIssuance { get; }

    /// <summary>Empty: this chain keeps money in System's Account, and this item is here for clients that ask for it.</summary>
    [Storage(DefaultValue = nameof(NoMoney))]
    public partial StorageMap<Blake2_128Concat, AccountId, AccountData> Account { get; }

    /// <summary>Any liquidity locks on some account balances.</summary>
    // Hashers of all these: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage(Default = true, MaxLength = nameof(MaxLocks))]
    public partial StorageMap<Blake2_128Concat, AccountId, BalanceLocks> Locks { get; }

    /// <summary>Named reserves on some account balances, by name.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxReserves))]
    public partial StorageMap<Blake2_128Concat, AccountId, ImmutableArray<ReserveData>> Reserves { get; }

    /// <summary>Holds on account balances.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxHolds))]
    public partial StorageMap<Blake2_128Concat, AccountId, ImmutableArray<HoldAmount>> Holds { get; }

    /// <summary>Freeze locks on account balances.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxFreezes))]
    public partial StorageMap<Blake2_128Concat, AccountId, ImmutableArray<FreezeAmount>> Freezes { get; }

    private uint MaxHolds => config.MaxHolds;

    private static AccountData NoMoney => AccountData.Empty;

    /// <summary>Transfer some liquid free balance to another account; the sender's account ends when it falls below the minimum.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Transfer"/>.</remarks>
    [Call(0)]
    public DispatchResult TransferAllowDeath(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Lookup(dest, out AccountId target) ? Outcome(Transfer(who, target, value, Preservation.Expendable)) : DispatchError.CannotLookup;
    }

    /// <summary>As `transfer_allow_death`, from any account, as root.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.Transfer"/>.</remarks>
    [Call(2)]
    public DispatchResult ForceTransfer(
        Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress source, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(source, out AccountId from) || !Lookup(dest, out AccountId to)) return DispatchError.CannotLookup;
        return Outcome(Transfer(from, to, value, Preservation.Expendable));
    }

    /// <summary>As `transfer_allow_death`, but refused when it would end the sender's account.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Transfer"/>.</remarks>
    [Call(3)]
    public DispatchResult TransferKeepAlive(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, [Compact] UInt128 value)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Lookup(dest, out AccountId target) ? Outcome(Transfer(who, target, value, Preservation.Preserve)) : DispatchError.CannotLookup;
    }

    /// <summary>Transfer all that the sender may transfer: what is frozen, held or needed to keep the account alive stays.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Transfer"/>.</remarks>
    [Call(4)]
    public DispatchResult TransferAll(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress dest, bool keepAlive)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!Lookup(dest, out AccountId target)) return DispatchError.CannotLookup;
        Preservation preservation = keepAlive ? Preservation.Preserve : Preservation.Expendable;
        return Outcome(Transfer(who, target, ReducibleBalance(who, preservation, Fortitude.Polite), preservation));
    }

    /// <summary>Unreserve some balance of an account by force; what is held, or reserved under a name, stays.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.Unreserved"/>.</remarks>
    [Call(5)]
    public DispatchResult ForceUnreserve(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress who, UInt128 amount)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(who, out AccountId account)) return DispatchError.CannotLookup;
        Unreserve(account, amount);
        return DispatchResult.Ok;
    }

    /// <summary>Count accounts as it is done since holds exist; free of charge when nine of ten needed it.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Upgraded"/> for each.</remarks>
    [Call(6)]
    public DispatchResult UpgradeAccounts(Origin origin, ImmutableArray<AccountId> who)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (who.IsEmpty) return DispatchResult.Ok;
        ulong upgraded = 0;
        foreach (AccountId account in who)
        {
            if (EnsureUpgraded(account)) upgraded++;
        }

        return upgraded * 10 >= (ulong)who.Length * 9 ? DispatchResult.OkFree() : DispatchResult.Ok;
    }

    /// <summary>Set the regular balance of a given account; the issuance follows.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.Issued"/> or <see cref="Event.Rescinded"/>, and <see cref="Event.BalanceSet"/>.</remarks>
    [Call(8)]
    public DispatchResult ForceSetBalance(Origin origin, [TypeName("AccountIdLookupOf<T>")] MultiAddress who, [Compact] UInt128 newFree)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!Lookup(who, out AccountId account)) return DispatchError.CannotLookup;

        UInt128 free = newFree < ExistentialDeposit ? 0 : newFree;
        AccountInfo before = accounts.Get(account);
        UInt128 old = before.Data.Free;
        if (free > old && free - old > UInt128.MaxValue - TotalIssuance.Get()) return DispatchError.Arithmetic(ArithmeticError.Overflow);
        if (Write(account, before, before.Data with { Free = free }) is { IsError: true } refused) return refused;
        if (free > old) Issue(free - old);
        else if (free < old) Rescind(old - free);
        Deposit(new Event.BalanceSet(account, free));
        return DispatchResult.Ok;
    }

    /// <summary>Adjust the total issuance, as far as its bounds allow.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.TotalIssuanceForced"/>.</remarks>
    [Call(9)]
    public DispatchResult ForceAdjustTotalIssuance(Origin origin, AdjustmentDirection direction, [Compact] UInt128 delta)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (delta == 0) return Fail(Error.DeltaZero);

        UInt128 old = TotalIssuance.Get();
        UInt128 changed = direction == AdjustmentDirection.Increase ? SaturatingAdd(old, delta) : SaturatingSub(old, delta);
        if (InactiveIssuance.Get() > changed) return Fail(Error.IssuanceDeactivated);
        TotalIssuance.Set(changed);
        Deposit(new Event.TotalIssuanceForced(old, changed));
        return DispatchResult.Ok;
    }

    /// <summary>Burn some liquid free balance of the sender: the issuance falls by it.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Burned"/>.</remarks>
    [Call(10)]
    public DispatchResult Burn(Origin origin, [Compact] UInt128 value, bool keepAlive)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Outcome(BurnFrom(who, value, keepAlive ? Preservation.Preserve : Preservation.Expendable, Precision.Exact, Fortitude.Polite));
    }

    private Weight UpgradeAccountsWeight(ImmutableArray<AccountId> who) => Weights.UpgradeAccounts((uint)who.Length);

    private Weight ForceSetBalanceWeight() => Weight.Max(Weights.ForceSetBalanceCreating(), Weights.ForceSetBalanceKilling());

    private Weight BurnWeight(bool keepAlive) => keepAlive ? Weights.BurnKeepAlive() : Weights.BurnAllowDeath();

    private static bool Lookup(MultiAddress address, out AccountId account)
    {
        account = address is MultiAddress.Id id ? id.Account : default;
        return address is MultiAddress.Id;
    }

    private static DispatchResult Outcome(Result<UInt128, DispatchError> result) => result.IsError ? result.Error : DispatchResult.Ok;

    private static UInt128 SaturatingAdd(UInt128 left, UInt128 right) => right > UInt128.MaxValue - left ? UInt128.MaxValue : left + right;

    private static UInt128 SaturatingSub(UInt128 left, UInt128 right) => left > right ? left - right : 0;
}
