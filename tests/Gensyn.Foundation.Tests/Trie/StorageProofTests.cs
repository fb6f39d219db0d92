using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class StorageProofTests
{
    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void Read_OfAnyKeys_GivesValuesAndAbsence(StateVersion version)
    {
        var random = new Random(21);
        for (int round = 0; round < 40; round++)
        {
            RandomTrie trie = RandomTrie.Make(random, random.Next(0, 200), version);
            byte[][] keys = [.. Enumerable.Range(0, 8).Select(_ => RandomTrie.Key(random, 5)), .. trie.Pairs.Keys.Take(3)];
            StorageProof proof = StorageProof.Of(trie.Db.ReadProof(keys));

            Assert.Equal(ProofFault.None, proof.Read(trie.Db.Root, keys, out byte[]?[] values, refuseUnused: true));
            Assert.Equal(keys.Select(key => trie.Pairs.GetValueOrDefault(key)), values);
            Assert.Equal(ProofFault.None, StorageProof.TryDecode(proof.Encode(), out StorageProof back));
            Assert.Equal(proof.Nodes, back.Nodes);
            Assert.Equal(proof.EncodedSize, proof.Encode().Length);
        }
    }

    [Fact]
    public void Read_WithoutOneNode_IsIncomplete()
    {
        RandomTrie trie = RandomTrie.Make(new Random(22), 300, StateVersion.V1);
        byte[] key = trie.Pairs.Last(static pair => pair.Value.Length > 32).Key;
        IReadOnlyList<byte[]> nodes = trie.Db.ReadProof([key]);
        Assert.True(nodes.Count > 2);

        for (int index = 0; index < nodes.Count; index++)
        {
            StorageProof cut = StorageProof.Of(nodes.Where((_, other) => other != index));
            Assert.Equal(ProofFault.Incomplete, cut.Read(trie.Db.Root, [key], out byte[]?[] values));
            Assert.Empty(values);
        }
    }

    [Fact]
    public void Read_OfAnotherRoot_IsIncomplete()
    {
        RandomTrie trie = RandomTrie.Make(new Random(23), 50, StateVersion.V1);
        StorageProof proof = StorageProof.Of(trie.Db.ReadProof(trie.Pairs.Keys));

        Assert.Equal(ProofFault.Incomplete, proof.Read(Hashing.Blake2_256([1]), [trie.Pairs.Keys.First()], out _));
        Assert.Equal(ProofFault.None, StorageProof.Empty.Read(TrieRoot.Empty, [[1]], out byte[]?[] values));
        Assert.Equal([null], values);
    }

    [Fact]
    public void Read_WithUnusedNodes_IsRefusedOnlyWhenAsked()
    {
        RandomTrie trie = RandomTrie.Make(new Random(24), 50, StateVersion.V1);
        byte[] key = trie.Pairs.Keys.First();
        StorageProof proof = StorageProof.Of([.. trie.Db.ReadProof([key]), [1, 2, 3]]);

        Assert.Equal(ProofFault.None, proof.Read(trie.Db.Root, [key], out _));
        Assert.Equal(ProofFault.UnusedNode, proof.Read(trie.Db.Root, [key], out _, refuseUnused: true));
    }

    // sp_trie: proof_with_duplicate_nodes_is_rejected.
    [Fact]
    public void TryCreate_OfADuplicateNode_IsRefused()
    {
        Assert.Equal(ProofFault.DuplicateNode, StorageProof.TryCreate([[1], [2], [1]], out StorageProof proof));
        Assert.Empty(proof.Nodes);
        Assert.Equal([[1], [2]], StorageProof.Of([[2], [1], [2]]).Nodes);
        Assert.Equal(ProofFault.DuplicateNode, StorageProof.TryDecode([8, 4, 1, 4, 1], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("04")]
    [InlineData("0404")]
    [InlineData("040401ff")]
    [InlineData("feffffff")]
    [InlineData("13ffffffffffffffff")]
    public void TryDecode_OfOtherBytes_IsRefused(string hex)
    {
        byte[] encoded = Convert.FromHexString(hex);

        Assert.Equal(ProofFault.Encoding, StorageProof.TryDecode(encoded, out _));
        Assert.Equal(ProofFault.Encoding, CompactProof.TryDecode(encoded, out _));
    }

    [Fact]
    public void Read_OfBrokenNodes_NeverThrows()
    {
        var random = new Random(25);
        RandomTrie trie = RandomTrie.Make(random, 300, StateVersion.V1);
        byte[][] keys = [.. trie.Pairs.Keys.Where((_, index) => index % 9 == 0)];
        IReadOnlyList<byte[]> nodes = trie.Db.ReadProof(keys);
        byte[] root = nodes.Single(node => Hashing.Blake2_256(node) == trie.Db.Root);
        bool malformed = false;
        for (int round = 0; round < 1000; round++)
        {
            // The root is taken from the broken node, so that it is found and read.
            byte[] broken = [.. root];
            for (int flips = random.Next(1, 4); flips > 0; flips--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) broken = broken[..random.Next(broken.Length)];
            StorageProof proof = StorageProof.Of([.. nodes, broken]);
            malformed |= proof.Read(Hashing.Blake2_256(broken), keys, out _) == ProofFault.MalformedNode;
            proof.ReadChild(Hashing.Blake2_256(broken), [1], keys, out _);
            CompactProof.TryEncode(proof, Hashing.Blake2_256(broken), out _);
        }

        Assert.True(malformed);
    }

    [Fact]
    public void Merge_OfTwoProofs_ReadsBothKeys()
    {
        RandomTrie trie = RandomTrie.Make(new Random(26), 300, StateVersion.V1);
        byte[][] keys = [trie.Pairs.Keys.First(), trie.Pairs.Keys.Last()];
        StorageProof merged = StorageProof.Merge(keys.Select(key => StorageProof.Of(trie.Db.ReadProof([key]))));

        Assert.Equal(trie.Db.ReadProof(keys), merged.Nodes);
        Assert.Equal(ProofFault.None, merged.Read(trie.Db.Root, keys, out byte[]?[] values));
        Assert.Equal(keys.Select(key => trie.Pairs[key]), values);
    }
}
