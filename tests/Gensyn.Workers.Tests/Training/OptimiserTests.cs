using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Optimisers against the algorithms of torch.optim, in binary64: the weights of a linear classifier, whose gradients the step's own trace gives.</summary>
public sealed class OptimiserTests
{
    private const int Steps = 12;
    private const double Rate = 0.05;

    public static TheoryData<string> Names() => ["sgd", "momentum", "nesterov", "sgd with decay", "adam", "adam with decay", "adamw", "clipped", "stepped", "annealed"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_OfEachOptimiser_MovesWeightsAsPyTorchDoes(string name)
    {
        Optimiser optimiser = name switch
        {
            "sgd" => new Sgd((float)Rate),
            "momentum" => new Sgd((float)Rate, 0.9f),
            "nesterov" => new Sgd((float)Rate, 0.9f, Nesterov: true),
            "sgd with decay" => new Sgd((float)Rate, 0.9f, WeightDecay: 0.1f),
            "adam" => new Adam((float)Rate),
            "adam with decay" => new Adam((float)Rate, WeightDecay: 0.1f),
            "adamw" => new Adam((float)Rate, WeightDecay: 0.1f, IsDecoupled: true),
            "clipped" => new Sgd((float)Rate) { ClipNorm = 0.05f },
            "stepped" => new Sgd((float)Rate) { Schedule = new SteppedSchedule(4, 0.5f, WarmUp: 3) },
            _ => new Sgd((float)Rate) { Schedule = new AnnealedSchedule(10, 0.1f, WarmUp: 3) },
        };
        TrainingJob job = Job(optimiser);
        ITrainingSession session = new BitwiseEngine().Open(job);
        ModelState state = session.Initialise();
        double[] weights = Doubles(state.Tensors[0]), bias = Doubles(state.Tensors[1]);
        double[][] memory = [new double[weights.Length], new double[weights.Length], new double[bias.Length], new double[bias.Length]];
        for (int step = 1; step <= Steps; step++)
        {
            // The gradients at the machine's own weights, so that the two do not drift apart by what softmax makes of a rounding.
            (double[] byWeights, double[] byBias) = Gradients(job, state, step);
            double scale = name == "clipped" ? Math.Min(1, 0.05 / (Math.Sqrt(byWeights.Concat(byBias).Sum(static g => g * g)) + 1e-6)) : 1;
            double rate = RateOf(name, step);
            Move(name, weights, byWeights, memory[0], memory[1], scale, rate, step, decays: true);
            Move(name, bias, byBias, memory[2], memory[3], scale, rate, step, decays: false);
            session.Step(state);
            AssertNear(weights, state.Tensors[0], $"{name}, step {step}");
            AssertNear(bias, state.Tensors[1], $"{name}, step {step}");
            (weights, bias) = (Doubles(state.Tensors[0]), Doubles(state.Tensors[1]));
        }
    }

    private static void Move(string name, double[] w, double[] gradient, double[] first, double[] second, double scale, double rate, int step, bool decays)
    {
        bool isAdam = name.StartsWith("adam", StringComparison.Ordinal);
        for (int i = 0; i < w.Length; i++)
        {
            double g = gradient[i] * scale;
            if (decays && name.EndsWith("with decay", StringComparison.Ordinal)) g += 0.1 * w[i];
            if (decays && name == "adamw") w[i] -= rate * 0.1 * w[i];
            if (isAdam)
            {
                first[i] = (0.9 * first[i]) + (0.1 * g);
                second[i] = (0.999 * second[i]) + (0.001 * g * g);
                w[i] -= rate * (first[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
                continue;
            }

            double momentum = name is "momentum" or "nesterov" or "sgd with decay" ? 0.9 : 0;
            first[i] = (momentum * first[i]) + g;
            w[i] -= rate * (name == "nesterov" ? g + (momentum * first[i]) : first[i]);
        }
    }

    private static double RateOf(string name, int step) => name switch
    {
        "stepped" => step < 3 ? Rate * step / 3 : Rate * Math.Pow(0.5, (step - 3) / 4),
        "annealed" => step < 3 ? Rate * step / 3 : step >= 10 ? Rate * 0.1 : (Rate * 0.1) + (0.5 * Rate * 0.9 * (1 + Math.Cos(Math.PI * (step - 3) / 7.0))),
        _ => Rate,
    };

    private static TrainingJob Job(Optimiser optimiser)
    {
        Random random = new(4);
        byte[] rows = new byte[30 * 7], labels = new byte[30];
        random.NextBytes(rows);
        for (int i = 0; i < labels.Length; i++) labels[i] = (byte)random.Next(3);
        ImmutableArray<Tensor> data = [Bytes(rows, 30, 7), Bytes(labels, 30), Bytes(rows, 30, 7), Bytes(labels, 30)];
        ModelDefinition model = new(static (layers, x) => layers.Linear("fc", x, 3), new LabelledFeed(5), optimiser);
        return new(model.Build([.. data.Select(static one => one.Type)]), data, seed: 9, Steps, Steps);
    }

    private static Tensor Bytes(byte[] content, params ReadOnlySpan<uint> dimensions) => new(new TensorType(DataType.UInt8, Shape.Of(dimensions)), content);

    /// <summary>The gradients of the mean cross-entropy of softmax(x·W + b), from the batch that the step draws.</summary>
    private static (double[] ByWeights, double[] ByBias) Gradients(TrainingJob job, ModelState state, int step)
    {
        ImmutableArray<Tensor> outputs = new BitwiseEngine().Open(job).Trace(GraphPhase.Step, state);
        Assert.Equal((ulong)step - 1, state.Step);
        ReadOnlySpan<float> x = outputs[1].Floats;
        ReadOnlySpan<uint> labels = outputs[2].Words;
        double[] w = Doubles(state.Tensors[0]), b = Doubles(state.Tensors[1]), byWeights = new double[w.Length], byBias = new double[b.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            double[] exponentials = new double[b.Length];
            for (int j = 0; j < b.Length; j++)
            {
                double logit = b[j];
                for (int k = 0; k < 7; k++) logit += x[(row * 7) + k] * w[(k * b.Length) + j];
                exponentials[j] = Math.Exp(logit);
            }

            for (int j = 0; j < b.Length; j++)
            {
                double d = ((exponentials[j] / exponentials.Sum()) - (labels[row] == j ? 1 : 0)) / labels.Length;
                byBias[j] += d;
                for (int k = 0; k < 7; k++) byWeights[(k * b.Length) + j] += d * x[(row * 7) + k];
            }
        }

        return (byWeights, byBias);
    }

    private static double[] Doubles(Tensor tensor) => [.. tensor.Floats.ToArray().Select(static value => (double)value)];

    private static void AssertNear(double[] expected, Tensor actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual.Floats[i]) <= 2e-6 + (2e-5 * Math.Abs(expected[i])), $"{what}, element {i}: {actual.Floats[i]}, expected {expected[i]}");
        }
    }
}
