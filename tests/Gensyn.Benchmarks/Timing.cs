using System.Diagnostics;

namespace Gensyn.Benchmarks;

/// <summary>Does something a number of times and returns the seconds that took.</summary>
internal delegate double Contestant(int count);

/// <summary>Seconds of one operation.</summary>
/// <param name="Best">In the best round: what the machine can do, as far as its other guests let it.</param>
/// <param name="Median">In the median round.</param>
internal readonly record struct Spread(double Best, double Median);

/// <summary>Measures operations in rounds.</summary>
/// <param name="rounds">How many rounds.</param>
/// <param name="roundSeconds">How long an operation is repeated in each.</param>
internal sealed class Timing(int rounds, double roundSeconds)
{
    /// <summary>A contestant that runs a loop in this process.</summary>
    public static Contestant Loop(Action<int> repeat) => count =>
    {
        long began = Stopwatch.GetTimestamp();
        repeat(count);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    };

    /// <summary>Measures one operation.</summary>
    public Spread Measure(Action<int> repeat) => Interleave(Loop(repeat))[0];

    /// <summary>Measures operations in turns, so that a noisy neighbour disturbs all of them.</summary>
    public Spread[] Interleave(params ReadOnlySpan<Contestant> contestants)
    {
        Contestant[] all = contestants.ToArray();
        int[] counts = [.. all.Select(Calibrate)];
        double[][] seconds = [.. all.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < all.Length; i++) seconds[i][round] = all[i](counts[i]) / counts[i];
        }

        return [.. seconds.Select(static s => Summary(s))];
    }

    /// <summary>Measures a long operation once a round.</summary>
    /// <param name="once">Does it, and returns the seconds that count.</param>
    public Spread Long(Func<double> once) => Summary([.. Enumerable.Range(0, rounds).Select(_ => once())]);

    /// <summary>Bytes that one operation allocates.</summary>
    public static double Allocated(Action<int> repeat, int count)
    {
        repeat(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        repeat(count);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
    }

    private static Spread Summary(double[] seconds)
    {
        Array.Sort(seconds);
        return new(seconds[0], seconds[seconds.Length / 2]);
    }

    // How many operations fill a round.
    private int Calibrate(Contestant contestant)
    {
        int count = 1;
        while (contestant(count) < roundSeconds && count < 1 << 28) count *= 2;
        return count;
    }
}
