using System.Globalization;

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

    /// <summary>All of it in a line.</summary>
    public override string ToString()
    {
        string left = Remaining is { } time ? string.Create(CultureInfo.InvariantCulture, $", {time.TotalMinutes:0.0} minutes left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"step {Step} of {Steps}, loss {Loss:0.0000}, {StepsPerSecond:0.0} steps a second{left}");
    }
}
