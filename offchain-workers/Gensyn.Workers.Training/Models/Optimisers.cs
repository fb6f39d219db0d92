using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>How the learning rate goes over the steps.</summary>
/// <param name="WarmUp">Steps over which it rises from 0.</param>
public abstract record Schedule(uint WarmUp)
{
    /// <summary>Writes the record of a step's rate; null where the rate is a constant.</summary>
    internal abstract GraphValue? Append(RecordList list, float rate);
}

/// <summary>The same rate after the warm-up.</summary>
/// <param name="WarmUp">Steps over which it rises from 0.</param>
public sealed record ConstantSchedule(uint WarmUp = 0) : Schedule(WarmUp)
{
    internal override GraphValue? Append(RecordList list, float rate) => WarmUp == 0 ? null : list.StepSchedule(rate, WarmUp, 0, 1f);
}

/// <summary>A rate that falls by a factor after each period.</summary>
/// <param name="Period">Steps of a period.</param>
/// <param name="Factor">The factor.</param>
/// <param name="WarmUp">Steps over which it rises from 0.</param>
public sealed record SteppedSchedule(uint Period, float Factor, uint WarmUp = 0) : Schedule(WarmUp)
{
    internal override GraphValue? Append(RecordList list, float rate) => list.StepSchedule(rate, WarmUp, Period, Factor);
}

/// <summary>A rate that falls along a cosine.</summary>
/// <param name="Last">The step at which it is least.</param>
/// <param name="Least">The least rate, as a share of the first.</param>
/// <param name="WarmUp">Steps over which it rises from 0.</param>
public sealed record AnnealedSchedule(uint Last, float Least = 0f, uint WarmUp = 0) : Schedule(WarmUp)
{
    internal override GraphValue? Append(RecordList list, float rate) => list.CosineSchedule(rate, WarmUp, Last, rate * Least);
}

/// <summary>How parameters follow their gradients. Names and defaults are those of torch.optim.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="WeightDecay">How much of a weight is taken from it: by the gradient for SGD and Adam, beside it for AdamW; never of biases and norms.</param>
public abstract record Optimiser(float Rate, float WeightDecay)
{
    /// <summary>How the rate goes.</summary>
    public Schedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>The most that the norm of all gradients together may be; null for no bound.</summary>
    public float? ClipNorm { get; init; }

    /// <summary>Writes the records that make each parameter's next value, and those of the optimiser's own tensors.</summary>
    /// <param name="list">The step's records.</param>
    /// <param name="parameters">The trained parameters, with the gradient of each.</param>
    /// <param name="firstSlot">The slot of the optimiser's first tensor.</param>
    internal OptimiserStep Append(RecordList list, IReadOnlyList<(Parameter Parameter, GraphValue Value, GraphValue Gradient)> parameters, int firstSlot)
    {
        OptimiserStep step = new(firstSlot);
        GraphValue? rate = Schedule.Append(list, Rate);
        GraphValue? clip = ClipNorm is { } most ? ClipFactor(list, parameters.Select(static one => one.Gradient), most) : null;
        Begin(list, step);
        foreach ((Parameter parameter, GraphValue value, GraphValue gradient) in parameters)
        {
            GraphValue bounded = clip is { } factor ? list.Multiply(gradient, factor, Spread.Single) : gradient;
            step.Next.Add(Move(list, step, parameter, value, bounded, rate));
        }

        return step;
    }

    /// <summary>Writes what all parameters share.</summary>
    private protected virtual void Begin(RecordList list, OptimiserStep step)
    {
    }

    private protected abstract GraphValue Move(RecordList list, OptimiserStep step, Parameter parameter, GraphValue value, GraphValue gradient, GraphValue? rate);

    /// <summary>The parameter moved along a direction.</summary>
    private protected GraphValue Descend(RecordList list, GraphValue direction, GraphValue value, GraphValue? rate) =>
        rate is { } scheduled ? list.Add(OperatorId.Descend, default, value.Type, direction, value, scheduled) : list.SgdUpdate(direction, value, Rate);

    private static GraphValue ClipFactor(RecordList list, IEnumerable<GraphValue> gradients, float most)
    {
        GraphValue? squares = null;
        foreach (GraphValue gradient in gradients)
        {
            GraphValue one = list.Sum(list.RowDot(gradient, gradient));
            squares = squares is { } others ? list.Concat(others, one) : one;
        }

        GraphValue sum = list.Sum(squares ?? throw new InvalidOperationException("There are no parameters."));
        return list.Add(OperatorId.ClipFactor, new(BitConverter.SingleToUInt32Bits(most)), sum.Type, sum);
    }
}

/// <summary>The optimiser's part of a step: its tensors and what becomes of them.</summary>
internal sealed class OptimiserStep(int firstSlot)
{
    /// <summary>The next values of the parameters, in order.</summary>
    public List<GraphValue> Next { get; } = [];

    /// <summary>The optimiser's tensors, with their next values.</summary>
    public List<(Parameter Tensor, GraphValue Next)> Own { get; } = [];

    /// <summary>What Adam's average of gradients is multiplied by in this step.</summary>
    public GraphValue Correction1 { get; set; }

    /// <summary>What Adam's average of squares is multiplied by in this step.</summary>
    public GraphValue Correction2 { get; set; }

    /// <summary>A tensor of the optimiser's as the step finds it.</summary>
    public GraphValue Add(string name, TensorType type, float start)
    {
        Own.Add((new Parameter(name, type, Start.At(start), IsTrained: false), default));
        return new(TensorRef.State(firstSlot + Own.Count - 1), type);
    }

    /// <summary>Settles the next value of one.</summary>
    public GraphValue Set(GraphValue tensor, GraphValue next)
    {
        int index = tensor.Reference.Index - firstSlot;
        Own[index] = Own[index] with { Next = next };
        return next;
    }
}

/// <summary>Stochastic gradient descent with momentum: torch.optim.SGD.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Momentum">What is kept of the velocity.</param>
/// <param name="Nesterov">Whether the step looks ahead along the velocity.</param>
/// <param name="WeightDecay">What of each weight is added to its gradient.</param>
public sealed record Sgd(float Rate, float Momentum = 0f, bool Nesterov = false, float WeightDecay = 0f) : Optimiser(Rate, WeightDecay)
{
    private protected override GraphValue Move(RecordList list, OptimiserStep step, Parameter parameter, GraphValue value, GraphValue gradient, GraphValue? rate)
    {
        if (WeightDecay != 0 && parameter.Decays) gradient = list.MomentumUpdate(value, gradient, WeightDecay);
        if (Momentum == 0) return Descend(list, gradient, value, rate);
        GraphValue velocity = step.Add($"velocity.{parameter.Name}", parameter.Type, 0f);
        GraphValue moved = step.Set(velocity, list.MomentumUpdate(velocity, gradient, Momentum));
        return Descend(list, Nesterov ? list.MomentumUpdate(moved, gradient, Momentum) : moved, value, rate);
    }
}

/// <summary>Adam (Kingma and Ba, 2015), or AdamW (Loshchilov and Hutter, 2019) when decoupled: torch.optim.Adam and AdamW.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Beta1">What is kept of the average of gradients.</param>
/// <param name="Beta2">What is kept of the average of their squares.</param>
/// <param name="Epsilon">What is added to the root.</param>
/// <param name="WeightDecay">The weight decay.</param>
/// <param name="IsDecoupled">Whether the decay works beside the gradient.</param>
public sealed record Adam(float Rate = 1e-3f, float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f, float WeightDecay = 0f, bool IsDecoupled = false)
    : Optimiser(Rate, WeightDecay)
{
    // The corrections of one step, made anew by each.
    private protected override void Begin(RecordList list, OptimiserStep step)
    {
        TensorType one = new(DataType.Float32, Shape.Of(1));
        GraphValue product1 = step.Add("adam.beta1_product", one, 1f), product2 = step.Add("adam.beta2_product", one, 1f);
        step.Correction1 = list.Map(OperatorId.BiasCorrection, step.Set(product1, list.Scale(product1, Beta1)));
        step.Correction2 = list.Map(OperatorId.BiasCorrection, step.Set(product2, list.Scale(product2, Beta2)));
    }

    private protected override GraphValue Move(RecordList list, OptimiserStep step, Parameter parameter, GraphValue value, GraphValue gradient, GraphValue? rate)
    {
        bool decays = WeightDecay != 0 && parameter.Decays;
        if (decays && !IsDecoupled) gradient = list.MomentumUpdate(value, gradient, WeightDecay);
        GraphValue mean = step.Add($"exp_avg.{parameter.Name}", parameter.Type, 0f), square = step.Add($"exp_avg_sq.{parameter.Name}", parameter.Type, 0f);
        GraphValue nextMean = step.Set(mean, list.Average(mean, gradient, Beta1, 1f - Beta1));
        GraphValue nextSquare = step.Set(square, list.SquareAverage(square, gradient, Beta2, 1f - Beta2));
        GraphValue direction = list.AdamDirection(
            list.Multiply(nextMean, step.Correction1, Spread.Single), list.Multiply(nextSquare, step.Correction2, Spread.Single), Epsilon);
        if (!decays || !IsDecoupled) return Descend(list, direction, value, rate);

        // w − rate·decay·w, then the step: the decay is a step along the weight itself.
        GraphValue decayed = Descend(list, list.Scale(value, WeightDecay), value, rate);
        return Descend(list, direction, decayed, rate);
    }
}
