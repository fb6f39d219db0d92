using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class DisputeTests
{
    private static readonly Lazy<ToyRun> LazyHonest = new(() => ToyRun.Honest(ToyGraphs.Perceptron(), ToyGraphs.Data(), 3));

    private static ToyRun Honest => LazyHonest.Value;

    public static TheoryData<GraphPhase, int> EveryRecord()
    {
        var records = new TheoryData<GraphPhase, int>();
        TaskGraph graph = ToyGraphs.Perceptron();
        foreach (GraphPhase phase in Enum.GetValues<GraphPhase>())
        {
            for (int i = 0; i < graph.Records(phase).Length; i++) records.Add(phase, i);
        }

        return records;
    }

    [Fact]
    public void ToyGraph_IsSound_UsesEveryOperatorOfAPerceptronAndStartsUndecided()
    {
        TaskGraph graph = ToyGraphs.Perceptron();

        Assert.Null(graph.Validate());
        Assert.Null(ToyGraphs.Chain(784, 128).Validate());
        IEnumerable<OperatorId> used = graph.Initialisation.Concat(graph.Step).Concat(graph.Evaluation).Select(record => record.Operator);
        Assert.Equal(Enum.GetValues<OperatorId>().Where(static id => id is not OperatorId.None and <= OperatorId.ImportLabels), used.Distinct().Order());
        Assert.InRange(Honest.Scalar(GraphPhase.Step, 1, 15), MathF.Log(36) - 0.2f, MathF.Log(36) + 0.2f);
    }

    [Theory]
    [MemberData(nameof(EveryRecord))]
    public void SingleBitFault_InAnyRecord_ConvictsItsMakerAtThatRecord(GraphPhase phase, int record)
    {
        var random = new Random(record + (100 * (int)phase));
        uint step = phase switch { GraphPhase.Initialisation => 0u, GraphPhase.Step => 2u, _ => 3u };
        DisputeSpan span = phase switch
        {
            GraphPhase.Initialisation => GamePlay.Initialisation(),
            GraphPhase.Step => GamePlay.Steps(Honest, 0, 3),
            _ => GamePlay.Evaluation(Honest),
        };
        for (int trial = 0; trial < 2; trial++)
        {
            int element = random.Next(Honest.Graph.Records(phase)[record].Output.Shape.Elements);
            int bit = random.Next(32);
            bool alsoLast = false;
            ToyRun Make() => ToyRun.Dishonest(Honest, phase == GraphPhase.Evaluation ? 4 : step, output: (site, bytes) =>
            {
                if (site == new Site(phase, step, record)) bytes[(4 * element) + (bit / 8)] ^= (byte)(1 << (bit % 8));
                if (alsoLast && site == new Site(phase, step, Honest.Graph.Records(phase).Length - 1)) bytes[1] ^= 1;
            });
            ToyRun liar = Make();
            if (GamePlay.End(liar, span) == GamePlay.End(Honest, span))
            {
                // The fault did not reach the end, so nothing would be disputed: the liar also changes its result.
                alsoLast = true;
                liar = Make();
            }

            DisputeVerdict verdict = GamePlay.AssertHonestWins(
                Honest, GamePlay.End(Honest, span), span, GamePlay.End(liar, span), () => GamePlay.Lying(liar, random));

            Assert.Equal(DisputeReason.WrongOutput, verdict.Reason);
            Assert.Equal(DisputeLevel.Leaf, verdict.Level);
            Assert.Equal(new OperatorRef(phase, (uint)record, Honest.Graph.Records(phase)[record].Operator), verdict.Operator);
            Assert.Equal(step, verdict.Step);
            Assert.InRange(verdict.LeafBytes, 1u, 16u * 1024);
            Assert.InRange(verdict.Rounds, 1u, 12u);
        }
    }

    [Fact]
    public void StateAfterAStep_CountsDrawsAndSamples()
    {
        StateHeader state = Honest.StateAfter(3);

        Assert.Equal((3ul, 0u, 298ul + 315, 99ul), (state.Step, state.Flags, state.RngCounter, state.DataCursor));
    }

    // Attack 31: an operator or attribute replaced.
    [Fact]
    public void AnotherLearningRate_SaidOpenly_IsAWrongGraph()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 2, computed: WithRecord(26, r => r with { Attributes = new(ToyGraphs.Bits(0.2f)) }));

        DisputeVerdict verdict = PlaySteps(liar);

        Assert.Equal((DisputeReason.WrongGraph, DisputeLevel.Record), (verdict.Reason, verdict.Level));
        Assert.Equal(new OperatorRef(GraphPhase.Step, 26, OperatorId.SgdUpdate), verdict.Operator);
    }

    [Fact]
    public void AnotherLearningRate_Hidden_IsAWrongOutput()
    {
        ToyRun liar = ToyRun.Dishonest(
            Honest,
            2,
            computed: WithRecord(26, r => r with { Attributes = new(ToyGraphs.Bits(0.2f)) }),
            trace: (site, r) => site is { Phase: GraphPhase.Step, Record: 26 } ? r with { AttributesHash = TraceRecord.HashOf(Honest.Graph.Step[26].Attributes) } : r);

        DisputeVerdict verdict = PlaySteps(liar);

        Assert.Equal((DisputeReason.WrongOutput, 26u), (verdict.Reason, verdict.Operator!.Value.Record));
    }

    [Fact]
    public void AnotherOperator_IsAWrongGraph()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 2, computed: WithRecord(5, r => r with { Operator = OperatorId.Exp }));

        Assert.Equal(DisputeReason.WrongGraph, PlaySteps(liar).Reason);
    }

    [Theory]
    [InlineData(1, 1)] // data
    [InlineData(3, 1)] // state
    [InlineData(5, 0)] // an earlier record
    [InlineData(12, 2)]
    public void AnotherInput_IsAWrongInput(int record, int input)
    {
        ToyRun liar = ToyRun.Dishonest(
            Honest,
            2,
            output: Flip(new(GraphPhase.Step, 2, 29), 0),
            trace: (site, r) => site == new Site(GraphPhase.Step, 2, record)
                ? r with { InputRoots = r.InputRoots.SetItem(input, Commitment.DataChunk([1])) }
                : r);

        DisputeVerdict verdict = PlaySteps(liar);

        Assert.Equal((DisputeReason.WrongInput, DisputeLevel.Record), (verdict.Reason, verdict.Level));
    }

    [Fact]
    public void AnotherWiring_IsAWrongInput()
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 2, computed: WithRecord(28, r => r with { Inputs = [TensorRef.Record(24), TensorRef.State(6)] }));

        Assert.Equal(DisputeReason.WrongInput, PlaySteps(liar).Reason);
    }

    // Attack 19: a state that differs only in what is not a tensor.
    [Theory]
    [InlineData("step")]
    [InlineData("flags")]
    [InlineData("rng")]
    [InlineData("cursor")]
    public void AnotherHeader_AfterTheSameOperators_IsAWrongLink(string field)
    {
        ToyRun liar = ToyRun.Dishonest(Honest, 3, header: state => field switch
        {
            "step" => state with { Step = state.Step + 1 },
            "flags" => state with { Flags = StateHeader.Diverged },
            "rng" => state with { RngCounter = state.RngCounter + 1 },
            _ => state with { DataCursor = 0 },
        });

        DisputeVerdict verdict = PlaySteps(liar);

        Assert.Equal((DisputeReason.WrongLink, DisputeLevel.Link), (verdict.Reason, verdict.Level));
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(0u, 7)]
    [InlineData(2u, 2)]
    [InlineData(3u, 3)]
    [InlineData(3u, 4)]
    public void AnotherTensorInTheState_AfterTheSameOperators_IsAWrongLink(uint step, int slot)
    {
        ToyRun liar = ToyRun.Dishonest(Honest, step, slots: (at, roots) => roots[slot] = at == step ? Commitment.DataChunk([2]) : roots[slot]);
        DisputeSpan span = step == 0 ? GamePlay.Initialisation() : GamePlay.Steps(Honest, 0, step);

        DisputeVerdict verdict = GamePlay.AssertHonestWins(
            Honest, GamePlay.End(Honest, span), span, GamePlay.End(liar, span), () => GamePlay.Honest(liar));

        Assert.Equal((DisputeReason.WrongLink, DisputeLevel.Slot, step), (verdict.Reason, verdict.Level, verdict.Step));
    }

    [Fact]
    public void AnotherMetric_AfterTheSameOperators_IsAWrongLink()
    {
        DisputeSpan span = GamePlay.Evaluation(Honest);

        DisputeVerdict verdict = GamePlay.AssertHonestWins(
            Honest, Honest.Metric, span, Commitment.ScalarRoot(DataType.Float32, ToyGraphs.Bits(1)), () => GamePlay.Honest(Honest));

        Assert.Equal((DisputeReason.WrongLink, DisputeLevel.Metric), (verdict.Reason, verdict.Level));
    }

    [Fact]
    public void AnEndThatOnesOwnStepsDoNotReach_IsABadPost()
    {
        DisputeVerdict verdict = GamePlay.AssertHonestWins(
            Honest, GamePlay.End(Honest, GamePlay.Steps(Honest, 0, 3)), GamePlay.Steps(Honest, 0, 3), H256.Zero, () => GamePlay.Honest(Honest));

        Assert.Equal((DisputeReason.BadPost, DisputeLevel.Steps), (verdict.Reason, verdict.Level));
    }

    [Fact]
    public void AWatchedLossThatIsNotFinite_SetsTheFlagAndItStays()
    {
        // A fault of the machine, the same on both sides of the comparison below, stands in for divergence.
        static void Overflow(Site site, byte[] bytes)
        {
            if (site == new Site(GraphPhase.Step, 2, 15)) BitConverter.TryWriteBytes(bytes, Gensyn.Verification.Arithmetic.Binary32.NaN);
        }

        ToyRun diverged = ToyRun.Dishonest(Honest, 2, output: Overflow);
        ToyRun silent = ToyRun.Dishonest(Honest, 2, output: Overflow, header: state => state with { Flags = 0 });
        DisputeSpan span = GamePlay.Steps(Honest, 1, 3);

        Assert.Equal([0u, StateHeader.Diverged, StateHeader.Diverged], [diverged.StateAfter(1).Flags, diverged.StateAfter(2).Flags, diverged.StateAfter(3).Flags]);
        DisputeVerdict verdict = GamePlay.AssertHonestWins(diverged, GamePlay.End(diverged, span), span, GamePlay.End(silent, span), () => GamePlay.Honest(silent));
        Assert.Equal((DisputeReason.WrongLink, DisputeLevel.Link), (verdict.Reason, verdict.Level));
    }

    [Fact]
    public void PaddingThatIsNotZero_InAnOutput_IsABadPost()
    {
        TensorType type = Honest.Graph.Step[29].Output;
        ITensorTiles genuine = Honest.Output(GraphPhase.Step, 3, 29);
        byte[] padded = new byte[TileLayout.TileBytes];
        genuine.CopyTile(1, padded);
        padded[^1] = 1;
        H256[] hashes = [genuine.TileHashes[0], Merkle.Leaf(padded)];
        H256 root = Commitment.TensorRoot(type, hashes);
        ToyRun liar = ToyRun.Dishonest(
            Honest,
            3,
            trace: (site, r) => site == new Site(GraphPhase.Step, 3, 29) ? r with { OutputRoot = root } : r,
            slots: (_, roots) => roots[3] = root);
        Strategy padding = (game, side) => game.Level switch
        {
            DisputeLevel.Tiles => new DisputeMove.Nodes([.. hashes], [], [], null, [], []),
            DisputeLevel.Tile => new DisputeMove.Tile(padded),
            _ => new DisputePlayer(liar).Next(game, side),
        };
        DisputeSpan span = GamePlay.Steps(Honest, 0, 3);

        DisputeVerdict verdict = GamePlay.AssertHonestWins(Honest, GamePlay.End(Honest, span), span, GamePlay.End(liar, span), () => padding);

        Assert.Equal((DisputeReason.BadPost, DisputeLevel.Tile), (verdict.Reason, verdict.Level));
    }

    [Fact]
    public void TwoLiars_WhoseAnswersBothFail_BothLose()
    {
        static ToyRun Liar(int bit) => ToyRun.Dishonest(Honest, 3, output: Flip(new(GraphPhase.Step, 3, 26), 0, bit));
        ToyRun one = Liar(0);
        ToyRun other = Liar(1);
        DisputeSpan span = GamePlay.Steps(Honest, 0, 3);

        DisputeGame game = GamePlay.Play(
            Honest.Task, span, GamePlay.End(one, span), GamePlay.End(other, span), GamePlay.Honest(one), GamePlay.Honest(other));

        Assert.Null(game.Verdict!.Winner);
        Assert.Equal((DisputeReason.WrongOutput, DisputeLevel.Leaf), (game.Verdict.Reason, game.Verdict.Level));
    }

    [Fact]
    public void LongGame_OfAHundredStepsAndAHundredTiles_TakesNineRounds()
    {
        ToyRun honest = ToyRun.Honest(ToyGraphs.Chain(784, 128), [], 100);
        ToyRun liar = ToyRun.Dishonest(honest, 49, output: Flip(new(GraphPhase.Step, 49, 29), 4 * 90_001));
        DisputeSpan span = GamePlay.Steps(honest, 0, 100);

        DisputeVerdict verdict = GamePlay.AssertHonestWins(honest, GamePlay.End(honest, span), span, GamePlay.End(liar, span), () => GamePlay.Honest(liar));

        // Steps 2, operators 2, record 1, tiles 2, tile 1, leaf 1; a fold of several chunks takes one more.
        Assert.Equal((9u, 49u, DisputeReason.WrongOutput), (verdict.Rounds, verdict.Step, verdict.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(79)]
    public void LongFold_BeyondOneMove_IsSearchedAsATree(int lieFrom)
    {
        ToyRun honest = ToyRun.Honest(ToyGraphs.Chain(2, 2500), [], 1);
        ToyRun liar = ToyRun.Dishonest(honest, 4, output: Flip(new(GraphPhase.Evaluation, 1, 0), 4));
        DisputeSpan span = GamePlay.Evaluation(honest);

        DisputeVerdict verdict = GamePlay.AssertHonestWins(
            honest, honest.Metric, span, liar.Metric, () => LongFoldLiar.Create(liar, lieFrom));

        Assert.Equal((DisputeReason.WrongOutput, DisputeLevel.Leaf), (verdict.Reason, verdict.Level));
        Assert.Equal(OperatorId.RowSum, verdict.Operator!.Value.Id);
    }

    private static Action<Site, byte[]> Flip(Site where, int at, int bit = 0) => (site, bytes) =>
    {
        if (site == where) bytes[at] ^= (byte)(1 << bit);
    };

    private static DisputeVerdict PlaySteps(ToyRun liar)
    {
        DisputeSpan span = GamePlay.Steps(Honest, 0, 3);
        return GamePlay.AssertHonestWins(
            Honest, GamePlay.End(Honest, span), span, GamePlay.End(liar, span), () => GamePlay.Lying(liar, new Random(5)));
    }

    private static TaskGraph WithRecord(int index, Func<GraphRecord, GraphRecord> change)
    {
        TaskGraph graph = ToyGraphs.Perceptron();
        return graph with { Step = graph.Step.SetItem(index, change(graph.Step[index])) };
    }
}
