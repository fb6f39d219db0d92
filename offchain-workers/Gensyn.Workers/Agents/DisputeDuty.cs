using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Disputes;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Agents;

/// <summary>Plays the agent's side of every open game: replays the disputed span from its checkpoint and posts what the game asks for.</summary>
internal sealed class DisputeDuty(AgentContext agent) : Duty(agent)
{
    private readonly HashSet<uint> _playing = [];

    public override void Act(ChainView view)
    {
        HashSet<uint> open = [];
        foreach ((uint id, Game game) in view.Arbitration.Games.Entries())
        {
            bool isLeft = game.Left.Who == Agent.Me;
            if ((!isLeft && game.Right.Who != Agent.Me) || view.Arbitration.Boards.Get(id) is not { } board) continue;
            open.Add(id);
            DisputeSide side = isLeft ? DisputeSide.Defender : DisputeSide.Challenger;
            if (board.Expected(side) is not { } expected) continue;
            if (view.Tasks.Tasks.Get(game.Task) is not { } record || view.Tasks.Progress.Get(game.Task) is not { } progress) continue;
            if (!Agent.TryGetJob(view, game.Task, record, out TrainingJob? job)) continue;

            Published? published = PublishedBy(view, game.Task);
            string name = string.Create(CultureInfo.InvariantCulture, $"game {id}: replaying {board.Span.Phase} from step {board.Span.StartStep}");
            if (!Agent.Jobs.TryFinish(name, stop => WitnessAsync(game, board, progress.Attempt, job, published, stop), out IDisputeWitness? witness)) continue;

            // A post may need steps replayed and traced: the other games' clocks must not wait for that. A witness serves one game, and a game one round at a time.
            string round = string.Create(CultureInfo.InvariantCulture, $"game {id}: round {expected.Round}");
            if (!Agent.Jobs.TryFinish(round, _ => Task.FromResult(new Post(new DisputePlayer(witness).Next(board, side))), out Post? post) || post.Move is not { } move) continue;
            if (expected.Round > 0) Agent.Jobs.Forget(string.Create(CultureInfo.InvariantCulture, $"game {id}: round {expected.Round - 1}"));
            Agent.Log(game.Task, $"game {id}, round {expected.Round}: posting {expected.Level}");
            Agent.Submit(game.Task, new ArbitrationPallet.Call.Move(id, expected.Round, move));
        }

        foreach (uint closed in _playing.Except(open).ToArray()) Agent.Jobs.Forget(string.Create(CultureInfo.InvariantCulture, $"game {closed}:"));
        _playing.Clear();
        _playing.UnionWith(open);
    }

    private async Task<IDisputeWitness> WitnessAsync(Game game, DisputeGame board, uint attempt, TrainingJob job, Published? published, CancellationToken stop)
    {
        bool isSolver = game.Left.Who == Agent.Me && game.Kind != GameKind.Verifiers;
        ITrainingSession session = (isSolver ? Agent.EngineFor(job, attempt) : Agent.HonestEngine).Open(job);
        ModelState? start = board.Span.Phase == GraphPhase.Initialisation ? null : await StartAsync(game, board, attempt, job, published, stop).ConfigureAwait(false);
        return new ReplayWitness(session, new Interval(game.Interval, board.Span.Phase, board.Span.StartStep, board.Span.Runs), start);
    }

    // The agreed state: from the agent's own checkpoints where it ran the task, else from those the solver published.
    private async Task<ModelState> StartAsync(Game game, DisputeGame board, uint attempt, TrainingJob job, Published? published, CancellationToken stop)
    {
        if (game.Kind == GameKind.Challenge || (game.Kind == GameKind.Rejection && game.Left.Who == Agent.Me))
        {
            string run = game.Left.Who == Agent.Me ? SolverDuty.RunOf(attempt) : WhistleblowerDuty.OwnRun;
            return Agent.Workspaces.Checkpoints(game.Task, run, job).Load(board.Span.StartStep, board.Span.Start).State;
        }

        if (published is null) throw new ArtefactException("The solver serves no artefacts of a committed history.");
        HistoryManifest manifest = await Agent.Workspaces.FetchHistoryAsync(
            published.Source, published.History.Artefacts, published.History.History, published.History.Leaves, stop).ConfigureAwait(false);
        int leaf = manifest.Leaves.IndexOf(board.Span.Start);
        return (await Agent.Workspaces.FetchCheckpointAsync(job, published.Source, manifest.Checkpoints[leaf], board.Span.Start, into: null, stop).ConfigureAwait(false)).State;
    }

    // Read on the agent's own thread: a view serves one.
    private static Published? PublishedBy(ChainView view, uint task) =>
        view.LearningProofs.Commitments.Get(task) is { } history && AgentContext.EndpointOf(view, history.Solver) is { } source ? new Published(source, history) : null;

    private sealed record Published(Uri Source, CommittedHistory History);

    private sealed record Post(DisputeMove? Move);
}
