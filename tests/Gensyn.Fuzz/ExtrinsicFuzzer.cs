using System.Collections.Immutable;
using Gensyn.ChainSpec;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;

namespace Gensyn.Fuzz;

/// <summary>Sends extrinsics of all kinds through validate and apply, in blocks, over the state of a development chain.</summary>
/// <remarks>
/// Only through the runtime's API, as a node does. What must hold: nothing but the refusal of undecodable input is thrown; what is refused leaves no
/// change behind and no layer open; money is created and destroyed only where an event says so; every block executes to the root that its author found.
/// </remarks>
public sealed class ExtrinsicFuzzer
{
    private const int ExtrinsicsOfABlock = 64;

    // A fresh chain after so many blocks keeps the state small and lets a failure be seen again from its epoch on.
    private const int BlocksOfAnEpoch = 64;

    private const int BlocksBetweenImports = 8;
    private const int MaxFailures = 10;
    private const ulong FirstSecond = 1_700_000_000_000;

    private static readonly NativeRuntime Native = new();

    // Dev accounts with money, and some that nobody endowed, the account of zeros among them.
    private static readonly ImmutableArray<AccountId> Accounts =
    [
        .. new[] { "Bob", "Charlie", "Dave", "Eve", "Ferdie" }.Select(static name => new AccountId(Crypto.Sr25519KeyPair.FromUri("//" + name).PublicKey)),
        default,
        new AccountId(Enumerable.Repeat((byte)7, 32).ToArray()),
        PalletAccounts.Of(RuntimeConstants.TreasuryId),
    ];

    private static readonly AccountId Root = new(Crypto.Sr25519KeyPair.FromUri("//Alice").PublicKey);

    private readonly FuzzReport _report = new();
    private readonly ulong _seed;
    private FuzzRandom _random = new(0);
    private MemoryState _state = new();
    private ExtrinsicMaker _maker = null!;
    private List<H256> _hashes = [];
    private GensynRuntime _block = null!;
    private ulong _epoch;

    private ExtrinsicFuzzer(ulong seed) => _seed = seed;

    /// <summary>Sends so many extrinsics that follow from a seed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What they follow from.</param>
    /// <param name="firstEpoch">The epoch to begin with: that of a failure, to see it again.</param>
    /// <param name="progress">Is told every now and then how many are done.</param>
    public static FuzzReport Run(long count, ulong seed, ulong firstEpoch = 0, Action<long>? progress = null)
    {
        ExtrinsicFuzzer fuzzer = new(seed);
        for (ulong epoch = firstEpoch; fuzzer._report.Count < count && fuzzer._report.Failures.Count < MaxFailures; epoch++)
        {
            fuzzer.RunEpoch(epoch, count);
            progress?.Invoke(fuzzer._report.Count);
        }

        return fuzzer._report;
    }

    private static byte[] Call(string method, IExternalities state, params ReadOnlySpan<byte[]> arguments)
    {
        ScaleWriter writer = new(1024);
        foreach (byte[] argument in arguments) writer.WriteBytes(argument);
        return Native.Call(method, writer.Written, state);
    }

    private void RunEpoch(ulong epoch, long count)
    {
        _epoch = epoch;
        _random = new FuzzRandom(_seed ^ (epoch * 0x9e3779b97f4a7c15));
        _state = new MemoryState(ChainSpecification.Dev().GenesisStorage);
        BlockHeader best = ChainSpecification.GenesisHeader(_state.CurrentRoot);
        _hashes = [best.Hash()];
        _block = new GensynRuntime(new OverlayExternalities(_state));
        CallMaker calls = new(_block, _random, Accounts);
        _maker = new ExtrinsicMaker(_random, calls, Accounts, Root) { Hashes = _hashes, NonceOf = who => _block.FrameSystem.NonceOf(who) };
        for (int i = 0; i < BlocksOfAnEpoch && _report.Count < count && _report.Failures.Count < MaxFailures; i++)
        {
            best = RunBlock(best);
            _hashes.Add(best.Hash());
        }

        CheckState();
    }

    private BlockHeader RunBlock(BlockHeader parent)
    {
        OverlayExternalities state = Open();
        UInt128 issuance = new GensynRuntime(new OverlayExternalities(_state)).Balances.TotalIssuance.Get();
        ulong time = FirstSecond + (1000UL * parent.Number);
        Digest digest = new([new Slot(time / RuntimeConstants.SlotDuration).ToDigestItem()]);
        Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(new(parent.Hash(), parent.Number + 1, default, default, digest)));
        _block = new GensynRuntime(state);

        InherentData data = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(time));
        Codecs.Vec(Block.ExtrinsicCodec).TryDecode(
            Call("BlockBuilder_inherent_extrinsics", state, InherentData.Codec.ToBytes(data)), out ImmutableArray<byte[]> inherents);
        ImmutableArray<byte[]>.Builder body = ImmutableArray.CreateBuilder<byte[]>();
        foreach (byte[] inherent in inherents)
        {
            if (Call("BlockBuilder_apply_extrinsic", state, inherent)[0] == 0) body.Add(inherent);
            else Fail("an inherent was refused", inherent);
        }

        StateChanges before = state.Changes();
        OverlayExternalities pool = new(_state, new HashVerifier());
        ImmutableArray<byte[]> first = parent.Number == 0 ? _maker.Setup() : [];
        for (int i = 0; i < ExtrinsicsOfABlock; i++)
        {
            byte[] extrinsic = i < first.Length ? first[i] : _maker.Next();
            _report.Count++;
            Validate(extrinsic, pool);
            bool isApplied = Apply(extrinsic, state);
            if (isApplied) body.Add(Whole(extrinsic));
            StateChanges after = state.Changes();
            if (!isApplied && Difference(before, after) is { } changed) Fail($"a refused extrinsic changed the state at {changed}", extrinsic);
            before = after;
            if (state.OpenTransactions != 0) Fail("a layer stayed open", extrinsic);
        }

        BlockHeader header = Finalize(state);
        CheckIssuance(issuance, body);
        if (_report.Blocks % BlocksBetweenImports == 0) Import(new(header, body.ToImmutable()));
        _state.Apply(state.Drain());
        if (_state.CurrentRoot != header.StateRoot) Fail("the header has another root than the state", []);
        _report.Blocks++;
        return header;
    }

    private BlockHeader Finalize(OverlayExternalities state)
    {
        BlockHeader.Codec.TryDecode(Call("BlockBuilder_finalize_block", state), out BlockHeader header);
        return header;
    }

    private void Validate(byte[] extrinsic, OverlayExternalities pool)
    {
        pool.BeginTransaction();
        try
        {
            byte[] result = Call(
                "TaggedTransactionQueue_validate_transaction", pool, [(byte)_random.Below(3)], extrinsic, _hashes[^1].ToArray());
            ScaleReader reader = new(result);
            if (reader.ReadBool()) _report.Note($"validate: {TransactionValidityError.Codec.Decode(ref reader)}");
            else _report.Note(ValidTransaction.Codec.Decode(ref reader) is null ? "" : "validate: valid");
            if (reader.Failed || reader.Remaining != 0) Fail("validate returned what does not decode", extrinsic);
        }
        catch (RuntimeException e)
        {
            Trapped("validate", e, extrinsic);
        }

        pool.RollbackTransaction();
    }

    private bool Apply(byte[] extrinsic, OverlayExternalities state)
    {
        try
        {
            byte[] result = Call("BlockBuilder_apply_extrinsic", state, extrinsic);
            ScaleReader reader = new(result);
            if (reader.ReadBool())
            {
                _report.Note($"apply: {TransactionValidityError.Codec.Decode(ref reader)}");
                return false;
            }

            DispatchResult dispatched = DispatchResult.Codec.Decode(ref reader);
            if (reader.Failed || reader.Remaining != 0) Fail("apply returned what does not decode", extrinsic);
            _report.Note(dispatched.IsError ? "apply: dispatched, failed" : "apply: dispatched, succeeded");
            RuntimeCall call = _block.Executive.Decode(Whole(extrinsic)).Call;
            _report.NoteCall($"{_block.PalletAt(call.Pallet)!.Name}.{call.Call.GetType().Name}", !dispatched.IsError);
            return true;
        }
        catch (RuntimeException e)
        {
            Trapped("apply", e, extrinsic);
            return false;
        }
    }

    // What an API call takes for the extrinsic: what its length spans. The rest is ignored, as in a Wasm runtime.
    private static byte[] Whole(byte[] extrinsic)
    {
        ScaleReader reader = new(extrinsic);
        int length = reader.ReadLength();
        return extrinsic[..(extrinsic.Length - reader.Remaining + length)];
    }

    // The one thing that may be thrown: input that does not decode, as a Wasm runtime traps on it.
    private void Trapped(string what, RuntimeException trap, byte[] extrinsic)
    {
        if (trap.InnerException is null && trap.Message.StartsWith("Bad input data provided to", StringComparison.Ordinal)) _report.Note($"{what}: does not decode");
        else Fail($"{what} threw {trap.InnerException?.GetType().Name ?? "a trap"}: {trap.Message}", extrinsic);
    }

    private void Import(Block block)
    {
        OverlayExternalities state = Open();
        try
        {
            Call("Core_execute_block", state, Block.Codec.ToBytes(block));
            _report.Imported++;
        }
        catch (RuntimeException e)
        {
            Fail($"the block {block.Header.Number} does not execute: {e.Message}", []);
        }
    }

    // A host that seems to record a proof, so that weight is reclaimed as on a collator: it grows with what the block changed, whoever executes the block.
    private OverlayExternalities Open()
    {
        OverlayExternalities? state = null;
        return state = new(_state, new HashVerifier(), proofSize: () => 100 * (ulong)state!.Changes().Top.Count);
    }

    // Issuance after = issuance before + what events say was made - what they say is gone.
    private void CheckIssuance(UInt128 before, IReadOnlyList<byte[]> body)
    {
        Int128 change = 0;
        bool isKnown = true;
        foreach (EventRecord record in _block.FrameSystem.Events.Get())
        {
            _report.NoteEvent($"{_block.PalletAt(record.Event.Pallet)!.Name}.{record.Event.Event.GetType().Name}");
            switch (record.Event.Event)
            {
                case BalancesPallet.Event.BalanceSet:
                    // Root set a balance: by how much is not told. The search of the whole state compares the sum then.
                    isKnown = false;
                    break;
                case BalancesPallet.Event.DustLost gone:
                    change -= (Int128)gone.Amount;
                    break;
                case BalancesPallet.Event.Burned gone:
                    change -= (Int128)gone.Amount;
                    break;
                case BalancesPallet.Event.BurnedHeld gone:
                    change -= (Int128)gone.Amount;
                    break;
                case BalancesPallet.Event.Rescinded gone:
                    change -= (Int128)gone.Amount;
                    break;
                case BalancesPallet.Event.Minted made:
                    change += (Int128)made.Amount;
                    break;
                case BalancesPallet.Event.Issued made:
                    change += (Int128)made.Amount;
                    break;
            }
        }

        UInt128 after = _block.Balances.TotalIssuance.Get();
        if (isKnown && (Int128)after - (Int128)before != change) Fail($"the issuance went from {before} to {after}, the events tell of {change}", body[^1]);
    }

    private void CheckState()
    {
        GensynRuntime view = new(new OverlayExternalities(_state));
        UInt128 sum = 0;
        foreach ((AccountId _, AccountInfo account) in view.FrameSystem.Account.Entries()) sum += account.Data.Total;
        if (sum != view.Balances.TotalIssuance.Get()) Fail($"the accounts have {sum} of {view.Balances.TotalIssuance.Get()}", []);
        if (view.Executive.TryState() is { } problem) Fail(problem, []);
        _report.StatesChecked++;
    }

    // The first key, in hexadecimal, under which two sets of changes differ; null when none does.
    private static string? Difference(StateChanges before, StateChanges after)
    {
        int count = Math.Max(before.Top.Count, after.Top.Count);
        for (int i = 0; i < count; i++)
        {
            (byte[]? key, byte[]? value) = i < before.Top.Count ? before.Top[i] : default;
            (byte[]? otherKey, byte[]? otherValue) = i < after.Top.Count ? after.Top[i] : default;
            if (!Same(key, otherKey) || !Same(value, otherValue)) return $"{Hex(key)} = {Hex(value)}, then {Hex(otherKey)} = {Hex(otherValue)}";
        }

        return before.Children.Count == after.Children.Count ? null : "a child trie";
    }

    private static bool Same(byte[]? left, byte[]? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.AsSpan().SequenceEqual(right));

    private static string Hex(byte[]? bytes) => bytes is null ? "nothing" : Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, 100)));

    private void Fail(string what, byte[] extrinsic) => _report.Failures.Add(
        $"epoch {_epoch}, block {_hashes.Count}, extrinsic {_report.Count}: {what}; 0x{Convert.ToHexStringLower(extrinsic.AsSpan(0, Math.Min(extrinsic.Length, 2000)))}");
}
