using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>What the chain finds out about submitted work by itself.</summary>
/// <param name="Root">The task's root.</param>
/// <param name="GraphRoot">The root that games open graph records against.</param>
/// <param name="Summary">The graph's counts.</param>
/// <param name="Units">The cost in units of work.</param>
/// <param name="LargestInterval">The cost of the dearest of interval, initialisation and evaluation, in units of work.</param>
public readonly record struct TaskWork(H256 Root, H256 GraphRoot, GraphSummary Summary, UInt128 Units, UInt128 LargestInterval)
{
    /// <summary>Weighted operations in a unit of work: prices of single operations would be fractions.</summary>
    public const uint OperationsPerUnit = 1_000_000;

    // Bitwise; what a distance mode would need is not asked for here.
    private const byte Mode = 0;

    /// <summary>Reads, checks and prices a graph.</summary>
    internal static bool TryRead(TaskSpec spec, out TaskWork work, out TasksPallet.Error error)
    {
        work = default;
        error = TasksPallet.Error.GraphMalformed;
        if (!TaskGraph.TryDecode(spec.Graph, out TaskGraph graph)) return false;
        error = TasksPallet.Error.GraphInvalid;
        if (graph.Validate() is not null) return false;
        error = TasksPallet.Error.DataRootsMismatch;
        if (graph.Data.Length != spec.DataRoots.Length) return false;

        // The largest graph costs less than 2^64 a step, so the sum below fits; money limits it further.
        error = TasksPallet.Error.WorkOutOfRange;
        UInt128 units = UnitsOf(graph.Cost(spec.Steps));
        if (units > ulong.MaxValue) return false;

        H256 graphRoot = graph.Root();
        H256 root = new TaskCommitment(graphRoot, spec.Seed, spec.DataRoots, Parent: null, spec.Steps, spec.Interval, Mode).Root();
        UInt128 once = UInt128.Max(graph.Cost(GraphPhase.Initialisation), graph.Cost(GraphPhase.Evaluation));
        UInt128 largest = UnitsOf(UInt128.Max(once, graph.Cost(GraphPhase.Step) * spec.Interval));
        work = new TaskWork(root, graphRoot, graph.Summary(), UInt128.Max(units, 1), largest);
        return true;
    }

    /// <summary>Operations in units of work, rounded up.</summary>
    public static UInt128 UnitsOf(UInt128 operations) => (operations + OperationsPerUnit - 1) / OperationsPerUnit;
}
