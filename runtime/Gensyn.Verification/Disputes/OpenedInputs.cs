using System.Collections.Immutable;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>The input elements that a leaf's opened tiles hold.</summary>
internal sealed class OpenedInputs(ResolvedRecord record, ImmutableArray<OpenedTile> tiles) : ILeafInputs
{
    public bool TryRead(int input, int row, int column, out uint bits)
    {
        bits = 0;
        TileLayout layout = record.Inputs[input].Type.Tiles;
        if ((uint)row >= (uint)layout.Rows || (uint)column >= (uint)layout.Columns) return false;
        int wanted = layout.TileOf(row, column);
        foreach (OpenedTile tile in tiles.AsSpan())
        {
            if (tile.Input != input || tile.Tile != (uint)wanted) continue;
            bits = layout.Read(tile.Bytes, row, column);
            return true;
        }

        return false;
    }
}
