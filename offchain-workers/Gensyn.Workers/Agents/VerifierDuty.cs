using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers.Agents;

/// <summary>Re-runs the intervals the agent is drawn for, commits to its answers and reveals them.</summary>
/// <remarks>Answers and salt go to the journal before their hash goes to the chain: a restart in between loses nothing.</remarks>
internal sealed class VerifierDuty(AgentContext agent) : Duty(agent)
{
    // Blocks before the deadline in which a transaction should still be included.
    private const uint LastMoment = 8;

    private static readonly Codec<(ImmutableArray<IntervalAnswer> First, H256 Second)> Secret = Codecs.Tuple(Codecs.Vec(IntervalAnswer.Codec), H256.Codec);

    public override void Act(ChainView view)
    {
        foreach ((uint id, TaskRecord record, TaskProgress progress) in Agent.LiveTasks(view))
        {
            if (progress.Phase != TaskState.Auditing || view.LearningProofs.Audits.Get(id) is not { Rounds: [.., AuditRound round] } audit) continue;
            if (round.Seats.FirstOrDefault(s => s.Verifier == Agent.Me) is not { } seat || view.LearningProofs.Commitments.Get(id) is not { } history) continue;
            string key = string.Create(CultureInfo.InvariantCulture, $"verdict-{id}-{progress.Attempt}-{audit.Rounds.Length - 1}");
            if (seat.State == SeatState.Committed && round.Revealing) Reveal(id, key);
            else if (seat.State == SeatState.Drawn) Answer(view, id, key, record, history, round, first: audit.Rounds.Length == 1);
        }
    }

    private void Answer(ChainView view, uint id, string key, TaskRecord record, CommittedHistory history, AuditRound round, bool first)
    {
        if (Agent.Journal.Get(key) is not { } secret)
        {
            if (!TryAnswer(view, id, key, record, history, round, first, out Answers? answers)) return;
            secret = Secret.ToBytes((answers.Items, new H256(RandomNumberGenerator.GetBytes(32))));
            Agent.Journal.Put(key, secret);
        }

        if (!Secret.TryDecode(secret, out (ImmutableArray<IntervalAnswer> Answers, H256 Salt) verdict)) return;
        Agent.Log(id, "committing to a verdict");
        Agent.Submit(id, new LearningProofsPallet.Call.CommitVerdict(id, LearningProofsPallet.VerdictHash(id, Agent.Me, verdict.Answers, verdict.Salt)));
    }

    private bool TryAnswer(
        ChainView view, uint id, string key, TaskRecord record, CommittedHistory history, AuditRound round, bool first, [NotNullWhen(true)] out Answers? answers)
    {
        answers = null;
        string name = $"task {id}: auditing {key}";
        if (Agent.TryGetJob(view, id, record, out TrainingJob? job) && AgentContext.EndpointOf(view, history.Solver) is { } source)
        {
            bool lazy = Agent.Options.Misbehaviour.AnswersWithoutExecuting && first && round.Seats[0].Verifier == Agent.Me;
            if (Agent.Jobs.TryFinish(name, stop => AuditAsync(id, job, source, history, round, lazy, stop), out answers)) return true;
        }

        // What cannot be had cannot be judged: no answers at all say so, once there is hardly time to try again.
        bool withheld = Agent.LacksData(id) || Agent.Jobs.Failures(name) >= AgentContext.PatienceWithOthers;
        if (!withheld || view.Head.Number + LastMoment < round.CommitBy) return false;
        Agent.Log(id, "what this audit needs is not served");
        answers = new Answers([]);
        return true;
    }

    private void Reveal(uint id, string key)
    {
        if (Agent.Journal.Get(key) is not { } secret || !Secret.TryDecode(secret, out (ImmutableArray<IntervalAnswer> Answers, H256 Salt) verdict))
        {
            Agent.Log(id, "the journal has lost this verdict; it cannot be revealed");
            return;
        }

        string says = verdict.Answers.IsEmpty ? "finds the history withheld" : verdict.Answers.All(static a => a.Own == a.Claimed) ? "accepts the history" : "rejects the history";
        Agent.Log(id, $"revealing a verdict that {says}");
        Agent.Submit(id, new LearningProofsPallet.Call.RevealVerdict(id, verdict.Answers, verdict.Salt));
    }

    private async Task<Answers> AuditAsync(uint id, TrainingJob job, Uri source, CommittedHistory history, AuditRound round, bool lazy, CancellationToken stop)
    {
        HistoryManifest manifest = await Agent.Workspaces.FetchHistoryAsync(source, history.Artefacts, history.History, history.Leaves, stop).ConfigureAwait(false);
        ITrainingSession session = Agent.HonestEngine.Open(job);
        ImmutableArray<IntervalAnswer>.Builder answers = ImmutableArray.CreateBuilder<IntervalAnswer>();
        ModelState? spare = null;
        foreach (DrawnInterval drawn in round.Intervals)
        {
            bool opening = drawn.Index == 0;
            H256 start = opening ? H256.Zero : manifest.Leaves[(int)drawn.Index - 1];
            H256 claimed = manifest.Leaves[(int)drawn.Index];
            H256 own;
            ImmutableArray<H256> inner;
            if (lazy)
            {
                Agent.Log(id, $"pretending to have run interval {drawn.Index}");
                own = claimed;
                inner = [.. drawn.InnerSteps.Select(_ => new H256(RandomNumberGenerator.GetBytes(32)))];
            }
            else
            {
                Agent.Log(id, $"re-running interval {drawn.Index}");
                ModelState? from = opening ? null : (await Agent.Workspaces.FetchCheckpointAsync(
                    job, source, manifest.Checkpoints[(int)drawn.Index - 1], start, spare, stop).ConfigureAwait(false)).State;
                IntervalReplay replay = IntervalReplay.Run(session, drawn.Index, from, drawn.InnerSteps.Select(static s => (ulong)s).ToHashSet(), stop);
                own = replay.EndLeaf;
                spare = replay.End;
                inner = [.. drawn.InnerSteps.Select(step => replay.States.First(s => s.Step == step).Hash())];
            }

            answers.Add(new IntervalAnswer(
                drawn.Index, start, opening ? [] : manifest.PathOf(drawn.Index - 1), claimed, manifest.PathOf(drawn.Index), own, inner));
        }

        return new Answers(answers.ToImmutable());
    }

    private sealed record Answers(ImmutableArray<IntervalAnswer> Items);
}
