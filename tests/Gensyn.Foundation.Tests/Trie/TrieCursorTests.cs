using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieCursorTests
{
    [Fact]
    public void Cursor_RandomMoves_FollowTheSortedList()
    {
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            RandomTrie trie = RandomTrie.Make(random, count: random.Next(0, 80), (StateVersion)(round & 1));
            byte[] prefix = RandomTrie.Key(random, 2);
            byte[][] keys = [.. trie.Pairs.Keys.Where(key => key.AsSpan().StartsWith(prefix))];
            TrieCursor cursor = trie.Db.Cursor(prefix);

            // Between keys: how many of the list are before the cursor. On one: its index.
            int before = 0;
            int? on = null;
            for (int move = 0; move < 60; move++)
            {
                byte[] target = random.Next(2) == 0 || keys.Length == 0 ? RandomTrie.Key(random, 4) : keys[random.Next(keys.Length)];
                switch (random.Next(8))
                {
                    case 0:
                        cursor.SeekBefore(target);
                        (before, on) = (keys.Count(key => ByteOrder.Instance.Compare(key, target) < 0), null);
                        break;
                    case 1:
                        cursor.SeekAfter(target);
                        (before, on) = (keys.Count(key => ByteOrder.Instance.Compare(key, target) <= 0), null);
                        break;
                    case 2 when move % 5 == 0:
                        cursor.SeekFirst();
                        (before, on) = (0, null);
                        break;
                    case 3 when move % 5 == 0:
                        cursor.SeekLast();
                        (before, on) = (keys.Length, null);
                        break;
                    case < 6:
                        int next = on is { } left ? left + 1 : before;
                        Assert.Equal(next < keys.Length, cursor.MoveNext());
                        (before, on) = next < keys.Length ? (next, next) : (keys.Length, default(int?));
                        break;
                    default:
                        int previous = on is { } right ? right - 1 : before - 1;
                        Assert.Equal(previous >= 0, cursor.MovePrevious());
                        (before, on) = previous >= 0 ? (previous, previous) : (0, default(int?));
                        break;
                }

                if (on is not { } index)
                {
                    Assert.Throws<InvalidOperationException>(() => cursor.Key);
                    continue;
                }

                Assert.Equal(keys[index], cursor.Key);
                Assert.Equal(trie.Pairs[keys[index]], cursor.Value);
                Assert.Equal(Hashing.Blake2_256(trie.Pairs[keys[index]]), cursor.ValueHash);
            }
        }
    }

    [Fact]
    public void Keys_PagedBothWays_AreThePrefixesKeys()
    {
        var random = new Random(12);
        for (int round = 0; round < 60; round++)
        {
            RandomTrie trie = RandomTrie.Make(random, count: 100, StateVersion.V1);
            byte[] prefix = RandomTrie.Key(random, 2);
            byte[][] keys = [.. trie.Pairs.Keys.Where(key => key.AsSpan().StartsWith(prefix))];

            Assert.Equal(keys, trie.Db.Keys(prefix), ByteOrder.Instance);
            Assert.Equal(keys.Reverse(), trie.Db.KeysDescending(prefix), ByteOrder.Instance);
            Assert.Equal(keys, Paged(null, last => trie.Db.Keys(prefix, last).Take(7)), ByteOrder.Instance);
            Assert.Equal(keys.Reverse(), Paged(null, last => trie.Db.KeysDescending(prefix, last).Take(7)), ByteOrder.Instance);

            byte[] start = RandomTrie.Key(random, 4);
            Assert.Equal(keys.Where(key => ByteOrder.Instance.Compare(key, start) > 0), trie.Db.Keys(prefix, start), ByteOrder.Instance);
            Assert.Equal(keys.Where(key => ByteOrder.Instance.Compare(key, start) < 0).Reverse(), trie.Db.KeysDescending(prefix, start), ByteOrder.Instance);
            Assert.Equal(
                keys.Where(key => ByteOrder.Instance.Compare(key, start) > 0).Select(key => Convert.ToHexString([.. key, .. trie.Pairs[key]])),
                trie.Db.Pairs(prefix, start).Select(pair => Convert.ToHexString([.. pair.Key, .. pair.Value])));
        }
    }

    [Fact]
    public void Keys_OfOnePage_LoadOnlyTheNodesOnTheWay()
    {
        RandomTrie trie = RandomTrie.Make(new Random(13), count: 5000, StateVersion.V1);
        byte[] middle = trie.Pairs.Keys.ElementAt(2500);
        var counting = new CountingNodeStore(trie.Store);
        var db = new TrieDb(counting, trie.Db.Root);

        Assert.Equal(10, db.Keys(default, middle).Take(10).Count());
        int up = counting.Reads;
        Assert.Equal(10, db.KeysDescending(default, middle).Take(10).Count());
        int down = counting.Reads - up;

        // At most the path, and one node for each further key: hashed values are not loaded.
        Assert.InRange(up, 1, 30);
        Assert.InRange(down, 1, 30);
    }

    [Fact]
    public void NextKey_OneAfterTheOther_LoadsEachNodeOnce()
    {
        RandomTrie trie = RandomTrie.Make(new Random(15), count: 500, StateVersion.V0);
        var counting = new CountingNodeStore(trie.Store);
        TrieCursor cursor = new TrieDb(counting, trie.Db.Root).Cursor();
        List<byte[]> keys = [];
        for (byte[]? key = cursor.NextKey([]); key is not null; key = cursor.NextKey(key)) keys.Add(key);

        Assert.Equal(trie.Pairs.Keys.Where(static key => key.Length > 0), keys, ByteOrder.Instance);

        // The way to the first key is walked twice at most: when the cursor is made, and by the first question.
        Assert.InRange(counting.Reads, 1, trie.Store.Count + 20);
        var random = new Random(16);
        for (int round = 0; round < 300; round++)
        {
            byte[] key = random.Next(2) == 0 ? RandomTrie.Key(random, 6) : keys[random.Next(keys.Count)];
            Assert.Equal(trie.Db.NextKey(key), cursor.NextKey(key));
            if (random.Next(4) == 0) cursor.MovePrevious();
        }
    }

    [Fact]
    public void Cursor_OverAMissingNode_Throws()
    {
        RandomTrie trie = RandomTrie.Make(new Random(14), count: 300, StateVersion.V1);
        var db = new TrieDb(StorageProof.Of(trie.Db.ReadProof([trie.Pairs.Keys.First()])), trie.Db.Root);

        Assert.Throws<TrieException>(() => db.Keys(default).Count());
        Assert.Throws<TrieException>(() => db.KeysDescending(default).Count());
    }

    private static List<byte[]> Paged(byte[]? start, Func<ReadOnlyMemory<byte>?, IEnumerable<byte[]>> page)
    {
        List<byte[]> all = [];
        while (true)
        {
            List<byte[]> keys = [.. page(start is null ? null : (ReadOnlyMemory<byte>?)start)];
            if (keys.Count == 0) return all;
            all.AddRange(keys);
            start = keys[^1];
        }
    }

    private sealed class CountingNodeStore(INodeStore store) : INodeStore
    {
        public int Reads { get; private set; }

        public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
        {
            Reads++;
            return store.TryGet(hash, out bytes);
        }
    }
}
