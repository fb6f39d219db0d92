using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Executes blocks: opens them, applies extrinsics, closes them, and judges transactions for the pool.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/executive. A block that breaks a rule traps with a <see cref="RuntimeException"/>.</remarks>
public sealed partial class Executive(
    IExternalities externalities, IRuntimeContext runtime, IBlockSystem system, ImmutableArray<Pallet> pallets, ExtensionFactory extensions)
{
    /// <summary>Opens a block: digests, hooks, base weight.</summary>
    /// <param name="header">Parent, number and the digest items of the author; the roots are not looked at.</param>
    public void InitializeBlock(BlockHeader header)
    {
        // Events are dropped first, so that those of an upgrade stay.
        system.ResetEvents();
        Weight weight = system.NoteRuntimeVersion() ? ExecuteOnRuntimeUpgrade() : default;
        system.Initialize(header.Number, header.ParentHash, PreRuntimeOnly(header.Digest));

        weight += system.BlockWeights.BaseBlock;
        foreach (Pallet pallet in pallets) weight += pallet.OnInitialize(header.Number);
        system.RegisterExtraWeight(weight, DispatchClass.Mandatory);
        system.NoteFinishedInitialize();
    }

    /// <summary>Closes a block: hooks, roots, header.</summary>
    public BlockHeader FinalizeBlock()
    {
        if (!system.InherentsApplied) EndInherents();
        system.NoteFinishedExtrinsics();
        RunIdleHooks();
        foreach (Pallet pallet in pallets) pallet.OnFinalize(system.Number);
        return system.Finalize();
    }

    /// <summary>Executes a block and checks that its header says what came out.</summary>
    /// <param name="header">The header, without a seal.</param>
    /// <param name="extrinsics">The extrinsics, each with its length prefix.</param>
    public void ExecuteBlock(BlockHeader header, ImmutableArray<byte[]> extrinsics)
    {
        InitializeBlock(header);
        if (header.Number == 0 || system.HashOf(header.Number - 1) != header.ParentHash) throw new RuntimeException("Parent hash should be valid.");

        foreach (byte[] extrinsic in extrinsics)
        {
            if (ApplyExtrinsic(extrinsic, out _) is { } refused) throw new RuntimeException($"An extrinsic of the block is invalid: {refused}.");
        }

        BlockHeader made = FinalizeBlock();
        if (!made.Digest.Equals(header.Digest)) throw new RuntimeException("Digest item must match that calculated.");
        if (made.StateRoot != header.StateRoot)
        {
            throw new RuntimeException($"Storage root must match that calculated: {made.StateRoot}, header has {header.StateRoot}.");
        }

        if (made.ExtrinsicsRoot != header.ExtrinsicsRoot) throw new RuntimeException("Transaction trie root must be valid.");
    }

    /// <summary>Applies an extrinsic in the open block.</summary>
    /// <param name="encoded">The extrinsic with its length prefix; kept, so do not write to it afterwards.</param>
    /// <param name="result">What its call came to.</param>
    /// <returns>Why the extrinsic may not stand in the block, or null. A refusal leaves writes behind that the caller must roll back.</returns>
    public TransactionValidityError? ApplyExtrinsic(byte[] encoded, out DispatchResult result)
    {
        result = default;
        UncheckedExtrinsic extrinsic = Decode(encoded);
        bool isInherent = IsInherent(extrinsic);
        if (isInherent && system.InherentsApplied) throw new RuntimeException("An inherent stands after a transaction: invalid order.");
        if (!isInherent && !system.InherentsApplied) EndInherents();

        if (Check(extrinsic, isInherent, TransactionSource.InBlock, out Transaction? transaction) is { } bad) return bad;
        system.NoteExtrinsic(encoded);

        if (extrinsic.Extensions.Validate(transaction!, new Validity()) is { } invalid) return invalid;
        if (extrinsic.Extensions.Prepare(transaction!) is { } unprepared) return unprepared;

        DispatchInfo info = transaction!.Info;
        Origin origin = transaction.Signer is { } signer ? Origin.Signed(signer) : Origin.None;
        result = runtime.Dispatch(extrinsic.Call, origin);
        if (result.IsError && info.Class == DispatchClass.Mandatory) return InvalidTransaction.BadMandatory;

        CallInfo declared = new(info.CallWeight, info.Class, info.Pays);
        DispatchOutcome outcome = new(declared.ActualWeight(result) + info.ExtensionWeight, declared.ActualPays(result));
        extrinsic.Extensions.PostDispatch(transaction, outcome);
        system.NoteAppliedExtrinsic(result, info, outcome);
        return null;
    }

    /// <summary>Judges a transaction for the pool, as if it stood in the next block.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="encoded">The extrinsic with its length prefix.</param>
    /// <param name="blockHash">The hash of the block whose state this is.</param>
    /// <param name="validity">What the pool needs to know of a good one.</param>
    /// <returns>Why the transaction is refused, or null. The state is left as if a block had been opened: the caller drops it.</returns>
    public TransactionValidityError? ValidateTransaction(TransactionSource source, byte[] encoded, H256 blockHash, out ValidTransaction validity)
    {
        validity = default!;
        // Opening the next block is what makes the hash of this one known: transactions name the genesis and the block of their birth.
        system.Initialize(system.Number + 1, blockHash, Digest.Empty);
        UncheckedExtrinsic extrinsic = Decode(encoded);
        CallInfo info = runtime.InfoOf(extrinsic.Call);
        if (info.Class == DispatchClass.Mandatory) return InvalidTransaction.MandatoryValidation;
        if (extrinsic.Preamble == Preamble.Bare) return UnknownTransaction.NoUnsignedValidator;
        if (Check(extrinsic, isInherent: false, source, out Transaction? transaction) is { } bad) return bad;

        Validity collected = new();
        if (extrinsic.Extensions.Validate(transaction!, collected) is { } invalid) return invalid;
        validity = collected.ToValidTransaction();
        return null;
    }

    /// <summary>Decodes an extrinsic of this runtime, or traps as a Wasm runtime does on bad input.</summary>
    public UncheckedExtrinsic Decode(byte[] encoded) =>
        UncheckedExtrinsic.TryDecode(encoded, runtime, extensions, out UncheckedExtrinsic? extrinsic)
            ? extrinsic
            : throw new RuntimeException("Bad input data provided to the runtime: an extrinsic could not be decoded.");

    /// <summary>What a call would cost, the checks around it included.</summary>
    /// <param name="call">The call.</param>
    /// <param name="signed">Whether it is signed, so that the extensions run.</param>
    public DispatchInfo InfoOf(RuntimeCall call, bool signed)
    {
        CallInfo info = runtime.InfoOf(call);
        return new(info.Weight, signed ? extensions().Weight : default, info.Class, info.Pays);
    }

    private static Digest PreRuntimeOnly(Digest digest) => new([.. digest.Logs.Where(static item => item is DigestItem.PreRuntime)]);

    private TransactionValidityError? Check(UncheckedExtrinsic extrinsic, bool isInherent, TransactionSource source, out Transaction? transaction)
    {
        transaction = null;
        AccountId? signer = null;
        switch (extrinsic.Preamble)
        {
            case Preamble.Signed:
                if (extrinsic.CheckSignature(externalities, out AccountId who) is { } refused) return refused;
                signer = who;
                break;
            case Preamble.General:
                // No extension of this runtime vouches for an origin.
                return InvalidTransaction.UnknownOrigin;
            default:
                if (!isInherent) return UnknownTransaction.NoUnsignedValidator;
                break;
        }

        if (signer is { } account && GateOf(extrinsic.Call) is { } gate && gate.ValidateCall(extrinsic.Call.Call, account) is { } closed) return closed;
        CallInfo info = runtime.InfoOf(extrinsic.Call);
        Weight around = signer is null ? default : extrinsic.Extensions.Weight;
        transaction = new(signer, extrinsic.Call, new(info.Weight, around, info.Class, info.Pays), extrinsic.Bytes.Length, source);
        return null;
    }

    private Pallet? PalletOf(RuntimeCall call)
    {
        foreach (Pallet pallet in pallets)
        {
            if (pallet.Index == call.Pallet) return pallet;
        }

        return null;
    }

    private ICallGate? GateOf(RuntimeCall call) => PalletOf(call) as ICallGate;

    private void EndInherents()
    {
        system.NoteInherentsApplied();
        WeightMeter meter = new(system.BlockWeights.MaxBlock - system.ConsumedWeight.Total);
        if (meter.Limit.RefTime == 0 || meter.Limit.ProofSize == 0) return;
        foreach (Pallet pallet in pallets) pallet.OnPoll(system.Number, meter);
        system.RegisterExtraWeight(meter.Consumed, DispatchClass.Mandatory);
    }

    private void RunIdleHooks()
    {
        Weight limit = system.BlockWeights.MaxBlock;
        Weight left = limit - system.ConsumedWeight.Total;
        foreach (Pallet pallet in pallets)
        {
            if (left.RefTime == 0 || left.ProofSize == 0) return;
            Weight used = pallet.OnIdle(system.Number, left);
            left -= used;
            system.RegisterExtraWeight(used, DispatchClass.Mandatory);
        }
    }
}
