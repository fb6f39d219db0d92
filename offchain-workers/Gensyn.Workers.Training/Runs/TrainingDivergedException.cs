using System.Globalization;

namespace Gensyn.Workers.Training.Runs;

/// <summary>A run was stopped because the value that it watches, usually the loss, was not finite.</summary>
/// <param name="step">The step after which it was seen.</param>
/// <param name="loss">The value then; finite where it was another step's that was not.</param>
public sealed class TrainingDivergedException(ulong step, float loss) : Exception(string.Create(
    CultureInfo.InvariantCulture, $"The training diverged: by step {step} the loss was no finite number (now {loss}). A lower learning rate, a warm-up or a bound on the gradients' norm may help."))
{
    /// <summary>The step after which it was seen.</summary>
    public ulong Step => step;
}
