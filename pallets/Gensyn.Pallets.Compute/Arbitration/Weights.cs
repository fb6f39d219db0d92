using Gensyn.Primitives;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <summary>The cost of each call of the arbitration pallet.</summary>
public interface IArbitrationWeights
{
    /// <summary>Of <c>commit_challenge</c>.</summary>
    Weight CommitChallenge();

    /// <summary>Of <c>challenge</c>.</summary>
    Weight Challenge();

    /// <summary>Of <c>move</c>: a leaf with its inputs, and the end of a game.</summary>
    Weight Move(DisputeMove move);

    /// <summary>Of <c>poke</c>.</summary>
    Weight Poke();

    /// <summary>Of <c>poke_challenge</c>.</summary>
    Weight PokeChallenge();

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of handling this many deadlines at the start of a block.</summary>
    Weight Deadlines(uint count);
}

/// <summary>Estimates from storage reads and writes and hashed bytes, not yet measured.</summary>
public sealed class ArbitrationWeights : IArbitrationWeights
{
    // A conviction pays verifiers and closes the other games of its task.
    private const ulong ConvictionReads = 80;
    private const ulong ConvictionWrites = 80;

    // Two paths of at most 32 nodes of 65 bytes.
    private const ulong PathBytes = 2 * 32 * 65;

    /// <inheritdoc/>
    public Weight CommitChallenge() => Estimate.Of(reads: 8, writes: 7);

    /// <inheritdoc/>
    public Weight Challenge() => Estimate.Of(reads: 8, writes: 10, hashed: PathBytes);

    /// <inheritdoc/>
    public Weight Move(DisputeMove move) =>
        Estimate.Of(ConvictionReads, ConvictionWrites, hashed: 4 * (ulong)DisputeMove.Codec.ToBytes(move).Length);

    /// <inheritdoc/>
    public Weight Poke() => Estimate.Of(ConvictionReads, ConvictionWrites);

    /// <inheritdoc/>
    public Weight PokeChallenge() => Estimate.Of(reads: 8, writes: 8);

    /// <inheritdoc/>
    public Weight SetParameters() => Estimate.Of(reads: 0, writes: 1);

    /// <inheritdoc/>
    public Weight Deadlines(uint count) => count == 0
        ? Estimate.Of(reads: 2, writes: 0)
        : Estimate.Of(2 + (count * ConvictionReads), 2 + (count * ConvictionWrites));
}
