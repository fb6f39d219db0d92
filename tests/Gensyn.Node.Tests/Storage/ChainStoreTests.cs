using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Node.Tests.Storage;

public sealed class ChainStoreTests
{
    [Fact]
    public async Task CommitBlock_OfAChain_IsReadBackAfterReopening()
    {
        await using StoreFixture fixture = new();
        H256 genesis = fixture.Add(null, true, true, (1, new byte[100]), (2, [2]));
        H256 first = fixture.Add(genesis, true, false, (1, null), (3, [3]));
        H256 second = fixture.Add(first, true, true, (4, new byte[33]));
        fixture.Store.SetAux([9], [1, 2, 3]);

        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(genesis, fixture.Store.Genesis);
            Assert.Equal(second, fixture.Store.Best);
            Assert.Equal(second, fixture.Store.Finalised);
            Assert.Equal([genesis, first, second], new uint[] { 0, 1, 2 }.Select(number => fixture.Store.GetCanonicalHash(number)!.Value));
            Assert.Null(fixture.Store.GetCanonicalHash(3));
            Assert.Equal(2, fixture.Store.GetBody(second)!.Value.Length);
            Assert.Equal([1, 2, 3], fixture.Store.GetAux([9]));
            Assert.Null(fixture.Store.GetHeader(H256.Zero));
            Assert.Null(fixture.Store.GetBody(H256.Zero));
            Assert.Null(fixture.Store.StateAt(H256.Zero));
            foreach (H256 block in new[] { genesis, first, second }) fixture.AssertState(block);
            await fixture.ReopenAsync();
        }
    }

    [Fact]
    public async Task CommitBlock_OfLargeParts_IsReadBack()
    {
        await using StoreFixture fixture = new();
        var random = new Random(1);
        byte[] value = new byte[5_000_000];
        byte[] extrinsic = new byte[7_654_321];
        random.NextBytes(value);
        random.NextBytes(extrinsic);
        BlockBatch batch = fixture.Make(null, (1, value)) with { Extrinsics = [extrinsic] };

        fixture.Store.CommitBlock(batch);
        await fixture.ReopenAsync();

        Assert.Equal(extrinsic, fixture.Store.GetBody(batch.Hash)!.Value.Single());
        fixture.AssertState(batch.Hash);
    }

    [Fact]
    public async Task CommitBlock_ThatDoesNotFit_IsRefused()
    {
        await using StoreFixture fixture = new();
        Assert.Null(fixture.Store.Genesis);
        H256 genesis = fixture.Add(null, true, true, (1, [1]));
        H256 first = fixture.Add(genesis, true, true, (1, [2]));
        BlockBatch next = fixture.Make(first, (1, [3]));

        Assert.Throws<ArgumentException>(() => fixture.Store.CommitBlock(next with { Hash = genesis }));
        Assert.Throws<ArgumentException>(() => fixture.Store.CommitBlock(next with { Hash = H256.Zero }));
        Assert.Throws<ArgumentException>(() => fixture.Store.CommitBlock(next with { State = next.State with { Root = H256.Zero } }));
        Assert.Throws<ArgumentException>(() => fixture.Store.CommitBlock(next with { Header = [1, 2, 3] }));
        Assert.Throws<ArgumentException>(() => fixture.Add(genesis, false, false, (1, [7])));
        Assert.Throws<ArgumentException>(() => fixture.Add(null, true, true, (1, [7])));
        Assert.Throws<InvalidOperationException>(() => fixture.Store.MoveMarks(genesis, genesis));
        Assert.Throws<InvalidOperationException>(() => fixture.Store.MoveMarks(H256.Zero, first));
        fixture.Store.CommitBlock(next);
        fixture.AssertState(next.Hash);
    }

    [Fact]
    public async Task MoveMarks_ToAnotherBranch_RewritesTheBestChain()
    {
        await using StoreFixture fixture = new();
        H256 genesis = fixture.Add(null, true, true, (1, [1]));
        H256 a1 = fixture.Add(genesis, true, false, (1, [2]));
        H256 a2 = fixture.Add(a1, true, false, (1, [3]));
        H256 a3 = fixture.Add(a2, true, false, (1, [4]));
        H256 b1 = fixture.Add(genesis, false, false, (2, [2]));
        H256 b2 = fixture.Add(b1, false, false, (2, [3]));

        fixture.Store.MoveMarks(b2, genesis);
        await fixture.ReopenAsync();

        Assert.Equal([genesis, b1, b2], new uint[] { 0, 1, 2 }.Select(number => fixture.Store.GetCanonicalHash(number)!.Value));
        Assert.Null(fixture.Store.GetCanonicalHash(3));
        Assert.Throws<InvalidOperationException>(() => fixture.Store.MoveMarks(a3, b1));

        fixture.Store.MoveMarks(a3, a1);
        Assert.Equal([genesis, a1, a2, a3], new uint[] { 0, 1, 2, 3 }.Select(number => fixture.Store.GetCanonicalHash(number)!.Value));
        foreach (H256 block in new[] { genesis, a1, a2, a3 }) fixture.AssertState(block);
        Assert.False(fixture.Store.HasState(b1));
        Assert.False(fixture.Store.HasState(b2));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(4, 7)]
    public async Task Pruning_OfRandomTrees_KeepsExactlyWhatIsAlive(int seed, int kept)
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { KeptStates = kept });
        var random = new Random(seed);
        Dictionary<H256, H256?> parents = [];
        H256 genesis = fixture.Add(null, true, true, [.. Changes(random).Where(static change => change.Key != 1), (1, new byte[50])]);
        parents[genesis] = null;
        List<H256> tips = [genesis];

        for (int round = 0; round < 120; round++)
        {
            H256 parent = random.Next(3) > 0 ? fixture.Store.Best : tips[random.Next(tips.Count)];
            if (fixture.Number(parent) < fixture.Number(fixture.Store.Finalised)) continue;
            H256 block = fixture.Add(parent, parent == fixture.Store.Best, false, Changes(random));
            parents[block] = parent;
            tips.Add(block);
            if (random.Next(6) == 0) MoveAndForget(fixture, random, tips, parents);
            if (random.Next(25) == 0) await fixture.ReopenAsync();
        }

        MoveAndForget(fixture, random, tips, parents);
        AssertWhatIsAlive(fixture, parents, kept);
        await fixture.ReopenAsync();
        AssertWhatIsAlive(fixture, parents, kept);
    }

    [Fact]
    public async Task Pruning_OfALongChain_LeavesNoNodeBehind()
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { KeptStates = 0 });
        List<BlockBatch> batches = [fixture.Make(null, (1, new byte[40]), (2, new byte[40]))];
        fixture.Store.CommitBlock(batches[0]);
        var random = new Random(7);
        for (int round = 0; round < 40; round++)
        {
            batches.Add(fixture.Make(batches[^1].Hash, Changes(random)) with { IsFinalised = true });
            fixture.Store.CommitBlock(batches[^1]);
        }

        IStateReader last = fixture.Store.StateAt(batches[^1].Hash)!;
        HashSet<H256> needed = [.. last.ReadProof(last.Keys(default)).Select(static node => Hashing.Blake2_256(node))];
        await fixture.ReopenAsync();
        HashSet<H256> left = [.. batches.SelectMany(static batch => batch.State.Inserted).Select(static node => node.Hash)
            .Where(hash => fixture.Store.Nodes.TryGet(hash, out _))];
        Assert.Equal(needed.Order(), left.Order());
    }

    [Fact]
    public async Task Archive_KeepsEveryState()
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { KeptStates = null });
        var random = new Random(3);
        H256 block = fixture.Add(null, true, true, (1, new byte[50]));
        for (int round = 0; round < 40; round++)
        {
            fixture.Add(block, false, false, Changes(random));
            block = fixture.Add(block, true, true, Changes(random));
        }

        foreach (H256 known in fixture.Known) fixture.AssertState(known);
        await fixture.ReopenAsync();
        foreach (H256 known in fixture.Known) fixture.AssertState(known);
        Assert.Throws<StorageException>(() => ChainStore.Open(fixture.Directory, fixture.Options));
        await fixture.Store.DisposeAsync();
        StorageException refusal = Assert.Throws<StorageException>(() => ChainStore.Open(fixture.Directory, StoreFixture.Small));
        Assert.Contains("prune", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_InTheMiddle_ShortensTheLogAndLosesNothing()
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { CheckpointBytes = 20_000, KeptStates = null });
        var random = new Random(5);
        H256 block = fixture.Add(null, true, true, (1, new byte[50]));
        for (int round = 0; round < 150; round++) block = fixture.Add(block, true, true, Changes(random));

        Assert.True(File.Exists(Path.Combine(fixture.Directory, "table-0", "checkpoint")));
        foreach (H256 known in fixture.Known) fixture.AssertState(known);
        await fixture.ReopenAsync();
        foreach (H256 known in fixture.Known) fixture.AssertState(known);
    }

    [Fact]
    public async Task Checkpoint_OfATableThatIsMostlyGarbage_WritesItAnew()
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { CheckpointBytes = 20_000, CompactionBytes = 50_000, KeptStates = 2 });
        var random = new Random(8);
        List<H256> blocks = [fixture.Add(null, true, true, (1, new byte[50]))];
        for (int round = 0; round < 400; round++)
        {
            blocks.Add(fixture.Add(blocks[^1], true, true, Changes(random)));
            fixture.AssertState(blocks[^1]);
        }

        Assert.False(Directory.Exists(Path.Combine(fixture.Directory, "table-0")));
        for (int round = 0; round < 2; round++)
        {
            foreach (H256 block in blocks) Assert.NotNull(fixture.Store.GetBody(block));
            foreach (H256 block in blocks[^3..]) fixture.AssertState(block);
            Assert.False(fixture.Store.HasState(blocks[^4]));
            await fixture.ReopenAsync();
            Assert.Single(Directory.GetDirectories(fixture.Directory, "table-*"));
        }
    }

    [Fact]
    public async Task Reads_DuringWrites_SeeWholeBlocks()
    {
        await using StoreFixture fixture = new(StoreFixture.Small with { CheckpointBytes = 20_000, CompactionBytes = 20_000 });
        var random = new Random(6);
        H256 block = fixture.Add(null, true, true, (1, new byte[50]));
        using CancellationTokenSource done = new();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            int reads = 0;
            while (!done.IsCancellationRequested || reads == 0)
            {
                H256 best = fixture.Store.Best;
                Assert.NotNull(fixture.Store.GetHeader(best));
                Assert.NotNull(fixture.Store.GetBody(best));
                try
                {
                    if (fixture.Store.StateAt(best) is not { } state) continue;
                    foreach (byte[] key in state.Keys(default).Take(5)) Assert.NotNull(state.Get(key));
                }
                catch (TrieException)
                {
                    // The writer may have moved the window past the block meanwhile.
                    Assert.NotEqual(best, fixture.Store.Best);
                }

                reads++;
            }
        }))];

        for (int round = 0; round < 100; round++) block = fixture.Add(block, true, true, Changes(random));
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static (byte Key, byte[]? Value)[] Changes(Random random)
    {
        byte[] few = [0, 1, 2, 0x10, 0x11, 0x12, 0x20, 0x21, 0x22, 0x33];
        var changes = new SortedDictionary<byte, byte[]?>();
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            // Equal values under equal subkeys: the same nodes at several places and in several blocks.
            int[] lengths = [3, 40, 60];
            changes[few[random.Next(few.Length)]] = random.Next(3) == 0 ? null : new byte[lengths[random.Next(lengths.Length)]];
        }

        return [.. changes.Select(static pair => (pair.Key, pair.Value))];
    }

    private static void MoveAndForget(StoreFixture fixture, Random random, List<H256> tips, Dictionary<H256, H256?> parents)
    {
        H256 best = tips.Where(tip => Line(tip, parents).Contains(fixture.Store.Finalised)).MaxBy(tip => fixture.Number(tip));
        List<H256> path = [.. Line(best, parents).TakeWhile(hash => hash != fixture.Store.Finalised)];
        if (path.Count == 0) return;
        H256 final = path[random.Next(path.Count)];
        fixture.Store.MoveMarks(best, final);
        tips.RemoveAll(tip => !Line(tip, parents).Contains(final));
        AssertWhatIsAlive(fixture, parents, fixture.Options.KeptStates!.Value);
    }

    private static void AssertWhatIsAlive(StoreFixture fixture, Dictionary<H256, H256?> parents, int kept)
    {
        H256 final = fixture.Store.Finalised;
        HashSet<H256> alive = [.. Line(final, parents).Take(kept + 1)];
        foreach (H256 block in parents.Keys)
        {
            bool expected = alive.Contains(block) || Line(block, parents).Contains(final);
            Assert.Equal(expected, fixture.Store.HasState(block));
            if (expected) fixture.AssertState(block);
        }
    }

    private static IEnumerable<H256> Line(H256 block, Dictionary<H256, H256?> parents)
    {
        for (H256? hash = block; hash is { } known; hash = parents[known]) yield return known;
    }
}
