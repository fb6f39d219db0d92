using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;

namespace Gensyn.Pallets.Substrate.Timestamp;

/// <content>What its call and its hook cost. Source of the cases: polkadot-sdk substrate/frame/timestamp/src/benchmarking.rs.</content>
public sealed partial class TimestampPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host) =>
    [
        new("set", () => BenchmarkRun.Of(Context, Origin.None, new Call.Set(host.Time), () => Now.Get() == host.Time)),
        new("on_finalize", () =>
        {
            DidUpdate.Set(true);
            return new BenchmarkRun(() => OnFinalize(Context.BlockNumber), () => !DidUpdate.Exists);
        }),
    ];
}
