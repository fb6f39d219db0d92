using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Tasks;

public sealed partial class TasksPallet
{
    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        ImmutableArray<uint> due = Queue.Take(block);
        Weight weight = Weights.OnInitialize((uint)due.Length);
        foreach (uint task in due) weight += MoveOn(task);
        return weight;
    }

    /// <inheritdoc/>
    TaskView? ITaskBoard.Find(uint task)
    {
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return null;
        UInt128 fee = record.Units * (progress.Assignment?.Price ?? 0);
        return new TaskView(
            record.Submitter, progress.Phase, progress.Attempt, progress.WindowEnd, progress.Assignment?.Solver, fee,
            VerifierFee(fee, record, Parameters.Get()), record.GraphRoot, record.Summary, record.Seed, record.Steps, record.Interval, record.DataRoots,
            record.Requirements, progress.TrainingDeadline, record.Verifiers, progress.Excluded);
    }

    /// <inheritdoc/>
    void ITaskBoard.Committed(uint task)
    {
        // From here the audit's deadlines carry the task.
        Enter(task, TaskState.Committed);
        Queue.Clear(task);
        Deposit(new Event.TaskCommitted(task));
    }

    /// <inheritdoc/>
    void ITaskBoard.AuditStarted(uint task)
    {
        Enter(task, TaskState.Auditing);
        Deposit(new Event.AuditStarted(task));
    }

    /// <inheritdoc/>
    void ITaskBoard.AuditCompleted(uint task)
    {
        uint now = Context.BlockNumber;
        uint until = now + Parameters.Get().ChallengeBlocks;
        Enter(task, TaskState.ChallengeWindow);
        Progress.Mutate(task, p => p! with { WindowEnd = until });
        Queue.Set(task, until, now);
        Deposit(new Event.ChallengeWindowOpened(task, until));
    }

    /// <inheritdoc/>
    void ITaskBoard.AuditImpossible(uint task)
    {
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return;
        ReleaseSolver(task, progress);
        End(task, record, progress, TaskState.Failed);
        Deposit(new Event.TaskFailed(task));
    }

    /// <inheritdoc/>
    void ITaskBoard.HistoryUnavailable(uint task)
    {
        if (Progress.Get(task) is { Assignment: not null } progress) Abandon(task, progress, ReassignReason.Unavailable);
    }

    /// <inheritdoc/>
    void ITaskBoard.Disputed(uint task)
    {
        if (Progress.Get(task) is not { } progress || progress.State == TaskState.Disputed) return;
        Progress.Set(task, progress with { State = TaskState.Disputed });
        Deposit(new Event.TaskDisputed(task));
    }

    /// <inheritdoc/>
    void ITaskBoard.Undisputed(uint task)
    {
        if (Progress.Get(task) is not { State: TaskState.Disputed } progress) return;
        Progress.Set(task, progress with { State = progress.Phase });
        Deposit(new Event.TaskUndisputed(task));
    }

    /// <inheritdoc/>
    void ITaskBoard.Convicted(uint task)
    {
        if (Progress.Get(task) is { } progress) Reassign(task, progress, ReassignReason.Convicted);
    }

    private static uint EarlierOf(uint left, uint right) => Math.Min(left, right);

    // Games opened meanwhile keep the task disputed in whatever phase it enters.
    private void Enter(uint task, TaskState phase) =>
        Progress.Mutate(task, p => p! with { Phase = phase, State = p.State == TaskState.Disputed ? TaskState.Disputed : phase });

    private bool IsDraw(uint task) => Progress.Get(task) is { Phase: TaskState.Open } progress && Context.BlockNumber < progress.ExpiresAt;

    // What happens when a state's time is over; returns what it cost.
    private Weight MoveOn(uint task)
    {
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return default;
        uint now = Context.BlockNumber;
        TaskParameters parameters = Parameters.Get();
        switch (progress.Phase)
        {
            case TaskState.Open when now >= progress.ExpiresAt:
                End(task, record, progress, TaskState.Expired);
                Deposit(new Event.TaskExpired(task));
                break;
            case TaskState.Open:
                Match(task, record, progress, parameters);
                return Weights.Match(runtime.Registry.Count);
            case TaskState.Matched:
                runtime.Registry.Suspend(progress.Assignment!.Value.Solver);
                Reassign(task, progress, ReassignReason.NotAccepted);
                break;
            case TaskState.Training:
                Abandon(task, progress, now >= progress.TrainingDeadline ? ReassignReason.Late : ReassignReason.Silent);
                break;
            case TaskState.ChallengeWindow when now < progress.WindowEnd + parameters.SettleBlocks || !runtime.Disputes.IsQuiet(task):
                // Anyone may settle first; the chain does it when nobody cares to, or when the games are over.
                Queue.Set(task, Math.Max(progress.WindowEnd, now) + parameters.SettleBlocks, now);
                break;
            case TaskState.ChallengeWindow:
                Pay(task, record, progress);
                return Weights.Settle(parameters.MaxVerifiers);
            default:
                return default;
        }

        return Weights.Abandon();
    }

    // The next moment at which a training solver may have been silent too long, or be late.
    private uint TrainingCheck(TaskProgress progress)
    {
        TaskParameters parameters = Parameters.Get();
        return EarlierOf(progress.TrainingDeadline, progress.Heartbeat + (parameters.HeartbeatBlocks * parameters.MissedHeartbeats));
    }

    private void Abandon(uint task, TaskProgress progress, ReassignReason reason)
    {
        Assignment assignment = progress.Assignment!.Value;
        LockId id = new(LockKind.Solver, task);
        runtime.Bonds.Slash(assignment.Solver, id, Share.Of(assignment.Bond, Parameters.Get().SilencePenalty), []);
        runtime.Registry.Punish(assignment.Solver);
        runtime.Registry.Suspend(assignment.Solver);
        Reassign(task, progress, reason);
    }

    // The task starts again from its beginning: it is one segment, and nothing of it is verified.
    private void Reassign(uint task, TaskProgress progress, ReassignReason reason)
    {
        if (Tasks.Get(task) is not { } record || progress.Assignment is not { } assignment) return;
        uint now = Context.BlockNumber;
        TaskParameters parameters = Parameters.Get();
        ReleaseSolver(task, progress);
        uint attempt = progress.Attempt + 1;
        if (attempt >= parameters.MaxAttempts || attempt >= TaskParameters.MostAttempts)
        {
            End(task, record, progress, TaskState.Failed);
            Deposit(new Event.TaskFailed(task));
            return;
        }

        Progress.Set(task, new TaskProgress(
            TaskState.Open, TaskState.Open, attempt, Assignment: null, Step: 0, Loss: 0, Heartbeat: 0, TrainingDeadline: 0, WindowEnd: 0,
            ExpiresAt: now + parameters.OpenBlocks, Excluded: progress.Excluded.Add(assignment.Solver)));
        Queue.Set(task, now + parameters.MatchingDelay, now);
        Deposit(new Event.TaskReassigned(task, attempt, assignment.Solver, reason));
    }

    // What is left of the bond is free, and so is the provider.
    private void ReleaseSolver(uint task, TaskProgress progress)
    {
        if (progress.Assignment is not { } assignment) return;
        runtime.Bonds.Unlock(assignment.Solver, new LockId(LockKind.Solver, task));
        runtime.Registry.Disengage(assignment.Solver);
    }

    // Ends a task unpaid.
    private void End(uint task, TaskRecord record, TaskProgress progress, TaskState state)
    {
        Return(record.Submitter, record.Escrow + record.Deposit);
        Finish(task, progress, state);
    }

    private void Finish(uint task, TaskProgress progress, TaskState state)
    {
        Queue.Clear(task);
        Graphs.Remove(task);
        Progress.Set(task, progress with { State = state, Phase = state });
    }

    // What cannot be free because it would stay below the existential deposit burns, as dust does.
    private void Return(AccountId submitter, UInt128 amount)
    {
        if (runtime.Currency.Release(submitter, HoldReason.Escrow, amount).IsError) Must(runtime.Currency.BurnHeld(submitter, HoldReason.Escrow, amount));
    }

    // Escrow is on hold since the submission: a refusal means that the books are wrong.
    private static void Must(DispatchResult result)
    {
        if (result.IsError) throw new InvalidOperationException("An escrow is on hold for less than its task says.");
    }
}
