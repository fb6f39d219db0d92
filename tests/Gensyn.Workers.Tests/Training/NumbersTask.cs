using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;

namespace Gensyn.Workers.Tests.Training;

/// <summary>A small model of Float32 rows: 9 inputs, 13 hidden units; two numbers, or four classes, to be told.</summary>
internal static class NumbersTask
{
    private const int Inputs = 9;

    /// <summary>A job of one of the losses, with the label given instead of the rows' own.</summary>
    public static TrainingJob Job(string name, uint steps, byte? label = null)
    {
        bool areLabels = name is "smooth" or "ignore";
        (Loss loss, Metric metric) = name switch
        {
            "smooth" => (new CrossEntropyLoss(0.1f), Metric.Loss),
            "ignore" => (new CrossEntropyLoss(0f, 3), Metric.Loss),
            "mse" => (new MSELoss(), Metric.MeanSquaredError),
            "l1" => (new L1Loss(), Metric.MeanAbsoluteError),
            _ => ((Loss)new BCEWithLogitsLoss(), Metric.Loss),
        };
        Random random = new(6);
        (Tensor rows, Tensor targets) = Draw(random, 70, areLabels, name == "bce", label);
        (Tensor heldOut, Tensor heldOutTargets) = Draw(random, 30, areLabels, name == "bce", label);
        ModelDefinition model = new(
            (layers, x) => Architectures.Mlp(layers, x, [13], areLabels ? 4 : 2), new LabelledFeed(16), new Sgd(0.1f, 0.9f), metric)
        {
            Loss = loss,
        };
        ImmutableArray<Tensor> data = [rows, targets, heldOut, heldOutTargets];
        return new(model.Build([.. data.Select(static one => one.Type)]), data, seed: 7, steps, steps);
    }

    // Targets that are linear in the row, so that they can be learnt.
    private static (Tensor Rows, Tensor Targets) Draw(Random random, int count, bool areLabels, bool areChoices, byte? label)
    {
        float[] rows = [.. Enumerable.Range(0, count * Inputs).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        float[] numbers = new float[count * 2];
        for (int i = 0; i < count; i++)
        {
            numbers[2 * i] = rows[i * Inputs] + rows[(i * Inputs) + 1];
            numbers[(2 * i) + 1] = rows[(i * Inputs) + 2] - rows[(i * Inputs) + 3];
        }

        Tensor x = new(new TensorType(DataType.Float32, Shape.Of((uint)count, Inputs)), MemoryMarshal.AsBytes(rows.AsSpan()));
        if (areLabels)
        {
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => label ?? (byte)((numbers[2 * i] > 0 ? 1 : 0) + (numbers[(2 * i) + 1] > 0 ? 2 : 0)))];
            return (x, new Tensor(new TensorType(DataType.UInt8, Shape.Of((uint)count)), labels));
        }

        if (areChoices) numbers = [.. numbers.Select(static number => number > 0 ? 1f : 0f)];
        return (x, new Tensor(new TensorType(DataType.Float32, Shape.Of((uint)count, 2)), MemoryMarshal.AsBytes(numbers.AsSpan())));
    }
}
