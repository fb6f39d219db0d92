using Gensyn.Scale;

namespace Gensyn.Verification.Disputes;

/// <summary>Why a game ended.</summary>
[Scale]
public enum DisputeReason : byte
{
    /// <summary>A post was of the wrong kind, or did not prove what it had to.</summary>
    BadPost = 0,

    /// <summary>An operator, its constants or its place were not the task's.</summary>
    WrongGraph = 1,

    /// <summary>An operator read a tensor that is not what its producer, the state or the data holds.</summary>
    WrongInput = 2,

    /// <summary>An element is not what the operator's arithmetic gives.</summary>
    WrongOutput = 3,

    /// <summary>A state or metric is not what the operators led to.</summary>
    WrongLink = 4,
}

/// <summary>How a game ended.</summary>
/// <param name="Winner">Who was right; null when neither was.</param>
/// <param name="Reason">What the loser did.</param>
/// <param name="Level">Where the game ended.</param>
/// <param name="Step">The step in dispute, as far as it was found.</param>
/// <param name="Operator">The operator in dispute, where one was found.</param>
/// <param name="Rounds">Rounds played.</param>
/// <param name="LeafBytes">Bytes opened for the leaf; 0 when none was needed.</param>
[Scale]
public sealed partial record DisputeVerdict(
    DisputeSide? Winner, DisputeReason Reason, DisputeLevel Level, uint Step, OperatorRef? Operator, uint Rounds, uint LeafBytes);

/// <summary>An operator by its place in a graph.</summary>
[Scale]
public readonly partial record struct OperatorRef(GraphPhase Phase, uint Record, OperatorId Id);
