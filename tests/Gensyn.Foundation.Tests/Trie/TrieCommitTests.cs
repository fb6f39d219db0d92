using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieCommitTests
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(5, 3)]
    public void Join_OfEqualNodes_KeepsTheDifferenceOfTheirCounts(int inserted, int removed)
    {
        TrieNode other = Node(2);

        TrieCommit joined = TrieCommit.Join([Commit([.. Enumerable.Repeat(Node(1), inserted), other], []), Commit([], Enumerable.Repeat(Node(1).Hash, removed))]);

        Assert.Equal([.. Enumerable.Repeat(Node(1).Hash, Math.Max(inserted - removed, 0)), other.Hash], joined.Inserted.Select(static node => node.Hash));
        Assert.Equal(Enumerable.Repeat(Node(1).Hash, Math.Max(removed - inserted, 0)), joined.Removed);
    }

    // Equal values of many accounts are one node at very many places. A walk over all equal ones for each of them would take minutes here.
    [Fact]
    public void Join_OfVeryManyEqualNodes_TakesLinearTime()
    {
        const int Count = 400_000;
        TrieCommit before = Commit(Enumerable.Repeat(Node(1), Count / 2), []);
        TrieCommit after = Commit([], Enumerable.Repeat(Node(1).Hash, Count));

        long start = Stopwatch.GetTimestamp();
        TrieCommit joined = TrieCommit.Join([before, after]);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        Assert.Empty(joined.Inserted);
        Assert.Equal(Count / 2, joined.Removed.Count);
    }

    private static TrieCommit Commit(IEnumerable<TrieNode> inserted, IEnumerable<H256> removed) => new(TrieRoot.Empty, [.. inserted], [.. removed]);

    private static TrieNode Node(byte number) => new(new H256([.. Enumerable.Repeat(number, 32)]), new byte[] { number });
}
