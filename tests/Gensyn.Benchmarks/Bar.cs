namespace Gensyn.Benchmarks;

/// <summary>What a figure has to reach.</summary>
/// <param name="Key">The figure.</param>
/// <param name="Limit">The bar on a quiet machine of the recorded kind.</param>
/// <param name="IsLeast">Whether more is better.</param>
/// <param name="Scales">Whether it is an absolute bar, which <see cref="Machine.Factor"/> scales; ratios are not.</param>
/// <param name="Mark">What others reach.</param>
internal sealed record Bar(string Key, double Limit, bool IsLeast, bool Scales, string Mark)
{
    /// <summary>The bar on a machine that is slower by a factor.</summary>
    public double On(double machineFactor) => !Scales ? Limit : IsLeast ? Limit / machineFactor : Limit * machineFactor;

    /// <summary>How far a figure is beyond the bar: 1 is at the bar, more is better.</summary>
    public double Ratio(double value, double machineFactor) => IsLeast ? value / On(machineFactor) : On(machineFactor) / value;
}
