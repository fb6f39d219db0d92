using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Engines;

/// <summary>What computes an operation.</summary>
internal enum OperationKind
{
    /// <summary>The operator of its record.</summary>
    Record,

    /// <summary>Windows of an image and their product with weights, without the windows in memory.</summary>
    Convolution,

    /// <summary>Windows of an image, turned, and their product with a gradient, without the windows in memory.</summary>
    ConvolutionWeightGradient,

    /// <summary>The largest of each window of each channel, and which it is.</summary>
    MaxPool,

    /// <summary>Gradients put where the largest were.</summary>
    MaxPoolGradient,
}

/// <summary>One call of a kernel: a record, or several of them at once.</summary>
/// <param name="Kind">What computes it.</param>
/// <param name="Record">The record that it stands for: the operator's own, or the last of several.</param>
/// <param name="Inputs">What it reads; reshapes are seen through.</param>
/// <param name="InputTypes">As what it reads them.</param>
/// <param name="Outputs">The records whose outputs it makes.</param>
/// <param name="OutputTypes">As what it writes them.</param>
/// <param name="Attributes">The operator's constants, or the geometry of windows.</param>
internal sealed record Operation(
    OperationKind Kind,
    int Record,
    ImmutableArray<TensorRef> Inputs,
    ImmutableArray<TensorType> InputTypes,
    ImmutableArray<int> Outputs,
    ImmutableArray<TensorType> OutputTypes,
    OperatorAttributes Attributes);
