namespace Gensyn.Workers.Tensors;

/// <summary>Pieces of some work in a share for each thread. A thread takes the pieces of its own share, then those that others have not come to.</summary>
/// <remarks>
/// Shares are the same each time, so what a piece needs is usually in its thread's cache from the round or the operation before: threads may be on cores with
/// third-level caches of their own. Nobody waits for a thread that comes late, only for a piece that another is working on; where shares are of one piece there is
/// little to take over.
/// </remarks>
/// <param name="threads">How many threads there are.</param>
/// <param name="pieces">How many pieces.</param>
/// <param name="rounds">How often each piece is worked on; a round of a piece follows its round before.</param>
internal sealed class Shares(int threads, int pieces, int rounds = 1)
{
    private readonly int[] _taken = new int[threads];
    private readonly int[] _finished = new int[pieces];

    /// <summary>Works on pieces, each with its round, until there are none left to take.</summary>
    public void Work(int thread, Action<int, int> run)
    {
        for (int i = 0; i < threads; i++)
        {
            int owner = (thread + i) % threads, from = pieces * owner / threads, count = (pieces * (owner + 1) / threads) - from;
            while (TryTake(owner, count * rounds, out int next)) Run(from + (next % count), next / count, run);
        }
    }

    /// <summary>Waits for the pieces that others are at.</summary>
    public void WaitForAll()
    {
        for (int piece = 0; piece < pieces; piece++) WaitFor(piece, rounds);
    }

    private bool TryTake(int owner, int count, out int next)
    {
        next = Volatile.Read(ref _taken[owner]) < count ? Interlocked.Increment(ref _taken[owner]) - 1 : count;
        return next < count;
    }

    private void Run(int piece, int round, Action<int, int> run)
    {
        WaitFor(piece, round);
        try
        {
            run(piece, round);
        }
        finally
        {
            // Also when it failed: whoever waits must not wait forever.
            Volatile.Write(ref _finished[piece], round + 1);
        }
    }

    private void WaitFor(int piece, int least)
    {
        SpinWait wait = default;
        while (Volatile.Read(ref _finished[piece]) < least) wait.SpinOnce(sleep1Threshold: -1);
    }
}
