using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>One operator of a graph: it reads at most three tensors and writes one.</summary>
[Scale]
public sealed partial record GraphRecord(
    OperatorId Operator, OperatorAttributes Attributes, [MaxLength(GraphRecord.MaxInputs)] ImmutableArray<TensorRef> Inputs, TensorType Output)
{
    /// <summary>The most tensors an operator reads.</summary>
    public const int MaxInputs = 3;
}
