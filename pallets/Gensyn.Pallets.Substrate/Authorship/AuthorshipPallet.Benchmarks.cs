using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;

namespace Gensyn.Pallets.Substrate.Authorship;

/// <content>What its hooks cost.</content>
public sealed partial class AuthorshipPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host) =>
    [
        new("on_initialize", () =>
        {
            AuthorValue.Remove();
            return new BenchmarkRun(Both, () => !AuthorValue.Exists && Author is not null);
        }),
    ];

    private void Both()
    {
        OnInitialize(Context.BlockNumber);
        OnFinalize(Context.BlockNumber);
    }
}
