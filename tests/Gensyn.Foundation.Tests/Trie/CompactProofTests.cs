using System.Text;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class CompactProofTests
{
    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void TryExpand_OfWhatTryEncodeMade_IsTheProof(StateVersion version)
    {
        var random = new Random(41);
        for (int round = 0; round < 200; round++)
        {
            RandomTrie trie = RandomTrie.Make(random, random.Next(0, 150), (round & 3) == 0 ? StateVersion.V0 : version);
            byte[][] keys = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => RandomTrie.Key(random, 5)), .. trie.Pairs.Keys.Take(random.Next(5))];
            StorageProof proof = StorageProof.Of(trie.Db.ReadProof(keys));

            Assert.Equal(trie.Pairs.Count == 0, proof.Nodes.Count == 0);
            Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, trie.Db.Root, out CompactProof compact));
            Assert.Equal(ProofFault.None, CompactProof.TryDecode(compact.Encode(), out CompactProof decoded));
            Assert.Equal(compact.Nodes, decoded.Nodes);
            Assert.Equal(compact.EncodedSize, compact.Encode().Length);
            Assert.Equal(ProofFault.None, decoded.TryExpand(trie.Db.Root, out StorageProof back));
            Assert.Equal(proof.Nodes, back.Nodes);
            Assert.Equal(ProofFault.None, back.Read(trie.Db.Root, keys, out _));
        }
    }

    // trie-db test/src/trie_codec.rs, trie_compact_encoding_works: the entries and which of their nodes are hashed, worked out by hand.
    [Fact]
    public void TryEncode_OfTheReferenceEntries_OmitsHashesOfWhatFollows()
    {
        byte[] zeros = new byte[32];
        var store = new MemoryNodeStore();
        TrieCommit made = new TrieDb(store, TrieRoot.Empty).Commit(
            [
                new(Text("alfa"), zeros), new(Text("bravo"), Text("bravo")), new(Text("do"), Text("verb")), new(Text("dog"), Text("puppy")),
                new(Text("doge"), zeros), new(Text("horse"), Text("stallion")), new(Text("house"), Text("building")),
            ],
            StateVersion.V0);
        store.Apply(made);
        var state = new TrieDb(store, made.Root);
        byte[][] keys = [Text("do"), Text("dog"), Text("doge"), Text("bravo"), Text("d"), Text("do\x10"), Text("halp")];
        StorageProof proof = StorageProof.Of(state.ReadProof(keys));
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, made.Root, out CompactProof compact));

        // The root branch at nibble 6; under it "alfa" stays a hash (1), "bravo" is inline (2), "do" follows (4), "ho" is not in the proof (8).
        // "do": a branch with value; "dog" at nibble 6 of 67 is a branch that holds "doge", which is hashed and follows.
        Assert.Equal(proof.Nodes.Count, compact.Nodes.Count);
        byte[] root = compact.Nodes[0];
        Assert.Equal("81" + "06" + "1601", Convert.ToHexStringLower(root.AsSpan(0, 4)));
        Assert.Equal(ProofFault.None, CompactProof.Of([.. compact.Nodes]).TryExpand(made.Root, out StorageProof back));
        Assert.Equal(proof.Nodes, back.Nodes);
        Assert.Equal(proof.EncodedSize - (32 * (proof.Nodes.Count - 1)), compact.EncodedSize);

        // One more item is one too many; one less leaves a child without its node.
        Assert.Equal(ProofFault.UnusedNode, CompactProof.Of([.. compact.Nodes, []]).TryExpand(made.Root, out _));
        Assert.Equal(ProofFault.Incomplete, CompactProof.Of(compact.Nodes.SkipLast(1)).TryExpand(made.Root, out _));
        Assert.Equal(ProofFault.RootMismatch, compact.TryExpand(TrieRoot.Empty, out _));
    }

    // trie-db test/src/trie_codec.rs, skip_duplicate_values_emits_shared_values_once: five nodes refer to one value; each brings it along.
    [Fact]
    public void TryEncode_OfASharedValue_WritesItAtEachPlace()
    {
        byte[] shared = [.. Enumerable.Repeat((byte)4, 33)];
        var store = new MemoryNodeStore();
        TrieCommit made = new TrieDb(store, TrieRoot.Empty).Commit(
            [
                new(Text("key"), shared), new(Text("key1"), shared), new(Text("key2"), shared), new(Text("key3"), shared),
                new(Text("key4"), [.. Enumerable.Repeat((byte)5, 32)]), new(Text("other"), shared),
            ],
            StateVersion.V1);
        store.Apply(made);

        Assert.Equal(ProofFault.None, CompactProof.TryEncode(store, made.Root, out CompactProof compact));
        Assert.Equal(5, compact.Nodes.Count(node => node.AsSpan().SequenceEqual(shared)));
        Assert.Equal(5, compact.Nodes.Count(static node => node[0] == 1));
        for (int index = 0; index < compact.Nodes.Count; index++)
        {
            if (compact.Nodes[index][0] == 1) Assert.Equal(shared, compact.Nodes[index + 1]);
        }

        Assert.Equal(ProofFault.None, compact.TryExpand(made.Root, out StorageProof back));
        Assert.Equal(shared, new TrieDb(back, made.Root).Get(Text("other")));
    }

    [Fact]
    public void TryEncode_OfTheEmptyTrie_IsOneZeroByte()
    {
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(StorageProof.Empty, TrieRoot.Empty, out CompactProof compact));
        Assert.Equal([[0]], compact.Nodes);
        Assert.Equal(ProofFault.None, compact.TryExpand(TrieRoot.Empty, out StorageProof back));
        Assert.Empty(back.Nodes);
        Assert.Equal(ProofFault.Incomplete, CompactProof.TryEncode(StorageProof.Empty, Hashing.Blake2_256([1]), out _));
        Assert.Equal(ProofFault.Incomplete, CompactProof.Of([]).TryExpand(TrieRoot.Empty, out _));
    }

    [Theory]
    [InlineData("")] // no node
    [InlineData("87")] // sp_trie: invalid_compact_proof_does_not_panic_when_decoding
    [InlineData("01")] // an escape without a node
    [InlineData("0100,05")] // an escaped empty trie
    [InlineData("014101,05")] // an escaped leaf without a value
    [InlineData("0141010405,05")] // an escaped leaf that has a value of its own
    [InlineData("018001000000,05")] // an escaped branch without a value
    [InlineData("0120,05")] // an escaped hashed leaf
    [InlineData("80010000,00")] // an empty trie for a child
    [InlineData("8000000000")] // a branch without children
    [InlineData("80010084" + "000000000000000000000000000000000000000000000000000000000000000000")] // a child of 33 bytes
    public void TryExpand_OfMalformedItems_IsRefused(string items)
    {
        CompactProof proof = CompactProof.Of(items.Split(',').Select(Convert.FromHexString));

        Assert.Contains(proof.TryExpand(TrieRoot.Empty, out StorageProof back), new[] { ProofFault.MalformedNode, ProofFault.Incomplete });
        Assert.Empty(back.Nodes);
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused()
    {
        var random = new Random(43);
        byte[] starts = [0x00, 0x01, 0x10, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff];
        for (int round = 0; round < 20_000; round++)
        {
            byte[][] items = new byte[random.Next(4)][];
            for (int index = 0; index < items.Length; index++)
            {
                items[index] = new byte[random.Next(80)];
                random.NextBytes(items[index]);
                if (items[index].Length > 0) items[index][0] = starts[random.Next(starts.Length)];
            }

            CompactProof.Of(items).TryExpand(TrieRoot.Empty, out _);
            StorageProof proof = StorageProof.Of(items);
            H256 root = items.Length == 0 ? TrieRoot.Empty : Hashing.Blake2_256(items[0]);
            proof.Read(root, [[], [0x12, 0x34]], out _);
            CompactProof.TryEncode(proof, root, out _);
            byte[] bytes = proof.Encode();
            if (bytes.Length > 1) bytes[random.Next(bytes.Length)]++;
            StorageProof.TryDecode(bytes, out _);
            CompactProof.TryDecode(bytes, out _);
        }
    }

    [Fact]
    public void TryExpand_OfMutatedProofs_NeverThrowsNorBelieves()
    {
        var random = new Random(42);
        RandomTrie trie = RandomTrie.Make(random, 120, StateVersion.V1);
        StorageProof proof = StorageProof.Of(trie.Db.ReadProof(trie.Pairs.Keys.Where((_, index) => index % 5 == 0)));
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, trie.Db.Root, out CompactProof compact));
        int believed = 0;
        for (int round = 0; round < 3000; round++)
        {
            List<byte[]> nodes = [.. compact.Nodes.Select(static node => node.ToArray())];
            int at = random.Next(nodes.Count);
            if (random.Next(4) == 0) nodes.RemoveAt(at);
            else if (nodes[at].Length > 0) nodes[at][random.Next(nodes[at].Length)] ^= (byte)(1 << random.Next(8));
            if (CompactProof.Of(nodes).TryExpand(trie.Db.Root, out StorageProof back) != ProofFault.None) continue;
            believed++;
            Assert.Equal(proof.Nodes, back.Nodes);
        }

        Assert.InRange(believed, 0, 30);
    }

    [Fact]
    public void BothWays_OfAChainAsDeepAsItsItems_DoNotOverflowTheStack()
    {
        // 30,000 branches, each the only child of the one above: no honest trie, but hashes that agree.
        List<byte[]> nodes = [[0x41, 0x01, 0x80, .. new byte[32]]];
        for (int level = 0; level < 30_000; level++) nodes.Add([0x80, 0x01, 0x00, 0x80, .. Hashing.Blake2_256(nodes[^1]).Span]);
        H256 root = Hashing.Blake2_256(nodes[^1]);
        StorageProof proof = StorageProof.Of(nodes);

        Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, root, out CompactProof compact));
        Assert.Equal(ProofFault.None, compact.TryExpand(root, out StorageProof back));
        Assert.Equal(proof.Nodes, back.Nodes);
        Assert.Equal(ProofFault.None, proof.Read(root, [new byte[40_000]], out byte[]?[] values));
        Assert.Equal([null], values);
    }

    [Fact]
    public void BothWays_OfAFewNodesAtVeryManyPlaces_AreBounded()
    {
        // 60 levels, each with the level below at sixteen places: 16^60 places.
        List<byte[]> nodes = [[0x41, 0x01, 0x80, .. new byte[32]]];
        for (int level = 0; level < 60; level++)
        {
            byte[] link = [0x80, .. Hashing.Blake2_256(nodes[^1]).Span];
            nodes.Add([0x80, 0xff, 0xff, .. Enumerable.Repeat(link, 16).SelectMany(static bytes => bytes)]);
        }

        // Under the key of child tries, where an expanding reader looks for roots.
        byte[] key = ChildStorage.DefaultPrefix.ToArray();
        byte[] below = nodes[^1];
        byte[] top = [0x80 | 46, .. key, .. below.AsSpan(1)];
        H256 root = Hashing.Blake2_256(top);
        StorageProof proof = StorageProof.Of([.. nodes, top]);

        Assert.Equal(ProofFault.TooLarge, CompactProof.TryEncode(proof, root, out _, maximumSize: 1 << 20));

        // Written as by encode_compact_skip_duplicates: the first place of each level follows, the others keep the hash.
        List<byte[]> compact = [];
        for (int level = 60; level > 0; level--)
        {
            byte[] node = level == 60 ? top : nodes[level];
            int bitmapEnd = node.Length - (16 * 33);
            compact.Add([.. node.AsSpan(0, bitmapEnd), 0, .. node.AsSpan(bitmapEnd + 33)]);
        }

        compact.Add(nodes[0]);
        Assert.Equal(ProofFault.TooLarge, CompactProof.Of(compact).TryExpand(root, out _));
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
