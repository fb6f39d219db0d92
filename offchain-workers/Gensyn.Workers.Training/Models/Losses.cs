using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>What training lowers, as a mean. Names, defaults and means are those of torch.nn.</summary>
public abstract record Loss
{
    /// <summary>Whether targets are labels; otherwise they are numbers, one for each output.</summary>
    internal abstract bool TakesLabels { get; }

    /// <summary>Says what outputs or options should have been; null when they fit.</summary>
    internal virtual string? Check(TensorType outputs, TensorType target)
    {
        if (TakesLabels == (target.Type == DataType.Float32)) return TakesLabels ? $"labels for its loss, not numbers {target}" : $"numbers for its loss, Float32 [rows, outputs], not labels {target}";
        return TakesLabels || outputs == target ? null : $"a number for each output {outputs}, not {target}";
    }

    /// <summary>The terms of the mean, and the weight of each where some do not count.</summary>
    internal abstract (GraphValue Values, GraphValue? Weights) Terms(RecordList list, GraphValue outputs, GraphValue target);

    /// <summary>Writes one micro-batch's share of the mean, [1], and its gradient by the outputs.</summary>
    /// <param name="list">The step's records.</param>
    /// <param name="outputs">What the model says, [rows, outputs].</param>
    /// <param name="target">What it should have said.</param>
    /// <param name="parts">How many micro-batches there are, each of which counts alike.</param>
    internal abstract (GraphValue Loss, GraphValue Gradient) Append(RecordList list, GraphValue outputs, GraphValue target, int parts);
}

/// <summary>Softmax cross-entropy of logits and labels: torch.nn.CrossEntropyLoss.</summary>
/// <remarks>
/// The mean is over the rows that count. Where every label of a batch is ignored, loss and gradient are 0; torch.nn's loss is NaN.
/// </remarks>
/// <param name="LabelSmoothing">How much of the target is spread over all classes alike, from 0 to 1.</param>
/// <param name="IgnoreIndex">The label whose rows do not count; null counts all.</param>
public sealed record CrossEntropyLoss(float LabelSmoothing = 0f, uint? IgnoreIndex = null) : Loss
{
    internal override bool TakesLabels => true;

    internal override string? Check(TensorType outputs, TensorType target) =>
        LabelSmoothing is >= 0f and <= 1f ? base.Check(outputs, target) : $"a label smoothing from 0 to 1, not {LabelSmoothing}";

    internal override (GraphValue Values, GraphValue? Weights) Terms(RecordList list, GraphValue outputs, GraphValue target)
    {
        GraphValue? weights = Weights(list, target);
        (GraphValue rows, _, _) = Rows(list, outputs, target, weights);
        return (rows, weights);
    }

    internal override (GraphValue Loss, GraphValue Gradient) Append(RecordList list, GraphValue outputs, GraphValue target, int parts)
    {
        GraphValue? weights = Weights(list, target);
        (GraphValue rows, GraphValue exponentials, GraphValue sums) = Rows(list, outputs, target, weights);
        float share = weights is null ? 1f / (outputs.Shape.Rows * parts) : 1f / parts;
        GraphValue sum = list.Sum(rows);
        if (weights is not { } counted) return (list.Scale(sum, share), Gradient(list, exponentials, sums, target, share));

        GraphValue count = AtLeastOne(list, list.Sum(counted));
        GraphValue loss = list.Divide(sum, count, Spread.Single);
        if (parts > 1) loss = list.Scale(loss, share);
        GraphValue gradient = list.Multiply(Gradient(list, exponentials, sums, target, share), counted, Spread.PerRow);
        return (loss, list.Divide(gradient, count, Spread.Single));
    }

    /// <summary>1 for each row that counts and 0 for the others; null when all do.</summary>
    internal GraphValue? Weights(RecordList list, GraphValue target) =>
        IgnoreIndex is { } ignored ? list.NotEqual(list.Reshape(target, Shape.Of((uint)target.Shape.Elements)), ignored) : null;

    /// <summary>max(n, 1) for a whole number.</summary>
    internal static GraphValue AtLeastOne(RecordList list, GraphValue count) => list.Offset(list.Relu(list.Offset(count, -1f)), 1f);

    private (GraphValue Losses, GraphValue Exponentials, GraphValue Sums) Rows(RecordList list, GraphValue logits, GraphValue target, GraphValue? weights)
    {
        (GraphValue shifted, GraphValue exponentials, GraphValue sums) = list.SoftmaxParts(logits);
        GraphValue losses = list.CrossEntropyLoss(shifted, sums, target);
        if (LabelSmoothing > 0f)
        {
            // The mean over the classes of −ln p: ln Σ less the mean of the shifted logits.
            GraphValue spread = list.Subtract(list.Map(OperatorId.Log, sums), list.Scale(list.RowSum(shifted), 1f / logits.Shape.Columns));
            losses = list.Average(losses, spread, 1f - LabelSmoothing, LabelSmoothing);
        }

        return (weights is { } counted ? list.Multiply(losses, counted) : losses, exponentials, sums);
    }

    private GraphValue Gradient(RecordList list, GraphValue exponentials, GraphValue sums, GraphValue target, float share)
    {
        GraphValue own = list.CrossEntropyGrad(exponentials, sums, target, share);
        if (LabelSmoothing == 0f) return own;
        GraphValue spread = list.Offset(list.Divide(exponentials, sums, Spread.PerRow), -1f / exponentials.Shape.Columns);
        return list.Average(own, spread, 1f - LabelSmoothing, LabelSmoothing * share);
    }
}

/// <summary>A loss of each output by itself; the mean is over all of them.</summary>
public abstract record ElementLoss : Loss
{
    internal sealed override bool TakesLabels => false;

    internal sealed override (GraphValue Values, GraphValue? Weights) Terms(RecordList list, GraphValue outputs, GraphValue target) => (Values(list, outputs, target), null);

    internal sealed override (GraphValue Loss, GraphValue Gradient) Append(RecordList list, GraphValue outputs, GraphValue target, int parts)
    {
        float share = 1f / ((float)outputs.Shape.Elements * parts);
        return (list.Scale(list.Sum(Values(list, outputs, target)), share), Gradient(list, outputs, target, share));
    }

    /// <summary>The loss of each output.</summary>
    private protected abstract GraphValue Values(RecordList list, GraphValue outputs, GraphValue target);

    /// <summary>The gradient by each output of the losses' sum times <paramref name="share"/>.</summary>
    private protected abstract GraphValue Gradient(RecordList list, GraphValue outputs, GraphValue target, float share);
}

/// <summary>The squared distance: torch.nn.MSELoss.</summary>
public sealed record MSELoss : ElementLoss
{
    private protected override GraphValue Values(RecordList list, GraphValue outputs, GraphValue target)
    {
        GraphValue distance = list.Subtract(outputs, target);
        return list.Multiply(distance, distance);
    }

    private protected override GraphValue Gradient(RecordList list, GraphValue outputs, GraphValue target, float share) => list.Scale(list.Subtract(outputs, target), 2f * share);
}

/// <summary>The absolute distance: torch.nn.L1Loss. Its gradient at a distance of 0 is 0.</summary>
public sealed record L1Loss : ElementLoss
{
    private protected override GraphValue Values(RecordList list, GraphValue outputs, GraphValue target) => list.Map(OperatorId.Abs, list.Subtract(outputs, target));

    private protected override GraphValue Gradient(RecordList list, GraphValue outputs, GraphValue target, float share) =>
        list.Scale(list.Map(OperatorId.Sign, list.Subtract(outputs, target)), share);
}

/// <summary>Binary cross-entropy of logits and targets from 0 to 1: torch.nn.BCEWithLogitsLoss.</summary>
public sealed record BCEWithLogitsLoss : ElementLoss
{
    private protected override GraphValue Values(RecordList list, GraphValue outputs, GraphValue target) => list.Add(OperatorId.BinaryCrossEntropy, default, outputs.Type, outputs, target);

    private protected override GraphValue Gradient(RecordList list, GraphValue outputs, GraphValue target, float share) =>
        list.Scale(list.Subtract(list.Map(OperatorId.Sigmoid, outputs), target), share);
}
