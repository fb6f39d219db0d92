using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>Reverse-mode differentiation of a record list: gradients are records of the same list.</summary>
/// <remarks>Records are walked from last to first, inputs from last to first; a value that several records read gets the sum of its gradients in that order.</remarks>
public static partial class Gradients
{
    /// <summary>Writes the gradient by one input of a record, from the gradient by its output.</summary>
    private delegate GraphValue Rule(RecordList list, in Reading reading, GraphValue gradient);

    /// <summary>Whether the operator has a gradient.</summary>
    public static bool HasRule(OperatorId id) => Rules.ContainsKey(id);

    /// <summary>Why the operator has no gradient; null when it has one, or when nobody has thought of it.</summary>
    public static string? ReasonForNone(OperatorId id) => WithoutRule.GetValueOrDefault(id);

    /// <summary>Appends the records that compute the gradients by <paramref name="parameters"/>, given that by <paramref name="output"/>.</summary>
    /// <exception cref="NotSupportedException">The path to a parameter has an operator without a gradient, or there is none.</exception>
    public static ImmutableArray<GraphValue> Append(RecordList list, GraphValue output, GraphValue outputGradient, ImmutableArray<GraphValue> parameters)
    {
        if (output.Reference.Source != TensorSource.Record) throw new ArgumentException("The output is not a record's.", nameof(output));
        int last = output.Reference.Index;
        HashSet<TensorRef> wanted = [.. parameters.Select(static parameter => parameter.Reference)];
        for (int i = 0; i <= last; i++)
        {
            bool reads = list.Composites.TryGetValue(i, out RecordList.Composite? whole)
                ? wanted.Contains(whole.Input.Reference)
                : list.InputsOf(i).Any(input => wanted.Contains(input.Reference));
            if (reads) wanted.Add(TensorRef.Record(i));
        }

        Dictionary<TensorRef, GraphValue> gradients = new() { [output.Reference] = outputGradient };
        for (int i = last; i >= 0; i--)
        {
            GraphRecord record = list.Records[i];
            if (!gradients.TryGetValue(TensorRef.Record(i), out GraphValue gradient)) continue;
            if (list.Composites.TryGetValue(i, out RecordList.Composite? composite))
            {
                if (wanted.Contains(composite.Input.Reference)) Take(composite.Input.Reference, composite.Rule(gradient));
                continue;
            }

            ImmutableArray<GraphValue> inputs = list.InputsOf(i);

            // The last input first: a layer's bias and weights come before the gradient that goes on to the layer below.
            for (int input = inputs.Length - 1; input >= 0; input--)
            {
                TensorRef to = inputs[input].Reference;
                if (!wanted.Contains(to)) continue;
                if (!Rules.TryGetValue(record.Operator, out Rule? rule)) throw new NotSupportedException($"Record {i}, {record.Operator}, has no gradient: {ReasonForNone(record.Operator)}.");
                Take(to, rule(list, new Reading(record, inputs, list.OutputOf(i), input), gradient));
            }
        }

        return [.. parameters.Select(parameter => gradients.TryGetValue(parameter.Reference, out GraphValue gradient)
            ? gradient
            : throw new NotSupportedException($"The output does not depend on the parameter {parameter.Reference}."))];

        void Take(TensorRef to, GraphValue made) => gradients[to] = gradients.TryGetValue(to, out GraphValue other) ? list.Add(other, made) : made;
    }

    /// <summary>A record as one of its inputs sees it.</summary>
    private readonly record struct Reading(GraphRecord Record, ImmutableArray<GraphValue> Inputs, GraphValue Output, int Input)
    {
        public GraphValue X => Inputs[0];

        public GraphValue Y => Inputs[1];

        public OperatorAttributes Attributes => Record.Attributes;

        public Spread Spread => (Spread)Record.Attributes.A;
    }
}
