using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieMigrationTests
{
    // trie-db keeps the kind of every value that it does not write, wherever its node goes.
    [Fact]
    public void Commit_InEitherLayout_ChangesOnlyWhatItWrites()
    {
        var random = new Random(71);
        for (int round = 0; round < 30; round++)
        {
            var model = new SortedDictionary<byte[], (byte[] Value, bool Hashed)>(ByteOrder.Instance);
            var store = new MemoryNodeStore();
            var state = new TrieDb(store, TrieRoot.Empty);
            for (int step = 0; step < 25; step++)
            {
                StateVersion version = random.Next(2) == 0 ? StateVersion.V0 : StateVersion.V1;
                var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
                for (int index = random.Next(8); index >= 0; index--)
                {
                    bool known = model.Count > 0 && random.Next(2) == 0;
                    byte[] key = known ? model.Keys.ElementAt(random.Next(model.Count)) : RandomTrie.Key(random, 3);
                    changes[key] = random.Next(4) switch
                    {
                        0 => null,
                        1 when known => model[key].Value,
                        _ => RandomTrie.Value(random),
                    };
                }

                foreach ((byte[] key, byte[]? value) in changes)
                {
                    if (value is null) model.Remove(key);
                    else model[key] = (value, version == StateVersion.V1 && value.Length >= 33);
                }

                TrieCommit commit = state.Commit([.. changes], version);
                store.Apply(commit);
                state = new TrieDb(store, commit.Root);
                Assert.Equal(NaiveTrie.MixedRoot(model.Select(static pair => (pair.Key, pair.Value.Value, pair.Value.Hashed))), state.Root.ToArray());
            }

            Assert.Equal(
                (model.Values.Count(static item => item.Value.Length >= 33 && !item.Hashed), (long)model.Count), TrieMigration.Status(state));
        }
    }

    [Theory]
    [InlineData(1, long.MaxValue)]
    [InlineData(7, long.MaxValue)]
    [InlineData(1000, 100)]
    [InlineData(1000, long.MaxValue)]
    public void Migration_OfAWholeState_EndsAsAFreshBuild(int keys, long bytes)
    {
        var random = new Random(72);
        RandomTrie trie = RandomTrie.Make(random, 300, StateVersion.V0);
        TrieDb state = trie.Db;
        byte[]? after = null;
        int steps = 0, seen = 0;
        do
        {
            MigrationStep step = TrieMigration.Next(state, after, keys, bytes);
            Assert.True(step.Keys <= keys);
            Assert.All(step.Rewrites, static pair => Assert.True(pair.Value!.Length >= 33));
            TrieCommit commit = state.Commit(step.Rewrites, StateVersion.V1);
            trie.Store.Apply(commit);
            state = new TrieDb(trie.Store, commit.Root);
            (after, seen, steps) = (step.Last, seen + step.Keys, steps + 1);

            // The chain goes on meanwhile.
            if (random.Next(5) != 0) continue;
            byte[] key = RandomTrie.Key(random, 6);
            trie.Pairs[key] = RandomTrie.Value(random);
            commit = state.Commit([new(key, trie.Pairs[key])], StateVersion.V1);
            trie.Store.Apply(commit);
            state = new TrieDb(trie.Store, commit.Root);
        }
        while (after is not null);

        Assert.Equal(TrieRoot.Compute([.. trie.Pairs], StateVersion.V1), state.Root);
        Assert.Equal((0, (long)trie.Pairs.Count), TrieMigration.Status(state));
        Assert.Empty(TrieMigration.Next(state, null, int.MaxValue).Rewrites);
        Assert.Equal(keys >= 1000 && bytes == long.MaxValue, steps == 1);
        Assert.InRange(seen, trie.Pairs.Count - steps, trie.Pairs.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => TrieMigration.Next(state, null, 0));
    }

    [Fact]
    public void Migration_OfChildTries_EndsAsAFreshBuild()
    {
        KeyValuePair<byte[], byte[]?>[] pairs = [new([1], new byte[40]), new([1, 2], new byte[10]), new([2], new byte[33])];
        StateChanges all = new(pairs, [new([5], pairs), new([6], pairs[..2])]);
        var store = new MemoryNodeStore();
        TrieCommit old = new TrieDb(store, TrieRoot.Empty).Commit(all, StateVersion.V0);
        store.Apply(old);
        var state = new TrieDb(store, old.Root);

        ChildChanges[] children = [.. new byte[][] { [5], [6] }.Select(id => new ChildChanges(id, TrieMigration.Next(state.Child(id), null, 100).Rewrites))];
        TrieCommit migrated = state.Commit(new StateChanges(TrieMigration.Next(state, null, 100).Rewrites, children), StateVersion.V1);

        Assert.Equal(new TrieDb(new MemoryNodeStore(), TrieRoot.Empty).Commit(all, StateVersion.V1).Root, migrated.Root);
    }
}
