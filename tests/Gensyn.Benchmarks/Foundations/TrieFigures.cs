using System.Diagnostics;
using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>State tries of random 80-byte keys and 80-byte values, layout V1: as the account map of a chain with that many accounts.</summary>
internal static class TrieFigures
{
    private const int KeyLength = 80;
    private const int ValueLength = 80;
    private const int Reads = 20_000;

    /// <summary>Measures.</summary>
    /// <param name="timing">The clock.</param>
    /// <param name="effort">How much.</param>
    /// <param name="between">Called between the figures.</param>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(Timing timing, Effort effort, Action between)
    {
        Random random = new(5);
        KeyValuePair<byte[], byte[]>[] some = Pairs(effort.SomeKeys, random);

        // The pairs stand in no order: sorting them is part of the time.
        Spread root = timing.Long(() => Seconds(() => TrieRoot.Compute(some, StateVersion.V1)));
        Spread rootV0 = timing.Long(() => Seconds(() => TrieRoot.Compute(some, StateVersion.V0)));
        between();

        State small = new(some);
        Spread update = timing.Long(() => small.Update(effort.SomeKeys / 100, random));
        between();

        KeyValuePair<byte[], byte[]>[] many = Pairs(effort.ManyKeys, random);
        State large = new(many);
        Spread updateLarge = timing.Long(() => large.Update(effort.ManyKeys / 500, random));
        between();

        // In the full run most keys are read once: a second time, the processor's caches might still have their nodes.
        int[] order = [.. Enumerable.Range(0, many.Length)];
        random.Shuffle(order);
        int reads = Math.Min(Reads, many.Length), at = 0;
        Spread get = timing.Long(() =>
        {
            if (at + reads > order.Length) at = 0;
            at += reads;
            return large.Read(order.AsSpan(at - reads, reads)) / reads;
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
            pairs[i] = new(Bytes(KeyLength, random), Bytes(ValueLength, random));
        }

        return pairs;
    }

    private static byte[] Bytes(int length, Random random)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A trie that changes, in a store of its own.</summary>
    private sealed class State
    {
        private readonly MemoryNodeStore _store = new();
        private readonly byte[][] _keys;
        private TrieDb _trie;

        public State(KeyValuePair<byte[], byte[]>[] pairs)
        {
            _keys = [.. pairs.Select(static p => p.Key)];
            _trie = new TrieDb(_store, TrieRoot.Empty);
            Apply([.. pairs.Select(static p => new KeyValuePair<byte[], byte[]?>(p.Key, p.Value))]);
        }

        /// <summary>What a change allocated in the last update, in the store and on the way.</summary>
        public double AllocatedPerChange { get; private set; }

        /// <summary>Changes some keys and takes the new nodes into the store; returns the seconds, without those of drawing.</summary>
        /// <remarks>Of ten changes six give a key a new value, two remove one and two insert one, in ascending order as a block's overlay has them.</remarks>
        public double Update(int count, Random random)
        {
            int[] drawn = [.. random.GetItems(Enumerable.Range(0, _keys.Length).ToArray(), 2 * count).Distinct().Take(count)];
            List<KeyValuePair<byte[], byte[]?>> drawnChanges = [];
            for (int i = 0; i < drawn.Length; i++)
            {
                if (i % 10 >= 8) continue;
                byte[] key = _keys[drawn[i]];
                if (i % 10 < 6)
                {
                    drawnChanges.Add(new(key, Bytes(ValueLength, random)));
                    continue;
                }

                _keys[drawn[i]] = Bytes(KeyLength, random);
                drawnChanges.Add(new(key, null));
                drawnChanges.Add(new(_keys[drawn[i]], Bytes(ValueLength, random)));
            }

            KeyValuePair<byte[], byte[]?>[] changes = [.. drawnChanges];
            Array.Sort(changes, static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));

            // What other rounds left behind is collected between the rounds, as BenchmarkDotNet does it, and not in the one that happens to be next.
            GC.Collect();
            long before = GC.GetAllocatedBytesForCurrentThread();
            double seconds = Seconds(() => Apply(changes));
            AllocatedPerChange = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
            return seconds;
        }

        /// <summary>Reads keys through a trie that has seen none of them; returns the seconds.</summary>
        public double Read(ReadOnlySpan<int> which)
        {
            // The keys side by side, as a caller has them at hand: their own cache misses are not the trie's.
            byte[] keys = new byte[which.Length * KeyLength];
            for (int i = 0; i < which.Length; i++) _keys[which[i]].CopyTo(keys, i * KeyLength);
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
