using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Benchmarking;

/// <summary>What the benchmarks of one compute pallet need all of them to hold: providers with stakes, and tasks at any point of their lives.</summary>
/// <remarks>The composed runtime is one, as it alone knows all pallets.</remarks>
public interface IComputeStage : IBenchmarkHost
{
    /// <summary>Who submits the tasks.</summary>
    AccountId Submitter { get; }

    /// <summary>Who solves them: the first of the providers.</summary>
    AccountId Solver { get; }

    /// <summary>The history that the solver commits to.</summary>
    BenchmarkHistory History { get; }

    /// <summary>A registered provider with a stake; the same number gives the same one. The first is the solver.</summary>
    AccountId Provider(uint number);

    /// <summary>A new task in a phase; its audit, once begun, has the verdicts of this many providers after the solver, all against the solver.</summary>
    uint Task(TaskState phase, uint verifiers = 2);
}
