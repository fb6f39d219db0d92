using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <summary>The measured cost of each call, and of what a block does by itself.</summary>
public interface IArbitrationWeights
{
    /// <summary>Of <c>commit_challenge</c> on a task with this many open challenges.</summary>
    Weight CommitChallenge(uint open);

    /// <summary>Of <c>challenge</c>.</summary>
    Weight Challenge();

    /// <summary>Of checking a move of <c>move</c>, by its length: every 32 bytes of it count as a hash to climb from.</summary>
    Weight Move(uint hashes);

    /// <summary>Of <c>poke</c>: the end of a game that convicts the solver, with this many verifiers to pay and games to call off.</summary>
    Weight Poke(uint verifiers, uint games);

    /// <summary>Of <c>poke_challenge</c>.</summary>
    Weight PokeChallenge();

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of taking this many games off a block's agenda.</summary>
    Weight OnInitialize(uint games);
}
