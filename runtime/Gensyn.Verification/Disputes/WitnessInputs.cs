using System.Collections.Immutable;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>A party's own inputs of an operator; remembers which tiles were read, because those are what a leaf must open.</summary>
internal sealed class WitnessInputs(IReadOnlyList<ITensorTiles> tensors) : ILeafInputs
{
    private readonly List<(int Input, int Tile, byte[] Bytes)> _read = [];

    public bool TryRead(int input, int row, int column, out uint bits)
    {
        TileLayout layout = tensors[input].Type.Tiles;
        int wanted = layout.TileOf(row, column);
        byte[]? tile = null;

        // A fold walks along its tiles, so the newest ones are the likeliest.
        for (int i = _read.Count - 1; i >= 0 && tile is null; i--)
        {
            if (_read[i].Input == input && _read[i].Tile == wanted) tile = _read[i].Bytes;
        }

        if (tile is null)
        {
            tile = new byte[TileLayout.TileBytes];
            tensors[input].CopyTile(wanted, tile);
            _read.Add((input, wanted, tile));
        }

        bits = layout.Read(tile, row, column);
        return true;
    }

    /// <summary>The tiles read so far, opened against their tensors' roots.</summary>
    public ImmutableArray<OpenedTile> Open()
    {
        ImmutableArray<OpenedTile>.Builder opened = ImmutableArray.CreateBuilder<OpenedTile>(_read.Count);
        foreach ((int input, int tile, byte[] bytes) in _read)
        {
            opened.Add(new((byte)input, (uint)tile, bytes, new MerkleTree(tensors[input].TileHashes).Path(tile)));
        }

        return opened.MoveToImmutable();
    }
}
