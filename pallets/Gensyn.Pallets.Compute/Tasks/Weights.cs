using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>The cost of each call of the tasks pallet.</summary>
public interface ITasksWeights
{
    /// <summary>Of <c>submit</c>: grows with the graph.</summary>
    Weight Submit(TaskSpec spec);

    /// <summary>Of <c>cancel</c>.</summary>
    Weight Cancel();

    /// <summary>Of <c>accept</c>.</summary>
    Weight Accept();

    /// <summary>Of <c>heartbeat</c>.</summary>
    Weight Heartbeat();

    /// <summary>Of <c>settle</c>.</summary>
    Weight Settle();

    /// <summary>Of <c>poke</c>: the dearest state change, a draw among this many providers.</summary>
    Weight Poke(uint providers);

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of <c>decline</c>.</summary>
    Weight Decline();

    /// <summary>Of handling this many deadlines at the start of a block, each with a draw among this many providers.</summary>
    Weight Deadlines(uint count, uint providers);
}

/// <summary>Estimates from storage reads and writes and hashed bytes, not yet measured.</summary>
public sealed class TasksWeights : ITasksWeights
{
    // Matching reads every provider and its stake, the latter twice.
    private const ulong ReadsPerProvider = 3;

    // Decoding, checking and pricing a byte of a graph costs about ten times its hash.
    private const ulong GraphFactor = 10;

    /// <inheritdoc/>
    public Weight Submit(TaskSpec spec) => Estimate.Of(reads: 5, writes: 7, hashed: GraphFactor * (ulong)spec.Graph.Length);

    /// <inheritdoc/>
    public Weight Cancel() => Estimate.Of(reads: 5, writes: 5);

    /// <inheritdoc/>
    public Weight Accept() => Estimate.Of(reads: 8, writes: 7);

    /// <inheritdoc/>
    public Weight Heartbeat() => Estimate.Of(reads: 6, writes: 5);

    /// <inheritdoc/>
    public Weight Settle() => Estimate.Of(reads: 40, writes: 40);

    /// <inheritdoc/>
    public Weight Poke(uint providers) => Deadlines(1, providers);

    /// <inheritdoc/>
    public Weight SetParameters() => Estimate.Of(reads: 0, writes: 1);

    /// <inheritdoc/>
    public Weight Decline() => Estimate.Of(reads: 10, writes: 9);

    /// <inheritdoc/>
    public Weight Deadlines(uint count, uint providers) => count == 0
        ? Estimate.Of(reads: 1, writes: 0)
        : Estimate.Of(reads: 1 + (count * (12 + (ReadsPerProvider * providers))), writes: 1 + (count * 12ul));
}
