using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>State tries of 80-byte keys and 80-byte values, layout V1: the map <c>System.Account</c> of a chain with that many accounts.</summary>
internal static class TrieFigures
{
    private const int KeyLength = 80;
    private const int ValueLength = 80;
    private const int Reads = 20_000;

    // twox128("System") and twox128("Account"); then blake2_128_concat, whose hash makes the rest of a key as good as random.
    private static readonly byte[] Prefix = Convert.FromHexString("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9");

    /// <summary>Measures.</summary>
    /// <param name="timing">The clock.</param>
    /// <param name="effort">How much.</param>
    /// <param name="between">Called between the figures.</param>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(Timing timing, Effort effort, Action between)
    {
        Random random = new(5);
        KeyValuePair<byte[], byte[]>[] some = Pairs(effort.SomeKeys, random);
        Spread root = timing.Long(() => Seconds(() => TrieRoot.Compute(some, StateVersion.V1)));
        Spread rootV0 = timing.Long(() => Seconds(() => TrieRoot.Compute(some, StateVersion.V0)));
        between();

        State small = new(some);
        Spread update = timing.Long(() => small.Update(some, effort.SomeKeys / 100, random));
        between();

        KeyValuePair<byte[], byte[]>[] many = Pairs(effort.ManyKeys, random);
        State large = new(many);
        Spread updateLarge = timing.Long(() => large.Update(many, effort.ManyKeys / 500, random));
        between();

        // In the full run most keys are read once: a second time, the processor's caches might still have their nodes.
        int[] order = [.. Enumerable.Range(0, many.Length)];
        random.Shuffle(order);
        int reads = Math.Min(Reads, many.Length), at = 0;
        Spread get = timing.Long(() =>
        {
            if (at + reads > order.Length) at = 0;
            at += reads;
            return large.Read(many, order.AsSpan(at - reads, reads)) / reads;
        });
        return
        [
            new("trieRoot100kMs", root.Best * 1e3),
            new("trieUpdate1kOf100kMs", update.Best * 1e3),
            new("trieUpdate2kOf1mMs", updateLarge.Best * 1e3),
            new("trieGetColdUs", get.Best * 1e6),
            new("trieRoot100kMedianMs", root.Median * 1e3),
            new("trieRoot100kV0Ms", rootV0.Best * 1e3),
            new("trieUpdate1kOf100kMedianMs", update.Median * 1e3),
            new("trieUpdate1kOf100kAllocatedBytes", small.AllocatedPerChange),
            new("trieUpdate2kOf1mMedianMs", updateLarge.Median * 1e3),
            new("trieUpdate2kOf1mAllocatedBytes", large.AllocatedPerChange),
            new("trieGetColdMedianUs", get.Median * 1e6),
        ];
    }

    private static double Seconds(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static KeyValuePair<byte[], byte[]>[] Pairs(int count, Random random)
    {
        KeyValuePair<byte[], byte[]>[] pairs = new KeyValuePair<byte[], byte[]>[count];
        for (int i = 0; i < count; i++)
        {
            byte[] key = new byte[KeyLength];
            Prefix.CopyTo(key, 0);
            random.NextBytes(key.AsSpan(Prefix.Length));
            pairs[i] = new(key, Value(random));
        }

        Array.Sort(pairs, static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        return pairs;
    }

    private static byte[] Value(Random random)
    {
        byte[] value = new byte[ValueLength];
        random.NextBytes(value);
        return value;
    }

    /// <summary>A trie that changes, in a store of its own.</summary>
    private sealed class State
    {
        private readonly MemoryNodeStore _store = new();
        private TrieDb _trie;

        public State(KeyValuePair<byte[], byte[]>[] pairs)
        {
            _trie = new TrieDb(_store, TrieRoot.Empty);
            Apply([.. pairs.Select(static p => new KeyValuePair<byte[], byte[]?>(p.Key, p.Value))]);
        }

        /// <summary>What a change allocated in the last update, in the store and on the way.</summary>
        public double AllocatedPerChange { get; private set; }

        /// <summary>Gives new values to some keys and takes the new nodes into the store; returns the seconds, without those of drawing.</summary>
        public double Update(KeyValuePair<byte[], byte[]>[] pairs, int count, Random random)
        {
            int[] drawn = [.. random.GetItems(Enumerable.Range(0, pairs.Length).ToArray(), 2 * count).Distinct().Take(count).Order()];
            KeyValuePair<byte[], byte[]?>[] changes = [.. drawn.Select(i => new KeyValuePair<byte[], byte[]?>(pairs[i].Key, Value(random)))];
            long before = GC.GetAllocatedBytesForCurrentThread();
            double seconds = Seconds(() => Apply(changes));
            AllocatedPerChange = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
            return seconds;
        }

        /// <summary>Reads keys through a trie that has seen none of them; returns the seconds.</summary>
        public double Read(KeyValuePair<byte[], byte[]>[] pairs, ReadOnlySpan<int> which)
        {
            // The keys side by side, as a caller has them at hand: their own cache misses are not the trie's.
            byte[] keys = new byte[which.Length * KeyLength];
            for (int i = 0; i < which.Length; i++) pairs[which[i]].Key.CopyTo(keys, i * KeyLength);
            TrieDb trie = new(_store, _trie.Root);
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < keys.Length; i += KeyLength)
            {
                if (trie.Get(keys.AsSpan(i, KeyLength)) is null) throw new InvalidOperationException("A key of the trie was not found.");
            }

            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        private void Apply(KeyValuePair<byte[], byte[]?>[] changes)
        {
            TrieCommit commit = _trie.Commit(changes, StateVersion.V1);
            _store.Apply(commit);
            _trie = new TrieDb(_store, commit.Root);
        }
    }
}
