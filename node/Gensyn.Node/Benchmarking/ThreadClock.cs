using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gensyn.Node.Benchmarking;

/// <summary>How long this thread has been computing: where the system tells it, what other programs take in between is left out.</summary>
/// <remarks>For work on one thread that waits for nothing. Elsewhere than on Linux it is the time on the wall.</remarks>
internal static class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of Linux.
    private const int ThreadTime = 3;

    private static readonly bool IsKnown = OperatingSystem.IsLinux() && Clock(ThreadTime, out _) == 0;

    // Asking takes time itself: the least that two questions in a row are apart.
    private static readonly long Asking = Enumerable.Range(0, 10_000).Min(static _ => -(Now() - Now()));

    /// <summary>A moment, in nanoseconds.</summary>
    public static long Now()
    {
        if (!IsKnown) return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        _ = Clock(ThreadTime, out Moment moment);
        return (moment.Seconds * 1_000_000_000) + moment.Nanoseconds;
    }

    /// <summary>Nanoseconds since a moment, without what it took to ask.</summary>
    public static ulong Since(long began) => (ulong)Math.Max(0, Now() - began - Asking);

#pragma warning disable SYSLIB1054 // The arguments are as C has them: nothing is marshalled.
    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Clock(int clock, out Moment moment);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Moment
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
