using FsCheck;
using FsCheck.Fluent;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Foundation.Tests.Trie;

public sealed class OverlayTests
{
    [Fact]
    public void AnyOperations_AboveAnyState_BehaveAsAStackOfMaps()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(static program => program is not null), Run)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithEndSize(250));
    }

    [Fact]
    public void Append_AcrossLayers_KeepsTheLowerListWhenRolledBack()
    {
        var overlay = new OverlayExternalities(new MemoryState());
        overlay.Append([1], [10]);
        overlay.BeginTransaction();
        overlay.Append([1], [20]);
        overlay.BeginTransaction();
        overlay.Append([1], [30]);
        Assert.Equal([12, 10, 20, 30], overlay.Get([1]));
        overlay.RollbackTransaction();
        Assert.Equal([8, 10, 20], overlay.Get([1]));
        overlay.Append([1], [40]);
        overlay.CommitTransaction();
        overlay.BeginTransaction();
        overlay.Set([1], [0]);
        overlay.RollbackTransaction();

        Assert.Equal([12, 10, 20, 40], overlay.Get([1]));
    }

    [Fact]
    public void Append_BehindMuchThatWasRolledBack_WritesOverIt()
    {
        var overlay = new OverlayExternalities(new MemoryState());
        var expected = new List<byte>();
        for (int round = 0; round < 300; round++)
        {
            byte[] item = [.. Enumerable.Repeat((byte)round, round % 90)];
            overlay.BeginTransaction();
            for (int count = 0; count < round * 7 % 500; count++) overlay.Append([1], [0xff, 0xff, 0xff]);
            overlay.RollbackTransaction();
            overlay.Append([1], item);
            expected.AddRange(item);
        }

        Assert.True(EncodedList.TryRead(overlay.Get([1]), out uint items, out ReadOnlySpan<byte> bytes));
        Assert.Equal(300u, items);
        Assert.Equal(expected, bytes.ToArray());
    }

    [Fact]
    public void EndAttempt_WithoutKeeping_DropsWhatWasWrittenInAllItsLayers()
    {
        var overlay = new OverlayExternalities(new MemoryState([new([1], [1])]));
        overlay.BeginTransaction();
        overlay.Set([2], [2]);
        overlay.BeginAttempt();
        overlay.Set([1], [9]);
        overlay.BeginTransaction();
        overlay.Set([3], [3]);
        Assert.Throws<InvalidOperationException>(overlay.BeginAttempt);
        Assert.Throws<InvalidOperationException>(() => overlay.EndAttempt(keep: true));
        overlay.EndAttempt(keep: false);

        Assert.Equal(1, overlay.OpenTransactions);
        Assert.Equal([1], overlay.Get([1]));
        Assert.Equal([2], overlay.Get([2]));
        Assert.Null(overlay.Get([3]));
        Assert.Throws<InvalidOperationException>(() => overlay.EndAttempt(keep: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EndAttempt_OverAStateThatRecords_TellsItOnce(bool keep)
    {
        RecordedState state = new();
        var overlay = new OverlayExternalities(state);
        overlay.BeginAttempt();
        overlay.BeginTransaction();
        overlay.Get([1]);
        Assert.Throws<InvalidOperationException>(() => overlay.EndAttempt(keep: true));
        overlay.CommitTransaction();
        overlay.EndAttempt(keep);
        overlay.Get([1]);

        Assert.Equal(keep ? ["begin", "read", "keep"] : ["begin", "read", "forget", "read"], state.Heard);
    }

    [Fact]
    public void Append_ToAValueThatIsNoList_StartsANewOne()
    {
        // 0x03 announces four more bytes; the host of Substrate throws such a value away as well.
        var overlay = new OverlayExternalities(new MemoryState([new([1], [3, 1])]));

        overlay.Append([1], [9]);

        Assert.Equal([4, 9], overlay.Get([1]));
    }

    [Fact]
    public void Append_ManyTimes_PatchesTheCount()
    {
        var overlay = new OverlayExternalities(new MemoryState());

        for (int count = 0; count < 20000; count++) overlay.Append([1], [(byte)count, (byte)(count >> 8)]);
        byte[] list = overlay.Get([1])!;

        ScaleReader reader = new(list);
        Assert.Equal(20000u, reader.ReadCompactU32());
        Assert.Equal(40000, reader.Remaining);
    }

    // Source: sp_state_machine's limit_remove_from_backend: keys of the overlay go without counting, and the limit begins anew at the first key each time.
    [Fact]
    public void ClearPrefix_WithALimit_CountsTheKeysBelow()
    {
        var overlay = new OverlayExternalities(new MemoryState([new([1], [1]), new([1, 1], [1]), new([1, 3], [1]), new([2], [1])]));
        overlay.Set([1, 2], [1]);

        AssertRemoved(new([1, 3], Backend: 2, Unique: 3, Loops: 2), overlay.ClearPrefix([1], 2));
        AssertRemoved(new([1, 3], Backend: 0, Unique: 0, Loops: 2), overlay.ClearPrefix([1], 2));
        AssertRemoved(new(null, Backend: 1, Unique: 1, Loops: 1), overlay.ClearPrefix([1], 2, [1, 3]));
        Assert.Equal([2], overlay.NextKey([]));
    }

    [Fact]
    public void Transactions_ThatDoNotMatch_Throw()
    {
        var overlay = new OverlayExternalities(new MemoryState());

        Assert.Throws<InvalidOperationException>(overlay.CommitTransaction);
        Assert.Throws<InvalidOperationException>(overlay.RollbackTransaction);
        overlay.BeginTransaction();
        Assert.Throws<InvalidOperationException>(() => overlay.Drain());
    }

    private static void AssertRemoved(RemovalResult expected, RemovalResult actual)
    {
        Assert.Equal(expected.Cursor, actual.Cursor);
        Assert.Equal(expected with { Cursor = null }, actual with { Cursor = null });
    }

    /// <summary>Interprets bytes as operations, on the overlay and on a stack of whole maps.</summary>
    private static void Run(byte[] program)
    {
        KeyValuePair<byte[], byte[]>[] start = [new([0, 1], [4, 1]), new([1], [8, 7, 7]), new([2, 2], []), new([3], [1, 2, 3])];
        var state = new MemoryState(start);
        var overlay = new OverlayExternalities(state);
        Stack<SortedDictionary<byte[], byte[]>> model = new([new SortedDictionary<byte[], byte[]>(start.ToDictionary(ByteOrder.Instance), ByteOrder.Instance)]);
        Stack<SortedSet<byte[]>> written = new([new SortedSet<byte[]>(ByteOrder.Instance)]);

        for (int at = 0; at + 2 < program.Length; at += 3)
        {
            SortedDictionary<byte[], byte[]> top = model.Peek();
            SortedSet<byte[]> own = written.Peek();
            byte[] key = (program[at + 1] % 3) == 0 ? [(byte)(program[at + 1] % 4)] : [(byte)(program[at + 1] % 4), (byte)(program[at + 1] / 4 % 4)];
            byte argument = program[at + 2];
            if (program[at] % 10 <= 4) own.Add(key);
            switch (program[at] % 10)
            {
                case 0 or 1:
                    byte[] value = new byte[argument % 40];
                    overlay.Set(key, value);
                    top[key] = value;
                    break;
                case 2:
                    overlay.Remove(key);
                    top.Remove(key);
                    break;
                case 3 or 4:
                    overlay.Append(key, [argument]);
                    top[key] = Appended(top.GetValueOrDefault(key), argument);
                    break;
                case 5:
                    overlay.BeginTransaction();
                    model.Push(new SortedDictionary<byte[], byte[]>(top, ByteOrder.Instance));
                    written.Push(new SortedSet<byte[]>(own, ByteOrder.Instance));
                    break;
                case 6 when model.Count > 1:
                    overlay.CommitTransaction();
                    model.Pop();
                    model.Pop();
                    model.Push(top);
                    written.Pop();
                    written.Pop();
                    written.Push(own);
                    break;
                case 7 when model.Count > 1:
                    overlay.RollbackTransaction();
                    model.Pop();
                    written.Pop();
                    break;
                case 8:
                    int limit = argument % 4;
                    byte[] prefix = key[..1];
                    byte[][] below = [.. start.Select(static pair => pair.Key).Where(other => other.AsSpan().StartsWith(prefix)).Order(ByteOrder.Instance)];
                    uint fromOverlay = (uint)own.Count(other => other.AsSpan().StartsWith(prefix) && top.Remove(other));
                    uint fromBelow = (uint)below.Take(limit).Count(top.Remove);
                    own.UnionWith(below.Take(limit));
                    AssertRemoved(
                        new(below.ElementAtOrDefault(limit), fromBelow, fromOverlay + fromBelow, (uint)Math.Min(limit, below.Length)),
                        overlay.ClearPrefix(prefix, (uint)limit));
                    break;
                case 9:
                    Assert.Equal(NaiveTrie.Root(model.Peek(), hashValues: true), overlay.StorageRoot(StateVersion.V1).ToArray());
                    break;
            }

            Assert.Equal(model.Peek().GetValueOrDefault(key), overlay.Get(key));
            Assert.Equal(model.Peek().Keys.FirstOrDefault(other => ByteOrder.Instance.Compare(other, key) > 0), overlay.NextKey(key));
        }

        SortedDictionary<byte[], byte[]> last = model.Peek();
        while (overlay.OpenTransactions > 0) overlay.CommitTransaction();
        state.Apply(overlay.Drain());
        Assert.Equal(TrieRoot.Compute([.. last], StateVersion.V1), state.CurrentRoot);
        Assert.Equal(last.Keys, state.Keys(), ByteOrder.Instance);
    }

    private static byte[] Appended(byte[]? list, byte item)
    {
        ScaleReader reader = new(list);
        uint count = reader.ReadCompactU32();
        byte[] items = reader.Failed ? [] : reader.Rest.ToArray();
        ScaleWriter writer = new(8);
        writer.WriteCompact(reader.Failed ? 1 : count + 1);
        return [.. writer.ToArray(), .. items, item];
    }

    /// <summary>An empty state that keeps what it is told.</summary>
    private sealed class RecordedState : IRecordedState
    {
        public List<string> Heard { get; } = [];

        public void BeginRecording() => Heard.Add("begin");

        public void EndRecording(bool keep) => Heard.Add(keep ? "keep" : "forget");

        public byte[]? Get(ReadOnlySpan<byte> key)
        {
            Heard.Add("read");
            return null;
        }

        public byte[]? NextKey(ReadOnlySpan<byte> key) => null;

        public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => null;

        public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => null;

        public H256 ChildRoot(ChildChanges changes, StateVersion version) => TrieRoot.Empty;

        public H256 Root(StateChanges changes, StateVersion version) => TrieRoot.Empty;

        public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => TrieRoot.Empty;
    }
}
