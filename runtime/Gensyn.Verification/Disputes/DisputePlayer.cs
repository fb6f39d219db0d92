using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>Answers a game with what a party computed.</summary>
/// <remarks>A player whose witness is the task's true computation, and whose claim is its end, never loses.</remarks>
public sealed class DisputePlayer(IDisputeWitness witness)
{
    private MerkleTree? _graph;

    private MerkleTree GraphTree => _graph ??= witness.Graph.Tree();

    /// <summary>The side's next post, for round <see cref="DisputeGame.Rounds"/>; null when it must wait or the game is decided.</summary>
    public DisputeMove? Next(DisputeGame game, DisputeSide side)
    {
        if (game.Expected(side) is null) return null;
        return game.Level switch
        {
            DisputeLevel.Steps => Nodes(game, States(game)),
            DisputeLevel.Operators => Nodes(game, [.. Trace(game).Select(static record => record.Hash())]),
            DisputeLevel.Slots => Nodes(game, witness.TensorRoots(game.Step, game.Group)),
            DisputeLevel.Tiles => Nodes(game, Output(game).TileHashes),
            DisputeLevel.AccumulatorTree => NodesOfAccumulators(game),
            DisputeLevel.Record => Record(game),
            DisputeLevel.Tile => Tile(game),
            DisputeLevel.Accumulators => new DisputeMove.Accumulators([.. AllAccumulators(game).SelectMany(static a => a)]),
            DisputeLevel.AccumulatorPair => AccumulatorPair(game),
            DisputeLevel.Leaf => Leaf(game),
            DisputeLevel.Link => Link(game),
            DisputeLevel.Slot => Slot(game),
            DisputeLevel.Metric => Metric(game),
            _ => null,
        };
    }

    private static DisputeMove.Nodes Nodes(DisputeGame game, IReadOnlyList<H256> leaves)
    {
        // Tiles are committed by their hashes, everything else that is descended here by values.
        bool areValues = game.Level != DisputeLevel.Tiles;
        MerkleTree tree = new(areValues ? Commitment.LeavesOf(leaves) : leaves);
        return Nodes(game, tree, leaves);
    }

    private static DisputeMove.Nodes Nodes(DisputeGame game, MerkleTree tree, IReadOnlyList<H256>? values)
    {
        TreeCursor cursor = game.Cursor;
        ImmutableArray<H256> children = game.AsksForValues && values is not null
            ? [.. Enumerable.Range(cursor.FirstChild, cursor.Children).Select(i => values[i])]
            : tree.Descendants(cursor.Level, (int)cursor.Index, cursor.ChildLevel);
        bool before = game.AsksForBefore && values is not null;
        return new(
            children,
            game.AsksForEnds ? tree.Path(0, cursor.ChildLevel) : [],
            game.AsksForEnds ? tree.Path(tree.Count - 1, cursor.ChildLevel) : [],
            before ? values![cursor.FirstChild - 1] : null, // before says that values is there
            before ? tree.Path(cursor.FirstChild - 1) : [],
            []);
    }

    private DisputeMove.Nodes NodesOfAccumulators(DisputeGame game)
    {
        List<byte[]> accumulators = AllAccumulators(game);
        MerkleTree tree = new([.. accumulators.Select(static a => Merkle.Leaf(a))]);
        return Nodes(game, tree, null) with { LastAccumulator = game.AsksForEnds ? accumulators[^1] : [] };
    }

    private List<H256> States(DisputeGame game)
    {
        var states = new List<H256>();
        for (uint i = 0; i <= game.Span.Runs; i++) states.Add(witness.StateAfter(game.Span.StartStep + i).Hash());
        return states;
    }

    private IReadOnlyList<TraceRecord> Trace(DisputeGame game) => witness.Trace(game.Span.Phase, game.Step);

    private ITensorTiles Output(DisputeGame game) => witness.Output(game.Span.Phase, game.Step, (int)game.Operator!.Record);

    /// <summary>The step of the state that the step in dispute reads.</summary>
    private static uint StepBefore(DisputeGame game) => game.Span.Phase == GraphPhase.Step ? game.Step - 1 : game.Step;

    private MerkleTree OperatorsTree(DisputeGame game) => new(Commitment.LeavesOf([.. Trace(game).Select(static record => record.Hash())]));

    private DisputeMove.Record Record(DisputeGame game)
    {
        int index = (int)game.Cursor.Index;
        ResolvedRecord record = witness.Graph.Resolve(game.Span.Phase, index);
        IReadOnlyList<TraceRecord> trace = Trace(game);
        MerkleTree operators = OperatorsTree(game);
        ImmutableArray<InputOpening>.Builder inputs = ImmutableArray.CreateBuilder<InputOpening>(record.Inputs.Length);
        foreach (ResolvedInput input in record.Inputs)
        {
            switch (input.Reference.Source)
            {
                case TensorSource.Record:
                    inputs.Add(new(trace[input.Reference.Index], null, operators.Path(input.Reference.Index)));
                    break;
                case TensorSource.State:
                    MerkleTree group = new(Commitment.LeavesOf(witness.TensorRoots(StepBefore(game), input.Group)));
                    inputs.Add(new(null, witness.StateAfter(StepBefore(game)), group.Path(input.Position)));
                    break;
                default:
                    inputs.Add(new(null, null, []));
                    break;
            }
        }

        int leaf = game.Task.Graph.LeafOf(game.Span.Phase, index);
        return new(trace[index], record, GraphTree.Path(leaf), inputs.ToImmutable());
    }

    private DisputeMove.Tile Tile(DisputeGame game)
    {
        byte[] tile = new byte[TileLayout.TileBytes];
        Output(game).CopyTile((int)game.Operator!.Tile, tile);
        return new(tile);
    }

    private List<byte[]> AllAccumulators(DisputeGame game)
    {
        DisputedOperator disputed = game.Operator!;
        var inputs = new WitnessInputs(Inputs(game));
        byte[] accumulator = PostCheck.Identity(disputed.Graph.Operator);
        List<byte[]> all = [[.. accumulator]];
        int chunks = Operator.Of(disputed.Graph.Operator).Chunks(disputed.Graph, (int)disputed.Row, (int)disputed.Column);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            Step(game, inputs, chunk, accumulator);
            all.Add([.. accumulator]);
        }

        return all;
    }

    private DisputeMove.AccumulatorPair AccumulatorPair(DisputeGame game)
    {
        int chunk = (int)game.Operator!.Chunk;
        List<byte[]> accumulators = AllAccumulators(game);
        MerkleTree tree = new([.. accumulators.Select(static a => Merkle.Leaf(a))]);
        return new(accumulators[chunk], tree.Path(chunk), accumulators[chunk + 1]);
    }

    private DisputeMove.Leaf Leaf(DisputeGame game)
    {
        DisputedOperator disputed = game.Operator!;
        var inputs = new WitnessInputs(Inputs(game));
        Step(game, inputs, (int)disputed.Chunk, [.. disputed.Accumulator]);
        return new(inputs.Open());
    }

    private static void Step(DisputeGame game, WitnessInputs inputs, int chunk, byte[] accumulator)
    {
        DisputedOperator disputed = game.Operator!;
        var context = new LeafContext(game.Task.Seed, game.Step);
        Operator.Of(disputed.Graph.Operator).TryStep<SoftBinary32>(disputed.Graph, context, inputs, (int)disputed.Row, (int)disputed.Column, chunk, accumulator);
    }

    private List<ITensorTiles> Inputs(DisputeGame game)
    {
        var tensors = new List<ITensorTiles>();
        foreach (ResolvedInput input in game.Operator!.Graph.Inputs)
        {
            tensors.Add(input.Reference.Source switch
            {
                TensorSource.Record => witness.Output(game.Span.Phase, game.Step, input.Reference.Index),
                TensorSource.State => witness.StateTensor(StepBefore(game), input.Reference.Index),
                _ => witness.Data(input.Reference.Index),
            });
        }

        return tensors;
    }

    private DisputeMove.Link Link(DisputeGame game)
    {
        StateHeader next = witness.StateAfter(game.Step);
        if (game.Span.Phase != GraphPhase.Step) return new(next, null, null, [], 0);
        StateHeader previous = witness.StateAfter(game.Step - 1);
        if (game.Task.Graph.DivergenceRecord is not { } watched) return new(next, previous, null, [], 0);
        byte[] tile = new byte[TileLayout.TileBytes];
        ITensorTiles output = witness.Output(game.Span.Phase, game.Step, watched);
        output.CopyTile(0, tile);
        return new(next, previous, Trace(game)[watched], OperatorsTree(game).Path(watched), output.Type.Tiles.Read(tile, 0, 0));
    }

    private DisputeMove.Slot Slot(DisputeGame game)
    {
        int position = (int)game.Cursor.Index;
        StateSlot slot = witness.Graph.Slots.Where(s => s.Group == game.Group).ElementAt(position);
        int record = game.Span.Phase == GraphPhase.Initialisation ? slot.InitialRecord : slot.StepRecord;
        int leaf = game.Task.Graph.LeafOfSlot(game.Group, position);
        return new(slot, GraphTree.Path(leaf), Trace(game)[record], OperatorsTree(game).Path(record));
    }

    private DisputeMove.Metric Metric(DisputeGame game)
    {
        int record = game.Task.Graph.MetricRecord;
        return new(Trace(game)[record], OperatorsTree(game).Path(record));
    }
}
