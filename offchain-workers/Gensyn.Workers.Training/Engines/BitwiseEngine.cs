using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>The default engine: the protocol's arithmetic on the processor, the same bits on every machine.</summary>
/// <param name="path">Which instructions to use.</param>
/// <param name="threads">Threads that outputs are split over.</param>
/// <param name="fault">A deliberate error, for demonstrations and tests; null computes honestly.</param>
public sealed class BitwiseEngine(KernelPath path = KernelPath.Auto, int threads = 1, OperatorFault? fault = null) : ITrainingEngine
{
    /// <summary>The usual size of a block: several of them stay in a second-level cache.</summary>
    public const int DefaultBlockBytes = 64 << 10;

    private readonly Kernels _kernels = Kernels.For(path, threads);
    private readonly Kernels _ofBlock = Kernels.For(path);

    /// <summary>About how many bytes of each tensor operations work on before they go on to the next; no value depends on it.</summary>
    public int BlockBytes { get; init; } = DefaultBlockBytes;

    /// <inheritdoc/>
    public string Name => $"bitwise/{_kernels.Path}";

    /// <inheritdoc/>
    public ITrainingSession Open(TrainingJob job)
    {
        return new Session(job, Operators(_kernels), Operators(_ofBlock), threads, BlockBytes);

        IOperators Operators(Kernels kernels)
        {
            BitwiseOperators honest = new(kernels, job.Seed);
            return fault is null ? honest : new FaultyOperators(honest, fault);
        }
    }

    /// <summary>One job; the buffers of its steps are made with the first.</summary>
    private sealed class Session(TrainingJob job, IOperators operators, IOperators ofBlock, int threads, int blockBytes) : ITrainingSession
    {
        private PhaseRunner? _step;

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
            _step ??= Runner(GraphPhase.Step);
            _step.Run(state, state.Step + 1);
            _step.Deliver(state);
            state.Step++;
            if (job.Graph.DivergenceRecord is not { } watched) return;
            LastLoss = _step.Output(watched).Floats[0];
            if (!float.IsFinite(LastLoss)) state.Flags |= StateHeader.Diverged;
        }

        public float Evaluate(ModelState state)
        {
            PhaseRunner runner = Runner(GraphPhase.Evaluation);
            runner.Run(state, state.Step);
            return runner.Output(job.Graph.MetricRecord).Floats[0];
        }

        public ImmutableArray<Tensor> Trace(GraphPhase phase, ModelState? before)
        {
            PhaseRunner runner = Runner(phase, ExecutionPlan.ByRecord(job.Graph, phase, keepsOutputs: true));
            ulong step = phase switch
            {
                GraphPhase.Initialisation => 0,
                GraphPhase.Step => before!.Step + 1, // A step always starts from a state.
                _ => before!.Step,
            };
            runner.Run(before, step);
            return [.. Enumerable.Range(0, job.Graph.Records(phase).Length).Select(runner.Output)];
        }

        private PhaseRunner Runner(GraphPhase phase) => Runner(
            phase,
            operators.MayFuse
                ? ExecutionPlan.ForRunning(job.Graph, phase, threads, blockBytes)
                : ExecutionPlan.ByRecord(job.Graph, phase, keepsOutputs: false));

        private PhaseRunner Runner(GraphPhase phase, ExecutionPlan plan) => new(job, phase, plan, operators, ofBlock, threads);
    }
}
