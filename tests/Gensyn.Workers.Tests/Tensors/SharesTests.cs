using System.Collections.Concurrent;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Tensors;

public sealed class SharesTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 5, 3)]
    [InlineData(3, 8, 2)]
    [InlineData(4, 2, 4)]
    public void Work_OnAllThreads_RunsEachRoundOfEachPieceOnceAndInOrder(int threads, int pieces, int rounds)
    {
        for (int repeat = 0; repeat < 200; repeat++)
        {
            Shares shares = new(threads, pieces, rounds);
            int[] next = new int[pieces];
            Parallel.For(0, threads, thread =>
            {
                shares.Work(thread, (piece, round) => Assert.Equal(round, Interlocked.Increment(ref next[piece]) - 1));
                shares.WaitForAll();
                Assert.All(next, done => Assert.Equal(rounds, done));
            });
        }
    }

    [Fact]
    public void Work_OfAThreadAlone_TakesItsOwnShareFirstAndThenTheOthers()
    {
        List<(int Piece, int Round)> order = [];

        new Shares(threads: 2, pieces: 4, rounds: 2).Work(thread: 1, (piece, round) => order.Add((piece, round)));

        Assert.Equal([(2, 0), (3, 0), (2, 1), (3, 1), (0, 0), (1, 0), (0, 1), (1, 1)], order);
    }

    [Fact]
    public void Work_OfAPieceThatFails_ThrowsAndLeavesNobodyWaiting()
    {
        Shares shares = new(threads: 2, pieces: 2, rounds: 2);
        ConcurrentQueue<(int, int)> done = [];

        Assert.Throws<InvalidOperationException>(() => shares.Work(0, static (_, _) => throw new InvalidOperationException("broken")));
        shares.Work(1, (piece, round) => done.Enqueue((piece, round)));
        shares.WaitForAll();

        Assert.Equal([(1, 0), (1, 1), (0, 1)], done);
    }
}
