namespace Gensyn.Verification;

/// <summary>One interval of a history: from one leaf to the next.</summary>
/// <param name="Index">The interval's number; it ends at the history leaf of the same number.</param>
/// <param name="Phase">Which graph it runs.</param>
/// <param name="StartStep">The step of the state that it starts from; 0 for the initialisation, which starts from nothing.</param>
/// <param name="Runs">How often the graph runs: the steps, or 1.</param>
public readonly record struct Interval(uint Index, GraphPhase Phase, uint StartStep, uint Runs);

/// <summary>How a task of N steps, checkpointed every k, is cut: 0 initialises, 1 to M train, M + 1 evaluates.</summary>
public readonly record struct IntervalPlan(uint Steps, uint CheckpointInterval)
{
    /// <summary>Whether there is a step and an interval to cut.</summary>
    public bool IsValid => Steps > 0 && CheckpointInterval > 0 && Steps <= int.MaxValue - 3 && CheckpointInterval <= int.MaxValue - 3;

    /// <summary>M, the intervals that train.</summary>
    public uint TrainingIntervals => (Steps - 1) / CheckpointInterval + 1;

    /// <summary>All intervals: M + 2.</summary>
    public uint Intervals => TrainingIntervals + 2;

    /// <summary>Leaves of the history: M + 1 states and the metric.</summary>
    public uint HistoryLeaves => Intervals;

    /// <summary>The step of the state at a leaf of the history; the metric's leaf counts as the last step.</summary>
    public uint StepOfLeaf(uint leaf) => (uint)Math.Min((ulong)leaf * CheckpointInterval, Steps);

    /// <summary>One interval; false when there is none of that number.</summary>
    public bool TryGet(uint index, out Interval interval)
    {
        interval = default;
        if (!IsValid || index >= Intervals) return false;
        if (index == 0)
        {
            interval = new(0, GraphPhase.Initialisation, 0, 1);
        }
        else if (index <= TrainingIntervals)
        {
            uint start = StepOfLeaf(index - 1);
            interval = new(index, GraphPhase.Step, start, StepOfLeaf(index) - start);
        }
        else
        {
            interval = new(index, GraphPhase.Evaluation, Steps, 1);
        }

        return true;
    }

    /// <summary>The interval that trains a step, counted from 1.</summary>
    public uint IntervalOfStep(uint step) => (step - 1) / CheckpointInterval + 1;
}
