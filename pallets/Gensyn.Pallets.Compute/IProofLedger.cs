using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute;

/// <summary>Commitments and verdicts as tasks and disputes need them.</summary>
public interface IProofLedger
{
    /// <summary>What the solver committed, or null.</summary>
    CommittedHistory? Find(uint task);

    /// <summary>The verifiers whose verdict stands.</summary>
    ImmutableArray<AccountId> StandingVerifiers(uint task);

    /// <summary>The verifiers whose verdict stands and does not confirm this interval's claim.</summary>
    ImmutableArray<AccountId> VerifiersAgainst(uint task, uint interval);

    /// <summary>Drops the verdict of a verifier that lost a game; its bond is already cut.</summary>
    void DropVerdict(uint task, AccountId verifier);

    /// <summary>A game among or with verifiers closed: the audit may be complete now.</summary>
    void GameClosed(uint task);

    /// <summary>Ends the audit of a task: frees the bonds that are left and forgets what is not needed any more.</summary>
    void Close(uint task);
}

/// <summary>What a solver committed to.</summary>
/// <param name="History">Root over the checkpoints and the metric.</param>
/// <param name="Leaves">How many leaves the history has, from the task.</param>
/// <param name="FinalState">The last checkpoint.</param>
/// <param name="Metric">The metric's value, raw bits.</param>
/// <param name="Artefacts">Content address of the list of checkpoints.</param>
/// <param name="Block">When it committed.</param>
[Scale]
public sealed partial record CommittedHistory(
    AccountId Solver, H256 History, uint Leaves, H256 FinalState, uint Metric, H256 Artefacts, uint Block)
{
    /// <summary>Whether a state or the metric's root lies at an index of the history.</summary>
    public bool Holds(uint index, H256 value, ImmutableArray<H256> path) =>
        index < Leaves && Commitment.VerifyHistory(History, (int)Leaves, (int)index, value, path);

    /// <summary>Whether two values are the ends of an interval; the initialisation starts from nothing, written zero.</summary>
    public bool Bounds(uint interval, H256 start, ImmutableArray<H256> startPath, H256 end, ImmutableArray<H256> endPath)
    {
        bool starts = interval == 0 ? start == H256.Zero && startPath.IsEmpty : Holds(interval - 1, start, startPath);
        return starts && Holds(interval, end, endPath);
    }
}
