using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>An input of a record with what the graph says of it.</summary>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Type">Its elements and extents.</param>
/// <param name="Group">For a state tensor: the root that covers it.</param>
/// <param name="Position">For a state tensor: its place under that root.</param>
[Scale]
public readonly partial record struct ResolvedInput(TensorRef Reference, TensorType Type, StateGroup Group, ushort Position);

/// <summary>A record with the types of its inputs: a leaf of the graph's tree, so that one opening says all that a leaf needs.</summary>
[Scale]
public sealed partial record ResolvedRecord(
    OperatorId Operator, OperatorAttributes Attributes, [MaxLength(GraphRecord.MaxInputs)] ImmutableArray<ResolvedInput> Inputs, TensorType Output);
