using Gensyn.Node.Benchmarking;
using Xunit;

namespace Gensyn.Node.Tests.Benchmarking;

// Vectors: the tests of polkadot-sdk substrate/frame/benchmarking/src/analysis.rs.
public sealed class AnalysisTests
{
    private static readonly double[] Growing =
    [
        3797981, 37857779, 70569402, 104004114, 137233924, 169826237, 203521133, 237552333, 271082065, 305554637, 335218347,
        371759065, 405086197, 438353555, 472891417, 505339532, 527784778, 562590596, 635291991, 673027090, 708119408,
    ];

    // n, m, time, reads, writes: time is 10 ms + 1 ms * n + 0.1 ms * m, reads 2 + n, writes 2 * m.
    private static readonly (uint N, uint M, ulong Time, ulong Reads, ulong Writes)[] Plane =
    [
        (1, 5, 11_500_000, 3, 10), (2, 5, 12_500_000, 4, 10), (3, 5, 13_500_000, 5, 10), (4, 5, 14_500_000, 6, 10),
        (3, 1, 13_100_000, 5, 2), (3, 3, 13_300_000, 5, 6), (3, 7, 13_700_000, 5, 14), (3, 10, 14_000_000, 5, 20),
    ];

    [Fact]
    public void Regression_OfGrowingTimes_IsThatOfTheVector()
    {
        double[][] points = [.. Growing.Select(static (_, i) => new[] { (double)i })];

        LinearRegression free = LinearRegression.Fit(points, Growing, hasIntercept: true);
        LinearRegression bound = Analysis.Regression(points, Growing);

        Assert.Equal(-2712997, (long)free.Intercept);
        Assert.Equal(34444926, (long)free.Slopes[0]);
        Assert.Equal([4805766, 411084], free.Errors.Select(static e => (long)e));
        Assert.Equal(3797981, (long)bound.Intercept);
        Assert.Equal(33968513, (long)bound.Slopes[0]);
        Assert.Equal([217331], bound.Errors.Select(static e => (long)e));
    }

    [Theory]
    [InlineData(AnalysisChoice.MinSquares)]
    [InlineData(AnalysisChoice.MedianSlopes)]
    [InlineData(AnalysisChoice.Max)]
    internal void Analysis_OfAPlane_FindsIt(AnalysisChoice choice)
    {
        CostLine time = Analysis.Of(choice, [.. Plane.Select(static p => new Measurement([p.N, p.M], p.Time))], Quantity.Time);
        CostLine reads = Analysis.Of(choice, [.. Plane.Select(static p => new Measurement([p.N, p.M], p.Reads))], Quantity.Count);
        CostLine writes = Analysis.Of(choice, [.. Plane.Select(static p => new Measurement([p.N, p.M], p.Writes))], Quantity.Count);

        Assert.Equal((10_000_000_000ul, 1_000_000_000ul, 100_000_000ul), (time.Base, time.Slopes[0], time.Slopes[1]));
        Assert.Equal((2ul, 1ul, 0ul), (reads.Base, reads.Slopes[0], reads.Slopes[1]));
        Assert.Equal((0ul, 0ul, 2ul), (writes.Base, writes.Slopes[0], writes.Slopes[1]));
    }

    [Fact]
    public void MinSquares_OfSeveralMeasurementsAtAPoint_TakesAllOfThem()
    {
        CostLine line = Analysis.Of(
            AnalysisChoice.MinSquares,
            [new([0], 2_000_000), new([0], 4_000_000), new([1], 4_000_000), new([1], 8_000_000)],
            Quantity.Time);

        Assert.Equal((3_000_000_000ul, 3_000_000_000ul), (line.Base, line.Slopes[0]));
    }

    [Fact]
    public void MinSquares_OfAnInterceptALittleUnderZero_IsZero()
    {
        CostLine line = Analysis.Of(AnalysisChoice.MinSquares, [new([1], 2), new([2], 4), new([3], 6)], Quantity.Time);

        Assert.Equal((0ul, 2000ul), (line.Base, line.Slopes[0]));
    }

    [Fact]
    public void MinSquares_LeavesOutTheOuterQuartersOfEachPoint()
    {
        Measurement[] measurements = [.. new ulong[] { 1, 100, 100, 9000 }.SelectMany(static v => new Measurement[] { new([0], v), new([10], v + 50) })];

        CostLine line = Analysis.Of(AnalysisChoice.MinSquares, measurements, Quantity.Count);

        Assert.Equal((100ul, 5ul), (line.Base, line.Slopes[0]));
    }

    [Fact]
    public void Analysis_WithoutComponents_IsTheMedian()
    {
        CostLine line = Analysis.Of(AnalysisChoice.MinSquares, [new([], 7), new([], 900), new([], 8)], Quantity.Time);

        Assert.Equal((8_000ul, 0), (line.Base, line.Slopes.Length));
    }

    [Fact]
    public void MinSquares_OfAComponentThatNeverMoves_GivesItNoSlope()
    {
        Measurement[] measurements = [.. Enumerable.Range(0, 5).Select(static i => new Measurement([(uint)i, 3], (ulong)(10 + (2 * i))))];

        CostLine line = Analysis.Of(AnalysisChoice.MinSquares, measurements, Quantity.Count);

        Assert.Equal((10ul, 2ul, 0ul), (line.Base, line.Slopes[0], line.Slopes[1]));
    }
}
