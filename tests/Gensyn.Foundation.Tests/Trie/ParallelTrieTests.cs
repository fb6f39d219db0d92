using System.Diagnostics.Tracing;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class ParallelTrieTests
{
    public static TheoryData<string, IParallel> Hosts => new()
    {
        { "in order", new Order(static numbers => numbers) },
        { "backwards", new Order(static numbers => [.. numbers.Reverse()]) },
        { "odd first", new Order(static numbers => [.. numbers.OrderBy(static number => 1 - (number & 1))]) },
        { "2 threads", new Threads(2) },
        { "16 threads", new Threads(16) },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Commit_InParts_IsTheSameAsInOne(string host, IParallel parallel)
    {
        var random = new Random(host.Length);
        var store = new MemoryNodeStore();
        H256 root = TrieRoot.Empty;
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        int[] counts = [3_000, 257, 1_000, 256, 2_000, 5_000, 700];
        for (int round = 0; round < counts.Length; round++)
        {
            KeyValuePair<byte[], byte[]?>[] changes = Changes(random, model, counts[round], removals: round == 5 ? 9 : 4);
            StateVersion version = round == 3 ? StateVersion.V0 : StateVersion.V1;
            TrieCommit one = new TrieDb(store, root).Commit(changes, version);
            TrieCommit parts = new TrieDb(store, root, parallel).Commit(changes, version);

            Assert.Equal(one.Root, parts.Root);
            Assert.Equal(one.Inserted.Select(static node => node.Hash).Order(), parts.Inserted.Select(static node => node.Hash).Order());
            Assert.Equal(one.Removed.Order(), parts.Removed.Order());
            Assert.All(parts.Inserted, static node => Assert.Equal(Hashing.Blake2_256(node.Bytes.Span), node.Hash));
            store.Apply(parts);
            root = parts.Root;
            if (version == StateVersion.V1 && round < 3) Assert.Equal(TrieRoot.Compute([.. model], StateVersion.V1), root);
        }

        KeyValuePair<byte[], byte[]?>[] all = [.. model.Keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, null))];
        store.Apply(new TrieDb(store, root, parallel).Commit(all, StateVersion.V1));
        Assert.Equal(0, store.Count);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Root_InParts_IsTheSameAsInOne(string host, IParallel parallel)
    {
        var random = new Random(host.Length);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        Changes(random, model, 6_000, removals: 0);
        KeyValuePair<byte[], byte[]>[] pairs = [.. model];
        foreach (StateVersion version in new[] { StateVersion.V0, StateVersion.V1 })
        {
            Assert.Equal(TrieRoot.Compute(pairs, version), TrieRoot.Compute(pairs, version, parallel));
            Assert.Equal(TrieRoot.Compute(pairs[..300], version), TrieRoot.Compute(pairs[..300], version, parallel));
        }

        Assert.Equal(NaiveTrie.Root(model, hashValues: true), TrieRoot.Compute(pairs, StateVersion.V1, parallel).ToArray());
    }

    [Fact]
    public void Commit_InPartsOfATrieThatLacksNodes_ThrowsTrieException()
    {
        var random = new Random(3);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        var store = new MemoryNodeStore();
        TrieCommit commit = new TrieDb(store, TrieRoot.Empty).Commit(Changes(random, model, 2_000, removals: 0), StateVersion.V1);
        store.Apply(commit);
        store.Apply(new TrieCommit(commit.Root, [], [commit.Inserted[commit.Inserted.Count / 2].Hash]));

        Assert.Throws<TrieException>(() => new TrieDb(store, commit.Root, new Threads(4)).Commit(
            [.. model.Keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, [1]))], StateVersion.V1));
    }

    [Fact]
    public void Commit_WhenTheHostLeavesOutAPart_Throws()
    {
        KeyValuePair<byte[], byte[]?>[] changes = Changes(new Random(1), new(ByteOrder.Instance), 1_000, removals: 0);
        Assert.Throws<InvalidOperationException>(
            () => new TrieDb(new MemoryNodeStore(), TrieRoot.Empty, new Order(static numbers => numbers[1..])).Commit(changes, StateVersion.V1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_InParts_GivesItsMemoryBack_ThoughPartsFail(bool fails)
    {
        var random = new Random(3);
        var model = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        var store = new MemoryNodeStore();
        TrieCommit commit = new TrieDb(store, TrieRoot.Empty).Commit(Changes(random, model, 2_000, removals: 0), StateVersion.V1);
        store.Apply(commit);
        if (fails) store.Apply(new TrieCommit(commit.Root, [], [commit.Inserted[commit.Inserted.Count / 2].Hash]));
        TrieDb trie = new(store, commit.Root, new Order(static numbers => numbers));
        KeyValuePair<byte[], byte[]?>[] changes = [.. model.Keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, [1]))];

        using PooledArrays arrays = new();
        Exception? failure = Record.Exception(() => trie.Commit(changes, StateVersion.V1));

        Assert.Equal(fails, failure is TrieException);
        Assert.NotEqual(0, arrays.Rented);
        Assert.Equal(arrays.Rented, arrays.Returned);
    }

    [Fact]
    public void Compute_OfAKeyWithoutAValue_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TrieRoot.Compute([new([1], [1]), new([2], null!)], StateVersion.V1));

    /// <summary>Most changes under one prefix, as in a block, and some of every other kind.</summary>
    private static KeyValuePair<byte[], byte[]?>[] Changes(Random random, SortedDictionary<byte[], byte[]> model, int count, int removals)
    {
        byte[][] known = [.. model.Keys];
        var changes = new SortedDictionary<byte[], byte[]?>(ByteOrder.Instance);
        while (changes.Count < count)
        {
            byte[] key = known.Length > 0 && random.Next(3) > 0 ? known[random.Next(known.Length)] : Key(random);
            byte[]? value = random.Next(10) < removals ? null : new byte[random.Next(50)];
            if (value is not null && random.Next(4) > 0) random.NextBytes(value);
            changes[key] = value;
            if (value is null) model.Remove(key);
            else model[key] = value;
            if (changes.Count == known.Length && known.Length > 0) break;
        }

        return [.. changes];
    }

    private static byte[] Key(Random random)
    {
        byte[] key = new byte[random.Next(4) == 0 ? random.Next(6) : 24];
        random.NextBytes(key);
        if (key.Length == 24) key.AsSpan(0, 16).Fill(0x5a);
        if (random.Next(20) == 0 && key.Length > 18) key = key[..random.Next(15, 18)];
        return key;
    }

    private sealed class Order(Func<int[], int[]> of) : IParallel
    {
        public void Run(int count, Action<int> piece)
        {
            foreach (int number in of([.. Enumerable.Range(0, count)])) piece(number);
        }
    }

    /// <summary>Counts the arrays that this thread takes from the shared pools, and those that it gives back.</summary>
    private sealed class PooledArrays : EventListener
    {
        private const int BufferRented = 1;
        private const int BufferReturned = 3;

        private readonly int _thread = Environment.CurrentManagedThreadId;

        public int Rented { get; private set; }

        public int Returned { get; private set; }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Buffers.ArrayPoolEventSource") EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Environment.CurrentManagedThreadId != _thread) return;
            if (eventData.EventId == BufferRented) Rented++;
            if (eventData.EventId == BufferReturned) Returned++;
        }
    }

    private sealed class Threads(int count) : IParallel
    {
        public void Run(int pieces, Action<int> piece) =>
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = count }, piece);
    }
}
