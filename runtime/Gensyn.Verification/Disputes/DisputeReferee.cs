using Gensyn.Primitives;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>What a move did.</summary>
/// <param name="Accepted">False when nothing was expected of that side in that round; the game is then as it was.</param>
/// <param name="Game">The game after the move; its verdict is set when the move decided it.</param>
public readonly record struct MoveResult(bool Accepted, DisputeGame Game);

/// <summary>Moves a game between two claims about the same work until it is decided, at the latest by 32 multiply–adds.</summary>
/// <remarks>
/// Each side's post is checked by itself, and one that fails loses at once. When both sides have posted, the referee, not a party, descends into the
/// first thing that differs; so all that lies before it is agreed. A side that posts what it computed never loses: its posts pass, and
/// at the end its value is what the leaf computes. If neither value is, both lose.
/// </remarks>
public static class DisputeReferee
{
    /// <summary>Applies a side's post in a round.</summary>
    /// <param name="game">The game.</param>
    /// <param name="side">Whose post it is.</param>
    /// <param name="round">The round that it is for, so that a post sent twice is never taken for a later one.</param>
    /// <param name="move">The post.</param>
    public static MoveResult Apply(DisputeGame game, DisputeSide side, uint round, DisputeMove move)
    {
        if (game.Expected(side) is null || game.Rounds != round) return new(false, game);
        if (game.IsOpenToEither) return new(true, Settle(game, side, move));
        if (PostCheck.Fault(game, side, move) is { } fault) return new(true, Decide(game, Other(side), fault, move: move));
        if (game.Pending is null) return new(true, game with { Pending = move, PendingSide = side });
        (DisputeMove defender, DisputeMove challenger) = side == DisputeSide.Defender ? (move, game.Pending) : (game.Pending, move);
        return new(true, Advance(game, defender, challenger));
    }

    /// <summary>Both lose or one wins.</summary>
    private static DisputeGame Decide(DisputeGame game, DisputeSide? winner, DisputeReason reason, int leafBytes = 0, DisputeMove? move = null)
    {
        // These two reasons are found only after the post's record has been proven to be the task's.
        bool isProven = reason is DisputeReason.WrongGraph or DisputeReason.WrongInput;
        OperatorRef? disputed = game.Operator is { } found ? new(game.Span.Phase, found.Record, found.Graph.Operator)
            : isProven && move is DisputeMove.Record record ? new(game.Span.Phase, game.Cursor.Index, record.Graph.Operator)
            : null;
        return game with
        {
            Level = DisputeLevel.Decided,
            Rounds = game.Rounds + 1,
            Pending = null,
            Verdict = new(winner, reason, game.Level, game.Step, disputed, game.Rounds + 1, (uint)leafBytes),
        };
    }

    /// <summary>Begins the search for the operator of one step.</summary>
    internal static DisputeGame EnterStep(DisputeGame game, uint step, in H256 before, in H256 defenderState, in H256 challengerState) => game with
    {
        Step = step,
        Before = before,
        Defender = game.Defender with { State = defenderState },
        Challenger = game.Challenger with { State = challengerState },
        Level = DisputeLevel.Operators,
        Cursor = TreeCursor.Root(game.Task.Graph.Records(game.Span.Phase)),
    };

    private static DisputeSide Other(DisputeSide side) => side == DisputeSide.Defender ? DisputeSide.Challenger : DisputeSide.Defender;

    private static DisputeGame Advance(DisputeGame game, DisputeMove defender, DisputeMove challenger)
    {
        DisputeGame next = (defender, challenger) switch
        {
            (DisputeMove.Nodes d, DisputeMove.Nodes c) => AdvanceNodes(game, d, c),
            (DisputeMove.Record d, DisputeMove.Record c) => AdvanceRecord(game, d, c),
            (DisputeMove.Tile d, DisputeMove.Tile c) => AdvanceTile(game, d.Bytes, c.Bytes),
            (DisputeMove.Accumulators d, DisputeMove.Accumulators c) => AdvanceAccumulators(game, d.Bytes, c.Bytes),
            (DisputeMove.AccumulatorPair d, DisputeMove.AccumulatorPair c) => EnterLeaf(game, game.Operator!.Chunk, d.Before, d.After, c.After),
            (DisputeMove.Link d, DisputeMove.Link c) => AdvanceLink(game, d.Next, c.Next),
            _ => game,
        };

        // Posts that passed their checks differ somewhere, unless someone has found a collision of the hash: then nobody can be trusted.
        return ReferenceEquals(next, game) ? Decide(game, null, DisputeReason.BadPost) : next with { Rounds = game.Rounds + 1, Pending = null };
    }

    private static DisputeGame AdvanceNodes(DisputeGame game, DisputeMove.Nodes defender, DisputeMove.Nodes challenger)
    {
        int difference = TreeCursor.FirstDifference(defender.Children, challenger.Children);
        DisputeGame next = game with
        {
            Defender = Bind(game, game.Defender, defender, difference),
            Challenger = Bind(game, game.Challenger, challenger, difference),
        };
        if (difference < 0) return game.Level == DisputeLevel.Operators && game.Cursor.IsRoot ? EnterLink(next) : game;
        TreeCursor child = game.Cursor.Child(difference);
        next = next with { Cursor = child };
        if (child.Level > 0) return next;
        switch (game.Level)
        {
            case DisputeLevel.Steps when child.Index > 0:
                H256 before = difference > 0 ? defender.Children[difference - 1] : defender.Before ?? H256.Zero;
                return EnterStep(next, game.Span.StartStep + child.Index, before, next.Defender.Value, next.Challenger.Value);
            case DisputeLevel.Operators:
                return next with { Level = DisputeLevel.Record };
            case DisputeLevel.Tiles:
                return next with { Level = DisputeLevel.Tile, Operator = game.Operator! with { Tile = child.Index } };
            case DisputeLevel.AccumulatorTree when child.Index > 0:
                return next with { Level = DisputeLevel.AccumulatorPair, Operator = game.Operator! with { Chunk = child.Index - 1 } };
            case DisputeLevel.Slots:
                return next with { Level = DisputeLevel.Slot };
            default:
                return game;
        }
    }

    private static SideClaim Bind(DisputeGame game, SideClaim claim, DisputeMove.Nodes post, int difference)
    {
        H256[] hashes = PostCheck.Hashes(game, post.Children);
        if (game.Cursor.IsRoot)
        {
            H256 root = Merkle.Combine(hashes);
            claim = game.Level == DisputeLevel.Operators ? claim with { Root = root, Operators = root } : claim with { Root = root };
        }

        if (difference < 0) return claim;
        return claim with { Node = hashes[difference], Value = game.AsksForValues ? post.Children[difference] : H256.Zero };
    }

    private static DisputeGame AdvanceRecord(DisputeGame game, DisputeMove.Record defender, DisputeMove.Record challenger)
    {
        // Their producers come before the first operator that differs, so both sides read the same.
        if (TreeCursor.FirstDifference(defender.Trace.InputRoots, challenger.Trace.InputRoots) >= 0) return game;
        if (defender.Trace.OutputRoot == challenger.Trace.OutputRoot) return game;
        TreeCursor root = TreeCursor.Root(defender.Graph.Output.Tiles.Count);
        return game with
        {
            Defender = game.Defender with { Output = defender.Trace.OutputRoot },
            Challenger = game.Challenger with { Output = challenger.Trace.OutputRoot },
            Operator = new(game.Cursor.Index, defender.Graph, defender.Trace.InputRoots, 0, 0, 0, 0, []),
            Cursor = root,
            Level = root.Level == 0 ? DisputeLevel.Tile : DisputeLevel.Tiles,
        };
    }

    private static DisputeGame AdvanceTile(DisputeGame game, byte[] defender, byte[] challenger)
    {
        DisputedOperator disputed = game.Operator!;
        int offset = defender.AsSpan().CommonPrefixLength(challenger);
        if (offset == defender.Length) return game;
        TileLayout layout = disputed.Graph.Output.Tiles;
        (int row, int column) = layout.ElementAt((int)disputed.Tile, offset);
        disputed = disputed with { Row = (uint)row, Column = (uint)column };
        DisputeGame next = game with
        {
            Operator = disputed,
            Defender = game.Defender with { Element = layout.Read(defender, row, column) },
            Challenger = game.Challenger with { Element = layout.Read(challenger, row, column) },
        };

        int size = Operator.Of(disputed.Graph.Operator).AccumulatorSize;
        int chunks = Operator.Of(disputed.Graph.Operator).Chunks(disputed.Graph, row, column);
        if (chunks == 1) return EnterLeaf(next, 0, PostCheck.Identity(disputed.Graph.Operator), [], []);
        return (long)(chunks + 1) * size <= TileLayout.TileBytes
            ? next with { Level = DisputeLevel.Accumulators }
            : next with { Level = DisputeLevel.AccumulatorTree, Cursor = TreeCursor.Root(chunks + 1) };
    }

    private static DisputeGame AdvanceAccumulators(DisputeGame game, byte[] defender, byte[] challenger)
    {
        int size = Operator.Of(game.Operator!.Graph.Operator).AccumulatorSize;
        int index = defender.AsSpan().CommonPrefixLength(challenger) / size;
        int start = index * size;
        if (index == 0 || start >= defender.Length) return game;
        return EnterLeaf(
            game, (uint)index - 1, defender[(start - size)..start], defender[start..(start + size)], challenger[start..(start + size)]);
    }

    private static DisputeGame EnterLeaf(DisputeGame game, uint chunk, byte[] before, byte[] defenderAfter, byte[] challengerAfter) => game with
    {
        Level = DisputeLevel.Leaf,
        Operator = game.Operator! with { Chunk = chunk, Accumulator = before },
        Defender = game.Defender with { Accumulator = defenderAfter },
        Challenger = game.Challenger with { Accumulator = challengerAfter },
    };

    private static DisputeGame EnterLink(DisputeGame game) =>
        game with { Level = game.Span.Phase == GraphPhase.Evaluation ? DisputeLevel.Metric : DisputeLevel.Link };

    private static DisputeGame AdvanceLink(DisputeGame game, StateHeader defender, StateHeader challenger)
    {
        StateGroup group = defender.WeightsRoot != challenger.WeightsRoot ? StateGroup.Weights : StateGroup.Optimiser;
        (H256 defenderRoot, H256 challengerRoot) = group == StateGroup.Weights
            ? (defender.WeightsRoot, challenger.WeightsRoot)
            : (defender.OptimiserRoot, challenger.OptimiserRoot);
        if (defenderRoot == challengerRoot) return game;
        return game with
        {
            Level = DisputeLevel.Slots,
            Group = group,
            Cursor = TreeCursor.Root(game.Task.Graph.Slots(group)),
            Defender = game.Defender with { Node = defenderRoot },
            Challenger = game.Challenger with { Node = challengerRoot },
        };
    }

    private static DisputeGame Settle(DisputeGame game, DisputeSide side, DisputeMove move)
    {
        if (PostCheck.Fault(game, side, move) is { } fault) return Decide(game, Other(side), fault);
        return move switch
        {
            DisputeMove.Leaf leaf => SettleLeaf(game, side, leaf),
            DisputeMove.Slot slot => Award(
                game, slot.Producer.OutputRoot == game.Defender.Value, slot.Producer.OutputRoot == game.Challenger.Value, DisputeReason.WrongLink),
            DisputeMove.Metric metric => Award(
                game, metric.Producer.OutputRoot == game.Defender.State, metric.Producer.OutputRoot == game.Challenger.State, DisputeReason.WrongLink),
            _ => Decide(game, null, DisputeReason.BadPost),
        };
    }

    private static DisputeGame SettleLeaf(DisputeGame game, DisputeSide side, DisputeMove.Leaf leaf)
    {
        DisputedOperator disputed = game.Operator!;
        Span<byte> accumulator = stackalloc byte[Operator.Of(disputed.Graph.Operator).AccumulatorSize];
        disputed.Accumulator.CopyTo(accumulator);
        var context = new LeafContext(game.Task.Seed, game.Step);
        var inputs = new OpenedInputs(disputed.Graph, leaf.Tiles);
        (int row, int column, int chunk) = ((int)disputed.Row, (int)disputed.Column, (int)disputed.Chunk);
        if (!Operator.Of(disputed.Graph.Operator).TryStep<SoftBinary32>(disputed.Graph, context, inputs, row, column, chunk, accumulator))
        {
            return Decide(game, Other(side), DisputeReason.BadPost);
        }

        int bytes = DisputeMove.Codec.ToBytes(leaf).Length;
        if (Operator.Of(disputed.Graph.Operator).Chunks(disputed.Graph, row, column) == 1)
        {
            uint element = Operator.Of(disputed.Graph.Operator).Finish<SoftBinary32>(accumulator);
            return Award(game, element == game.Defender.Element, element == game.Challenger.Element, DisputeReason.WrongOutput, bytes);
        }

        return Award(
            game,
            accumulator.SequenceEqual(game.Defender.Accumulator),
            accumulator.SequenceEqual(game.Challenger.Accumulator),
            DisputeReason.WrongOutput,
            bytes);
    }

    private static DisputeGame Award(DisputeGame game, bool defenderIsRight, bool challengerIsRight, DisputeReason reason, int leafBytes = 0)
    {
        DisputeSide? winner = defenderIsRight == challengerIsRight ? null : defenderIsRight ? DisputeSide.Defender : DisputeSide.Challenger;
        return Decide(game, winner, reason, leafBytes);
    }
}
