using Gensyn.Verification;

namespace Gensyn.Workers.Training.Engines;

/// <summary>A deliberate error: one bit of one element of one record's output is flipped whenever that record runs in that step.</summary>
/// <param name="Phase">The graph that the record belongs to.</param>
/// <param name="Step">The step in which it happens; only read for the step graph.</param>
/// <param name="Record">The record.</param>
/// <param name="Element">The element of its output, row by row.</param>
/// <param name="Bit">The bit, from 0, the lowest, to 31.</param>
/// <remarks>It sits inside the operator, so a replay of the step repeats it and every commitment of the faulty party agrees with itself.</remarks>
public sealed record OperatorFault(GraphPhase Phase, ulong Step, int Record, int Element, int Bit)
{
    /// <summary>The fault that flips a bit of a state tensor as a step makes it.</summary>
    public static OperatorFault InSlot(TaskGraph graph, int slot, ulong step, int element, int bit) =>
        new(GraphPhase.Step, step, graph.Slots[slot].StepRecord, element, bit);
}
