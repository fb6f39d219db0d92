using Gensyn.Node.Benchmarking;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Node.Tests.Benchmarking;

public sealed class AccessTrackerTests
{
    private static readonly byte[] Map = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Other = [.. Enumerable.Repeat((byte)2, 32)];

    private readonly AccessTracker _tracker = new(new OverlayExternalities(new MemoryState(
        [new(Key(1), [1]), new(Key(2), [2]), new(Key(3), [3]), new(Other, [4])])));

    [Fact]
    public void Count_OfAKey_CountsItOnce()
    {
        _tracker.Get(Key(1));
        _tracker.Contains(Key(1));
        _tracker.Set(Key(1), [9]);
        _tracker.Remove(Key(1));
        _tracker.Get(Key(2));

        Assert.Equal((2u, 1u), Of(Map));
    }

    [Fact]
    public void Count_OfAReadAfterAWrite_IsNoRead()
    {
        _tracker.Set(Key(1), [9]);
        _tracker.Get(Key(1));

        Assert.Equal((0u, 1u), Of(Map));
    }

    [Fact]
    public void Count_OfAWhitelistedKey_IsNothing()
    {
        _tracker.Whitelist([Other]);
        _tracker.Get(Other);
        _tracker.Set(Other, [1]);

        Assert.Empty(_tracker.Count());
    }

    [Fact]
    public void Count_OfAnIteration_IsItsKeysAndTheSearchForTheEnd()
    {
        for (byte[]? key = _tracker.NextKey(Map); key is not null && key.AsSpan().StartsWith(Map); key = _tracker.NextKey(key)) _tracker.Get(key);

        Assert.Equal((3u, 0u), Of(Map));
    }

    [Fact]
    public void Count_OfAClearedPrefix_IsAReadAndAWriteOfEach()
    {
        _tracker.ClearPrefix(Map, 2);

        Assert.Equal((2u, 2u), Of(Map));
        Assert.Null(_tracker.Get(Key(1)));
        Assert.NotNull(_tracker.Get(Key(3)));
    }

    [Fact]
    public void Count_OfAnAppend_ReadsTheListThatIsThere()
    {
        _tracker.Append(Other, [1]);

        Assert.Equal((1u, 1u), Of(Other));
    }

    [Fact]
    public void Count_OfAChild_IsApartFromTheTopTrie()
    {
        _tracker.ChildSet([7], Map, [1]);
        _tracker.ChildGet([7], Other);
        _tracker.Get(Other);

        Assert.Equal([(Other, 1u, 0u), (new byte[] { 7 }, 1u, 1u)], _tracker.Count().Select(static a => (a.Prefix, a.Reads, a.Writes)));
        Assert.Equal((1u, 0u), Of(Other));
    }

    [Fact]
    public void Reset_ForgetsWhatWasCounted()
    {
        _tracker.Get(Other);
        _tracker.Reset();

        Assert.Empty(_tracker.Count());
    }

    private static byte[] Key(byte last) => [.. Map, last];

    private (uint Reads, uint Writes) Of(byte[] prefix)
    {
        PrefixAccess access = Assert.Single(_tracker.Count(), a => a.Prefix.AsSpan().SequenceEqual(prefix));
        return (access.Reads, access.Writes);
    }
}
