using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.LearningProofs;

public sealed partial class LearningProofsPallet
{
    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A solver committed to its history.</summary>
        [Variant(0)]
        public sealed record HistoryCommitted(uint Task, AccountId Solver, H256 History, H256 FinalState, uint Metric, H256 Artefacts, Effort Effort) : Event;

        /// <summary>Verifiers were drawn; they have to commit before a block.</summary>
        [Variant(1)]
        public sealed record AuditDrawn(uint Task, uint Round, ImmutableArray<AccountId> Verifiers, uint CommitBy) : Event;

        /// <summary>A verifier committed to its verdict.</summary>
        [Variant(2)]
        public sealed record VerdictCommitted(uint Task, AccountId Verifier) : Event;

        /// <summary>Verdicts are to be revealed before a block.</summary>
        [Variant(3)]
        public sealed record RevealOpened(uint Task, uint Round, uint RevealBy) : Event;

        /// <summary>A verifier showed its verdict.</summary>
        [Variant(4)]
        public sealed record VerdictRevealed(uint Task, AccountId Verifier, bool Accepts) : Event;

        /// <summary>A verifier did not answer in time and was fined.</summary>
        [Variant(5)]
        public sealed record VerdictMissed(uint Task, AccountId Verifier) : Event;

        /// <summary>The audit ended with this many verdicts.</summary>
        [Variant(6)]
        public sealed record AuditCompleted(uint Task, uint Verdicts) : Event;

        /// <summary>The rules changed.</summary>
        [Variant(7)]
        public sealed record ParametersChanged : Event;

        /// <summary>A verifier could not get the solver's checkpoints; it is neither paid nor fined.</summary>
        [Variant(8)]
        public sealed record HistoryUnavailable(uint Task, AccountId Verifier) : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>The task is not in training.</summary>
        WrongState,

        /// <summary>Only the task's solver may do this.</summary>
        NotSolver,

        /// <summary>The deadline has passed.</summary>
        TooLate,

        /// <summary>A value does not lie where it should in the committed history.</summary>
        ProofInvalid,

        /// <summary>The task is not being audited.</summary>
        NoAudit,

        /// <summary>The account was not drawn in this round.</summary>
        NotDrawn,

        /// <summary>The verifier committed already.</summary>
        AlreadyCommitted,

        /// <summary>The verifier has no unrevealed commitment.</summary>
        NotCommitted,

        /// <summary>Others may still commit: reveal when the reveals start.</summary>
        RevealTooEarly,

        /// <summary>The answers are not those committed to.</summary>
        HashMismatch,

        /// <summary>The answers are not for the drawn intervals and inner steps.</summary>
        AnswersMismatch,

        /// <summary>The deadline has not passed.</summary>
        NotOverdue,

        /// <summary>The rules contradict themselves.</summary>
        ParametersInvalid,
    }
}
