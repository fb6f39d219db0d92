using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <content>What an approval does.</content>
public sealed partial class MultisigPallet
{
    // Source: pallet_multisig::Pallet::operate.
    private DispatchResult Operate(
        AccountId who, ushort threshold, ImmutableArray<AccountId> others, Timepoint? given, CallHash hash, int callLength, RuntimeCall? call, Weight maxWeight)
    {
        if (Find(who, threshold, others, out AccountId account) is { } refused) return refused;
        if (Multisigs.Get(account, hash) is not { } operation) return Open(who, threshold, others, given, account, hash, callLength, isWhole: call is not null);
        if (given is not { } timepoint) return Fail(Error.NoTimepoint);
        if (operation.When != timepoint) return Fail(Error.WrongTimepoint);

        int position = operation.Approvals.BinarySearch(who);
        bool counts = position < 0 && operation.Approvals.Length < threshold;
        int approvals = operation.Approvals.Length + (counts ? 1 : 0);
        if (call is not null && approvals >= threshold)
        {
            if (Context.Runtime.InfoOf(call).Weight.AnyGreaterThan(maxWeight)) return Fail(Error.MaxWeightTooLow);
            // Before the call is made, so that it cannot be made again from within.
            Multisigs.Remove(account, hash);
            currency.Unreserve(operation.Depositor, operation.Deposit);
            DispatchResult result = Context.Runtime.Dispatch(call, Origin.Signed(account));
            Deposit(new Event.MultisigExecuted(who, timepoint, account, hash, result.Error is { } error ? error : DispatchResult.Ok));
            return new() { ActualWeight = result.ActualWeight is { } used ? config.Weights.AsMultiComplete((uint)others.Length, (uint)callLength) + used : null };
        }

        if (!counts) return Fail(Error.AlreadyApproved);
        Multisigs.Set(account, hash, operation with { Approvals = operation.Approvals.Insert(~position, who) });
        Deposit(new Event.MultisigApproval(who, timepoint, account, hash));
        uint signatories = (uint)others.Length;
        return DispatchResult.OkWithWeight(
            call is null ? config.Weights.ApproveAsMultiApprove(signatories) : config.Weights.AsMultiApprove(signatories, (uint)callLength));
    }

    // Whoever approves sends the call itself or its hash alone, which weighs less.
    private DispatchResult Open(
        AccountId who, ushort threshold, ImmutableArray<AccountId> others, Timepoint? given, AccountId account, CallHash hash, int callLength, bool isWhole)
    {
        if (given is not null) return Fail(Error.UnexpectedTimepoint);
        UInt128 deposit = DepositOf(threshold);
        if (currency.Reserve(who, deposit) is { IsError: true } unpaid) return unpaid;
        Multisigs.Set(account, hash, new(new(Context.BlockNumber, system.ExtrinsicIndex), deposit, who, [who]));
        Deposit(new Event.NewMultisig(who, account, hash));
        uint signatories = (uint)others.Length;
        return DispatchResult.OkWithWeight(
            isWhole ? config.Weights.AsMultiCreate(signatories, (uint)callLength) : config.Weights.ApproveAsMultiCreate(signatories));
    }

    private UInt128 DepositOf(ushort threshold) => DepositBase + (DepositFactor * threshold);

    // The account of a threshold of two or more.
    private DispatchError? Find(AccountId who, ushort threshold, ImmutableArray<AccountId> others, out AccountId account)
    {
        account = default;
        if (threshold < 2) return Fail(Error.MinimumThreshold);
        if (Join(others, who, out ImmutableArray<AccountId> members) is { } refused) return refused;
        account = MultiAccountId(members, threshold);
        return null;
    }

    // All members in the order of accounts: the others must be in that order, and the sender is not one of them.
    private DispatchError? Join(ImmutableArray<AccountId> others, AccountId who, out ImmutableArray<AccountId> members)
    {
        members = [];
        if (others.IsEmpty) return Fail(Error.TooFewSignatories);
        if (others.Length >= MaxSignatories) return Fail(Error.TooManySignatories);
        int index = 0;
        for (int i = 0; i < others.Length; i++)
        {
            if (i > 0 && others[i - 1].CompareTo(others[i]) >= 0) return Fail(Error.SignatoriesOutOfOrder);
            int order = others[i].CompareTo(who);
            if (order == 0) return Fail(Error.SenderInSignatories);
            if (order < 0) index++;
        }

        members = others.Insert(index, who);
        return null;
    }

    /// <summary>What became of an operation.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A new multisig operation has begun.</summary>
        [Variant(0)]
        public sealed record NewMultisig(AccountId Approving, AccountId Multisig, [TypeName("CallHash")] CallHash CallHash) : Event;

        /// <summary>A multisig operation has been approved by someone.</summary>
        [Variant(1)]
        public sealed record MultisigApproval(AccountId Approving, [TypeName("Timepoint<BlockNumberFor<T>>")] Timepoint Timepoint, AccountId Multisig, CallHash CallHash) : Event;

        /// <summary>A multisig operation has been executed.</summary>
        [Variant(2)]
        public sealed record MultisigExecuted(AccountId Approving, [TypeName("Timepoint<BlockNumberFor<T>>")] Timepoint Timepoint, AccountId Multisig, CallHash CallHash, DispatchResult Result) : Event;

        /// <summary>A multisig operation has been cancelled.</summary>
        [Variant(3)]
        public sealed record MultisigCancelled(AccountId Cancelling, [TypeName("Timepoint<BlockNumberFor<T>>")] Timepoint Timepoint, AccountId Multisig, CallHash CallHash) : Event;

        /// <summary>The deposit for a multisig operation has been brought up to date.</summary>
        [Variant(4)]
        public sealed record DepositPoked(AccountId Who, CallHash CallHash, UInt128 OldDeposit, UInt128 NewDeposit) : Event;
    }

    /// <summary>Why an approval is refused.</summary>
    public enum Error : byte
    {
        /// <summary>Threshold must be 2 or greater.</summary>
        MinimumThreshold,

        /// <summary>Call is already approved by this signatory.</summary>
        AlreadyApproved,

        /// <summary>Call doesn't need any (more) approvals.</summary>
        NoApprovalsNeeded,

        /// <summary>There are too few signatories in the list.</summary>
        TooFewSignatories,

        /// <summary>There are too many signatories in the list.</summary>
        TooManySignatories,

        /// <summary>The signatories were provided out of order; sort them by public key.</summary>
        SignatoriesOutOfOrder,

        /// <summary>The sender was contained in the other signatories; leave it out.</summary>
        SenderInSignatories,

        /// <summary>Multisig operation not found in storage.</summary>
        NotFound,

        /// <summary>Only the account that opened the operation is able to cancel it or update its deposit.</summary>
        NotOwner,

        /// <summary>No timepoint was given, yet the multisig operation is already underway.</summary>
        NoTimepoint,

        /// <summary>A different timepoint was given to the multisig operation that is underway.</summary>
        WrongTimepoint,

        /// <summary>A timepoint was given, yet no multisig operation is underway.</summary>
        UnexpectedTimepoint,

        /// <summary>The maximum weight information provided was too low.</summary>
        MaxWeightTooLow,

        /// <summary>The data to be stored is already stored.</summary>
        AlreadyStored,
    }
}
