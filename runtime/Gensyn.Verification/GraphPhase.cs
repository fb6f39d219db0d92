using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Which of a task's three graphs a record belongs to.</summary>
[Scale]
public enum GraphPhase : byte
{
    /// <summary>Makes S_0 from nothing.</summary>
    Initialisation = 0,

    /// <summary>Makes S_t from S_(t−1).</summary>
    Step = 1,

    /// <summary>Makes the metric from S_N.</summary>
    Evaluation = 2,
}
