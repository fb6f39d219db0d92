using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>The counts of a graph that every dispute about it needs; made by the chain, and the first leaf of the graph's tree.</summary>
/// <param name="InitialisationRecords">Records of the initialisation graph.</param>
/// <param name="StepRecords">Records of the step graph.</param>
/// <param name="EvaluationRecords">Records of the evaluation graph.</param>
/// <param name="WeightSlots">State tensors under the weights root.</param>
/// <param name="OptimiserSlots">State tensors under the optimiser root.</param>
/// <param name="MetricRecord">The evaluation record whose output is the metric.</param>
/// <param name="DivergenceRecord">The step record whose one element sets <see cref="StateHeader.Diverged"/> when it is not finite.</param>
/// <param name="SamplesPerStep">How far a step moves the data cursor.</param>
/// <param name="InitialDraws">Philox blocks that the initialisation draws.</param>
/// <param name="StepDraws">Philox blocks that a step draws.</param>
[Scale]
public sealed partial record GraphSummary(
    ushort InitialisationRecords,
    ushort StepRecords,
    ushort EvaluationRecords,
    ushort WeightSlots,
    ushort OptimiserSlots,
    ushort MetricRecord,
    ushort? DivergenceRecord,
    uint SamplesPerStep,
    uint InitialDraws,
    uint StepDraws)
{
    /// <summary>Leaves of the graph's tree: this summary, the three lists, the slots.</summary>
    public int Leaves => 1 + InitialisationRecords + StepRecords + EvaluationRecords + WeightSlots + OptimiserSlots;

    /// <summary>Records of one phase.</summary>
    public int Records(GraphPhase phase) => phase switch
    {
        GraphPhase.Initialisation => InitialisationRecords,
        GraphPhase.Step => StepRecords,
        _ => EvaluationRecords,
    };

    /// <summary>State tensors under one root.</summary>
    public int Slots(StateGroup group) => group == StateGroup.Weights ? WeightSlots : OptimiserSlots;

    /// <summary>Where a record lies among the leaves of the graph's tree.</summary>
    public int LeafOf(GraphPhase phase, int record) => 1 + record + phase switch
    {
        GraphPhase.Initialisation => 0,
        GraphPhase.Step => InitialisationRecords,
        _ => InitialisationRecords + StepRecords,
    };

    /// <summary>Where a slot lies among the leaves of the graph's tree: all weights, then all optimiser tensors.</summary>
    public int LeafOfSlot(StateGroup group, int position) =>
        1 + InitialisationRecords + StepRecords + EvaluationRecords + (group == StateGroup.Weights ? 0 : WeightSlots) + position;

    /// <summary>The random number counter that the state after a step carries.</summary>
    public ulong RngCounterAt(ulong step) => unchecked(InitialDraws + step * StepDraws);

    /// <summary>The data cursor that the state after a step carries.</summary>
    public ulong DataCursorAt(ulong step) => unchecked(step * SamplesPerStep);
}
