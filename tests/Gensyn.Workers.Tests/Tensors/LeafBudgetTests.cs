using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>What one move can open is enough for any chunk of any operator.</summary>
public sealed class LeafBudgetTests
{
    private const int Samples = 60;

    public static TheoryData<string> Operators => [.. OperatorCatalogue.All.Select(static one => one.Id.ToString())];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Chunks_OfAnyShape_ReadAtMostFourTiles(string name)
    {
        int cases = 0;
        foreach ((string what, ResolvedRecord record) in LeafCases.All().Where(one => one.Record.Operator.ToString() == name))
        {
            cases++;
            foreach (uint? index in (uint?[])[null, 0])
            {
                int most = MostTiles(record, index, new Random(cases));
                Assert.True(most <= Operator.MaxTiles, $"{what}: {most} tiles");
            }
        }

        Assert.True(cases > 0, $"{name} has no case.");
    }

    // The bound is reached, so the move below must hold as many.
    [Fact]
    public void Chunks_OfPairsOfMatrices_ReachTheBound() =>
        Assert.Contains(LeafCases.All().Where(static one => one.Record.Operator == OperatorId.BatchMatMul), static one => MostTiles(one.Record, 0, new Random(1)) == Operator.MaxTiles);

    // The paths of the largest tensors, which have a tile for every 32 elements.
    [Fact]
    public void Leaf_OfFourTilesOfTheLargestTensors_IsAMove()
    {
        OpenedTile tile = new(1, 7, new byte[TileLayout.TileBytes], [.. new Gensyn.Primitives.H256[26]]);

        byte[] move = DisputeMove.Codec.ToBytes(new DisputeMove.Leaf([tile, tile, tile, tile]));

        Assert.InRange(move.Length, 4 * TileLayout.TileBytes, DisputeMove.MaxBytes);
        Assert.True(DisputeMove.Codec.TryDecode(move, out _));
    }

    private static int MostTiles(ResolvedRecord record, uint? index, Random random)
    {
        Operator definition = Operator.Of(record.Operator);
        LeafTiles tiles = new(record, index);
        Shape shape = record.Output.Shape;
        Span<byte> accumulator = stackalloc byte[Operator.MaxAccumulator];
        int most = 0;
        foreach (int element in LeafElements.Sample(shape, Samples, random))
        {
            (int row, int column) = (element / shape.Columns, element % shape.Columns);
            definition.Identity(accumulator);
            for (int chunk = 0; chunk < definition.Chunks(record, row, column); chunk++)
            {
                tiles.Clear();
                Assert.True(definition.TryStep<HardBinary32>(record, new(ConformanceCase.Seed, ConformanceCase.Step), tiles, row, column, chunk, accumulator));
                most = Math.Max(most, tiles.Count);
            }
        }

        return most;
    }
}
