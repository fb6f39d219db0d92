using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Session;

/// <summary>Keeps the validators of each session, and the keys that they do their duties with.</summary>
/// <remarks>
/// Source: polkadot-sdk substrate/frame/session. A validator is named by its account. What is set in one session is queued in the next and used in the
/// one after it.
/// </remarks>
[Pallet("Session", Crate = "pallet_session", StorageVersion = 1, WithoutStorageInfo = true)]
public sealed partial class SessionPallet(
    PalletContext context, SessionConfig config, IAccounts accounts, IFungibleMutateHold currency, ISessionManager manager, ISessionHandler handler)
    : Pallet(context), IDisabledValidators
{
    private ISessionWeights Weights => config.Weights;

    /// <summary>The amount to be held when setting keys.</summary>
    [Constant]
    public UInt128 KeyDeposit => config.KeyDeposit;

    /// <inheritdoc/>
    public override TypeInfo HoldReasons => HoldReasonCodec.Instance.Type;

    /// <summary>The current set of validators.</summary>
    [Storage(Default = true)]
    public partial StorageValue<ImmutableArray<AccountId>> Validators { get; }

    /// <summary>Current index of the session.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> CurrentIndex { get; }

    /// <summary>True if the underlying economic identities or weighting behind the validators has changed in the queued validator set.</summary>
    [Storage(Default = true)]
    public partial StorageValue<bool> QueuedChanged { get; }

    /// <summary>
    /// The queued keys for the next session. When the next session begins, these keys will be used to determine the validator's session keys.
    /// </summary>
    [Storage(Default = true)]
    public partial StorageValue<ImmutableArray<(AccountId Validator, SessionKeys Keys)>> QueuedKeys { get; }

    /// <summary>
    /// Indices of disabled validators. The vec is always kept sorted so that we can find whether a given validator is disabled using binary search. It
    /// gets cleared when `on_session_ending` returns a new set of identities.
    /// </summary>
    [Storage(Default = true)]
    public partial StorageValue<ImmutableArray<(uint Index, OffenceSeverity Severity)>> DisabledValidators { get; }

    /// <summary>The next session keys for a validator.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, AccountId, SessionKeys> NextKeys { get; }

    /// <summary>The owner of a key. The key is the `KeyTypeId` + the encoded key.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, (KeyTypeId Type, byte[] Key), AccountId> KeyOwner { get; }

    /// <summary>
    /// Accounts whose keys were set via `SessionInterface` (external path) without incrementing the consumer reference or placing a key deposit.
    /// `do_purge_keys` only decrements consumers for accounts that were registered through the local session pallet.
    /// </summary>
    [Storage]
    public partial StorageMap<Twox64Concat, AccountId, ValueTuple> ExternallySetKeys { get; }

    private RuntimeHoldReason Reason => new(Index, (byte)HoldReason.Keys);

    /// <summary>Sets the session key(s) of the function caller to `keys`.</summary>
    /// <remarks>Origin: signed. The proof is a signature of every key over <c>POP_</c> and the caller. Used from the session after the next.</remarks>
    [Call(0)]
    public DispatchResult SetKeys(Origin origin, [TypeName("T::Keys")] SessionKeys keys, byte[] proof)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (!keys.IsOwnershipProof(who.Bytes.Span, proof, Context.Externalities)) return Fail(Error.InvalidProof);
        // Whoever has keys of its own is bound already, and may change them however many others need the account.
        bool isBound = IsBound(who);
        if (!isBound && !accounts.CanIncConsumer(who)) return Fail(Error.NoAccount);
        if (IsTaken(who, keys)) return Fail(Error.DuplicatedKey);

        Register(who, keys);
        if (isBound) return DispatchResult.Ok;
        ExternallySetKeys.Remove(who);
        if (config.KeyDeposit != 0 && currency.Hold(Reason, who, config.KeyDeposit) is { IsError: true } refused) return refused;
        return accounts.IncConsumers(who);
    }

    /// <summary>Removes any session key(s) of the function caller.</summary>
    /// <remarks>Origin: signed. Does not take effect until the next session.</remarks>
    [Call(1)]
    public DispatchResult PurgeKeys(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        return Purge(who);
    }

    /// <inheritdoc/>
    public override string? IntegrityTest() => handler.KeyTypes.SequenceEqual(SessionKeys.KeyTypes)
        ? base.IntegrityTest()
        : "Session handler and session keys expect different key types.";

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block) => config.Schedule.ShouldEnd(block) ? RotateSession() : default;

    /// <inheritdoc/>
    public bool IsDisabled(uint index)
    {
        foreach ((uint disabled, OffenceSeverity _) in DisabledValidators.Get())
        {
            if (disabled == index) return true;
        }

        return false;
    }

    /// <summary>Sets the keys of an account on behalf of another chain or pallet: without proof, deposit or reference.</summary>
    // Source: the SessionInterface of pallet_session. The keys of an account that had set its own are no longer the account's affair.
    public DispatchResult SetKeysExternally(AccountId who, SessionKeys keys)
    {
        if (IsTaken(who, keys)) return Fail(Error.DuplicatedKey);
        bool wasBound = IsBound(who);
        Register(who, keys);
        ExternallySetKeys.Set(who, default);
        if (wasBound) Unbind(who);
        return DispatchResult.Ok;
    }

    /// <summary>Removes the keys of an account on behalf of another chain or pallet.</summary>
    public DispatchResult PurgeKeysExternally(AccountId who) => Purge(who);

    /// <summary>Whether an account has set keys, so that it could be a validator.</summary>
    public bool IsRegistered(AccountId who) => NextKeys.Contains(who);

    private DispatchResult Purge(AccountId who)
    {
        if (NextKeys.Get(who) is not { } keys) return Fail(Error.NoKeys);
        bool wasBound = IsBound(who);
        NextKeys.Remove(who);
        foreach (KeyTypeId type in SessionKeys.KeyTypes) KeyOwner.Remove((type, keys.Raw(type)));
        ExternallySetKeys.Remove(who);
        if (wasBound) Unbind(who);
        return DispatchResult.Ok;
    }

    // What an account gave for its keys goes back: whatever is held, as the deposit may have been another when they were set.
    private void Unbind(AccountId who)
    {
        if (currency.BalanceOnHold(Reason, who) != 0) currency.ReleaseAll(Reason, who, Precision.BestEffort);
        accounts.DecConsumers(who);
    }

    // An account is bound by the keys that it set itself, and not by those that were set for it.
    private bool IsBound(AccountId who) => NextKeys.Contains(who) && !ExternallySetKeys.Contains(who);

    private bool IsTaken(AccountId who, SessionKeys keys)
    {
        foreach (KeyTypeId type in SessionKeys.KeyTypes)
        {
            if (KeyOwner.TryGet((type, keys.Raw(type)), out AccountId owner) && owner != who) return true;
        }

        return false;
    }

    private void Register(AccountId who, SessionKeys keys)
    {
        SessionKeys? old = NextKeys.Get(who);
        foreach (KeyTypeId type in SessionKeys.KeyTypes)
        {
            if (old is { } before) KeyOwner.Remove((type, before.Raw(type)));
            KeyOwner.Set((type, keys.Raw(type)), who);
        }

        NextKeys.Set(who, keys);
    }

    /// <summary>What happened to sessions.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>New session has happened. Note that the argument is the session index, not the block number as the type might suggest.</summary>
        [Variant(0)]
        public sealed record NewSession([TypeName("SessionIndex")] uint SessionIndex) : Event;

        /// <summary>The `NewSession` event in the current block also implies a new validator set to be queued.</summary>
        [Variant(1)]
        public sealed record NewQueued : Event;

        /// <summary>Validator has been disabled.</summary>
        [Variant(2)]
        public sealed record ValidatorDisabled([TypeName("T::ValidatorId")] AccountId Validator) : Event;

        /// <summary>Validator has been re-enabled.</summary>
        [Variant(3)]
        public sealed record ValidatorReenabled([TypeName("T::ValidatorId")] AccountId Validator) : Event;
    }

    /// <summary>Error for the session pallet.</summary>
    public enum Error : byte
    {
        /// <summary>Invalid ownership proof.</summary>
        InvalidProof,

        /// <summary>No associated validator ID for account.</summary>
        NoAssociatedValidatorId,

        /// <summary>Registered duplicate key.</summary>
        DuplicatedKey,

        /// <summary>No keys are associated with this account.</summary>
        NoKeys,

        /// <summary>Key setting account is not live, so it's impossible to associate keys.</summary>
        NoAccount,
    }
}
