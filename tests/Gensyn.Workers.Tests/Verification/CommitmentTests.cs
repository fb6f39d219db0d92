using System.Security.Cryptography;
using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Verification;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class CommitmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(101)]
    public void MerklePath_OfEveryLeaf_LeadsToTheRootAndNoOtherPlace(int count)
    {
        H256[] leaves = [.. Enumerable.Range(0, count).Select(i => Merkle.Leaf([(byte)i]))];
        MerkleTree tree = new(leaves);

        Assert.Equal(Merkle.Height(count), tree.Height);
        Assert.Equal(Merkle.Combine(leaves), tree.Root);
        for (int i = 0; i < count; i++)
        {
            H256[] path = [.. tree.Path(i)];
            Assert.True(Merkle.Verify(tree.Root, count, i, leaves[i], path));
            Assert.False(Merkle.Verify(tree.Root, count, i, Merkle.Leaf([0xEE]), path));
            Assert.False(Merkle.Verify(tree.Root, count, i, leaves[i], [.. path, H256.Zero]));
            if (path.Length > 0) Assert.False(Merkle.Verify(tree.Root, count, i, leaves[i], path.AsSpan(1)));
            if (count > 1) Assert.False(Merkle.Verify(tree.Root, count, (i + 1) % count, leaves[i], path));
        }

        Assert.False(Merkle.Verify(tree.Root, count, count, leaves[0], [.. tree.Path(0)]));
        Assert.False(Merkle.Verify(tree.Root, count, -1, leaves[0], [.. tree.Path(0)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(101)]
    [InlineData(300)]
    public void Descendants_OfAnyNode_CombineToIt(int count)
    {
        MerkleTree tree = new([.. Enumerable.Range(0, count).Select(i => Merkle.Leaf(BitConverter.GetBytes(i)))]);
        for (int level = 0; level <= tree.Height; level++)
        {
            for (int index = 0; index < Merkle.CountAt(count, level); index++)
            {
                H256[] children = [.. tree.Descendants(level, index, Math.Max(level - 4, 0))];
                Assert.InRange(children.Length, 1, 16);
                Assert.Equal(tree.Node(level, index), Merkle.Combine(children));
            }
        }
    }

    // Attack 18: a duplicated odd node, a node passed off as a leaf, a list passed off as one of another kind or length.
    [Fact]
    public void OddNode_IsPromotedNotDuplicated_AndKindsAreSeparated()
    {
        H256[] leaves = [.. Enumerable.Range(0, 4).Select(i => Merkle.Leaf([(byte)i]))];

        H256 three = Merkle.Combine(leaves.AsSpan(0, 3));
        Assert.Equal(Merkle.Inner(Merkle.Inner(leaves[0], leaves[1]), leaves[2]), three);
        Assert.NotEqual(three, Merkle.Combine([.. leaves[..3], leaves[2]]));
        Assert.NotEqual(Merkle.Inner(leaves[0], leaves[1]), Merkle.Leaf([.. leaves[0].Span, .. leaves[1].Span]));
        Assert.NotEqual(Commitment.Wrap(HashTag.Steps, 3, three), Commitment.Wrap(HashTag.Steps, 4, three));
        Assert.NotEqual(Commitment.Wrap(HashTag.Steps, 3, three), Commitment.Wrap(HashTag.History, 3, three));
        Assert.Equal(H256.Zero, Commitment.GroupRoot([]));
    }

    [Fact]
    public void Hashes_AreBlake2bOfTheTagAndTheContent()
    {
        // Source: the layout of PROTOCOL's commitments, written out by hand.
        byte[] tile = new byte[4096];
        tile[0] = 7;
        byte[] leaf = Blake2b.Hash256([0x00, .. tile]);
        byte[] root = Blake2b.Hash256([0x02, 0, 2, 1, 0, 0, 0, 1, 0, 0, 0, .. leaf]);

        Assert.Equal(new H256(root), Commitment.TensorRoot(new(DataType.Float32, Shape.Of(1, 1)), [7, 0, 0, 0]));
        H256 state = new(SHA256.HashData([1]));
        byte[] header = Blake2b.Hash256([0x04, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. state.Span, .. new byte[32], 9, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(new H256(header), new StateHeader(5, 1, state, H256.Zero, 9, 8).Hash());
        byte[] stepsLeaf = Blake2b.Hash256([0x00, .. state.Span]);
        Assert.Equal(new H256(Blake2b.Hash256([0x08, 1, 0, 0, 0, 0, 0, 0, 0, .. stepsLeaf])), Commitment.StepsRoot([state]));
    }

    [Theory]
    [InlineData(DataType.Float32, 784u, 128u)]
    [InlineData(DataType.Float32, 100u, 1000u)]
    [InlineData(DataType.Float32, 37u, 64u)]
    [InlineData(DataType.Float32, 600u, 10u)]
    [InlineData(DataType.UInt8, 70u, 900u)]
    public void TileHashes_OfManyTiles_AreTheLeavesOfEach(DataType type, uint rows, uint columns)
    {
        TensorType tensor = new(type, Shape.Of(rows, columns));
        byte[] elements = new byte[rows * columns * (uint)tensor.ElementSize], tile = new byte[TileLayout.TileBytes];
        new Random(2).NextBytes(elements);

        H256[] hashes = Commitment.TileHashes(tensor, elements);

        Assert.Equal(tensor.Tiles.Count, hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            tensor.Tiles.CopyTile(elements, i, tile);
            Assert.Equal(Merkle.Leaf(tile), hashes[i]);
        }
    }

    [Theory]
    [InlineData(DataType.Float32, 70u, 33u, 6)]
    [InlineData(DataType.UInt8, 70u, 130u, 6)]
    [InlineData(DataType.UInt32, 1u, 65u, 3)]
    public void Tiles_OfATensor_HoldEachElementOnceAndZeros(DataType type, uint rows, uint columns, int count)
    {
        TensorType tensor = new(type, Shape.Of(rows, columns));
        TileLayout layout = tensor.Tiles;
        byte[] elements = new byte[rows * columns * (uint)tensor.ElementSize];
        new Random(1).NextBytes(elements);
        var tiles = new byte[layout.Count][];
        for (int i = 0; i < tiles.Length; i++) layout.CopyTile(elements, i, tiles[i] = new byte[TileLayout.TileBytes]);

        Assert.Equal(count, layout.Count);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int tile = layout.TileOf(row, column);
                int index = (row * (int)columns) + column;
                uint expected = tensor.ElementSize == 1 ? elements[index] : BitConverter.ToUInt32(elements, 4 * index);
                Assert.Equal(expected, layout.Read(tiles[tile], row, column));
                Assert.Equal((row, column), layout.ElementAt(tile, layout.OffsetOf(row, column)));
            }
        }

        for (int i = 0; i < tiles.Length; i++)
        {
            Assert.True(layout.IsPaddingZero(i, tiles[i]));
            for (int offset = 0; offset < TileLayout.TileBytes; offset += layout.ElementSize)
            {
                (int row, int column) = layout.ElementAt(i, offset);
                tiles[i][offset] ^= 1;
                Assert.Equal(row < rows && column < columns, layout.IsPaddingZero(i, tiles[i]));
                tiles[i][offset] ^= 1;
            }
        }
    }

    [Fact]
    public void IntervalPlan_OfStepsThatDoNotDivide_CutsThemAll()
    {
        var plan = new IntervalPlan(250, 100);
        Interval[] intervals = [.. Enumerable.Range(0, (int)plan.Intervals).Select(i => plan.TryGet((uint)i, out Interval interval) ? interval : default)];

        Assert.Equal(3u, plan.TrainingIntervals);
        Assert.Equal(
            [
                new(0, GraphPhase.Initialisation, 0, 1),
                new(1, GraphPhase.Step, 0, 100),
                new(2, GraphPhase.Step, 100, 100),
                new(3, GraphPhase.Step, 200, 50),
                new(4, GraphPhase.Evaluation, 250, 1),
            ],
            intervals);
        Assert.False(plan.TryGet(5, out _));
        Assert.Equal([1u, 1u, 2u, 3u], new uint[] { 1, 100, 101, 250 }.Select(plan.IntervalOfStep));
        Assert.Equal([0u, 100u, 200u, 250u], Enumerable.Range(0, 4).Select(i => plan.StepOfLeaf((uint)i)));
        Assert.False(new IntervalPlan(0, 1).TryGet(0, out _));
        Assert.False(new IntervalPlan(1, 0).TryGet(0, out _));
    }

    [Fact]
    public void History_OpenedAtALeaf_BindsItsPlace()
    {
        H256[] values = [.. Enumerable.Range(0, 5).Select(i => Commitment.DataChunk([(byte)i]))];
        H256 root = Commitment.HistoryRoot(values);
        MerkleTree tree = new(Commitment.LeavesOf(values));

        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(Commitment.VerifyHistory(root, 5, i, values[i], tree.Path(i)));
            Assert.False(Commitment.VerifyHistory(root, 5, i, values[(i + 1) % 5], tree.Path(i)));
            Assert.False(Commitment.VerifyHistory(root, 4, i, values[i], tree.Path(i)));
            Assert.False(Commitment.VerifyHistory(root, 5, i, values[i], default));
        }
    }
}
