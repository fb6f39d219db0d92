namespace Gensyn.Node.Benchmarking;

/// <summary>How a line is laid through measurements.</summary>
internal enum AnalysisChoice
{
    /// <summary>Least squares over the middle half of each point's measurements.</summary>
    MinSquares,

    /// <summary>The median of the slopes between all pairs of measurements.</summary>
    MedianSlopes,

    /// <summary>The larger of both, part by part.</summary>
    Max,
}

/// <summary>What is measured, and so in which unit it is told.</summary>
internal enum Quantity
{
    /// <summary>Nanoseconds, told in picoseconds.</summary>
    Time,

    /// <summary>Numbers of keys or of bytes.</summary>
    Count,
}

/// <summary>One measurement.</summary>
/// <param name="Components">The value of each component.</param>
/// <param name="Value">What was measured there.</param>
internal readonly record struct Measurement(uint[] Components, ulong Value);

/// <summary>A cost as a line: a base, and a slope for each component.</summary>
/// <param name="Base">The cost where all components are zero.</param>
/// <param name="Slopes">What each component adds by one.</param>
/// <param name="Errors">The standard error of each slope; none where it is not known.</param>
internal sealed record CostLine(ulong Base, ulong[] Slopes, ulong[] Errors);

/// <summary>Lays lines through measurements.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/benchmarking/src/analysis.rs, whose results this gives for its measurements.</remarks>
internal static class Analysis
{
    /// <summary>The line through measurements.</summary>
    public static CostLine Of(AnalysisChoice choice, IReadOnlyList<Measurement> measurements, Quantity quantity) => choice switch
    {
        AnalysisChoice.MinSquares => MinSquares(measurements, quantity),
        AnalysisChoice.MedianSlopes => MedianSlopes(measurements, quantity),
        _ => Larger(MinSquares(measurements, quantity), MedianSlopes(measurements, quantity)),
    };

    /// <summary>Least squares; a line that would begin below zero begins at the smallest measurement instead.</summary>
    internal static LinearRegression Regression(IReadOnlyList<double[]> points, IReadOnlyList<double> values)
    {
        LinearRegression free = LinearRegression.Fit(points, values, hasIntercept: true);
        if (free.Intercept >= -0.0001) return free with { Errors = free.Errors[1..] };
        double least = values.Min();
        return LinearRegression.Fit(points, [.. values.Select(value => value - least)], hasIntercept: false) with { Intercept = least };
    }

    private static CostLine MinSquares(IReadOnlyList<Measurement> measurements, Quantity quantity)
    {
        if (measurements[0].Components.Length == 0 || measurements.Count <= 2) return Median(measurements, quantity);
        List<double[]> points = [];
        List<double> values = [];
        foreach (IGrouping<string, Measurement> group in measurements.GroupBy(static m => string.Join(',', m.Components), StringComparer.Ordinal))
        {
            double[] point = [.. group.First().Components.Select(static c => (double)c)];
            ulong[] sorted = [.. group.Select(static m => m.Value).Order()];
            int quarter = sorted.Length / 4;
            foreach (ulong value in sorted[quarter..^quarter])
            {
                points.Add(point);
                values.Add(value);
            }
        }

        LinearRegression line = Regression(points, values);
        return new(
            Scale(line.Intercept, quantity, rounds: true),
            [.. line.Slopes.Select(slope => Scale(slope, quantity, rounds: true))],
            [.. line.Errors.Select(error => Scale(error, quantity, rounds: false))]);
    }

    private static CostLine MedianSlopes(IReadOnlyList<Measurement> measurements, Quantity quantity)
    {
        int components = measurements[0].Components.Length;
        if (components == 0) return Median(measurements, quantity);
        (double Offset, double Slope, uint[] Others)[] lines = [.. Enumerable.Range(0, components).Select(i => MedianLine(measurements, i))];
        double start = lines[0].Offset - Enumerable.Range(1, components - 1).Sum(j => lines[j].Slope * lines[0].Others[j]);
        return new(
            Scale(Math.Max(start, 0), quantity, rounds: false), [.. lines.Select(line => Scale(Math.Max(line.Slope, 0), quantity, rounds: false))], []);
    }

    // Along one component, where the others stand as they mostly do.
    private static (double Offset, double Slope, uint[] Others) MedianLine(IReadOnlyList<Measurement> measurements, int component)
    {
        uint[] OthersOf(Measurement m) => [.. m.Components.Select((value, j) => j == component ? 0 : value)];
        uint[] others = OthersOf(measurements
            .GroupBy(m => string.Join(',', OthersOf(m)), StringComparer.Ordinal)
            .OrderByDescending(static group => group.Count())
            .First().First());
        (double X, double Y)[] along = [.. measurements
            .Where(m => OthersOf(m).AsSpan().SequenceEqual(others))
            .Select(m => ((double)m.Components[component], (double)m.Value))];
        List<double> slopes = [];
        for (int i = 0; i < along.Length; i++)
        {
            for (int j = i + 1; j < along.Length; j++)
            {
                if (along[i].X != along[j].X) slopes.Add((along[i].Y - along[j].Y) / (along[i].X - along[j].X));
            }
        }

        double slope = slopes.Count == 0 ? 0 : slopes.Order().ElementAt(slopes.Count / 2);
        return (along.Select(p => p.Y - (slope * p.X)).Order().ElementAt(along.Length / 2), slope, others);
    }

    private static CostLine Median(IReadOnlyList<Measurement> measurements, Quantity quantity)
    {
        ulong[] sorted = [.. measurements.Select(static m => m.Value).Order()];
        ulong middle = sorted[sorted.Length / 2];
        return new(quantity == Quantity.Time ? middle * 1000 : middle, new ulong[measurements[0].Components.Length], []);
    }

    private static CostLine Larger(CostLine left, CostLine right) =>
        new(Math.Max(left.Base, right.Base), [.. left.Slopes.Zip(right.Slopes, Math.Max)], left.Errors);

    // A very slight bias upwards: rounding makes 2,999,999.999999998 of three million.
    private static ulong Scale(double value, Quantity quantity, bool rounds)
    {
        double positive = Math.Max(value, 0);
        if (quantity == Quantity.Time) return (ulong)((positive + 0.000_000_005) * 1000);
        return (ulong)(rounds ? positive + 0.5 : positive);
    }
}
