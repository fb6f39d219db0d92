using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

/// <summary>What a block reads is recorded, and whoever leaves something out records as if it had never been tried.</summary>
public sealed class BlockStateTests
{
    private static readonly byte[] Child = [7];

    [Fact]
    public void EndAttempt_WithoutKeeping_LeavesTheProofOfWhatIsKept()
    {
        Random random = new(20261128);
        for (int round = 0; round < 60; round++)
        {
            (MemoryNodeStore nodes, H256 root) = MakeState(random, random.Next(1, 400));
            Block author = new(new TrieState(nodes, root).ForBlock()), importer = new(new TrieState(nodes, root).ForBlock());
            for (int step = 0; step < 30; step++)
            {
                int seed = random.Next();
                if (random.Next(3) > 0)
                {
                    Assert.Equal(importer.Try(seed, keep: true), author.Try(seed, keep: true));
                    Assert.Equal(importer.State.ProofSize, author.State.ProofSize);
                    continue;
                }

                ulong before = author.State.ProofSize;
                author.Try(seed, keep: false);
                Assert.Equal(before, author.State.ProofSize);
            }

            Assert.Equal(importer.Root(), author.Root());
        }
    }

    [Fact]
    public void ForBlock_ReadsWhatTheStateHolds()
    {
        Random random = new(3);
        (MemoryNodeStore nodes, H256 root) = MakeState(random, 500);
        TrieDb plain = new(nodes, root);
        IBlockState state = new TrieState(nodes, root).ForBlock();
        for (int i = 0; i < 3_000; i++)
        {
            byte[] key = Key(random);
            if (i % 5 == 0) key = key[..random.Next(key.Length)];
            Assert.Equal(plain.Get(key), state.Get(key));
            if (i % 7 == 0) Assert.Equal(plain.Cursor().NextKey(key), state.NextKey(key));
        }
    }

    [Fact]
    public void ProofSize_CountsEachNodeOnce_AndOnlyWhereABlockIsExecuted()
    {
        (MemoryNodeStore nodes, H256 root) = MakeState(new Random(5), 300);
        TrieState plain = new(nodes, root);
        IBlockState state = plain.ForBlock();
        RecordingNodeStore expected = new(nodes);
        TrieDb trie = new(expected, root);
        Random random = new(6);
        for (int i = 0; i < 200; i++)
        {
            byte[] key = Key(random);
            trie.Get(key);
            plain.Get(key);
            state.Get(key);
            state.Get(key);
            Assert.Equal(expected.Size, state.ProofSize);
        }

        Assert.True(state.ProofSize > 0);
        Assert.Equal(0ul, plain.ProofSize);
    }

    // Keys as a runtime's: few prefixes of 32 bytes, hashes behind them, and some keys that are shorter.
    private static byte[] Key(Random random)
    {
        byte[] key = new byte[random.Next(4) == 0 ? random.Next(1, 34) : 34];
        for (int i = 0; i < key.Length; i++) key[i] = i < 32 ? (byte)(i % 16 == 15 ? random.Next(3) : 0xa0) : (byte)random.Next(40);
        return key;
    }

    private static (MemoryNodeStore Nodes, H256 Root) MakeState(Random random, int count)
    {
        SortedDictionary<byte[], byte[]?> pairs = new(KeyComparer.Instance), child = new(KeyComparer.Instance);
        for (int i = 0; i < count; i++)
        {
            pairs[Key(random)] = new byte[random.Next(1, 60)];
            child[Key(random)] = new byte[random.Next(1, 60)];
        }

        MemoryNodeStore nodes = new();
        TrieCommit made = new TrieDb(nodes, TrieRoot.Empty).Commit(new StateChanges([.. pairs], [new ChildChanges(Child, [.. child])]), StateVersion.V1);
        nodes.Apply(made);
        return (nodes, made.Root);
    }

    /// <summary>A block that is being made or executed.</summary>
    private sealed class Block
    {
        private readonly OverlayExternalities _overlay;

        public Block(IBlockState state)
        {
            State = state;
            _overlay = new OverlayExternalities(state, proofSize: () => state.ProofSize);
        }

        public IBlockState State { get; }

        public H256 Root() => _overlay.StorageRoot(StateVersion.V1);

        /// <summary>Does what an extrinsic may do, and says what it saw.</summary>
        public string Try(int seed, bool keep)
        {
            Random random = new(seed);
            List<string> seen = [];
            _overlay.BeginAttempt();
            for (int i = random.Next(1, 8); i > 0; i--) seen.Add(Act(random));
            _overlay.EndAttempt(keep);
            return string.Join(' ', seen);
        }

        private string Act(Random random)
        {
            byte[] key = Key(random);
            switch (random.Next(10))
            {
                case 0:
                    _overlay.Set(key, [(byte)random.Next()]);
                    return "set";
                case 1:
                    _overlay.Remove(key);
                    return "removed";
                case 2:
                    _overlay.Append(key, [1]);
                    return "appended";
                case 3:
                    return Show(_overlay.NextKey(key));
                case 4:
                    return $"{_overlay.ClearPrefix(key.AsSpan(0, random.Next(1, key.Length + 1)), random.Next(2) == 0 ? null : 3u, null)}";
                case 5:
                    return Show(_overlay.ChildGet(Child, key));
                case 6:
                    return Show(_overlay.ChildNextKey(Child, key));
                case 7:
                    // A call that fails: what it read was read.
                    _overlay.BeginTransaction();
                    string read = Show(_overlay.Get(key));
                    _overlay.Set(key, [9]);
                    _overlay.RollbackTransaction();
                    return read;
                default:
                    return $"{Show(_overlay.Get(key))} {_overlay.ProofSize}";
            }
        }

        private static string Show(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(bytes);
    }
}
