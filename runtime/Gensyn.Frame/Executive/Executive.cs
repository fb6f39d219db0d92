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
    private readonly Pallet?[] _byIndex = ByIndex(pallets);

    /// <summary>Opens a block: digests, hooks, base weight.</summary>
    /// <param name="header">Parent, number and the digest items of the author; the roots are not looked at.</param>
    public void InitializeBlock(BlockHeader header)
    {
        // Events are dropped first, so that those of an upgrade stay.
        system.ResetEvents();
        Weight upgrade = default;
        if (system.IsRuntimeUpgraded)
        {
            upgrade = ExecuteOnRuntimeUpgrade();
            system.NoteRuntimeVersion();
        }

        system.Initialize(header.Number, header.ParentHash, PreRuntimeOnly(header.Digest));

        // Each hook sees what those before it have used.
        system.RegisterExtraWeight(system.BlockWeights.BaseBlock + upgrade, DispatchClass.Mandatory);
        foreach (Pallet pallet in pallets) system.RegisterExtraWeight(pallet.OnInitialize(header.Number), DispatchClass.Mandatory);
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
        foreach (UncheckedExtrinsic extrinsic in DecodeWithInherentsFirst(extrinsics))
        {
            if (Apply(extrinsic, out _) is { } refused) throw new RuntimeException($"An extrinsic of the block is invalid: {refused}.");
        }

        Compare(header, FinalizeBlock());
    }

    /// <summary>Applies an extrinsic in the open block.</summary>
    /// <param name="encoded">The extrinsic with its length prefix; kept, so do not write to it afterwards.</param>
    /// <param name="result">What its call came to.</param>
    /// <returns>Why the extrinsic may not stand in the block, or null. A refusal leaves writes behind that the caller must roll back.</returns>
    public TransactionValidityError? ApplyExtrinsic(byte[] encoded, out DispatchResult result) => Apply(Decode(encoded), out result);

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
        if (Check(extrinsic, source, out Transaction? transaction) is { } bad) return bad;
        if (transaction!.Info.Class == DispatchClass.Mandatory) return InvalidTransaction.MandatoryValidation;

        Validity collected = new();
        TransactionValidityError? refused = extrinsic.Preamble == Preamble.Bare
            ? ValidateUnsigned(extrinsic.Call, source, collected) ?? extrinsic.Extensions.ValidateBare(transaction, collected)
            : extrinsic.Extensions.Validate(transaction, collected);
        if (refused is null) validity = collected.ToValidTransaction();
        return refused;
    }

    /// <summary>Runs the pallets' off-chain workers over the state after a block; what they write is dropped.</summary>
    /// <param name="header">The block's header, as the node has it: with the author's seal.</param>
    public void RunOffchainWorkers(BlockHeader header)
    {
        system.InitializeOffchain(header);
        foreach (Pallet pallet in pallets) pallet.OffchainWorker(header.Number);
    }

    /// <summary>What is wrong with the state of any pallet, with the pallet's name, or null: for tests and operators, never part of a block.</summary>
    public string? TryState()
    {
        foreach (Pallet pallet in pallets)
        {
            if (pallet.TryState() is { } problem) return $"{pallet.Name}: {problem}";
        }

        return null;
    }

    /// <summary>Decodes an extrinsic of this runtime, or traps as a Wasm runtime does on bad input.</summary>
    public UncheckedExtrinsic Decode(byte[] encoded) =>
        UncheckedExtrinsic.TryDecode(encoded, runtime, extensions, out UncheckedExtrinsic? extrinsic)
            ? extrinsic
            : throw new RuntimeException("Bad input data provided to the runtime: an extrinsic could not be decoded.");

    /// <summary>What a call would cost, the checks around it included where it is signed: those of an immortal transaction.</summary>
    /// <param name="call">The call.</param>
    /// <param name="signed">Whether it is signed, so that the extensions run.</param>
    public DispatchInfo InfoOf(RuntimeCall call, bool signed)
    {
        CallInfo info = runtime.InfoOf(call);
        return new(info.Weight, signed ? extensions().WeightOf(call) : default, info.Class, info.Pays);
    }

    /// <summary>What an extrinsic would cost, the checks that its own extensions make included.</summary>
    public DispatchInfo InfoOf(UncheckedExtrinsic extrinsic)
    {
        CallInfo info = runtime.InfoOf(extrinsic.Call);
        Weight around = extrinsic.Preamble == Preamble.Bare ? default : extrinsic.Extensions.WeightOf(extrinsic.Call);
        return new(info.Weight, around, info.Class, info.Pays);
    }

    private static Digest PreRuntimeOnly(Digest digest) => new([.. digest.Logs.Where(static item => item is DigestItem.PreRuntime)]);

    // Source: frame_executive::Executive::final_checks.
    private static void Compare(BlockHeader header, BlockHeader made)
    {
        if (made.Digest.Logs.Length != header.Digest.Logs.Length) throw new RuntimeException("Number of digest items must match that calculated.");
        for (int i = 0; i < made.Digest.Logs.Length; i++)
        {
            if (!made.Digest.Logs[i].Equals(header.Digest.Logs[i])) throw new RuntimeException("Digest item must match that calculated.");
        }

        if (made.StateRoot != header.StateRoot)
        {
            throw new RuntimeException($"Storage root must match that calculated: {made.StateRoot}, header has {header.StateRoot}.");
        }

        if (made.ExtrinsicsRoot != header.ExtrinsicsRoot) throw new RuntimeException("Transaction trie root must be valid.");
    }

    private static Pallet?[] ByIndex(ImmutableArray<Pallet> pallets)
    {
        Pallet?[] table = new Pallet?[byte.MaxValue + 1];
        foreach (Pallet pallet in pallets) table[pallet.Index] = pallet;
        return table;
    }

    // Source: frame_executive::Executive::apply_extrinsic and sp_runtime::generic::CheckedExtrinsic::apply.
    private TransactionValidityError? Apply(UncheckedExtrinsic extrinsic, out DispatchResult result)
    {
        result = default;
        bool isInherent = IsInherent(extrinsic);
        if (Check(extrinsic, TransactionSource.InBlock, out Transaction? checkedTransaction) is { } bad) return bad;
        Transaction transaction = checkedTransaction!;
        if (!isInherent && !system.InherentsApplied) EndInherents();
        system.NoteExtrinsic(extrinsic.Bytes);

        bool isBare = extrinsic.Preamble == Preamble.Bare;
        Validity unread = new(isWanted: false);
        TransactionValidityError? refused = isBare
            ? (PreDispatchUnsigned(extrinsic.Call, isInherent) ?? extrinsic.Extensions.ValidateBare(transaction, unread) ?? extrinsic.Extensions.PrepareBare(transaction))
            : (extrinsic.Extensions.Validate(transaction, unread) ?? extrinsic.Extensions.Prepare(transaction));
        if (refused is not null) return refused;

        result = runtime.Dispatch(extrinsic.Call, transaction.Origin);
        DispatchOutcome outcome = DispatchOutcome.Of(transaction.Info, result);
        if (isBare) extrinsic.Extensions.PostDispatchBare(transaction, outcome);
        else outcome = extrinsic.Extensions.PostDispatch(transaction, outcome);

        // A mandatory call that fails would otherwise be a way around its rule: the whole block is bad.
        if (result.IsError && transaction.Info.Class == DispatchClass.Mandatory) return InvalidTransaction.BadMandatory;
        system.NoteAppliedExtrinsic(result, transaction.Info, outcome);
        return null;
    }

    // What can be told before any extension is asked: who signed, and what the call declares.
    private TransactionValidityError? Check(UncheckedExtrinsic extrinsic, TransactionSource source, out Transaction? transaction)
    {
        transaction = null;
        Origin origin = Origin.None;
        switch (extrinsic.Preamble)
        {
            case Preamble.Signed:
                if (extrinsic.CheckSignature(externalities, out AccountId signer) is { } badProof) return badProof;
                if (_byIndex[extrinsic.Call.Pallet] is ICallGate gate && gate.ValidateCall(extrinsic.Call.Call, signer) is { } closed) return closed;
                origin = Origin.Signed(signer);
                break;
            case Preamble.General:
                // Nobody signed it, but what a signer would sign must be known all the same: extensions vouch for it.
                ScaleWriter unread = new(256);
                if (extrinsic.Extensions.EncodeImplicit(ref unread) is { } unknown) return unknown;
                break;
        }

        transaction = new(origin, extrinsic.Call, InfoOf(extrinsic), extrinsic.Bytes.Length, source);
        return null;
    }

    private TransactionValidityError? ValidateUnsigned(RuntimeCall call, TransactionSource source, Validity validity) =>
        _byIndex[call.Pallet] is IUnsignedValidator pallet ? pallet.ValidateUnsigned(call.Call, source, validity) : UnknownTransaction.NoUnsignedValidator;

    // FRAME lets a block's author add any bare call of a pallet that judges none of its own; nobody vouches for such a call, so it is refused here.
    private TransactionValidityError? PreDispatchUnsigned(RuntimeCall call, bool isInherent)
    {
        if (_byIndex[call.Pallet] is IUnsignedValidator pallet) return pallet.PreDispatch(call.Call);
        return isInherent ? null : UnknownTransaction.NoUnsignedValidator;
    }

    // Source: frame_executive::Executive::inherents_applied.
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
        Weight left = system.BlockWeights.MaxBlock - system.ConsumedWeight.Total;
        if (left.RefTime == 0 || left.ProofSize == 0) return;
        Weight used = default;
        // Another pallet goes first in each block, so that none takes what is left for ever (frame_support::traits::OnIdle).
        for (int i = 0; i < pallets.Length; i++)
        {
            Pallet pallet = pallets[(int)((system.Number + (ulong)i) % (ulong)pallets.Length)];
            used += pallet.OnIdle(system.Number, left - used);
        }

        system.RegisterExtraWeight(used, DispatchClass.Mandatory);
    }
}
