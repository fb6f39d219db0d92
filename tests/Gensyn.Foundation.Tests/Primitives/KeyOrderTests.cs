using Gensyn.Foundation.Tests.Trie;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class KeyOrderTests
{
    private const int PrefixLength = 32;

    /// <summary>Keys of a state: some prefixes of 32 bytes that differ early or late, hashes after them, and keys that are shorter than a prefix.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 63)]
    [InlineData(3, 64)]
    [InlineData(4, 65)]
    [InlineData(5, 300)]
    public void Sort_OfKeysWithSoManyPrefixes_IsThatOfTheirBytes(int seed, int prefixes)
    {
        Random random = new(seed);
        byte[][] known = [.. Enumerable.Range(0, prefixes).Select(_ => Prefix(random)).Distinct(ByteOrder.Instance)];
        byte[][] keys = [.. Enumerable.Range(0, 5_000).Select(_ => Key(random, known[random.Next(known.Length)])).Distinct(ByteOrder.Instance)];
        random.Shuffle(keys);
        byte[][] expected = [.. keys.Order(ByteOrder.Instance)];
        KeyOrder.Sort<byte[], Itself>(keys);
        Assert.Equal(expected, keys);
    }

    /// <summary>Keys over few letters, of which many are beginnings of others.</summary>
    [Fact]
    public void Sort_OfKeysThatBeginOthers_IsThatOfTheirBytes()
    {
        Random random = new(6);
        for (int round = 0; round < 200; round++)
        {
            byte[][] keys = [.. Enumerable.Range(0, random.Next(400)).Select(_ => RandomTrie.Key(random, round % 2 == 0 ? 5 : 70))];
            byte[][] expected = [.. keys.Order(ByteOrder.Instance)];
            KeyOrder.Sort<byte[], Itself>(keys);
            Assert.Equal(expected, keys);
        }
    }

    private static byte[] Prefix(Random random)
    {
        byte[] prefix = new byte[PrefixLength];
        random.NextBytes(prefix.AsSpan(random.Next(PrefixLength)));
        return prefix;
    }

    private static byte[] Key(Random random, byte[] prefix)
    {
        byte[] rest = new byte[random.Next(50)];

        // Half of them agree in some of what follows, too.
        random.NextBytes(rest.AsSpan(random.Next(2) * random.Next(rest.Length + 1)));
        return random.Next(20) == 0 ? prefix[..random.Next(PrefixLength)] : [.. prefix, .. rest];
    }

    private readonly struct Itself : IKeyed<byte[]>
    {
        public static byte[] KeyOf(byte[] item) => item;
    }
}
