using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

public sealed class GradientsTests
{
    [Fact]
    public void Add_OfWhatIsComputedAlready_IsThatRecord()
    {
        RecordList list = new();
        GraphValue x = new(TensorRef.State(0), new(DataType.Float32, Shape.Of(2, 3))), y = list.Exp(x);

        Assert.Equal(y, list.Exp(x));
        Assert.NotEqual(y, list.Exp(y));
        Assert.NotEqual(list.Scale(y, 2f), list.Scale(y, 3f));
        Assert.NotEqual(list.PhiloxUniform(x.Type, 0f, 1f, 0), list.PhiloxUniform(x.Type, 0f, 1f, 0));
        Assert.Equal(6, list.Records.Count);
    }

    [Fact]
    public void Rules_OverAllOperators_LeaveNoneOut() =>
        Assert.All(Enum.GetValues<OperatorId>().Where(static id => id != OperatorId.None), static id => Assert.True(Gradients.HasRule(id) ^ Gradients.ReasonForNone(id) is not null, $"{id}"));

    [Fact]
    public void StepGraph_OfAClassifier_DescendsTheLossesGradient()
    {
        TrainingJob job = SmallTask.Job();
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        session.Step(state);
        ImmutableArray<Tensor> outputs = session.Trace(GraphPhase.Step, state);
        int parameters = job.Graph.Slots.Length / 2;
        Random random = new(3);

        for (int slot = 0; slot < parameters; slot++)
        {
            // The gradient is what the velocity's update reads beside the old velocity.
            GraphRecord update = job.Graph.Step[job.Graph.Slots[parameters + slot].StepRecord];
            Span<float> gradient = outputs[update.Inputs[1].Index].Floats;
            for (int sample = 0; sample < 25; sample++)
            {
                int element = random.Next(gradient.Length);
                double expected = CentralDifference(job, state, outputs, slot, element);
                Assert.True(
                    Math.Abs(expected - gradient[element]) <= 1e-5 + (1e-3 * Math.Abs(expected)),
                    $"{job.Graph.Slots[slot].Name}[{element}]: {gradient[element]}, by differences {expected}");
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Append_ThroughATransposedProduct_GivesGradientsOfTheOperandsOwnShapes(bool transposeLeft, bool transposeRight)
    {
        GraphValue left = State(0, transposeLeft ? (5u, 3u) : (3u, 5u)), right = State(1, transposeRight ? (4u, 5u) : (5u, 4u));
        RecordList list = new();
        GraphValue product = list.MatMul(left, right, transposeLeft, transposeRight);
        GraphValue ones = list.Relu(product);

        ImmutableArray<GraphValue> gradients = Gradients.Append(list, product, ones, [left, right]);

        Assert.Equal(left.Type, gradients[0].Type);
        Assert.Equal(right.Type, gradients[1].Type);
        AssertProductGradients(list, left, right, product, gradients, transposeLeft, transposeRight);
    }

    [Fact]
    public void Append_WhereAValueIsReadTwice_AddsItsGradients()
    {
        GraphValue weights = State(0, (4, 4));
        RecordList list = new();
        GraphValue output = list.MatMul(weights, weights);

        ImmutableArray<GraphValue> gradients = Gradients.Append(list, output, list.Relu(output), [weights]);

        Assert.Equal(OperatorId.Add, list.Records[gradients[0].Reference.Index].Operator);
        Assert.Equal(weights.Type, gradients[0].Type);
    }

    [Fact]
    public void Append_ThroughAnOperatorWithoutGradient_SaysWhy()
    {
        GraphValue weights = State(0, (4, 4));
        RecordList list = new();
        GraphValue output = list.Map(OperatorId.Sign, weights);

        string message = Assert.Throws<NotSupportedException>(() => Gradients.Append(list, output, list.Relu(output), [weights])).Message;
        Assert.Contains("constant but for jumps", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OfDataThatDoNotFit_SaysWhatIsWrong() =>
        Assert.Contains("at least two dimensions", Assert.Throws<ArgumentException>(() => new MultilayerPerceptron([8]).Build(
            [Bytes(10, 4), Bytes(10), Bytes(5), Bytes(5)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Build_OfSeveralLayers_IsSound()
    {
        TaskGraph graph = new MultilayerPerceptron([9, 7, 5], Classes: 3, Metric: Metric.Loss).Build([Bytes(70, 4), Bytes(70), Bytes(5, 4), Bytes(5)]);

        Assert.Null(graph.Validate());
        Assert.Equal(16, graph.Slots.Length);
        Assert.Equal("velocity.layer3.bias", graph.Slots[^1].Name);
    }

    private static TensorType Bytes(params ReadOnlySpan<uint> dimensions) => new(DataType.UInt8, Shape.Of(dimensions));

    private static GraphValue State(int slot, (uint Rows, uint Columns) shape) =>
        new(TensorRef.State(slot), new TensorType(DataType.Float32, Shape.Of(shape.Rows, shape.Columns)));

    /// <summary>The loss of a two-layer classifier in binary64, with one parameter moved up and down.</summary>
    private static double CentralDifference(TrainingJob job, ModelState state, ImmutableArray<Tensor> outputs, int slot, int element)
    {
        const double Step = 1e-5;
        double[][] parameters = [.. state.Tensors.Take(4).Select(static tensor => tensor.Floats.ToArray().Select(static value => (double)value).ToArray())];
        float[] rows = outputs[1].Floats.ToArray();
        uint[] labels = outputs[2].Words.ToArray();
        parameters[slot][element] += Step;
        double up = Loss(job, parameters, rows, labels);
        parameters[slot][element] -= 2 * Step;
        return (up - Loss(job, parameters, rows, labels)) / (2 * Step);
    }

    private static double Loss(TrainingJob job, double[][] parameters, float[] rows, uint[] labels)
    {
        int inputs = job.Graph.Slots[0].Type.Shape.Rows, hidden = job.Graph.Slots[0].Type.Shape.Columns, classes = job.Graph.Slots[2].Type.Shape.Columns;
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double[] middle = [.. Enumerable.Range(0, hidden).Select(j => Math.Max(0, parameters[1][j] + Enumerable.Range(0, inputs).Sum(i => rows[(row * inputs) + i] * parameters[0][(i * hidden) + j])))];
            double[] logits = [.. Enumerable.Range(0, classes).Select(j => parameters[3][j] + Enumerable.Range(0, hidden).Sum(i => middle[i] * parameters[2][(i * classes) + j]))];
            loss += Math.Log(logits.Sum(Math.Exp)) - logits[labels[row]];
        }

        return loss / labels.Length;
    }

    private static void AssertProductGradients(
        RecordList list, GraphValue left, GraphValue right, GraphValue product, ImmutableArray<GraphValue> gradients, bool transposeLeft, bool transposeRight)
    {
        Random random = new(9);
        Tensor a = Fill(left.Type), b = Fill(right.Type), g = Fill(product.Type);
        BitwiseOperators operators = new(Kernels.For(KernelPath.Scalar), 0);
        Tensor byLeft = Run(gradients[0]), byRight = Run(gradients[1]);
        for (int i = 0; i < 3; i++)
        {
            for (int k = 0; k < 5; k++)
            {
                double expected = Enumerable.Range(0, 4).Sum(j => (double)g.Floats[(i * 4) + j] * b.Floats[transposeRight ? (j * 5) + k : (k * 4) + j]);
                Assert.Equal(expected, byLeft.Floats[transposeLeft ? (k * 3) + i : (i * 5) + k], 1e-5);
            }
        }

        for (int k = 0; k < 5; k++)
        {
            for (int j = 0; j < 4; j++)
            {
                double expected = Enumerable.Range(0, 3).Sum(i => (double)g.Floats[(i * 4) + j] * a.Floats[transposeLeft ? (k * 3) + i : (i * 5) + k]);
                Assert.Equal(expected, byRight.Floats[transposeRight ? (j * 5) + k : (k * 4) + j], 1e-5);
            }
        }

        Tensor Fill(TensorType type)
        {
            Tensor tensor = new(type);
            for (int i = 0; i < type.Shape.Elements; i++) tensor.Floats[i] = random.NextSingle() - 0.5f;
            return tensor;
        }

        Tensor Run(GraphValue gradient)
        {
            GraphRecord record = list.Records[gradient.Reference.Index];
            Tensor output = new(record.Output);
            Tensor[] inputs = [.. record.Inputs.Select(input => input == left.Reference ? a : input == right.Reference ? b : g)];
            operators.Run(new OperatorRun(GraphPhase.Step, 1, 0, record, inputs, output));
            return output;
        }
    }
}
