using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.LearningProofs;

/// <summary>The cost of each call of the proofs pallet.</summary>
public interface ILearningProofsWeights
{
    /// <summary>Of <c>commit</c>.</summary>
    Weight Commit();

    /// <summary>Of <c>commit_verdict</c>.</summary>
    Weight CommitVerdict();

    /// <summary>Of <c>reveal_verdict</c>: grows with the answers.</summary>
    Weight RevealVerdict(ImmutableArray<IntervalAnswer> answers);

    /// <summary>Of <c>poke</c>: the dearest state change, a draw among this many providers.</summary>
    Weight Poke(uint providers);

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of handling this many deadlines at the start of a block, each with a draw among this many providers.</summary>
    Weight Deadlines(uint count, uint providers);
}

/// <summary>Estimates from storage reads and writes and hashed bytes, not yet measured.</summary>
public sealed class LearningProofsWeights : ILearningProofsWeights
{
    // Drawing reads every provider and its stake, the latter twice.
    private const ulong ReadsPerProvider = 3;

    // Two paths of at most 32 nodes of 65 bytes.
    private const ulong PathBytes = 2 * 32 * 65;

    /// <inheritdoc/>
    public Weight Commit() => Estimate.Of(reads: 6, writes: 5, hashed: PathBytes + 4096);

    /// <inheritdoc/>
    public Weight CommitVerdict() => Estimate.Of(reads: 4, writes: 3);

    /// <inheritdoc/>
    public Weight RevealVerdict(ImmutableArray<IntervalAnswer> answers) =>
        Estimate.Of(reads: 20, writes: 20, hashed: (ulong)answers.Length * PathBytes * 2);

    /// <inheritdoc/>
    public Weight Poke(uint providers) => Deadlines(1, providers);

    /// <inheritdoc/>
    public Weight SetParameters() => Estimate.Of(reads: 0, writes: 1);

    /// <inheritdoc/>
    public Weight Deadlines(uint count, uint providers) => count == 0
        ? Estimate.Of(reads: 1, writes: 0)
        : Estimate.Of(reads: 1 + (count * (40 + (ReadsPerProvider * providers))), writes: 1 + (count * 40ul));
}
