using System.Text;
using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieRootTests
{
    // Vectors: the known empty root of Substrate; sp_trie's tests; paritytech/trie's "abcd" example.
    [Theory]
    [InlineData("", "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314")]
    [InlineData("aa=bb", "7139093dc8fdc285c49416f80974ef722e770117d1626dcc7390406ba745b133")]
    [InlineData("61626364=68656c6c6f20776f726c64", "7ab18659d3b2789ef2400d107104c7d4fb93d06d9ab6a8b641a5de7c3fecc851")]
    public void Root_OfKnownMaps_IsTheKnownOne(string pairs, string root)
    {
        (byte[], byte[])[] map = [.. pairs.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('='))
            .Select(static pair => (Convert.FromHexString(pair[0]), Convert.FromHexString(pair[1])))];

        Assert.Equal(root, Root(map, StateVersion.V0));
        Assert.Equal(root, Root(map, StateVersion.V1));
    }

    // Vectors: an independent script after the specification: {01: 32 x 'A', 02: 40 x 'A'}.
    [Theory]
    [InlineData(StateVersion.V0, "cbbfcf0cc3e83cd4f4ec6e4a578ccd9106083364d6d9df34b674e510e6f319e2")]
    [InlineData(StateVersion.V1, "78344f02c766504c0939d6adcb180d2db6b9280cf1ebd90cc6e38753212b944f")]
    public void Root_OfLongValues_DependsOnTheLayout(StateVersion version, string root)
    {
        Assert.Equal(root, Root([([1], Text(new string('A', 32))), ([2], Text(new string('A', 40)))], version));
    }

    // Vectors: sp_trie test random_should_work's neighbour "two disjoint keys": 8012001443031404ff1443081904fe.
    [Fact]
    public void Root_OfTwoShortKeys_HashesTheInlineNodes()
    {
        byte[] node = Convert.FromHexString("8012001443031404ff1443081904fe");

        Assert.Equal(Convert.ToHexStringLower(Blake2b.Hash256(node)), Root([([0x13, 0x14], [0xff]), ([0x48, 0x19], [0xfe])], StateVersion.V1));
    }

    // Vectors: an independent script after the specification: the timestamp inherent of a block, alone.
    [Fact]
    public void OrderedRoot_OfOneInherent_IsTheScripts()
    {
        Assert.Equal("0x92340b93ade84f8e05d2685f65f0727bf4c8be817a928b119269189e2bf2706c",
            TrieRoot.Ordered([Convert.FromHexString("280403000b86")], StateVersion.V0).ToString());
    }

    // A header counts 62, 30 or 14 nibbles in its first byte, then in steps of 255.
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(142)]
    [InlineData(143)]
    [InlineData(158)]
    [InlineData(159)]
    [InlineData(160)]
    [InlineData(287)]
    public void Root_OfLongKeys_IsTheNaiveOnes(int length)
    {
        foreach (int valueLength in new[] { 0, 1, 32, 33, 100 })
        {
            for (int extra = 0; extra < 3; extra++)
            {
                byte[] key = new byte[length];
                byte[] deeper = new byte[length + extra];
                deeper[^1] |= 0x01;
                List<KeyValuePair<byte[], byte[]>> pairs = [new(key, new byte[valueLength]), new(deeper, [7]), new([.. deeper, 9], new byte[valueLength])];

                Assert.Equal(NaiveTrie.Root(pairs, hashValues: true), TrieRoot.Compute(pairs, StateVersion.V1).ToArray());
                Assert.Equal(NaiveTrie.Root(pairs, hashValues: false), TrieRoot.Compute(pairs, StateVersion.V0).ToArray());
            }
        }
    }

    [Fact]
    public void Root_OfAKeyGivenTwice_Throws()
    {
        Assert.Throws<ArgumentException>(() => TrieRoot.Compute([new([2], [1]), new([2], [1])], StateVersion.V1));
    }

    private static string Root((byte[] Key, byte[] Value)[] pairs, StateVersion version)
    {
        KeyValuePair<byte[], byte[]>[] sorted = [.. pairs.OrderBy(static pair => Convert.ToHexString(pair.Key), StringComparer.Ordinal)
            .Select(static pair => new KeyValuePair<byte[], byte[]>(pair.Key, pair.Value))];
        return Convert.ToHexStringLower(TrieRoot.Compute(sorted, version).Span);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
