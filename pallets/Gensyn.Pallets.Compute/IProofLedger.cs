using System.Collections.Immutable;
using Gensyn.Primitives;

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
/// <param name="FinalState">The last checkpoint.</param>
/// <param name="Metric">The metric's value, raw bits.</param>
/// <param name="Artefacts">Content address of the list of checkpoints.</param>
public readonly record struct CommittedHistory(H256 History, H256 FinalState, uint Metric, H256 Artefacts);
