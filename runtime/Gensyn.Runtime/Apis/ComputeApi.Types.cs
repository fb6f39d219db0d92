using System.Collections.Immutable;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Disputes;

namespace Gensyn.Runtime;

/// <summary>All that the chain knows of a task.</summary>
/// <param name="Task">The task's number.</param>
/// <param name="Record">What was submitted.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Due">The block in which its present state ends by itself, unless something happens before.</param>
/// <param name="Settlement">What was paid, once it is settled.</param>
/// <param name="Games">The open games about it.</param>
[Scale]
public sealed partial record TaskOverview(
    uint Task, TaskRecord Record, TaskProgress Progress, uint? Due, Settlement? Settlement, ImmutableArray<uint> Games);

/// <summary>Which tasks are asked for; what is none does not narrow.</summary>
/// <param name="State">Where the task stands.</param>
/// <param name="Submitter">Who submitted it.</param>
/// <param name="Solver">Who solves it now.</param>
[Scale]
public sealed partial record TaskFilter(TaskState? State, AccountId? Submitter, AccountId? Solver);

/// <summary>A line of a list of tasks.</summary>
/// <param name="Task">The task's number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Submitter">Who submitted it.</param>
/// <param name="Solver">Who solves it now.</param>
/// <param name="Units">What it costs, in units of work.</param>
/// <param name="Submitted">The block it came in.</param>
[Scale]
public sealed partial record TaskLine(uint Task, TaskState State, AccountId Submitter, AccountId? Solver, UInt128 Units, uint Submitted);

/// <summary>A part of a list of tasks.</summary>
/// <param name="Tasks">The tasks of this part, in the order of their numbers.</param>
/// <param name="Next">Where the next part starts; none after the last.</param>
[Scale]
public sealed partial record TaskPage(ImmutableArray<TaskLine> Tasks, uint? Next);

/// <summary>Where an open game stands.</summary>
/// <param name="Id">The game's number.</param>
/// <param name="Game">Who plays for what, and the clocks.</param>
/// <param name="Level">What the game is looking for.</param>
/// <param name="Round">The round that the next move must name.</param>
/// <param name="Step">The step in dispute, once it is found.</param>
/// <param name="Turns">Who has to move, and until when.</param>
[Scale]
public sealed partial record GameOverview(uint Id, Game Game, DisputeLevel Level, uint Round, uint Step, ImmutableArray<GameTurn> Turns);

/// <summary>A move that is owed.</summary>
/// <param name="Who">Who owes it.</param>
/// <param name="Deadline">The block in which that account's clock runs out.</param>
[Scale]
public readonly partial record struct GameTurn(AccountId Who, uint Deadline);
