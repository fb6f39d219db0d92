using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification.Disputes;

/// <summary>What a game must know of the task; all of it was fixed before the work began.</summary>
/// <param name="GraphRoot">The root that records and slots are opened against.</param>
/// <param name="Graph">The graph's counts.</param>
/// <param name="Seed">What keys every random number.</param>
/// <param name="DataRoots">The tensor roots of the data, in the graph's order.</param>
[Scale]
public sealed partial record DisputeTask(
    H256 GraphRoot, GraphSummary Graph, ulong Seed, [MaxLength(TaskGraph.MaxData)] ImmutableArray<H256> DataRoots);

/// <summary>The work in dispute: runs of one graph from an agreed state.</summary>
/// <param name="Phase">Which graph runs.</param>
/// <param name="Start">The agreed state before the first run; zero for the initialisation, which starts from nothing.</param>
/// <param name="StartStep">The step of that state.</param>
/// <param name="Runs">How often the graph runs; 1 unless it is the step graph.</param>
[Scale]
public sealed partial record DisputeSpan(GraphPhase Phase, H256 Start, uint StartStep, uint Runs)
{
    /// <summary>The span of one interval of a history.</summary>
    public static DisputeSpan Of(in Interval interval, in H256 start) =>
        new(interval.Phase, interval.Phase == GraphPhase.Initialisation ? H256.Zero : start, interval.StartStep, interval.Runs);
}
