using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Models;

/// <summary>A classifier of dense layers with ReLU between them, trained by momentum SGD on softmax cross-entropy.</summary>
/// <param name="Hidden">Units of each hidden layer.</param>
/// <param name="Classes">How many labels there are.</param>
/// <param name="Batch">Rows of one step.</param>
/// <param name="LearningRate">How far a step moves along the velocity.</param>
/// <param name="Momentum">What is kept of the velocity.</param>
/// <param name="Metric">What the evaluation reports.</param>
public sealed record MultilayerPerceptron(
    ImmutableArray<int> Hidden, int Classes = 10, int Batch = 64, float LearningRate = 0.1f, float Momentum = 0.9f, Metric Metric = Metric.Accuracy)
{
    /// <summary>The task's graph for training rows (bytes, rows × features), their labels (bytes), held-out rows and their labels.</summary>
    /// <exception cref="ArgumentException">Data and options do not make a sound graph.</exception>
    public TaskGraph Build(ImmutableArray<TensorType> data) => new ModelDefinition(
        (layers, rows) => Architectures.Mlp(layers, rows, Hidden, Classes), new LabelledFeed(Batch), new Sgd(LearningRate, Momentum), Metric).Build(data);
}
