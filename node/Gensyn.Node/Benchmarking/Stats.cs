using System.Globalization;

namespace Gensyn.Node.Benchmarking;

/// <summary>What many measurements came to, in nanoseconds.</summary>
/// <remarks>Source: frame-benchmarking-cli, shared/stats.rs.</remarks>
internal sealed record Stats(ulong Sum, ulong Minimum, ulong Maximum, ulong Average, ulong Median, double StandardDeviation, ulong P99, ulong P95, ulong P75)
{
    /// <summary>Sums measurements up.</summary>
    /// <exception cref="BenchmarkException">There are none.</exception>
    public static Stats Of(IReadOnlyList<ulong> values)
    {
        if (values.Count == 0) throw new BenchmarkException("Nothing was measured.");
        ulong[] sorted = [.. values.Order()];
        ulong sum = sorted.Aggregate(0ul, static (all, value) => all + value);
        double average = (double)sum / sorted.Length;
        double variance = sorted.Sum(value => (value - average) * (value - average)) / sorted.Length;
        return new(
            sum, sorted[0], sorted[^1], (ulong)average, At(sorted, 0.5), Math.Sqrt(variance), At(sorted, 0.99), At(sorted, 0.95), At(sorted, 0.75));
    }

    /// <summary>A figure by its name.</summary>
    public ulong Pick(string metric) => metric switch
    {
        "min" => Minimum,
        "max" => Maximum,
        "average" => Average,
        "p75" => P75,
        "p95" => P95,
        "p99" => P99,
        _ => Median,
    };

    /// <summary>The figures, a line each.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"Min, max: {WeightsWriter.Digits(Minimum)}, {WeightsWriter.Digits(Maximum)} ns",
        $"Average:  {WeightsWriter.Digits(Average)} ns",
        $"Median:   {WeightsWriter.Digits(Median)} ns",
        $"Std-dev:  {StandardDeviation.ToString("#,0.00", CultureInfo.InvariantCulture)} ns",
        $"99th, 95th, 75th percentile: {WeightsWriter.Digits(P99)}, {WeightsWriter.Digits(P95)}, {WeightsWriter.Digits(P75)} ns",
    ];

    private static ulong At(ulong[] sorted, double share) => sorted[(int)Math.Clamp(sorted.Length * share, 0, sorted.Length - 1)];
}
