using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Claims a wrong sum of a long row and bends the tree of accumulators from some chunk on.</summary>
internal static class LongFoldLiar
{
    public static Strategy Create(ToyRun run, int lieFrom)
    {
        var player = new DisputePlayer(run);
        return (game, side) =>
        {
            if (game.Level is not (DisputeLevel.AccumulatorTree or DisputeLevel.AccumulatorPair)) return player.Next(game, side);
            byte[][] accumulators = Accumulators(run, game, game.Claim(side).Element, lieFrom);
            var tree = new MerkleTree([.. accumulators.Select(a => Merkle.Leaf(a))]);
            TreeCursor cursor = game.Cursor;
            if (game.Level == DisputeLevel.AccumulatorPair)
            {
                int chunk = (int)game.Operator!.Chunk;
                return new DisputeMove.AccumulatorPair(accumulators[chunk], tree.Path(chunk), accumulators[chunk + 1]);
            }

            return new DisputeMove.Nodes(
                tree.Descendants(cursor.Level, (int)cursor.Index, cursor.ChildLevel),
                cursor.IsRoot ? tree.Path(0, cursor.ChildLevel) : [],
                cursor.IsRoot ? tree.Path(tree.Count - 1, cursor.ChildLevel) : [],
                null,
                [],
                cursor.IsRoot ? accumulators[^1] : []);
        };
    }

    private static byte[][] Accumulators(ToyRun run, DisputeGame game, uint element, int lieFrom)
    {
        ResolvedRecord record = game.Operator!.Graph;
        byte[] accumulator = new byte[Operator.Of(record.Operator).AccumulatorSize];
        List<byte[]> all = [[.. accumulator]];
        var inputs = new Row(run.StateTensor(run.Steps, 0));
        int chunks = Operator.Of(record.Operator).Chunks(record, 0, (int)game.Operator.Column);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            Operator.Of(record.Operator).TryStep<SoftBinary32>(record, default, inputs, 0, (int)game.Operator.Column, chunk, accumulator);
            all.Add([.. accumulator]);
            if (chunk >= Math.Min(lieFrom, chunks - 1)) all[^1][0] ^= 1;
        }

        GamePlay.Bend(record.Operator, all[^1], element);
        return [.. all];
    }

    private sealed class Row(ITensorTiles tensor) : ILeafInputs
    {
        public bool TryRead(int input, int row, int column, out uint bits)
        {
            byte[] tile = new byte[TileLayout.TileBytes];
            tensor.CopyTile(tensor.Type.Tiles.TileOf(row, column), tile);
            bits = tensor.Type.Tiles.Read(tile, row, column);
            return true;
        }
    }
}
