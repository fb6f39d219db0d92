using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute;

/// <summary>Tasks as proofs and disputes need them.</summary>
public interface ITaskBoard
{
    /// <summary>A task, or null when there is none of that number.</summary>
    TaskView? Find(uint task);

    /// <summary>The solver committed: waits for the draw.</summary>
    void Committed(uint task);

    /// <summary>Verifiers are drawn.</summary>
    void AuditStarted(uint task);

    /// <summary>The audit is done: the challenge window opens.</summary>
    void AuditCompleted(uint task);

    /// <summary>Nobody could audit the task: it ends unpaid and nobody is to blame.</summary>
    void AuditImpossible(uint task);

    /// <summary>Verifiers could not get the solver's checkpoints: it is fined and the task goes to another.</summary>
    void HistoryUnavailable(uint task);

    /// <summary>A first game opened.</summary>
    void Disputed(uint task);

    /// <summary>The last game closed and the solver stands.</summary>
    void Undisputed(uint task);

    /// <summary>The solver was convicted: the task goes to another.</summary>
    void Convicted(uint task);
}

/// <summary>A task as the other pallets see it.</summary>
/// <param name="Phase">Where it stands, whether or not games are open.</param>
/// <param name="Until">When the challenge window ends; zero before it opens.</param>
/// <param name="VerifierFee">What each of its verifiers earns at the matched price.</param>
/// <param name="Fee">The whole fee at the matched price; zero before matching.</param>
/// <param name="Solver">The matched solver.</param>
public sealed record TaskView(
    AccountId Submitter,
    TaskState Phase,
    uint Attempt,
    uint Until,
    AccountId? Solver,
    UInt128 Fee,
    UInt128 VerifierFee,
    H256 GraphRoot,
    GraphSummary Summary,
    ulong Seed,
    uint Steps,
    uint Interval,
    ImmutableArray<H256> DataRoots,
    Requirements Requirements,
    uint TrainingDeadline,
    byte Verifiers,
    ImmutableArray<AccountId> Excluded)
{
    /// <summary>How its steps are cut into intervals.</summary>
    public IntervalPlan Plan => new(Steps, Interval);
}

/// <summary>Where a task stands.</summary>
[Scale]
public enum TaskState : byte
{
    /// <summary>Waits to be matched.</summary>
    Open = 0,

    /// <summary>A solver is drawn and has to accept.</summary>
    Matched = 1,

    /// <summary>The solver trains.</summary>
    Training = 2,

    /// <summary>The history is committed; verifiers are yet to be drawn.</summary>
    Committed = 3,

    /// <summary>Verifiers re-run drawn intervals.</summary>
    Auditing = 4,

    /// <summary>Anyone may challenge.</summary>
    ChallengeWindow = 5,

    /// <summary>Games are open.</summary>
    Disputed = 6,

    /// <summary>Paid.</summary>
    Settled = 7,

    /// <summary>Ended unpaid: too many attempts, or nobody to audit it.</summary>
    Failed = 8,

    /// <summary>Taken back by its submitter.</summary>
    Cancelled = 9,

    /// <summary>Nobody took it in time.</summary>
    Expired = 10,
}
