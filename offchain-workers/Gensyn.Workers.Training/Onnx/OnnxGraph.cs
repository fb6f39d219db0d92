using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>The nodes of a model and what they work on.</summary>
/// <param name="Name">The graph's name.</param>
/// <param name="Nodes">The nodes; each reads only inputs, initializers and what nodes before it give.</param>
/// <param name="Initializers">The constants, among them the weights.</param>
/// <param name="Inputs">What the graph is given; an input that is an initializer too has that as its default.</param>
/// <param name="Outputs">What the graph gives.</param>
/// <param name="ValueInfos">What is said about values in between.</param>
public sealed record OnnxGraph(
    string Name,
    ImmutableArray<OnnxNode> Nodes,
    ImmutableArray<OnnxTensor> Initializers,
    ImmutableArray<OnnxValueInfo> Inputs,
    ImmutableArray<OnnxValueInfo> Outputs,
    ImmutableArray<OnnxValueInfo> ValueInfos);
