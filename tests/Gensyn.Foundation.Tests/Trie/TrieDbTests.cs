using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieDbTests
{
    [Theory]
    [InlineData(StateVersion.V0, 1)]
    [InlineData(StateVersion.V1, 2)]
    [InlineData(StateVersion.V1, 3)]
    public void Commit_RandomChanges_StaysEqualToTheNaiveTrie(StateVersion version, int seed)
    {
        var random = new Random(seed);
        var store = new MemoryNodeStore();
        var trie = new TrieDb(store, TrieRoot.Empty);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);

        for (int round = 0; round < 150; round++)
        {
            List<KeyValuePair<byte[], byte[]?>> changes = Changes(random, model);
            TrieCommit commit = trie.Commit(changes, version);
            store.Apply(commit);
            trie = new TrieDb(store, commit.Root);

            Assert.Equal(NaiveTrie.Root(model, version == StateVersion.V1), trie.Root.ToArray());
            Assert.Equal(TrieRoot.Compute([.. model], version), trie.Root);
            Assert.Equal(model.Keys, trie.Keys(default), ByteOrder.Instance);
            foreach (byte[] key in changes.Select(static change => change.Key).Append(Key(random)))
            {
                byte[]? expected = model.GetValueOrDefault(key);
                Assert.Equal(expected, trie.Get(key));
                Assert.Equal(expected is not null, trie.Contains(key));
                Assert.Equal(expected is null ? null : Hashing.Blake2_256(expected), trie.ValueHash(key));
                Assert.Equal(model.Keys.FirstOrDefault(other => ByteOrder.Instance.Compare(other, key) > 0), trie.NextKey(key));
            }
        }
    }

    [Fact]
    public void Commit_RemovingEverything_LeavesAnEmptyStore()
    {
        var random = new Random(5);
        var store = new MemoryNodeStore();
        var trie = new TrieDb(store, TrieRoot.Empty);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        for (int round = 0; round < 20; round++)
        {
            TrieCommit commit = trie.Commit(Changes(random, model), StateVersion.V1);
            store.Apply(commit);
            trie = new TrieDb(store, commit.Root);
        }

        TrieCommit last = trie.Commit([.. model.Keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, null))], StateVersion.V1);
        store.Apply(last);

        Assert.Equal(TrieRoot.Empty, last.Root);
        Assert.Empty(last.Inserted);
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Commit_EqualSubtreesAtTwoPlaces_CountsBoth()
    {
        var store = new MemoryNodeStore();
        var trie = new TrieDb(store, TrieRoot.Empty);
        byte[] value = new byte[100];
        TrieCommit commit = trie.Commit(
            [new([0x10, 1, 1], value), new([0x10, 2, 2], value), new([0x20, 1, 1], value), new([0x20, 2, 2], value)], StateVersion.V1);
        store.Apply(commit);
        trie = new TrieDb(store, commit.Root);

        commit = trie.Commit([new([0x10, 1, 1], null), new([0x10, 2, 2], null)], StateVersion.V1);
        store.Apply(commit);
        trie = new TrieDb(store, commit.Root);

        Assert.Equal(value, trie.Get([0x20, 1, 1]));
        Assert.Equal(value, trie.Get([0x20, 2, 2]));
        Assert.Null(trie.Get([0x10, 1, 1]));
    }

    [Fact]
    public void Commit_OfWhatIsThereAlready_ChangesNothing()
    {
        var store = new MemoryNodeStore();
        KeyValuePair<byte[], byte[]?>[] pairs = [new([1], new byte[40]), new([1, 2], [1]), new([1, 3], [2]), new([2], new byte[50])];
        TrieCommit first = new TrieDb(store, TrieRoot.Empty).Commit(pairs, StateVersion.V1);
        store.Apply(first);

        TrieCommit second = new TrieDb(store, first.Root).Commit([.. pairs, new([9], null), new([1, 2, 3], null)], StateVersion.V1);

        Assert.Equal(first.Root, second.Root);
        Assert.Empty(second.Inserted);
        Assert.Empty(second.Removed);
    }

    [Fact]
    public void Commit_InV1AboveV0Nodes_RewritesOnlyWhatChanges()
    {
        var store = new MemoryNodeStore();
        byte[] value = new byte[40];
        TrieCommit old = new TrieDb(store, TrieRoot.Empty).Commit([new([1], value), new([2], value)], StateVersion.V0);
        store.Apply(old);

        TrieCommit mixed = new TrieDb(store, old.Root).Commit([new([1], value)], StateVersion.V1);
        store.Apply(mixed);
        TrieCommit all = new TrieDb(store, mixed.Root).Commit([new([2], value)], StateVersion.V1);
        store.Apply(all);

        Assert.Equal(TrieRoot.Compute([new([1], value), new([2], value)], StateVersion.V0), old.Root);
        Assert.NotEqual(old.Root, mixed.Root);
        Assert.Equal(TrieRoot.Compute([new([1], value), new([2], value)], StateVersion.V1), all.Root);
    }

    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void ReadProof_OfAnyKeys_AnswersForThemAlone(StateVersion version)
    {
        var random = new Random(9);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        while (model.Count < 300) Changes(random, model);
        var store = new MemoryNodeStore();
        TrieCommit commit = new TrieDb(store, TrieRoot.Empty).Commit(
            [.. model.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], version);
        store.Apply(commit);
        var trie = new TrieDb(store, commit.Root);

        foreach (byte[] key in model.Keys.Where((_, index) => index % 7 == 0).Append([0xff, 0xff, 0xff]))
        {
            IReadOnlyList<byte[]> proof = trie.ReadProof([key]);
            var reader = new TrieDb(StorageProof.Of(proof), trie.Root);

            Assert.Equal(model.GetValueOrDefault(key), reader.Get(key));
            Assert.Equal(proof.Order(ByteOrder.Instance), proof);
            if (proof.Count > 1)
            {
                var cut = new TrieDb(StorageProof.Of(proof.Where((_, index) => index != proof.Count / 2)), trie.Root);
                Assert.Throws<TrieException>(() => cut.Get(key));
            }
        }
    }

    [Fact]
    public void Keys_WithPrefixAndStart_ArePagedInOrder()
    {
        var store = new MemoryNodeStore();
        KeyValuePair<byte[], byte[]?>[] pairs =
            [.. Enumerable.Range(0, 1000).Select(static index => new KeyValuePair<byte[], byte[]?>([(byte)(index >> 8), (byte)index], [1]))];
        TrieCommit commit = new TrieDb(store, TrieRoot.Empty).Commit(pairs, StateVersion.V1);
        store.Apply(commit);
        var trie = new TrieDb(store, commit.Root);

        List<byte[]> seen = [];
        byte[]? after = null;
        while (trie.Keys(new byte[] { 2 }, after is null ? null : after.AsMemory()).Take(100).ToList() is { Count: > 0 } page)
        {
            seen.AddRange(page);
            after = page[^1];
        }

        Assert.Equal(pairs.Where(static pair => pair.Key[0] == 2).Select(static pair => pair.Key), seen, ByteOrder.Instance);
        Assert.Empty(trie.Keys(new byte[] { 2 }, new byte[] { 3 }.AsMemory()));
        Assert.Equal(256, trie.Keys(new byte[] { 2 }, new byte[] { 1 }.AsMemory()).Count());
    }

    [Fact]
    public void Get_OfMalformedNodes_ThrowsTrieException()
    {
        var random = new Random(11);
        for (int round = 0; round < 20000; round++)
        {
            byte[] garbage = new byte[random.Next(1, 80)];
            random.NextBytes(garbage);
            var trie = new TrieDb(StorageProof.Of([garbage]), Hashing.Blake2_256(garbage));
            try
            {
                trie.Get([1, 2, 3]);
                trie.NextKey([]);
            }
            catch (TrieException)
            {
                // The only way out that a reader of foreign nodes has to expect.
            }
        }
    }

    private static List<KeyValuePair<byte[], byte[]?>> Changes(Random random, SortedDictionary<byte[], byte[]> model)
    {
        var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
        for (int count = random.Next(1, 12); count > 0; count--)
        {
            bool remove = random.Next(3) == 0;
            byte[] key = remove && model.Count > 0 ? model.Keys.ElementAt(random.Next(model.Count)) : Key(random);
            byte[]? value = remove ? null : Value(random);
            changes[key] = value;
            if (value is null) model.Remove(key);
            else model[key] = value;
        }

        return [.. changes];
    }

    // Few different bytes, so that keys share prefixes and are prefixes of each other.
    private static byte[] Key(Random random)
    {
        byte[] key = new byte[random.Next(0, 6)];
        for (int index = 0; index < key.Length; index++) key[index] = (byte)(random.Next(3) + (16 * random.Next(3)));
        return key;
    }

    private static byte[] Value(Random random)
    {
        int[] lengths = [0, 1, 20, 31, 32, 33, 34, 100];
        byte[] value = new byte[lengths[random.Next(lengths.Length)]];
        // Equal values make equal subtrees, which are one node in the store.
        if (random.Next(2) == 0) random.NextBytes(value);
        return value;
    }
}
