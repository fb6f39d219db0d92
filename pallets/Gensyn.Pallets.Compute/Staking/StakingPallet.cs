using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Staking;

/// <summary>Holds the stakes that solvers, verifiers and whistleblowers answer with.</summary>
/// <remarks>
/// A stake is money on hold in its owner's account. Locks part it among the owner's engagements; only what no lock holds can be unbonded.
/// Invariants: a ledger's <c>Locked</c> is the sum of its locks and at most its <c>Total</c>; the money on hold is <c>Total</c> and what unbonds.
/// </remarks>
[Pallet("Staking", Crate = "gensyn_staking")]
public sealed partial class StakingPallet(PalletContext context, IComputeRuntime runtime, IStakingWeights weights) : Pallet(context), IBonds
{
    private IStakingWeights Weights => weights;

    private static StakingParameters InitialParameters => StakingParameters.Development;

    /// <inheritdoc/>
    public override TypeInfo HoldReasons => HoldReasonCodec.Instance.Type;

    /// <summary>Stakes by account.</summary>
    // Hasher: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage]
    public partial StorageMap<Blake2_128Concat, AccountId, StakeLedger> Ledgers { get; }

    /// <summary>What each lock of an account holds.</summary>
    [Storage]
    public partial StorageDoubleMap<Blake2_128Concat, AccountId, Twox64Concat, LockId, UInt128> Locks { get; }

    /// <summary>The rules of bonding and slashing.</summary>
    [Storage(DefaultValue = nameof(InitialParameters))]
    public partial StorageValue<StakingParameters> Parameters { get; }

    /// <summary>Sets the rules of a new chain.</summary>
    public void Genesis(StakingParameters parameters) => Parameters.Set(parameters);

    /// <summary>Adds free money to the caller's stake.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Bonded"/>.</remarks>
    [Call(0)]
    public DispatchResult Bond(Origin origin, [Compact] UInt128 amount)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (amount == 0) return Fail(Error.ZeroAmount);
        StakeLedger ledger = LedgerOf(who);

        // The hold is bounded by the issuance, so the sum below fits.
        if (runtime.Currency.Hold(who, HoldReason.Stake, amount) is { IsError: true } refused) return refused;
        UInt128 total = ledger.Total + amount;
        if (total < Parameters.Get().MinimumBond) return Fail(Error.BelowMinimum);

        Ledgers.Set(who, ledger with { Total = total });
        Deposit(new Event.Bonded(who, amount));
        return DispatchResult.Ok;
    }

    /// <summary>Takes a part of the caller's free stake out of service; it can be withdrawn later.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Unbonded"/>.</remarks>
    [Call(1)]
    public DispatchResult Unbond(Origin origin, [Compact] UInt128 amount)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (amount == 0) return Fail(Error.ZeroAmount);
        if (Ledgers.Get(who) is not { } ledger) return Fail(Error.NoStake);
        if (amount > ledger.Total - ledger.Locked) return Fail(Error.InsufficientStake);
        if (ledger.Unbonding.Length >= StakeLedger.MaxUnbonding) return Fail(Error.TooManyUnbonding);

        // What remains is either nothing or worth keeping.
        StakingParameters parameters = Parameters.Get();
        UInt128 rest = ledger.Total - amount;
        if (rest != 0 && rest < parameters.MinimumBond) return Fail(Error.BelowMinimum);

        uint until = Context.BlockNumber + parameters.UnbondingBlocks;
        Ledgers.Set(who, ledger with { Total = rest, Unbonding = ledger.Unbonding.Add(new Unbonding(amount, until)) });
        Deposit(new Event.Unbonded(who, amount, until));
        return DispatchResult.Ok;
    }

    /// <summary>Frees what the caller unbonded long enough ago.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Withdrawn"/>.</remarks>
    [Call(2)]
    public DispatchResult Withdraw(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Ledgers.Get(who) is not { } ledger) return Fail(Error.NoStake);
        UInt128 due = 0;
        ImmutableArray<Unbonding> left = [];
        foreach (Unbonding part in ledger.Unbonding)
        {
            if (part.Until <= Context.BlockNumber) due += part.Amount;
            else left = left.Add(part);
        }

        if (due == 0) return Fail(Error.NothingToWithdraw);
        if (runtime.Currency.Release(who, HoldReason.Stake, due) is { IsError: true } refused) return refused;

        Keep(who, ledger with { Unbonding = left });
        Deposit(new Event.Withdrawn(who, due));
        return DispatchResult.Ok;
    }

    /// <summary>Changes the rules of bonding and slashing.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.ParametersChanged"/>.</remarks>
    [Call(3)]
    public DispatchResult SetParameters(Origin origin, StakingParameters parameters)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!parameters.IsValid) return Fail(Error.ParametersInvalid);

        Parameters.Set(parameters);
        Deposit(new Event.ParametersChanged());
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    UInt128 IBonds.FreeOf(AccountId who)
    {
        StakeLedger ledger = LedgerOf(who);
        return ledger.Total - ledger.Locked;
    }

    /// <inheritdoc/>
    UInt128 IBonds.LockedOf(AccountId who, LockId id) => Locks.TryGet(who, id, out UInt128 held) ? held : 0;

    /// <inheritdoc/>
    DispatchResult IBonds.Lock(AccountId who, LockId id, UInt128 amount)
    {
        StakeLedger ledger = LedgerOf(who);
        if (amount > ledger.Total - ledger.Locked) return Fail(Error.InsufficientStake);
        if (amount == 0) return DispatchResult.Ok;

        Locks.Set(who, id, amount + (Locks.TryGet(who, id, out UInt128 held) ? held : 0));
        Ledgers.Set(who, ledger with { Locked = ledger.Locked + amount });
        Deposit(new Event.StakeLocked(who, id, amount));
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    void IBonds.Unlock(AccountId who, LockId id)
    {
        if (!Locks.TryGet(who, id, out UInt128 held)) return;
        StakeLedger ledger = LedgerOf(who);

        Locks.Remove(who, id);
        Ledgers.Set(who, ledger with { Locked = ledger.Locked - held });
        Deposit(new Event.StakeUnlocked(who, id, held));
    }

    /// <inheritdoc/>
    UInt128 IBonds.Slash(AccountId who, LockId id, UInt128 amount, ImmutableArray<Claim> winners)
    {
        if (!Locks.TryGet(who, id, out UInt128 held)) return 0;
        UInt128 cut = UInt128.Min(amount, held);
        if (cut == 0) return 0;
        StakeLedger ledger = LedgerOf(who);
        if (cut == held) Locks.Remove(who, id);
        else Locks.Set(who, id, held - cut);
        Keep(who, ledger with { Total = ledger.Total - cut, Locked = ledger.Locked - cut });

        StakingParameters parameters = Parameters.Get();
        UInt128 prize = Share.Of(cut, parameters.WinnersShare);
        UInt128 network = Share.Of(cut, parameters.NetworkShare);
        UInt128 fire = cut - prize - network;
        UInt128 burned = fire;
        UInt128 won = 0;
        foreach (Claim claim in winners)
        {
            UInt128 part = UInt128.Min(claim.Limit, prize - won);
            if (part == 0) continue;
            won += part;
            if (Give(who, claim.Who, part)) Deposit(new Event.Rewarded(claim.Who, part));
            else burned += part;
        }

        network += prize - won;
        UInt128 toJackpot = network / 2;
        if (!Give(who, runtime.Treasury, network - toJackpot)) burned += network - toJackpot;
        if (!Give(who, runtime.Jackpot, toJackpot)) burned += toJackpot;
        Burn(who, fire);
        Deposit(new Event.Slashed(who, id, cut, won, network, burned));
        return cut;
    }

    // An account that stays below the existential deposit cannot be given to: its part burns, as dust does.
    private bool Give(AccountId from, AccountId to, UInt128 amount)
    {
        if (amount == 0 || !runtime.Currency.TransferHeld(from, HoldReason.Stake, to, amount).IsError) return true;
        Burn(from, amount);
        return false;
    }

    private void Burn(AccountId from, UInt128 amount)
    {
        if (amount != 0 && runtime.Currency.BurnHeld(from, HoldReason.Stake, amount).IsError)
        {
            throw new InvalidOperationException("A stake is on hold for less than its ledger says.");
        }
    }

    private StakeLedger LedgerOf(AccountId who) => Ledgers.Get(who) ?? StakeLedger.Empty;

    private void Keep(AccountId who, StakeLedger ledger)
    {
        if (ledger.Total == 0 && ledger.Unbonding.IsEmpty) Ledgers.Remove(who);
        else Ledgers.Set(who, ledger);
    }

    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>Money was added to a stake.</summary>
        [Variant(0)]
        public sealed record Bonded(AccountId Who, UInt128 Amount) : Event;

        /// <summary>A part of a stake left service; it can be withdrawn from a block on.</summary>
        [Variant(1)]
        public sealed record Unbonded(AccountId Who, UInt128 Amount, uint Until) : Event;

        /// <summary>Unbonded money is free again.</summary>
        [Variant(2)]
        public sealed record Withdrawn(AccountId Who, UInt128 Amount) : Event;

        /// <summary>A part of a stake answers for something.</summary>
        [Variant(3)]
        public sealed record StakeLocked(AccountId Who, LockId Lock, UInt128 Amount) : Event;

        /// <summary>A lock was lifted.</summary>
        [Variant(4)]
        public sealed record StakeUnlocked(AccountId Who, LockId Lock, UInt128 Amount) : Event;

        /// <summary>A locked stake was cut; the amount is what winners and network got and what burned.</summary>
        [Variant(5)]
        public sealed record Slashed(AccountId Who, LockId Lock, UInt128 Amount, UInt128 ToWinners, UInt128 ToNetwork, UInt128 Burned) : Event;

        /// <summary>A winner got its part of a slash.</summary>
        [Variant(6)]
        public sealed record Rewarded(AccountId Who, UInt128 Amount) : Event;

        /// <summary>The rules changed.</summary>
        [Variant(7)]
        public sealed record ParametersChanged : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>Nothing was asked for: name an amount.</summary>
        ZeroAmount,

        /// <summary>The stake would be below the minimum: bond more, or unbond all.</summary>
        BelowMinimum,

        /// <summary>The account has no stake.</summary>
        NoStake,

        /// <summary>The free stake is too small: bond more, or wait for a lock to be lifted.</summary>
        InsufficientStake,

        /// <summary>Too many parts unbond at once: withdraw first.</summary>
        TooManyUnbonding,

        /// <summary>No unbonded part is due yet.</summary>
        NothingToWithdraw,

        /// <summary>The rules contradict themselves.</summary>
        ParametersInvalid,
    }
}
