using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <summary>Accounts that act when enough of their members agree.</summary>
/// <remarks>
/// Such an account is derived from its members and the threshold (<see cref="MultiAccountId"/>); nothing has to be set up. The first approval reserves a
/// deposit, which comes back when the operation ends. Source: polkadot-sdk substrate/frame/multisig.
/// </remarks>
[Pallet("Multisig", Crate = "pallet_multisig", StorageVersion = 1, Money = "BalanceOf<T>")]
public sealed partial class MultisigPallet(PalletContext context, MultisigConfig config, IReservableCurrency currency, IBlockSystem system)
    : Pallet(context), ICallGate
{
    /// <summary>The base amount of currency to reserve for an open operation.</summary>
    [Constant]
    public UInt128 DepositBase => config.DepositBase;

    /// <summary>The amount of currency to reserve per approval that an operation needs.</summary>
    [Constant]
    public UInt128 DepositFactor => config.DepositFactor;

    /// <summary>The maximum number of signatories of a multisig account.</summary>
    [Constant]
    public uint MaxSignatories => config.MaxSignatories;

    /// <summary>The open operations, by account and by the hash of the call.</summary>
    // Hashers: twox for the account, which is a hash of hashes; blake2 for the call, which members choose.
    [Storage(MaxLength = nameof(MaxSignatories))]
    public partial StorageDoubleMap<Twox64Concat, AccountId, Blake2_128Concat, CallHash, MultisigOperation> Multisigs { get; }

    /// <summary>The account of these members and this threshold.</summary>
    /// <param name="members">The members in the order of accounts.</param>
    /// <param name="threshold">How many of them must agree.</param>
    // Source: pallet_multisig::Pallet::multi_account_id.
    public static AccountId MultiAccountId(ImmutableArray<AccountId> members, ushort threshold)
    {
        ScaleWriter writer = new(stackalloc byte[256]);
        writer.WriteBytes("modlpy/utilisuba"u8);
        writer.WriteCompact((uint)members.Length);
        foreach (AccountId member in members) AccountId.Codec.Encode(member, ref writer);
        writer.WriteU16(threshold);
        return new(Hashing.Blake2_256(writer.Written));
    }

    /// <summary>Make a call from an account that any one of its members can act for; the result is the call's.</summary>
    /// <remarks>Origin: signed.</remarks>
    [Call(0, Name = "as_multi_threshold_1")]
    public DispatchResult AsMultiThreshold1(
        Origin origin,
        [TypeName("Vec<T::AccountId>")] ImmutableArray<AccountId> otherSignatories,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Join(otherSignatories, who, out ImmutableArray<AccountId> members) is { } refused) return refused;

        DispatchResult result = Context.Runtime.Dispatch(call, Origin.Signed(MultiAccountId(members, 1)));
        if (result.ActualWeight is not { } actual) return result;
        return result with { ActualWeight = config.Weights.AsMultiThreshold1(LengthOf(call)) + actual };
    }

    /// <summary>Approve a call from a multisig account; the approval that completes the threshold makes it.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.NewMultisig"/>, <see cref="Event.MultisigApproval"/> or <see cref="Event.MultisigExecuted"/>.</remarks>
    /// <param name="origin">One of the members.</param>
    /// <param name="threshold">How many approvals the call needs.</param>
    /// <param name="otherSignatories">The other members, in the order of accounts.</param>
    /// <param name="maybeTimepoint">The extrinsic of the first approval; none for the first itself.</param>
    /// <param name="call">The call.</param>
    /// <param name="maxWeight">What the call may weigh at most.</param>
    [Call(1)]
    public DispatchResult AsMulti(
        Origin origin,
        ushort threshold,
        [TypeName("Vec<T::AccountId>")] ImmutableArray<AccountId> otherSignatories,
        [TypeName("Option<Timepoint<BlockNumberFor<T>>>")] Timepoint? maybeTimepoint,
        [TypeName("Box<<T as Config>::RuntimeCall>")] RuntimeCall call,
        Weight maxWeight)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        byte[] bytes = RuntimeCall.Codec.ToBytes(call);
        return Operate(who, threshold, otherSignatories, maybeTimepoint, new(Hashing.Blake2_256(bytes)), bytes.Length, call, maxWeight);
    }

    /// <summary>Approve a call from a multisig account by its hash; never makes it.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.NewMultisig"/> or <see cref="Event.MultisigApproval"/>.</remarks>
    [Call(2)]
    public DispatchResult ApproveAsMulti(
        Origin origin,
        ushort threshold,
        [TypeName("Vec<T::AccountId>")] ImmutableArray<AccountId> otherSignatories,
        [TypeName("Option<Timepoint<BlockNumberFor<T>>>")] Timepoint? maybeTimepoint,
        [TypeName("[u8; 32]")] CallHash callHash,
        Weight maxWeight) =>
        origin.IsSigned(out AccountId who)
            ? Operate(who, threshold, otherSignatories, maybeTimepoint, callHash, callLength: 0, call: null, maxWeight)
            : DispatchError.BadOrigin;

    /// <summary>Cancel an open operation; its deposit comes back.</summary>
    /// <remarks>Origin: signed, by who opened it. Deposits <see cref="Event.MultisigCancelled"/>.</remarks>
    [Call(3)]
    public DispatchResult CancelAsMulti(
        Origin origin,
        ushort threshold,
        [TypeName("Vec<T::AccountId>")] ImmutableArray<AccountId> otherSignatories,
        [TypeName("Timepoint<BlockNumberFor<T>>")] Timepoint timepoint,
        [TypeName("[u8; 32]")] CallHash callHash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Find(who, threshold, otherSignatories, out AccountId account) is { } refused) return refused;
        if (Multisigs.Get(account, callHash) is not { } operation) return Fail(Error.NotFound);
        if (operation.When != timepoint) return Fail(Error.WrongTimepoint);
        if (operation.Depositor != who) return Fail(Error.NotOwner);

        currency.Unreserve(who, operation.Deposit);
        Multisigs.Remove(account, callHash);
        Deposit(new Event.MultisigCancelled(who, timepoint, account, callHash));
        return DispatchResult.Ok;
    }

    /// <summary>Bring the deposit of an open operation up to date; free of charge when it changes.</summary>
    /// <remarks>Origin: signed, by who opened it. Deposits <see cref="Event.DepositPoked"/>.</remarks>
    [Call(4)]
    public DispatchResult PokeDeposit(
        Origin origin,
        ushort threshold,
        [TypeName("Vec<T::AccountId>")] ImmutableArray<AccountId> otherSignatories,
        [TypeName("[u8; 32]")] CallHash callHash)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Find(who, threshold, otherSignatories, out AccountId account) is { } refused) return refused;
        if (Multisigs.Get(account, callHash) is not { } operation) return Fail(Error.NotFound);
        if (operation.Depositor != who) return Fail(Error.NotOwner);

        UInt128 old = operation.Deposit;
        UInt128 due = DepositOf(threshold);
        if (due == old) return DispatchResult.Ok;
        if (due > old && currency.Reserve(who, due - old) is { IsError: true } unpaid) return unpaid;
        if (due < old) currency.Unreserve(who, old - due);
        Multisigs.Set(account, callHash, operation with { Deposit = due });
        Deposit(new Event.DepositPoked(who, callHash, old, due));
        return DispatchResult.OkFree();
    }

    /// <inheritdoc/>
    public TransactionValidityError? ValidateCall(PalletCall call, AccountId signer) =>
        call is Call.AsMultiThreshold1 act && Join(act.OtherSignatories, signer, out ImmutableArray<AccountId> members) is null
            ? Context.Runtime.ValidateCall(act.Call, MultiAccountId(members, 1))
            : null;

    /// <inheritdoc/>
    /// <remarks>Approvals are in order, at least one and fewer than a runtime's limit; the deposit of each operation is reserved.</remarks>
    public override string? TryState()
    {
        foreach (((AccountId account, _), MultisigOperation operation) in Multisigs.Entries())
        {
            ImmutableArray<AccountId> approvals = operation.Approvals;
            if (approvals.IsEmpty) return $"{account} has an operation without approvals";
            for (int i = 1; i < approvals.Length; i++)
            {
                if (approvals[i - 1].CompareTo(approvals[i]) >= 0) return $"{account} has approvals out of order";
            }

            if (currency.ReservedBalance(operation.Depositor) < operation.Deposit) return $"{operation.Depositor} lacks a deposit";
        }

        return null;
    }

    private CallInfo AsMultiThreshold1Info(RuntimeCall call) =>
        Context.Runtime.InfoOf(call).Inside(config.Weights.AsMultiThreshold1(LengthOf(call)) + config.AccountAccess);

    private Weight AsMultiWeight(ImmutableArray<AccountId> otherSignatories, RuntimeCall call, Weight maxWeight)
    {
        uint others = (uint)otherSignatories.Length;
        uint bytes = LengthOf(call);
        Weight waits = Weight.Max(config.Weights.AsMultiCreate(others, bytes), config.Weights.AsMultiApprove(others, bytes));
        return Weight.Max(waits, config.Weights.AsMultiComplete(others, bytes)) + maxWeight;
    }

    private Weight ApproveAsMultiWeight(ImmutableArray<AccountId> otherSignatories, Weight maxWeight) => maxWeight + Weight.Max(
        config.Weights.ApproveAsMultiCreate((uint)otherSignatories.Length), config.Weights.ApproveAsMultiApprove((uint)otherSignatories.Length));

    private Weight CancelAsMultiWeight(ImmutableArray<AccountId> otherSignatories) => config.Weights.CancelAsMulti((uint)otherSignatories.Length);

    private Weight PokeDepositWeight(ImmutableArray<AccountId> otherSignatories) => config.Weights.PokeDeposit((uint)otherSignatories.Length);

    private static uint LengthOf(RuntimeCall call) => (uint)RuntimeCall.Codec.ToBytes(call).Length;
}
