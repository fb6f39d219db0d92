using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Which root of a state header covers a slot.</summary>
[Scale]
public enum StateGroup : byte
{
    /// <summary>The model's parameters: what the submitter receives.</summary>
    Weights = 0,

    /// <summary>What only the optimiser needs.</summary>
    Optimiser = 1,
}

/// <summary>A tensor of the state: what it is, and which records make it in the first state and in each next one.</summary>
/// <param name="Name">The tensor's name in checkpoints.</param>
/// <param name="Type">Its elements and extents.</param>
/// <param name="Group">Which root of the state header covers it.</param>
/// <param name="InitialRecord">The initialisation record whose output it is in S_0.</param>
/// <param name="StepRecord">The step record whose output it is in S_t.</param>
[Scale]
public sealed partial record StateSlot(
    [MaxLength(TaskGraph.MaxNameBytes), TypeName("String")] string Name, TensorType Type, StateGroup Group, ushort InitialRecord, ushort StepRecord);
