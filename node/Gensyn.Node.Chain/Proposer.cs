using System.Collections.Immutable;
using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>Builds blocks: inherents first, then ready transactions while they fit.</summary>
/// <remarks>Source: sc-basic-authorship. One proposal runs on one thread.</remarks>
internal sealed class Proposer(ExecutionHost host, BlockTree tree, TransactionPool pool, AuraSlots slots, TimeProvider clock, IRuntimeLog log)
{
    /// <summary>The largest block, in bytes (DEFAULT_BLOCK_SIZE_LIMIT).</summary>
    private const int BlockSizeLimit = (4 * 1024 * 1024) + 512;

    /// <summary>How many transactions in a row may not fit before the block counts as full.</summary>
    private const int MaxSkipped = 8;

    private const string Target = "basic-authorship";

    /// <summary>Builds a block on a parent within a time.</summary>
    /// <exception cref="RuntimeException">The runtime trapped outside any transaction, or refused an inherent.</exception>
    /// <exception cref="OthersTurnException">It is not this node's turn.</exception>
    /// <exception cref="StateException">The parent's state cannot be read; no transaction is blamed for that.</exception>
    /// <exception cref="UnknownBlockException">The parent or its state is not here.</exception>
    public ExecutedBlock Propose(BlockReference parent, InherentData inherents, TimeSpan time)
    {
        long started = clock.GetTimestamp();
        long startedReally = Stopwatch.GetTimestamp();
        AuraTurn? turn = slots.Claim(parent.Hash, inherents);
        log.Write(RuntimeLogLevel.Info, "sc_basic_authorship", $"🙌 Starting consensus session on top of parent {parent.Hash} (#{parent.Number})");
        RuntimeView view = host.ForBlock(tree.State(parent.Hash), out IBlockState state);
        BlockHeader start = new(parent.Hash, parent.Number + 1, H256.Zero, H256.Zero, turn?.Digest ?? Digest.Empty);
        byte[] mode = view.Invoke("Core_initialize_block", BlockHeader.Codec.ToBytes(start));

        ImmutableArray<byte[]>.Builder extrinsics = ImmutableArray.CreateBuilder<byte[]>();
        long size = BlockHeader.Codec.ToBytes(start).Length + 4;
        foreach (byte[] inherent in Inherents(view, inherents))
        {
            if (Apply(view, inherent) is { } refusal) throw new RuntimeException($"An inherent is refused: {refusal.Text}.");
            extrinsics.Add(inherent);
            size += inherent.Length;
        }

        // 1 stands for OnlyInherents: the runtime is busy with a migration.
        if (mode is not [1]) AddTransactions(view, extrinsics, size, () => Elapsed(started, startedReally), time);

        byte[] finalised = view.Invoke("BlockBuilder_finalize_block", []);
        if (!BlockHeader.Codec.TryDecode(finalised, out BlockHeader? made)) throw new RuntimeException("The runtime's header is malformed.");
        BlockHeader header = turn?.Seal(made) ?? made;
        ExecutedBlock block = new(header.Hash(), header, extrinsics.ToImmutable(), state, view.Overlay.Drain());
        long took = (long)Stopwatch.GetElapsedTime(startedReally).TotalMilliseconds;
        log.Write(
            RuntimeLogLevel.Info,
            "sc_basic_authorship",
            $"🎁 Prepared block for proposing at {header.Number} ({took} ms) hash: {block.Hash}; "
            + $"parent_hash: {Short(parent.Hash)}; extrinsics_count: {extrinsics.Count}");
        return block;
    }

    internal static string Short(H256 hash)
    {
        string text = hash.ToString();
        return $"{text[..6]}…{text[^4..]}";
    }

    private void AddTransactions(RuntimeView view, ImmutableArray<byte[]>.Builder extrinsics, long size, Func<TimeSpan> elapsed, TimeSpan time)
    {
        List<H256> invalid = [];
        ReadySequence sequence = pool.InOrder();
        int skipped = 0;
        while (sequence.Next() is { } transaction)
        {
            if (elapsed() >= time) break;
            bool pastSoftDeadline = elapsed() >= time / 2;
            if (size + transaction.Bytes.Length > BlockSizeLimit)
            {
                // What needs this one cannot come before it either.
                sequence.ReportInvalid();
                if (++skipped > MaxSkipped || pastSoftDeadline) break;
                continue;
            }

            TransactionValidityError? refusal;
            try
            {
                refusal = Apply(view, transaction.Bytes);
            }
            catch (RuntimeException trap)
            {
                log.Write(RuntimeLogLevel.Error, Target, $"[{transaction.Hash}] A transaction trapped the runtime and is removed: {trap.Message}");
                sequence.ReportInvalid();
                invalid.Add(transaction.Hash);
                continue;
            }

            if (refusal is null)
            {
                skipped = 0;
                extrinsics.Add(transaction.Bytes);
                size += transaction.Bytes.Length;
                continue;
            }

            sequence.ReportInvalid();
            if (refusal is { Invalid.Kind: InvalidTransactionKind.ExhaustsResources })
            {
                if (++skipped > MaxSkipped || pastSoftDeadline) break;
                continue;
            }

            log.Write(RuntimeLogLevel.Debug, Target, $"[{transaction.Hash}] Invalid transaction: {refusal.Value.Text}");
            invalid.Add(transaction.Hash);
        }

        if (invalid.Count > 0) pool.Remove(invalid);
    }

    private static IReadOnlyList<byte[]> Inherents(RuntimeView view, InherentData inherents)
    {
        byte[] made = [];
        Attempt(view, () =>
        {
            made = view.Invoke("BlockBuilder_inherent_extrinsics", InherentData.Codec.ToBytes(inherents));
            return false;
        });

        ScaleReader reader = new(made);
        List<byte[]> extrinsics = [];
        int count = reader.ReadLength();
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            // An opaque extrinsic keeps its length prefix: its hash and the extrinsics root cover it.
            ReadOnlySpan<byte> from = reader.Rest;
            reader.ReadByteString();
            extrinsics.Add(from[..(from.Length - reader.Remaining)].ToArray());
        }

        return reader.Failed ? throw new RuntimeException("The runtime's inherents are malformed.") : extrinsics;
    }

    /// <summary>Applies an extrinsic; a refused one, like one that traps, leaves nothing behind.</summary>
    private static TransactionValidityError? Apply(RuntimeView view, byte[] extrinsic)
    {
        TransactionValidityError? refused = null;
        Attempt(view, () =>
        {
            byte[] outcome = view.Invoke("BlockBuilder_apply_extrinsic", extrinsic);
            if (outcome is [0, ..]) return true;
            refused = outcome is [1, ..] && TransactionValidityError.Codec.TryDecode(outcome.AsSpan(1), out TransactionValidityError refusal)
                ? refusal
                : throw new RuntimeException("The outcome of an extrinsic is malformed.");
            return false;
        });

        return refused;
    }

    /// <summary>Makes a call of which nothing stays, neither what it wrote nor that it read anything, unless it says so.</summary>
    private static void Attempt(RuntimeView view, Func<bool> call)
    {
        bool keep = false;
        view.Overlay.BeginAttempt();
        try
        {
            keep = call();
        }
        finally
        {
            view.Overlay.EndAttempt(keep);
        }
    }

    /// <summary>The longer of two clocks: a stalled one must not keep a proposal running for ever.</summary>
    private TimeSpan Elapsed(long started, long startedReally)
    {
        TimeSpan told = clock.GetElapsedTime(started);
        TimeSpan real = Stopwatch.GetElapsedTime(startedReally);
        return told > real ? told : real;
    }
}
