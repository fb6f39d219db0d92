using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.LearningProofs;

/// <summary>What a solver commits to: all its checkpoints, its result and where they are.</summary>
/// <param name="History">Root over S_0, S_k, …, S_N and the metric.</param>
/// <param name="FinalState">S_N, the last checkpoint: what is delivered.</param>
/// <param name="FinalProof">Its siblings in the history.</param>
/// <param name="Metric">The metric's value, raw bits of one element.</param>
/// <param name="MetricProof">The siblings of its tensor root in the history.</param>
/// <param name="Artefacts">Content address of the list of checkpoints.</param>
/// <param name="Effort">What the solver says that it spent.</param>
[Scale]
public sealed partial record HistoryCommitment(
    H256 History,
    H256 FinalState,
    [MaxLength(HistoryCommitment.MaxProof)] ImmutableArray<H256> FinalProof,
    uint Metric,
    [MaxLength(HistoryCommitment.MaxProof)] ImmutableArray<H256> MetricProof,
    H256 Artefacts,
    Effort Effort = default)
{
    /// <summary>The longest path in a history.</summary>
    public const int MaxProof = 32;
}

/// <summary>What a solver says that a run took, for people to read: nobody checks it, and nothing depends on it.</summary>
/// <param name="TrainingMilliseconds">From the first step to the metric.</param>
/// <param name="ProvingMilliseconds">Hashing, writing and publishing checkpoints, beside the training.</param>
[Scale]
public readonly partial record struct Effort(uint TrainingMilliseconds, uint ProvingMilliseconds);

/// <summary>The audit of a commitment: rounds, each with its own draw.</summary>
/// <param name="DrawBy">Until when verifiers are sought.</param>
[Scale]
public sealed partial record Audit(uint DrawBy, [MaxLength(ProofParameters.MostRounds)] ImmutableArray<AuditRound> Rounds);

/// <summary>One draw: what is re-run, and by whom.</summary>
/// <param name="Intervals">The drawn intervals, ascending.</param>
/// <param name="Seats">The drawn verifiers.</param>
/// <param name="CommitBy">Until when verdicts are committed; reveals start then.</param>
/// <param name="RevealBy">Until when they are revealed.</param>
/// <param name="Revealing">Whether reveals have started.</param>
[Scale]
public sealed partial record AuditRound(
    ImmutableArray<DrawnInterval> Intervals, ImmutableArray<Seat> Seats, uint CommitBy, uint RevealBy, bool Revealing);

/// <summary>An interval to re-run, and the steps inside it whose states the verdict must name.</summary>
/// <param name="Index">0 initialises, 1 to M train, M + 1 evaluates.</param>
/// <param name="InnerSteps">Steps strictly inside the interval, ascending.</param>
[Scale]
public sealed partial record DrawnInterval(uint Index, ImmutableArray<uint> InnerSteps);

/// <summary>A verifier's place in a round.</summary>
/// <param name="Hash">Its committed verdict; zero before that.</param>
[Scale]
public sealed partial record Seat(AccountId Verifier, SeatState State, H256 Hash);

/// <summary>How far a verifier is.</summary>
[Scale]
public enum SeatState : byte
{
    /// <summary>Drawn; owes a commitment.</summary>
    Drawn = 0,

    /// <summary>Committed; owes the reveal.</summary>
    Committed = 1,

    /// <summary>Revealed; the verdict stands.</summary>
    Revealed = 2,

    /// <summary>Did not answer in time.</summary>
    Missed = 3,

    /// <summary>Lost a game: the verdict does not count.</summary>
    Convicted = 4,

    /// <summary>Could not get the solver's checkpoints; neither paid nor fined.</summary>
    Unavailable = 5,
}

/// <summary>A verifier's answer for one interval, with what opens the solver's history there.</summary>
/// <param name="Start">The solver's checkpoint at the start; zero for the initialisation.</param>
/// <param name="StartProof">Its siblings; none for the initialisation.</param>
/// <param name="Claimed">The solver's checkpoint at the end, or the metric's root.</param>
/// <param name="Own">What the verifier got there.</param>
/// <param name="Inner">The states that the verifier got at the drawn inner steps.</param>
[Scale]
public sealed partial record IntervalAnswer(
    uint Index,
    H256 Start,
    [MaxLength(HistoryCommitment.MaxProof)] ImmutableArray<H256> StartProof,
    H256 Claimed,
    [MaxLength(HistoryCommitment.MaxProof)] ImmutableArray<H256> ClaimedProof,
    H256 Own,
    [MaxLength(ProofParameters.MostInnerSteps)] ImmutableArray<H256> Inner);

/// <summary>A revealed answer, its proofs checked and dropped.</summary>
[Scale]
public sealed partial record IntervalVerdict(uint Index, H256 Start, H256 Claimed, H256 Own, ImmutableArray<H256> Inner);

/// <summary>The rules of audits.</summary>
/// <param name="AuditDelay">Blocks from a commitment to its draw; at least 2.</param>
/// <param name="Intervals">How many intervals a round re-runs: s.</param>
/// <param name="InnerSteps">How many states inside each interval a verdict names: q.</param>
/// <param name="CommitBlocks">Blocks to re-run and commit to a verdict.</param>
/// <param name="RevealBlocks">Blocks to reveal it.</param>
/// <param name="DrawBlocks">Blocks from the commitment in which verifiers are sought.</param>
/// <param name="MaxRounds">The most draws for one commitment.</param>
/// <param name="BondShare">A verifier's bond in thousandths of the task's fee.</param>
/// <param name="MinimumBond">The smallest bond of a verifier.</param>
/// <param name="MissPenalty">Thousandths of its bond that a silent verifier loses.</param>
[Scale]
public sealed partial record ProofParameters(
    uint AuditDelay,
    uint Intervals,
    uint InnerSteps,
    uint CommitBlocks,
    uint RevealBlocks,
    uint DrawBlocks,
    uint MaxRounds,
    uint BondShare,
    UInt128 MinimumBond,
    uint MissPenalty)
{
    /// <summary>More rounds than this no rule allows.</summary>
    public const int MostRounds = 16;

    /// <summary>More intervals than this no rule draws.</summary>
    public const int MostIntervals = 64;

    /// <summary>More verifiers than this no task asks for.</summary>
    public const int MostSeats = 32;

    /// <summary>More inner states than this no verdict names.</summary>
    public const int MostInnerSteps = 16;

    private const uint LongestWindow = 1 << 24;
    private const uint LargestMultiple = 10 * Share.Whole;

    /// <summary>Rules for chains whose blocks take a second.</summary>
    public static ProofParameters Development { get; } = new(
        AuditDelay: 2,
        Intervals: 3,
        InnerSteps: 2,
        CommitBlocks: 30,
        RevealBlocks: 10,
        DrawBlocks: 300,
        MaxRounds: 4,
        BondShare: 500,
        MinimumBond: 1_000_000_000_000,
        MissPenalty: 100);

    /// <summary>Whether the rules let an audit end.</summary>
    public bool IsValid =>
        AuditDelay is >= 2 and <= LongestWindow
        && Intervals is > 0 and <= MostIntervals
        && InnerSteps <= MostInnerSteps
        && CommitBlocks is > 0 and <= LongestWindow
        && RevealBlocks is > 0 and <= LongestWindow
        && DrawBlocks is > 0 and <= LongestWindow
        && MaxRounds is > 0 and <= MostRounds
        && BondShare <= LargestMultiple
        && MinimumBond <= ulong.MaxValue
        && MissPenalty <= Share.Whole;
}
