using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Onnx;

namespace Gensyn.Workers.Training.Models;

/// <summary>A classifier: of rows, of images, or of the token that follows in a text. Makes the graph that a task carries.</summary>
/// <param name="Forward">Writes the forward pass, from a batch to logits whose last dimension is the classes.</param>
/// <param name="Feed">Where examples come from.</param>
/// <param name="Optimiser">How parameters follow their gradients.</param>
/// <param name="Metric">What the evaluation reports.</param>
public sealed record ModelDefinition(Func<Layers, GraphValue, GraphValue> Forward, Feed Feed, Optimiser Optimiser, Metric Metric = Metric.Accuracy)
{
    /// <summary>The ONNX model that the forward pass is: its initial weights are then the last data tensor, after the feed's.</summary>
    public OnnxImport? Import { get; init; }

    /// <summary>A model that came from ONNX.</summary>
    public static ModelDefinition Of(OnnxImport import, Feed feed, Optimiser optimiser, Metric metric = Metric.Accuracy) =>
        new(import.Forward, feed, optimiser, metric)
        {
            Import = import,
        };

    /// <summary>The task's graph for data of these types.</summary>
    /// <exception cref="ArgumentException">Data and model do not make a sound graph; the message says what was expected.</exception>
    public TaskGraph Build(ImmutableArray<TensorType> data)
    {
        if (Import is not null && (data.IsEmpty || data[^1] != Import.Initial.Type))
        {
            throw new ArgumentException($"The model does not fit the data: it expects its initial weights, {Import.Initial.Type}, as the last tensor.", nameof(data));
        }

        ImmutableArray<TensorType> examples = Import is null ? data : data[..^1];
        if (Feed.Check(examples) is { } expected) throw new ArgumentException($"The model does not fit the data: it expects {expected}.", nameof(data));
        ImmutableArray<GraphValue> inputs = [.. examples.Select(static (type, index) => new GraphValue(TensorRef.Data(index), type))];
        Parameters parameters = new();
        RecordList step = new();
        Layers layers = new(step, parameters, isTraining: true);
        (GraphValue batch, GraphValue target) = Feed.Batch(step, inputs);
        (GraphValue loss, ImmutableArray<GraphValue> gradients, ImmutableArray<int> trained) = Backward(layers, parameters, batch, target);

        // Slots: the model's tensors in the order of the forward pass, then the optimiser's.
        OptimiserStep optimiser = Optimiser.Append(
            step,
            [.. trained.Select((slot, index) => (parameters.All[slot], new GraphValue(TensorRef.State(slot), parameters.All[slot].Type), gradients[index]))],
            parameters.All.Count);
        Dictionary<int, GraphValue> next = new(layers.Updates);
        for (int i = 0; i < trained.Length; i++) next[trained[i]] = optimiser.Next[i];

        RecordList evaluation = new();
        GraphValue metric = Evaluate(evaluation, parameters, inputs);
        RecordList initialisation = new();
        GraphValue? imported = Import is null ? null : new(TensorRef.Data(data.Length - 1), data[^1]);
        ImmutableArray<StateSlot> slots =
        [
            .. parameters.All.Select((one, slot) => Slot(initialisation, imported, one, StateGroup.Weights, slot, next[slot])),
            .. optimiser.Own.Select((one, index) => Slot(initialisation, imported, one.Tensor, StateGroup.Optimiser, parameters.All.Count + index, one.Next)),
        ];
        TaskGraph graph = new(
            slots, data, [.. initialisation.Records], [.. step.Records], [.. evaluation.Records], metric.Reference.Index, loss.Reference.Index);
        return graph.Validate() is { } fault ? throw new ArgumentException($"The model does not fit the data: {fault}.", nameof(data)) : graph;
    }

    private static StateSlot Slot(RecordList initialisation, GraphValue? imported, Parameter parameter, StateGroup group, int slot, GraphValue next)
    {
        Start start = parameter.Start;
        GraphValue made = start switch
        {
            { First: { } first } => initialisation.Reshape(
                initialisation.Columns(imported ?? throw new ArgumentException($"{parameter.Name} is imported, but no weights are."), first, parameter.Type.Shape.Elements), parameter.Type.Shape),
            { Scale: 0, Middle: 0 } => initialisation.Zeros(parameter.Type),
            { Scale: 0 } => initialisation.Fill(parameter.Type, start.Middle),
            { IsNormal: true } => initialisation.PhiloxNormal(parameter.Type, start.Middle, start.Scale, (ushort)slot),
            _ => initialisation.PhiloxUniform(parameter.Type, start.Middle - start.Scale, 2 * start.Scale, (ushort)slot),
        };
        return new StateSlot(parameter.Name, parameter.Type, group, made.Reference.Index, next.Reference.Index);
    }

    private static GraphValue AsRows(RecordList list, GraphValue logits) =>
        list.Reshape(logits, Shape.Of((uint)logits.Shape.Rows, (uint)logits.Shape.Columns));

    private (GraphValue Loss, ImmutableArray<GraphValue> Gradients, ImmutableArray<int> Trained) Backward(
        Layers layers, Parameters parameters, GraphValue batch, GraphValue target)
    {
        RecordList list = layers.List;
        GraphValue logits = AsRows(list, Forward(layers, batch));
        (GraphValue shifted, GraphValue exponentials, GraphValue sums) = list.SoftmaxParts(logits);
        GraphValue loss = list.Mean(list.CrossEntropyLoss(shifted, sums, target));
        ImmutableArray<int> trained = [.. Enumerable.Range(0, parameters.All.Count).Where(slot => parameters.All[slot].IsTrained)];
        GraphValue gradient = list.CrossEntropyGrad(exponentials, sums, target, 1f / logits.Shape.Rows);
        ImmutableArray<GraphValue> values = [.. trained.Select(slot => new GraphValue(TensorRef.State(slot), parameters.All[slot].Type))];
        return (loss, Gradients.Append(list, logits, gradient, values), trained);
    }

    private GraphValue Evaluate(RecordList list, Parameters parameters, ImmutableArray<GraphValue> data)
    {
        GraphValue? all = null;
        int count = 0;
        foreach ((GraphValue input, GraphValue target) in Feed.HeldOut(list, data))
        {
            GraphValue logits = AsRows(list, Forward(new Layers(list, parameters, isTraining: false), input));
            GraphValue part = Metric == Metric.Accuracy ? Hits(list, logits, target) : Losses(list, logits, target);
            count += part.Shape.Elements;
            GraphValue sum = list.Sum(part);
            all = all is { } before ? list.Concat(before, sum) : sum;
        }

        GraphValue parts = all ?? throw new InvalidOperationException("A feed has held-out examples.");
        return list.Scale(list.Sum(parts), 1f / count);
    }

    private static GraphValue Hits(RecordList list, GraphValue logits, GraphValue target) =>
        list.EqualFloat(list.RowArgMax(logits), list.Reshape(target, Shape.Of((uint)target.Shape.Elements)));

    private static GraphValue Losses(RecordList list, GraphValue logits, GraphValue target)
    {
        (GraphValue shifted, _, GraphValue sums) = list.SoftmaxParts(logits);
        return list.CrossEntropyLoss(shifted, sums, target);
    }
}
