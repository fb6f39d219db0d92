using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Tasks;

public sealed partial class TasksPallet
{
    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A task was posted and its cost bound put on hold.</summary>
        [Variant(0)]
        public sealed record TaskSubmitted(uint Task, AccountId Submitter, H256 Root, UInt128 Units, UInt128 Escrow) : Event;

        /// <summary>An open task was taken back.</summary>
        [Variant(1)]
        public sealed record TaskCancelled(uint Task) : Event;

        /// <summary>A solver was drawn; it has to accept before a block.</summary>
        [Variant(2)]
        public sealed record SolverMatched(uint Task, AccountId Solver, UInt128 Price, UInt128 Bond, uint AcceptBy) : Event;

        /// <summary>The solver locked its bond; it has to commit before a block.</summary>
        [Variant(3)]
        public sealed record TaskAccepted(uint Task, AccountId Solver, uint CommitBy) : Event;

        /// <summary>The solver is alive.</summary>
        [Variant(4)]
        public sealed record HeartbeatReceived(uint Task, uint Step, uint Loss) : Event;

        /// <summary>The solver committed to its history.</summary>
        [Variant(5)]
        public sealed record TaskCommitted(uint Task) : Event;

        /// <summary>Verifiers were drawn.</summary>
        [Variant(6)]
        public sealed record AuditStarted(uint Task) : Event;

        /// <summary>The audit found nothing, or is disputed: anyone may challenge until a block.</summary>
        [Variant(7)]
        public sealed record ChallengeWindowOpened(uint Task, uint Until) : Event;

        /// <summary>A first game opened.</summary>
        [Variant(8)]
        public sealed record TaskDisputed(uint Task) : Event;

        /// <summary>The last game closed and the solver stands.</summary>
        [Variant(9)]
        public sealed record TaskUndisputed(uint Task) : Event;

        /// <summary>A solver lost the task; it is open again.</summary>
        [Variant(10)]
        public sealed record TaskReassigned(uint Task, uint Attempt, AccountId Excluded, ReassignReason Reason) : Event;

        /// <summary>The task was paid for.</summary>
        [Variant(11)]
        public sealed record TaskSettled(uint Task, Settlement Settlement) : Event;

        /// <summary>The task ended unpaid.</summary>
        [Variant(12)]
        public sealed record TaskFailed(uint Task) : Event;

        /// <summary>Nobody took the task in time.</summary>
        [Variant(13)]
        public sealed record TaskExpired(uint Task) : Event;

        /// <summary>The rules changed.</summary>
        [Variant(14)]
        public sealed record ParametersChanged : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>There is no task of that number.</summary>
        UnknownTask,

        /// <summary>The task is not in a state that allows this.</summary>
        WrongState,

        /// <summary>Only the submitter may do this.</summary>
        NotSubmitter,

        /// <summary>Only the task's solver may do this.</summary>
        NotSolver,

        /// <summary>The graph does not decode, or not canonically.</summary>
        GraphMalformed,

        /// <summary>The graph is cyclic, wrongly typed, or beyond a limit.</summary>
        GraphInvalid,

        /// <summary>The work is beyond what the chain can price.</summary>
        WorkOutOfRange,

        /// <summary>The graph's data tensors and the named roots are not equally many.</summary>
        DataRootsMismatch,

        /// <summary>Steps or interval are zero or beyond a limit, or the interval is longer than the training.</summary>
        StepsOutOfRange,

        /// <summary>An audit needs at least two verdicts, and not more than the limit.</summary>
        VerifiersOutOfRange,

        /// <summary>The price is zero or above the limit.</summary>
        PriceOutOfRange,

        /// <summary>The training time is zero or above the limit.</summary>
        TrainingBlocksOutOfRange,

        /// <summary>Solvers fetch the data: name the endpoint.</summary>
        EndpointMissing,

        /// <summary>The step is before the last one reported, or after the end.</summary>
        StepOutOfRange,

        /// <summary>The deadline has passed.</summary>
        TooLate,

        /// <summary>The deadline has not passed.</summary>
        NotOverdue,

        /// <summary>The challenge window is still open: settle at its end.</summary>
        WindowOpen,

        /// <summary>A game or an unrevealed challenge is open: settle when all are closed.</summary>
        DisputesOpen,

        /// <summary>The rules contradict themselves.</summary>
        ParametersInvalid,

        /// <summary>An interval, the initialisation or the evaluation is more than a verifier can re-run in time: shorten it.</summary>
        IntervalTooLarge,
    }
}
