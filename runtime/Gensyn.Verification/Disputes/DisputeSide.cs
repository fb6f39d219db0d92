using Gensyn.Scale;

namespace Gensyn.Verification.Disputes;

/// <summary>One of the two parties of a game.</summary>
[Scale]
public enum DisputeSide : byte
{
    /// <summary>The party whose result is challenged.</summary>
    Defender = 0,

    /// <summary>The party that challenges it.</summary>
    Challenger = 1,
}
