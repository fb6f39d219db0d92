using System.Buffers.Binary;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class MemoryNodeStoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_OfAnything_KeepsWhatHasPlaces(int seed)
    {
        // Hashes that begin alike, so that they crowd around a few slots.
        var random = new Random(seed);
        H256[] hashes = [.. Enumerable.Range(0, 400).Select(index => Hash(random.Next(6) * 0x3f, index))];
        var model = new Dictionary<H256, (byte[] Bytes, int Count)>();
        var store = new MemoryNodeStore();
        for (int round = 0; round < 3_000; round++)
        {
            H256 hash = hashes[random.Next(hashes.Length)];
            bool known = model.TryGetValue(hash, out (byte[] Bytes, int Count) node);
            if (known && random.Next(5) > 1)
            {
                store.Apply(new TrieCommit(default, [], [hash]));
                if (node.Count == 1) model.Remove(hash);
                else model[hash] = node with { Count = node.Count - 1 };
            }
            else
            {
                byte[] bytes = known ? node.Bytes : Bytes(hash, random.Next(300));
                store.Apply(new TrieCommit(default, [new TrieNode(hash, bytes)], []));
                model[hash] = (bytes, node.Count + 1);
            }

            if (round % 50 == 0) AssertHolds(store, hashes, model);
        }

        AssertHolds(store, hashes, model);
    }

    [Fact]
    public void TryFollow_ToAnyNeighbour_FindsWhatTryGetFinds()
    {
        var random = new Random(6);
        var store = new MemoryNodeStore();
        (H256 Hash, byte[] Bytes)[] nodes =
            [.. Enumerable.Range(0, 3_000).Select(index => (Hash(random.Next(), index), Bytes(Hash(index, index), random.Next(400))))];
        store.Apply(new TrieCommit(default, [.. nodes.Select(static node => new TrieNode(node.Hash, node.Bytes))], []));
        store.Apply(new TrieCommit(default, [], [.. nodes.Where((_, index) => index % 3 == 1).Select(static node => node.Hash)]));
        for (int index = 0; index < nodes.Length; index += 3)
        {
            Assert.True(store.TryGet(nodes[index].Hash, out ReadOnlyMemory<byte> before));
            for (int other = index; other < Math.Min(index + 4, nodes.Length); other++)
            {
                Assert.Equal(other % 3 != 1, store.TryFollow(nodes[other].Hash, before, INodeStore.ItsValue, out ReadOnlyMemory<byte> bytes));
                Assert.True(bytes.Span.SequenceEqual(other % 3 != 1 ? nodes[other].Bytes : []));
            }

            Assert.False(store.TryFollow(Hash(7, -1), before, INodeStore.ItsValue, out _));
            Assert.False(store.TryFollow(default, before, INodeStore.ItsValue, out _));
            Assert.True(store.TryFollow(nodes[index].Hash, nodes[index].Bytes, INodeStore.ItsValue, out _));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryFollow_ToAnyChildOfAnyAge_FindsWhatTryGetFinds(int seed)
    {
        // The trie grows, changes and shrinks, so that chunks are given up and their numbers taken again while old nodes are still in hand.
        var random = new Random(seed);
        var store = new MemoryNodeStore();
        var follower = new Follower(store);
        var trie = new TrieDb(follower, TrieRoot.Empty);
        var keys = new List<byte[]>();
        for (int round = 0; round < 40; round++)
        {
            bool grows = round % 20 < 12;
            var changes = new Dictionary<string, KeyValuePair<byte[], byte[]?>>();
            for (int index = 0; index < 300; index++)
            {
                byte[] key = grows && random.Next(3) > 0 || keys.Count == 0 ? [.. Bytes(default, 2), .. Random(random, 6)] : keys[random.Next(keys.Count)];
                byte[]? value = grows || random.Next(5) == 0 ? Random(random, random.Next(1, 4_000)) : null;
                if (value is not null) keys.Add(key);
                changes[Convert.ToHexString(key)] = new(key, value);
            }

            TrieCommit commit = trie.Commit([.. changes.Values], StateVersion.V1);
            store.Apply(commit);
            trie = new TrieDb(follower, commit.Root);
            foreach (byte[] key in keys) trie.Get(key);
            follower.Repeat();
        }

        Assert.InRange(follower.Stale, 100, int.MaxValue);
    }

    [Fact]
    public void Apply_OfRemovingWhatIsNotThere_Throws() =>
        Assert.Throws<TrieException>(() => new MemoryNodeStore().Apply(new TrieCommit(default, [], [Hash(1, 1)])));

    [Fact]
    public void Apply_OverAndOver_HoldsBoundedMemoryAndWhatItHandedOut()
    {
        var random = new Random(4);
        var store = new MemoryNodeStore();
        var living = new Queue<(H256 Hash, byte[] Bytes)>();
        var handedOut = new List<(ReadOnlyMemory<byte> Slice, byte[] Bytes)>();
        long needed = 0, most = 0;
        for (int index = 0; index < 60_000; index++)
        {
            // First short ones, then long ones; some live long, and now and then nearly all go.
            H256 hash = Hash(random.Next(), index);
            byte[] bytes = Bytes(hash, index < 30_000 ? random.Next(100) : random.Next(1_500));
            store.Apply(new TrieCommit(default, [new TrieNode(hash, bytes)], []));
            living.Enqueue((hash, bytes));
            needed += bytes.Length + 56;
            if (index % 1_000 == 0)
            {
                store.TryGet(hash, out ReadOnlyMemory<byte> slice);
                handedOut.Add((slice, bytes));
            }

            int keep = index % 20_000 < 15_000 ? 8_000 : 200;
            while (living.Count > keep)
            {
                (H256 old, byte[] oldBytes) = living.Dequeue();
                store.Apply(new TrieCommit(default, [], [old]));
                needed -= oldBytes.Length + 56;
            }

            most = Math.Max(most, store.HeldBytes - (2 * needed));
        }

        Assert.InRange(most, 1, 5 << 20);
        Assert.Equal(living.Count, store.Count);
        Assert.All(living, node => Assert.True(store.TryGet(node.Hash, out ReadOnlyMemory<byte> bytes) && bytes.Span.SequenceEqual(node.Bytes)));
        Assert.All(handedOut, static held => Assert.True(held.Slice.Span.SequenceEqual(held.Bytes)));
    }

    private static byte[] Random(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Compares what is found from a node with what is found by hash, again and again.</summary>
    private sealed class Follower(MemoryNodeStore store) : INodeStore
    {
        private readonly Dictionary<(H256 Hash, int Reference), ReadOnlyMemory<byte>> _followed = [];

        /// <summary>How many of the references led to what is no longer there.</summary>
        public int Stale { get; private set; }

        public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes) => store.TryGet(hash, out bytes);

        public bool TryFollow(in H256 hash, ReadOnlyMemory<byte> from, int reference, out ReadOnlyMemory<byte> bytes)
        {
            _followed[(hash, reference)] = from;
            bool found = store.TryFollow(hash, from, reference, out bytes);
            Assert.Equal(store.TryGet(hash, out ReadOnlyMemory<byte> expected), found);
            Assert.True(bytes.Span.SequenceEqual(expected.Span));
            return found;
        }

        public void Repeat()
        {
            foreach (((H256 hash, int reference), ReadOnlyMemory<byte> from) in _followed.ToArray())
            {
                if (!TryFollow(hash, from, reference, out _)) Stale++;
                Assert.False(store.TryFollow(Hash(7, -1), from, reference, out _));
                Assert.Equal(store.TryGet(hash, out _), store.TryFollow(hash, from, reference + 17, out _));
            }
        }
    }

    private static void AssertHolds(MemoryNodeStore store, H256[] hashes, Dictionary<H256, (byte[] Bytes, int Count)> model)
    {
        Assert.Equal(model.Count, store.Count);
        foreach (H256 hash in hashes)
        {
            Assert.Equal(model.TryGetValue(hash, out (byte[] Bytes, int Count) node), store.TryGet(hash, out ReadOnlyMemory<byte> bytes));
            Assert.True(bytes.Span.SequenceEqual(node.Bytes));
        }
    }

    private static H256 Hash(int first, int last)
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, first);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), last);
        return new H256(bytes);
    }

    private static byte[] Bytes(H256 hash, int length)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) bytes[index] = (byte)(hash[28 + (index & 3)] + index);
        return bytes;
    }
}
