using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>The default engine: the protocol's arithmetic on the processor, the same bits on every machine.</summary>
/// <param name="path">Which instructions to use.</param>
/// <param name="threads">Threads that large products are split over.</param>
/// <param name="fault">A deliberate error, for demonstrations and tests; null computes honestly.</param>
public sealed class BitwiseEngine(KernelPath path = KernelPath.Auto, int threads = 1, OperatorFault? fault = null) : ITrainingEngine
{
    private readonly Kernels _kernels = Kernels.For(path, threads);

    /// <inheritdoc/>
    public string Name => $"bitwise/{_kernels.Path}";

    /// <inheritdoc/>
    public ITrainingSession Open(TrainingJob job)
    {
        IOperators operators = new BitwiseOperators(_kernels, job.Seed);
        return new Session(job, fault is null ? operators : new FaultyOperators(operators, fault));
    }

    private sealed class Session(TrainingJob job, IOperators operators) : ITrainingSession
    {
        private readonly PhaseRunner _step = new(job, GraphPhase.Step, ExecutionPlan.ForRunning(job.Graph, GraphPhase.Step), operators);

        public TrainingJob Job => job;

        public float LastLoss { get; private set; } = float.NaN;

        public ModelState Initialise()
        {
            PhaseRunner runner = Runner(GraphPhase.Initialisation);
            ModelState state = new(job.Graph);
            runner.Run(null, 0);
            runner.Deliver(state);
            return state;
        }

        public void Step(ModelState state)
        {
            _step.Run(state, state.Step + 1);
            _step.Deliver(state);
            state.Step++;
            if (job.Graph.DivergenceRecord is not { } watched) return;
            LastLoss = _step.Outputs[watched].Floats[0];
            if (!float.IsFinite(LastLoss)) state.Flags |= StateHeader.Diverged;
        }

        public float Evaluate(ModelState state)
        {
            PhaseRunner runner = Runner(GraphPhase.Evaluation);
            runner.Run(state, state.Step);
            return runner.Outputs[job.Graph.MetricRecord].Floats[0];
        }

        public ImmutableArray<Tensor> Trace(GraphPhase phase, ModelState? before)
        {
            PhaseRunner runner = new(job, phase, ExecutionPlan.ForTracing(job.Graph, phase), operators);
            ulong step = phase switch
            {
                GraphPhase.Initialisation => 0,
                GraphPhase.Step => before!.Step + 1, // A step always starts from a state.
                _ => before!.Step,
            };
            runner.Run(before, step);
            return [.. runner.Outputs];
        }

        private PhaseRunner Runner(GraphPhase phase) => new(job, phase, ExecutionPlan.ForRunning(job.Graph, phase), operators);
    }
}
