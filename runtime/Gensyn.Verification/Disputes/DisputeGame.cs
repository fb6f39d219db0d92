using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>What one side is bound to by its posts so far.</summary>
/// <param name="End">The state, or metric, that it claims at the end of the span.</param>
/// <param name="Node">Its hash of the node in dispute.</param>
/// <param name="Root">Its root of the tree that is, or was last, descended: later posts open leaves against it.</param>
/// <param name="Value">Its value at the leaf found: the state after the step, the executed operator, the state tensor.</param>
/// <param name="State">Its state, or metric, after the step in dispute.</param>
/// <param name="Operators">Its Merkle root over the executed operators of that step.</param>
/// <param name="Output">Its root of the output in dispute.</param>
/// <param name="Element">Its bits of the element in dispute.</param>
/// <param name="Accumulator">Its accumulator after the chunk in dispute.</param>
[Scale]
public sealed partial record SideClaim(
    H256 End,
    H256 Node,
    H256 Root,
    H256 Value,
    H256 State,
    H256 Operators,
    H256 Output,
    uint Element,
    [MaxLength(Operator.MaxAccumulator)] byte[] Accumulator);

/// <summary>What both sides agree on about the operator in dispute.</summary>
/// <param name="Record">Its place in the graph.</param>
/// <param name="Graph">What the task says of it.</param>
/// <param name="InputRoots">The tensors that it reads.</param>
/// <param name="Tile">The tile of its output in dispute.</param>
/// <param name="Row">The row of the element in dispute.</param>
/// <param name="Column">The column of that element.</param>
/// <param name="Chunk">The chunk of its fold in dispute.</param>
/// <param name="Accumulator">The accumulator before that chunk.</param>
[Scale]
public sealed partial record DisputedOperator(
    uint Record,
    ResolvedRecord Graph,
    [MaxLength(GraphRecord.MaxInputs)] ImmutableArray<H256> InputRoots,
    uint Tile,
    uint Row,
    uint Column,
    uint Chunk,
    [MaxLength(Operator.MaxAccumulator)] byte[] Accumulator);

/// <summary>A game between two claims about the same work. <see cref="DisputeReferee"/> moves it; the chain stores it between moves.</summary>
/// <param name="Task">The task.</param>
/// <param name="Span">The work in dispute.</param>
/// <param name="Defender">What the defender is bound to.</param>
/// <param name="Challenger">What the challenger is bound to.</param>
/// <param name="Level">What the game is looking for.</param>
/// <param name="Cursor">The node in dispute, at the levels that descend a tree.</param>
/// <param name="Step">The step in dispute, once found: 0 for the initialisation, N for the evaluation.</param>
/// <param name="Before">The agreed state before that step; zero for the initialisation.</param>
/// <param name="Group">The part of the state in dispute, at the levels about its tensors.</param>
/// <param name="Operator">The operator in dispute, once found.</param>
/// <param name="Rounds">Rounds played.</param>
/// <param name="Pending">The post of the side that was first in this round.</param>
/// <param name="PendingSide">That side; without meaning when nothing is pending.</param>
/// <param name="Verdict">How the game ended; null while it goes on.</param>
[Scale]
public sealed partial record DisputeGame(
    DisputeTask Task,
    DisputeSpan Span,
    SideClaim Defender,
    SideClaim Challenger,
    DisputeLevel Level,
    TreeCursor Cursor,
    uint Step,
    H256 Before,
    StateGroup Group,
    DisputedOperator? Operator,
    uint Rounds,
    DisputeMove? Pending,
    DisputeSide PendingSide,
    DisputeVerdict? Verdict)
{
    /// <summary>Whether this level takes one post from either side instead of one from each.</summary>
    public bool IsOpenToEither => Level is DisputeLevel.Leaf or DisputeLevel.Slot or DisputeLevel.Metric;

    /// <summary>Whether the children that this round asks for are values, not hashes.</summary>
    public bool AsksForValues => Cursor.ChildLevel == 0 && Level is DisputeLevel.Steps or DisputeLevel.Operators or DisputeLevel.Slots;

    /// <summary>Whether this round must also open both ends of the tree.</summary>
    public bool AsksForEnds => Cursor.IsRoot && Level is DisputeLevel.Steps or DisputeLevel.AccumulatorTree;

    /// <summary>Whether this round must also open the state before the first child.</summary>
    public bool AsksForBefore => Level == DisputeLevel.Steps && Cursor.ChildLevel == 0 && Cursor.FirstChild > 0;

    /// <summary>Opens a game; null when there is nothing to dispute or the span cannot be.</summary>
    public static DisputeGame? Open(DisputeTask task, DisputeSpan span, in H256 defenderEnd, in H256 challengerEnd)
    {
        if (defenderEnd == challengerEnd || span.Runs == 0 || span.Runs > int.MaxValue / 2) return null;
        if (span.Phase != GraphPhase.Step && span.Runs != 1) return null;
        if ((ulong)span.StartStep + span.Runs > int.MaxValue || task.Graph.Records(span.Phase) == 0) return null;
        var game = new DisputeGame(
            task, span, Claim(defenderEnd), Claim(challengerEnd), DisputeLevel.Steps, TreeCursor.Root((int)span.Runs + 1),
            0, H256.Zero, StateGroup.Weights, null, 0, null, DisputeSide.Defender, null);
        if (span.Runs > 1) return game;
        uint step = span.Phase == GraphPhase.Step ? span.StartStep + 1 : span.StartStep;
        return DisputeReferee.EnterStep(game, step, span.Start, defenderEnd, challengerEnd);
    }

    /// <summary>What a side is bound to.</summary>
    public SideClaim Claim(DisputeSide side) => side == DisputeSide.Defender ? Defender : Challenger;

    /// <summary>What a side must post next; null when it waits for the other, or the game is decided.</summary>
    public DisputeExpectation? Expected(DisputeSide side)
    {
        if (Verdict is not null || (Pending is not null && PendingSide == side)) return null;
        return new(Level, Rounds, Step, Level == DisputeLevel.Record ? Cursor.Index : Operator?.Record, Cursor, Group);
    }

    private static SideClaim Claim(in H256 end) =>
        new(end, H256.Zero, H256.Zero, H256.Zero, H256.Zero, H256.Zero, H256.Zero, 0, []);
}

/// <summary>A post that a side owes.</summary>
/// <param name="Level">Which kind: see <see cref="DisputeLevel"/>.</param>
/// <param name="Round">The round that the post must name.</param>
/// <param name="Step">The step in dispute, once found.</param>
/// <param name="Record">The operator in dispute, once found.</param>
/// <param name="Cursor">The node whose children are asked for, at the levels that descend a tree.</param>
/// <param name="Group">The part of the state in dispute, at the levels about its tensors.</param>
public sealed record DisputeExpectation(DisputeLevel Level, uint Round, uint Step, uint? Record, TreeCursor Cursor, StateGroup Group);
