namespace Gensyn.Workers.Training.Runs;

/// <summary>Steps a second, smoothed: what was measured counts for less the longer ago it was.</summary>
internal sealed class StepRate
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private double? _perSecond;

    /// <summary>Takes in how long some steps took and returns the rate.</summary>
    public double Add(ulong steps, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-6), now = steps / seconds;
        double share = 1 - Math.Exp(-seconds / Memory.TotalSeconds);
        _perSecond = _perSecond is { } before ? before + (share * (now - before)) : now;
        return _perSecond.Value;
    }
}
