namespace Gensyn.Workers.Training.Models;

/// <summary>What the evaluation reports: a mean over the held-out examples.</summary>
public enum Metric
{
    /// <summary>The share of examples whose largest logit is at the label; of those that count, where the loss ignores a label.</summary>
    Accuracy,

    /// <summary>The mean of the loss that is trained on.</summary>
    Loss,

    /// <summary>The mean squared distance of outputs from their targets.</summary>
    MeanSquaredError,

    /// <summary>The mean absolute distance of outputs from their targets.</summary>
    MeanAbsoluteError,

    /// <summary>The share of logits on the same side of 0 as their targets are of ½; neither may be in the middle.</summary>
    BinaryAccuracy,
}
