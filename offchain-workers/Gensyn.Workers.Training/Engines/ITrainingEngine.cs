using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>A way of computing jobs.</summary>
public interface ITrainingEngine
{
    /// <summary>The engine's name, for logs.</summary>
    string Name { get; }

    /// <summary>Prepares a job; the session holds all buffers that its steps need.</summary>
    ITrainingSession Open(TrainingJob job);
}

/// <summary>One job, ready to be computed on one thread.</summary>
public interface ITrainingSession
{
    /// <summary>The job.</summary>
    TrainingJob Job { get; }

    /// <summary>The value that the last step watched for divergence, usually the loss; NaN where the graph names none.</summary>
    float LastLoss { get; }

    /// <summary>Makes S_0.</summary>
    ModelState Initialise();

    /// <summary>Turns S_(t−1) into S_t, in place.</summary>
    void Step(ModelState state);

    /// <summary>Computes the metric of a state.</summary>
    float Evaluate(ModelState state);

    /// <summary>Computes one phase from a state, which stays as it is, and keeps the output of every record.</summary>
    /// <param name="phase">The graph to run.</param>
    /// <param name="before">The state that the phase reads; null for the initialisation.</param>
    ImmutableArray<Tensor> Trace(GraphPhase phase, ModelState? before);
}
