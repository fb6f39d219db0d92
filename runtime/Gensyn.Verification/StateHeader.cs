using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>All that a state is: after which step, and everything that the next step reads.</summary>
/// <param name="Step">The step after which the state holds; 0 for the first.</param>
/// <param name="Flags">What happened: see <see cref="Diverged"/>.</param>
/// <param name="WeightsRoot">The Merkle root over the weights' tensor roots.</param>
/// <param name="OptimiserRoot">The Merkle root over the optimiser's tensor roots.</param>
/// <param name="RngCounter">Philox blocks drawn so far.</param>
/// <param name="DataCursor">Samples consumed so far.</param>
[Scale]
public sealed partial record StateHeader(ulong Step, uint Flags, H256 WeightsRoot, H256 OptimiserRoot, ulong RngCounter, ulong DataCursor)
{
    /// <summary>The flag of a run in which the watched value was not finite; once set it stays.</summary>
    public const uint Diverged = 1;

    /// <summary>The header of the state that a step makes.</summary>
    /// <param name="graph">The task's counts.</param>
    /// <param name="previous">The state before; null for the initialisation.</param>
    /// <param name="weightsRoot">The new weights root.</param>
    /// <param name="optimiserRoot">The new optimiser root.</param>
    /// <param name="watched">The element of the divergence record, where the graph names one.</param>
    public static StateHeader After(GraphSummary graph, StateHeader? previous, in H256 weightsRoot, in H256 optimiserRoot, uint watched)
    {
        ulong step = previous is null ? 0 : unchecked(previous.Step + 1);
        return new(step, FlagsAfter(graph, previous, watched), weightsRoot, optimiserRoot, graph.RngCounterAt(step), graph.DataCursorAt(step));
    }

    /// <summary>The flags of the state that a step makes: those before, and <see cref="Diverged"/> when the watched value is not finite.</summary>
    public static uint FlagsAfter(GraphSummary graph, StateHeader? previous, uint watched)
    {
        if (previous is null) return 0;
        bool diverged = graph.DivergenceRecord is not null && (watched & 0x7F80_0000) == 0x7F80_0000;
        return previous.Flags | (diverged ? Diverged : 0);
    }

    /// <summary>The state's commitment S_t.</summary>
    public H256 Hash() => Commitment.Hash(HashTag.State, Codec.ToBytes(this));
}
