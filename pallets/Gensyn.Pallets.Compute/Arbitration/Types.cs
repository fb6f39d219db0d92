using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Compute.Arbitration;

/// <summary>What a challenger shows: an interval of the solver's history, and the end that it got instead.</summary>
/// <param name="Interval">0 initialises, 1 to M train, M + 1 evaluates.</param>
/// <param name="Start">The solver's checkpoint at the start; zero for the initialisation.</param>
/// <param name="StartProof">Its siblings in the history; none for the initialisation.</param>
/// <param name="Claimed">The solver's checkpoint at the end, or the metric's root.</param>
/// <param name="ClaimedProof">Its siblings in the history.</param>
/// <param name="Other">What the challenger got there.</param>
/// <param name="Salt">Hides the challenge until it is shown.</param>
[Scale]
public sealed partial record ChallengeOpening(
    uint Interval,
    H256 Start,
    [MaxLength(ChallengeOpening.MaxProof)] ImmutableArray<H256> StartProof,
    H256 Claimed,
    [MaxLength(ChallengeOpening.MaxProof)] ImmutableArray<H256> ClaimedProof,
    H256 Other,
    H256 Salt)
{
    /// <summary>The longest path in a history.</summary>
    public const int MaxProof = 32;
}

/// <summary>A challenge that is not shown yet.</summary>
/// <param name="RevealBy">Until when it must be.</param>
[Scale]
public readonly partial record struct Challenge(uint Task, AccountId Challenger, H256 Hash, uint RevealBy);

/// <summary>Two parties that claim different ends from the same start.</summary>
/// <param name="Interval">The interval of the task's history that it is about.</param>
/// <param name="Steps">How many steps of it.</param>
/// <param name="Challenge">The challenge whose bond is at stake; none when a verdict opened the game.</param>
/// <param name="Left">The solver; among verifiers, who revealed first.</param>
/// <param name="Right">The challenger or verifier.</param>
/// <param name="Opened">When it was opened.</param>
/// <param name="Moves">How many moves were played.</param>
[Scale]
public sealed partial record Game(
    uint Task, GameKind Kind, uint Interval, uint Steps, uint? Challenge, Player Left, Player Right, uint Opened, uint Moves);

/// <summary>What opened a game, and so which bonds are at stake.</summary>
[Scale]
public enum GameKind : byte
{
    /// <summary>A whistleblower's challenge against the solver.</summary>
    Challenge = 0,

    /// <summary>A verifier's verdict against the solver.</summary>
    Rejection = 1,

    /// <summary>Unequal verdicts of two verifiers.</summary>
    Verifiers = 2,
}

/// <summary>A party of a game and its chess clock.</summary>
/// <param name="Clock">Blocks that it has left.</param>
/// <param name="Extensions">How often its clock was extended.</param>
/// <param name="Since">Since when it is on the clock; none while it waits.</param>
[Scale]
public readonly partial record struct Player(AccountId Who, uint Clock, uint Extensions, uint? Since)
{
    /// <summary>When its time is over; never while it waits.</summary>
    public uint Deadline => Since is { } since ? since + Clock : uint.MaxValue;
}

/// <summary>How a game ended.</summary>
/// <param name="Outcome">Who lost.</param>
/// <param name="DecidedBy">By what.</param>
/// <param name="Reason">What the loser did; none after a timeout.</param>
/// <param name="Step">The step in dispute, as far as it was found.</param>
/// <param name="Operator">The number of the operator in dispute; zero when none was found.</param>
/// <param name="Rounds">Rounds played.</param>
/// <param name="LeafBytes">Bytes that the chain recomputed from.</param>
[Scale]
public readonly partial record struct GameVerdict(
    GameOutcome Outcome, Decision DecidedBy, DisputeReason? Reason, uint Step, ushort Operator, uint Rounds, uint LeafBytes);

/// <summary>Who lost.</summary>
[Scale]
public enum GameOutcome : byte
{
    /// <summary>The left side.</summary>
    LeftLost = 0,

    /// <summary>The right side.</summary>
    RightLost = 1,

    /// <summary>Both: neither claimed what is true.</summary>
    BothLost = 2,
}

/// <summary>What decided a game.</summary>
[Scale]
public enum Decision : byte
{
    /// <summary>The chain recomputed.</summary>
    Leaf = 0,

    /// <summary>A post contradicted itself or the task.</summary>
    Post = 1,

    /// <summary>A clock ran out.</summary>
    Timeout = 2,
}

/// <summary>The rules of challenges and games.</summary>
/// <param name="BondShare">A challenge's bond in thousandths of the task's fee.</param>
/// <param name="MinimumBond">The smallest bond of a challenge.</param>
/// <param name="BondGrowth">By how many thousandths each earlier challenge of a task raises the bond.</param>
/// <param name="RevealBlocks">Blocks to show a committed challenge.</param>
/// <param name="HiddenPenalty">Thousandths of its bond that an unshown challenge loses.</param>
/// <param name="ClockBlocks">Blocks on each side's clock.</param>
/// <param name="ExtensionBlocks">What a clock is filled up to near its end.</param>
/// <param name="MaxExtensions">How often.</param>
/// <param name="MaxChallenges">The most challenges and games that may be open on a task.</param>
[Scale]
public sealed partial record ArbitrationParameters(
    uint BondShare,
    UInt128 MinimumBond,
    uint BondGrowth,
    uint RevealBlocks,
    uint HiddenPenalty,
    uint ClockBlocks,
    uint ExtensionBlocks,
    uint MaxExtensions,
    uint MaxChallenges)
{
    private const uint LongestWindow = 1 << 20;
    private const uint LargestMultiple = 10 * Share.Whole;

    /// <summary>Rules for chains whose blocks take a second.</summary>
    public static ArbitrationParameters Development { get; } = new(
        BondShare: 500,
        MinimumBond: 1_000_000_000_000,
        BondGrowth: 500,
        RevealBlocks: 10,
        HiddenPenalty: 100,
        ClockBlocks: 40,
        ExtensionBlocks: 5,
        MaxExtensions: 3,
        MaxChallenges: 16);

    /// <summary>Whether the rules let a game end.</summary>
    public bool IsValid =>
        BondShare <= LargestMultiple
        && MinimumBond <= ulong.MaxValue
        && BondGrowth <= LargestMultiple
        && RevealBlocks is > 0 and <= LongestWindow
        && HiddenPenalty <= Share.Whole
        && ClockBlocks is > 0 and <= LongestWindow
        && ExtensionBlocks <= ClockBlocks
        && MaxExtensions <= 64
        && MaxChallenges is > 0 and <= 256;
}
