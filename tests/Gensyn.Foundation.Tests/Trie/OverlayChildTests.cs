using System.Text;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class OverlayChildTests
{
    private static readonly byte[] Id = [7];

    // w3f/polkadot-tests host-api: ext_default_child_storage_{set,get,read,clear,exists,kill,clear_prefix,root,next_key}_version_1.
    [Fact]
    public void HostFunctions_OfTheHostApiFixtures_AnswerAsTheReference()
    {
        foreach (string[] row in VectorFile.Read("trie/host-api-child.txt", 12))
        {
            (byte[] child, byte[] other) = (Text(row[0]), Text(row[1]));
            (byte[] key1, byte[] value1, byte[] key2, byte[] value2, byte[] prefix) = (Text(row[2]), Text(row[3]), Text(row[4]), Text(row[5]), Text(row[6]));
            (int offset, int size) = (int.Parse(row[7], null), int.Parse(row[8], null));
            var overlay = new OverlayExternalities(new MemoryState());
            Assert.Null(overlay.ChildNextKey(child, key1));
            Assert.Null(overlay.ChildRead(child, key1, [], 0));
            overlay.ChildSet(child, key1, value1);
            overlay.ChildSet(child, key2, value2);
            Assert.Null(overlay.ChildGet(other, key1));
            Assert.False(overlay.ChildContains(other, key1));
            overlay.ChildSet(other, key1, value2);
            overlay.ChildSet(other, key2, value1);
            Assert.Equal(value1, overlay.ChildGet(child, key1));
            Assert.True(overlay.ChildContains(child, key2));

            byte[] part = new byte[size];
            Assert.Equal(Math.Max(0, value1.Length - offset), overlay.ChildRead(child, key1, part, offset));
            Assert.Equal(row[9], Encoding.UTF8.GetString(part).TrimEnd('\0').Replace(' ', '_'));
            bool firstIsLess = key1.AsSpan().SequenceCompareTo(key2) < 0;
            Assert.Equal(firstIsLess ? key2 : null, overlay.ChildNextKey(child, key1));
            Assert.Equal(firstIsLess ? null : key1, overlay.ChildNextKey(child, key2));
            Assert.Equal(row[10], Convert.ToHexStringLower(overlay.ChildStorageRoot(child, StateVersion.V0).Span));

            overlay.BeginTransaction();
            overlay.ChildClearPrefix(child, prefix);
            string left = string.Join(',', new[] { overlay.ChildGet(child, key1), overlay.ChildGet(child, key2) }
                .OfType<byte[]>().Select(static value => Encoding.UTF8.GetString(value).Replace(' ', '_')));
            Assert.Equal(row[11], left);
            overlay.RollbackTransaction();
            overlay.ChildKill(child);
            Assert.Null(overlay.ChildGet(child, key1));
            Assert.Null(overlay.ChildNextKey(child, []));
            Assert.Equal(value2, overlay.ChildGet(other, key1));
            Assert.Equal(TrieRoot.Empty, overlay.ChildStorageRoot(child, StateVersion.V0));
            Assert.Null(overlay.Get(ChildStorage.KeyOf(child)));
        }
    }

    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    public void AnyOperations_OnChildren_BehaveAsAStackOfMaps(int seed)
    {
        var random = new Random(seed);
        var state = new MemoryState();
        for (int block = 0; block < 40; block++)
        {
            var overlay = new OverlayExternalities(state);
            Stack<Dictionary<byte, SortedDictionary<byte[], byte[]>>> model = new();
            model.Push(new byte[] { 0, 1, 2 }.ToDictionary(static id => id, id => Pairs(new OverlayExternalities(state), id)));
            for (int step = 0; step < 120; step++)
            {
                byte id = (byte)random.Next(3);
                SortedDictionary<byte[], byte[]> top = model.Peek()[id];
                byte[] key = RandomTrie.Key(random, 2);
                switch (random.Next(10))
                {
                    case < 4:
                        byte[] value = RandomTrie.Value(random);
                        overlay.ChildSet([id], key, value);
                        top[key] = value;
                        break;
                    case 4:
                        overlay.ChildRemove([id], key);
                        top.Remove(key);
                        break;
                    case 5:
                        overlay.BeginTransaction();
                        model.Push(model.Peek().ToDictionary(static child => child.Key, static child => new SortedDictionary<byte[], byte[]>(child.Value, ByteOrder.Instance)));
                        break;
                    case 6 when model.Count > 1:
                        overlay.CommitTransaction();
                        Dictionary<byte, SortedDictionary<byte[], byte[]>> kept = model.Pop();
                        model.Pop();
                        model.Push(kept);
                        break;
                    case 7 when model.Count > 1:
                        overlay.RollbackTransaction();
                        model.Pop();
                        break;
                    case 8 when step % 4 == 0:
                        byte[] prefix = key.AsSpan(0, Math.Min(key.Length, 1)).ToArray();
                        byte[][] gone = [.. top.Keys.Where(other => other.AsSpan().StartsWith(prefix))];
                        RemovalResult removed = overlay.ChildClearPrefix([id], prefix);
                        Assert.Equal((null, (uint)gone.Length), (removed.Cursor, removed.Unique));
                        foreach (byte[] other in gone) top.Remove(other);
                        break;
                    case 9 when step % 4 == 0:
                        Assert.Equal(NaiveTrie.Root(top, hashValues: true), overlay.ChildStorageRoot([id], StateVersion.V1).ToArray());
                        Assert.Equal(top.Count == 0 ? null : NaiveTrie.Root(top, hashValues: true), overlay.Get(ChildStorage.KeyOf([id])));
                        break;
                }

                top = model.Peek()[id];
                Assert.Equal(top.GetValueOrDefault(key), overlay.ChildGet([id], key));
                Assert.Equal(top.Keys.FirstOrDefault(other => ByteOrder.Instance.Compare(other, key) > 0), overlay.ChildNextKey([id], key));
            }

            while (overlay.OpenTransactions > 0) overlay.CommitTransaction();
            H256 root = overlay.StorageRoot(StateVersion.V1);
            state.Apply(overlay.Drain());
            Assert.Equal(root, state.CurrentRoot);
            var whole = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
            foreach ((byte id, SortedDictionary<byte[], byte[]> pairs) in model.Peek())
            {
                if (pairs.Count > 0) whole[[.. ":child_storage:default:"u8, id]] = NaiveTrie.Root(pairs, hashValues: true);
                Assert.Equal(pairs.Keys, Pairs(new OverlayExternalities(state), id).Keys, ByteOrder.Instance);
            }

            Assert.Equal(NaiveTrie.Root(whole, hashValues: true), root.ToArray());
        }
    }

    // sp_io storage_kill version 3 and sp_externalities MultiRemovalResults: the limit counts keys of the state below, not of the overlay.
    [Fact]
    public void ChildKill_WithALimit_TellsWhereToGoOn()
    {
        var state = new MemoryState();
        state.Apply(new StateChanges([], [new ChildChanges(Id, [.. Enumerable.Range(0, 5).Select(static key => new KeyValuePair<byte[], byte[]?>([(byte)key], [1]))])]));
        var overlay = new OverlayExternalities(state);
        overlay.ChildSet(Id, [9], [1]);
        overlay.ChildSet(Id, [1], [2]);
        overlay.ChildRemove(Id, [0]);

        // 0 was gone; 1 went with the overlay's own; 9 was the overlay's alone.
        Equal(new RemovalResult([2], 0, 2, 2), overlay.ChildKill(Id, limit: 2));
        Equal(new RemovalResult([3], 1, 1, 1), overlay.ChildKill(Id, limit: 1, cursor: [2]));
        Equal(new RemovalResult([0], 0, 0, 0), overlay.ChildKill(Id, limit: 0));
        Equal(new RemovalResult(null, 2, 2, 5), overlay.ChildKill(Id));
        Assert.Null(overlay.ChildNextKey(Id, []));
        Equal(new RemovalResult(null, 0, 0, 5), overlay.ChildKill(Id));
        state.Apply(overlay.Drain());
        Assert.Equal(TrieRoot.Empty, state.CurrentRoot);
    }

    [Fact]
    public void TopFunctions_OnKeysOfChildTries_AreRefused()
    {
        var state = new MemoryState();
        state.Apply(new StateChanges([new("a"u8.ToArray(), [1])], [new ChildChanges(Id, [new([1], [1])])]));
        var log = new Lines();
        var overlay = new OverlayExternalities(state, log: log);
        byte[] key = ChildStorage.KeyOf(Id);
        overlay.Set(key, [1]);
        overlay.Remove(key);
        overlay.Append(":child_storage:other:"u8, [1]);
        Assert.Equal(default, overlay.ClearPrefix(key));
        Assert.Equal(default, overlay.ClearPrefix(":chi"u8));
        Assert.Equal(default, overlay.ClearPrefix([]));

        Assert.Empty(overlay.Changes().Top);
        Assert.Equal(6, log.Count);
        Assert.Equal(32, overlay.Get(key)!.Length);
        Assert.Equal(1u, overlay.ClearPrefix("a"u8).Unique);
    }

    private static SortedDictionary<byte[], byte[]> Pairs(OverlayExternalities overlay, byte id)
    {
        var pairs = new SortedDictionary<byte[], byte[]>(ByteOrder.Instance);
        if (overlay.ChildGet([id], []) is { } empty) pairs[[]] = empty;
        for (byte[]? key = overlay.ChildNextKey([id], []); key is not null; key = overlay.ChildNextKey([id], key)) pairs[key] = overlay.ChildGet([id], key)!;
        return pairs;
    }

    private static void Equal(RemovalResult expected, RemovalResult actual)
    {
        Assert.Equal(expected.Cursor, actual.Cursor);
        Assert.Equal(expected with { Cursor = null }, actual with { Cursor = null });
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text.Replace('_', ' '));

    private sealed class Lines : IRuntimeLog
    {
        public int Count { get; private set; }

        public void Write(RuntimeLogLevel level, string target, string message) => Count++;
    }
}
