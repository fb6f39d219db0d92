using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Pallets.Compute;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Pallets.Tests.LearningProofs;

public sealed class DrawTests
{
    [Fact]
    public void Draws_OfTheSameSeed_AreTheSame_AndOfOthersAreNot()
    {
        Assert.Equal(First(1, 2, 3), First(1, 2, 3));
        Assert.NotEqual(First(1, 2, 3), First(2, 2, 3));
        Assert.NotEqual(First(1, 2, 3), First(1, 3, 3));
        Assert.NotEqual(First(1, 2, 3), First(1, 2, 4));
        static UInt128 First(uint purpose, uint id, uint round) => new Draw(H256.Zero, purpose, id, round).Below(UInt128.MaxValue);
    }

    [Fact]
    public void Weighted_FollowsTheWeights()
    {
        int[] counts = new int[4];
        for (uint i = 0; i < 4000; i++) counts[new Draw(H256.Zero, 0, i, 0).Weighted([1, 0, 2, 5], 1)[0]]++;

        // Expected 500, 0, 1000, 2500; the standard deviations are 21, 0, 27 and 31.
        Assert.InRange(counts[0], 400, 600);
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[2], 870, 1130);
        Assert.InRange(counts[3], 2350, 2650);
    }

    [Fact]
    public void Weighted_NeverDrawsTwice_AndStopsWhenNothingIsLeft() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), (byte[] weights) =>
        {
            ImmutableArray<int> drawn = new Draw(H256.Zero, 0, (uint)weights.Length, 0).Weighted([.. weights.Select(w => (UInt128)w)], 100);
            return drawn.Distinct().Count() == drawn.Length
                && drawn.Length == Math.Min(100, weights.Count(w => w > 0))
                && drawn.All(i => weights[i] > 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0u, 5u, 3u, 3)]
    [InlineData(7u, 5u, 9u, 5)]
    [InlineData(7u, 0u, 2u, 0)]
    [InlineData(1u, 1u, 1u, 1)]
    public void Distinct_GivesAscendingNumbersOfTheRange(uint first, uint count, uint wanted, int expected)
    {
        ImmutableArray<uint> drawn = new Draw(H256.Zero, 0, 0, 0).Distinct(first, count, wanted);

        Assert.Equal(expected, drawn.Length);
        Assert.Equal(drawn.Order().Distinct(), drawn);
        Assert.All(drawn, n => Assert.InRange(n, first, first + count));
    }

    [Fact]
    public void Distinct_DrawsEveryNumberAboutAsOften()
    {
        int[] counts = new int[10];
        for (uint i = 0; i < 2000; i++)
        {
            foreach (uint n in new Draw(H256.Zero, 0, i, 0).Distinct(0, 10, 3)) counts[n]++;
        }

        // Expected 600 each, with a standard deviation of 20.
        Assert.All(counts, c => Assert.InRange(c, 500, 700));
    }
}
