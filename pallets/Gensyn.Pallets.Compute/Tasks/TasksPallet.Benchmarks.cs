using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Pallets.Compute.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Tasks;

/// <content>What its calls cost, and what blocks do by themselves.</content>
public sealed partial class TasksPallet : IBenchmarkedPallet
{
    // As many as parameters may allow, and as many as a new chain has.
    private const uint MostVerifiers = 32;
    private const uint MostProviders = 1000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        IComputeStage stage = (IComputeStage)host;
        BenchmarkComponent verifiers = new("verifiers", 2, MostVerifiers);
        return
        [
            new("submit", new("bytes", (uint)BenchmarkGraph.Smallest.Length, TaskSpec.MaxGraph), bytes =>
            {
                uint next = NextTask.Get();
                host.Endow(host.Caller, (UInt128)1 << 80);
                Crowd(TaskParameters.Development.MatchingDelay);
                return Run(host.Caller, new Call.Submit(Spec(BenchmarkGraph.Of(bytes))), () => Tasks.Contains(next));
            }),
            new("cancel", () =>
            {
                uint task = stage.Task(TaskState.Open);
                return Run(stage.Submitter, new Call.Cancel(task), () => StateOf(task) == TaskState.Cancelled);
            }),
            new("accept", () =>
            {
                uint task = stage.Task(TaskState.Matched);
                Crowd(TaskParameters.Development.HeartbeatBlocks * TaskParameters.Development.MissedHeartbeats);
                return Run(stage.Solver, new Call.Accept(task), () => StateOf(task) == TaskState.Training);
            }),
            new("heartbeat", () =>
            {
                uint task = stage.Task(TaskState.Training);
                Crowd(TaskParameters.Development.HeartbeatBlocks * TaskParameters.Development.MissedHeartbeats);
                return Run(stage.Solver, new Call.Heartbeat(task, 1, 1), () => Progress.Get(task) is { Step: 1 });
            }),
            new("settle", verifiers, count =>
            {
                uint task = Due(stage, count);
                return Run(host.Caller, new Call.Settle(task), () => StateOf(task) == TaskState.Settled);
            }),
            new("poke", verifiers, count =>
            {
                uint task = Due(stage, count);
                Deadlines.Set(task, new Deadline(Context.BlockNumber, 0));
                return Run(host.Caller, new Call.Poke(task), () => StateOf(task) == TaskState.Settled);
            }),
            new("set_parameters", () =>
            {
                TaskParameters changed = TaskParameters.Development with { Finalists = 1 };
                return BenchmarkRun.Of(Context, Origin.Root, new Call.SetParameters(changed), () => Parameters.Get() == changed);
            }),
            new("decline", () =>
            {
                uint task = stage.Task(TaskState.Matched);
                Crowd(TaskParameters.Development.MatchingDelay);
                return Run(stage.Solver, new Call.Decline(task), () => StateOf(task) == TaskState.Open);
            }),
            new("on_initialize", new("tasks", 0, DeadlineQueue.PerBlock), count =>
            {
                BenchmarkAgenda.Fill(Deadlines, Agenda, Context.BlockNumber, count);
                return new BenchmarkRun(() => OnInitialize(Context.BlockNumber), () => !Agenda.Contains(Context.BlockNumber));
            }),
            new("match", new("providers", 1, MostProviders), count =>
            {
                for (uint i = 0; i < count; i++) stage.Provider(i);
                uint task = stage.Task(TaskState.Open);
                Queue.Clear(task);
                Crowd(TaskParameters.Development.AcceptBlocks);
                return new BenchmarkRun(() => MoveOn(task), () => StateOf(task) == TaskState.Matched);
            }),
            new("abandon", () =>
            {
                uint task = stage.Task(TaskState.Training);
                Queue.Clear(task);
                Crowd(TaskParameters.Development.MatchingDelay);
                return new BenchmarkRun(() => MoveOn(task), () => Progress.Get(task) is { State: TaskState.Open, Attempt: 1 });
            }),
        ];
    }

    private BenchmarkRun Run(AccountId who, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(who), call, verify);

    private TaskState? StateOf(uint task) => Progress.Get(task)?.State;

    private void Crowd(uint ahead) => BenchmarkAgenda.Crowd(Agenda, Context.BlockNumber + ahead);

    // A task whose challenge window was over long ago.
    private uint Due(IComputeStage stage, uint verifiers)
    {
        uint task = stage.Task(TaskState.ChallengeWindow, verifiers);
        Progress.Set(task, Progress.Get(task)! with { WindowEnd = 1 });
        return task;
    }

    private static TaskSpec Spec(byte[] graph) => new(
        graph, Seed: 0, BenchmarkHistory.Steps, BenchmarkHistory.Interval, [], H256.Zero, new byte[TaskSpec.MaxEndpoint], new Requirements(1, 1, null),
        TrainingBlocks: 1000, MaxPrice: 1, (byte)TaskParameters.Development.MaxVerifiers);
}
