using Gensyn.Primitives;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Tests.Training;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Benchmarks.Training;

/// <summary>One training of a model of <see cref="BarModels"/> on one kernel path, for the roots of its states.</summary>
/// <param name="Model">The model.</param>
/// <param name="Path">The kernels.</param>
/// <param name="Threads">How many threads they use.</param>
/// <param name="IsResumed">Whether the run stops half-way, forgets everything and goes on from its checkpoint's file.</param>
internal sealed record RootRun(string Model, KernelPath Path, int Threads, bool IsResumed)
{
    // The first steps, for tests that have no time for more.
    private const ulong FirstSteps = 5;
    private const ulong Period = 100;

    /// <summary>Trains, and returns the roots by step: of the first steps, of every hundredth and of the last.</summary>
    public SortedDictionary<ulong, H256> Train(uint steps, Action<ulong, H256> onRoot)
    {
        SortedDictionary<ulong, H256> roots = [];
        ITrainingSession session = Open(steps);
        ModelState state = session.Initialise();
        while (true)
        {
            if (state.Step <= FirstSteps || state.Step % Period == 0 || state.Step == steps)
            {
                onRoot(state.Step, roots[state.Step] = state.Commit(session.Job.Graph, session.Job.Summary).Hash());
            }

            if (state.Step == steps) return roots;
            if (IsResumed && state.Step == steps / 2) (session, state) = Resume(session, state, steps);
            session.Step(state);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Model}, {Path}, {Threads} {(Threads == 1 ? "thread" : "threads")}{(IsResumed ? ", resumed half-way" : "")}";

    private ITrainingSession Open(uint steps) => new BitwiseEngine(Path, Threads).Open(BarModels.Job(Model, steps, interval: 100));

    private (ITrainingSession Session, ModelState State) Resume(ITrainingSession before, ModelState state, uint steps)
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-roots-").FullName;
        try
        {
            new CheckpointFolder(before.Job, folder).Save(Checkpoint.Of(before.Job, state));
            ITrainingSession session = Open(steps);
            return (session, new CheckpointFolder(session.Job, folder).Load(state.Step).State);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
