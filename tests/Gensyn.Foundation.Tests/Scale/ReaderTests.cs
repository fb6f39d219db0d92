using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

public sealed class ReaderTests
{
    [Fact]
    public void Reader_BeyondTheDepthLimit_Fails()
    {
        ScaleReader reader = new([1]);
        Assert.True(reader.Enter());
        for (int i = 0; i < ScaleReader.MaxDepth; i++) Assert.True(reader.Enter());

        Assert.False(reader.Enter());
        Assert.True(reader.Failed);
    }

    [Fact]
    public void TypeThatHoldsItself_BeyondTheDepthLimit_IsRefused()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat<byte>(2, depth), 0, 1, 2, 3, 4];

        Assert.True(Tree.Codec.TryDecode(Nested(ScaleReader.MaxDepth), out _));
        Assert.False(Tree.Codec.TryDecode(Nested(ScaleReader.MaxDepth + 1), out _));
        Assert.False(Tree.Codec.TryDecode(Nested(1_000_000), out _));
    }

    [Fact]
    public void Reader_AfterAFailure_ReadsNothingMore()
    {
        ScaleReader reader = new([1, 2, 3]);
        reader.ReadU32();

        Assert.True(reader.Failed);
        Assert.Equal(0, reader.Remaining);
        Assert.Equal(0, reader.ReadByte());
        Assert.Equal(0u, reader.ReadCompactU32());
        Assert.Equal("", reader.ReadString());
        Assert.True(reader.ReadBytes(1).IsEmpty);
    }

    [Fact]
    public void Bytes_AreReadInPlace()
    {
        byte[] input = [8, 1, 2, 12, 7, 8, 9];
        ScaleReader reader = new(input);

        Assert.True(reader.ReadByteString().Overlaps(input, out int first));
        Assert.Equal(-1, first);
        Assert.True(Codecs.Bytes.ReadEncoded(ref reader).Overlaps(input, out int second));
        Assert.Equal((-3, 0), (second, reader.Remaining));
    }

    [Fact]
    public void ReadEncoded_OfWhatIsMalformed_IsEmpty()
    {
        ScaleReader reader = new([12, 1]);

        Assert.True(Codecs.Bytes.ReadEncoded(ref reader).IsEmpty);
        Assert.True(reader.Failed);
    }

    // Nothing in the input bounds a list of units, so the reader does: as many as there are bytes, and a few more.
    [Fact]
    public void ListsOfItemsWithoutBytes_AreBoundedByTheInput()
    {
        Codec<ImmutableArray<ImmutableArray<ValueTuple>>> codec = Codecs.Vec(Codecs.Vec(Codecs.Unit));
        byte[] few = Codecs.Vec(Codecs.Unit).ToBytes([.. new ValueTuple[ScaleReader.ZeroSizedAllowance]]);
        byte[] many = Codecs.Vec(Codecs.Unit).ToBytes([.. new ValueTuple[ScaleReader.ZeroSizedAllowance + 3]]);

        Assert.True(Codecs.Vec(Codecs.Unit).TryDecode(few, out _));
        Assert.False(Codecs.Vec(Codecs.Unit).TryDecode(many, out _));
        Assert.False(Codecs.Vec(Nothing.Codec).TryDecode(many, out _));
        Assert.True(codec.TryDecode([4, .. few], out _));
        Assert.False(codec.TryDecode([12, .. few, .. few, .. few], out _));
        Assert.False(Codecs.Set(Codecs.Unit).TryDecode(many, out _));
    }

    [Fact]
    public void ListOfFixedItems_AllocatesItsArrayOnly()
    {
        AssertAllocation(Codecs.Vec(Codecs.U32), [.. Enumerable.Range(0, 1000).Select(static i => (uint)i)], 4);
        AssertAllocation(Codecs.Vec(Codecs.U128), [.. Enumerable.Range(0, 1000).Select(static i => (UInt128)i)], 16);
        AssertAllocation(Codecs.Vec(H256.Codec), [.. Enumerable.Range(0, 1000).Select(static _ => H256.Zero)], 32);
        AssertAllocation(Codecs.Vec(AccountId.Codec), [.. Enumerable.Range(0, 1000).Select(static _ => default(AccountId))], 32);
        AssertAllocation(Codecs.Vec(Point.Codec), [.. Enumerable.Range(0, 1000).Select(static i => new Point((uint)i, 1, true))], 24);
        AssertAllocation(Codecs.Vec(Codecs.Tuple(Codecs.U64, Codecs.U64)), [.. Enumerable.Range(0, 1000).Select(static i => ((ulong)i, 1ul))], 16);
        AssertAllocation(Codecs.Array(Codecs.U16, 1000), [.. Enumerable.Range(0, 1000).Select(static i => (ushort)i)], 2);
    }

    private static void AssertAllocation<T>(Codec<ImmutableArray<T>> codec, ImmutableArray<T> items, int itemBytes)
    {
        byte[] encoded = codec.ToBytes(items);
        codec.TryDecode(encoded, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool good = codec.TryDecode(encoded, out ImmutableArray<T> decoded);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(good);
        Assert.Equal(items.AsEnumerable(), decoded);
        Assert.InRange(allocated, items.Length * itemBytes, (items.Length * itemBytes) + 32);
    }
}
