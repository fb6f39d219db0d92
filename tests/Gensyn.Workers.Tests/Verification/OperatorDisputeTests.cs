using System.Buffers.Binary;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Gensyn.Verification.Operators;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>A wrong bit in one element of any operator's output is found and proven.</summary>
public sealed class OperatorDisputeTests
{
    public static TheoryData<int> GraphNumbers() => [.. Enumerable.Range(0, OperatorGraph.All.Length)];

    [Fact]
    public void Graphs_OverAllOperators_LeaveNoneOut() =>
        Assert.Equal(OperatorCatalogue.All.Select(static one => one.Id), OperatorGraph.All.Select(static one => one.Id).Distinct().Order());

    [Theory]
    [MemberData(nameof(GraphNumbers))]
    public void SingleBitFault_InOneElementOfAnOperator_ConvictsItsMakerAtThatRecord(int number)
    {
        OperatorGraph one = OperatorGraph.All[number];
        Random random = new(number);

        Convict(one, random.Next(one.Graph.Step[one.Record].Output.Shape.Elements), random.Next(32), random);
    }

    // The third pair begins at row 94 of 32-row tiles, so both chunks of 47 rows cross into another tile, on either side of the product.
    [Fact]
    public void SingleBitFault_WhereTheLeafOpensFourTiles_ConvictsItsMaker()
    {
        OperatorGraph one = OperatorGraph.All.Single(static graph => graph.Name == "BatchMatMul 10 33×35×47, awkward");

        DisputeVerdict verdict = Convict(one, (70 * 35) + 3, bit: 22, new Random(1));

        Assert.InRange(verdict.LeafBytes, 4u * TileLayout.TileBytes, (uint)DisputeMove.MaxBytes);
    }

    private static DisputeVerdict Convict(OperatorGraph one, int element, int bit, Random random)
    {
        Assert.Null(one.Graph.Validate());
        ToyRun honest = ToyRun.Honest(one.Graph, one.Data, 2);
        ToyRun liar = ToyRun.Dishonest(honest, 2, output: (site, bytes) =>
        {
            if (site == new Site(GraphPhase.Step, 2, one.Record)) Flip(bytes.AsSpan(4 * element, 4), bit);
        });
        DisputeSpan span = GamePlay.Steps(honest, 0, 2);
        DisputeVerdict verdict = GamePlay.AssertHonestWins(
            honest, GamePlay.End(honest, span), span, GamePlay.End(liar, span), () => GamePlay.Lying(liar, random));

        Assert.Equal((DisputeReason.WrongOutput, DisputeLevel.Leaf, 2u), (verdict.Reason, verdict.Level, verdict.Step));
        Assert.Equal(new OperatorRef(GraphPhase.Step, (uint)one.Record, one.Id), verdict.Operator);
        Assert.InRange(verdict.LeafBytes, 1u, (uint)DisputeMove.MaxBytes);
        return verdict;
    }

    // A NaN that no operator writes would be refused before the leaf, where a liar has the better chance.
    private static void Flip(Span<byte> element, int bit)
    {
        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(element), flipped = bits ^ (1u << bit);
        BinaryPrimitives.WriteUInt32LittleEndian(element, Binary32.IsNaN(flipped) ? bits ^ Binary32.Sign : flipped);
    }
}
