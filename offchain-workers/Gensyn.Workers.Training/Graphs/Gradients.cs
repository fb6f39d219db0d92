using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>Reverse-mode differentiation of a record list: gradients are records of the same list.</summary>
/// <remarks>
/// A value that several records read would need its gradients added, and no operator adds two tensors: such a graph is refused.
/// </remarks>
public static class Gradients
{
    /// <summary>Writes the gradient by one input of a record, from the gradient by its output.</summary>
    private delegate GraphValue Rule(RecordList list, GraphRecord record, ImmutableArray<GraphValue> inputs, int input, GraphValue gradient);

    private static readonly ImmutableDictionary<OperatorId, Rule> Rules = new Dictionary<OperatorId, Rule>
    {
        [OperatorId.MatMul] = static (list, record, inputs, input, gradient) =>
        {
            bool left = record.Attributes.A == 1, right = record.Attributes.B == 1;
            if (input == 0) return left ? list.MatMul(inputs[1], gradient, right, true) : list.MatMul(gradient, inputs[1], false, !right);
            return right ? list.MatMul(gradient, inputs[0], true, left) : list.MatMul(inputs[0], gradient, !left, false);
        },
        [OperatorId.AddRow] = static (list, _, _, input, gradient) => input == 0 ? gradient : list.ColumnSum(gradient),
        [OperatorId.Relu] = static (list, _, inputs, _, gradient) => list.ReluGrad(gradient, inputs[0]),
        [OperatorId.Scale] = static (list, record, _, _, gradient) => list.Scale(gradient, BitConverter.UInt32BitsToSingle(record.Attributes.A)),
    }.ToImmutableDictionary();

    // Each stands here for one of three reasons: it reads no parameters, it is a gradient or an update itself, or the softmax's own
    // gradient operator takes its place.
    private static readonly ImmutableHashSet<OperatorId> WithoutRule =
    [
        OperatorId.BatchIndices, OperatorId.Gather, OperatorId.GatherLabels, OperatorId.ImportRows, OperatorId.ImportLabels, OperatorId.PhiloxUniform, OperatorId.Zeros,
        OperatorId.ReluGrad, OperatorId.CrossEntropyGrad, OperatorId.MomentumUpdate, OperatorId.SgdUpdate, OperatorId.RowArgMax, OperatorId.EqualFloat,
        OperatorId.RowMax, OperatorId.SubRow, OperatorId.Exp, OperatorId.RowSum, OperatorId.CrossEntropyLoss, OperatorId.ColumnSum, OperatorId.SumBlocks,
    ];

    /// <summary>Whether the operator has a gradient, or a stated reason to have none.</summary>
    public static bool Covers(OperatorId id) => Rules.ContainsKey(id) || WithoutRule.Contains(id);

    /// <summary>Appends the records that compute the gradients by <paramref name="parameters"/>, given that by <paramref name="output"/>.</summary>
    /// <exception cref="NotSupportedException">The path to a parameter has an operator without a gradient, or forks.</exception>
    public static ImmutableArray<GraphValue> Append(RecordList list, GraphValue output, GraphValue outputGradient, ImmutableArray<GraphValue> parameters)
    {
        if (output.Reference.Source != TensorSource.Record) throw new ArgumentException("The output is not a record's.", nameof(output));
        int last = output.Reference.Index;
        HashSet<TensorRef> wanted = [.. parameters.Select(static parameter => parameter.Reference)];
        for (int i = 0; i <= last; i++)
        {
            if (list.InputsOf(i).Any(input => wanted.Contains(input.Reference))) wanted.Add(TensorRef.Record(i));
        }

        Dictionary<TensorRef, GraphValue> gradients = new() { [output.Reference] = outputGradient };
        for (int i = last; i >= 0; i--)
        {
            GraphRecord record = list.Records[i];
            if (!gradients.TryGetValue(TensorRef.Record(i), out GraphValue gradient)) continue;
            ImmutableArray<GraphValue> inputs = list.InputsOf(i);

            // The last input first: a layer's bias and weights come before the gradient that goes on to the layer below.
            for (int input = inputs.Length - 1; input >= 0; input--)
            {
                if (!wanted.Contains(inputs[input].Reference)) continue;
                if (!Rules.TryGetValue(record.Operator, out Rule? rule)) throw new NotSupportedException($"{record.Operator} has no gradient.");
                if (!gradients.TryAdd(inputs[input].Reference, rule(list, record, inputs, input, gradient)))
                {
                    throw new NotSupportedException($"Input {input} of record {i} is read twice: its gradients would have to be added.");
                }
            }
        }

        return [.. parameters.Select(parameter => gradients.TryGetValue(parameter.Reference, out GraphValue gradient)
            ? gradient
            : throw new NotSupportedException($"The output does not depend on the parameter {parameter.Reference}."))];
    }
}
