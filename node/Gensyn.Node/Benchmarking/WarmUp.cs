using System.Diagnostics;
using System.Runtime;

namespace Gensyn.Node.Benchmarking;

/// <summary>Runs an action until the compiler has done with it.</summary>
internal static class WarmUp
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // What was called thirty times is compiled anew, in the background, and once more after thirty calls of that.
    private const int Fewest = 100;

    /// <summary>Repeats an action until nothing has been compiled for a while, for five seconds at most.</summary>
    /// <param name="calm">That while; zero does nothing.</param>
    /// <param name="once">The action.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static void Run(TimeSpan calm, Action once, CancellationToken cancellation)
    {
        if (calm == TimeSpan.Zero) return;
        long began = Stopwatch.GetTimestamp(), changed = began, compiled = JitInfo.GetCompiledMethodCount();
        for (int runs = 0; runs < Fewest || Stopwatch.GetElapsedTime(changed) < calm; runs++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(began) > Longest) return;
            once();
            if (JitInfo.GetCompiledMethodCount() == compiled) continue;
            compiled = JitInfo.GetCompiledMethodCount();
            changed = Stopwatch.GetTimestamp();
        }
    }
}
