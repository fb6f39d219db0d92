using Gensyn.Verification;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class GraphTests
{
    [Fact]
    public void Graph_ThroughItsCodec_KeepsItsRoot()
    {
        TaskGraph graph = ToyGraphs.Perceptron();
        byte[] bytes = TaskGraph.Codec.ToBytes(graph);

        Assert.True(TaskGraph.TryDecode(bytes, out TaskGraph decoded));
        Assert.Null(decoded.Validate());
        Assert.Equal(graph.Root(), decoded.Root());
        Assert.Equal(bytes, TaskGraph.Codec.ToBytes(decoded));
        for (int length = 0; length < bytes.Length; length += 7) Assert.False(TaskGraph.TryDecode(bytes.AsSpan(0, length), out _));
    }

    [Fact]
    public void GraphRoot_ChangesWithEveryPart()
    {
        TaskGraph graph = ToyGraphs.Perceptron();
        TaskGraph[] others =
        [
            graph with { Step = graph.Step.SetItem(26, graph.Step[26] with { Attributes = new(ToyGraphs.Bits(0.2f)) }) },
            graph with { Step = graph.Step.SetItem(6, graph.Step[6] with { Operator = OperatorId.Exp }) },
            graph with { Slots = graph.Slots.SetItem(0, graph.Slots[0] with { Name = "other" }) },
            graph with { Slots = graph.Slots.SetItem(5, graph.Slots[5] with { StepRecord = 27 }) },
            graph with { MetricRecord = 9 },
            graph with { DivergenceRecord = null },
        ];

        Assert.Equal(others.Length + 1, others.Append(graph).Select(g => g.Root()).Distinct().Count());
    }

    [Fact]
    public void Cost_OfATask_CountsStepsAndProducts()
    {
        TaskGraph chain = ToyGraphs.Chain(784, 128);

        Assert.Equal((UInt128)((29 * 4) + (784 * 128)), chain.Cost(GraphPhase.Step));
        Assert.Equal((UInt128)(16 * ((784 * 128) + 4)), chain.Cost(GraphPhase.Initialisation));
        Assert.Equal((UInt128)((784 * 128) + 784), chain.Cost(GraphPhase.Evaluation));
        Assert.Equal(chain.Cost(GraphPhase.Initialisation) + (chain.Cost(GraphPhase.Step) * 1000) + chain.Cost(GraphPhase.Evaluation), chain.Cost(1000));
    }

    [Fact]
    public void Summary_OfAGraph_CountsDrawsAndSamples()
    {
        GraphSummary summary = ToyGraphs.Perceptron().Summary();

        Assert.Equal((8, 30, 11, 4, 4), (summary.InitialisationRecords, summary.StepRecords, summary.EvaluationRecords, summary.WeightSlots, summary.OptimiserSlots));
        Assert.Equal(33u, summary.SamplesPerStep);
        Assert.Equal(((34u * 35) + 3) / 4 + (35 * 36 / 4), summary.InitialDraws);
        Assert.Equal(0u, summary.StepDraws);
        Assert.Equal(33ul * 7, summary.DataCursorAt(7));
    }

    public static TheoryData<string, string> BadGraphs => new()
    {
        { "later input", "step record 3 (MatMul): expected input 0 from an earlier record, not 9" },
        { "own output", "step record 3 (MatMul): expected input 0 from an earlier record, not 3" },
        { "no such slot", "step record 3 (MatMul): expected input 1 from one of 8 state slots, not 8" },
        { "no such data", "step record 1 (Gather): expected input 1 from one of 2 data tensors, not 2" },
        { "state at first", "initialisation record 1 (Scale): expected input 0 from a record or the data: there is no state before the first" },
        { "inner extent", "step record 6 (MatMul): expected matrices that meet in one extent, not 35 and 34" },
        { "output shape", "step record 3 (MatMul): expected an output of Float32, 33 rows by 35 columns, not Float32 [33, 36]" },
        { "input count", "step record 5 (Relu): expected 1 inputs, not 2" },
        { "element type", "step record 5 (Relu): expected input 0 of Float32, not UInt32 [33]" },
        { "unused attribute", "step record 5 (Relu): expected zero in every attribute after the first 0" },
        { "infinite rate", "step record 26 (SgdUpdate): expected a finite Float32 as attribute A" },
        { "batch elsewhere", "evaluation record 1 (BatchIndices): expected batch indices in the step graph only" },
        { "rows beyond", "evaluation record 0 (ImportRows): expected rows 31 to 71 within the 70 that there are" },
        { "slot record", "slot 0: expected a step record of Float32 [34, 35]" },
        { "slot name", "slot 2: expected a name of 1 to 96 bytes" },
        { "metric", "metric: expected an evaluation record of one Float32, [1]" },
        { "divergence", "divergence: expected a step record of one Float32, [1]" },
        { "no steps", "step records: expected 1 to 4096 of them" },
    };

    [Theory]
    [MemberData(nameof(BadGraphs))]
    public void BadGraph_IsRefused_WithItsPlaceAndWhatWasExpected(string fault, string message)
    {
        TaskGraph graph = ToyGraphs.Perceptron();
        TaskGraph bad = fault switch
        {
            "later input" => Step(3, r => r with { Inputs = [TensorRef.Record(9), TensorRef.State(0)] }),
            "own output" => Step(3, r => r with { Inputs = [TensorRef.Record(3), TensorRef.State(0)] }),
            "no such slot" => Step(3, r => r with { Inputs = [TensorRef.Record(1), TensorRef.State(8)] }),
            "no such data" => Step(1, r => r with { Inputs = [TensorRef.Record(0), TensorRef.Data(2)] }),
            "state at first" => graph with
            {
                Initialisation = graph.Initialisation.SetItem(1, new(OperatorId.Scale, default, [TensorRef.State(1)], graph.Initialisation[1].Output)),
            },
            "inner extent" => Step(6, r => r with { Inputs = [TensorRef.Record(5), TensorRef.State(0)] }),
            "output shape" => Step(3, r => r with { Output = ToyGraphs.Floats(33, 36) }),
            "input count" => Step(5, r => r with { Inputs = [TensorRef.Record(4), TensorRef.Record(4)] }),
            "element type" => Step(5, r => r with { Inputs = [TensorRef.Record(2)] }),
            "unused attribute" => Step(5, r => r with { Attributes = new(0, 1) }),
            "infinite rate" => Step(26, r => r with { Attributes = new(0x7F80_0000) }),
            "batch elsewhere" => graph with { Evaluation = graph.Evaluation.SetItem(1, graph.Step[0]) },
            "rows beyond" => graph with { Evaluation = graph.Evaluation.SetItem(0, graph.Evaluation[0] with { Attributes = new(31, 1) }) },
            "slot record" => graph with { Slots = graph.Slots.SetItem(0, graph.Slots[0] with { StepRecord = 27 }) },
            "slot name" => graph with { Slots = graph.Slots.SetItem(2, graph.Slots[2] with { Name = new('x', 97) }) },
            "metric" => graph with { MetricRecord = 8 },
            "divergence" => graph with { DivergenceRecord = 30 },
            _ => graph with { Step = [] },
        };

        Assert.Equal(message, bad.Validate()?.ToString());

        TaskGraph Step(int index, Func<GraphRecord, GraphRecord> change) => graph with { Step = graph.Step.SetItem(index, change(graph.Step[index])) };
    }

    // Random changes of single bytes: whatever still decodes is judged without an exception, and what is judged sound has a root and a cost.
    [Fact]
    public void DamagedGraphs_AreJudgedWithoutAnException()
    {
        var random = new Random(3);
        byte[] original = TaskGraph.Codec.ToBytes(ToyGraphs.Perceptron());
        int sound = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 3); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!TaskGraph.TryDecode(bytes, out TaskGraph graph) || graph.Validate() is not null) continue;
            sound++;
            graph.Cost(uint.MaxValue);
            graph.Summary();
            if (i % 50 == 0) graph.Root();
        }

        Assert.InRange(sound, 1, 5_000);
    }

    [Theory]
    [InlineData(new uint[0])]
    [InlineData(new uint[] { 1, 2, 3, 4, 5 })]
    [InlineData(new uint[] { 0 })]
    [InlineData(new uint[] { 65536, 32768 })]
    [InlineData(new uint[] { 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF })]
    public void Shape_BeyondItsLimits_IsRefused(uint[] dimensions) => Assert.False(Shape.TryCreate(dimensions, out _));

    [Fact]
    public void Shape_OfHigherRank_CollapsesIntoRows()
    {
        var shape = Shape.Of(2, 3, 4);

        Assert.Equal((6, 4, 24), (shape.Rows, shape.Columns, shape.Elements));
        Assert.Equal((1, 5), (Shape.Of(5).Rows, Shape.Of(5).Columns));
    }
}
