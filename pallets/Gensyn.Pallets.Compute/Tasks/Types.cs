using System.Collections.Immutable;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>What a submitter wants trained: all of it is fixed before a solver is known.</summary>
/// <param name="Graph">The canonical encoding of the task graph.</param>
/// <param name="Seed">What batches and initial parameters are drawn from.</param>
/// <param name="Steps">How many steps to train: N.</param>
/// <param name="Interval">Steps between checkpoints: k.</param>
/// <param name="DataRoots">The root of each data tensor of the graph, in order.</param>
/// <param name="Data">Content address of the data manifest.</param>
/// <param name="Endpoint">Where the data is served, a URL.</param>
/// <param name="Requirements">What the machine needs.</param>
/// <param name="TrainingBlocks">How many blocks the solver has, from its acceptance to its commitment.</param>
/// <param name="MaxPrice">The highest price for a unit of work: a million weighted operations.</param>
/// <param name="Verifiers">How many verdicts the audit needs: m.</param>
[Scale]
public sealed partial record TaskSpec(
    [MaxLength(TaskSpec.MaxGraph)] byte[] Graph,
    ulong Seed,
    uint Steps,
    uint Interval,
    [MaxLength(TaskSpec.MaxDataTensors)] ImmutableArray<H256> DataRoots,
    H256 Data,
    [MaxLength(TaskSpec.MaxEndpoint)] byte[] Endpoint,
    Requirements Requirements,
    uint TrainingBlocks,
    [Compact] UInt128 MaxPrice,
    byte Verifiers)
{
    /// <summary>The largest graph, in bytes.</summary>
    public const int MaxGraph = 256 * 1024;

    /// <summary>The most data tensors.</summary>
    public const int MaxDataTensors = 16;

    /// <summary>The longest URL.</summary>
    public const int MaxEndpoint = 256;
}

/// <summary>What a task costs whoever submits it.</summary>
/// <param name="Root">Hash of all that decides the result.</param>
/// <param name="Units">What it costs in units of work, computed by the chain from the graph.</param>
/// <param name="MaxFee">The fee at the highest price that the submitter allows.</param>
/// <param name="Escrow">What is put on hold for the fee: the highest fee and a margin.</param>
/// <param name="Deposit">What is put on hold for the storage it takes.</param>
[Scale]
public readonly partial record struct TaskQuote(H256 Root, UInt128 Units, UInt128 MaxFee, UInt128 Escrow, UInt128 Deposit);

/// <summary>A submitted task: what never changes.</summary>
/// <param name="Root">Hash of all that decides the result.</param>
/// <param name="Summary">The graph's counts, which games start from.</param>
/// <param name="Units">What it costs, in units of work, computed by the chain from the graph.</param>
/// <param name="Escrow">What was put on hold for the fee.</param>
/// <param name="Deposit">What was put on hold for the storage it takes.</param>
/// <param name="Submitted">The block it came in.</param>
[Scale]
public sealed partial record TaskRecord(
    AccountId Submitter,
    H256 Root,
    H256 GraphRoot,
    GraphSummary Summary,
    ulong Seed,
    uint Steps,
    uint Interval,
    [MaxLength(TaskSpec.MaxDataTensors)] ImmutableArray<H256> DataRoots,
    H256 Data,
    [MaxLength(TaskSpec.MaxEndpoint)] byte[] Endpoint,
    Requirements Requirements,
    uint TrainingBlocks,
    UInt128 MaxPrice,
    byte Verifiers,
    UInt128 Units,
    UInt128 Escrow,
    UInt128 Deposit,
    uint Submitted);

/// <summary>How far a task is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Phase">The state that games interrupt: the same as <paramref name="State"/> unless that is disputed.</param>
/// <param name="Attempt">How many solvers had it before.</param>
/// <param name="Step">The step of the solver's last heartbeat.</param>
/// <param name="Loss">The loss of the solver's last heartbeat, raw bits; a claim that nothing rests on.</param>
/// <param name="Heartbeat">The block of the last heartbeat, or of the acceptance.</param>
/// <param name="TrainingDeadline">Until when the solver must have committed.</param>
/// <param name="WindowEnd">When the challenge window ends.</param>
/// <param name="ExpiresAt">Until when an open task waits for a solver.</param>
/// <param name="Excluded">Solvers that had the task and lost it.</param>
[Scale]
public sealed partial record TaskProgress(
    TaskState State,
    TaskState Phase,
    uint Attempt,
    Assignment? Assignment,
    uint Step,
    uint Loss,
    uint Heartbeat,
    uint TrainingDeadline,
    uint WindowEnd,
    uint ExpiresAt,
    [MaxLength(TaskParameters.MostAttempts)] ImmutableArray<AccountId> Excluded);

/// <summary>Who solves a task.</summary>
/// <param name="Price">What it is paid for a unit of work.</param>
/// <param name="Bond">What it answers with, locked when it accepts.</param>
[Scale]
public readonly partial record struct Assignment(AccountId Solver, UInt128 Price, UInt128 Bond);

/// <summary>Why a task went back to be matched again.</summary>
[Scale]
public enum ReassignReason : byte
{
    /// <summary>The solver did not accept in time.</summary>
    NotAccepted = 0,

    /// <summary>The solver missed its heartbeats.</summary>
    Silent = 1,

    /// <summary>The solver did not commit in time.</summary>
    Late = 2,

    /// <summary>The solver lost a game.</summary>
    Convicted = 3,

    /// <summary>The solver could not do it, and said so before accepting.</summary>
    Declined = 4,

    /// <summary>Verifiers could not get the solver's checkpoints.</summary>
    Unavailable = 5,
}

/// <summary>The account of a settled task: each payment, and what was delivered.</summary>
/// <param name="Fee">Units of work times the matched price.</param>
/// <param name="Price">The matched price.</param>
/// <param name="Returned">What the submitter got back, the deposit included.</param>
/// <param name="Payments">Who got what for what.</param>
/// <param name="History">Root over the checkpoints and the metric.</param>
/// <param name="FinalState">The trained state: what is delivered.</param>
/// <param name="Metric">The metric, raw bits.</param>
/// <param name="Artefacts">Content address of the list of checkpoints.</param>
/// <param name="Block">When it was settled.</param>
[Scale]
public sealed partial record Settlement(
    UInt128 Fee,
    UInt128 Price,
    UInt128 Returned,
    [MaxLength(Settlement.MaxPayments)] ImmutableArray<Payment> Payments,
    H256 History,
    H256 FinalState,
    uint Metric,
    H256 Artefacts,
    uint Block)
{
    /// <summary>The most payments: the solver, its verifiers, the treasury and the jackpot.</summary>
    public const int MaxPayments = 1 + ProofParameters.MostSeats + 2;
}

/// <summary>A part of a fee.</summary>
[Scale]
public readonly partial record struct Payment(AccountId Who, PaymentKind Kind, UInt128 Amount);

/// <summary>What a payment is for.</summary>
[Scale]
public enum PaymentKind : byte
{
    /// <summary>Training.</summary>
    Solver = 0,

    /// <summary>A verdict.</summary>
    Verifier = 1,

    /// <summary>The treasury's half of the network's share.</summary>
    Treasury = 2,

    /// <summary>The jackpot's half of the network's share.</summary>
    Jackpot = 3,

    /// <summary>Burned: the account would have stayed below the existential deposit.</summary>
    Burned = 4,
}
