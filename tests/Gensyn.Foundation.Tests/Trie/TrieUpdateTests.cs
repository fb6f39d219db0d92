using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieUpdateTests
{
    /// <summary>How the keys of a trie look.</summary>
    public enum Shape
    {
        /// <summary>Random bytes, as hashed keys are.</summary>
        Hashed,

        /// <summary>A long prefix that all share, then few different bytes, as in one storage map.</summary>
        Prefixed,

        /// <summary>Few different bytes and many lengths: keys that are prefixes of others, short nodes inside their parents.</summary>
        Nested,
    }

    [Theory]
    [InlineData(Shape.Hashed, StateVersion.V1, 1)]
    [InlineData(Shape.Hashed, StateVersion.V0, 2)]
    [InlineData(Shape.Prefixed, StateVersion.V1, 3)]
    [InlineData(Shape.Prefixed, StateVersion.V0, 4)]
    [InlineData(Shape.Nested, StateVersion.V1, 5)]
    [InlineData(Shape.Nested, StateVersion.V0, 6)]
    [InlineData(Shape.Nested, StateVersion.V1, 7)]
    public void Commit_OfManyChanges_LeavesTheNodesOfThatStateAndNoOthers(Shape shape, StateVersion version, int seed)
    {
        var random = new Random(seed);
        var store = new MemoryNodeStore();
        var trie = new TrieDb(store, TrieRoot.Empty);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        for (int round = 0; round < 40; round++)
        {
            KeyValuePair<byte[], byte[]?>[] changes = Changes(random, model, shape, random.Next(1, round % 4 == 0 ? 900 : 40));
            random.Shuffle(changes);
            TrieCommit commit = trie.Commit(changes, version);
            store.Apply(commit);
            trie = new TrieDb(store, commit.Root);

            Assert.Equal(TrieRoot.Compute([.. model], version), trie.Root);
            Assert.Empty(commit.Inserted.Select(static node => node.Hash).Intersect(commit.Removed));
            Assert.All(commit.Inserted, static node => Assert.Equal(Hashing.Blake2_256(node.Bytes.Span), node.Hash));
            Assert.Equal(trie.ReadProof(model.Keys).Count, model.Count == 0 ? 0 : store.Count);
            if (round % 8 == 0) Assert.Equal(NaiveTrie.Root(model, version == StateVersion.V1), trie.Root.ToArray());
        }

        store.Apply(trie.Commit([.. model.Keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, null))], version));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Commit_UnderChangingVersions_IsWhatOneChangeAtATimeMakes()
    {
        var random = new Random(8);
        (MemoryNodeStore Store, H256 Root) together = (new MemoryNodeStore(), TrieRoot.Empty);
        (MemoryNodeStore Store, H256 Root) apart = (new MemoryNodeStore(), TrieRoot.Empty);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        for (int round = 0; round < 200; round++)
        {
            StateVersion version = random.Next(2) == 0 ? StateVersion.V0 : StateVersion.V1;
            KeyValuePair<byte[], byte[]?>[] changes = Changes(random, model, Shape.Nested, random.Next(1, 30));
            together.Root = Apply(together, changes, version);
            foreach (KeyValuePair<byte[], byte[]?> change in changes) apart.Root = Apply(apart, [change], version);

            Assert.Equal(apart.Root, together.Root);
            Assert.Equal(apart.Store.Count, together.Store.Count);
        }

        static H256 Apply((MemoryNodeStore Store, H256 Root) state, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version)
        {
            TrieCommit commit = new TrieDb(state.Store, state.Root).Commit(changes, version);
            state.Store.Apply(commit);
            return commit.Root;
        }
    }

    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void Commit_OfLargeValues_KeepsThem(StateVersion version)
    {
        // Longer than a segment of nodes and than a chunk of the store.
        int[] lengths = [1_000, 1_024, 1_025, 70_000, 262_144, 300_000, 1_048_576, 3_000_000];
        SortedDictionary<byte[], byte[]> model = new(ByteOrder.Instance);
        foreach (int length in lengths) model[[(byte)model.Count, 7]] = [.. Enumerable.Range(0, length).Select(index => (byte)(index * length))];
        var store = new MemoryNodeStore();
        store.Apply(new TrieDb(store, TrieRoot.Empty).Commit(
            [.. model.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], version));
        var trie = new TrieDb(store, TrieRoot.Compute([.. model], version));

        Assert.Equal(NaiveTrie.Root(model, version == StateVersion.V1), trie.Root.ToArray());
        foreach ((byte[] key, byte[] value) in model) Assert.True(trie.Get(key).AsSpan().SequenceEqual(value));
    }

    [Fact]
    public void Commit_OfKeysNestedThousandsDeep_NeedsNoDeepStack()
    {
        KeyValuePair<byte[], byte[]?>[] pairs =
            [.. Enumerable.Range(0, 4_000).Select(static length => new KeyValuePair<byte[], byte[]?>(new byte[length], [1, 2]))];
        KeyValuePair<byte[], byte[]?>[] even =
            [.. pairs.Where(static pair => pair.Key.Length % 2 == 0).Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, null))];
        var store = new MemoryNodeStore();
        H256 root = default;
        var thread = new Thread(
            () =>
            {
                TrieCommit all = new TrieDb(store, TrieRoot.Empty).Commit(pairs, StateVersion.V1);
                store.Apply(all);
                TrieCommit half = new TrieDb(store, all.Root).Commit(even, StateVersion.V1);
                store.Apply(half);
                root = half.Root;
            },
            128 << 10);
        thread.Start();
        thread.Join();

        Assert.Equal(TrieRoot.Compute([.. pairs.Where(static pair => pair.Key.Length % 2 == 1)!], StateVersion.V1), root);
    }

    [Fact]
    public void Commit_OfAKeyGivenTwice_Throws() =>
        Assert.Throws<ArgumentException>(
            () => new TrieDb(new MemoryNodeStore(), TrieRoot.Empty).Commit([new([1], [1]), new([2], [1]), new([1], null)], StateVersion.V1));

    [Theory]
    [InlineData(Shape.Hashed)]
    [InlineData(Shape.Prefixed)]
    [InlineData(Shape.Nested)]
    public void Root_OfPairsInAnyOrder_IsTheSame(Shape shape)
    {
        var random = new Random(21);
        foreach (int count in new[] { 1, 2, 63, 64, 65, 66, 700, 5_000 })
        {
            SortedDictionary<byte[], byte[]> model = new(ByteOrder.Instance);
            for (int index = 0; index < count; index++) model[Key(random, shape)] = Value(random);
            KeyValuePair<byte[], byte[]>[] shuffled = [.. model];
            H256 root = TrieRoot.Compute(shuffled, StateVersion.V1);
            random.Shuffle(shuffled);
            KeyValuePair<byte[], byte[]>[] before = [.. shuffled];

            Assert.Equal(root, TrieRoot.Compute(shuffled, StateVersion.V1));
            Assert.Equal(before, shuffled);
            Assert.Equal(root, TrieRoot.Compute(new List<KeyValuePair<byte[], byte[]>>(shuffled), StateVersion.V1));
            Assert.Throws<ArgumentException>(() => TrieRoot.Compute([.. shuffled, shuffled[count / 2]], StateVersion.V1));
        }
    }

    [Fact]
    public void AnyUse_OfNodesThatAreNotWhatTheyWere_ThrowsTrieExceptionOrAnswers()
    {
        var random = new Random(13);
        RandomTrie whole = RandomTrie.Make(random, 120, StateVersion.V1);
        List<byte[]> keys = [.. whole.Pairs.Keys];
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            var trie = new TrieDb(new DamagedStore(whole.Store, random.Next()), whole.Db.Root);
            try
            {
                byte[] key = keys[random.Next(keys.Count)];
                trie.Get(key);
                SortedDictionary<byte[], byte[]> nothing = new(ByteOrder.Instance);
                trie.Commit([.. Changes(random, nothing, Shape.Nested, 8), new([.. key, 0x77, 0x77], null)], StateVersion.V1);
                trie.Commit([new(key, null)], StateVersion.V0);
            }
            catch (TrieException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2_999);
    }

    private static KeyValuePair<byte[], byte[]?>[] Changes(Random random, SortedDictionary<byte[], byte[]> model, Shape shape, int count)
    {
        var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
        byte[][] known = [.. model.Keys];
        for (; count > 0; count--)
        {
            byte[] key = known.Length > 0 && random.Next(3) > 0 ? known[random.Next(known.Length)] : Key(random, shape);
            byte[]? value = random.Next(5) < 2 ? null : Value(random);
            changes[key] = value;
            if (value is null) model.Remove(key);
            else model[key] = value;
        }

        return [.. changes];
    }

    private static byte[] Key(Random random, Shape shape)
    {
        byte[] key = new byte[shape switch { Shape.Hashed => 32, Shape.Prefixed => 40, _ => random.Next(0, 12) }];
        if (shape == Shape.Hashed) random.NextBytes(key);
        else if (shape == Shape.Prefixed) random.NextBytes(key.AsSpan(37 + random.Next(3)));
        else for (int index = 0; index < key.Length; index++) key[index] = (byte)(random.Next(3) + (16 * random.Next(2)));
        return key;
    }

    private static byte[] Value(Random random)
    {
        int[] lengths = [0, 1, 4, 20, 31, 32, 33, 34, 80, 400];
        byte[] value = new byte[lengths[random.Next(lengths.Length)]];
        // Equal values make equal subtrees, which move from one place to another.
        if (random.Next(3) > 0) random.NextBytes(value);
        return value;
    }

    /// <summary>Damages some of what it reads: bits flipped, bytes cut off or added.</summary>
    private sealed class DamagedStore(INodeStore store, int seed) : INodeStore
    {
        private readonly Random _random = new(seed);

        public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
        {
            if (!store.TryGet(hash, out bytes)) return false;
            byte[] copy = bytes.ToArray();
            int kind = _random.Next(12);
            if (kind < 2 && copy.Length > 0) copy[_random.Next(Math.Min(4, copy.Length))] ^= (byte)(1 << _random.Next(8));
            else if (kind == 2 && copy.Length > 0) copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8));
            else if (kind == 3) copy = copy[.._random.Next(copy.Length + 1)];
            else if (kind == 4) copy = [.. copy, 0];
            bytes = copy;
            return true;
        }
    }
}
