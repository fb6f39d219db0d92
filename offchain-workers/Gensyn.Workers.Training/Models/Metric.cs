namespace Gensyn.Workers.Training.Models;

/// <summary>What the evaluation reports.</summary>
public enum Metric
{
    /// <summary>The share of held-out examples whose largest logit is at the label.</summary>
    Accuracy,

    /// <summary>The mean cross-entropy over the held-out examples.</summary>
    Loss,
}
