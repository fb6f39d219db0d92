using System.Collections.Immutable;

namespace Gensyn.Frame.Benchmarking;

/// <summary>A pallet whose costs are measured.</summary>
public interface IBenchmarkedPallet
{
    /// <summary>The benchmarks of its calls, and of whatever else of it has a weight.</summary>
    /// <param name="host">What the runtime around the pallet offers to set them up.</param>
    ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host);
}
