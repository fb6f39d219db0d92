using System.Text;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class ChildTrieTests
{
    [Theory]
    [InlineData(StateVersion.V0, 51)]
    [InlineData(StateVersion.V1, 52)]
    public void Commit_RandomChangesOfChildren_StaysEqualToTheNaiveTries(StateVersion version, int seed)
    {
        var random = new Random(seed);
        var store = new MemoryNodeStore();
        var state = new TrieDb(store, TrieRoot.Empty);
        var top = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        var children = new SortedDictionary<byte[], SortedDictionary<byte[], byte[]>>(ByteOrder.Instance);
        for (int round = 0; round < 120; round++)
        {
            ChildChanges[] changed = [.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomTrie.Key(random, 1)).Distinct(ByteOrder.Instance)
                .Order(ByteOrder.Instance).Select(id => new ChildChanges(id, Change(random, children.GetValueOrDefault(id) ?? (children[id] = new(ByteOrder.Instance)))))];
            TrieCommit commit = state.Commit(new StateChanges(Change(random, top), changed), version);
            Assert.Empty(commit.Inserted.Select(static node => node.Hash).Intersect(commit.Removed));
            store.Apply(commit);
            state = new TrieDb(store, commit.Root);

            var whole = new SortedDictionary<byte[], byte[]>(top, ByteOrder.Instance);
            foreach ((byte[] id, SortedDictionary<byte[], byte[]> pairs) in children)
            {
                byte[] root = NaiveTrie.Root(pairs, version == StateVersion.V1);
                if (pairs.Count > 0) whole[[.. Encoding.ASCII.GetBytes(":child_storage:default:"), .. id]] = root;
                Assert.Equal(root, state.Child(id).Root.ToArray());
                Assert.Equal(pairs.Keys, state.Child(id).Keys(default), ByteOrder.Instance);
            }

            Assert.Equal(NaiveTrie.Root(whole, version == StateVersion.V1), state.Root.ToArray());
        }

        // Children share nodes with each other and with the top trie; without all of them nothing is left.
        store.Apply(state.Commit(
            new StateChanges(Removal(top.Keys), [.. children.Select(static child => new ChildChanges(child.Key, Removal(child.Value.Keys)))]), version));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Commit_OfEqualChildren_CountsTheirNodesTwice()
    {
        var store = new MemoryNodeStore();
        KeyValuePair<byte[], byte[]?>[] pairs = [new([1], new byte[50]), new([2], new byte[60])];
        TrieCommit both = new TrieDb(store, TrieRoot.Empty).Commit(new StateChanges([], [new([1], pairs), new([2], pairs)]), StateVersion.V1);
        store.Apply(both);
        TrieCommit one = new TrieDb(store, both.Root).Commit(new StateChanges([], [new([1], Removal(pairs.Select(static pair => pair.Key)))]), StateVersion.V1);
        store.Apply(one);

        var state = new TrieDb(store, one.Root);
        Assert.Equal(TrieRoot.Empty, state.Child([1]).Root);
        Assert.False(state.Contains(ChildStorage.KeyOf([1])));
        Assert.Equal(new byte[60], state.Child([2]).Get([2]));
    }

    [Fact]
    public void Commit_ThatMovesAChild_NamesNoNodeTwice()
    {
        var store = new MemoryNodeStore();
        KeyValuePair<byte[], byte[]?>[] pairs = [new([1], new byte[50]), new([2], new byte[60])];
        TrieCommit made = new TrieDb(store, TrieRoot.Empty).Commit(new StateChanges([], [new([1], pairs)]), StateVersion.V1);
        store.Apply(made);
        TrieCommit moved = new TrieDb(store, made.Root).Commit(
            new StateChanges([], [new([1], Removal(pairs.Select(static pair => pair.Key))), new([2], pairs)]), StateVersion.V1);

        // Only the top trie's node is another one.
        Assert.Equal([made.Root], moved.Removed);
        Assert.Equal([moved.Root], moved.Inserted.Select(static node => node.Hash));
    }

    [Fact]
    public void Child_WhoseRootIsNone_Throws()
    {
        var store = new MemoryNodeStore();
        TrieCommit made = new TrieDb(store, TrieRoot.Empty).Commit([new(ChildStorage.KeyOf([1]), [1, 2, 3])], StateVersion.V1);
        store.Apply(made);
        var state = new TrieDb(store, made.Root);

        Assert.Throws<TrieException>(() => state.Child([1]));
        Assert.Equal(ProofFault.ChildRoot, StorageProof.Of(state.ReadProof([ChildStorage.KeyOf([1])])).ReadChild(made.Root, [1], [[1]], out _));
        Assert.Equal(ProofFault.ChildRoot, CompactProof.TryEncode(store, made.Root, out _));
    }

    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void Proofs_ThroughChildren_AreReadAndCompactedBothWays(StateVersion version)
    {
        var random = new Random(53);
        for (int round = 0; round < 60; round++)
        {
            (MemoryNodeStore store, H256 root, SortedDictionary<byte[], SortedDictionary<byte[], byte[]>> children) = Make(random, version);
            var state = new TrieDb(store, root);
            byte[] id = children.Keys.ElementAt(random.Next(children.Count));
            byte[][] keys = [RandomTrie.Key(random, 4), .. children[id].Keys.Where((_, index) => index % 4 == 0)];

            StorageProof proof = StorageProof.Of(state.ReadChildProof(id, keys));
            Assert.Equal(ProofFault.None, proof.ReadChild(root, id, keys, out byte[]?[] values, refuseUnused: true));
            Assert.Equal(keys.Select(key => children[id].GetValueOrDefault(key)), values);
            Assert.Equal(ProofFault.None, StorageProof.Of(state.ReadProof([ChildStorage.KeyOf([9, 9])])).ReadChild(root, [9, 9], keys, out values));
            Assert.All(values, Assert.Null);

            // What was read of several children, or of all of the store.
            foreach (INodeStore nodes in new INodeStore[] { StorageProof.Merge(children.Keys.Select(other => StorageProof.Of(state.ReadChildProof(other, keys)))), store })
            {
                Assert.Equal(ProofFault.None, CompactProof.TryEncode(nodes, root, out CompactProof compact));
                Assert.Equal(ProofFault.None, compact.TryExpand(root, out StorageProof back));
                if (nodes is StorageProof whole) Assert.Equal(whole.Nodes, back.Nodes);
                foreach (byte[] other in children.Keys)
                {
                    Assert.Equal(ProofFault.None, back.ReadChild(root, other, keys, out values));
                    Assert.Equal(keys.Select(key => children[other].GetValueOrDefault(key)), values);
                }
            }
        }
    }

    [Fact]
    public void TryEncode_OfChildren_PutsThemInTheOrderOfTheirKeys()
    {
        (MemoryNodeStore store, H256 root, SortedDictionary<byte[], SortedDictionary<byte[], byte[]>> children) = Make(new Random(55), StateVersion.V1);
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(store, root, out CompactProof whole));
        var state = new TrieDb(store, root);
        List<byte[]> tail = [];
        foreach (byte[] id in children.Keys)
        {
            Assert.Equal(ProofFault.None, CompactProof.TryEncode(store, state.Child(id).Root, out CompactProof child));
            tail.AddRange(child.Nodes);
        }

        Assert.Equal(4, children.Count);
        Assert.Equal(tail, whole.Nodes.Skip(whole.Nodes.Count - tail.Count));
    }

    [Fact]
    public void TryExpand_OfAChildThatTheStateDoesNotName_IsRefused()
    {
        var random = new Random(54);
        (MemoryNodeStore store, H256 root, _) = Make(random, StateVersion.V1);
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(store, root, out CompactProof compact));
        RandomTrie stranger = RandomTrie.Make(random, 5, StateVersion.V1);
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(stranger.Store, stranger.Db.Root, out CompactProof other));
        StorageProof top = StorageProof.Of(new TrieDb(store, root).ReadProof([ChildStorage.KeyOf([1]), ChildStorage.KeyOf([2])]));
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(top, root, out CompactProof topOnly));

        Assert.Equal(ProofFault.UnknownChild, CompactProof.Of([.. topOnly.Nodes, .. other.Nodes]).TryExpand(root, out _));
        Assert.Equal(ProofFault.UnusedNode, CompactProof.Of([.. compact.Nodes, .. other.Nodes]).TryExpand(root, out _));
    }

    private static (MemoryNodeStore Store, H256 Root, SortedDictionary<byte[], SortedDictionary<byte[], byte[]>> Children) Make(Random random, StateVersion version)
    {
        var store = new MemoryNodeStore();
        var children = new SortedDictionary<byte[], SortedDictionary<byte[], byte[]>>(ByteOrder.Instance);
        List<ChildChanges> changes = [];
        foreach (byte[] id in new byte[][] { [1], [1, 2], [2], [7, 7, 7] })
        {
            children[id] = new(ByteOrder.Instance);
            while (children[id].Count < 10) Change(random, children[id]);
            changes.Add(new ChildChanges(id, [.. children[id].Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))]));
        }

        List<KeyValuePair<byte[], byte[]?>> top = [.. Enumerable.Range(0, 40).Select(index => new KeyValuePair<byte[], byte[]?>([(byte)(index * 5), 1], new byte[40]))];
        TrieCommit commit = new TrieDb(store, TrieRoot.Empty).Commit(new StateChanges(top, changes), version);
        store.Apply(commit);
        return (store, commit.Root, children);
    }

    private static List<KeyValuePair<byte[], byte[]?>> Change(Random random, SortedDictionary<byte[], byte[]> model)
    {
        var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
        for (int index = random.Next(8); index > 0; index--)
        {
            bool known = model.Count > 0 && random.Next(2) == 0;
            changes[known ? model.Keys.ElementAt(random.Next(model.Count)) : RandomTrie.Key(random, 3)] = random.Next(3) == 0 ? null : RandomTrie.Value(random);
        }

        foreach ((byte[] key, byte[]? value) in changes)
        {
            if (value is null) model.Remove(key);
            else model[key] = value;
        }

        return [.. changes];
    }

    private static List<KeyValuePair<byte[], byte[]?>> Removal(IEnumerable<byte[]> keys) => [.. keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, null))];
}
