using Gensyn.Verification;

namespace Gensyn.Workers.Training.Graphs;

/// <summary>A tensor while a graph is being written: where it comes from and what it is.</summary>
public readonly record struct GraphValue(TensorRef Reference, TensorType Type)
{
    /// <summary>The extents.</summary>
    public Shape Shape => Type.Shape;
}
