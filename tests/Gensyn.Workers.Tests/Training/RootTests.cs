using Gensyn.Primitives;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>The first steps of the models that speed is measured on against roots that are checked in; <c>Gensyn.Benchmarks -- roots --check</c> goes on to step 1,000.</summary>
public sealed class RootTests
{
    private const int Steps = 3;

    public static TheoryData<string, KernelPath, int> Runs()
    {
        TheoryData<string, KernelPath, int> runs = [];
        foreach (string model in BarModels.Names)
        {
            // Plain loops take a minute for the larger models; their operators are compared one by one elsewhere.
            foreach (KernelPath path in Kernels.SupportedPaths.Where(path => model.StartsWith("mlp", StringComparison.Ordinal) || path != KernelPath.Scalar))
            {
                runs.Add(model, path, 1);
                runs.Add(model, path, 2);
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Step_OfEachModel_ReachesTheRecordedRoots(string model, KernelPath path, int threads)
    {
        SortedDictionary<ulong, H256> recorded = RootVectors.Read().Of(model);
        ITrainingSession session = new BitwiseEngine(path, threads).Open(BarModels.Job(model, steps: 1000, interval: 100));
        ModelState state = session.Initialise();
        for (ulong step = 0; step <= Steps; step++)
        {
            if (step > 0) session.Step(state);
            Assert.Equal(recorded[step], state.Commit(session.Job.Graph, session.Job.Summary).Hash());
        }
    }
}
