using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Posts that would carry a lie further if one particular check were missing.</summary>
public sealed class DisputeForgeryTests
{
    private static readonly Lazy<ToyRun> LazyHonest = new(() => ToyRun.Honest(ToyGraphs.Perceptron(), ToyGraphs.Data(), 20));
    private static readonly H256 Forged = Commitment.DataChunk([9]);

    private static ToyRun Honest => LazyHonest.Value;

    private static DisputeSpan Steps => GamePlay.Steps(Honest, 0, 20);

    [Fact]
    public void InputFromAForgedState_IsAWrongInput()
    {
        ToyRun liar = WithInput(3, 1);
        H256[] roots = [.. Honest.TensorRoots(16, StateGroup.Weights)];
        roots[0] = Forged;
        MerkleTree group = new(Commitment.LeavesOf(roots));
        StateHeader header = Honest.StateAfter(16) with { WeightsRoot = group.Root };

        Check(liar, DisputeReason.WrongInput, DisputeLevel.Record, (_, move) =>
            move is DisputeMove.Record r ? r with { Inputs = r.Inputs.SetItem(1, new(null, header, group.Path(0))) } : move);
    }

    [Fact]
    public void InputFromAForgedProducer_IsAWrongInput() =>
        Check(WithInput(5, 0), DisputeReason.WrongInput, DisputeLevel.Record, (_, move) =>
            move is DisputeMove.Record r ? r with { Inputs = r.Inputs.SetItem(0, r.Inputs[0] with { Producer = r.Inputs[0].Producer! with { OutputRoot = Forged } }) } : move);

    // An earlier operator did write the tensor that was read, but it is not the one that the graph names.
    [Fact]
    public void InputFromAnotherProducer_IsAWrongInput()
    {
        ToyRun liar = WithInput(5, 0, Honest.Trace(GraphPhase.Step, 17)[3].OutputRoot);
        MerkleTree operators = new(Commitment.LeavesOf([.. liar.Trace(GraphPhase.Step, 17).Select(r => r.Hash())]));

        Check(liar, DisputeReason.WrongInput, DisputeLevel.Record, (_, move) =>
            move is DisputeMove.Record r ? r with { Inputs = r.Inputs.SetItem(0, new(liar.Trace(GraphPhase.Step, 17)[3], null, operators.Path(3))) } : move);
    }

    [Fact]
    public void RecordOfAForgedGraph_IsABadPost()
    {
        TaskGraph graph = Honest.Graph;
        TaskGraph other = graph with { Step = graph.Step.SetItem(26, graph.Step[26] with { Attributes = new(ToyGraphs.Bits(0.2f)) }) };
        ToyRun liar = ToyRun.Dishonest(Honest, 17, computed: other);

        Check(liar, DisputeReason.BadPost, DisputeLevel.Record, (_, move) => move is DisputeMove.Record r ? r with { Graph = other.Resolve(GraphPhase.Step, 26) } : move);
    }

    [Fact]
    public void TraceThatWasNotCommitted_IsABadPost()
    {
        ToyRun liar = WithFault(26);

        Check(liar, DisputeReason.BadPost, DisputeLevel.Record, (_, move) =>
            move is DisputeMove.Record r ? r with { Trace = r.Trace with { OutputRoot = Forged } } : move);
    }

    [Fact]
    public void TileThatWasNotCommitted_IsABadPost() =>
        Check(WithFault(26), DisputeReason.BadPost, DisputeLevel.Tile, (_, move) => move is DisputeMove.Tile tile ? Flipped(tile) : move);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void AccumulatorsWithAForgedEnd_AreABadPost(int end) =>
        Check(WithFault(20), DisputeReason.BadPost, DisputeLevel.Accumulators, (_, move) =>
        {
            if (move is not DisputeMove.Accumulators accumulators) return move;
            byte[] bytes = [.. accumulators.Bytes];
            bytes[end == 0 ? 0 : ^4] ^= 1;
            return new DisputeMove.Accumulators(bytes);
        });

    [Fact]
    public void LeafWithAForgedTile_IsABadPost() =>
        Check(WithFault(20), DisputeReason.BadPost, DisputeLevel.Leaf, (_, move) =>
            move is DisputeMove.Leaf leaf ? new DisputeMove.Leaf([.. leaf.Tiles.Select(t => t with { Bytes = Flipped(t.Bytes) })]) : move, liarFirst: true);

    [Fact]
    public void LeafWithoutATile_IsABadPost() =>
        Check(WithFault(20), DisputeReason.BadPost, DisputeLevel.Leaf, (_, move) =>
            move is DisputeMove.Leaf leaf ? new DisputeMove.Leaf(leaf.Tiles.RemoveAt(1)) : move, liarFirst: true);

    [Fact]
    public void FlagsFromAForgedState_AreABadPost()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 20, header: state => state with { Flags = StateHeader.Diverged });

        Check(liar, DisputeReason.BadPost, DisputeLevel.Link, (_, move) =>
            move is DisputeMove.Link link ? link with { Previous = link.Previous! with { Flags = StateHeader.Diverged } } : move);
    }

    [Fact]
    public void FlagsFromAForgedLoss_AreABadPost()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 20, header: state => state with { Flags = StateHeader.Diverged });

        Check(liar, DisputeReason.BadPost, DisputeLevel.Link, (_, move) => move is DisputeMove.Link link ? link with { WatchedBits = Binary32.NaN } : move);
        Check(liar, DisputeReason.BadPost, DisputeLevel.Link, (_, move) => move is DisputeMove.Link link
            ? link with
            {
                WatchedBits = Binary32.NaN,
                Watched = link.Watched! with { OutputRoot = Commitment.ScalarRoot(DataType.Float32, Binary32.NaN) },
            }
            : move);
    }

    [Fact]
    public void SlotFromAForgedProducer_IsABadPost()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 20, slots: (_, roots) => roots[2] = Forged);

        Check(liar, DisputeReason.BadPost, DisputeLevel.Slot, (_, move) =>
            move is DisputeMove.Slot slot ? slot with { Producer = slot.Producer with { OutputRoot = Forged } } : move, liarFirst: true);
    }

    // The claimed tensor is the output of an operator of the step, but not of the one that the graph names for the slot.
    [Fact]
    public void SlotFromAnotherProducer_IsABadPost()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 20, slots: (step, roots) => roots[2] = step == 20 ? Honest.Trace(GraphPhase.Step, 20)[16].OutputRoot : roots[2]);
        TraceRecord gradient = Honest.Trace(GraphPhase.Step, 20)[16];
        MerkleTree operators = new(Commitment.LeavesOf([.. Honest.Trace(GraphPhase.Step, 20).Select(r => r.Hash())]));

        Check(liar, DisputeReason.BadPost, DisputeLevel.Slot, (_, move) =>
            move is DisputeMove.Slot slot ? slot with { Producer = gradient, ProducerPath = operators.Path(16) } : move, liarFirst: true);
        Check(liar, DisputeReason.BadPost, DisputeLevel.Slot, (_, move) =>
            move is DisputeMove.Slot slot ? slot with { Graph = slot.Graph with { StepRecord = 16 }, Producer = gradient, ProducerPath = operators.Path(16) } : move, liarFirst: true);
    }

    [Fact]
    public void MetricFromAnotherRecord_IsABadPost()
    {
        TraceRecord sum = Honest.Trace(GraphPhase.Evaluation, 20)[9];
        MerkleTree operators = new(Commitment.LeavesOf([.. Honest.Trace(GraphPhase.Evaluation, 20).Select(r => r.Hash())]));
        DisputeSpan span = GamePlay.Evaluation(Honest);
        Strategy liar = (game, side) => game.Level == DisputeLevel.Metric ? new DisputeMove.Metric(sum, operators.Path(9)) : new DisputePlayer(Honest).Next(game, side);

        DisputeGame game = GamePlay.Play(Honest.Task, span, sum.OutputRoot, Honest.Metric, liar, GamePlay.Honest(Honest));

        Assert.Equal((DisputeSide.Challenger, DisputeReason.BadPost, DisputeLevel.Metric), (game.Verdict!.Winner!.Value, game.Verdict.Reason, game.Verdict.Level));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StepsThatDoNotCombineOrHideTheStateBefore_AreABadPost(bool hideBefore)
    {
        // Step 17 is the first child of its group, so the agreed state before it must be opened as well.
        Check(ToyRun.Dishonest(Honest, 16, output: Flip(new(GraphPhase.Step, 16, 26))), DisputeReason.BadPost, DisputeLevel.Steps, (game, move) =>
        {
            if (!game.AsksForBefore || move is not DisputeMove.Nodes nodes) return move;
            return hideBefore ? nodes with { Before = Forged } : nodes with { Children = nodes.Children.SetItem(1, Forged) };
        });
    }

    private static ToyRun WithInput(int record, int input, H256? root = null) => ToyRun.Dishonest(
        Honest,
        17,
        output: Flip(new(GraphPhase.Step, 17, 29)),
        trace: (site, r) => site == new Site(GraphPhase.Step, 17, record) ? r with { InputRoots = r.InputRoots.SetItem(input, root ?? Forged) } : r);

    private static ToyRun WithFault(int record) => ToyRun.Dishonest(Honest, 17, output: Flip(new(GraphPhase.Step, 17, record)));

    private static Action<Site, byte[]> Flip(Site where) => (site, bytes) =>
    {
        if (site == where) bytes[2] ^= 0x40;
    };

    private static byte[] Flipped(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        flipped[1] ^= 1;
        return flipped;
    }

    private static DisputeMove.Tile Flipped(DisputeMove.Tile tile) => new(Flipped(tile.Bytes));

    private static void Check(ToyRun liar, DisputeReason reason, DisputeLevel level, Func<DisputeGame, DisputeMove, DisputeMove> forge, bool liarFirst = false)
    {
        Strategy lying = GamePlay.Lying(liar, new Random(1));
        Strategy forging = (game, side) => lying(game, side) is { } move ? forge(game, move) : null;
        DisputeGame game = GamePlay.Play(
            Honest.Task, Steps, GamePlay.End(liar, Steps), GamePlay.End(Honest, Steps), forging, GamePlay.Honest(Honest), liarFirst ? 0 : 1);

        Assert.Equal((DisputeSide.Challenger, reason, level), (game.Verdict!.Winner!.Value, game.Verdict.Reason, game.Verdict.Level));
    }
}
