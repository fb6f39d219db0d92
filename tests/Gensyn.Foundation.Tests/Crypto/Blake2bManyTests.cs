using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Blake2bManyTests
{
    private delegate void HashAll(Blake2bMessages messages, Span<byte> output);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(4096)]
    public void HashMany_OfItemsOfOneLength_HashesEachWithItsTag(int length)
    {
        const int Items = 37;
        byte[] items = [.. Enumerable.Range(0, Items * length).Select(i => (byte)(i * 31 / 7))];
        byte[] hashes = new byte[Items * 32];

        Blake2b.HashMany(9, items, length, hashes);

        for (int i = 0; i < Items; i++)
        {
            byte[] expected = Blake2b.Hash256([9, .. items.AsSpan(i * length, length)]);
            Assert.Equal(expected, hashes.AsSpan(i * 32, 32).ToArray());
        }
    }

    [Fact]
    public void HashMany_OfNothing_WritesNothing_AndRefusesLengthsThatDoNotFit()
    {
        Blake2b.HashMany(0, [], 10, []);
        Assert.Throws<ArgumentException>(() => Blake2b.HashMany(0, new byte[5], 2, new byte[64]));
        Assert.Throws<ArgumentException>(() => Blake2b.HashMany(0, new byte[4], 2, new byte[32]));
    }

    [Fact]
    public void HashMany_OfMessagesOfAnyLengths_IsEachOnesHashOnEveryPath() =>
        Prop.ForAll<ushort[], int>((lengths, seed) =>
        {
            var random = new System.Random(seed);
            byte[] data = new byte[1000];
            random.NextBytes(data);

            // Some end with the data, where a whole block may not be read.
            (int Start, int Length)[] messages =
                [.. lengths.Select(l => l % 1001).Select(l => (l % 2 == 0 ? data.Length - l : random.Next(data.Length - l + 1), l))];
            byte[] expected = [.. messages.SelectMany(m => Blake2b.Hash256(data.AsSpan(m.Start, m.Length)))];
            byte[] hashes = new byte[expected.Length];
            Blake2b.HashMany(data, messages, hashes);
            return hashes.SequenceEqual(expected) && Paths().All(path =>
            {
                byte[] output = new byte[expected.Length];
                path(new Blake2bMessages(data, messages), output);
                return output.SequenceEqual(expected);
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(256)]
    [InlineData(257)]
    public void HashMany_OfAnyNumberOfMessages_IsEachOnesHashOnEveryPath(int length)
    {
        byte[] data = [.. Enumerable.Range(0, 19 + length).Select(i => (byte)(i * i))];
        for (int count = 0; count <= 19; count++)
        {
            (int Start, int Length)[] messages = [.. Enumerable.Range(0, count).Select(i => (i, length))];
            byte[] expected = [.. messages.SelectMany(m => Blake2b.Hash256(data.AsSpan(m.Start, m.Length)))];
            foreach (HashAll path in Paths())
            {
                byte[] output = new byte[expected.Length];
                path(new Blake2bMessages(data, messages), output);
                Assert.Equal(expected, output);
            }
        }
    }

    [Fact]
    public void HashMany_OfTaggedItems_IsTheSameOnEveryPath()
    {
        for (int length = 1; length < 300; length++)
        {
            byte[] items = [.. Enumerable.Range(0, 11 * length).Select(i => (byte)(i * 7 / 3))];
            byte[] expected = [.. Enumerable.Range(0, 11).SelectMany(i => Blake2b.Hash256([3, .. items.AsSpan(i * length, length)]))];
            foreach (HashAll path in Paths())
            {
                byte[] output = new byte[expected.Length];
                path(new Blake2bMessages(3, items, length), output);
                Assert.Equal(expected, output);
            }
        }
    }

    [Fact]
    public void HashMany_OfALongMessageAmongShortOnes_FinishesItAlone()
    {
        byte[] data = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 13))];
        (int Start, int Length)[] messages = [(5, 40), (100, 4900), (7, 0), (8, 300)];
        byte[] expected = [.. messages.SelectMany(m => Blake2b.Hash256(data.AsSpan(m.Start, m.Length)))];

        byte[] hashes = new byte[128];
        Blake2b.HashMany(data, messages, hashes);

        Assert.Equal(expected, hashes);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 11)]
    [InlineData(5, 6)]
    [InlineData(11, 0)]
    [InlineData(0, -1)]
    [InlineData(5, int.MaxValue)]
    public void HashMany_OfAMessageOutsideTheData_Throws(int start, int length) =>
        Assert.Throws<ArgumentException>(() => Blake2b.HashMany(new byte[10], [(0, 1), (start, length)], new byte[64]));

    [Fact]
    public void HashMany_IntoAnOutputOfAnotherLength_Throws() =>
        Assert.Throws<ArgumentException>(() => Blake2b.HashMany(new byte[10], [(0, 1)], new byte[64]));

    // Lanes read whole blocks, so a message's last one is copied where the data ends before the block does.
    [Fact]
    public unsafe void Hash_NeverHandsOutABlockThatReachesPastTheData()
    {
        byte[] data = GC.AllocateArray<byte>(700, pinned: true);
        fixed (byte* start = data)
        {
            WatchedLanes.Begin = start;
            WatchedLanes.End = start + data.Length;
            for (int length = 0; length <= 300; length++)
            {
                (int Start, int Length)[] messages = [(700 - length, length), (0, length), (699 - length, length), (350 - length, length)];
                Blake2bMany.Hash<WatchedLanes>(new Blake2bMessages(data, messages), new byte[128]);
            }

            for (int length = 1; length <= 350; length++)
                Blake2bMany.Hash<WatchedLanes>(new Blake2bMessages(1, data.AsSpan(0, 700 / length * length), length), new byte[700 / length * 32]);
        }

        Assert.True(WatchedLanes.Blocks > 1000);
    }

    private static IEnumerable<HashAll> Paths()
    {
        yield return Blake2bMany.HashEach;
        if (Blake2bLanes4.IsSupported) yield return Blake2bMany.Hash<Blake2bLanes4>;
        if (Blake2bLanes8.IsSupported) yield return Blake2bMany.Hash<Blake2bLanes8>;
        if (Blake2bLanes16.IsSupported) yield return Blake2bMany.Hash<Blake2bLanes16>;
    }

    /// <summary>Two lanes that look at the blocks instead of hashing them.</summary>
    private readonly unsafe struct WatchedLanes : IBlake2bLanes
    {
        public static byte* Begin { get; set; }

        public static byte* End { get; set; }

        public static int Blocks { get; private set; }

        public static int Count => 2;

        public static void Compress(in Blake2bLaneState lanes)
        {
            for (int lane = 0; lane < Count; lane++)
            {
                byte* block = lanes.Blocks[lane];
                bool inside = block >= Begin && block < End;
                Assert.True(!inside || End - block >= 128);
                Assert.True(inside || block + 128 <= Begin || block > End);
                Blocks++;
            }
        }
    }
}
