using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;
using Gensyn.Runtime.Benchmarking;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Benchmarking;

/// <summary>Runs the benchmarks of the runtime's pallets and lays lines through what they take.</summary>
/// <remarks>
/// What is timed runs over a trie in memory, with nothing cached: reads and writes of the database are counted apart, and weighed by what
/// <c>benchmark storage</c> finds. Each is run over a state of its own, set up anew for every value of a component.
/// </remarks>
internal sealed class PalletBenchmarks
{
    private readonly PalletBenchmarkOptions _options;
    private readonly ImmutableArray<KeyValuePair<byte[], byte[]>> _opened;
    private readonly ProofEstimate _proofs;

    /// <summary>Opens a block above a chain's first state.</summary>
    public PalletBenchmarks(IEnumerable<KeyValuePair<byte[], byte[]>> genesis, PalletBenchmarkOptions options)
    {
        if (options.Steps < 2) throw new BenchmarkException("A line needs at least 2 steps.");
        _options = options;
        BenchmarkState state = new(genesis);
        OverlayExternalities overlay = new(state);
        BenchmarkStage.Open(overlay);
        state.Apply(overlay.Drain());
        _opened = [.. state.Pairs()];
        BenchmarkStage stage = new(new OverlayExternalities(state));
        _proofs = new ProofEstimate(new StorageCatalogue(stage.Runtime.Pallets), options.MapEntries, options.TrieLayers);
        Pallets = stage.Pallets;
        All = [.. Pallets.SelectMany(pallet => stage.BenchmarksOf(pallet).Select(benchmark => (pallet, benchmark)))];
    }

    /// <summary>The pallets that have benchmarks.</summary>
    public ImmutableArray<Pallet> Pallets { get; }

    /// <summary>All benchmarks, by pallet.</summary>
    public ImmutableArray<(Pallet Pallet, Benchmark Benchmark)> All { get; }

    /// <summary>Runs a benchmark once in its largest case, and checks what it did.</summary>
    /// <exception cref="BenchmarkException">It was refused, or its check failed.</exception>
    public void Try(Pallet pallet, Benchmark benchmark) => Prepare(pallet, benchmark, Highest(benchmark), tracker: null).Check();

    /// <summary>Measures a benchmark.</summary>
    /// <exception cref="BenchmarkException">It was refused, or its check failed.</exception>
    public MeasuredWeight Measure(Pallet pallet, Benchmark benchmark, CancellationToken cancellation)
    {
        List<Measurement> times = [], reads = [], writes = [], proofs = [], recorded = [];
        List<PrefixAccess> largest = [];
        Prepared warm = Prepare(pallet, benchmark, Highest(benchmark), tracker: null);
        warm.Check();
        WarmUp.Run(_options.WarmUp, () => warm.Time(), cancellation);

        foreach (uint[] point in Points(benchmark))
        {
            cancellation.ThrowIfCancellationRequested();
            (IReadOnlyList<PrefixAccess> accesses, ulong proof) = Track(pallet, benchmark, point);
            reads.Add(new(point, (ulong)accesses.Sum(static a => a.Reads)));
            writes.Add(new(point, (ulong)accesses.Sum(static a => a.Writes)));
            recorded.Add(new(point, proof));
            proofs.Add(new(point, _proofs.Of(accesses, proof)));
            Merge(largest, accesses);

            Prepared timed = Prepare(pallet, benchmark, point, tracker: null);
            timed.Check();
            for (int i = 0; i < _options.Repeats; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                times.Add(new(point, timed.Time()));
            }
        }

        return new(
            benchmark.Name,
            benchmark.Components,
            Analysis.Of(_options.Analysis, times, Quantity.Time),
            Analysis.Of(_options.Analysis, reads, Quantity.Count),
            Analysis.Of(_options.Analysis, writes, Quantity.Count),
            Analysis.Of(_options.Analysis, proofs, Quantity.Count),
            Analysis.Of(_options.Analysis, recorded, Quantity.Count),
            times.Min(static m => m.Value) * 1000,
            [.. _proofs.Describe(largest)]);
    }

    /// <summary>Where a benchmark is measured: along each component, with the others at their largest.</summary>
    // Source: frame-benchmarking-cli, pallet/command.rs.
    internal IEnumerable<uint[]> Points(Benchmark benchmark)
    {
        if (benchmark.Components.IsEmpty) yield return [];
        for (int i = 0; i < benchmark.Components.Length; i++)
        {
            BenchmarkComponent component = benchmark.Components[i];
            double step = (double)(component.High - component.Low) / (_options.Steps - 1);
            for (int s = 0; s < _options.Steps; s++)
            {
                uint[] point = Highest(benchmark);
                point[i] = Math.Clamp((uint)(component.Low + (step * s)), component.Low, component.High);
                yield return point;
            }
        }
    }

    private static uint[] Highest(Benchmark benchmark) => [.. benchmark.Components.Select(static component => component.High)];

    private static void Merge(List<PrefixAccess> largest, IReadOnlyList<PrefixAccess> accesses)
    {
        foreach (PrefixAccess access in accesses)
        {
            int known = largest.FindIndex(a => a.Prefix.AsSpan().SequenceEqual(access.Prefix));
            if (known < 0) largest.Add(access);
            else largest[known] = new(access.Prefix, Math.Max(largest[known].Reads, access.Reads), Math.Max(largest[known].Writes, access.Writes));
        }
    }

    private (IReadOnlyList<PrefixAccess> Accesses, ulong Proof) Track(Pallet pallet, Benchmark benchmark, uint[] point)
    {
        AccessTracker? tracker = null;
        Prepared prepared = Prepare(pallet, benchmark, point, overlay => tracker = new AccessTracker(overlay));
        tracker!.Whitelist(prepared.Stage.Whitelist); // Preparing has made it.
        tracker.Reset();
        prepared.State.Record();
        prepared.Execute();
        IReadOnlyList<PrefixAccess> accesses = tracker.Count();

        // What the new root needs of the old trie is part of the proof.
        prepared.Overlay.StorageRoot(StateVersion.V1);
        return (accesses, prepared.State.ProofSize);
    }

    private Prepared Prepare(Pallet pallet, Benchmark benchmark, uint[] point, Func<OverlayExternalities, IExternalities>? tracker)
    {
        BenchmarkState state = new(_opened);
        OverlayExternalities overlay = new(state, proofSize: () => state.ProofSize);
        BenchmarkStage stage = new(tracker is null ? overlay : tracker(overlay));
        Pallet own = stage.Pallets.Single(p => p.Index == pallet.Index);
        Benchmark fresh = stage.BenchmarksOf(own).Single(b => b.Name == benchmark.Name);
        string name = $"{pallet.Name}.{benchmark.Name}({string.Join(", ", benchmark.Components.Zip(point, static (c, value) => $"{c.Name} = {value}"))})";
        try
        {
            BenchmarkRun run = fresh.Prepare([.. point]);
            state.Apply(overlay.Drain());
            return new(name, stage, state, overlay, run);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new BenchmarkException($"{name} could not be set up: {failure.Message}");
        }
    }

    private sealed record Prepared(string Name, BenchmarkStage Stage, BenchmarkState State, OverlayExternalities Overlay, BenchmarkRun Run)
    {
        /// <summary>Runs it once and checks what it did; the state is then as before.</summary>
        public void Check()
        {
            Execute();
            if (!Run.Verify()) throw new BenchmarkException($"{Name} did not do what it should.");
            Overlay.Drain();
        }

        /// <summary>Runs it once; what it changed stays in the overlay.</summary>
        public void Execute()
        {
            DispatchResult result = Run.Execute();
            if (result.IsError) throw new BenchmarkException($"{Name} was refused: {Explain(result)}.");
        }

        /// <summary>Nanoseconds of one run; the state is then as before.</summary>
        public ulong Time()
        {
            long began = ThreadClock.Now();
            Run.Execute();
            ulong took = ThreadClock.Since(began);
            Overlay.Drain();
            return took;
        }

        private string Explain(DispatchResult result)
        {
            if (result.Error is not { Kind: DispatchErrorKind.Module } error || Stage.Runtime.PalletAt(error.Detail) is not { } pallet) return result.ToString();
            Gensyn.Scale.TypeVariant? variant =
                (pallet.Metadata.Error?.Definition as Gensyn.Scale.TypeDefinition.Variant)?.Variants.FirstOrDefault(v => v.Index == error.Code);
            return $"{pallet.Name}.{variant?.Name}";
        }
    }
}
