using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.LearningProofs;

/// <summary>The measured cost of each call, and of what a block does by itself.</summary>
public interface ILearningProofsWeights
{
    /// <summary>Of <c>commit</c>.</summary>
    Weight Commit();

    /// <summary>Of <c>commit_verdict</c> in a round of this many verifiers.</summary>
    Weight CommitVerdict(uint seats);

    /// <summary>Of <c>reveal_verdict</c> with this many answers, each different from those of all other verifiers.</summary>
    Weight RevealVerdict(uint answers, uint seats);

    /// <summary>Of <c>poke</c> on a round of this many silent verifiers.</summary>
    Weight Poke(uint seats);

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of taking this many audits off a block's agenda.</summary>
    Weight OnInitialize(uint tasks);

    /// <summary>Of drawing this many verifiers among this many providers.</summary>
    Weight DrawRound(uint providers, uint seats);
}
