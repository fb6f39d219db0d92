using System.Globalization;
using System.Security.Cryptography;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers.Agents;

/// <summary>Runs committed tasks itself, and challenges the first interval whose end differs from its own.</summary>
/// <remarks>The opening goes to the journal before its hash goes to the chain: a restart in between loses nothing.</remarks>
internal sealed class WhistleblowerDuty(AgentContext agent) : Duty(agent)
{
    /// <summary>The folder of the agent's own honest run, which does not depend on the attempt.</summary>
    public const string OwnRun = "own";

    public override void Act(ChainView view)
    {
        foreach ((uint id, TaskRecord record, TaskProgress progress) in Agent.LiveTasks(view))
        {
            // The run takes long, so it starts as soon as the task is known to be taken.
            if (progress.Phase is not (TaskState.Training or TaskState.Committed or TaskState.Auditing or TaskState.ChallengeWindow)) continue;
            if (progress.Assignment?.Solver == Agent.Me || !Agent.TryGetJob(view, id, record, out TrainingJob? job)) continue;
            if (!Agent.Jobs.TryFinish($"task {id}: own run", stop => RunAsync(id, job, stop), out TrainingHistory? own)) continue;
            if (view.LearningProofs.Commitments.Get(id) is not { } committed || committed.History == own.Root) continue;
            string key = string.Create(CultureInfo.InvariantCulture, $"challenge-{id}-{progress.Attempt}");
            if (Agent.Journal.Get(key) is { } journalled)
            {
                if (ChallengeOpening.Codec.TryDecode(journalled, out ChallengeOpening opening)) Press(view, id, key, opening);
            }
            else if (AgentContext.EndpointOf(view, committed.Solver) is { } source
                && Agent.Jobs.TryFinish($"task {id}: comparing {key}", stop => CompareAsync(source, committed, own, stop), out ChallengeOpening? found))
            {
                Agent.Log(id, $"interval {found.Interval} of the committed history is wrong; challenging");
                Agent.Journal.Put(key, ChallengeOpening.Codec.ToBytes(found));
                Agent.Submit(id, new ArbitrationPallet.Call.CommitChallenge(id, ArbitrationPallet.ChallengeHash(id, Agent.Me, found)));
            }
        }
    }

    // Commits the challenge if the chain has not got it, reveals it if the chain waits for that.
    private void Press(ChainView view, uint id, string key, ChallengeOpening opening)
    {
        H256 hash = ArbitrationPallet.ChallengeHash(id, Agent.Me, opening);
        string seen = key + "-seen";
        foreach ((uint challenge, bool _) in view.Arbitration.TaskChallenges.EntriesOf(id))
        {
            if (view.Arbitration.Challenges.Get(challenge) is not { } pending || pending.Challenger != Agent.Me || pending.Hash != hash) continue;
            Agent.Journal.Put(seen, [1]);
            Agent.Log(id, $"revealing challenge {challenge}");
            Agent.Submit(id, new ArbitrationPallet.Call.Challenge(challenge, opening));
            return;
        }

        bool playing = view.Arbitration.TaskGames.EntriesOf(id).Any(g => view.Arbitration.Games.Get(g.Key) is { Kind: GameKind.Challenge } game && game.Right.Who == Agent.Me);

        // Once the chain has had it, a challenge that is gone was decided or has expired: it is not made again.
        if (playing) Agent.Journal.Put(seen, [1]);
        if (playing || Agent.Journal.Get(seen) is not null) return;
        Agent.Submit(id, new ArbitrationPallet.Call.CommitChallenge(id, hash));
    }

    private async Task<TrainingHistory> RunAsync(uint id, TrainingJob job, CancellationToken stop)
    {
        CheckpointFolder folder = Agent.Workspaces.Checkpoints(id, OwnRun, job);
        TrainingRun run = new(job, Agent.HonestEngine)
        {
            OnCheckpoint = (checkpoint, _) =>
            {
                folder.Save(checkpoint);
                return Task.CompletedTask;
            },
        };
        TrainingHistory history = await run.RunAsync(folder.FindResumePoint(), stop).ConfigureAwait(false);
        Agent.Log(id, $"own run done: history {history.Root}");
        return history;
    }

    private async Task<ChallengeOpening> CompareAsync(Uri source, CommittedHistory committed, TrainingHistory own, CancellationToken stop)
    {
        HistoryManifest theirs = await Agent.Workspaces.FetchHistoryAsync(source, committed.Artefacts, committed.History, committed.Leaves, stop).ConfigureAwait(false);
        int first = Enumerable.Range(0, own.Leaves.Length).First(i => own.Leaves[i] != theirs.Leaves[i]);
        return new ChallengeOpening(
            (uint)first,
            first == 0 ? H256.Zero : theirs.Leaves[first - 1],
            first == 0 ? [] : theirs.PathOf((uint)first - 1),
            theirs.Leaves[first],
            theirs.PathOf((uint)first),
            own.Leaves[first],
            new H256(RandomNumberGenerator.GetBytes(32)));
    }
}
