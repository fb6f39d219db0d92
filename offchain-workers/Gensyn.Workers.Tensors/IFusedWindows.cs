using Gensyn.Verification;

namespace Gensyn.Workers.Tensors;

/// <summary>Kernels that read windows of images in place: each writes the bits of the records that it stands for.</summary>
/// <remarks>Images are [N, H, W, C]; the geometry is a <see cref="Verification.Operators.WindowGeometry"/> in a record's attributes, the fourth word what stands outside the image.</remarks>
public interface IFusedWindows
{
    /// <summary>Unfold in one group, then MatMul: weights [KH·KW·C, O], output [N, OH, OW, O].</summary>
    void Convolution(Tensor image, Tensor weights, OperatorAttributes geometry, Tensor output);

    /// <summary>Unfold in one group, then MatMul with the windows turned: gradient [N, OH, OW, O], output [KH·KW·C, O].</summary>
    /// <param name="image">The image.</param>
    /// <param name="gradient">The gradient of the convolution's output.</param>
    /// <param name="geometry">The windows.</param>
    /// <param name="output">The gradient of the weights.</param>
    /// <param name="continues">Whether sums go on from what the output holds.</param>
    void ConvolutionWeightGradient(Tensor image, Tensor gradient, OperatorAttributes geometry, Tensor output, bool continues);

    /// <summary>Unfold by channel, then RowMax and RowArgMax: outputs [N, OH, OW, C].</summary>
    void MaxPool(Tensor image, OperatorAttributes geometry, Tensor largest, Tensor? places);

    /// <summary>Place, then Fold by channel, for windows that do not overlap: gradient and places [N, OH, OW, C], output an image.</summary>
    void MaxPoolGradient(Tensor gradient, Tensor places, OperatorAttributes geometry, Tensor image);
}
