using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers.Agents;

/// <summary>Accepts the tasks the agent is matched with, trains them, reports progress and commits to the history.</summary>
internal sealed class SolverDuty(AgentContext agent) : Duty(agent)
{
    private readonly ConcurrentDictionary<uint, TrainingProgress> _progress = new();

    /// <summary>The folder of a solver's run: the attempt is part of it, since a task may come back.</summary>
    public static string RunOf(uint attempt) => string.Create(CultureInfo.InvariantCulture, $"attempt-{attempt}");

    public override void Act(ChainView view)
    {
        foreach ((uint id, TaskRecord record, TaskProgress progress) in Agent.LiveTasks(view))
        {
            if (progress.Assignment?.Solver != Agent.Me) continue;
            switch (progress.Phase)
            {
                case TaskState.Matched when !FitsMemory(view, id):
                    Agent.Log(id, $"declining: the task needs more than the {Agent.Options.MemoryMebibytes} MiB offered");
                    Agent.Submit(id, new TasksPallet.Call.Decline(id));
                    break;
                case TaskState.Matched when Agent.TryGetJob(view, id, record, out TrainingJob? job):
                    Agent.Log(id, $"accepting: {record.Steps} steps, {job.Graph.Slots.Length} state tensors, {record.Units} units of work");
                    Agent.Submit(id, new TasksPallet.Call.Accept(id));
                    break;
                case TaskState.Matched when Agent.LacksData(id):
                    Agent.Log(id, "declining: the task's data cannot be had");
                    Agent.Submit(id, new TasksPallet.Call.Decline(id));
                    break;
                case TaskState.Training when Agent.TryGetJob(view, id, record, out TrainingJob? job):
                    Train(view, id, progress, job);
                    break;
                default:
                    break;
            }
        }
    }

    private bool FitsMemory(ChainView view, uint id) =>
        !Agent.Workspaces.TryGetGraph(view, id, out byte[]? encoded) || !TaskGraph.TryDecode(encoded, out TaskGraph graph)
        || (RunEstimate.Refusal(graph) is null && RunEstimate.Of(graph).MemoryOfDispute <= (UInt128)Agent.Options.MemoryMebibytes << 20);

    private void Train(ChainView view, uint id, TaskProgress progress, TrainingJob job)
    {
        if (Agent.Jobs.TryFinish($"task {id}: training, attempt {progress.Attempt}", stop => TrainAsync(id, progress.Attempt, job, stop), out HistoryCommitment? commitment))
        {
            Agent.Log(id, $"trained; committing to history {commitment.History}");
            Agent.Submit(id, new LearningProofsPallet.Call.Commit(id, commitment));
            return;
        }

        // Three beats in the time that the chain allows for one: a lost transaction or two do no harm.
        uint interval = Math.Max(1, view.Tasks.Parameters.Get().HeartbeatBlocks / 3);
        if (view.Head.Number < progress.Heartbeat + interval || !_progress.TryGetValue(id, out TrainingProgress? at)) return;
        Agent.Log(id, at.ToString());
        Agent.Submit(id, new TasksPallet.Call.Heartbeat(id, (uint)at.Step, BitConverter.SingleToUInt32Bits(at.Loss)));
    }

    private async Task<HistoryCommitment> TrainAsync(uint id, uint attempt, TrainingJob job, CancellationToken stop)
    {
        CheckpointFolder folder = Agent.Workspaces.Checkpoints(id, RunOf(attempt), job);
        ResumePoint? resume = folder.FindResumePoint();
        if (resume is not null) Agent.Log(id, $"resuming from step {resume.Last.Step}");
        bool hasDiverged = false;
        TrainingRun run = new(job, Agent.EngineFor(job, attempt))
        {
            OnCheckpoint = async (checkpoint, stopped) =>
            {
                folder.Save(checkpoint);
                await PublishAsync(folder, checkpoint.Header.Step, stopped).ConfigureAwait(false);
            },
            OnProgress = at =>
            {
                _progress[id] = at;
                if (at.HasDiverged && !hasDiverged) Agent.Log(id, $"the loss was no finite number by step {at.Step}; the run goes on, since its history has every checkpoint");
                hasDiverged = at.HasDiverged;
            },
            ReportInterval = TimeSpan.FromMilliseconds(250),
        };
        TrainingHistory history = await run.RunAsync(resume, stop).ConfigureAwait(false);

        // Content-addressed, so that what a run before a restart has published is simply found again.
        ImmutableArray<H256>.Builder checkpoints = ImmutableArray.CreateBuilder<H256>(history.States.Length);
        foreach (StateHeader state in history.States) checkpoints.Add(await PublishAsync(folder, state.Step, stop).ConfigureAwait(false));
        H256 artefacts = Agent.Store.Put(new HistoryManifest(history.Leaves, checkpoints.MoveToImmutable()).ToBytes());
        int last = history.Leaves.Length - 1;
        return new HistoryCommitment(
            history.Root, history.Leaves[last - 1], history.PathOf(last - 1), BitConverter.SingleToUInt32Bits(history.Metric), history.PathOf(last), artefacts,
            new Effort((uint)run.TrainingTime.TotalMilliseconds, (uint)run.ProvingTime.TotalMilliseconds));
    }

    private async Task<H256> PublishAsync(CheckpointFolder folder, ulong step, CancellationToken stop)
    {
        FileStream file = new(folder.PathOf(step), new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        await using (file.ConfigureAwait(false)) return await Agent.Store.PutAsync(file, stop).ConfigureAwait(false);
    }
}
