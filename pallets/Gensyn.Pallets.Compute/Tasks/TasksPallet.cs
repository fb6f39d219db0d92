using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>Keeps tasks from submission to payment: escrow, matching, heartbeats, deadlines, settlement.</summary>
/// <remarks>
/// Open, Matched, Training, Committed, Auditing, ChallengeWindow, Settled; Disputed while games are open; exits Failed, Cancelled, Expired.
/// Every state ends by itself: by a deadline here, or by one of the audit or of the games. No privileged account acts on a task.
/// </remarks>
[Pallet("Tasks", Crate = "gensyn_tasks")]
public sealed partial class TasksPallet(PalletContext context, IComputeRuntime runtime, ITasksWeights weights) : Pallet(context), ITaskBoard
{
    private ITasksWeights Weights => weights;

    private static TaskParameters InitialParameters => TaskParameters.Development;

    /// <inheritdoc/>
    public override TypeInfo HoldReasons => HoldReasonCodec.Instance.Type;

    /// <summary>The number of the next task.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> NextTask { get; }

    /// <summary>What was submitted, by task.</summary>
    // Hasher: twox, because the chain chooses the numbers. The same holds for the maps below.
    [Storage]
    public partial StorageMap<Twox64Concat, uint, TaskRecord> Tasks { get; }

    /// <summary>Graphs of tasks that have not ended.</summary>
    [Storage]
    [MaxLength(TaskSpec.MaxGraph)]
    public partial StorageMap<Twox64Concat, uint, byte[]> Graphs { get; }

    /// <summary>How far each task is.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, TaskProgress> Progress { get; }

    /// <summary>What was paid for each settled task.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Settlement> Settlements { get; }

    /// <summary>When each task's state ends.</summary>
    [Storage]
    public partial StorageMap<Twox64Concat, uint, Deadline> Deadlines { get; }

    /// <summary>The tasks that each block looks at.</summary>
    [Storage]
    [MaxLength(DeadlineQueue.PerBlock)]
    public partial StorageMap<Twox64Concat, uint, ImmutableArray<uint>> Agenda { get; }

    /// <summary>The rules of tasks.</summary>
    [Storage(DefaultValue = nameof(InitialParameters))]
    public partial StorageValue<TaskParameters> Parameters { get; }

    private DeadlineQueue Queue => new(Deadlines, Agenda);

    /// <summary>What submitting a task would put on hold now; or why <see cref="Submit"/> would refuse it, whatever its submitter has.</summary>
    public DispatchError? Quote(TaskSpec spec, out TaskQuote quote) => Price(spec, Parameters.Get(), out _, out quote);

    /// <summary>Sets the rules of a new chain.</summary>
    public void Genesis(TaskParameters parameters) => Parameters.Set(parameters);

    /// <summary>Posts a task and holds its cost bound; the chain computes the cost from the graph.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.TaskSubmitted"/>.</remarks>
    [Call(0)]
    public DispatchResult Submit(Origin origin, TaskSpec spec)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        TaskParameters parameters = Parameters.Get();
        if (Price(spec, parameters, out TaskWork work, out TaskQuote quote) is { } refusal) return refusal;
        if (runtime.Currency.Hold(who, HoldReason.Escrow, quote.Escrow + quote.Deposit) is { IsError: true } refused) return refused;

        uint task = NextTask.Get();
        NextTask.Set(task + 1);
        uint now = Context.BlockNumber;
        Tasks.Set(task, new TaskRecord(
            who, work.Root, work.GraphRoot, work.Summary, spec.Seed, spec.Steps, spec.Interval, spec.DataRoots, spec.Data, spec.Endpoint, spec.Requirements,
            spec.TrainingBlocks, spec.MaxPrice, spec.Verifiers, work.Units, quote.Escrow, quote.Deposit, now));
        Graphs.Set(task, spec.Graph);
        Progress.Set(task, new TaskProgress(
            TaskState.Open, TaskState.Open, Attempt: 0, Assignment: null, Step: 0, Loss: 0, Heartbeat: 0, TrainingDeadline: 0, WindowEnd: 0,
            ExpiresAt: now + parameters.OpenBlocks, Excluded: []));
        Queue.Set(task, now + parameters.MatchingDelay, now);
        Deposit(new Event.TaskSubmitted(task, who, work.Root, work.Units, quote.Escrow));
        return DispatchResult.Ok;
    }

    /// <summary>Takes an open task back; escrow and deposit return.</summary>
    /// <remarks>Origin: signed, its submitter. Deposits <see cref="Event.TaskCancelled"/>.</remarks>
    [Call(1)]
    public DispatchResult Cancel(Origin origin, uint task)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return Fail(Error.UnknownTask);
        if (record.Submitter != who) return Fail(Error.NotSubmitter);
        if (progress.State != TaskState.Open) return Fail(Error.WrongState);

        End(task, record, progress, TaskState.Cancelled);
        Deposit(new Event.TaskCancelled(task));
        return DispatchResult.Ok;
    }

    /// <summary>Takes on a task that the caller was drawn for, and locks its bond.</summary>
    /// <remarks>Origin: signed, the matched solver. Deposits <see cref="Event.TaskAccepted"/>.</remarks>
    [Call(2)]
    public DispatchResult Accept(Origin origin, uint task)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return Fail(Error.UnknownTask);
        if (progress.State != TaskState.Matched || progress.Assignment is not { } assignment) return Fail(Error.WrongState);
        if (assignment.Solver != who) return Fail(Error.NotSolver);
        uint now = Context.BlockNumber;
        if (Queue.IsDue(task, now)) return Fail(Error.TooLate);
        if (runtime.Bonds.Lock(who, new LockId(LockKind.Solver, task), assignment.Bond) is { IsError: true } refused) return refused;

        TaskProgress training = progress with
        {
            State = TaskState.Training,
            Phase = TaskState.Training,
            Heartbeat = now,
            TrainingDeadline = now + record.TrainingBlocks,
        };
        Progress.Set(task, training);
        Queue.Set(task, TrainingCheck(training), now);
        Deposit(new Event.TaskAccepted(task, who, training.TrainingDeadline));
        return DispatchResult.Ok;
    }

    /// <summary>Says that the solver is alive, and how far it is.</summary>
    /// <remarks>Origin: signed, the solver. Deposits <see cref="Event.HeartbeatReceived"/>.</remarks>
    [Call(3)]
    public DispatchResult Heartbeat(Origin origin, uint task, uint step, uint loss)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return Fail(Error.UnknownTask);
        if (progress.State != TaskState.Training) return Fail(Error.WrongState);
        if (progress.Assignment?.Solver != who) return Fail(Error.NotSolver);
        if (step < progress.Step || step > record.Steps) return Fail(Error.StepOutOfRange);
        uint now = Context.BlockNumber;
        if (Queue.IsDue(task, now)) return Fail(Error.TooLate);

        TaskProgress beaten = progress with { Step = step, Loss = loss, Heartbeat = now };
        Progress.Set(task, beaten);
        Queue.Set(task, TrainingCheck(beaten), now);
        Deposit(new Event.HeartbeatReceived(task, step, loss));
        return DispatchResult.Ok;
    }

    /// <summary>Pays for a task whose challenge window is over.</summary>
    /// <remarks>Origin: signed, anyone. Deposits <see cref="Event.TaskSettled"/>.</remarks>
    [Call(4)]
    public DispatchResult Settle(Origin origin, uint task)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (Tasks.Get(task) is not { } record || Progress.Get(task) is not { } progress) return Fail(Error.UnknownTask);
        if (progress.State == TaskState.Disputed) return Fail(Error.DisputesOpen);
        if (progress.State != TaskState.ChallengeWindow) return Fail(Error.WrongState);
        if (Context.BlockNumber < progress.WindowEnd) return Fail(Error.WindowOpen);
        if (!runtime.Disputes.IsQuiet(task)) return Fail(Error.DisputesOpen);

        Pay(task, record, progress);
        return DispatchResult.Ok;
    }

    /// <summary>Moves a task on whose deadline has passed, should its block have been too full; a draw is only put back in line.</summary>
    /// <remarks>Origin: signed, anyone.</remarks>
    [Call(5)]
    public DispatchResult Poke(Origin origin, uint task)
    {
        if (!origin.IsSigned(out _)) return DispatchError.BadOrigin;
        if (!Tasks.Contains(task)) return Fail(Error.UnknownTask);
        if (!Queue.IsDue(task, Context.BlockNumber)) return Fail(Error.NotOverdue);

        if (IsDraw(task))
        {
            // The randomness of this block is known: who pokes would choose the draw with the moment. A block to come decides.
            if (Queue.IsQueued(task, Context.BlockNumber)) return Fail(Error.NotOverdue);
            Queue.Set(task, Context.BlockNumber + Parameters.Get().MatchingDelay, Context.BlockNumber);
            return DispatchResult.Ok;
        }

        Queue.Clear(task);
        MoveOn(task);
        return DispatchResult.Ok;
    }

    /// <summary>Changes the rules of tasks.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.ParametersChanged"/>.</remarks>
    [Call(6)]
    public DispatchResult SetParameters(Origin origin, TaskParameters parameters)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!parameters.IsValid) return Fail(Error.ParametersInvalid);

        Parameters.Set(parameters);
        Deposit(new Event.ParametersChanged());
        return DispatchResult.Ok;
    }

    /// <summary>Turns a task down that the caller was drawn for, such as one whose data cannot be had; another is drawn.</summary>
    /// <remarks>Origin: signed, the matched solver. Deposits <see cref="Event.TaskReassigned"/> or <see cref="Event.TaskFailed"/>.</remarks>
    [Call(7)]
    public DispatchResult Decline(Origin origin, uint task)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Progress.Get(task) is not { } progress) return Fail(Error.UnknownTask);
        if (progress.State != TaskState.Matched) return Fail(Error.WrongState);
        if (progress.Assignment?.Solver != who) return Fail(Error.NotSolver);

        Reassign(task, progress, ReassignReason.Declined);
        return DispatchResult.Ok;
    }

    private uint MaxVerifiers => Parameters.Get().MaxVerifiers;

    private Weight SubmitWeight(TaskSpec spec) => Weights.Submit((uint)spec.Graph.Length);

    private Weight SettleWeight() => Weights.Settle(MaxVerifiers);

    private Weight PokeWeight() => Weights.Poke(MaxVerifiers);

    private DispatchError? Price(TaskSpec spec, TaskParameters parameters, out TaskWork work, out TaskQuote quote)
    {
        work = default;
        quote = default;
        if (Refusal(spec, parameters) is { } refusal) return Fail(refusal);
        if (!TaskWork.TryRead(spec, out work, out Error error)) return Fail(error);
        if (work.LargestInterval > parameters.MaxIntervalUnits) return Fail(Error.IntervalTooLarge);

        UInt128 bound = work.Units * spec.MaxPrice;
        quote = new(
            work.Root, work.Units, bound, bound + Share.Of(bound, parameters.Margin),
            parameters.DepositBase + (parameters.DepositPerByte * (uint)spec.Graph.Length));
        return null;
    }

    private static Error? Refusal(TaskSpec spec, TaskParameters parameters)
    {
        if (spec.Steps == 0 || spec.Steps > parameters.MaxSteps || spec.Interval == 0 || spec.Interval > spec.Steps) return Error.StepsOutOfRange;
        if ((spec.Steps - 1) / spec.Interval >= parameters.MaxIntervals) return Error.StepsOutOfRange;
        if (spec.Verifiers < 2 || spec.Verifiers > parameters.MaxVerifiers) return Error.VerifiersOutOfRange;
        if (spec.MaxPrice == 0 || spec.MaxPrice > parameters.MaxPrice) return Error.PriceOutOfRange;
        if (spec.TrainingBlocks == 0 || spec.TrainingBlocks > parameters.MaxTrainingBlocks) return Error.TrainingBlocksOutOfRange;
        if (spec.Endpoint.Length == 0) return Error.EndpointMissing;
        return null;
    }
}
