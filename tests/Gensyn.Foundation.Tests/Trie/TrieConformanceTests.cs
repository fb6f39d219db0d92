using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gensyn.Primitives;
using Gensyn.Testing;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class TrieConformanceTests
{
    // 1,040 maps of up to 10,000 keys.
    [Fact]
    public void Roots_OfSeededMaps_AreTheIndependentOnes()
    {
        IReadOnlyList<string[]> rows = VectorFile.Read("trie/roots.txt", 7);
        Assert.True(rows.Count >= 1000);
        foreach (string[] row in rows)
        {
            var map = new SeededMap(ulong.Parse(row[0], CultureInfo.InvariantCulture), int.Parse(row[1], CultureInfo.InvariantCulture), row[2]);
            StateVersion version = row[3] == "1" ? StateVersion.V1 : StateVersion.V0;
            Assert.Equal(row[4], Short(TrieRoot.Compute([.. map.Pairs], version)));

            // Built in two halves, then cut, then emptied: the store holds what the state needs and no more.
            var store = new MemoryNodeStore();
            KeyValuePair<byte[], byte[]?>[] pairs = [.. map.Pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))];
            TrieDb state = Commit(store, new TrieDb(store, TrieRoot.Empty), [.. pairs.Where(static (_, index) => index % 2 == 0)], version);
            state = Commit(store, state, [.. pairs.Where(static (_, index) => index % 2 == 1)], version);
            Assert.Equal(row[4], Short(state.Root));

            Assert.Equal(ProofFault.None, CompactProof.TryEncode(store, state.Root, out CompactProof proof));
            Assert.Equal(row[6], Short(Hashing.Blake2_256(proof.Encode())));
            Assert.Equal(ProofFault.None, proof.TryExpand(state.Root, out StorageProof expanded));
            Assert.Equal(store.Count, expanded.Nodes.Count);

            state = Commit(store, state, Removal(map.Removed), version);
            Assert.Equal(row[5], Short(state.Root));
            Commit(store, state, Removal(state.Keys(default)), version);
            Assert.Equal(0, store.Count);
        }
    }

    // Other maps than the committed ones, and what we enumerate of them instead of what went in.
    [CheckerFact("trie.py")]
    public async Task Roots_OfWhatIsEnumerated_AreTheCheckers()
    {
        const string Script = "import sys; sys.path.insert(0, sys.argv[1]); sys.setrecursionlimit(10000); import trie\n" +
            "for line in sys.stdin:\n" +
            "  version, _, pairs = line.rstrip('\\n').partition(' ')\n" +
            "  print(trie.root([tuple(bytes.fromhex(part) for part in pair.split('=')) for pair in pairs.split(',') if pair], int(version)).hex())\n";
        List<H256> ours = [];
        var input = new StringBuilder();
        for (ulong seed = 5000; seed < 5300; seed++)
        {
            var map = new SeededMap(seed, seed % 50 == 0 ? 1500 : (int)(seed % 70), new[] { "short", "account", "long" }[seed % 3]);
            StateVersion version = (seed & 4) == 0 ? StateVersion.V1 : StateVersion.V0;
            var store = new MemoryNodeStore();
            TrieDb state = Commit(store, new TrieDb(store, TrieRoot.Empty), [.. map.Pairs.Select(static pair => new KeyValuePair<byte[], byte[]?>(pair.Key, pair.Value))], version);
            state = Commit(store, state, Removal(map.Removed), version);
            ours.Add(state.Root);
            bool up = seed % 2 == 0;
            IEnumerable<KeyValuePair<byte[], byte[]>> seen = up ? state.Pairs(default) : state.KeysDescending(default).Select(key => KeyValuePair.Create(key, state.Get(key)!));
            input.Append(version == StateVersion.V1 ? "1 " : "0 ");
            input.AppendJoin(',', seen.Select(static pair => $"{Convert.ToHexStringLower(pair.Key)}={Convert.ToHexStringLower(pair.Value)}")).Append('\n');
        }

        using Process python = Process.Start(new ProcessStartInfo(CheckerFactAttribute.Python!, ["-c", Script, Repository.Shared("checkers")!])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        await python.StandardInput.WriteAsync(input.ToString());
        python.StandardInput.Close();

        Assert.Equal(ours.Select(static root => root.ToString()[2..]), (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Roots_OfTheHostApiFixtures_AreTheReferences()
    {
        foreach (string[] row in VectorFile.Read("trie/host-api-roots.txt", 3))
        {
            byte[][] items = [.. row[2].Split(',').Select(static item => Encoding.UTF8.GetBytes(item.Replace('_', ' ')))];
            if (row[0] == "list")
            {
                Assert.Equal(row[1], Full(TrieRoot.Ordered(items, StateVersion.V0)));
                continue;
            }

            // The fixtures repeat a key: the last value counts.
            var map = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
            foreach (byte[] item in items) map[item[..item.AsSpan().IndexOf((byte)'=')]] = item[(item.AsSpan().IndexOf((byte)'=') + 1)..];
            Assert.Equal(row[1], Full(TrieRoot.Compute([.. map], StateVersion.V0)));
        }
    }

    [Fact]
    public void OrderedRoots_OfRealBlocks_AreTheirHeaders()
    {
        foreach (string[] row in VectorFile.Read("trie/extrinsics-roots.txt", 2))
        {
            // Nothing in these blocks is long enough to be hashed, so both layouts agree.
            byte[][] extrinsics = [.. row[1].Split(',').Select(VectorFile.Bytes)];
            Assert.Equal(row[0], Full(TrieRoot.Ordered(extrinsics, StateVersion.V0)));
            Assert.Equal(row[0], Full(TrieRoot.Ordered(extrinsics, StateVersion.V1)));
        }
    }

    [Theory]
    [InlineData(StateVersion.V0)]
    [InlineData(StateVersion.V1)]
    public void OrderedRoots_OfAnyList_HaveCompactKeys(StateVersion version)
    {
        foreach (int count in new[] { 0, 1, 2, 63, 64, 65, 255, 256, 257, 16384, 16385 })
        {
            byte[][] values = [.. Enumerable.Range(0, count).Select(static index => new byte[25 + (index % 20)])];
            IEnumerable<KeyValuePair<byte[], byte[]>> pairs = values.Select(static (value, index) => new KeyValuePair<byte[], byte[]>(
                index < 64 ? [(byte)(index << 2)] : index < 16384 ? BitConverter.GetBytes((ushort)((index << 2) | 1)) : BitConverter.GetBytes((index << 2) | 2), value));
            Assert.Equal(NaiveTrie.Root(pairs, version == StateVersion.V1), TrieRoot.Ordered(values, version).ToArray());
        }
    }

    // The fixtures' own exercise: insert one by one, then remove the key that the last root's first byte chooses.
    [Fact]
    public void InsertAndDelete_OfTheStateTrieFixtures_GivesTheIndependentRoots()
    {
        foreach (string[] row in VectorFile.Read("trie/w3f-state-trie.txt", 4))
        {
            (byte[] Key, byte[] Value)[] pairs = [.. row[3].Split(',').Select(static pair => pair.Split('=')).Select(static pair => (VectorFile.Bytes(pair[0]), VectorFile.Bytes(pair[1])))];
            var store = new MemoryNodeStore();
            var state = new TrieDb(store, TrieRoot.Empty);
            List<byte> trail = [];
            foreach ((byte[] key, byte[] value) in pairs) Step(key, value);
            Assert.Equal(row[1], Full(state.Root));
            List<byte[]> left = [.. pairs.Select(static pair => pair.Key)];
            while (left.Count > 0)
            {
                int index = state.Root.Span[0] % left.Count;
                Step(left[index], null);
                left.RemoveAt(index);
            }

            Assert.Equal(row[2], Full(Hashing.Blake2_256([.. trail])));

            void Step(byte[] key, byte[]? value)
            {
                state = Commit(store, state, [new(key, value)], StateVersion.V0);
                trail.AddRange(state.Root.Span);
            }
        }
    }

    // A proof that Substrate recorded while it made these changes is enough for us to make them, and not one node too much.
    [Fact]
    public void Commit_OverSubstratesProof_NeedsExactlyItsNodes()
    {
        ILookup<string, string[]> rows = VectorFile.Read("trie/sp-trie-delta.txt", 3).ToLookup(static row => row[0]);
        H256 root = new(VectorFile.Bytes(rows["root"].Single()[2]));
        Assert.Equal(ProofFault.None, StorageProof.TryDecode(VectorFile.Bytes(rows["proof"].Single()[2]), out StorageProof proof));
        KeyValuePair<byte[], byte[]?>[][] orders = [.. new[] { "valid", "invalid" }.Select(order => rows[order]
            .Select(static row => new KeyValuePair<byte[], byte[]?>(VectorFile.Bytes(row[1]), row[2] is "none" ? null : VectorFile.Bytes(row[2]))).ToArray())];
        Assert.NotEqual(orders[0].Select(static change => change.Key), orders[1].Select(static change => change.Key), ByteOrder.Instance);

        var recorder = new RecordingNodeStore(proof);
        H256 changed = new TrieDb(recorder, root).Commit(orders[0], StateVersion.V0).Root;
        Assert.NotEqual(root, changed);
        Assert.Equal(changed, new TrieDb(proof, root).Commit(orders[1], StateVersion.V0).Root);
        Assert.Equal(proof.Nodes, recorder.Recorded());
    }

    [Fact]
    public void Proofs_OfSmoldotsTests_ProveWhatTheyProveThere()
    {
        StorageProof proof = StorageProof.Empty;
        H256 root = default;
        foreach (string[] row in VectorFile.Read("trie/smoldot-proofs.txt", 4))
        {
            (byte[] key, byte[] value) = (VectorFile.Bytes(row[2]), VectorFile.Bytes(row[3]));
            switch (row[1])
            {
                case "root":
                    root = new H256(value);
                    break;
                case "proof":
                    Assert.Equal(ProofFault.None, StorageProof.TryDecode(value, out proof));
                    Assert.Equal(value.Length, proof.EncodedSize);
                    break;
                case "duplicate":
                    Assert.Equal(ProofFault.DuplicateNode, StorageProof.TryDecode(value, out _));
                    break;
                case "incomplete":
                    Assert.Equal(ProofFault.Incomplete, proof.Read(root, [key], out _));
                    break;
                case "merkle":
                    Assert.Equal(value.Length == 0 ? null : value, new TrieDb(proof, root).ClosestMerkleValue(key));
                    break;
                default:
                    Assert.Equal(ProofFault.None, proof.Read(root, [key], out byte[]?[] values, refuseUnused: true));
                    Assert.Equal([row[1] == "value" ? value : null], values);
                    Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, root, out CompactProof compact));
                    Assert.Equal(ProofFault.None, compact.TryExpand(root, out StorageProof back));
                    Assert.Equal(proof.Nodes, back.Nodes);
                    break;
            }
        }
    }

    private static TrieDb Commit(MemoryNodeStore store, TrieDb state, KeyValuePair<byte[], byte[]?>[] changes, StateVersion version)
    {
        TrieCommit commit = state.Commit(changes, version);
        store.Apply(commit);
        return new TrieDb(store, commit.Root);
    }

    private static KeyValuePair<byte[], byte[]?>[] Removal(IEnumerable<byte[]> keys) => [.. keys.Select(static key => new KeyValuePair<byte[], byte[]?>(key, null))];

    private static string Short(H256 hash) => Convert.ToHexStringLower(hash.Span[..8]);

    private static string Full(H256 hash) => Convert.ToHexStringLower(hash.Span);
}
