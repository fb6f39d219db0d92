using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>What the evaluation reports.</summary>
public enum Metric
{
    /// <summary>The share of held-out rows whose largest logit is at the label.</summary>
    Accuracy,

    /// <summary>The mean cross-entropy over the held-out rows.</summary>
    Loss,
}

/// <summary>A classifier of dense layers with ReLU between them, trained by momentum SGD on softmax cross-entropy.</summary>
/// <remarks>
/// Data tensors, in order: training rows (bytes, rows × features), training labels (bytes), held-out rows, held-out labels. Weights start uniform
/// within ±√(6 / inputs) (He et al., 2015), biases and velocities at zero.
/// </remarks>
/// <param name="Hidden">Units of each hidden layer.</param>
/// <param name="Classes">How many labels there are.</param>
/// <param name="Batch">Rows of one step.</param>
/// <param name="LearningRate">How far a step moves along the velocity.</param>
/// <param name="Momentum">What is kept of the velocity.</param>
/// <param name="Metric">What the evaluation reports.</param>
public sealed record MultilayerPerceptron(
    ImmutableArray<int> Hidden, int Classes = 10, int Batch = 64, float LearningRate = 0.1f, float Momentum = 0.9f, Metric Metric = Metric.Accuracy)
{
    // Bytes become numbers from 0 to 1.
    private const float PixelScale = 1f / 255f;

    /// <summary>The task's graph for data of these types.</summary>
    /// <exception cref="ArgumentException">Data and options do not make a sound graph.</exception>
    public TaskGraph Build(ImmutableArray<TensorType> data)
    {
        if (data.Length != 4) throw new ArgumentException("The data are training rows and labels, then held-out rows and labels.", nameof(data));
        ImmutableArray<int> widths = [data[0].Shape.Columns, .. Hidden, Classes];
        int layers = widths.Length - 1;
        ImmutableArray<GraphValue> inputs = [.. data.Select(static (type, index) => new GraphValue(TensorRef.Data(index), type))];

        // Slots: weight and bias of each layer, then their velocities in the same order.
        ImmutableArray<TensorType> types = [.. Enumerable.Range(0, layers).SelectMany(layer => (TensorType[])
            [new(DataType.Float32, Shape.Of((uint)widths[layer], (uint)widths[layer + 1])), new(DataType.Float32, Shape.Of((uint)widths[layer + 1]))])];
        ImmutableArray<GraphValue> parameters = [.. types.Select(static (type, slot) => new GraphValue(TensorRef.State(slot), type))];
        ImmutableArray<GraphValue> velocities = [.. types.Select((type, slot) => new GraphValue(TensorRef.State(types.Length + slot), type))];

        RecordList initialisation = new();
        ImmutableArray<GraphValue> initial = Initialise(initialisation, types);
        RecordList step = new();
        (ImmutableArray<GraphValue> updated, GraphValue loss) = Step(step, inputs, parameters, velocities);
        RecordList evaluation = new();
        GraphValue metric = Evaluate(evaluation, inputs, parameters);

        TaskGraph graph = new(
            [.. types.Concat(types).Select((type, slot) => new StateSlot(
                Name(slot, types.Length),
                type,
                slot < types.Length ? StateGroup.Weights : StateGroup.Optimiser,
                initial[slot].Reference.Index,
                updated[slot].Reference.Index))],
            data,
            [.. initialisation.Records],
            [.. step.Records],
            [.. evaluation.Records],
            metric.Reference.Index,
            loss.Reference.Index);
        return graph.Validate() is { } fault ? throw new ArgumentException($"The model does not fit the data: {fault}.", nameof(data)) : graph;
    }

    private static string Name(int slot, int parameters) =>
        $"{(slot < parameters ? "" : "velocity.")}layer{slot % parameters / 2}.{(slot % 2 == 0 ? "weight" : "bias")}";

    private static ImmutableArray<GraphValue> Initialise(RecordList list, ImmutableArray<TensorType> types)
    {
        ImmutableArray<GraphValue>.Builder made = ImmutableArray.CreateBuilder<GraphValue>();
        for (int slot = 0; slot < types.Length; slot++)
        {
            bool isWeight = slot % 2 == 0;
            float bound = isWeight ? MathF.Sqrt(6f / types[slot].Shape.Rows) : 0f;
            made.Add(isWeight ? list.PhiloxUniform(types[slot], -bound, 2 * bound, (ushort)slot) : list.Zeros(types[slot]));
        }

        foreach (TensorType type in types) made.Add(list.Zeros(type));
        return made.ToImmutable();
    }

    private static GraphValue Logits(RecordList list, GraphValue rows, ImmutableArray<GraphValue> parameters)
    {
        GraphValue x = rows;
        for (int slot = 0; slot < parameters.Length; slot += 2)
        {
            if (slot > 0) x = list.Relu(x);
            x = list.Add(list.MatMul(x, parameters[slot]), parameters[slot + 1]);
        }

        return x;
    }

    /// <summary>Softmax's parts: logits less their row's maximum, their exponentials, and the sums of these.</summary>
    private static (GraphValue Shifted, GraphValue Exponentials, GraphValue Sums) Softmax(RecordList list, GraphValue logits)
    {
        GraphValue shifted = list.Subtract(logits, list.RowMax(logits), Spread.PerRow);
        GraphValue exponentials = list.Exp(shifted);
        return (shifted, exponentials, list.RowSum(exponentials));
    }

    private (ImmutableArray<GraphValue> Updated, GraphValue Loss) Step(
        RecordList list, ImmutableArray<GraphValue> data, ImmutableArray<GraphValue> parameters, ImmutableArray<GraphValue> velocities)
    {
        GraphValue indices = list.BatchIndices(Batch, data[0].Shape.Rows);
        GraphValue rows = list.Gather(indices, data[0], PixelScale);
        GraphValue labels = list.GatherLabels(indices, data[1]);
        GraphValue logits = Logits(list, rows, parameters);
        (GraphValue shifted, GraphValue exponentials, GraphValue sums) = Softmax(list, logits);
        GraphValue loss = list.Mean(list.CrossEntropyLoss(shifted, sums, labels));
        ImmutableArray<GraphValue> gradients = Gradients.Append(
            list, logits, list.CrossEntropyGrad(exponentials, sums, labels, 1f / Batch), parameters);

        var updated = new GraphValue[2 * parameters.Length];
        for (int slot = 0; slot < parameters.Length; slot++)
        {
            GraphValue velocity = list.MomentumUpdate(velocities[slot], gradients[slot], Momentum);
            updated[parameters.Length + slot] = velocity;
            updated[slot] = list.SgdUpdate(velocity, parameters[slot], LearningRate);
        }

        return ([.. updated], loss);
    }

    private GraphValue Evaluate(RecordList list, ImmutableArray<GraphValue> data, ImmutableArray<GraphValue> parameters)
    {
        int rows = data[2].Shape.Rows;
        GraphValue logits = Logits(list, list.ImportRows(data[2], 0, rows, PixelScale), parameters);
        GraphValue labels = list.ImportLabels(data[3], 0, rows);
        if (Metric == Metric.Accuracy) return list.Mean(list.EqualFloat(list.RowArgMax(logits), labels));
        (GraphValue shifted, _, GraphValue sums) = Softmax(list, logits);
        return list.Mean(list.CrossEntropyLoss(shifted, sums, labels));
    }
}
