using System.Collections.Immutable;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>How the elements of a lowered value lie.</summary>
internal enum Placement
{
    /// <summary>In the order of its ONNX dimensions.</summary>
    Plain,

    /// <summary>An image [N, C, H, W] that lies [N, H, W, C].</summary>
    ChannelsLast,

    /// <summary>Rows [N, C·H·W] that lie [N, H·W·C].</summary>
    Flattened,
}

/// <summary>A value of an ONNX graph while it is lowered.</summary>
/// <param name="Dims">Its ONNX sizes, outermost first.</param>
internal abstract record OnnxValue(ImmutableArray<int> Dims)
{
    /// <summary>A constant known before training.</summary>
    public sealed record Constant(string Name, HostTensor Tensor) : OnnxValue(Tensor.Dims);

    /// <summary>A tensor of the graph. Its shape may be any of as many elements: reshapes are written when an operator needs one.</summary>
    /// <param name="Value">The graph's tensor.</param>
    /// <param name="Dims">The ONNX sizes.</param>
    /// <param name="Placement">How the elements lie.</param>
    /// <param name="Image">Of flattened rows: channels, height and width.</param>
    public sealed record Live(GraphValue Value, ImmutableArray<int> Dims, Placement Placement = Placement.Plain, (int C, int H, int W) Image = default) : OnnxValue(Dims)
    {
        /// <summary>The sizes in the order in which the elements lie.</summary>
        public ImmutableArray<int> Extents => Placement == Placement.ChannelsLast ? [Dims[0], Dims[2], Dims[3], Dims[1]] : Dims;
    }

    /// <summary>An initializer: trained where a differentiable operator reads it, a constant where a shape or mask is made of it.</summary>
    /// <param name="Initializer">The initializer.</param>
    /// <param name="IsTransposed">Whether it is read as the matrix turned.</param>
    public sealed record Weight(OnnxTensor Initializer, bool IsTransposed = false)
        : OnnxValue(IsTransposed ? [Initializer.Dims[1], Initializer.Dims[0]] : Initializer.Dims);

    /// <summary>A part of an initializer, of which it is not known yet whether it is trained.</summary>
    public sealed record Part(ImmutableArray<int> Dims, Func<HostTensor> Fold, Func<Live> Write) : OnnxValue(Dims);
}
