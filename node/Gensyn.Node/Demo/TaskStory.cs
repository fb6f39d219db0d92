using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Chain;

namespace Gensyn.Node.Demo;

/// <summary>What happened to one task, collected from the events of every block.</summary>
internal sealed class TaskStory(uint task)
{
    /// <summary>The solvers in the order in which they were matched.</summary>
    public List<AccountId> Matched { get; } = [];

    /// <summary>Solvers that lost the task, with the reason.</summary>
    public List<(AccountId Solver, ReassignReason Reason)> Reassigned { get; } = [];

    /// <summary>Every cut of a stake.</summary>
    public List<StakingPallet.Event.Slashed> Slashes { get; } = [];

    /// <summary>Every payment out of a slash.</summary>
    public List<StakingPallet.Event.Rewarded> Rewards { get; } = [];

    /// <summary>Every decided game, with who played it.</summary>
    public List<(ArbitrationPallet.Event.GameOpened Opened, GameVerdict Verdict)> Decided { get; } = [];

    /// <summary>The verifiers in the order in which they were drawn.</summary>
    public List<AccountId> Drawn { get; } = [];

    /// <summary>What the last solver that committed says to have spent.</summary>
    public Effort Effort { get; private set; }

    private Dictionary<uint, ArbitrationPallet.Event.GameOpened> Opened { get; } = [];

    /// <summary>Adds what a block tells of the task.</summary>
    /// <returns>What people may want to read, line by line.</returns>
    public IEnumerable<string> Add(ChainView view, Func<AccountId, string> nameOf)
    {
        foreach (EventRecord record in view.Events)
        {
            if (Tell(record.Event.Event, nameOf) is { } line) yield return line;
        }
    }

    private string? Tell(PalletEvent happened, Func<AccountId, string> nameOf)
    {
        switch (happened)
        {
            case TasksPallet.Event.SolverMatched e when e.Task == task:
                Matched.Add(e.Solver);
                return $"{nameOf(e.Solver)} is drawn as solver";
            case TasksPallet.Event.TaskAccepted e when e.Task == task:
                return $"{nameOf(e.Solver)} accepted; its bond is locked";
            case TasksPallet.Event.HeartbeatReceived e when e.Task == task:
                return $"step {e.Step}, loss {BitConverter.UInt32BitsToSingle(e.Loss):0.0000}";
            case LearningProofsPallet.Event.HistoryCommitted e when e.Task == task:
                Effort = e.Effort;
                return $"{nameOf(e.Solver)} committed to its history, metric {BitConverter.UInt32BitsToSingle(e.Metric):0.0000}";
            case LearningProofsPallet.Event.AuditDrawn e when e.Task == task:
                Drawn.AddRange(e.Verifiers);
                return $"audit drawn: {string.Join(", ", e.Verifiers.Select(nameOf))}";
            case LearningProofsPallet.Event.VerdictRevealed e when e.Task == task:
                return $"{nameOf(e.Verifier)} {(e.Accepts ? "accepts" : "rejects")}";
            case LearningProofsPallet.Event.VerdictMissed e when e.Task == task:
                return $"{nameOf(e.Verifier)} missed its verdict";
            case TasksPallet.Event.ChallengeWindowOpened e when e.Task == task:
                return $"challenge window open until block {e.Until}";
            case ArbitrationPallet.Event.ChallengeCommitted e when e.Task == task:
                return $"{nameOf(e.Challenger)} committed to a challenge";
            case ArbitrationPallet.Event.GameOpened e when e.Task == task:
                Opened[e.Game] = e;
                return $"game {e.Game}: {nameOf(e.Left)} against {nameOf(e.Right)} over interval {e.Interval}";
            case ArbitrationPallet.Event.GameDecided e when e.Task == task:
                Decided.Add((Opened[e.Game], e.Verdict));
                return $"game {e.Game} decided by {e.Verdict.DecidedBy.ToString().ToLowerInvariant()} ({(e.Verdict.DecidedBy == Decision.Leaf ? (OperatorId)e.Verdict.Operator + ", " : "")}{e.Verdict.Rounds} rounds): {LoserOf(e, nameOf)}";
            case StakingPallet.Event.Slashed e:
                Slashes.Add(e);
                return $"{nameOf(e.Who)} slashed: {Money.Show(e.Amount)}, of which {Money.Show(e.Burned)} burned";
            case StakingPallet.Event.Rewarded e:
                Rewards.Add(e);
                return $"{nameOf(e.Who)} rewarded: {Money.Show(e.Amount)}";
            case TasksPallet.Event.TaskReassigned e when e.Task == task:
                Reassigned.Add((e.Excluded, e.Reason));
                return $"task taken from {nameOf(e.Excluded)} ({e.Reason}); drawing another solver";
            case TasksPallet.Event.TaskSettled e when e.Task == task:
                return "settled";
            case TasksPallet.Event.TaskFailed e when e.Task == task:
                return "the task failed";
            case TasksPallet.Event.TaskExpired e when e.Task == task:
                return "the task expired";
            default:
                return null;
        }
    }

    private string LoserOf(ArbitrationPallet.Event.GameDecided decided, Func<AccountId, string> nameOf) => decided.Verdict.Outcome switch
    {
        GameOutcome.LeftLost => $"{nameOf(Opened[decided.Game].Left)} lied",
        GameOutcome.RightLost => $"{nameOf(Opened[decided.Game].Right)} lied",
        _ => "both lied",
    };
}
