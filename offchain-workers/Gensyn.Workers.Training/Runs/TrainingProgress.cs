namespace Gensyn.Workers.Training.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The loss of the last step.</param>
/// <param name="StepsPerSecond">The rate, smoothed over some ten seconds.</param>
/// <param name="HasDiverged">Whether the watched value was not finite once.</param>
public sealed record TrainingProgress(ulong Step, uint Steps, float Loss, double StepsPerSecond, bool HasDiverged)
{
    /// <summary>How long the steps that are left will take at this rate; null before there is one.</summary>
    public TimeSpan? Remaining => StepsPerSecond > 0 && (Steps - Step) / StepsPerSecond is var seconds && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
