using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Which of a task's three graphs a record belongs to.</summary>
public enum GraphPhase : byte
{
    /// <summary>Makes S_0 from nothing.</summary>
    Initialisation = 0,

    /// <summary>Makes S_t from S_(t−1).</summary>
    Step = 1,

    /// <summary>Makes the metric from S_N.</summary>
    Evaluation = 2,
}

/// <summary>Encodes a phase as its one byte.</summary>
public static class GraphPhaseCodec
{
    /// <summary>The codec.</summary>
    public static Codec<GraphPhase> Instance { get; } = new ChoiceCodec<GraphPhase>(
        "graph::GraphPhase", 0, ["Initialisation", "Step", "Evaluation"], static v => (byte)v, static b => (GraphPhase)b);
}
