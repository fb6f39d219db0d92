using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Onnx;

namespace Gensyn.Workers.Training.Models;

/// <summary>A model of rows, of images, or of the token that follows in a text. Makes the graph that a task carries.</summary>
/// <param name="Forward">Writes the forward pass, from a batch to outputs: logits whose last dimension is the classes, or numbers.</param>
/// <param name="Feed">Where examples come from.</param>
/// <param name="Optimiser">How parameters follow their gradients.</param>
/// <param name="Metric">What the evaluation reports.</param>
public sealed record ModelDefinition(Func<Layers, GraphValue, GraphValue> Forward, Feed Feed, Optimiser Optimiser, Metric Metric = Metric.Accuracy)
{
    /// <summary>What training lowers.</summary>
    public Loss Loss { get; init; } = new CrossEntropyLoss();

    /// <summary>How many parts a step's batch is computed in, one after the other, which takes less memory.</summary>
    /// <remarks>
    /// The parts are the batch's rows in order, and the gradient is ((g₁ + g₂) + g₃) + … of each part's mean over their number, as accumulating <c>loss / parts</c> gives in PyTorch.
    /// So the examples of a step are the same whatever the number; sums are rounded in another order, batch norm sees a part at a time, and dropout draws anew for each.
    /// </remarks>
    public int MicroBatches { get; init; } = 1;

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
        (GraphValue loss, ImmutableArray<GraphValue> gradients, ImmutableArray<int> trained) = Backward(layers, parameters, inputs);

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
        Layers layers, Parameters parameters, ImmutableArray<GraphValue> data)
    {
        RecordList list = layers.List;
        GraphValue? all = null;
        ImmutableArray<GraphValue> sums = [];
        ImmutableArray<int> trained = [];
        foreach ((GraphValue batch, GraphValue target) in Feed.Batches(list, data, MicroBatches))
        {
            GraphValue outputs = AsRows(list, Forward(layers, batch));
            Require(outputs, target);
            (GraphValue loss, GraphValue gradient) = Loss.Append(list, outputs, target, MicroBatches);
            trained = [.. Enumerable.Range(0, parameters.All.Count).Where(slot => parameters.All[slot].IsTrained)];
            ImmutableArray<GraphValue> values = [.. trained.Select(slot => new GraphValue(TensorRef.State(slot), parameters.All[slot].Type))];
            ImmutableArray<GraphValue> gradients = Gradients.Append(list, outputs, gradient, values);
            sums = all is null ? gradients : [.. sums.Zip(gradients, (sum, one) => list.Add(sum, one))];
            all = all is { } before ? list.Add(before, loss) : loss;
        }

        return (all ?? throw new InvalidOperationException("A feed has a batch."), sums, trained);
    }

    private void Require(GraphValue outputs, GraphValue target)
    {
        if (Loss.Check(outputs.Type, target.Type) is { } expected) throw new ArgumentException($"The model does not fit the data: it expects {expected}.");
        bool isOfLabels = Metric == Metric.Accuracy;
        if (Metric == Metric.Loss || isOfLabels == Loss.TakesLabels) return;
        throw new ArgumentException($"{Metric} is a metric of {(isOfLabels ? "labels" : "numbers")}, and {Loss.GetType().Name} is a loss of {(Loss.TakesLabels ? "labels" : "numbers")}.");
    }

    private GraphValue Evaluate(RecordList list, Parameters parameters, ImmutableArray<GraphValue> data)
    {
        GraphValue? all = null, counted = null;
        int count = 0;
        foreach ((GraphValue input, GraphValue target) in Feed.HeldOut(list, data))
        {
            GraphValue outputs = AsRows(list, Forward(new Layers(list, parameters, isTraining: false), input));
            (GraphValue part, GraphValue? weights) = Measure(list, outputs, target);
            count += part.Shape.Elements;
            GraphValue sum = list.Sum(part);
            all = all is { } before ? list.Concat(before, sum) : sum;
            if (weights is not { } some) continue;
            GraphValue number = list.Sum(some);
            counted = counted is { } others ? list.Concat(others, number) : number;
        }

        GraphValue parts = all ?? throw new InvalidOperationException("A feed has held-out examples.");
        if (counted is not { } numbers) return list.Scale(list.Sum(parts), 1f / count);
        return list.Divide(list.Sum(parts), CrossEntropyLoss.AtLeastOne(list, list.Sum(numbers)), Spread.Single);
    }

    private (GraphValue Values, GraphValue? Weights) Measure(RecordList list, GraphValue outputs, GraphValue target)
    {
        switch (Metric)
        {
            case Metric.Accuracy:
                GraphValue? weights = (Loss as CrossEntropyLoss)?.Weights(list, target);
                GraphValue hits = list.EqualFloat(list.RowArgMax(outputs), list.Reshape(target, Shape.Of((uint)target.Shape.Elements)));
                return (weights is { } counted ? list.Multiply(hits, counted) : hits, weights);
            case Metric.MeanSquaredError:
                return new MSELoss().Terms(list, outputs, target);
            case Metric.MeanAbsoluteError:
                return new L1Loss().Terms(list, outputs, target);
            case Metric.BinaryAccuracy:
                GraphValue side = list.Map(OperatorId.Sign, list.Offset(target, -0.5f));
                return (list.Relu(list.Multiply(list.Map(OperatorId.Sign, outputs), side)), null);
            default:
                return Loss.Terms(list, outputs, target);
        }
    }
}
