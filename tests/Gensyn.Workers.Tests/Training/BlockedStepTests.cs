using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Steps in blocks against the records one after the other, which traces run.</summary>
public sealed class BlockedStepTests
{
    private static readonly (int Threads, int BlockBytes)[] Ways = [(1, 64), (1, 1000), (1, BitwiseEngine.DefaultBlockBytes), (2, 128), (3, 4096)];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Step_OfAnyModel_MakesWhatItsRecordsMake(int seed)
    {
        Random random = new(seed);
        int height = random.Next(1, 12), width = random.Next(1, 12), channels = random.Next(1, 5), batch = random.Next(1, 14);
        Optimiser optimiser = random.Next(3) switch
        {
            0 => new Sgd(0.01f, 0.9f, Nesterov: random.Next(2) == 0, WeightDecay: 1e-3f),
            1 => new Sgd(0.01f) { ClipNorm = 1f },
            _ => new Adam(1e-3f, WeightDecay: 0.1f, IsDecoupled: random.Next(2) == 0),
        };
        int[] choices = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next())];
        ModelDefinition model = new(
            (layers, x) => layers.Linear("last", layers.Flatten(choices.Select(static (choice, index) => (choice, index)).Aggregate(x, (value, one) => Layer(layers, value, one.choice, $"l{one.index}"))), 3),
            new LabelledFeed(batch, (height, width, channels)),
            optimiser,
            Metric.Loss);
        int parts = batch % 2 == 0 && random.Next(3) == 0 ? 2 : 1;
        AssertSame(model with { MicroBatches = parts }, height * width * channels, seed);
    }

    [Fact]
    public void Step_OfWindowsThatLieFarApart_WritesNoPaddingBetweenThem()
    {
        ModelDefinition model = Model((layers, x) =>
        {
            GraphValue windows = layers.List.Unfold(x, new WindowGeometry { KernelHeight = 2, KernelWidth = 2, StrideHeight = 1, StrideWidth = 1, PadTop = 255, PadLeft = 255, DilationHeight = 255, DilationWidth = 255, Groups = 1 }, 2, 2);
            return layers.Linear("last", layers.Flatten(windows), 3);
        });
        AssertSame(model, 2 * 2 * 3, seed: 1);
    }

    [Fact]
    public void Step_OfAConvolutionMadeAsAMatrix_KnowsItsWindows() => AssertSame(
        Model((layers, x) =>
        {
            GraphValue windows = layers.List.Unfold(x, WindowGeometry.Square(2, padding: 1), 3, 3);
            GraphValue weight = layers.Linear("w", layers.List.Zeros(new(DataType.Float32, Shape.Of(12, 12))), 5);
            GraphValue product = layers.List.MatMulOf(windows, weight, false, false, new(DataType.Float32, Shape.Of((uint)windows.Shape.Rows, 5)));
            return layers.Linear("last", layers.List.Reshape(product, Shape.Of(x.Shape[0], (uint)product.Shape.Elements / x.Shape[0])), 3);
        }),
        2 * 2 * 3,
        seed: 2);

    /// <summary>Reshapes are the same memory, but what leaves a step is a slot's old content even where the slot moves on.</summary>
    [Fact]
    public void Step_ThatKeepsAnOldSlotReshaped_KeepsTheOldContent()
    {
        TensorType matrix = Floats(4, 5), row = Floats(20), one = Floats(1);
        GraphValue first = new(TensorRef.State(0), matrix), second = new(TensorRef.State(1), row), watched = new(TensorRef.State(2), one);

        RecordList delay = new();
        GraphValue next = delay.Scale(first, 0.5f), kept = delay.Reshape(first, row.Shape);
        AssertSame(Job(delay, [(matrix, next), (row, kept)]));

        RecordList swap = new();
        AssertSame(Job(swap, [(matrix, swap.Reshape(second, matrix.Shape)), (row, swap.Reshape(first, row.Shape))]));

        RecordList flag = new();
        GraphValue logarithm = flag.Map(OperatorId.Log, flag.Scale(watched, -1f)), old = flag.Add(OperatorId.Reshape, default, one, watched);
        AssertSame(Job(flag, [(matrix, flag.Scale(first, 2f)), (row, flag.Scale(second, 2f)), (one, logarithm)], divergence: old));
    }

    [Fact]
    public void Step_ThatAsksWhichIsLargestBeforeHowLarge_KnowsWhich()
    {
        TensorType image = Floats(1, 4, 4, 2), rows = Floats(8, 4);
        RecordList list = new();
        GraphValue x = new(TensorRef.State(0), image);
        GraphValue apart = list.Reshape(list.Unfold(x, WindowGeometry.Square(2, stride: 2, groups: 2), 2, 2, float.NegativeInfinity), rows.Shape);
        GraphValue places = list.RowArgMax(apart), put = list.Place(new(TensorRef.State(1), Floats(8)), places, rows), largest = list.RowMax(apart);
        AssertSame(Job(list, [(image, list.Scale(x, 0.5f)), (Floats(8), largest), (rows, put)]));
    }

    /// <summary>A row of a prime number of elements has no small blocks; it is not cut into single elements.</summary>
    [Fact]
    public void ForRunning_OfUnitsWithoutDivisors_CutsNothingOrLittle()
    {
        TensorType rows = new(DataType.UInt8, Shape.Of(8, 20_011)), labels = new(DataType.UInt8, Shape.Of(8));
        TaskGraph graph = new ModelDefinition((layers, x) => layers.Linear("last", x, 3), new LabelledFeed(1), new Sgd(0.1f, 0.9f)).Build([rows, labels, rows, labels]);
        ExecutionPlan plan = ExecutionPlan.ForRunning(graph, GraphPhase.Step, threads: 1, blockBytes: 4096);

        Assert.All(plan.Groups, static group => Assert.InRange(group.Blocks, 1, 500));
    }

    private static ModelDefinition Model(Func<Layers, GraphValue, GraphValue> forward) => new(forward, new LabelledFeed(5, (2, 2, 3)), new Sgd(0.01f, 0.9f), Metric.Loss);

    private static GraphValue Layer(Layers layers, GraphValue x, int choice, string name)
    {
        int outputs = 1 + (choice / 8 % 20), kernel = 1 + (choice / 160 % 3), stride = 1 + (choice / 480 % 3), padding = choice / 1440 % 3;
        bool fits = x.Shape.Rank == 4 && x.Shape[1] + (2 * padding) >= kernel && x.Shape[2] + (2 * padding) >= kernel;
        int channels = x.Shape.Columns;
        return (choice % 8) switch
        {
            0 or 1 when fits => layers.Relu(layers.Conv2d($"{name}.conv", x, outputs, kernel, stride, padding)),
            2 when fits => layers.Conv2d($"{name}.groups", x, 2 * channels, kernel, stride, padding, groups: channels, bias: false),
            3 when fits && padding <= kernel / 2 => layers.MaxPool2d(x, kernel, stride, padding),
            4 when fits => layers.AvgPool2d(x, kernel, stride, padding),
            5 => layers.Gelu(layers.BatchNorm($"{name}.norm", x)),
            6 => layers.List.Add(x, layers.Dropout(layers.LayerNorm($"{name}.norm", x), 0.3f)),
            7 => layers.Softmax(layers.Linear($"{name}.linear", x, outputs)),
            _ => layers.Tanh(layers.RmsNorm($"{name}.norm", x)),
        };
    }

    private static TensorType Floats(params ReadOnlySpan<uint> extents) => new(DataType.Float32, Shape.Of(extents));

    /// <summary>A task of these slots that starts from random numbers and watches the first element of a record.</summary>
    private static TrainingJob Job(RecordList step, ImmutableArray<(TensorType Type, GraphValue Next)> slots, GraphValue? divergence = null)
    {
        RecordList initialisation = new(), evaluation = new();
        ImmutableArray<StateSlot> all =
        [
            .. slots.Select((slot, index) => new StateSlot(
                $"s{index}", slot.Type, StateGroup.Weights, initialisation.PhiloxUniform(slot.Type, 0.1f, 1f, (ushort)index).Reference.Index, slot.Next.Reference.Index)),
        ];
        GraphValue metric = evaluation.Fill(Floats(1), 1f);
        return new(new TaskGraph(all, [], [.. initialisation.Records], [.. step.Records], [.. evaluation.Records], metric.Reference.Index, divergence?.Reference.Index), [], seed: 1, steps: 2, checkpointInterval: 1);
    }

    private static void AssertSame(ModelDefinition model, int columns, int seed)
    {
        const int Rows = 40;
        Random random = new(seed);
        Tensor rows = new(new TensorType(DataType.UInt8, Shape.Of(Rows, (uint)columns))), labels = new(new TensorType(DataType.UInt8, Shape.Of(Rows)));
        random.NextBytes(rows.Bytes);
        for (int i = 0; i < Rows; i++) labels.Bytes[i] = (byte)random.Next(3);
        ImmutableArray<Tensor> data = [rows, labels, rows, labels];
        AssertSame(new TrainingJob(model.Build([.. data.Select(static one => one.Type)]), data, (ulong)seed, steps: 2, checkpointInterval: 1));
    }

    private static void AssertSame(TrainingJob job)
    {
        foreach (KernelPath path in Kernels.SupportedPaths)
        {
            foreach ((int threads, int block) in path == KernelPath.Scalar ? [(1, 64)] : Ways)
            {
                ITrainingSession session = new BitwiseEngine(path, threads) { BlockBytes = block }.Open(job);
                ModelState state = session.Initialise();
                for (int step = 0; step < 2; step++)
                {
                    ImmutableArray<Tensor> trace = session.Trace(GraphPhase.Step, state);
                    float metric = session.Trace(GraphPhase.Evaluation, state)[job.Graph.MetricRecord].Floats[0];
                    Assert.Equal(metric, session.Evaluate(state));
                    bool isFinite = job.Graph.DivergenceRecord is not { } watched || float.IsFinite(trace[watched].Floats[0]);
                    session.Step(state);
                    Assert.Equal(isFinite, !state.HasDiverged);
                    for (int slot = 0; slot < state.Tensors.Length; slot++)
                    {
                        bool isSame = trace[job.Graph.Slots[slot].StepRecord].Bytes.SequenceEqual(state.Tensors[slot].Bytes);
                        Assert.True(isSame, $"{job.Graph.Slots[slot].Name} after step {step + 1} on {path} with {threads} threads and blocks of {block} bytes");
                    }
                }
            }
        }
    }
}
