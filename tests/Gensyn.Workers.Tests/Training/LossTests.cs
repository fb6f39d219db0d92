using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class LossTests
{
    private static readonly double[] Logits = [0.5, -1.25, 2.0, 1.5, 0.25, -0.75, -2.0, 3.0, 0.125, 0.0, 0.0, 1.0];
    private static readonly double[] Labels = [0, 2, 1, 2];
    private static readonly double[] Numbers = [0.0, 1.0, 0.25, 1.0, 0.25, 0.0, 0.5, 1.0, 1.0, 0.0, 0.75, 1.0];

    // Vectors: torch.nn of PyTorch 1.13, binary64, the logits and targets above: the loss, and its gradient by the logits.
    public static TheoryData<Loss, double, double[]> Vectors() => new()
    {
        { new CrossEntropyLoss(), 1.231494837, [-0.2057949545, 0.007681685082, 0.1981132694, 0.1796100853, 0.051459151, -0.2310692363, 0.001584423905, -0.01485064284, 0.01326621894, 0.0529853894, 0.0529853894, -0.1059707788] },
        { new CrossEntropyLoss(0.1f), 1.288786504, [-0.1891282878, -0.0006516482517, 0.1897799361, 0.171276752, 0.04312581767, -0.2144025696, -0.006748909428, 0.001816023824, 0.004932885604, 0.04465205607, 0.04465205607, -0.08930411214] },
        { new CrossEntropyLoss(IgnoreIndex: 2), 0.8969310132, [-0.4115899089, 0.01536337016, 0.3962265388, 0, 0, 0, 0.003168847811, -0.02970128569, 0.02653243788, 0, 0, 0] },
        { new CrossEntropyLoss(0.1f, 2), 1.03234768, [-0.3782565756, -0.001303296503, 0.3795598721, 0, 0, 0, -0.01349781886, 0.003632047647, 0.009865771209, 0, 0, 0] },
        { new MSELoss(), 1.73046875, [0.08333333333, -0.375, 0.2916666667, 0.08333333333, 0, -0.125, -0.4166666667, 0.3333333333, -0.1458333333, 0, -0.125, 0] },
        { new L1Loss(), 0.9895833333, [0.08333333333, -0.08333333333, 0.08333333333, 0.08333333333, 0, -0.08333333333, -0.08333333333, 0.08333333333, -0.08333333333, 0, -0.08333333333, 0] },
        { new BCEWithLogitsLoss(), 0.7468606856, [0.05187161093, -0.06477498843, 0.05256642316, -0.01520212698, 0.02601470841, 0.0267351084, -0.03173308983, -0.003952156098, -0.03906588555, 0.04166666667, -0.02083333333, -0.02241178511] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Append_OfEachLoss_GivesPyTorchsMeanAndGradient(Loss loss, double expected, double[] gradient)
    {
        (double value, double[] made) = Run(loss, Labels, parts: 1);
        Assert.Equal(expected, value, 1e-6);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(gradient[i], made[i], 1e-6);

        (double part, double[] ofPart) = Run(loss, Labels, parts: 4);
        Assert.Equal(expected / 4, part, 1e-6);
        for (int i = 0; i < gradient.Length; i++) Assert.Equal(gradient[i] / 4, ofPart[i], 1e-6);
    }

    [Fact]
    public void Append_WhereAllLabelsAreIgnored_IsZero()
    {
        (double value, double[] gradient) = Run(new CrossEntropyLoss(0.1f, 7), [7, 7, 7, 7], parts: 1);

        Assert.Equal(0, value);
        Assert.All(gradient, static one => Assert.Equal(0, one));
    }

    public static TheoryData<string> Names() => ["smooth", "ignore", "mse", "l1", "bce"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_OfEachLoss_LowersItsMetric(string name)
    {
        TrainingJob job = NumbersTask.Job(name, steps: 60);
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        float before = session.Evaluate(state);
        while (state.Step < job.Plan.Steps) session.Step(state);

        Assert.False(state.HasDiverged);
        Assert.InRange(session.Evaluate(state), 0f, 0.7f * before);
    }

    /// <summary>The root of the state after some steps: the same on every path, with threads, and as it was when this was written.</summary>
    [Theory]
    [InlineData("smooth", "0x8adcf67691ed89563a6151e3085838ec3fdd4bc0f5a433e14eb466562bd58e65")]
    [InlineData("ignore", "0x3e75ed834849f1db296e51df4da7a430b6907109aef368a097d666fd3ec5b8ca")]
    [InlineData("mse", "0xc233066ddb38f73b22d220f49cc842730861eb2a1f7b75ceefd72fed46559499")]
    [InlineData("l1", "0xfb896b4d401ec2c3b9d458843ec09666a3968a27fc16328bcf8bdcb448657da4")]
    [InlineData("bce", "0xa0987846bc5414da5097c14a92ab405950b9360b1980a8fb40c186bfda078c61")]
    public void Step_OfEachLossOnEveryPath_ReachesTheSameState(string name, string expected) => ModelTests.AssertReaches(expected, NumbersTask.Job(name, steps: 3));

    [Fact]
    public void Step_OfABatchThatIsIgnored_MovesNothing()
    {
        TrainingJob job = NumbersTask.Job("ignore", steps: 1, label: 3);
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise(), before = state.Clone();
        session.Step(state);

        Assert.Equal(0f, session.LastLoss);
        Assert.False(state.HasDiverged);
        Assert.Equal(0f, session.Evaluate(state));
        for (int slot = 0; slot < state.Tensors.Length; slot++) Assert.Equal(before.Tensors[slot].Floats.ToArray(), state.Tensors[slot].Floats.ToArray());
    }

    [Theory]
    [InlineData(Metric.MeanSquaredError, 0.875 / 3)]
    [InlineData(Metric.MeanAbsoluteError, 0.5)]
    [InlineData(Metric.BinaryAccuracy, 2.0 / 3)]
    public void Evaluate_OfEachMetric_IsItsMean(Metric metric, double expected)
    {
        // A weight of 1 and rows of 1: each output is 1.
        Tensor rows = Floats([1, 1, 1], 3, 1), targets = Floats(metric == Metric.BinaryAccuracy ? [1, 1, 0] : [0.25f, 1.5f, 0.75f], 3, 1);
        ModelDefinition model = new(static (layers, x) => layers.Linear("fc", x, 1, bias: false, start: Start.At(1f)), new LabelledFeed(3), new Sgd(0.1f), metric) { Loss = new MSELoss() };
        TrainingJob job = new(model.Build([rows.Type, targets.Type, rows.Type, targets.Type]), [rows, targets, rows, targets], seed: 1, steps: 1, checkpointInterval: 1);
        ITrainingSession session = new BitwiseEngine().Open(job);

        Assert.Equal(expected, session.Evaluate(session.Initialise()), 1e-6);
    }

    [Fact]
    public void Build_OfTargetsThatDoNotFitTheLoss_SaysWhatWasExpected()
    {
        TensorType rows = new(DataType.Float32, Shape.Of(20, 5)), labels = new(DataType.UInt8, Shape.Of(20)), numbers = new(DataType.Float32, Shape.Of(20, 2));

        Assert.Contains("numbers for its loss", Refusal(new MSELoss(), Metric.Loss, labels), StringComparison.Ordinal);
        Assert.Contains("labels for its loss", Refusal(new CrossEntropyLoss(), Metric.Loss, numbers), StringComparison.Ordinal);
        Assert.Contains("a number for each output Float32 [4, 3]", Refusal(new L1Loss(), Metric.Loss, numbers), StringComparison.Ordinal);
        Assert.Contains("a label smoothing from 0 to 1", Refusal(new CrossEntropyLoss(1.5f), Metric.Loss, labels), StringComparison.Ordinal);
        Assert.Contains("Accuracy is a metric of labels", Refusal(new MSELoss(), Metric.Accuracy, numbers with { Shape = Shape.Of(20, 3) }), StringComparison.Ordinal);
        Assert.Contains("rows of bytes or of Float32", Refusal(new CrossEntropyLoss(), Metric.Loss, labels, rows with { Type = DataType.UInt32 }), StringComparison.Ordinal);

        string Refusal(Loss loss, Metric metric, TensorType targets, TensorType? other = null)
        {
            ModelDefinition model = new(static (layers, x) => layers.Linear("fc", x, 3), new LabelledFeed(4), new Sgd(0.1f), metric) { Loss = loss };
            return Assert.Throws<ArgumentException>(() => model.Build([other ?? rows, targets, other ?? rows, targets])).Message;
        }
    }

    private static Tensor Floats(float[] values, uint rows, uint columns) =>
        new(new TensorType(DataType.Float32, Shape.Of(rows, columns)), MemoryMarshal.AsBytes(values.AsSpan()));

    private static (double Loss, double[] Gradient) Run(Loss loss, double[] labels, int parts)
    {
        GraphValue logits = new(TensorRef.Data(0), new TensorType(DataType.Float32, Shape.Of(4, 3)));
        GraphValue target = loss is CrossEntropyLoss ? new(TensorRef.Data(1), new TensorType(DataType.UInt32, Shape.Of(4))) : new(TensorRef.Data(1), logits.Type);
        Assert.Null(loss.Check(logits.Type, target.Type));
        RecordList list = new();
        (GraphValue mean, GraphValue gradient) = loss.Append(list, logits, target, parts);
        Dictionary<TensorRef, double[]> values = new() { [logits.Reference] = Logits, [target.Reference] = loss is CrossEntropyLoss ? labels : Numbers };
        DoubleInterpreter.Run(list, values);
        return (values[mean.Reference].Single(), values[gradient.Reference]);
    }
}
