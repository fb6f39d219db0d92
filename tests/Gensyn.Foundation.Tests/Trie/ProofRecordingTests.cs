using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class ProofRecordingTests
{
    /// <summary>A block's work on a state, replayed by somebody who has the root and the proof alone.</summary>
    [Theory]
    [InlineData(StateVersion.V0, 31)]
    [InlineData(StateVersion.V1, 32)]
    public void Replay_OverTheProofAlone_ReachesTheSameRoot(StateVersion version, int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 150; round++)
        {
            // Half of the states were written by the other layout.
            RandomTrie trie = RandomTrie.Make(random, random.Next(0, 120), (round & 1) == 0 ? version : StateVersion.V0);
            byte[][] reads = [.. Enumerable.Range(0, 5).Select(_ => RandomTrie.Key(random, 6))];
            KeyValuePair<byte[], byte[]?>[] changes = [.. Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => random.Next(3) == 0 || trie.Pairs.Count == 0 ? RandomTrie.Key(random, 6) : trie.Pairs.Keys.ElementAt(random.Next(trie.Pairs.Count)))
                .Distinct(ByteOrder.Instance).Order(ByteOrder.Instance)
                .Select(key => new KeyValuePair<byte[], byte[]?>(key, random.Next(2) == 0 ? null : RandomTrie.Value(random)))];
            var recorder = new RecordingNodeStore(trie.Store);
            (byte[]?[] Values, byte[]? Next, H256 Root) made = Work(new TrieDb(recorder, trie.Db.Root), reads, changes, version);

            StorageProof proof = recorder.ToProof();
            Assert.Equal((ulong)proof.Encode().Length, recorder.EncodedSize);
            Assert.Equal((ulong)proof.Nodes.Sum(static node => node.Length + PrefixLength(node.Length)), recorder.Size);
            Assert.Equal(recorder.Recorded(), proof.Nodes);

            (byte[]?[] Values, byte[]? Next, H256 Root) replayed = Work(new TrieDb(proof, trie.Db.Root), reads, changes, version);
            Assert.Equal(made.Values, replayed.Values);
            Assert.Equal(made.Next, replayed.Next);
            Assert.Equal(made.Root, replayed.Root);

            // Nothing in the proof is superfluous: without any one of its nodes the replay cannot be finished.
            byte[] dropped = proof.Nodes.Count == 0 ? [] : proof.Nodes[random.Next(proof.Nodes.Count)];
            if (dropped.Length == 0) continue;
            StorageProof cut = StorageProof.Of(proof.Nodes.Where(node => node != dropped));
            Assert.Throws<TrieException>(() => Work(new TrieDb(cut, trie.Db.Root), reads, changes, version));
        }
    }

    // A branch that loses its second last child joins the last one, which nobody has asked for.
    [Fact]
    public void Commit_ThatCollapsesABranch_RecordsTheSibling()
    {
        var store = new MemoryNodeStore();
        TrieCommit made = new TrieDb(store, TrieRoot.Empty).Commit([new([0x11], new byte[40]), new([0x12], new byte[41]), new([0x21], new byte[42])], StateVersion.V0);
        store.Apply(made);
        var recorder = new RecordingNodeStore(store);
        H256 root = new TrieDb(recorder, made.Root).Commit([new([0x11], null)], StateVersion.V0).Root;

        // The root, the branch at nibble 1, the removed leaf, and the leaf that stays.
        Assert.Equal(4, recorder.Recorded().Count);
        Assert.Equal(root, new TrieDb(recorder.ToProof(), made.Root).Commit([new([0x11], null)], StateVersion.V0).Root);
    }

    // sp_trie recorder.rs: recorder_transactions_rollback_work, recorder_transactions_commit_work.
    [Fact]
    public void Transactions_RolledBack_ForgetTheirNodes()
    {
        RandomTrie trie = RandomTrie.Make(new Random(33), 500, StateVersion.V1);
        byte[][] keys = [.. trie.Pairs.Keys.Where((_, index) => index % 100 == 0)];
        var recorder = new RecordingNodeStore(trie.Store);
        var db = new TrieDb(recorder, trie.Db.Root);
        List<(ulong Size, IReadOnlyList<byte[]> Nodes)> stages = [(recorder.EncodedSize, recorder.Recorded())];
        foreach (byte[] key in keys)
        {
            recorder.BeginTransaction();
            db.Get(key);
            stages.Add((recorder.EncodedSize, recorder.Recorded()));
        }

        for (int left = keys.Length; left > 0; left--)
        {
            Assert.Equal(stages[left].Nodes, recorder.Recorded());
            Assert.Equal(stages[left].Size, recorder.EncodedSize);
            recorder.RollbackTransaction();
        }

        Assert.Empty(recorder.Recorded());
        Assert.Equal(0UL, recorder.Size);
        recorder.BeginTransaction();
        recorder.BeginTransaction();
        db.Get(keys[1]);
        recorder.CommitTransaction();
        IReadOnlyList<byte[]> one = recorder.Recorded();
        recorder.BeginTransaction();
        db.Get(keys[2]);
        recorder.RollbackTransaction();
        Assert.Equal(one, recorder.Recorded());
        recorder.RollbackTransaction();
        Assert.Empty(recorder.Recorded());
        Assert.Throws<InvalidOperationException>(recorder.CommitTransaction);
        Assert.Throws<InvalidOperationException>(recorder.RollbackTransaction);
    }

    /// <summary>Layers that are opened, kept and rolled back in any order remember what a stack of sets remembers.</summary>
    [Fact]
    public void Transactions_InAnyOrder_KeepWhatTheirLayersKeep()
    {
        var random = new Random(34);
        RandomTrie trie = RandomTrie.Make(random, 3_000, StateVersion.V1);
        byte[][] keys = [.. trie.Pairs.Keys];
        for (int round = 0; round < 20; round++)
        {
            var recorder = new RecordingNodeStore(trie.Store);
            var db = new TrieDb(recorder, trie.Db.Root);
            List<byte[]> read = [];
            Stack<int> layers = [];
            for (int step = 0; step < 400; step++)
            {
                int kind = random.Next(12);
                if (kind == 0)
                {
                    recorder.BeginTransaction();
                    layers.Push(read.Count);
                }
                else if (kind == 1 && layers.TryPop(out int from))
                {
                    recorder.RollbackTransaction();
                    read.RemoveRange(from, read.Count - from);
                }
                else if (kind == 2 && layers.TryPop(out _))
                {
                    recorder.CommitTransaction();
                }
                else
                {
                    read.Add(keys[random.Next(keys.Length)]);
                    db.Get(read[^1]);
                }
            }

            var plain = new RecordingNodeStore(trie.Store);
            var again = new TrieDb(plain, trie.Db.Root);
            foreach (byte[] key in read) again.Get(key);
            Assert.Equal(plain.Recorded(), recorder.Recorded());
            Assert.Equal(plain.EncodedSize, recorder.EncodedSize);
        }
    }

    private static (byte[]?[] Values, byte[]? Next, H256 Root) Work(
        TrieDb state, byte[][] reads, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version)
    {
        byte[]?[] values = [.. reads.Select(key => state.Get(key))];
        return (values, state.NextKey(reads[0]), state.Commit(changes, version).Root);
    }

    private static int PrefixLength(int length) => length < 64 ? 1 : length < 16384 ? 2 : 4;
}
