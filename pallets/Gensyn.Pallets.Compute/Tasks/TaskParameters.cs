using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>The rules of tasks.</summary>
/// <param name="MatchingDelay">Blocks from a submission to its draw, and between draws that find nobody; at least 2.</param>
/// <param name="AcceptBlocks">Blocks a drawn solver has to accept.</param>
/// <param name="OpenBlocks">Blocks an open task waits before it expires.</param>
/// <param name="HeartbeatBlocks">Blocks between heartbeats.</param>
/// <param name="MissedHeartbeats">How many missed heartbeats cost a solver its task.</param>
/// <param name="MaxTrainingBlocks">The longest training.</param>
/// <param name="ChallengeBlocks">Blocks of the challenge window.</param>
/// <param name="SettleBlocks">Blocks after the window until the chain settles by itself.</param>
/// <param name="MaxAttempts">How many solvers a task may have.</param>
/// <param name="Finalists">How many of the best providers a solver is drawn from.</param>
/// <param name="NewcomerReputation">What every provider's reputation counts beyond what it earned.</param>
/// <param name="MaxVerifiers">The most verdicts an audit may need; at least 2.</param>
/// <param name="MaxSteps">The most steps.</param>
/// <param name="MaxIntervals">The most checkpoint intervals.</param>
/// <param name="MaxIntervalUnits">The most units of work that a verifier has to re-run at once: of an interval, the initialisation or the evaluation.</param>
/// <param name="MaxPrice">The highest price a submitter may offer.</param>
/// <param name="Margin">Thousandths that the escrow holds beyond the cost bound.</param>
/// <param name="SolverShare">Thousandths of the fee for the solver.</param>
/// <param name="VerifierShare">Thousandths of the fee for all verifiers; what is left is the network's.</param>
/// <param name="SolverBondShare">The solver's bond in thousandths of the fee.</param>
/// <param name="MinimumSolverBond">The smallest bond of a solver.</param>
/// <param name="SilencePenalty">Thousandths of its bond that a solver loses that is silent, late, or does not serve its checkpoints.</param>
/// <param name="DepositBase">What every task deposits.</param>
/// <param name="DepositPerByte">What a task deposits for each byte of its graph.</param>
[Scale]
public sealed partial record TaskParameters(
    uint MatchingDelay,
    uint AcceptBlocks,
    uint OpenBlocks,
    uint HeartbeatBlocks,
    uint MissedHeartbeats,
    uint MaxTrainingBlocks,
    uint ChallengeBlocks,
    uint SettleBlocks,
    uint MaxAttempts,
    uint Finalists,
    uint NewcomerReputation,
    byte MaxVerifiers,
    uint MaxSteps,
    uint MaxIntervals,
    ulong MaxIntervalUnits,
    UInt128 MaxPrice,
    uint Margin,
    uint SolverShare,
    uint VerifierShare,
    uint SolverBondShare,
    UInt128 MinimumSolverBond,
    uint SilencePenalty,
    UInt128 DepositBase,
    UInt128 DepositPerByte)
{
    /// <summary>More attempts than this no rule allows.</summary>
    public const int MostAttempts = 32;

    // Windows and shares beyond these overflow nothing: 2^24 blocks from any block of a chain's life, money below 2^60 times work below 2^64.
    private const uint LongestWindow = 1 << 24;
    private const ulong LargestPrice = 1ul << 60;
    private const uint LargestMultiple = 10 * Share.Whole;

    /// <summary>Rules for chains whose blocks take a second.</summary>
    public static TaskParameters Development { get; } = new(
        MatchingDelay: 2,
        AcceptBlocks: 15,
        OpenBlocks: 600,
        HeartbeatBlocks: 20,
        MissedHeartbeats: 3,
        MaxTrainingBlocks: 10_000,
        ChallengeBlocks: 15,
        SettleBlocks: 30,
        MaxAttempts: 8,
        Finalists: 8,
        NewcomerReputation: 1000,
        MaxVerifiers: 8,
        MaxSteps: 10_000_000,
        MaxIntervals: 65_536,
        MaxIntervalUnits: 50_000, // At 10^10 operations a second, the intervals of an audit take half its blocks, and two replays of one in a game a quarter of a clock.
        MaxPrice: 1_000_000_000_000_000,
        Margin: 100,
        SolverShare: 800,
        VerifierShare: 150,
        SolverBondShare: 2000,
        MinimumSolverBond: 1_000_000_000_000,
        SilencePenalty: 100,
        DepositBase: 100_000_000_000,
        DepositPerByte: 10_000_000);

    /// <summary>What a solver must have bonded and free for a task of this fee.</summary>
    public UInt128 SolverBondOf(UInt128 fee) => UInt128.Max(MinimumSolverBond, Share.Of(fee, SolverBondShare));

    /// <summary>Whether the rules let a task live and end.</summary>
    public bool IsValid =>
        MatchingDelay is >= 2 and <= LongestWindow
        && AcceptBlocks is > 0 and <= LongestWindow
        && OpenBlocks is > 0 and <= LongestWindow
        && HeartbeatBlocks is > 0 and <= LongestWindow / 64
        && MissedHeartbeats is > 0 and <= 64
        && MaxTrainingBlocks is > 0 and <= LongestWindow
        && ChallengeBlocks is > 0 and <= LongestWindow
        && SettleBlocks is > 0 and <= LongestWindow
        && MaxAttempts is > 0 and <= MostAttempts
        && Finalists > 0
        && MaxVerifiers is >= 2 and <= ProofParameters.MostSeats
        && MaxSteps is > 0 and <= 1 << 30
        && MaxIntervals is > 0 and <= 1 << 30
        && MaxIntervalUnits > 0
        && MaxPrice > 0 && MaxPrice <= LargestPrice
        && Margin <= Share.Whole
        && SolverShare <= Share.Whole && VerifierShare <= Share.Whole && SolverShare + VerifierShare <= Share.Whole
        && SolverBondShare <= LargestMultiple
        && SilencePenalty <= Share.Whole
        && MinimumSolverBond <= ulong.MaxValue && DepositBase <= ulong.MaxValue && DepositPerByte <= uint.MaxValue;
}
