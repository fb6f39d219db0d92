using System.Collections.Immutable;
using System.Diagnostics;
using Gensyn.Crypto;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Benchmarks.Execution;

/// <summary>Blocks of transfers through the node's whole execution of a block, on one core.</summary>
/// <remarks>
/// Three copies of one chain execute its blocks in turn: one with all signatures in the node's cache, one with none, and one with a clock around its
/// roots. Each block is executed once in each, over the state that the one before it left.
/// </remarks>
internal static class RuntimeSuite
{
    private const int Samples = 5;

    private const string Peer = "Substrate's template runtime, JIT-compiled, signatures stubbed: 3,100 to 3,230";

    /// <summary>What the figures have to reach, in the order of the report.</summary>
    public static IReadOnlyList<Bar> Bars { get; } =
    [
        new("transfersPerSecondPreverified", 60_000, IsLeast: true, Scales: true, Peer),
        new("transfersPerSecond", 12_000, IsLeast: true, Scales: true, "-"),
    ];

    /// <summary>Runs the suite.</summary>
    public static SuiteReport Run(BlockEffort effort)
    {
        long began = Stopwatch.GetTimestamp();
        if (!Machine.PinToOneCore()) Console.Error.WriteLine("this system does not bind a process to one core: figures may be of several");
        NativeRuntime runtime = new();
        if (effort == BlockEffort.Full)
        {
            TransferBlocks small = new(BlockEffort.WarmUp, runtime);
            WarmUp.Run(() =>
            {
                Measure(small, BlockEffort.WarmUp, runtime, static () => { });
                Thread.Sleep(1);
            });
        }

        TransferBlocks blocks = new(effort, runtime);
        Machine machine = new();
        Dictionary<string, double?> figures = Measure(blocks, effort, runtime, () => machine.Sample(Samples));
        return new(Bars, figures, machine.Factor, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static Dictionary<string, double?> Measure(TransferBlocks blocks, BlockEffort effort, IRuntime runtime, Action between)
    {
        SignatureCache known = new(DirectSignatureVerifier.Instance);
        foreach (ImmutableArray<SignedMessage> signatures in blocks.Signatures) Verify(known, signatures);

        Chain preverified = new(blocks, runtime, known);
        Chain verifying = new(blocks, runtime, new SignatureCache(DirectSignatureVerifier.Instance));
        Chain clocked = new(blocks, runtime, known, static state => new ClockedState(state));
        Executed[] withoutChecks = new Executed[effort.Blocks], withChecks = new Executed[effort.Blocks];
        Executed best = new(double.MaxValue, 0, 0, 0, 0);
        double decode = double.MaxValue, verify = double.MaxValue;
        between();
        for (int i = 0; i < effort.Blocks; i++)
        {
            Block block = blocks.Blocks[i];
            withoutChecks[i] = preverified.Execute(block);
            withChecks[i] = verifying.Execute(block);
            Executed split = clocked.Execute(block);
            if (split.Seconds < best.Seconds) best = split;
            decode = Math.Min(decode, Decode(block));
            verify = Math.Min(verify, Seconds(() => Verify(new(DirectSignatureVerifier.Instance), blocks.Signatures[i])));
            if (i % 5 == 4) between();
        }

        between();
        double transfers = effort.Transfers, perTransfer = 1e9 / transfers;
        return new(StringComparer.Ordinal)
        {
            ["transfersPerSecondPreverified"] = transfers / withoutChecks.Min(static e => e.Seconds),
            ["transfersPerSecond"] = transfers / withChecks.Min(static e => e.Seconds),
            ["decodeNs"] = decode * perTransfer,
            ["verifyNs"] = verify * perTransfer,
            ["dispatchNs"] = (best.Seconds - best.RootSeconds - decode) * perTransfer,
            ["rootNs"] = best.RootSeconds * perTransfer,
            ["allocatedBytesPerTransfer"] = Median(withoutChecks, static e => e.Allocated) / transfers,
            ["transfersPerSecondPreverifiedMedian"] = transfers / Median(withoutChecks, static e => e.Seconds),
            ["transfersPerSecondMedian"] = transfers / Median(withChecks, static e => e.Seconds),
            ["transfersPerCpuSecondPreverified"] = transfers / withoutChecks.Min(static e => e.CpuSeconds),
            ["transfersPerCpuSecond"] = transfers / withChecks.Min(static e => e.CpuSeconds),
            ["importedPerSecondPreverified"] = transfers / withoutChecks.Min(static e => e.Seconds + e.CommitSeconds),
        };
    }

    // What the runtime decodes: the block, and each of its extrinsics.
    private static double Decode(Block block)
    {
        GensynRuntime runtime = new(new OverlayExternalities(new EmptyState()));
        byte[] encoded = Block.Codec.ToBytes(block);
        return Seconds(() =>
        {
            if (!Block.Codec.TryDecode(encoded, out Block decoded, runtime)) throw new InvalidOperationException("A block was refused.");
            foreach (byte[] extrinsic in decoded.Extrinsics) runtime.Executive.Decode(extrinsic);
        });
    }

    private static void Verify(SignatureCache cache, ImmutableArray<SignedMessage> signatures)
    {
        BlockSignatures block = new(cache);
        foreach (SignedMessage signed in signatures) block.Verify(SignatureScheme.Sr25519, signed.Signature.Span, signed.Message.Span, signed.PublicKey.Span);
        if (!block.AreGood()) throw new InvalidOperationException("A signature of the benchmark is bad.");
    }

    private static double Seconds(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(Executed[] executed, Func<Executed, double> of) => executed.Select(of).Order().ElementAt(executed.Length / 2);

    /// <summary>What a block took.</summary>
    private readonly record struct Executed(double Seconds, double CpuSeconds, double CommitSeconds, double RootSeconds, double Allocated);

    /// <summary>A copy of the chain.</summary>
    private sealed class Chain(TransferBlocks blocks, IRuntime runtime, SignatureCache signatures, Func<TrieState, IKeptState>? wrap = null)
    {
        private readonly BlockTree _tree = blocks.StartChain(new MemoryChain(wrap));
        private ExecutionHost? _host;

        public Executed Execute(Block block)
        {
            _host ??= new ExecutionHost(new OneRuntime(runtime), _tree, signatures);
            TimeSpan used = Environment.CpuUsage.TotalTime;
            long allocated = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            ExecutedBlock executed = _host.Execute(block);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            double cpu = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            double commit = Seconds(() => _tree.Append(executed, finalise: true));
            return new(seconds, cpu, commit, (executed.Parent as ClockedState)?.RootSeconds ?? 0, allocated);
        }
    }
}
