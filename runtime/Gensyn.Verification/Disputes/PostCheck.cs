using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>Checks one side's post against what that side, and the task, are bound to.</summary>
internal static class PostCheck
{
    /// <summary>What is wrong with a post; null when it stands.</summary>
    public static DisputeReason? Fault(DisputeGame game, DisputeSide side, DisputeMove move)
    {
        SideClaim claim = game.Claim(side);
        return (game.Level, move) switch
        {
            (DisputeLevel.Steps or DisputeLevel.Operators or DisputeLevel.Tiles or DisputeLevel.AccumulatorTree or DisputeLevel.Slots,
                DisputeMove.Nodes nodes) =>
                IsSound(game, claim, nodes) ? null : DisputeReason.BadPost,
            (DisputeLevel.Record, DisputeMove.Record record) => Fault(game, claim, record),
            (DisputeLevel.Tile, DisputeMove.Tile tile) => IsSound(game, claim, tile) ? null : DisputeReason.BadPost,
            (DisputeLevel.Accumulators, DisputeMove.Accumulators accumulators) => IsSound(game, claim, accumulators.Bytes) ? null : DisputeReason.BadPost,
            (DisputeLevel.AccumulatorPair, DisputeMove.AccumulatorPair pair) => IsSound(game, claim, pair) ? null : DisputeReason.BadPost,
            (DisputeLevel.Leaf, DisputeMove.Leaf leaf) => IsSound(game, leaf) ? null : DisputeReason.BadPost,
            (DisputeLevel.Link, DisputeMove.Link link) => Fault(game, claim, link),
            (DisputeLevel.Slot, DisputeMove.Slot slot) => IsSound(game, claim, slot) ? null : DisputeReason.BadPost,
            (DisputeLevel.Metric, DisputeMove.Metric metric) =>
                IsExecuted(game, claim, metric.Producer, game.Task.Graph.MetricRecord, metric.ProducerPath) ? null : DisputeReason.BadPost,
            _ => DisputeReason.BadPost,
        };
    }

    /// <summary>The hashes that posted children stand for.</summary>
    public static H256[] Hashes(DisputeGame game, ImmutableArray<H256> children) => game.AsksForValues ? Commitment.LeavesOf(children) : [.. children];

    /// <summary>The accumulator before an element's first chunk.</summary>
    public static byte[] Identity(OperatorId id)
    {
        byte[] identity = new byte[Operator.Of(id).AccumulatorSize];
        Operator.Of(id).Identity(identity);
        return identity;
    }

    private static bool IsSound(DisputeGame game, SideClaim claim, DisputeMove.Nodes post)
    {
        TreeCursor cursor = game.Cursor;
        if (post.Children.AsSpan().Length != cursor.Children) return false;
        H256[] hashes = Hashes(game, post.Children);
        H256 node = Merkle.Combine(hashes);
        if (game.AsksForEnds ? !HasEnds(game, claim, post, hashes) : HasAny(post.FirstPath) || HasAny(post.LastPath)) return false;
        if (game.AsksForBefore ? !HasBefore(cursor, claim, post) : post.Before is not null || HasAny(post.BeforePath)) return false;
        bool asksForLast = game.AsksForEnds && game.Level == DisputeLevel.AccumulatorTree;
        if (!asksForLast && post.LastAccumulator.Length != 0) return false;
        return game.Level switch
        {
            DisputeLevel.Tiles when cursor.IsRoot => Commitment.TensorRoot(game.Operator!.Graph.Output, node) == claim.Output,

            // The roots of these three are first heard of here: what binds them are their ends, or the link to the state.
            DisputeLevel.Steps or DisputeLevel.Operators or DisputeLevel.AccumulatorTree when cursor.IsRoot => true,
            _ => node == claim.Node,
        };
    }

    private static bool HasEnds(DisputeGame game, SideClaim claim, DisputeMove.Nodes post, H256[] hashes)
    {
        H256 first, last;
        if (game.Level == DisputeLevel.Steps)
        {
            first = Merkle.Leaf(game.Span.Start);
            last = Merkle.Leaf(claim.End);
        }
        else
        {
            OperatorId id = game.Operator!.Graph.Operator;
            if (!Finishes(id, post.LastAccumulator, claim.Element)) return false;
            first = Merkle.Leaf(Identity(id));
            last = Merkle.Leaf(post.LastAccumulator);
        }

        int leaves = (int)game.Cursor.Leaves;
        int level = game.Cursor.ChildLevel;
        return Merkle.TryClimb(leaves, 0, 0, first, post.FirstPath.AsSpan(), level, out H256 firstChild) && firstChild == hashes[0]
            && Merkle.TryClimb(leaves, 0, leaves - 1, last, post.LastPath.AsSpan(), level, out H256 lastChild) && lastChild == hashes[^1];
    }

    private static bool HasBefore(TreeCursor cursor, SideClaim claim, DisputeMove.Nodes post) =>
        post.Before is { } before && IsUnder(claim.Root, (int)cursor.Leaves, cursor.FirstChild - 1, Merkle.Leaf(before), post.BeforePath);

    private static DisputeReason? Fault(DisputeGame game, SideClaim claim, DisputeMove.Record post)
    {
        int index = (int)game.Cursor.Index;
        GraphSummary graph = game.Task.Graph;
        if (post.Trace.Hash() != claim.Value) return DisputeReason.BadPost;
        H256 leaf = Merkle.Leaf(ResolvedRecord.Codec.ToBytes(post.Graph));
        if (!IsInGraph(game, graph.LeafOf(game.Span.Phase, index), leaf, post.GraphPath)) return DisputeReason.BadPost;

        TraceRecord expected = TraceRecord.Of(index, post.Graph.Operator, post.Graph.Attributes, post.Trace.InputRoots, post.Trace.OutputRoot);
        if (expected.Hash() != claim.Value) return DisputeReason.WrongGraph;
        int inputs = post.Graph.Inputs.AsSpan().Length;
        if (post.Trace.InputRoots.AsSpan().Length != inputs) return DisputeReason.WrongGraph;
        if (post.Inputs.AsSpan().Length != inputs) return DisputeReason.BadPost;
        for (int i = 0; i < inputs; i++)
        {
            if (!IsInput(game, claim, post.Graph.Inputs[i], post.Trace.InputRoots[i], post.Inputs[i])) return DisputeReason.WrongInput;
        }

        return null;
    }

    private static bool IsInput(DisputeGame game, SideClaim claim, in ResolvedInput input, in H256 root, InputOpening opening)
    {
        switch (input.Reference.Source)
        {
            case TensorSource.Data:
                ReadOnlySpan<H256> data = game.Task.DataRoots.AsSpan();
                return input.Reference.Index < data.Length && data[input.Reference.Index] == root;
            case TensorSource.State:
                if (opening.State is not { } state || state.Hash() != game.Before) return false;
                H256 group = input.Group == StateGroup.Weights ? state.WeightsRoot : state.OptimiserRoot;
                return IsUnder(group, game.Task.Graph.Slots(input.Group), input.Position, Merkle.Leaf(root), opening.Path);
            default:
                return opening.Producer is { } producer
                    && producer.OutputRoot == root
                    && IsExecuted(game, claim, producer, input.Reference.Index, opening.Path);
        }
    }

    private static bool IsSound(DisputeGame game, SideClaim claim, DisputeMove.Tile post)
    {
        DisputedOperator disputed = game.Operator!;
        TensorType type = disputed.Graph.Output;
        if (post.Bytes.Length != TileLayout.TileBytes || !type.Tiles.IsPaddingZero((int)disputed.Tile, post.Bytes)) return false;
        H256 hash = Merkle.Leaf(post.Bytes);
        return type.Tiles.Count == 1 ? Commitment.TensorRoot(type, hash) == claim.Output : hash == claim.Node;
    }

    private static bool IsSound(DisputeGame game, SideClaim claim, byte[] accumulators)
    {
        DisputedOperator disputed = game.Operator!;
        OperatorId id = disputed.Graph.Operator;
        int size = Operator.Of(id).AccumulatorSize;
        int chunks = Operator.Of(disputed.Graph.Operator).Chunks(disputed.Graph, (int)disputed.Row, (int)disputed.Column);
        return accumulators.Length == (chunks + 1) * size
            && accumulators.AsSpan(0, size).SequenceEqual(Identity(id))
            && Finishes(id, accumulators.AsSpan(chunks * size), claim.Element);
    }

    private static bool IsSound(DisputeGame game, SideClaim claim, DisputeMove.AccumulatorPair post)
    {
        DisputedOperator disputed = game.Operator!;
        int size = Operator.Of(disputed.Graph.Operator).AccumulatorSize;
        int chunks = Operator.Of(disputed.Graph.Operator).Chunks(disputed.Graph, (int)disputed.Row, (int)disputed.Column);
        return post.Before.Length == size
            && post.After.Length == size
            && Merkle.Leaf(post.After) == claim.Node
            && IsUnder(claim.Root, chunks + 1, (int)disputed.Chunk, Merkle.Leaf(post.Before), post.BeforePath);
    }

    private static bool IsSound(DisputeGame game, DisputeMove.Leaf post)
    {
        DisputedOperator disputed = game.Operator!;
        foreach (OpenedTile tile in post.Tiles.AsSpan())
        {
            if (tile.Input >= disputed.InputRoots.Length || tile.Bytes.Length != TileLayout.TileBytes) return false;
            TensorType type = disputed.Graph.Inputs[tile.Input].Type;
            int count = type.Tiles.Count;
            if (tile.Tile >= (uint)count) return false;
            bool climbs = Merkle.TryClimb(count, 0, (int)tile.Tile, Merkle.Leaf(tile.Bytes), tile.Path.AsSpan(), Merkle.Height(count), out H256 top);
            if (!climbs || Commitment.TensorRoot(type, top) != disputed.InputRoots[tile.Input]) return false;
        }

        return true;
    }

    private static DisputeReason? Fault(DisputeGame game, SideClaim claim, DisputeMove.Link post)
    {
        GraphSummary graph = game.Task.Graph;
        StateHeader next = post.Next;
        if (next.Hash() != claim.State) return DisputeReason.BadPost;
        bool isStep = game.Span.Phase == GraphPhase.Step;
        if (isStep != post.Previous is not null) return DisputeReason.BadPost;
        if (post.Previous is { } previous && previous.Hash() != game.Before) return DisputeReason.BadPost;
        if (isStep && graph.DivergenceRecord is { } index)
        {
            if (post.Watched is not { } watched || !IsExecuted(game, claim, watched, index, post.WatchedPath)) return DisputeReason.BadPost;
            if (Commitment.ScalarRoot(DataType.Float32, post.WatchedBits) != watched.OutputRoot) return DisputeReason.BadPost;
        }
        else if (post.Watched is not null || HasAny(post.WatchedPath))
        {
            return DisputeReason.BadPost;
        }

        StateHeader expected = StateHeader.After(graph, post.Previous, next.WeightsRoot, next.OptimiserRoot, post.WatchedBits);
        bool follows = next == expected && expected.Step == game.Step;
        if (graph.WeightSlots == 0) follows &= next.WeightsRoot == H256.Zero;
        if (graph.OptimiserSlots == 0) follows &= next.OptimiserRoot == H256.Zero;
        return follows ? null : DisputeReason.WrongLink;
    }

    private static bool IsSound(DisputeGame game, SideClaim claim, DisputeMove.Slot post)
    {
        int leaf = game.Task.Graph.LeafOfSlot(game.Group, (int)game.Cursor.Index);
        if (!IsInGraph(game, leaf, Merkle.Leaf(StateSlot.Codec.ToBytes(post.Graph)), post.GraphPath)) return false;
        int record = game.Span.Phase == GraphPhase.Initialisation ? post.Graph.InitialRecord : post.Graph.StepRecord;
        return IsExecuted(game, claim, post.Producer, record, post.ProducerPath);
    }

    /// <summary>Whether an executed operator stands at a place of the step, under this side's root.</summary>
    private static bool IsExecuted(DisputeGame game, SideClaim claim, TraceRecord record, int index, ImmutableArray<H256> path) =>
        record.Index == (uint)index
        && IsUnder(claim.Operators, game.Task.Graph.Records(game.Span.Phase), index, Merkle.Leaf(record.Hash()), path);

    private static bool IsInGraph(DisputeGame game, int index, in H256 leaf, ImmutableArray<H256> path)
    {
        int leaves = game.Task.Graph.Leaves;
        return Merkle.TryClimb(leaves, 0, index, leaf, path.AsSpan(), Merkle.Height(leaves), out H256 top)
            && Commitment.Wrap(HashTag.Graph, leaves, top) == game.Task.GraphRoot;
    }

    private static bool IsUnder(in H256 root, int leaves, int index, in H256 leaf, ImmutableArray<H256> path) =>
        Merkle.TryClimb(leaves, 0, index, leaf, path.AsSpan(), Merkle.Height(leaves), out H256 top) && top == root;

    private static bool Finishes(OperatorId id, ReadOnlySpan<byte> accumulator, uint element) =>
        accumulator.Length == Operator.Of(id).AccumulatorSize && Operator.Of(id).Finish<SoftBinary32>(accumulator) == element;

    private static bool HasAny(ImmutableArray<H256> path) => !path.IsDefaultOrEmpty;
}
