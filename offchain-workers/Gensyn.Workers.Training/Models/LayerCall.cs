using System.Collections.Immutable;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>Layers that formats of models have a node for.</summary>
internal enum LayerKind
{
    Linear,
    Conv2d,
    MaxPool2d,
    AvgPool2d,
    GlobalAvgPool2d,
    BatchNorm,
    LayerNorm,
    Softmax,
}

/// <summary>A layer as it was called: what the records that end in its output are together.</summary>
/// <param name="Kind">The layer.</param>
/// <param name="Inputs">Its input, then its tensors in PyTorch's order: weight, bias, running mean, running variance.</param>
/// <param name="Geometry">How windows lie.</param>
/// <param name="Epsilon">What norms add to variances.</param>
internal sealed record LayerCall(LayerKind Kind, ImmutableArray<GraphValue> Inputs, WindowGeometry Geometry = default, float Epsilon = 0);
