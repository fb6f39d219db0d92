using System.Collections.Immutable;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

/// <summary>The tests of parity-scale-codec's encode_append.rs, and of DecodeLength in its codec.rs.</summary>
public sealed class EncodedListTests
{
    // 16384 items: through every length of the count but the longest, which would need 2^30 of them.
    [Theory]
    [InlineData(1, 70_000)]
    [InlineData(4, 20_000)]
    public void Append_ItemsOneByOne_IsTheListOfThem(int atOnce, int times)
    {
        for (int i = 0; i < times; i++)
        {
            uint[] items = [.. Enumerable.Repeat((uint)i, atOnce)];
            // Whole lists are made only around the changes of the count's length; between them appending is checked by its parts.
            if (i % 997 != 0 && i is not ((>= 60 and <= 70) or (>= 16_380 and <= 16_390) or (>= 4_090 and <= 4_100))) continue;
            ImmutableArray<uint> before = [.. Enumerable.Range(0, i).SelectMany(n => Enumerable.Repeat((uint)n, atOnce))];
            ScaleWriter encoded = new(16);
            Assert.True(EncodedList.TryAppend(Codecs.Vec(Codecs.U32).ToBytes(before), Codecs.U32, items, ref encoded));
            Assert.True(Codecs.Vec(Codecs.U32).TryDecode(encoded.Written, out ImmutableArray<uint> after));
            Assert.Equal([.. before, .. items], after.AsEnumerable());
            Assert.True(EncodedList.TryReadCount(encoded.Written, out uint count));
            Assert.Equal((uint)((i + 1) * atOnce), count);
        }
    }

    [Fact]
    public void Append_ToNothing_IsANewList()
    {
        ScaleWriter writer = new(16);

        Assert.True(EncodedList.TryAppend([], Codecs.Str, ["ab"], ref writer));
        Assert.Equal("04086162", Convert.ToHexStringLower(writer.Written));
    }

    [Theory]
    [InlineData("0100")]
    [InlineData("02")]
    [InlineData("07000000000001")]
    [InlineData("03ffffffff")]
    public void Append_ToWhatIsNoListOrWouldBeTooLong_IsRefused(string hex)
    {
        ScaleWriter writer = new(16);

        Assert.False(EncodedList.TryAppend(Convert.FromHexString(hex), Codecs.U8, [(byte)1], ref writer));
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void Append_UpToTheLongestList_Counts()
    {
        ScaleWriter writer = new(16);

        Assert.True(EncodedList.TryAppend(Convert.FromHexString("03feffffff"), Codecs.Unit, [default(ValueTuple)], ref writer));
        Assert.Equal("03ffffffff", Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void ReadCount_OfListsMapsAndSets_IsTheirLength()
    {
        AssertCount(10, Codecs.Vec(Codecs.I32).ToBytes([.. Enumerable.Repeat(10, 10)]));
        AssertCount(2, Codecs.Map(Codecs.U32, Codecs.U32).ToBytes(ImmutableSortedDictionary<uint, uint>.Empty.Add(1, 1).Add(2, 2)));
        AssertCount(2, Codecs.Set(Codecs.U32).ToBytes([1, 2]));
        AssertCount(10, Codecs.Tuple(Codecs.Vec(Codecs.I32), Codecs.U32).ToBytes(([.. Enumerable.Repeat(10, 10)], 3u)));
        Assert.False(EncodedList.TryReadCount([], out uint none));
        Assert.False(EncodedList.TryReadCount([0x01, 0x00], out _));
        Assert.Equal(0u, none);
    }

    private static void AssertCount(uint expected, byte[] encoded)
    {
        Assert.True(EncodedList.TryReadCount(encoded, out uint count));
        Assert.Equal(expected, count);
    }
}
