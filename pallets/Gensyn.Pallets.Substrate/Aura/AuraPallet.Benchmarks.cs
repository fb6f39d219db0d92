using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;

namespace Gensyn.Pallets.Substrate.Aura;

/// <content>What its hook costs.</content>
public sealed partial class AuraPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host) =>
    [
        new("on_initialize", () =>
        {
            CurrentSlot.Set(default);
            return new BenchmarkRun(() => OnInitialize(Context.BlockNumber), () => CurrentSlot.Get() == Slot.Of(digest.Current));
        }),
    ];
}
