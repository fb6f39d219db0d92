using Gensyn.Primitives;
using Gensyn.Trie;

namespace Gensyn.Foundation.Tests.Trie;

/// <summary>A trie of random pairs that share prefixes, with keys that are prefixes of others and values around the 32/33-byte edge.</summary>
internal sealed class RandomTrie
{
    private RandomTrie(SortedDictionary<byte[], byte[]> pairs, StateVersion version)
    {
        Pairs = pairs;
        TrieCommit commit = new TrieDb(Store, TrieRoot.Empty).Commit(
            [.. pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], version);
        Store.Apply(commit);
        Db = new TrieDb(Store, commit.Root);
    }

    public SortedDictionary<byte[], byte[]> Pairs { get; }

    public MemoryNodeStore Store { get; } = new();

    public TrieDb Db { get; }

    public static RandomTrie Make(Random random, int count, StateVersion version)
    {
        var pairs = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        for (int index = 0; index < count; index++) pairs[Key(random, 6)] = Value(random);
        return new RandomTrie(pairs, version);
    }

    /// <summary>A key over a small alphabet, up to this long, sometimes empty.</summary>
    public static byte[] Key(Random random, int longest)
    {
        byte[] key = new byte[random.Next(longest + 1)];
        for (int index = 0; index < key.Length; index++) key[index] = (byte)(random.Next(4) * 0x11 + random.Next(3));
        return key;
    }

    public static byte[] Value(Random random)
    {
        int[] lengths = [0, 1, 20, 31, 32, 33, 34, 64, 200];
        byte[] value = new byte[lengths[random.Next(lengths.Length)]];
        random.NextBytes(value);
        return value;
    }
}
