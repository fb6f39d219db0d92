using System.Diagnostics;
using System.Runtime;

namespace Gensyn.Benchmarks;

/// <summary>Runs small versions of a suite until everything is compiled in full.</summary>
internal static class WarmUp
{
    // Another thread compiles what is called often anew. Everything is warm when it has had nothing to do for this long.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // What runs a few times in each repetition is compiled anew after some dozens of runs, and then once more.
    private const int FewestCalm = 6;

    /// <summary>Repeats an action until the compiler is calm, for 30 s at most.</summary>
    public static void Run(Action once)
    {
        long began = Stopwatch.GetTimestamp(), changed = began, compiled = 0;
        int calm = 0;
        while ((calm < FewestCalm || Stopwatch.GetElapsedTime(changed) < Calm) && Stopwatch.GetElapsedTime(began) < Longest)
        {
            once();
            calm++;
            if (JitInfo.GetCompiledMethodCount() == compiled) continue;
            compiled = JitInfo.GetCompiledMethodCount();
            changed = Stopwatch.GetTimestamp();
            calm = 0;
        }
    }
}
