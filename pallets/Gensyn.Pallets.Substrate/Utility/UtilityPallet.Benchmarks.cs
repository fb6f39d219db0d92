using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Utility;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/utility/src/benchmarking.rs.</content>
public sealed partial class UtilityPallet : IBenchmarkedPallet
{
    private const uint MostCalls = 1000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        BenchmarkComponent calls = new("calls", 0, MostCalls);
        OriginCaller signed = new(RawOrigin.Signed, host.Caller);
        return
        [
            new("batch", calls, count => Run(host, new Call.Batch(Calls(host, count)))),
            new("as_derivative", () => Run(host, new Call.AsDerivative(ushort.MaxValue, host.Nothing()))),
            new("batch_all", calls, count => Run(host, new Call.BatchAll(Calls(host, count)))),
            new("dispatch_as", () => Run(host, new Call.DispatchAs(signed, host.Nothing()), Origin.Root)),
            new("force_batch", calls, count => Run(host, new Call.ForceBatch(Calls(host, count)))),
            new("dispatch_as_fallible", () => Run(host, new Call.DispatchAsFallible(signed, host.Nothing()), Origin.Root)),

            // The first call fails, for want of root, so that both are made.
            new("if_else", () =>
            {
                RuntimeCall failing = new(Context.Index, new Call.DispatchAs(signed, host.Nothing()));
                return Run(host, new Call.IfElse(failing, host.Nothing()));
            }),
        ];
    }

    // What the calls did is told by events alone, which verification need not read back: the call itself was not refused.
    private BenchmarkRun Run(IBenchmarkHost host, Call call, Origin? origin = null) =>
        BenchmarkRun.Of(Context, origin ?? Origin.Signed(host.Caller), call, static () => true);

    private static ImmutableArray<RuntimeCall> Calls(IBenchmarkHost host, uint count) => [.. Enumerable.Repeat(host.Nothing(), (int)count)];
}
